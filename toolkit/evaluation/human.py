"""The human ceiling: how well coders do against each other on the articles a run is judged on."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np

from toolkit import statistics as stats
from toolkit.evaluation.figures import DIGITS, number
from toolkit.evaluation.judged import CoderLabels, EvaluationOptions, FacetData, Floats
from toolkit.labelling.alpha import coefficients, nominal

HUMAN, RUN = 0, 1


def human_ceiling(
    data: FacetData, coders: CoderLabels | None, options: EvaluationOptions
) -> dict[str, Any] | None:
    """Coder against coder, and the run against the same coders, on the same examples.

    F1 of two coders is the same whichever of them is taken for gold. Pairs of coders are pooled,
    and so are pairs of run and coder, so that the two figures differ in nothing but who is
    compared: a run above the ceiling fits these coders better than they fit each other.

    Args:
        data: The facet.
        coders: What single coders said; None where nobody asked.
        options: Bootstrap draws and seed.

    Returns:
        `{n, coders, micro_f1, macro_f1, run_micro_f1, run_macro_f1, run_gold_micro_f1,
        difference, intervals, labels: {id: {f1, run_f1, alpha, alpha_interval, n}}, left_out}`;
        `difference` is run minus humans in micro F1. None without coders; figures are null
        where no example was coded by two.
    """
    if coders is None:
        return None
    among, where = np.isin(data.rows, coders.rows), np.isin(coders.rows, data.rows)
    values = coders.values[:, where]
    run = data.predicted[among].astype(np.float64)
    cluster = np.unique(data.cluster[among], return_inverse=True)[1]
    sums = np.stack(
        [_pair_counts(values, cluster), _run_counts(values, run, cluster)], axis=1
    )  # (clusters, 2, k, 3)
    total = sums.sum(axis=0)
    micro, of_label = stats.micro_f1(total), _dice(total)
    used = ~np.isnan(of_label[HUMAN])
    macro = [float(stats.nan_mean(row[used])) for row in of_label]
    gold = stats.micro_f1(data.counts(among)) if among.any() else np.asarray(np.nan)
    return {
        "n": int(among.sum()),
        "coders": len(coders.coders),
        "micro_f1": number(float(micro[HUMAN])),
        "macro_f1": number(macro[HUMAN]),
        "run_micro_f1": number(float(micro[RUN])),
        "run_macro_f1": number(macro[RUN]),
        "run_gold_micro_f1": number(float(gold)),
        "difference": number(float(micro[RUN] - micro[HUMAN])),
        "intervals": _intervals(sums, options),
        "labels": _labels(data, values, total, options),
        "left_out": list(coders.left_out),
    }


def _pair_counts(values: Floats, cluster: np.ndarray[Any, np.dtype[np.int_]]) -> Floats:
    """Counts of one coder against another by cluster, over all pairs: `(clusters, k, 3)`."""
    n = int(cluster.max()) + 1 if len(cluster) else 0
    found = np.zeros((n, values.shape[2], 3))
    for one, other in combinations(values, 2):
        found += _counts(one, other, cluster)
    return found


def _run_counts(values: Floats, run: Floats, cluster: np.ndarray[Any, np.dtype[np.int_]]) -> Floats:
    n = int(cluster.max()) + 1 if len(cluster) else 0
    found = np.zeros((n, values.shape[2], 3))
    for coder in values:
        found += _counts(coder, run, cluster)
    return found


def _counts(one: Floats, other: Floats, cluster: np.ndarray[Any, np.dtype[np.int_]]) -> Floats:
    known = ~np.isnan(one) & ~np.isnan(other)
    return stats.grouped_counts(one == 1, other == 1, known=known, group=cluster)


def _dice(counts: Floats) -> Floats:
    """F1 of each label with neither side taken for gold; NaN where neither gave it."""
    return stats.micro_f1(counts[..., None, :])


def _intervals(sums: Floats, options: EvaluationOptions) -> dict[str, list[float]]:
    if not options.bootstrap or len(sums) < 2:
        return {}

    def statistic(drawn: Floats) -> Floats:
        micro = stats.micro_f1(drawn)
        return np.column_stack([micro, micro[:, RUN] - micro[:, HUMAN]])

    draws = stats.cluster_bootstrap(sums, statistic, resamples=options.bootstrap, seed=options.seed)
    names = ("micro_f1", "run_micro_f1", "difference")
    return {
        name: [round(float(limit), DIGITS) for limit in limits]
        for name, limits in zip(names, stats.percentile_interval(draws), strict=True)
        if not np.isnan(limits[0])
    }


def _labels(
    data: FacetData, values: Floats, total: Floats, options: EvaluationOptions
) -> Mapping[str, Mapping[str, Any]]:
    """F1 and alpha of each label that a coder gave or the run assigned."""
    f1 = _dice(total)
    found = {}
    for j in np.flatnonzero(total.any(axis=(0, 2))):
        codes = values[:, :, j]
        units = np.stack([(codes == value).sum(axis=0) for value in (0, 1)], axis=-1)
        agreement = coefficients(
            units.astype(np.float64),
            nominal(2),
            samples=min(options.bootstrap, 1000),
            seed=options.seed,
        )
        limits = agreement.interval
        found[data.codebook.label_ids[j]] = {
            "f1": number(float(f1[HUMAN, j])),
            "run_f1": number(float(f1[RUN, j])),
            "alpha": None if agreement.alpha is None else round(agreement.alpha, DIGITS),
            "alpha_interval": None if limits is None else [round(x, DIGITS) for x in limits],
            "n": agreement.n,
        }
    return found
