"""Figures that judge scores rather than decisions: ranking and calibration."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Bin(NamedTuple):
    """One point of a reliability curve.

    Attributes:
        n: Cells in the bin.
        score: Their mean score.
        share: Share of them that are positive.
    """

    n: int
    score: float
    share: float


def average_precision(gold: Bools, scores: Floats) -> float:
    """Area under the precision-recall steps, equal scores taken together.

    The definition of scikit-learn's `average_precision_score`: the sum over cuts of the gain in
    recall times the precision there.

    Args:
        gold: `(n,)`.
        scores: `(n,)`, higher is more likely.

    Returns:
        A share in (0, 1]; NaN without positives.

    >>> average_precision(np.array([True, False, True]), np.array([0.9, 0.8, 0.7]))
    0.8333333333333333
    """
    total = int(gold.sum())
    if total == 0:
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    ends = _ends_of_ties(scores[order])
    hits = np.cumsum(gold[order])[ends].astype(np.float64)
    gain = np.diff(hits, prepend=0.0) / total
    return float((gain * hits / (ends + 1)).sum())


def brier(gold: Bools, scores: Floats) -> float:
    """Mean squared distance between score and outcome; 0 is perfect, NaN if empty.

    >>> brier(np.array([True, False]), np.array([0.8, 0.4]))
    0.1
    """
    return float(np.mean((scores - gold) ** 2)) if len(gold) else float("nan")


def calibration_bins(gold: Bools, scores: Floats, *, n_bins: int = 10) -> list[Bin]:
    """A reliability curve over bins of equal mass.

    Equal scores never fall into two bins: splitting them would make the curve depend on the
    order of the rows. There may therefore be fewer bins than asked for.

    Args:
        gold: `(n,)`.
        scores: `(n,)` in [0, 1].
        n_bins: At most so many bins.

    Returns:
        Bins by rising score; none for no scores.
    """
    if not len(scores):
        return []
    order = np.argsort(scores, kind="stable")
    values, positive = scores[order], gold[order]
    wanted = np.ceil(np.arange(1, n_bins + 1) * len(values) / n_bins).astype(int) - 1
    ends = _ends_of_ties(values)
    cuts = np.unique(ends[np.searchsorted(ends, wanted)])
    starts = np.concatenate([[0], cuts[:-1] + 1])
    return [
        Bin(int(b + 1 - a), float(values[a : b + 1].mean()), float(positive[a : b + 1].mean()))
        for a, b in zip(starts, cuts, strict=True)
    ]


def calibration_error(bins: list[Bin]) -> float:
    """Expected calibration error: mean distance of score and share, weighted by mass.

    Equal-mass bins after Nguyen and O'Connor (2015), "Posterior calibration and exploratory
    analysis for natural language processing models", section 3.

    Args:
        bins: From `calibration_bins`.

    Returns:
        A number in [0, 1]; NaN without bins.
    """
    total = sum(item.n for item in bins)
    if not total:
        return float("nan")
    return sum(item.n * abs(item.score - item.share) for item in bins) / total


def _ends_of_ties(ordered: Floats) -> NDArray[np.int_]:
    """Index of the last of each run of equal values."""
    return np.flatnonzero(np.append(ordered[:-1] != ordered[1:], True))
