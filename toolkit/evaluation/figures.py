"""The figures of a facet, and their intervals."""

import numpy as np

from toolkit import statistics as stats
from toolkit.codebook import Codebook
from toolkit.evaluation.judged import Bools, EvaluationOptions, FacetData, Floats

METRICS = ("micro_f1", "macro_f1", "macro_f1_all", "accuracy", "primary_accuracy", "f_avg")
RIGHT, PRIMARY = 0, 1  # rows of the two shares that ride along with the counts of the labels
DIGITS = 4


def number(value: float) -> float | None:
    """A figure as it stands in a report: 4 decimals, null where it has no value."""
    return None if np.isnan(value) else round(float(value), DIGITS)


def metrics_of(counts: Floats, codebook: Codebook, *, fallback: Floats | None = None) -> Floats:
    """The figures of `METRICS`, over any leading axes.

    Args:
        counts: `(..., k + 2, 3)`: the labels' confusion counts, then (right, judged, 0) of the
            one label and of the primary label.
        codebook: Says which figures the facet has.
        fallback: For bootstrap draws: the labels' F1 in the whole sample, see `macro_f1`.

    Returns:
        `(..., 6)` in the order of `METRICS`; NaN where a figure has no value.
    """
    labels, shares = counts[..., :-2, :], counts[..., -2:, :]
    return np.stack(
        [
            stats.micro_f1(labels),
            stats.macro_f1(labels, fallback=fallback),
            stats.macro_f1_all(labels, fallback=fallback),
            stats.ratio(shares[..., RIGHT, 0], shares[..., RIGHT, 1]),
            stats.ratio(shares[..., PRIMARY, 0], shares[..., PRIMARY, 1]),
            f_avg(labels, codebook),
        ],
        axis=-1,
    )


def f_avg(labels: Floats, codebook: Codebook) -> Floats:
    """SemEval-2016's F_avg: mean F1 of the codebook's two labels.

    Args:
        labels: Confusion counts `(..., k, 3)`.
        codebook: Names the two labels, if any.

    Returns:
        `(...)`; one label without positives counts 0; NaN if both are, or none is named.
    """
    if codebook.favg is None:
        return np.full(labels.shape[:-2], np.nan)
    pair = labels[..., [codebook.label_ids.index(label) for label in codebook.favg], :]
    mean = np.nan_to_num(stats.f1(pair), nan=0.0).mean(axis=-1)
    return np.where(stats.support(pair).sum(axis=-1) > 0, mean, np.nan)


def cluster_counts(data: FacetData) -> Floats:
    """What `metrics_of` needs, of each cluster: `(n_clusters, k + 2, 3)`."""
    labels = stats.grouped_counts(data.gold, data.predicted, known=data.known, group=data.cluster)
    shares = np.zeros((data.n_clusters, 2, 3))
    for row, values in ((RIGHT, data.right), (PRIMARY, data.primary_right)):
        judged = ~np.isnan(values)
        both = np.column_stack([np.nan_to_num(values), judged])
        shares[:, row, :2] = stats.grouped_sums(both, group=data.cluster)
    return np.concatenate([labels, shares], axis=1)


def figures(data: FacetData, mask: Bools | None = None) -> dict[str, float | None]:
    """The figures of a facet, by name.

    Args:
        data: The facet.
        mask: Rows to judge, `(n,)`; all of them without it.

    Returns:
        A value for each of `METRICS`; null where it does not apply or has no value.
    """
    chosen = np.ones(len(data), dtype=bool) if mask is None else mask
    if not chosen.any():
        return dict.fromkeys(METRICS)
    shares = np.zeros((2, 3))
    for row, values in ((RIGHT, data.right), (PRIMARY, data.primary_right)):
        judged = values[chosen & ~np.isnan(values)]
        shares[row, :2] = judged.sum(), len(judged)
    counts = np.concatenate([data.counts(chosen), shares])
    return dict(zip(METRICS, map(number, metrics_of(counts, data.codebook)), strict=True))


def intervals(
    data: FacetData, options: EvaluationOptions
) -> tuple[dict[str, list[float]], dict[str, list[float]], dict[str, float]]:
    """Percentile intervals (95 %) over clusters.

    Args:
        data: The facet.
        options: Number of draws and seed.

    Returns:
        Interval by metric; interval of F1 by label that has positives; and, for these labels,
        the share of draws in which the label had no positive.
    """
    if options.bootstrap == 0 or data.n_clusters < 2:
        return {}, {}, {}
    with_support, sample = np.flatnonzero(data.positives()), stats.f1(data.counts())

    def statistic(drawn: Floats) -> Floats:
        f1 = stats.f1(drawn[:, with_support, :])
        return np.concatenate([metrics_of(drawn, data.codebook, fallback=sample), f1], axis=1)

    draws = stats.cluster_bootstrap(
        cluster_counts(data), statistic, resamples=options.bootstrap, seed=options.seed
    )
    limits = stats.percentile_interval(draws)
    ids = [data.codebook.label_ids[j] for j in with_support]
    missing = np.isnan(draws[:, len(METRICS) :]).mean(axis=0)
    return (
        _named(METRICS, limits[: len(METRICS)]),
        _named(ids, limits[len(METRICS) :]),
        {label: round(float(share), DIGITS) for label, share in zip(ids, missing, strict=True)},
    )


def _named(names: tuple[str, ...] | list[str], limits: Floats) -> dict[str, list[float]]:
    return {
        name: [round(float(low), DIGITS), round(float(high), DIGITS)]
        for name, (low, high) in zip(names, limits, strict=True)
        if not np.isnan(low)
    }
