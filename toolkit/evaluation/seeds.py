"""Runs that differ in their seed only: mean, spread, and differences that know about both."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from toolkit import statistics as stats
from toolkit.errors import DataError
from toolkit.evaluation.figures import DIGITS, METRICS, cluster_counts, metrics_of, number
from toolkit.evaluation.judged import EvaluationOptions, FacetData, Floats

MIN_SEEDS = 2


def seed_groups(
    data: Sequence[FacetData],
    names: Sequence[str],
    groups: Sequence[str],
    options: EvaluationOptions,
) -> dict[str, Any]:
    """Mean and spread of each group of runs, and of each group against the first.

    Intervals are from a hierarchical bootstrap: every draw takes seeds of each group and clusters
    of articles with replacement, the same clusters for all runs. They are wider than those of a
    single run where seeds matter.

    Args:
        data: A facet as each run sees it, all on the same examples.
        names: Of the runs.
        groups: Group of each run.
        options: Bootstrap draws and seed.

    Returns:
        `{groups: [{group, runs, metrics: {M: {mean, sd, n, low, high, interval}}}],
        group_differences: [{group, against, metrics: {M: {difference, interval}}}]}`. `sd` is the
        sample standard deviation over seeds (null for one run), `low` and `high` the lowest and
        highest run.

    Raises:
        DataError: If no group has two runs.
    """
    order = list(dict.fromkeys(groups))
    members = [[i for i, group in enumerate(groups) if group == name] for name in order]
    if max(map(len, members)) < MIN_SEEDS:
        raise DataError(
            "compare --seeds: no two of the runs differ in nothing but their seed. Expected runs "
            "of one config with different seeds. Leave --seeds out to compare them one by one."
        )
    sums = np.stack([cluster_counts(mine) for mine in data], axis=1)
    book = data[0].codebook
    whole = metrics_of(sums.sum(axis=0), book)  # (runs, metrics)
    samples = np.stack([stats.f1(mine.counts()) for mine in data])

    def statistic(drawn: Floats) -> Floats:
        return metrics_of(drawn, book, fallback=samples)

    limits = np.full((len(order), len(METRICS), 2), np.nan)
    gaps = limits.copy()
    if options.bootstrap and len(sums) > 1:
        draws = stats.seed_bootstrap(
            sums, statistic, groups=members, resamples=options.bootstrap, seed=options.seed
        )
        limits = _limits(draws)
        gaps = _limits(draws - draws[:, :1])
    return {
        "groups": [
            {
                "group": name,
                "runs": [names[i] for i in members[g]],
                "metrics": _spread(whole[members[g]], limits[g]),
            }
            for g, name in enumerate(order)
        ],
        "group_differences": [
            {
                "group": name,
                "against": order[0],
                "metrics": _differences(whole[members[0]], whole[members[g]], gaps[g]),
            }
            for g, name in enumerate(order)
            if g
        ],
    }


def _limits(draws: Floats) -> Floats:
    """Percentile limits `(groups, metrics, 2)` of draws `(b, groups, metrics)`."""
    flat = draws.reshape(len(draws), -1)
    return stats.percentile_interval(flat).reshape(*draws.shape[1:], 2)


def _spread(values: Floats, limits: Floats) -> dict[str, Mapping[str, Any]]:
    return {
        name: {
            "mean": number(values[:, j].mean()),
            "sd": number(values[:, j].std(ddof=1)) if len(values) > 1 else None,
            "n": len(values),
            "low": number(values[:, j].min()),
            "high": number(values[:, j].max()),
            "interval": _interval(limits[j]),
        }
        for j, name in enumerate(METRICS)
        if not np.isnan(values[:, j]).any()
    }


def _differences(first: Floats, second: Floats, limits: Floats) -> dict[str, Mapping[str, Any]]:
    gap = second.mean(axis=0) - first.mean(axis=0)
    return {
        name: {"difference": number(gap[j]), "interval": _interval(limits[j])}
        for j, name in enumerate(METRICS)
        if not np.isnan(gap[j])
    }


def _interval(limits: Floats) -> list[float] | None:
    return None if np.isnan(limits[0]) else [round(float(limit), DIGITS) for limit in limits]
