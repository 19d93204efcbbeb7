"""Trains a run again on growing shares of its articles, for the learning curve."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit import statistics as stats
from toolkit.config import RulesConfig
from toolkit.errors import DataError
from toolkit.evaluation import Judged
from toolkit.evaluation.judged import facet_data
from toolkit.evaluation.learning import CurvePoints, learning_report
from toolkit.models.base import POSITIVE, label_states
from toolkit.models.decide import decide
from toolkit.models.registry import create
from toolkit.records import Column, Example, Prediction
from toolkit.runs.data import Log, RunData, read_data
from toolkit.runs.folds import FoldScores, example_key, needs_tuning, tuned_decision, tuning_scores
from toolkit.runs.layout import RunFolder

SHARES = (0.25, 0.5, 0.75, 1.0)
MIN_CLUSTERS = 20


def learning_curves(run: RunFolder, *, say: Log) -> dict[str, dict[str, Any]]:
    """The learning curve of each facet, on the run's own test part.

    Smaller shares lie inside larger ones and never cut a cluster. A run with folds is trained on
    shares of each fold's train part, and judged on all of its examples.

    Args:
        run: The run.
        say: Takes one line for each share.

    Returns:
        `learning_report` by facet.

    Raises:
        DataError: If the run learns nothing (rules), has no test part, or has too few articles.
    """
    if isinstance(run.config.model, RulesConfig):
        raise DataError(
            f"{run.path}: a run of kind rules learns nothing, so there is no learning curve. "
            "Leave --learning-curve out."
        )
    data = read_data(run.config, run.codebooks, log=say)
    if not data.test:
        raise DataError(f"{run.path}: no test part to draw a curve on. Set split.test or folds.")
    if len({example.cluster for example in data.train}) < MIN_CLUSTERS:
        raise DataError(
            f"{run.path}: fewer than {MIN_CLUSTERS} independent train articles. Label more first."
        )
    results = [_at_share(run, data, share, say=say) for share in SHARES]
    return {facet: _report(run, data, facet, results) for facet in run.codebooks}


Result = tuple[Sequence[Prediction], list[Sequence[Example]]]  # of data.test; the parts learned on


def _at_share(run: RunFolder, data: RunData, share: float, *, say: Log) -> Result:
    if data.folds is None:
        train = _share_of(data.train, share, seed=run.config.seed)
        say(f"learning curve: {share:.0%} of train, {len(train)} examples")
        return _trained_on(run, train, data.test), [train]
    fold = np.asarray(data.folds)
    predictions: dict[Any, Prediction] = {}
    parts: list[Sequence[Example]] = []
    for k in np.unique(fold):
        outside = [data.train[i] for i in np.flatnonzero(fold != k)]
        inside = [data.train[i] for i in np.flatnonzero(fold == k)]
        train = _share_of(outside, share, seed=run.config.seed)
        parts.append(train)
        if share < 1.0:
            found = _trained_on(run, train, inside)
            predictions |= {
                example_key(example): prediction
                for example, prediction in zip(inside, found, strict=True)
            }
    if share == 1.0:  # the run itself was trained on all of each fold
        predictions |= FoldScores.load(run.folds_folder).predictions(run.codebooks)
    n_train = sum(len(part) for part in parts) // len(parts)
    say(f"learning curve: {share:.0%} of train, {n_train} examples in each fold")
    return [predictions[example_key(example)] for example in data.test], parts


def _share_of(examples: Sequence[Example], share: float, *, seed: int) -> list[Example]:
    """The first clusters of a seeded order, so that smaller shares lie inside larger ones."""
    clusters = sorted({example.cluster for example in examples})
    order = np.random.default_rng(seed).permutation(len(clusters))
    chosen = {clusters[i] for i in order[: max(1, round(share * len(clusters)))]}
    return [example for example in examples if example.cluster in chosen]


def _trained_on(
    run: RunFolder, train: Sequence[Example], test: Sequence[Example]
) -> list[Prediction]:
    config, codebooks = run.config, run.codebooks
    model = create(config.model, codebooks, seed=config.seed)
    report = model.fit(train, [])
    batch, tuned_on = (
        tuning_scores(train, config, codebooks) if needs_tuning(config) else (None, "nothing")
    )
    decision = tuned_decision(
        train,
        batch,
        config,
        codebooks,
        columns=model.columns,
        unlearned=report.unlearned,
        tuned_on=tuned_on,
    )
    return decide(model.predict_scores([example.input for example in test]), decision, codebooks)


def _report(run: RunFolder, data: RunData, facet: str, results: Sequence[Result]) -> dict[str, Any]:
    book = run.codebooks[facet]
    columns = [Column(facet, label) for label in book.label_ids]
    counts, positives = [], []
    for predictions, parts in results:
        arrays = facet_data(Judged(data.test, predictions, run.name, "test"), book)
        counts.append(
            stats.grouped_counts(
                arrays.gold, arrays.predicted, known=arrays.known, group=arrays.cluster
            )
        )
        positives.append(_mean_positives(parts, columns))
    points = CurvePoints(
        shares=SHARES,
        n_train=[sum(map(len, parts)) // len(parts) for _, parts in results],
        positives=np.stack(positives),
        counts=np.stack(counts, axis=1),
    )
    return learning_report(points, book, seed=run.config.seed)


def _mean_positives(
    parts: Sequence[Sequence[Example]], columns: Sequence[Column]
) -> NDArray[np.float64]:
    sums = [(label_states(part, columns) == POSITIVE).sum(axis=0) for part in parts]
    return np.asarray(np.mean(sums, axis=0), dtype=np.float64)


def with_learning(
    report: Mapping[str, Any], curves: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The report with `learning` in each facet."""
    facets = {
        facet: {**figures, "learning": curves.get(facet)}
        for facet, figures in report["facets"].items()
    }
    return {**report, "facets": facets}
