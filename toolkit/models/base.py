"""The interface of a model kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from toolkit.codebook import Codebook
from toolkit.records import Column, Evidence, Example, ModelInput, ScoreBatch


@dataclass(frozen=True)
class FitReport:
    """What fitting found.

    Attributes:
        n_train: Examples fitted on.
        unlearned: Columns without a positive (or without a term): they score zero.
        details: Numbers worth keeping in the manifest, such as the number of features.
    """

    n_train: int
    unlearned: tuple[Column, ...] = ()
    details: Mapping[str, float | int | str] | None = None


class Classifier(Protocol):
    """A model kind: turns inputs into a score matrix, and never decides.

    Attributes:
        columns: (facet, label) pairs in codebook order.
    """

    columns: tuple[Column, ...]

    def fit(self, train: Sequence[Example], dev: Sequence[Example]) -> FitReport:
        """Learns from examples; `dev` is for early stopping only, never for thresholds."""
        ...

    def predict_scores(self, inputs: Sequence[ModelInput]) -> ScoreBatch:
        """Scores `(n_inputs, n_columns)`; an empty sequence gives an empty batch."""
        ...

    def explain(
        self, inputs: Sequence[ModelInput], columns: Sequence[Column]
    ) -> list[list[Evidence]]:
        """For each input, the spans that speak for or against the columns, strongest first."""
        ...

    def save(self, folder: Path) -> None:
        """Writes the model into an existing empty folder; no pickles."""
        ...

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads what `save` wrote."""
        ...


def columns_of(codebooks: Mapping[str, Codebook]) -> tuple[Column, ...]:
    """All columns of a run: facets in the given order, labels in codebook order."""
    return tuple(
        Column(facet, label) for facet, book in codebooks.items() for label in book.label_ids
    )


UNKNOWN, NEGATIVE, POSITIVE = -1, 0, 1


def label_states(examples: Sequence[Example], columns: Sequence[Column]) -> NDArray[np.int8]:
    """What is known about each label: 1 positive, 0 negative, -1 masked.

    Masked are all labels of a facet that was not examined, and the labels marked unsure.

    Args:
        examples: The examples.
        columns: The columns.

    Returns:
        int8 matrix `(n_examples, n_columns)`.
    """
    of_facet: dict[str, list[int]] = {}
    for j, column in enumerate(columns):
        of_facet.setdefault(column.facet, []).append(j)
    index = {column: j for j, column in enumerate(columns)}
    states = np.full((len(examples), len(columns)), UNKNOWN, dtype=np.int8)
    for i, example in enumerate(examples):
        for facet, labels in example.labels.items():
            if facet not in of_facet:
                continue
            states[i, of_facet[facet]] = NEGATIVE
            for label in labels:
                states[i, index[Column(facet, label)]] = POSITIVE
            for label in example.unsure.get(facet, ()):
                states[i, index[Column(facet, label)]] = UNKNOWN
    return states
