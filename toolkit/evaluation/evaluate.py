"""Judges a run against gold: the object that becomes `report.json`."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from toolkit import statistics as stats
from toolkit.codebook import Codebook
from toolkit.evaluation.baselines import baselines
from toolkit.evaluation.cautions import cautions
from toolkit.evaluation.details import (
    group_figures,
    hierarchy,
    label_curves,
    set_figures,
    tier,
)
from toolkit.evaluation.doubts import doubt_json, doubtful
from toolkit.evaluation.figures import figures, intervals, number
from toolkit.evaluation.human import human_ceiling
from toolkit.evaluation.judged import EvaluationOptions, FacetData, Judged, facet_data
from toolkit.evaluation.mistakes import confusion, label_errors, worst_errors
from toolkit.evaluation.slices import slices
from toolkit.records import Column

SCHEMA = 1
HALF = 0.5
MAX_DOUBTS = 20


def evaluate(
    judged: Judged,
    codebooks: Mapping[str, Codebook],
    *,
    options: EvaluationOptions | None = None,
) -> dict[str, Any]:
    """Judges predictions at the run's thresholds.

    Labels marked unsure are masked; an abstention counts as no label and is never right. A
    label without positives has no F1 and stays out of `macro_f1`; in `macro_f1_all` it counts 0.
    A facet that was examined and that the run has no scores for is a `DataError`.

    Args:
        judged: Examples with gold labels, and the run's predictions.
        codebooks: Of the run, by facet.
        options: Bootstrap draws and seed.

    Returns:
        The object of `report.json` (schema 1): figures rounded to 4 decimals, null for what has
        no value, labels in codebook order.
    """
    chosen = options or EvaluationOptions()
    facets = {facet: facet_data(judged, codebook) for facet, codebook in codebooks.items()}
    figure_blocks = {facet: _facet_report(judged, data, chosen) for facet, data in facets.items()}
    report: dict[str, Any] = {
        "schema": SCHEMA,
        "run": judged.run,
        "data": judged.data,
        "n": len(judged.examples),
        "facets": figure_blocks,
        "leakage": None if judged.leakage is None else dict(judged.leakage),
        "slices": slices(judged, facets, chosen),
        "errors": {facet: worst_errors(judged, data) for facet, data in facets.items()},
        "label_errors": {facet: label_errors(judged, data) for facet, data in facets.items()},
        "doubts": {facet: _doubts(judged, data) for facet, data in facets.items()},
        "bootstrap": {"draws": chosen.bootstrap, "seed": chosen.seed},
        "origin": dict(judged.origin),
    }
    return report | {"warnings": cautions(judged, facets, report)}


def _facet_report(judged: Judged, data: FacetData, options: EvaluationOptions) -> dict[str, Any]:
    of_metric, of_label, missing = intervals(data, options)
    figure = figures(data)
    human = human_ceiling(data, judged.coders.get(data.codebook.facet), options)
    targets = [judged.examples[i].input.target for i in data.rows]
    return {
        "n": len(data),
        "clusters": data.n_clusters,
        "abstained": int(data.abstained.sum()),
        **_pooled(data),
        **figure,
        "f_avg_by_target": _f_avg_by_target(data, targets),
        "labels": _label_rows(judged, data, of_label, missing, _of_humans(human)),
        "human": None if human is None else {k: v for k, v in human.items() if k != "labels"},
        "baselines": baselines(data, targets),
        "intervals": {name: of_metric[name] for name in of_metric if figure[name] is not None},
        "at_half": _at_half(data),
        **set_figures(data),
        "hierarchy": hierarchy(data),
        "groups": group_figures(data),
        "calibration": _calibration(data),
        "curves": label_curves(data),
        "confusion": confusion(data),
    }


def _pooled(data: FacetData) -> dict[str, float | None]:
    """Precision and recall of all decisions together."""
    total = data.counts().sum(axis=0)
    return {
        "micro_precision": number(float(stats.precision(total))),
        "micro_recall": number(float(stats.recall(total))),
    }


def _label_rows(
    judged: Judged,
    data: FacetData,
    of_label: Mapping[str, list[float]],
    missing: Mapping[str, float],
    human: Mapping[str, Mapping[str, Any]],
) -> dict[str, dict[str, Any]]:
    counts = data.counts()
    columns = {
        "precision": stats.precision(counts),
        "recall": stats.recall(counts),
        "f1": stats.f1(counts),
    }
    at_half = _labels_at_half(data)
    unlearned = set(judged.unlearned)
    rows: dict[str, dict[str, Any]] = {}
    for j, label in enumerate(data.codebook.labels):
        column = Column(data.codebook.facet, label.id)
        threshold = judged.thresholds.get(column)
        rows[label.id] = {
            "name": label.name,
            **{name: number(values[j]) for name, values in columns.items()},
            "f1_interval": of_label.get(label.id),
            "tier": tier(of_label.get(label.id), human.get(label.id, {}).get("alpha")),
            "human": human.get(label.id),
            "support": int(counts[j, 0] + counts[j, 2]),
            "predicted": int(counts[j, 0] + counts[j, 1]),
            "threshold": None if threshold is None else number(threshold),
            "at_half": at_half[j] if at_half else None,
            **_score_figures(data, j),
            "learned": column not in unlearned,
            "resamples_without_positives": missing.get(label.id),
        }
    return rows


def _score_figures(data: FacetData, j: int) -> dict[str, float | None]:
    """Ranking, calibration and the trivial F1 of a label; null where it never occurs."""
    known = data.known[:, j]
    gold, scores = data.gold[known, j], data.scores[known, j]
    if not gold.any() and not data.predicted[known, j].any():
        return dict.fromkeys(("average_precision", "brier", "ece", "baseline_f1"))
    share = float(gold.mean())
    return {
        "average_precision": number(stats.average_precision(gold, scores)),
        "brier": number(stats.brier(gold, scores)),
        "ece": number(stats.calibration_error(stats.calibration_bins(gold, scores))),
        # No constant rule beats giving the label to every example.
        "baseline_f1": number(2 * share / (1 + share)) if gold.any() else None,
    }


def _labels_at_half(data: FacetData) -> list[dict[str, float | None]]:
    """Precision, recall and F1 of each label with its threshold at 0.5 (multi-select)."""
    if data.codebook.select == "single" or not len(data):
        return []
    counts = stats.confusion_counts(data.gold, data.scores >= HALF, known=data.known)
    columns = [stats.precision(counts), stats.recall(counts), stats.f1(counts)]
    return [
        dict(zip(("precision", "recall", "f1"), map(number, values), strict=True))
        for values in np.stack(columns, axis=-1)
    ]


def _of_humans(human: Mapping[str, Any] | None) -> Mapping[str, Mapping[str, Any]]:
    return {} if human is None else human["labels"]


def _doubts(judged: Judged, data: FacetData) -> list[dict[str, Any]]:
    """Gold labels worth a second look, most doubtful first; every score is a held-out one."""
    ids = data.codebook.label_ids
    found = doubtful(data.gold, data.scores, known=data.known)[:MAX_DOUBTS]
    rows = []
    for i, j, kind, _ in found:
        example = judged.examples[data.rows[i]]
        row = {"article_id": example.input.article_id, "title": example.title}
        if example.input.target is not None:
            row |= {"target": example.input.target, "holder": example.input.holder}
        rows.append(row | doubt_json(ids[j], kind, float(data.scores[i, j])))
    return rows


def _f_avg_by_target(data: FacetData, targets: list[str | None]) -> float | None:
    """Mean over targets of `f_avg`.

    Pooled over targets, a model gains by knowing which side each target usually gets; the mean
    over targets rewards that less.
    """
    names = [target for target in dict.fromkeys(targets) if target is not None]
    if data.codebook.favg is None or not names:
        return None
    of_row = np.array(targets, dtype=object)
    values = [figures(data, of_row == name)["f_avg"] for name in names]
    defined = [value for value in values if value is not None]
    return round(sum(defined) / len(defined), 4) if defined else None


def _at_half(data: FacetData) -> dict[str, float | None] | None:
    """F1 with every threshold at 0.5, next to the tuned ones (multi-select)."""
    if data.codebook.select == "single" or not len(data):
        return None
    counts = stats.confusion_counts(data.gold, data.scores >= HALF, known=data.known)
    return {
        "micro_f1": number(float(stats.micro_f1(counts))),
        "macro_f1": number(float(stats.macro_f1(counts))),
    }


def _calibration(data: FacetData) -> dict[str, Any] | None:
    """How far scores are from shares, over the cells of the labels that have positives.

    Labels that never occur would fill the table with easy zeros.
    """
    cells = data.known & (data.positives() > 0)
    if not cells.any():
        return None
    gold, scores = data.gold[cells], data.scores[cells]
    bins = stats.calibration_bins(gold, scores)
    return {
        "n": int(cells.sum()),
        "brier": number(stats.brier(gold, scores)),
        "ece": number(stats.calibration_error(bins)),
        "bins": [
            {"n": item.n, "score": number(item.score), "share": number(item.share)} for item in bins
        ],
    }
