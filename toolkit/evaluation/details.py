"""Figures beside the headline ones: whole label sets, roll-ups, curves, and reliability tiers."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from toolkit import statistics as stats
from toolkit.evaluation.figures import number
from toolkit.evaluation.judged import Bools, FacetData, Floats

# Lowest acceptable lower limit of F1, and Krippendorff's alpha where coders' agreement is known
# (0.800 reliable, 0.667 lowest for tentative conclusions).
TIERS = (("A", 0.8, 0.8), ("B", 0.6, 0.667))
LOWEST_TIER = "C"
CUTS = tuple(round(0.05 * i, 2) for i in range(1, 20))
MAX_CURVE_POINTS = 40


def tier(interval: list[float] | None, alpha: float | None = None) -> str | None:
    """How far a label can be relied on: A for findings, B with caution, C not yet.

    Args:
        interval: Of the label's F1.
        alpha: Krippendorff's, where coders' agreement on the label is known.

    Returns:
        The tier; None without an interval.

    >>> tier([0.85, 0.95]), tier([0.85, 0.95], 0.7), tier([0.2, 0.9]), tier(None)
    ('A', 'B', 'C', None)
    """
    if interval is None:
        return None
    for name, lowest_f1, lowest_alpha in TIERS:
        if interval[0] >= lowest_f1 and (alpha is None or alpha >= lowest_alpha):
            return name
    return LOWEST_TIER


def set_figures(data: FacetData) -> dict[str, float | None]:
    """Figures of whole label sets, on examples without unsure labels.

    Args:
        data: The facet.

    Returns:
        `samples_f1`: mean over examples of the F1 of gold and assigned sets, where two empty
        sets agree (scikit-learn gives 0 there unless told otherwise); `subset_accuracy`: share
        of examples with exactly the gold set, where an abstention is wrong.
    """
    whole = data.known.all(axis=1)
    if not whole.any():
        return {"samples_f1": None, "subset_accuracy": None}
    gold, predicted = data.gold[whole], data.predicted[whole]
    abstained = data.abstained[whole]
    sizes = (gold.sum(axis=1) + predicted.sum(axis=1)).astype(np.float64)
    shared = (gold & predicted).sum(axis=1).astype(np.float64)
    of_set = np.where(sizes > 0, np.nan_to_num(stats.ratio(2 * shared, sizes)), ~abstained * 1.0)
    return {
        "samples_f1": number(float(of_set.mean())),
        "subset_accuracy": number(float(((gold == predicted).all(axis=1) & ~abstained).mean())),
    }


def hierarchy(data: FacetData) -> dict[str, float | None] | None:
    """Precision, recall and F1 over labels with their parents, and over the labels below alone.

    Every figure of a facet counts parents (Kiritchenko et al. 2005: a sibling of the right
    label is half right); `leaves_*` are over labels that are nobody's parent.

    Args:
        data: The facet.

    Returns:
        `precision, recall, f1, leaves_precision, leaves_recall, leaves_f1`; null for a codebook
        without parents.
    """
    parents = {label.parent for label in data.codebook.labels if label.parent is not None}
    if not parents or not len(data):
        return None
    below = np.array([label not in parents for label in data.codebook.label_ids])
    counts = data.counts()
    return _pooled(counts, "") | _pooled(counts[below], "leaves_")


def _pooled(counts: Floats, prefix: str) -> dict[str, float | None]:
    total = counts.sum(axis=0)
    return {
        f"{prefix}precision": number(float(stats.precision(total))),
        f"{prefix}recall": number(float(stats.recall(total))),
        f"{prefix}f1": number(float(stats.micro_f1(counts))),
    }


def group_figures(data: FacetData) -> dict[str, dict[str, Any]] | None:
    """Figures of the codebook's roll-ups, such as M49 regions of countries.

    A group is gold where one of its members is, and assigned where one is. An example in which
    a member is unsure and none is gold says nothing about the group.

    Args:
        data: The facet.

    Returns:
        `{id: {name, members, support, predicted, precision, recall, f1}}` of groups that occur,
        and `(all)` with micro and macro F1; null without groups.
    """
    groups = data.codebook.groups
    if not groups or not len(data):
        return None
    position = {label: j for j, label in enumerate(data.codebook.label_ids)}
    columns = [[position[m] for m in group.members if m in position] for group in groups.values()]
    gold = _any(data.gold & data.known, columns)
    predicted = _any(data.predicted, columns)
    known = gold | ~_any(~data.known, columns)
    counts = stats.confusion_counts(gold, predicted, known=known)
    rows: dict[str, dict[str, Any]] = {
        "(all)": {
            "micro_f1": number(float(stats.micro_f1(counts))),
            "macro_f1": number(float(stats.macro_f1(counts))),
        }
    }
    for j, (key, group) in enumerate(groups.items()):
        if counts[j].any():
            rows[key] = {
                "name": group.name,
                "members": len(columns[j]),
                "support": int(counts[j, 0] + counts[j, 2]),
                "predicted": int(counts[j, 0] + counts[j, 1]),
                "precision": number(float(stats.precision(counts[j]))),
                "recall": number(float(stats.recall(counts[j]))),
                "f1": number(float(stats.f1(counts[j]))),
            }
    return rows


def _any(cells: Bools, columns: list[list[int]]) -> Bools:
    return np.stack([cells[:, members].any(axis=1) for members in columns], axis=1)


def label_curves(data: FacetData) -> dict[str, dict[str, Any]]:
    """For each label that occurs: precision-recall, reliability, and what a threshold would do.

    Args:
        data: The facet.

    Returns:
        `{label: {precision_recall: [[recall, precision]…], reliability: [{n, score, share}…],
        thresholds: [{threshold, precision, recall, f1, assigned}…]}}`, thresholds in steps of
        0.05. For a single-select facet the thresholds treat each label on its own.
    """
    found = {}
    for j in np.flatnonzero(data.positives()):
        known = data.known[:, j]
        gold, scores = data.gold[known, j], data.scores[known, j]
        found[data.codebook.label_ids[j]] = {
            "precision_recall": _precision_recall(gold, scores),
            "reliability": [
                {"n": b.n, "score": number(b.score), "share": number(b.share)}
                for b in stats.calibration_bins(gold, scores)
            ],
            "thresholds": _at_cuts(gold, scores),
        }
    return found


def _precision_recall(gold: Bools, scores: Floats) -> list[list[float]]:
    """At most `MAX_CURVE_POINTS` points by rising recall, equal scores taken together."""
    order = np.argsort(-scores, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    hits = np.cumsum(gold[order])[ends]
    recall, precision = hits / hits[-1], hits / (ends + 1)
    kept = np.unique(np.linspace(0, len(ends) - 1, MAX_CURVE_POINTS).round().astype(int))
    return [[round(float(recall[i]), 4), round(float(precision[i]), 4)] for i in kept]


def _at_cuts(gold: Bools, scores: Floats) -> list[dict[str, Any]]:
    assigned = scores[:, None] >= np.array(CUTS)[None, :]
    right = (assigned & gold[:, None]).sum(axis=0)
    counts = np.stack([right, assigned.sum(axis=0) - right, gold.sum() - right], axis=-1)
    values = counts.astype(np.float64)
    columns = {"precision": stats.precision, "recall": stats.recall, "f1": stats.f1}
    figures: Mapping[str, Floats] = {name: of(values) for name, of in columns.items()}
    return [
        {
            "threshold": cut,
            **{name: number(float(figure[i])) for name, figure in figures.items()},
            "assigned": int(assigned[:, i].sum()),
        }
        for i, cut in enumerate(CUTS)
    ]
