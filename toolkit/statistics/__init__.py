"""Metrics, intervals and tests on arrays: no files, no models, no labels' names.

What has no value is NaN, never 0 and never 1: a label without positives has no recall and no F1,
one that was never assigned has no precision.
"""

from toolkit.statistics.bootstrap import (
    cluster_bootstrap,
    paired_bootstrap,
    percentile_interval,
    seed_bootstrap,
)
from toolkit.statistics.counts import (
    confusion_counts,
    f1,
    grouped_counts,
    grouped_sums,
    macro_f1,
    macro_f1_all,
    micro_f1,
    nan_mean,
    precision,
    ratio,
    recall,
    support,
)
from toolkit.statistics.official import fnc_score
from toolkit.statistics.rates import error_rates, rogan_gladen
from toolkit.statistics.scoring import (
    Bin,
    average_precision,
    brier,
    calibration_bins,
    calibration_error,
)
from toolkit.statistics.shares import design_based, naive_share, prediction_powered
from toolkit.statistics.significance import holm, mcnemar

__all__ = [
    "Bin",
    "average_precision",
    "brier",
    "calibration_bins",
    "calibration_error",
    "cluster_bootstrap",
    "confusion_counts",
    "design_based",
    "error_rates",
    "f1",
    "fnc_score",
    "grouped_counts",
    "grouped_sums",
    "holm",
    "macro_f1",
    "macro_f1_all",
    "mcnemar",
    "micro_f1",
    "naive_share",
    "nan_mean",
    "paired_bootstrap",
    "percentile_interval",
    "precision",
    "prediction_powered",
    "ratio",
    "recall",
    "rogan_gladen",
    "seed_bootstrap",
    "support",
]
