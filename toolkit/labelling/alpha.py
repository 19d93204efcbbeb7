"""Agreement coefficients on arrays of counts.

`counts[u, v]` is how many coders gave value `v` to unit `u`. A missing code is not counted; it is
never a value of its own. Units with fewer than two codes are left out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TOLERANCE = 1e-12


@dataclass(frozen=True)
class Coefficients:
    """Agreement on one question.

    Attributes:
        alpha: Krippendorff's alpha in (-inf, 1]; None if the codes show no variation or no unit
            has two codes.
        interval: Bootstrap interval of alpha over units, 2.5 to 97.5 %; None where most resamples
            show no variation.
        raw: Share of pairs of codes that agree, averaged over units; None without pairs.
        ac1: Gwet's AC1; None without pairs or with a single possible value.
        ac1_interval: Bootstrap interval of AC1 over units; None where AC1 is.
        n: Units with two codes or more.
    """

    alpha: float | None
    interval: tuple[float, float] | None
    raw: float | None
    ac1: float | None
    ac1_interval: tuple[float, float] | None
    n: int


def count_values(units: Sequence[Sequence[object]], values: Sequence[object]) -> Floats:
    """Counts of each value in each unit.

    Args:
        units: The codes given to each unit, missing ones left out.
        values: All values, in column order.

    Returns:
        Shape `(n_units, n_values)`.

    >>> count_values([["a", "a"], ["b"]], ["a", "b"]).tolist()
    [[2.0, 0.0], [0.0, 1.0]]
    """
    column = {value: i for i, value in enumerate(values)}
    counts = np.zeros((len(units), len(values)))
    for row, codes in enumerate(units):
        for code in codes:
            counts[row, column[code]] += 1
    return counts


def nominal(n_values: int) -> Floats:
    """Distances between values that are either equal or not, `(n_values, n_values)`."""
    return 1.0 - np.eye(n_values)


def masi_distance(a: frozenset[str], b: frozenset[str]) -> float:
    """Distance of two label sets: 1 - Jaccard * monotonicity (Passonneau 2006).

    Two empty sets agree.

    >>> round(masi_distance(frozenset("ab"), frozenset("a")), 3)
    0.667
    >>> masi_distance(frozenset(), frozenset())
    0.0
    """
    if a == b:
        return 0.0
    shared = a & b
    if not shared:
        return 1.0
    monotonicity = 2 / 3 if a < b or b < a else 1 / 3
    return 1.0 - monotonicity * len(shared) / len(a | b)


def jaccard_distance(a: frozenset[str], b: frozenset[str]) -> float:
    """Distance of two label sets: 1 - shared / all labels; two empty sets agree.

    >>> jaccard_distance(frozenset("ab"), frozenset("bc"))
    0.6666666666666667
    """
    return 0.0 if a == b else 1.0 - len(a & b) / len(a | b)


def masi(sets: Sequence[frozenset[str]]) -> Floats:
    """MASI distances between label sets, `(n_sets, n_sets)`."""
    return _distances(sets, masi_distance)


def jaccard(sets: Sequence[frozenset[str]]) -> Floats:
    """Jaccard distances between label sets, `(n_sets, n_sets)`."""
    return _distances(sets, jaccard_distance)


def _distances(
    sets: Sequence[frozenset[str]], distance: Callable[[frozenset[str], frozenset[str]], float]
) -> Floats:
    return np.array([[distance(a, b) for b in sets] for a in sets]).reshape(len(sets), len(sets))


def krippendorff_alpha(counts: Floats, distance: Floats) -> float | None:
    """Chance-corrected agreement for any number of coders and missing codes.

    Follows Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section C.

    Args:
        counts: Shape `(n_units, n_values)`.
        distance: Squared metric distance of each pair of values, `(n_values, n_values)`.

    Returns:
        Alpha in (-inf, 1]; 1 is perfect, 0 is chance. None where the expected disagreement is
        zero (all codes are the same) or no unit has two codes.

    >>> both = np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]])
    >>> round(krippendorff_alpha(both, nominal(2)), 3)
    0.444
    """
    pairable = counts[counts.sum(axis=1) >= 2]
    weights = np.ones((1, len(pairable)))
    alpha = float(_alphas(pairable, distance, weights)[0])
    return None if np.isnan(alpha) else alpha


def bootstrap_interval(
    counts: Floats, distance: Floats, *, samples: int, seed: int
) -> tuple[float, float] | None:
    """Percentile interval of alpha when units are drawn again with replacement.

    Args:
        counts: Shape `(n_units, n_values)`.
        distance: Shape `(n_values, n_values)`.
        samples: Number of resamples.
        seed: Of the generator.

    Returns:
        The 2.5 and 97.5 percentiles; None if fewer than half of the resamples have an alpha.
    """
    drawn = _resampled(counts[counts.sum(axis=1) >= 2], samples=samples, seed=seed)
    if drawn is None:
        return None
    patterns, weights = drawn
    return _percentiles(_alphas(patterns, distance, weights))


def raw_agreement(counts: Floats) -> float | None:
    """Share of agreeing pairs of codes, averaged over units; None without a pair."""
    pairable = counts[counts.sum(axis=1) >= 2]
    if not len(pairable):
        return None
    m = pairable.sum(axis=1)
    return float(np.mean((pairable * (pairable - 1)).sum(axis=1) / (m * (m - 1))))


def gwet_ac1(counts: Floats) -> float | None:
    """Gwet's AC1, which stays meaningful where a label is rare.

    Follows Gwet (2008), "Computing inter-rater reliability and its variance in the presence of
    high agreement", British Journal of Mathematical and Statistical Psychology 61, for any number
    of coders and with missing codes.

    Args:
        counts: Shape `(n_units, n_values)`, a column for each possible value.

    Returns:
        AC1 in (-inf, 1]; None without a pair of codes or with fewer than two possible values.
    """
    coded = counts[counts.sum(axis=1) >= 1]
    ac1 = float(_ac1s(coded, np.ones((1, len(coded))))[0])
    return None if np.isnan(ac1) else ac1


def ac1_interval(counts: Floats, *, samples: int, seed: int) -> tuple[float, float] | None:
    """Percentile interval of AC1 when units are drawn again with replacement.

    Args:
        counts: Shape `(n_units, n_values)`.
        samples: Number of resamples.
        seed: Of the generator.

    Returns:
        The 2.5 and 97.5 percentiles; None if fewer than half of the resamples have an AC1.
    """
    coded = counts[counts.sum(axis=1) >= 1]
    drawn = _resampled(coded, samples=samples, seed=seed)
    return None if drawn is None else _percentiles(_ac1s(*drawn))


def coefficients(
    counts: Floats, distance: Floats, *, samples: int = 1000, seed: int = 13
) -> Coefficients:
    """All coefficients of one question.

    Args:
        counts: Shape `(n_units, n_values)`.
        distance: Shape `(n_values, n_values)`.
        samples: Bootstrap resamples; 0 for no interval.
        seed: Of the bootstrap.

    Returns:
        The coefficients.
    """
    alpha = krippendorff_alpha(counts, distance)
    ac1 = gwet_ac1(counts)
    interval = ac1_range = None
    if alpha is not None:
        interval = bootstrap_interval(counts, distance, samples=samples, seed=seed)
    if ac1 is not None:
        ac1_range = ac1_interval(counts, samples=samples, seed=seed)
    return Coefficients(
        alpha=alpha,
        interval=interval,
        raw=raw_agreement(counts),
        ac1=ac1,
        ac1_interval=ac1_range,
        n=int((counts.sum(axis=1) >= 2).sum()),
    )


def _alphas(counts: Floats, distance: Floats, weights: Floats) -> Floats:
    """Alpha of each weighting of the units, `(n_weightings,)`; NaN where undefined."""
    m = counts.sum(axis=1)
    # Within units: pairs of different codes, each unit's weight 1 / (m - 1).
    within = ((counts @ distance) * counts).sum(axis=1) / np.maximum(m - 1, 1)
    observed = weights @ within
    totals = weights @ counts
    n = totals.sum(axis=1)
    expected = ((totals @ distance) * totals).sum(axis=1)
    result = np.full(len(weights), np.nan)
    varied = expected > TOLERANCE
    result[varied] = 1.0 - (n[varied] - 1) * observed[varied] / expected[varied]
    return result


def _ac1s(counts: Floats, weights: Floats) -> Floats:
    """AC1 of each weighting of the coded units, `(n_weightings,)`; NaN where undefined."""
    m = counts.sum(axis=1)
    n_values = counts.shape[1]
    pairs = (m >= 2).astype(np.float64)
    agreeing = (counts * (counts - 1)).sum(axis=1) / np.maximum(m * (m - 1), 1)
    n_pairs = weights @ pairs
    result = np.full(len(weights), np.nan)
    known = n_pairs > 0
    if n_values < 2 or not known.any():
        return result
    observed = (weights @ (agreeing * pairs))[known] / n_pairs[known]
    totals = (weights @ (counts / m[:, None]))[known]
    shares = totals / totals.sum(axis=1, keepdims=True)
    expected = (shares * (1 - shares)).sum(axis=1) / (n_values - 1)
    result[known] = (observed - expected) / (1 - expected)
    return result


def _resampled(counts: Floats, *, samples: int, seed: int) -> tuple[Floats, Floats] | None:
    """The distinct units, and how often each was drawn in each resample."""
    n = len(counts)
    if n < 2 or samples < 1:
        return None
    # Units with the same codes are interchangeable: drawing how often each pattern occurs is the
    # same as drawing units, and there are few patterns.
    patterns, sizes = np.unique(counts, axis=0, return_counts=True)
    weights = np.random.default_rng(seed).multinomial(n, sizes / n, size=samples)
    return patterns, weights.astype(np.float64)


def _percentiles(values: Floats) -> tuple[float, float] | None:
    """The 2.5 and 97.5 percentiles; None if fewer than half of the values are defined."""
    defined = values[~np.isnan(values)]
    if len(defined) * 2 < len(values):
        return None
    low, high = np.percentile(defined, [2.5, 97.5])
    return float(low), float(high)
