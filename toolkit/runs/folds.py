"""Out-of-fold scores: to tune decisions on, and to test small sets with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.codebook import Codebook
from toolkit.config import RulesConfig, RunConfig
from toolkit.corpus.split import fold_of, group_of
from toolkit.errors import ArtifactError
from toolkit.files import read_json, write_json
from toolkit.models.base import label_states
from toolkit.models.decide import Decision, decide, fit_decision
from toolkit.models.registry import create
from toolkit.records import Column, Example, Prediction, ScoreBatch
from toolkit.runs.data import Log

TUNING_FOLDS = 5
Key = tuple[str, str | None, str | None]  # article, target, holder


def example_key(example: Example) -> Key:
    """What tells examples of a run apart."""
    return example.input.article_id, example.input.target, example.input.holder


def out_of_fold(
    examples: Sequence[Example],
    folds: Sequence[int],
    config: RunConfig,
    codebooks: Mapping[str, Codebook],
) -> ScoreBatch:
    """Scores each example by a model that was fitted on the other folds.

    Args:
        examples: All examples.
        folds: Fold of each.
        config: The run.
        codebooks: By facet.

    Returns:
        Scores in example order; a label whose positives are all in one fold is unlearned there.
    """
    fold = np.asarray(folds)
    batches: list[tuple[NDArray[np.int_], ScoreBatch]] = []
    unlearned: list[list[int]] = []
    for k in np.unique(fold):
        inside, outside = np.flatnonzero(fold == k), np.flatnonzero(fold != k)
        model = create(config.model, codebooks, seed=config.seed)
        report = model.fit(_pick(examples, outside), [])
        unlearned.append([model.columns.index(column) for column in report.unlearned])
        batches.append((inside, model.predict_scores([e.input for e in _pick(examples, inside)])))
    joined = _joined(batches, len(examples))
    mask = np.zeros(joined.scores.shape, dtype=bool)
    for (rows, _), columns in zip(batches, unlearned, strict=True):
        mask[rows[:, None], columns] = True
    return replace(joined, unlearned=mask)


def _pick(examples: Sequence[Example], rows: NDArray[np.int_]) -> list[Example]:
    return [examples[i] for i in rows.tolist()]


def _joined(parts: Sequence[tuple[NDArray[np.int_], ScoreBatch]], n: int) -> ScoreBatch:
    columns = parts[0][1].columns
    scores = np.zeros((n, len(columns)), dtype=np.float32)
    read_share, known = np.zeros(n, dtype=np.float32), np.zeros(n, dtype=np.int32)
    roles: list[Mapping[str, str]] = [{} for _ in range(n)]
    for rows, batch in parts:
        scores[rows], read_share[rows], known[rows] = batch.scores, batch.read_share, batch.known
        for row, role in zip(rows, batch.roles, strict=False):
            roles[row] = role
    has_roles = any(batch.roles for _, batch in parts)
    return ScoreBatch(columns, scores, read_share, known, tuple(roles) if has_roles else ())


def tuning_scores(
    examples: Sequence[Example], config: RunConfig, codebooks: Mapping[str, Codebook]
) -> tuple[ScoreBatch | None, str]:
    """Scores on train that a decision can be tuned on.

    Args:
        examples: The train part.
        config: The run.
        codebooks: By facet.

    Returns:
        Scores in example order with where they come from; None if there are too few groups.
    """
    if isinstance(config.model, RulesConfig):
        model = create(config.model, codebooks, seed=config.seed)
        model.fit(examples, [])
        return model.predict_scores([e.input for e in examples]), "train"
    split, origin = config.split, "out-of-fold"
    tied = len(set(group_of(examples, split))) < TUNING_FOLDS
    if tied and set(split.by) - {"cluster", "time"}:
        # Reprints can tie all sources into one group. Thresholds from folds that share sources are
        # better than none, and copies still stay together.
        split, origin = split.model_copy(update={"by": ("cluster",)}), "out-of-fold by cluster"
    k = min(TUNING_FOLDS, len(set(group_of(examples, split))))
    if k < 2:
        return None, "nothing"
    folds = fold_of(examples, split, k, seed=config.seed)
    return out_of_fold(examples, folds, config, codebooks), origin


def tuned_decision(
    examples: Sequence[Example],
    batch: ScoreBatch | None,
    config: RunConfig,
    codebooks: Mapping[str, Codebook],
    *,
    columns: Sequence[Column],
    unlearned: Sequence[Column],
    tuned_on: str,
) -> Decision:
    """The decision layer from scores of `examples`."""
    return fit_decision(
        batch,
        label_states(examples, columns),
        config.decision,
        codebooks,
        columns=columns,
        unlearned=unlearned,
        tuned_on=tuned_on,
    )


def needs_tuning(config: RunConfig) -> bool:
    """Whether the decision policy looks at scores at all."""
    fixed = isinstance(config.decision.threshold, float)
    return not (fixed and config.decision.calibrate == "none")


@dataclass(frozen=True)
class FoldScores:
    """Test scores of a run with folds: every example judged by what never saw it.

    Attributes:
        keys: Article, target and holder of each example.
        folds: Fold of each example.
        batch: Scores in the same order.
        decisions: One for each fold, tuned inside the other folds.
    """

    keys: tuple[Key, ...]
    folds: tuple[int, ...]
    batch: ScoreBatch
    decisions: tuple[Decision, ...]

    def predictions(self, codebooks: Mapping[str, Codebook]) -> dict[Key, Prediction]:
        """The decision on each example under its own fold's decision layer."""
        result: dict[Key, Prediction] = {}
        fold = np.asarray(self.folds)
        for k, decision in enumerate(self.decisions):
            rows = np.flatnonzero(fold == k)
            for row, prediction in zip(
                rows.tolist(), decide(take(self.batch, rows), decision, codebooks), strict=True
            ):
                result[self.keys[row]] = prediction
        return result

    def save(self, folder: Path) -> None:
        """Writes arrays (npy) and the rest (JSON)."""
        folder.mkdir()
        np.save(folder / "scores.npy", self.batch.scores, allow_pickle=False)
        np.save(folder / "read_share.npy", self.batch.read_share, allow_pickle=False)
        np.save(folder / "known.npy", self.batch.known, allow_pickle=False)
        rest: dict[str, Any] = {
            "keys": [list(key) for key in self.keys],
            "folds": list(self.folds),
            "roles": [dict(roles) for roles in self.batch.roles],
            "decisions": [decision.to_json() for decision in self.decisions],
        }
        write_json(folder / "folds.json", rest)

    @classmethod
    def load(cls, folder: Path) -> "FoldScores":
        """Reads what `save` wrote.

        Args:
            folder: The folder.

        Returns:
            The scores.

        Raises:
            ArtifactError: If it is missing or damaged.
        """
        if not (folder / "folds.json").is_file():
            raise ArtifactError(f"{folder}: no folds.json. The run is damaged; train it again.")
        rest = read_json(folder / "folds.json")
        try:
            decisions = tuple(Decision.from_json(value) for value in rest["decisions"])
            batch = ScoreBatch(
                columns=decisions[0].columns,
                scores=np.load(folder / "scores.npy", allow_pickle=False),
                read_share=np.load(folder / "read_share.npy", allow_pickle=False),
                known=np.load(folder / "known.npy", allow_pickle=False),
                roles=tuple(rest["roles"]),
            )
            keys = tuple((key[0], key[1], key[2]) for key in rest["keys"])
            return cls(keys, tuple(rest["folds"]), batch, decisions)
        except (IndexError, KeyError, TypeError, ValueError) as error:
            raise ArtifactError(
                f"{folder}: damaged ({type(error).__name__}: {error}). Train the run again."
            ) from error


