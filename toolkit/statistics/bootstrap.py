"""Bootstrap over clusters, paired or not."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]

CELLS_AT_ONCE = 4_000_000  # weights held at a time: 32 MB
MANY_KINDS = 5_000
SPARSE = 0.2  # a table with fewer cells in use is multiplied as a sparse one
WHOLE = 2**24


def cluster_bootstrap(
    sums: Floats, statistic: Statistic, *, resamples: int = 2000, seed: int = 0
) -> Floats:
    """Draws clusters with replacement and recomputes a statistic of their summed counts.

    Copies of a story, and stance rows of an article, are not independent: whole clusters are
    drawn (Field and Welsh 2007, "Bootstrapping clustered data"). A statistic of sums needs only
    how often each cluster was drawn, so that a draw is a row of a matrix product; clusters with
    equal counts are interchangeable and share one weight.

    Args:
        sums: Counts of each cluster, `(n_clusters, ...)`.
        statistic: From summed counts `(b, ...)` to `(b, n_statistics)`.
        resamples: Number of draws.
        seed: Fixes the draws.

    Returns:
        `(resamples, n_statistics)`.
    """
    flat = sums.reshape(len(sums), -1)
    used = np.flatnonzero(flat.any(axis=0))  # most labels of a large codebook never occur
    kinds, n_of_kind = _distinct_rows(flat[:, used])
    # Sums of whole numbers below 2**24 are exact in single precision, at half the price.
    exact = bool(
        (kinds == kinds.round()).all() and np.abs(kinds).max(initial=0) * len(flat) < WHOLE
    )
    multiply = _multiplier(kinds.astype(np.float32 if exact else np.float64))
    parts = []
    for weights in _weights(n_of_kind, resamples, seed):
        drawn = np.zeros((len(weights), flat.shape[1]))
        drawn[:, used] = multiply(weights)
        parts.append(statistic(drawn.reshape(len(weights), *sums.shape[1:])))
    return np.concatenate(parts)


def paired_bootstrap(
    first: Floats,
    second: Floats,
    statistic: Statistic,
    *,
    resamples: int = 2000,
    seed: int = 0,
) -> Floats:
    """Differences `second - first` of a statistic on the same draws of clusters.

    Args:
        first: Counts of each cluster under one model, `(n_clusters, ...)`.
        second: Counts of the same clusters under the other, same shape.
        statistic: From summed counts of both, `(b, 2, ...)`, to `(b, 2, n_statistics)`.
        resamples: Number of draws.
        seed: Fixes the draws.

    Returns:
        `(resamples, n_statistics)`.
    """
    both = np.stack([first, second], axis=1)

    def difference(drawn: Floats) -> Floats:
        values = statistic(drawn)
        return np.asarray(values[:, 1] - values[:, 0])

    return cluster_bootstrap(both, difference, resamples=resamples, seed=seed)


def seed_bootstrap(
    sums: Floats,
    statistic: Statistic,
    *,
    groups: Sequence[Sequence[int]],
    resamples: int = 2000,
    seed: int = 0,
) -> Floats:
    """Means over drawn seeds of a statistic on drawn clusters (a hierarchical bootstrap).

    Clusters and seeds are crossed: every run was judged on every cluster. A draw therefore takes
    clusters once for all runs, and runs of each group with replacement.

    Args:
        sums: Counts of each cluster under each run, `(n_clusters, n_runs, ...)`.
        statistic: From summed counts `(b, n_runs, ...)` to `(b, n_runs, n_statistics)`.
        groups: The runs of each group, as positions.
        resamples: Number of draws.
        seed: Fixes the draws.

    Returns:
        `(resamples, n_groups, n_statistics)`.
    """
    rng = np.random.default_rng([seed, 1])

    def of_groups(drawn: Floats) -> Floats:
        values = statistic(drawn)
        means = []
        for members in groups:
            n = len(members)
            times = rng.multinomial(n, np.full(n, 1 / n), size=len(values))[:, :, None]
            # A run that was not drawn must not pass on that it has no value.
            taken = np.where(times > 0, times * values[:, list(members)], 0.0)
            means.append(taken.sum(axis=1) / n)
        return np.concatenate(means, axis=1)

    draws = cluster_bootstrap(sums, of_groups, resamples=resamples, seed=seed)
    return draws.reshape(len(draws), len(groups), -1)


def percentile_interval(draws: Floats, *, level: float = 0.95) -> Floats:
    """Percentile interval of each statistic; draws in which it has no value are left out.

    Args:
        draws: `(resamples, n_statistics)`.
        level: Share of the draws inside.

    Returns:
        `(n_statistics, 2)`, low and high; NaN where no draw has a value.
    """
    tail = 100 * (1 - level) / 2
    result = np.full((draws.shape[1], 2), np.nan)
    complete = ~np.isnan(draws).any(axis=0)
    if complete.any():
        result[complete] = np.percentile(draws[:, complete], [tail, 100 - tail], axis=0).T
    for j in np.flatnonzero(~complete):
        values = draws[~np.isnan(draws[:, j]), j]
        if len(values):
            result[j] = np.percentile(values, [tail, 100 - tail])
    return result


def _multiplier(table: NDArray[np.floating[Any]]) -> Statistic:
    """The product of weights with a table; counts of labels are nearly all zero."""
    if np.count_nonzero(table) > SPARSE * table.size:
        return lambda weights: np.matmul(weights.astype(table.dtype), table)
    from scipy.sparse import csr_array  # a third of a second that small tables do not need

    columns = csr_array(np.ascontiguousarray(table.T))
    return lambda weights: np.asarray(columns @ weights.T.astype(table.dtype, order="C")).T


def _distinct_rows(rows: Floats) -> tuple[Floats, NDArray[np.int_]]:
    """The distinct rows, and how often each occurs."""
    if not rows.shape[1]:
        return rows[:1], np.array([len(rows)])
    kinds, n_of_kind = np.unique(rows, axis=0, return_counts=True)
    return kinds, n_of_kind


def _weights(n_of_kind: NDArray[np.int_], resamples: int, seed: int) -> Iterator[Floats]:
    """How often each kind of cluster was drawn, `(b, n_kinds)` at a time."""
    rng = np.random.default_rng(seed)
    n_clusters = int(n_of_kind.sum())
    shares = n_of_kind / n_clusters
    step = max(1, CELLS_AT_ONCE // len(n_of_kind))
    # A multinomial costs a binomial for each kind; with many kinds, drawing is cheaper.
    many, ends = len(n_of_kind) > MANY_KINDS, np.cumsum(n_of_kind)
    for start in range(0, resamples, step):
        b = min(step, resamples - start)
        if many:
            yield np.stack([_drawn(rng, ends) for _ in range(b)])
        else:
            yield rng.multinomial(n_clusters, shares, size=b).astype(np.float64)


def _drawn(rng: np.random.Generator, ends: NDArray[np.int_]) -> Floats:
    """One draw of clusters, counted by kind."""
    n_clusters = int(ends[-1])
    of_cluster = np.bincount(rng.integers(n_clusters, size=n_clusters), minlength=n_clusters)
    return np.add.reduceat(of_cluster, np.concatenate([[0], ends[:-1]])).astype(np.float64)
