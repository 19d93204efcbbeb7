"""What the head is trained for: a loss with masks, and the scores that go with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, pad

from toolkit.codebook import Codebook
from toolkit.models.base import NEGATIVE, POSITIVE

MAX_WEIGHT = 10.0  # a label seen once in 500 articles would otherwise drown the others


@dataclass(frozen=True)
class FacetHead:
    """The columns of one facet and how they compete.

    Attributes:
        facet: The facet.
        start: Its first column.
        stop: One past its last column.
        softmax: Whether its labels exclude each other (single-select). A facet with parents is
            not one of these: a label and its parent hold together.
        open: Softmax only: whether an example may have no label, because train has such ones.
    """

    facet: str
    start: int
    stop: int
    softmax: bool
    open: bool = False


def facet_heads(codebooks: Mapping[str, Codebook], states: NDArray[np.int8]) -> list[FacetHead]:
    """One head for each facet, in column order.

    Args:
        codebooks: By facet, in column order.
        states: Of the train examples, `(n_examples, n_columns)`.

    Returns:
        The heads; together they cover all columns.
    """
    heads = []
    start = 0
    for facet, book in codebooks.items():
        stop = start + len(book.labels)
        flat = all(label.parent is None for label in book.labels)
        without_label = (states[:, start:stop] == NEGATIVE).all(axis=1)
        heads.append(
            FacetHead(
                facet=facet,
                start=start,
                stop=stop,
                softmax=book.select == "single" and flat,
                open=bool(without_label.any()),
            )
        )
        start = stop
    return heads


def balanced_weights(heads: Sequence[FacetHead], states: NDArray[np.int8]) -> NDArray[np.float32]:
    """Weight of a positive in each column, between 1 and `MAX_WEIGHT`; rare labels weigh more.

    Multi-select: negatives over positives. Single-select: scikit-learn's `balanced`,
    `n_examples / (n_labels * n_positives)`, which is below 1 for the frequent labels.
    """
    positives = (states == POSITIVE).sum(axis=0).astype(np.float64)
    negatives = (states == NEGATIVE).sum(axis=0).astype(np.float64)
    weights = np.clip(negatives / np.maximum(positives, 1), 1.0, MAX_WEIGHT)
    for head in heads:
        if head.softmax:
            own = positives[head.start : head.stop]
            learned = max(1, int((own > 0).sum()))
            balanced = own.sum() / (learned * np.maximum(own, 1))
            weights[head.start : head.stop] = np.clip(balanced, 1 / MAX_WEIGHT, MAX_WEIGHT)
    return np.asarray(weights, dtype=np.float32)


def prior_logits(
    heads: Sequence[FacetHead], states: NDArray[np.int8], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Logits at which the scores equal the labels' shares in train.

    The head starts here: otherwise the first epochs go into learning that most labels are rare
    (Lin et al. 2017, "Focal Loss for Dense Object Detection", section 3.3).
    """
    positives = ((states == POSITIVE).sum(axis=0) + 0.5) * weights
    negatives = (states == NEGATIVE).sum(axis=0) + 0.5
    logits = np.log(positives / negatives)
    for head in heads:
        if head.softmax:
            own = slice(head.start, head.stop)
            without = (states[:, own] == NEGATIVE).all(axis=1).sum() + 0.5
            logits[own] = np.log(positives[own] / (without if head.open else positives[own].sum()))
    return np.asarray(logits, dtype=np.float32)


class Objective(nn.Module):
    """Loss and scores over all columns of a run; has nothing to train or store.

    Args:
        heads: Together they cover all columns.
        learned: `(n_columns,)`; a column without a positive in train has no loss and scores zero.
        weights: `(n_columns,)`, the weight of a positive.
    """

    learned: Tensor
    weights: Tensor

    def __init__(
        self,
        heads: Sequence[FacetHead],
        *,
        learned: NDArray[np.bool_],
        weights: NDArray[np.float32] | None = None,
    ) -> None:
        super().__init__()
        self.heads = tuple(heads)
        ones = np.ones(len(learned), dtype=np.float32)
        self.register_buffer("learned", torch.from_numpy(learned.copy()), persistent=False)
        given = torch.from_numpy(ones if weights is None else weights.copy())
        self.register_buffer("weights", given, persistent=False)

    def loss(self, logits: Tensor, states: Tensor) -> Tensor:
        """Sum over facets of the mean loss of the articles examined for them.

        Args:
            logits: `(n_articles, n_columns)`.
            states: The same shape: 1 positive, 0 negative, -1 masked. A masked label has no
                gradient.

        Returns:
            A scalar.
        """
        total = logits.new_zeros(())
        for head in self.heads:
            own = slice(head.start, head.stop)
            known = (states[:, own] >= 0) & self.learned[own]
            positive = states[:, own] == POSITIVE
            by_article = _softmax_loss if head.softmax else _sigmoid_loss
            losses, counted = by_article(
                logits[:, own], known, positive, self.weights[own], none=head.open
            )
            total = total + losses.sum() / counted.sum().clamp(min=1)
        return total

    def scores(self, logits: Tensor) -> Tensor:
        """Scores in [0, 1] of the shape of `logits`; softmax within single-select facets."""
        parts = []
        for head in self.heads:
            own = slice(head.start, head.stop)
            part, learned = logits[:, own], self.learned[own]
            if head.softmax:
                part = _with_none(part.masked_fill(~learned, -torch.inf), none=head.open)
                part = part.softmax(dim=1)[:, : head.stop - head.start]
                # A facet of which nothing was learned has no finite logit, and softmax no answer.
                part = part.nan_to_num(0.0)
            else:
                part = part.sigmoid()
            parts.append(part.masked_fill(~learned, 0.0))
        return torch.cat(parts, dim=1)


def _sigmoid_loss(
    logits: Tensor, known: Tensor, positive: Tensor, weights: Tensor, *, none: bool
) -> tuple[Tensor, Tensor]:
    """Loss of each article, and whether it counts. Summed over labels, as softmax's is."""
    cells = binary_cross_entropy_with_logits(
        logits, positive.to(logits.dtype), pos_weight=weights, reduction="none"
    )
    return (cells * known).sum(dim=1), known.any(dim=1)


def _softmax_loss(
    logits: Tensor, known: Tensor, positive: Tensor, weights: Tensor, *, none: bool
) -> tuple[Tensor, Tensor]:
    """Cross-entropy of each article over its known labels, and whether it counts."""
    target = (positive & known).to(logits.dtype) * weights
    has_label = target.sum(dim=1) > 0
    # With `none`, no label at all is an outcome of its own. An article whose only label is
    # masked or unlearned has neither, and teaches nothing.
    without = known.any(dim=1) & ~positive.any(dim=1) if none else torch.zeros_like(has_label)
    counted = has_label | without
    if none:
        target = torch.cat([target, without.to(logits.dtype)[:, None]], dim=1)
    # A row without a known label would be all -inf, whose softmax is no number.
    visible = known | ~counted[:, None]
    log_p = _with_none(logits.masked_fill(~visible, -torch.inf), none=none).log_softmax(dim=1)
    return -torch.where(target > 0, target * log_p, 0.0).sum(dim=1), counted


def _with_none(logits: Tensor, *, none: bool) -> Tensor:
    """The logits, with a constant 0 for "no label" behind them where that can happen."""
    return pad(logits, (0, 1), value=0.0) if none else logits
