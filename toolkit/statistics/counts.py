"""Confusion counts, and the figures that follow from them.

Counts are arrays `(..., n_labels, 3)` of true positives, false positives and false negatives.
Every function works on the last axes, so that one call serves a test set, all of its slices, or
thousands of bootstrap draws.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
CELLS = 3  # true positives, false positives, false negatives


def confusion_counts(gold: Bools, predicted: Bools, *, known: Bools) -> Floats:
    """True positives, false positives and false negatives of each label.

    Args:
        gold: Positive labels, `(n, k)`.
        predicted: Assigned labels, `(n, k)`.
        known: Which cells count, `(n, k)`; the others are masked.

    Returns:
        Counts `(k, 3)`, whole numbers as float64.

    >>> gold = np.array([[True, False], [True, True]])
    >>> predicted = np.array([[True, True], [False, True]])
    >>> confusion_counts(gold, predicted, known=np.ones((2, 2), dtype=bool)).tolist()
    [[1.0, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    cells = (gold & predicted & known, ~gold & predicted & known, gold & ~predicted & known)
    return np.stack([cell.sum(axis=0) for cell in cells], axis=-1).astype(np.float64)


def grouped_counts(
    gold: Bools, predicted: Bools, *, known: Bools, group: NDArray[np.int_]
) -> Floats:
    """Confusion counts of each group of examples; their sum is `confusion_counts`.

    Args:
        gold: Positive labels, `(n, k)`.
        predicted: Assigned labels, `(n, k)`.
        known: Which cells count, `(n, k)`.
        group: Group of each example, `(n,)`, from 0 without gaps.

    Returns:
        Counts `(n_groups, k, 3)`.
    """
    cells = (gold & predicted & known, ~gold & predicted & known, gold & ~predicted & known)
    return np.stack([grouped_sums(cell, group=group) for cell in cells], axis=-1)


def grouped_sums(values: NDArray[np.generic], *, group: NDArray[np.int_]) -> Floats:
    """Sums of the rows of each group.

    Args:
        values: `(n, m)`, numbers or truth values.
        group: Group of each row, `(n,)`, from 0 without gaps.

    Returns:
        Sums `(n_groups, m)`.
    """
    sums = np.zeros((int(group.max()) + 1 if len(group) else 0, values.shape[1]))
    rows, columns = np.nonzero(values)  # label matrices are nearly empty: touch what is there
    np.add.at(sums, (group[rows], columns), values[rows, columns].astype(np.float64))
    return sums


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Quotient; NaN where the denominator is 0.

    >>> ratio(np.array([1.0, 0.0]), np.array([2.0, 0.0])).tolist()
    [0.5, nan]
    """
    result = np.full(np.broadcast(numerator, denominator).shape, np.nan)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result


def support(counts: Floats) -> Floats:
    """Positives in gold, `(..., k)`."""
    return np.asarray(counts[..., 0] + counts[..., 2])


def precision(counts: Floats) -> Floats:
    """Share of assigned labels that are right, `(..., k)`; NaN where none was assigned."""
    return ratio(counts[..., 0], counts[..., 0] + counts[..., 1])


def recall(counts: Floats) -> Floats:
    """Share of gold labels that were found, `(..., k)`; NaN without positives."""
    return ratio(counts[..., 0], support(counts))


def f1(counts: Floats) -> Floats:
    """F1 of each label, `(..., k)`; NaN without positives, 0 if none of them was found.

    >>> f1(np.array([[2.0, 1.0, 1.0], [0.0, 0.0, 3.0], [0.0, 5.0, 0.0]])).round(4).tolist()
    [0.6667, 0.0, nan]
    """
    return np.where(support(counts) > 0, _f1_of(counts), np.nan)


def micro_f1(counts: Floats) -> Floats:
    """F1 of the counts summed over labels, `(...)`; NaN if nothing was gold or assigned."""
    return _f1_of(counts.sum(axis=-2))


def macro_f1(counts: Floats, *, fallback: Floats | None = None) -> Floats:
    """Mean F1 over the labels that have positives.

    Args:
        counts: `(..., k, 3)`.
        fallback: What stands in for a label without positives, broadcast to `(..., k)`; NaN
            leaves it out. For bootstrap draws this is the F1 in the whole sample: a draw that
            lost a rare label says nothing about it, and leaving it out would shift the mean so
            far that the interval can miss the figure itself.

    Returns:
        `(...)`; NaN if no label has positives.

    >>> float(macro_f1(np.array([[2.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 3.0, 0.0]])))
    0.5
    """
    return nan_mean(_f1_or(counts, fallback))


def macro_f1_all(counts: Floats, *, fallback: Floats | None = None) -> Floats:
    """Mean F1 over every label; one without positives counts 0.

    Args:
        counts: `(..., k, 3)`.
        fallback: As in `macro_f1`; NaN counts 0.

    Returns:
        `(...)`.
    """
    return np.asarray(np.nan_to_num(_f1_or(counts, fallback), nan=0.0).mean(axis=-1))


def nan_mean(values: Floats) -> Floats:
    """Mean over the last axis without the NaN; NaN (and no warning) if nothing is left."""
    defined = ~np.isnan(values)
    return ratio(np.where(defined, values, 0.0).sum(axis=-1), defined.sum(axis=-1).astype(float))


def _f1_of(counts: Floats) -> Floats:
    right, wrong, missed = counts[..., 0], counts[..., 1], counts[..., 2]
    return ratio(2 * right, 2 * right + wrong + missed)


def _f1_or(counts: Floats, fallback: Floats | None) -> Floats:
    values = f1(counts)
    return values if fallback is None else np.where(np.isnan(values), fallback, values)
