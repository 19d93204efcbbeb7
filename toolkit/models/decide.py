"""The decision layer: the only place with thresholds, the same for every model kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.codebook import Codebook
from toolkit.config import DecisionConfig
from toolkit.errors import ArtifactError
from toolkit.models.base import POSITIVE, UNKNOWN
from toolkit.models.calibrate import Calibration, fit_calibration
from toolkit.models.thresholds import tuned_threshold
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
        how: `tuned`, `shared` (too few positives: leans on the facet's threshold), `unreached` (no
            cut does what the policy asks; the nearest), `fixed`, or `unlearned`.
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
        tuned_on: `dev`, `out-of-fold`, `out-of-fold by cluster` (where copies tie all sources
            together), `train` (rules: nothing is fitted) or `nothing`.
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
    if batch.unlearned is not None:
        states = np.where(batch.unlearned, np.int8(UNKNOWN), states)
    calibrations = _calibrations(batch.scores, states, columns, config)
    scores = _calibrated(batch.scores, calibrations)
    scores = _close_upwards(scores, columns, codebooks)
    policy = str(config.threshold)
    shared = {
        facet: _shared_threshold(scores, states, columns, facet, policy)
        for facet in (() if fixed else codebooks)
    }
    rules = []
    for j, column in enumerate(columns):
        positives = int((states[:, j] == POSITIVE).sum())
        if column in set(unlearned) or fixed:
            threshold = float(config.threshold) if fixed else 0.5
            rules.append(_untuned(column in set(unlearned), threshold, calibrations[j], positives))
            continue
        own, reached = tuned_threshold(scores[:, j], states[:, j], policy)
        trust = min(1.0, positives / config.min_positives)
        threshold = trust * own + (1 - trust) * shared[column.facet]
        how = ("tuned" if reached else "unreached") if trust == 1.0 else "shared"
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


def _calibrations(
    scores: NDArray[np.float32],
    states: NDArray[np.int8],
    columns: Sequence[Column],
    config: DecisionConfig,
) -> list[Calibration]:
    """A map for each column; rare labels of a facet share one, since a few positives fit none."""
    rare = (states == POSITIVE).sum(axis=0) < config.min_positives
    shared: dict[str, Calibration] = {}
    for facet in {column.facet for column in columns}:
        mine = np.array([column.facet == facet for column in columns])
        enough = (states[:, mine & rare] == POSITIVE).sum() >= config.min_positives
        pool = mine & rare if enough else mine
        shared[facet] = _calibration(scores[:, pool], states[:, pool], config.calibrate)
    return [
        shared[column.facet]
        if rare[j]
        else _calibration(scores[:, j], states[:, j], config.calibrate)
        for j, column in enumerate(columns)
    ]


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
    policy: str,
) -> float:
    mine = [j for j, column in enumerate(columns) if column.facet == facet]
    return tuned_threshold(scores[:, mine].ravel(), states[:, mine].ravel(), policy)[0]


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
    rounded = np.round(scores, 6)  # what is written is what is judged
    outcomes: dict[str, list[_Outcome]] = {}
    for facet, codebook in codebooks.items():
        mine = np.array([j for j, c in enumerate(batch.columns) if c.facet == facet], dtype=int)
        outcomes[facet] = _decide_facet(
            rounded[:, mine], thresholds[mine], codebook, batch.known, decision.abstain_below
        )
    with_roles = next((facet for facet, book in codebooks.items() if book.roles), None)
    shares: list[float] = np.round(batch.read_share, 6).tolist()
    return [
        _prediction(
            {facet: found[i] for facet, found in outcomes.items()},
            share,
            {with_roles: batch.roles[i]} if with_roles and batch.roles and batch.roles[i] else {},
        )
        for i, share in enumerate(shares)
    ]


class _Outcome(NamedTuple):
    """The decision on one facet of one example."""

    scores: dict[str, float]
    labels: tuple[str, ...]
    primary: str | None
    abstained: str


def _prediction(
    outcomes: Mapping[str, _Outcome], read_share: float, roles: Mapping[str, Mapping[str, str]]
) -> Prediction:
    return Prediction(
        labels={facet: found.labels for facet, found in outcomes.items()},
        scores={facet: found.scores for facet, found in outcomes.items()},
        primary={facet: found.primary for facet, found in outcomes.items() if found.primary},
        abstained={facet: found.abstained for facet, found in outcomes.items() if found.abstained},
        read_share=read_share,
        roles=roles,
    )


def _decide_facet(
    scores: NDArray[np.float64],
    thresholds: NDArray[np.float64],
    codebook: Codebook,
    known: NDArray[np.int32],
    limit: float | None,
) -> list[_Outcome]:
    """Decides all rows of `(n_examples, n_labels)`; what numpy can do is done for all at once."""
    ids = codebook.label_ids
    learned = np.flatnonzero(thresholds <= 1).tolist()
    passing: list[list[int]] = [[] for _ in range(len(scores))]
    for i, j in np.argwhere(scores >= thresholds).tolist():
        passing[i].append(j)
    has_parents = any(label.parent is not None for label in codebook.labels)
    found = []
    for i, (row, row_known) in enumerate(zip(scores.tolist(), known.tolist(), strict=True)):
        by_label = dict(zip(ids, row, strict=True))
        reason = _reason_to_abstain(row_known, row, limit)
        if reason:
            found.append(_Outcome(by_label, (), None, reason))
            continue
        chosen = _choose(row, passing[i], learned, codebook)
        if has_parents and chosen:
            closed = codebook.with_parents(frozenset(ids[j] for j in chosen))
            chosen = [j for j, label in enumerate(ids) if label in closed]
        primary = None
        if codebook.primary != "none" and chosen:
            primary = ids[max(chosen, key=lambda j: (row[j], -j))]
        found.append(_Outcome(by_label, tuple([ids[j] for j in chosen]), primary, ""))
    return found


def _reason_to_abstain(known: int, scores: Sequence[float], limit: float | None) -> str:
    if known == 0:
        return "no known words"
    if limit is not None and max(scores) < limit:
        return f"best score {max(scores):.3f} below {limit:g}"
    return ""


def _choose(
    scores: Sequence[float], passing: list[int], learned: Sequence[int], codebook: Codebook
) -> list[int]:
    """The labels that pass, without their parents; one where only one may be, or one must."""
    if not passing and codebook.exhaustive and learned:
        passing = [max(learned, key=lambda j: (scores[j], -j))]
    if codebook.select == "single":
        return [max(passing, key=lambda j: (scores[j], -j))] if passing else []
    if codebook.max_labels is not None and len(passing) > codebook.max_labels:
        return _strongest(scores, passing, codebook, codebook.max_labels)
    return passing


def _strongest(
    scores: Sequence[float], passing: Sequence[int], codebook: Codebook, most: int
) -> list[int]:
    """At most so many of the labels that pass; parents do not count, and come with a child."""
    ids = codebook.label_ids
    implied = {parent for j in passing for parent in codebook.ancestors(ids[j])}
    own = [j for j in passing if ids[j] not in implied]
    return sorted(sorted(own, key=lambda j: (-scores[j], j))[:most])
