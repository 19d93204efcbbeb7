"""Error rates of decisions in a gold sample, and shares corrected for them."""

import numpy as np
from numpy.typing import NDArray

from toolkit.statistics.counts import grouped_sums, ratio

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int_]

MIN_SPREAD = 0.1  # TPR - FPR; below, dividing by it multiplies noise more than tenfold
DRAWS = 2000
SEED = 13
HALF_A_UNIT = 0.5  # Jeffreys: a cell without a unit does not show that there are none
CELLS_AT_ONCE = 4_000_000


def normalised_weights(inside: Bools, inclusion: Floats) -> Floats:
    """Inverse inclusion of the units inside, scaled to sum to 1 for each label.

    Args:
        inside: Which units count, `(n, k)`.
        inclusion: Inclusion probability of each unit, `(n,)`.

    Returns:
        `(n, k)`; NaN in the column of a label without units.
    """
    weight = np.where(inside, 1 / inclusion[:, None], 0.0)
    return ratio(weight, np.broadcast_to(weight.sum(axis=0), weight.shape))


def error_rates(assigned: Floats, gold: Floats, *, inclusion: Floats) -> Floats:
    """True and false positive rate of each label in the archive, from the gold sample.

    Args:
        assigned: 0 or 1, `(n, k)`.
        gold: 0 or 1, `(n, k)`; NaN outside the gold sample and where a coder was unsure.
        inclusion: Inclusion probability of each unit in the gold sample, `(n,)`.

    Returns:
        `(2, k)`; NaN without gold positives, or without negatives.
    """
    found = []
    for wanted in (1.0, 0.0):
        w = normalised_weights(gold == wanted, inclusion)
        found.append((w * assigned).sum(axis=0))
    return np.stack(found)


def rogan_gladen(
    assigned: Floats,
    gold: Floats,
    *,
    inclusion: Floats,
    cluster: Ints,
    inside: Bools,
    level: float = 0.95,
    draws: int = DRAWS,
) -> Floats:
    """Naive share of a cell, corrected for the error rates of the whole (Rogan and Gladen 1978).

    The rates are taken to be the same in every cell. The interval is a percentile bootstrap over
    clusters: the quotient of two estimates is skewed where a label is rare, and an interval of
    equal arms then covers more often than it says. Each of the four cells of gold and decision
    has half a unit more in every draw, so that a cell that a draw left empty is no certainty.

    Args:
        assigned: 0 or 1, `(n, k)`: the units of the cell, and all gold units.
        gold: 0 or 1, `(n, k)`; NaN outside the gold sample and where a coder was unsure.
        inclusion: Inclusion probability of each unit in the gold sample, `(n,)`.
        cluster: Units that are not independent share a number, `(n,)`, from 0 without gaps.
        inside: Which units belong to the cell, `(n,)`.
        level: Of the interval.
        draws: Of the bootstrap.

    Returns:
        Share, low and high, `(k, 3)`, clipped to [0, 1]; NaN where the two rates are closer
        than `MIN_SPREAD`, or are in more than half of the draws.
    """
    right, wrong = error_rates(assigned, gold, inclusion=inclusion)
    spread = np.where(right - wrong >= MIN_SPREAD, right - wrong, np.nan)
    share = np.clip((assigned[inside].mean(axis=0) - wrong) / spread, 0.0, 1.0)
    drawn = _drawn_shares(
        assigned, gold, inclusion=inclusion, cluster=cluster, inside=inside, draws=draws
    )
    tail = (1 - level) / 2
    result = np.full((len(share), 3), np.nan)
    for j in np.flatnonzero(~np.isnan(share)):
        values = drawn[~np.isnan(drawn[:, j]), j]
        if 2 * len(values) >= len(drawn):
            low, high = np.quantile(values, [tail, 1 - tail])
            result[j] = share[j], min(low, share[j]), max(high, share[j])
    return result


