"""What is judged: gold and predictions side by side, as arrays for each facet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit import statistics as stats
from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.models.base import POSITIVE, UNKNOWN, label_states
from toolkit.records import Column, Evidence, Example, ModelInput, Prediction

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
# For each input and the columns asked about it, the spans behind their scores.
Explain = Callable[[Sequence[tuple[ModelInput, Sequence[Column]]]], list[list[Evidence]]]


@dataclass(frozen=True)
class CoderLabels:
    """What single coders said about examples that two or more of them coded alone.

    Attributes:
        coders: Their pseudonyms.
        rows: Positions of these examples among all, `(m,)`, rising.
        values: 1 applies, 0 does not, NaN not said or unsure, `(n_coders, m, k)`.
        left_out: Decisions that could not be used, in words.
    """

    coders: tuple[str, ...]
    rows: NDArray[np.int_]
    values: Floats
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """A run's predictions on examples with gold labels.

    Attributes:
        examples: With gold labels, parents included.
        predictions: One for each example, in the same order.
        run: Name of the run.
        data: Name of the data, as the report should call them.
        thresholds: The run's threshold of each column; None where a label is never assigned.
        unlearned: Columns without a positive in train.
        leakage: The leakage table against the run's train part, where there is one.
        warnings: What the run wants said in the header.
        origin: What the figures can be traced to: fingerprints, seed, versions.
        explain: Gives the words behind scores; None where nobody can tell.
        coders: By facet: what single coders said, for the human ceiling.
    """

    examples: Sequence[Example]
    predictions: Sequence[Prediction]
    run: str
    data: str
    thresholds: Mapping[Column, float | None] = field(default_factory=dict)
    unlearned: Sequence[Column] = ()
    leakage: Mapping[str, Any] | None = None
    warnings: Sequence[str] = ()
    origin: Mapping[str, Any] = field(default_factory=dict)
    explain: Explain | None = None
    coders: Mapping[str, CoderLabels] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.examples) != len(self.predictions):
            raise DataError(
                f"{self.data}: {len(self.predictions)} predictions do not fit "
                f"{len(self.examples)} examples. Score the data again."
            )
        if not self.examples:
            raise DataError(
                f"{self.data}: there are no examples to judge {self.run} on. "
                "Expected labelled examples with text."
            )


@dataclass(frozen=True)
class EvaluationOptions:
    """How intervals are computed.

    Attributes:
        bootstrap: Draws over clusters; 0 leaves the intervals out.
        seed: Fixes the draws.
    """

    bootstrap: int = 2000
    seed: int = 13


@dataclass(frozen=True)
class FacetData:
    """The examined examples of one facet; rows of every array are these examples.

    Attributes:
        codebook: Its codebook; columns of every matrix are in its order.
        rows: Their positions among all examples, `(n,)`.
        gold: Positive labels, `(n, k)`.
        known: What is not masked as unsure, `(n, k)`.
        predicted: Assigned labels with their parents, `(n, k)`; none where the run abstained.
        scores: Calibrated scores, `(n, k)`.
        abstained: Where the run abstained, `(n,)`.
        right: Whether the one label is right, `(n,)`: 1 or 0, NaN where that is not asked (a
            multi-select facet, an unsure example).
        primary_right: Whether the primary label is right, `(n,)`; NaN without a gold primary.
        primary: Column of the gold primary label, `(n,)`; -1 without one.
        cluster: Number of the near-duplicate cluster, `(n,)`, from 0 without gaps.
    """

    codebook: Codebook
    rows: NDArray[np.int_]
    gold: Bools
    known: Bools
    predicted: Bools
    scores: Floats
    abstained: Bools
    right: Floats
    primary_right: Floats
    primary: NDArray[np.int_]
    cluster: NDArray[np.int_]

    def __len__(self) -> int:
        return len(self.rows)

    def counts(self, mask: Bools | None = None) -> Floats:
        """Confusion counts `(k, 3)` of all rows, or of those in the mask."""
        chosen = slice(None) if mask is None else mask
        return stats.confusion_counts(
            self.gold[chosen], self.predicted[chosen], known=self.known[chosen]
        )

    @property
    def n_clusters(self) -> int:
        """Number of clusters, the units that intervals are drawn over."""
        return int(self.cluster.max()) + 1 if len(self) else 0

    def part(self, mask: Bools) -> "FacetData":
        """The rows of a mask; clusters are numbered anew."""
        return replace(
            self,
            **{name: getattr(self, name)[mask] for name in ROW_ARRAYS},
            cluster=np.asarray(np.unique(self.cluster[mask], return_inverse=True)[1]),
        )

    def positives(self) -> NDArray[np.int_]:
        """Gold positives of each label, `(k,)`."""
        return np.asarray((self.gold & self.known).sum(axis=0))


ROW_ARRAYS = (
    *("rows", "gold", "known", "predicted", "scores", "abstained"),
    *("right", "primary_right", "primary"),
)


def facet_data(judged: Judged, codebook: Codebook) -> FacetData:
    """Arrays of one facet.

    Args:
        judged: Examples and predictions.
        codebook: The facet's codebook.

    Returns:
        The arrays, over the examples in which the facet was examined.

    Raises:
        DataError: If the facet was examined and the run has no scores for it.
    """
    facet, ids = codebook.facet, codebook.label_ids
    rows = [i for i, example in enumerate(judged.examples) if facet in example.labels]
    examples = [judged.examples[i] for i in rows]
    predictions = [judged.predictions[i] for i in rows]
    if any(facet not in prediction.scores for prediction in predictions):
        raise DataError(
            f"{judged.run}: it has no scores for facet {facet!r}, which the data label. "
            "Leave this facet's codebook out, or train a run that covers it."
        )
    states = label_states(examples, [Column(facet, label) for label in ids])
    predicted = np.zeros(states.shape, dtype=bool)
    position = {label: j for j, label in enumerate(ids)}
    for i, prediction in enumerate(predictions):
        # A single-select decision names one label; gold carries its parents, so it needs them.
        chosen = codebook.with_parents(frozenset(prediction.labels.get(facet, ())))
        predicted[i, [position[label] for label in chosen]] = True
    scores = [[prediction.scores[facet][label] for label in ids] for prediction in predictions]
    gold, known = states == POSITIVE, states != UNKNOWN
    abstained = np.array([facet in prediction.abstained for prediction in predictions], dtype=bool)
    return FacetData(
        codebook=codebook,
        rows=np.array(rows, dtype=np.int_),
        gold=gold,
        known=known,
        predicted=predicted,
        scores=np.array(scores, dtype=np.float64).reshape(states.shape),
        abstained=abstained,
        right=_right(codebook, gold=gold, known=known, predicted=predicted, abstained=abstained),
        primary_right=_primary_right(codebook, examples, predictions),
        primary=_primary(codebook, examples),
        cluster=_cluster_numbers(examples),
    )


def _right(
    codebook: Codebook, *, gold: Bools, known: Bools, predicted: Bools, abstained: Bools
) -> Floats:
    """Whether exactly the gold label was chosen; abstaining is never right."""
    if codebook.select != "single":
        return np.full(len(gold), np.nan)
    right = (gold == predicted).all(axis=1) & ~abstained
    return np.where(known.all(axis=1), right.astype(np.float64), np.nan)


def _primary_right(
    codebook: Codebook, examples: Sequence[Example], predictions: Sequence[Prediction]
) -> Floats:
    facet = codebook.facet
    right = np.full(len(examples), np.nan)
    if codebook.primary == "none":
        return right
    for i, (example, prediction) in enumerate(zip(examples, predictions, strict=True)):
        if facet in example.primary:
            right[i] = float(prediction.primary.get(facet) == example.primary[facet])
    return right


def _primary(codebook: Codebook, examples: Sequence[Example]) -> NDArray[np.int_]:
    if codebook.primary == "none":
        return np.full(len(examples), -1, dtype=np.int_)
    position = {label: j for j, label in enumerate(codebook.label_ids)}
    coded = (example.primary.get(codebook.facet) for example in examples)
    return np.array([-1 if label is None else position[label] for label in coded], dtype=np.int_)


def _cluster_numbers(examples: Sequence[Example]) -> NDArray[np.int_]:
    numbers: dict[str, int] = {}
    return np.array(
        [
            numbers.setdefault(example.cluster or example.input.article_id, len(numbers))
            for example in examples
        ],
        dtype=np.int_,
    )