def take(batch: ScoreBatch, rows: NDArray[np.int_]) -> ScoreBatch:
    """The given rows of a batch."""
    return ScoreBatch(
        columns=batch.columns,
        scores=batch.scores[rows],
        read_share=batch.read_share[rows],
        known=batch.known[rows],
        roles=tuple(batch.roles[i] for i in rows) if batch.roles else (),
        unlearned=None if batch.unlearned is None else batch.unlearned[rows],
    )


def cross_validate(
    examples: Sequence[Example],
    folds: Sequence[int],
    config: RunConfig,
    codebooks: Mapping[str, Codebook],
    *,
    log: Log,
) -> FoldScores:
    """Nested cross-validation: outer folds test, inner folds tune.

    Args:
        examples: All examples of the run.
        folds: Outer fold of each, from 0.
        config: The run.
        codebooks: By facet.
        log: Takes one line for each fold.

    Returns:
        Test scores of every example and the decision layer of each fold.
    """
    fold = np.asarray(folds)
    n_folds = int(fold.max()) + 1
    parts: list[tuple[NDArray[np.int_], ScoreBatch]] = []
    decisions: list[Decision] = []
    for k in range(n_folds):
        inside, outside = np.flatnonzero(fold == k), np.flatnonzero(fold != k)
        train = _pick(examples, outside)
        model = create(config.model, codebooks, seed=config.seed)
        report = model.fit(train, [])
        batch, tuned_on = (
            tuning_scores(train, config, codebooks) if needs_tuning(config) else (None, "nothing")
        )
        decisions.append(
            tuned_decision(
                train,
                batch,
                config,
                codebooks,
                columns=model.columns,
                unlearned=report.unlearned,
                tuned_on=tuned_on,
            )
        )
        parts.append((inside, model.predict_scores([e.input for e in _pick(examples, inside)])))
        log(f"fold {k + 1} of {n_folds}: trained on {len(train)}, tested on {len(inside)}")
    return FoldScores(
        keys=tuple(example_key(example) for example in examples),
        folds=tuple(folds),
        batch=_joined(parts, len(examples)),
        decisions=tuple(decisions),
    )