def _drawn_shares(
    assigned: Floats,
    gold: Floats,
    *,
    inclusion: Floats,
    cluster: Ints,
    inside: Bools,
    draws: int,
) -> Floats:
    """The corrected share in each draw of clusters, `(draws, k)`; NaN where rates are too close."""
    rows = np.flatnonzero(~np.isnan(gold).all(axis=1))  # the rest of an archive has no cells
    in_gold, given = ~np.isnan(gold[rows]), assigned[rows]
    weight = np.where(in_gold, 1 / inclusion[rows, None], 0.0)
    positive = np.where(in_gold, gold[rows], 0.0)
    cells = [
        weight * positive * given,  # found
        weight * positive * (1 - given),  # missed
        weight * (in_gold - positive) * given,  # wrongly assigned
        weight * (in_gold - positive) * (1 - given),
    ]
    sampled, group = np.unique(cluster[rows], return_inverse=True)
    sums = np.stack([grouped_sums(cell, group=group) for cell in cells], axis=-1)
    mine = grouped_sums(np.where(inside[:, None], assigned, 0.0), group=cluster)
    size = grouped_sums(inside[:, None].astype(np.float64), group=cluster)[:, 0]
    # Half a unit weighs what units with the same decision weigh in the sample.
    unit = np.stack([_mean_weight(weight, given == value) for value in (1, 0, 1, 0)], axis=-1)
    rng = np.random.default_rng(SEED)
    parts = []
    step = max(1, CELLS_AT_ONCE // max(1, len(sampled)))
    for start in range(0, draws, step):
        b = min(step, draws - start)
        # Of n clusters each is drawn Poisson(1) times, up to terms of order 1 / n.
        times = rng.poisson(1.0, size=(b, len(sampled))).astype(np.float64)
        naive = _naive(rng, times, mine, size, sampled=sampled)
        drawn = np.tensordot(times, sums, axes=1)
        parts.append(_corrected(naive, drawn + HALF_A_UNIT * unit))
    return np.concatenate(parts)


def _mean_weight(weight: Floats, among: Bools) -> Floats:
    """Mean weight of the gold units among these, `(k,)`; of all where there are none."""
    n_all = (weight > 0).sum(axis=0).astype(np.float64)
    n_among = (among & (weight > 0)).sum(axis=0).astype(np.float64)
    mean = ratio(np.where(among, weight, 0.0).sum(axis=0), n_among)
    return np.where(np.isnan(mean), ratio(weight.sum(axis=0), n_all), mean)


def _naive(
    rng: np.random.Generator, times: Floats, mine: Floats, size: Floats, *, sampled: Ints
) -> Floats:
    """The naive share of the cell in each draw, `(draws, k)`.

    The clusters without gold enter by their sum alone, which is normal where they are many; with
    them drawn one by one an archive of a million articles would take minutes.
    """
    rest_times = np.maximum(len(size) - times.sum(axis=1), 0.0)
    hits, n = times @ mine[sampled], times @ size[sampled]
    others = np.ones(len(size), dtype=bool)
    others[sampled] = False
    rest, rest_size = mine[others], size[others]
    if len(rest):
        share = ratio(rest.sum(axis=0), np.full(rest.shape[1], rest_size.sum()))
        about = rest - np.nan_to_num(share) * rest_size[:, None]
        noise = rng.standard_normal((len(times), rest.shape[1])) * about.std(axis=0)
        hits = hits + rest_times[:, None] * rest.mean(axis=0) + np.sqrt(rest_times)[:, None] * noise
        n = n + rest_times * rest_size.mean()
    return ratio(hits, np.broadcast_to(n[:, None], hits.shape))


def _corrected(naive: Floats, cells: Floats) -> Floats:
    found, missed, wrong, rest = (cells[..., i] for i in range(4))
    right_rate, wrong_rate = ratio(found, found + missed), ratio(wrong, wrong + rest)
    spread = np.where(right_rate - wrong_rate >= MIN_SPREAD / 2, right_rate - wrong_rate, np.nan)
    return np.asarray(np.clip((naive - wrong_rate) / spread, 0.0, 1.0))
