"""How common a label is, from decisions on an archive and a gold sample of it.

Every function takes one cell (the archive or a group of it) and all labels at once. Intervals are
for the process that the archive is a draw from; for the archive itself they are a little wide.
"""

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from toolkit.statistics.counts import grouped_sums, ratio
from toolkit.statistics.rates import normalised_weights

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]


def naive_share(assigned: Floats, *, level: float = 0.95) -> Floats:
    """Share of units that were given each label, as if decisions had no errors.

    Args:
        assigned: 0 or 1, `(n, k)`.
        level: Of the interval.

    Returns:
        Share, low and high, `(k, 3)`.

    >>> naive_share(np.array([[1.0], [0.0]])).round(2).tolist()
    [[0.5, 0.0, 1.0]]
    """
    share = assigned.mean(axis=0)
    return _with_interval(share, np.sqrt(share * (1 - share) / len(assigned)), level)


def prediction_powered(
    assigned: Floats,
    gold: Floats,
    *,
    inclusion: Floats,
    cluster: Ints,
    level: float = 0.95,
) -> Floats:
    """PPI++: the gold share, sharpened by the decisions as far as they help.

    Angelopoulos, Duchi and Zrnic (2023), "PPI++: Efficient Prediction-Powered Inference",
    section 6 (power tuning), for a gold sample inside the archive and with weights.

    Args:
        assigned: 0 or 1 (or a score), `(n, k)`.
        gold: 0 or 1, `(n, k)`; NaN outside the gold sample and where a coder was unsure.
        inclusion: Inclusion probability of each unit in the gold sample, `(n,)`; where it is not
            in the sample the value is not used.
        cluster: Units that are not independent share a number, `(n,)`, from 0 without gaps.
        level: Of the interval.

    Returns:
        Share, low and high, `(k, 3)`; NaN without gold.
    """
    inside = ~np.isnan(gold)
    y = np.where(inside, gold, 0.0)
    w = normalised_weights(inside, inclusion)
    mean_y, mean_f = (w * y).sum(axis=0), (w * assigned).sum(axis=0)
    about = w**2 * np.where(inside, 1 - np.minimum(inclusion, 1.0)[:, None], 0.0)
    centred = assigned - mean_f
    tuned = ratio((about * (y - mean_y) * centred).sum(axis=0), (about * centred**2).sum(axis=0))
    power = np.clip(np.nan_to_num(tuned, nan=0.0), 0.0, 1.0)
    archive = assigned.mean(axis=0)
    share = mean_y + power * (archive - mean_f)
    residual = y - power * assigned - (mean_y - power * mean_f)
    influence = power * (assigned - archive) / len(assigned) + w * residual
    return _estimate(share, influence, w=w, cluster=cluster, level=level)


def design_based(
    assigned: Floats,
    gold: Floats,
    *,
    inclusion: Floats,
    cluster: Ints,
    level: float = 0.95,
) -> Floats:
    """DSL: decisions whose errors are replaced by what the gold sample says about them.

    Egami, Hinck, Stewart and Wei (2023), "Using Imperfect Surrogates for Downstream Inference":
    the mean of `f + R / pi * (y - f)`, which is unbiased whatever the decisions are.

    Args:
        assigned: As in `prediction_powered`.
        gold: As in `prediction_powered`.
        inclusion: As in `prediction_powered`.
        cluster: As in `prediction_powered`.
        level: Of the interval.

    Returns:
        Share, low and high, `(k, 3)`; NaN without gold.
    """
    inside = ~np.isnan(gold)
    weight = np.where(inside, 1 / inclusion[:, None], 0.0)
    outcome = assigned + weight * np.where(inside, gold - assigned, 0.0)
    share = np.where(inside.any(axis=0), outcome.mean(axis=0), np.nan)
    influence = (outcome - share) / len(outcome)
    w = weight / len(outcome)
    return _estimate(share, influence, w=w, cluster=cluster, level=level)


def _estimate(
    share: Floats, influence: Floats, *, w: Floats, cluster: Ints, level: float
) -> Floats:
    """Cluster-robust interval from the influence of each unit."""
    sums = grouped_sums(np.nan_to_num(influence, nan=0.0), group=cluster)
    n = len(sums)
    variance = (sums**2).sum(axis=0) * n / max(n - 1, 1)
    # A wrong gold unit more (in the spirit of Agresti and Coull 1998): a handful of units
    # without an error does not show that there are none.
    n_gold = (w > 0).sum(axis=0).astype(np.float64)
    one_more = ratio(w.sum(axis=0) ** 2, n_gold**2)
    error = np.sqrt(variance + np.where(np.isnan(share), np.nan, one_more))
    return _with_interval(np.clip(share, 0.0, 1.0), error, level)


def _with_interval(share: Floats, error: Floats, level: float) -> Floats:
    reach = NormalDist().inv_cdf((1 + level) / 2) * error
    low, high = np.clip(share - reach, 0.0, 1.0), np.clip(share + reach, 0.0, 1.0)
    return np.stack([share, low, high], axis=-1)
