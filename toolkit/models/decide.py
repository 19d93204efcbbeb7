"""The decision layer: the only place with thresholds, the same for every model kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.codebook import Codebook
from toolkit.config import DecisionConfig
from toolkit.errors import ArtifactError
from toolkit.models.base import POSITIVE, UNKNOWN
from toolkit.models.calibrate import Calibration, fit_calibration
from toolkit.records import Column, Prediction, ScoreBatch

SCHEMA = 1
NEVER = 2.0  # above every score: an unlearned label is never assigned


@dataclass(frozen=True)
class ColumnDecision:
    """How one column is decided.

    Attributes:
        threshold: Assigned from this calibrated score on; above 1 means never.
        calibration: From the model's score to a probability.
        positives: Positives in the scores that were tuned on.
        how: `tuned`, `shared` (too few positives: leans on the facet's threshold), `fixed`, or
            `unlearned`.
    """

    threshold: float
    calibration: Calibration
    positives: int
    how: str


@dataclass(frozen=True)
class Decision:
    """The decision layer of a run, stored as `decision.json`.

    Attributes:
        columns: In codebook order.
        rules: One for each column.
        tuned_on: `dev`, `out-of-fold`, `train` (rules: nothing is fitted) or `nothing`.
        abstain_below: Abstain on a facet whose best score is below this.
    """

    columns: tuple[Column, ...]
    rules: tuple[ColumnDecision, ...]
    tuned_on: str
    abstain_below: float | None = None

    def thresholds(self) -> dict[Column, float | None]:
        """Threshold by column; None where a label can never be assigned."""
        return {
            column: None if rule.threshold > 1 else rule.threshold
            for column, rule in zip(self.columns, self.rules, strict=True)
        }

    def to_json(self) -> dict[str, Any]:
        """The decision as a JSON object."""
        return {
            "schema": SCHEMA,
            "tuned_on": self.tuned_on,
            "abstain_below": self.abstain_below,
            "columns": [
                {
                    "facet": column.facet,
                    "label": column.label,
                    "threshold": None if rule.threshold > 1 else rule.threshold,
                    "how": rule.how,
                    "positives": rule.positives,
                    "calibration": rule.calibration.to_json(),
                }
                for column, rule in zip(self.columns, self.rules, strict=True)
            ],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Decision":
        """Reads what `to_json` wrote.

        Args:
            value: The JSON object.

        Returns:
            The decision.

        Raises:
            ArtifactError: If the schema is not the one this version writes, or a part is missing.
        """
        schema = value.get("schema") if isinstance(value, Mapping) else None
        if schema != SCHEMA:
            raise ArtifactError(
                f"decision.json: schema {schema!r} is not {SCHEMA}. "
                "The run was written by another version; train it again."
            )
        try:
            return cls(
                columns=tuple(Column(c["facet"], c["label"]) for c in value["columns"]),
                rules=tuple(_column_decision(c) for c in value["columns"]),
                tuned_on=str(value["tuned_on"]),
                abstain_below=value["abstain_below"],
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ArtifactError(
                f"decision.json: damaged ({type(error).__name__}: {error}). "
                "Restore it, or train the run again."
            ) from error


def _column_decision(value: Mapping[str, Any]) -> ColumnDecision:
    return ColumnDecision(
        threshold=NEVER if value["threshold"] is None else float(value["threshold"]),
        calibration=Calibration.from_json(value["calibration"]),
        positives=int(value["positives"]),
        how=str(value["how"]),
    )


def fit_decision(
    batch: ScoreBatch | None,
    states: NDArray[np.int8],
    config: DecisionConfig,
    codebooks: Mapping[str, Codebook],
    *,
    columns: Sequence[Column],
    unlearned: Sequence[Column],
    tuned_on: str,
) -> Decision:
    """Calibrates and tunes on scores of examples that the model was not fitted on.

    Args:
        batch: Scores of shape `(n_examples, n_columns)`; None if there is nothing to tune on.
        states: What is known, `(n_examples, n_columns)`: 1 positive, 0 negative, -1 masked.
        config: Policy.
        codebooks: By facet.
        columns: In codebook order.
        unlearned: Columns that are never assigned.
        tuned_on: Where the scores come from, for the record.

    Returns:
        The decision layer.
    """
    fixed = isinstance(config.threshold, float)
    if batch is None or len(batch) == 0:
        threshold = float(config.threshold) if fixed else 0.5
        return Decision(
            columns=tuple(columns),
            rules=tuple(
                _untuned(column in set(unlearned), threshold, Calibration(), 0)
                for column in columns
            ),
            tuned_on="nothing",
            abstain_below=config.abstain_below,
        )
    calibrations = [
        _calibration(batch.scores[:, j], states[:, j], config.calibrate)
        for j in range(len(columns))
    ]
    scores = _calibrated(batch.scores, calibrations)
    scores = _close_upwards(scores, columns, codebooks)
    shared = {facet: _shared_threshold(scores, states, columns, facet) for facet in codebooks}
    rules = []
    for j, column in enumerate(columns):
        positives = int((states[:, j] == POSITIVE).sum())
        if column in set(unlearned) or fixed:
            threshold = float(config.threshold) if fixed else 0.5
            rules.append(_untuned(column in set(unlearned), threshold, calibrations[j], positives))
            continue
        own = best_f1_threshold(scores[:, j], states[:, j])
        trust = min(1.0, positives / config.min_positives)
        threshold = trust * own + (1 - trust) * shared[column.facet]
        how = "tuned" if trust == 1.0 else "shared"
        rules.append(ColumnDecision(threshold, calibrations[j], positives, how))
    return Decision(tuple(columns), tuple(rules), tuned_on, config.abstain_below)


def _untuned(
    is_unlearned: bool,
    threshold: float,
    calibration: Calibration,
    positives: int,
) -> ColumnDecision:
    if is_unlearned:
        return ColumnDecision(NEVER, Calibration(), positives, "unlearned")
    return ColumnDecision(threshold, calibration, positives, "fixed")


def _calibration(scores: NDArray[np.float32], states: NDArray[np.int8], kind: str) -> Calibration:
    known = states != UNKNOWN
    return fit_calibration(scores[known].astype(np.float64), states[known] == POSITIVE, kind)


def _calibrated(
    scores: NDArray[np.float32], calibrations: Sequence[Calibration]
) -> NDArray[np.float64]:
    result = scores.astype(np.float64)
    for j, calibration in enumerate(calibrations):
        result[:, j] = calibration.apply(result[:, j])
    return np.clip(result, 0.0, 1.0)


def _close_upwards(
    scores: NDArray[np.float64], columns: Sequence[Column], codebooks: Mapping[str, Codebook]
) -> NDArray[np.float64]:
    """A label scores at least what its children score: a child implies its parent."""
    index = {column: j for j, column in enumerate(columns)}
    for j, column in enumerate(columns):
        for parent in codebooks[column.facet].ancestors(column.label):
            above = index[Column(column.facet, parent)]
            np.maximum(scores[:, above], scores[:, j], out=scores[:, above])
    return scores


def _shared_threshold(
    scores: NDArray[np.float64],
    states: NDArray[np.int8],
    columns: Sequence[Column],
    facet: str,
) -> float:
    mine = [j for j, column in enumerate(columns) if column.facet == facet]
    return best_f1_threshold(scores[:, mine].ravel(), states[:, mine].ravel())


def best_f1_threshold(scores: NDArray[np.float64], states: NDArray[np.int8]) -> float:
    """The threshold with the highest F1, half-way between two neighbouring scores.

    Args:
        scores: `(n,)`.
        states: `(n,)`; masked entries are ignored.

    Returns:
        A threshold in [0, 1]; 0.5 if there is no positive.

    >>> best_f1_threshold(np.array([0.1, 0.4, 0.8]), np.array([0, 1, 1], dtype=np.int8))
    0.25
    """
    known = states != UNKNOWN
    values, positive = scores[known], states[known] == POSITIVE
    total = int(positive.sum())
    if total == 0:
        return 0.5
    order = np.argsort(-values, kind="stable")
    values, hits = values[order], np.cumsum(positive[order])
    # A cut is possible only after the last of equal scores.
    ends = np.flatnonzero(np.append(values[:-1] > values[1:], True))
    f1 = 2 * hits[ends] / (ends + 1 + total)
    best = int(ends[f1.argmax()])
    below = values[best + 1] if best + 1 < len(values) else 0.0
    return float((values[best] + below) / 2)


def decide(
    batch: ScoreBatch, decision: Decision, codebooks: Mapping[str, Codebook]
) -> list[Prediction]:
    """Turns scores into labels, or abstains.

    The only place where a threshold is applied. Ties go to the label that comes first in the
    codebook. A label that is assigned brings its parents.

    Args:
        batch: Scores of shape `(n_examples, n_columns)`, columns in codebook order.
        decision: The run's decision layer, over the same columns.
        codebooks: By facet.

    Returns:
        One prediction per row, in row order; never a label outside the codebook.

    Raises:
        ArtifactError: If batch and decision have different columns.
    """
    if batch.columns != decision.columns:
        raise ArtifactError(
            "decision.json: its columns are not those of the model. The run folder was changed; "
            "train it again."
        )
    scores = _calibrated(batch.scores, [rule.calibration for rule in decision.rules])
    scores = _close_upwards(scores, batch.columns, codebooks)
    thresholds = np.array([rule.threshold for rule in decision.rules])
    facets = {
        facet: np.array([j for j, c in enumerate(batch.columns) if c.facet == facet], dtype=int)
        for facet in codebooks
    }
    rounded = np.round(scores, 6)  # what is written is what is judged
    return [
        _decide_row(i, batch, rounded[i], thresholds, facets, decision, codebooks)
        for i in range(len(batch))
    ]


def _decide_row(
    i: int,
    batch: ScoreBatch,
    scores: NDArray[np.float64],
    thresholds: NDArray[np.float64],
    facets: Mapping[str, NDArray[np.int_]],
    decision: Decision,
    codebooks: Mapping[str, Codebook],
) -> Prediction:
    labels: dict[str, tuple[str, ...]] = {}
    primary: dict[str, str] = {}
    abstained: dict[str, str] = {}
    by_facet: dict[str, dict[str, float]] = {}
    for facet, columns in facets.items():
        codebook = codebooks[facet]
        mine = scores[columns]
        by_facet[facet] = dict(zip(codebook.label_ids, mine.tolist(), strict=True))
        reason = _reason_to_abstain(int(batch.known[i]), mine, decision)
        if reason:
            abstained[facet] = reason
            labels[facet] = ()
            continue
        chosen = _choose(mine, thresholds[columns], codebook)
        labels[facet] = tuple(codebook.label_ids[j] for j in chosen)
        if codebook.primary != "none" and chosen:
            primary[facet] = codebook.label_ids[max(chosen, key=lambda j: (mine[j], -j))]
    with_roles = next((facet for facet, book in codebooks.items() if book.roles), None)
    roles = {with_roles: batch.roles[i]} if with_roles and batch.roles and batch.roles[i] else {}
    return Prediction(
        labels=labels,
        scores=by_facet,
        primary=primary,
        abstained=abstained,
        read_share=float(np.round(batch.read_share[i], 6)),
        roles=roles,
    )


def _reason_to_abstain(known: int, scores: NDArray[np.float64], decision: Decision) -> str:
    if known == 0:
        return "no known words"
    limit = decision.abstain_below
    if limit is not None and float(scores.max()) < limit:
        return f"best score {float(scores.max()):.3f} below {limit:g}"
    return ""


def _choose(
    scores: NDArray[np.float64], thresholds: NDArray[np.float64], codebook: Codebook
) -> list[int]:
    passing = [int(j) for j in np.flatnonzero(scores >= thresholds)]
    learned = [int(j) for j in np.flatnonzero(thresholds <= 1)]
    if not passing and codebook.exhaustive and learned:
        passing = [max(learned, key=lambda j: (scores[j], -j))]
    if codebook.select == "single":
        return [max(passing, key=lambda j: (scores[j], -j))] if passing else []
    chosen = {codebook.label_ids[j] for j in passing}
    closed = codebook.with_parents(frozenset(chosen))
    return [j for j, label in enumerate(codebook.label_ids) if label in closed]
