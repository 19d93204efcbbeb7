"""The network: an encoder, one linear head over all columns, pooling over windows."""

import inspect
from typing import Literal, Self

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from toolkit.models.transformer.objective import Objective

DROPOUT = 0.1  # of the window vectors in training


def mean_over_tokens(hidden: Tensor, mask: Tensor) -> Tensor:
    """The mean vector of each window over its own tokens, padding left out.

    Args:
        hidden: `(n_windows, length, hidden_size)`.
        mask: `(n_windows, length)`; 1 for a token, 0 for padding.

    Returns:
        `(n_windows, hidden_size)`.
    """
    weight = mask.to(hidden.dtype)[..., None]
    return (hidden * weight).sum(dim=1) / weight.sum(dim=1).clamp(min=1.0)


def pool_windows(logits: Tensor, n_windows: Tensor, how: Literal["mean", "max"]) -> Tensor:
    """One row for each article from the rows of its windows.

    Args:
        logits: `(n_windows_in_all, n_columns)`, the windows of an article next to each other.
        n_windows: `(n_articles,)`, each at least 1.
        how: Mean or largest logit.

    Returns:
        `(n_articles, n_columns)`.
    """
    parts = torch.split(logits, n_windows.tolist())
    if how == "max":
        return torch.stack([part.amax(dim=0) for part in parts])
    return torch.stack([part.mean(dim=0) for part in parts])


def reads_types(encoder: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> bool:
    """Whether token types are to be passed: the encoder takes them, the tokenizer gives them."""
    takes = "token_type_ids" in inspect.signature(encoder.forward).parameters
    return takes and "token_type_ids" in tokenizer.model_input_names


class WindowClassifier(nn.Module):
    """Scores articles from their windows, in training and scoring by the same path.

    Args:
        encoder: Gives a vector for each token.
        objective: Loss and scores; its columns are the head's.
        pool: How the windows of an article are joined.
        encoder_dropout: Whether the encoder's own dropout acts in training.
    """

    def __init__(
        self,
        encoder: PreTrainedModel,
        objective: Objective,
        *,
        pool: Literal["mean", "max"],
        encoder_dropout: bool = True,
    ) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(DROPOUT)
        self.head = nn.Linear(int(encoder.config.hidden_size), len(objective.learned))
        # From zero, so that the first scores are the bias alone: the labels' shares in train.
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)
        self.objective = objective
        self.pool = pool
        self.encoder_dropout = encoder_dropout

    def train(self, mode: bool = True) -> Self:
        """Switches to training or evaluation; dropout in the encoder only where asked for."""
        super().train(mode)
        self.encoder.train(mode and self.encoder_dropout)
        return self

    def window_vectors(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor | None = None
    ) -> Tensor:
        """One vector `(n_windows, hidden_size)` for each window `(n_windows, length)`."""
        extra = {} if token_type_ids is None else {"token_type_ids": token_type_ids}
        output = self.encoder(input_ids=input_ids, attention_mask=attention_mask, **extra)
        return mean_over_tokens(output.last_hidden_state, attention_mask)

    def forward(
        self,
        states: Tensor,
        n_windows: Tensor,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        token_type_ids: Tensor | None = None,
        vectors: Tensor | None = None,
    ) -> dict[str, Tensor]:
        """Loss and logits of a batch of articles; the Trainer calls it by these names.

        Args:
            states: `(n_articles, n_columns)`.
            n_windows: `(n_articles,)`.
            input_ids: `(n_windows_in_all, length)`; not needed with `vectors`.
            attention_mask: The same shape.
            token_type_ids: The same shape, for encoders that read them.
            vectors: `(n_windows_in_all, hidden_size)` of a frozen encoder.

        Returns:
            `loss`, a scalar, and `logits` `(n_articles, n_columns)`.
        """
        if vectors is None:
            assert input_ids is not None
            assert attention_mask is not None
            vectors = self.window_vectors(input_ids, attention_mask, token_type_ids)
        logits = pool_windows(self.head(self.dropout(vectors)), n_windows, self.pool)
        return {"loss": self.objective.loss(logits, states), "logits": logits}
