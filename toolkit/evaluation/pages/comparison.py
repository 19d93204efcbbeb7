"""What the page of a comparison shows: differences, labels side by side, and each run in full."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from toolkit.codebook import Codebook
from toolkit.evaluation.pages.curves import line
from toolkit.evaluation.pages.facets import best_rule
from toolkit.evaluation.pages.report import report_view, silver_of
from toolkit.evaluation.pages.words import (
    METRIC_NAMES,
    View,
    difference_text,
    group_rows,
    interval_text,
    is_clear,
    share,
)

LABELS_SIDE_BY_SIDE = 30
CURVES_TOGETHER = 12
MIN_REACH = 0.1
DASHES = ("none", "6 3", "2 2", "8 3 2 3", "1 3")


def comparison_view(
    comparison: Mapping[str, Any],
    reports: Sequence[Mapping[str, Any]],
    codebooks: Mapping[str, Codebook],
) -> View:
    """The context of the comparison's template.

    Args:
        comparison: From `compare`.
        reports: Of the runs, in the same order, on the same examples.
        codebooks: By facet.

    Returns:
        Names that `comparison.html.j2` uses.
    """
    return {
        "data": comparison["data"],
        "n": comparison["n"],
        "runs": comparison["runs"],
        "warnings": comparison["warnings"],
        "silver": silver_of(reports),
        "facets": [
            _compared(facet, block, reports) for facet, block in comparison["facets"].items()
        ],
        "legend": list(zip(comparison["runs"], DASHES * len(reports), strict=False)),
        "reports": [report_view(report, codebooks) for report in reports],
        "methods": _methods(comparison),
    }


def _compared(facet: str, block: Mapping[str, Any], reports: Sequence[Mapping[str, Any]]) -> View:
    present = [
        name
        for name in METRIC_NAMES
        if any(figures[name] is not None for figures in block["metrics"].values())
    ]
    figures = [report["facets"][facet] for report in reports]
    return {
        "facet": facet,
        "n": block["n"],
        "clusters": block["clusters"],
        "names": [METRIC_NAMES[name] for name in present],
        "rows": [
            {
                "run": run,
                "cells": [
                    {"value": metrics[name], "interval": mine["intervals"].get(name)}
                    for name in present
                ],
            }
            for (run, metrics), mine in zip(block["metrics"].items(), figures, strict=True)
        ],
        "trivial": [best_rule(figures[0], name) for name in present],
        "groups": group_rows(block, present),
        "summary": _summary(block),
        "differences": [_difference(entry, present) for entry in block["differences"]],
        "labels": _side_by_side(figures),
        "curves": _curves_together(figures),
    }


def _summary(block: Mapping[str, Any]) -> list[str]:
    """A sentence for each run on what is clear and what is not."""
    said = []
    for entry in block["differences"]:
        micro = entry["metrics"].get("micro_f1")
        if micro is None:
            continue
        words = f"{entry['run']} has {abs(micro['difference']):.3f} "
        words += "more" if micro["difference"] >= 0 else "less"
        words += f" micro F1 than {entry['against']}"
        words += ", a clear difference" if is_clear(micro) else ", which may be chance"
        if micro["interval"] is not None:
            low, high = micro["interval"]
            words += f" (95 % interval {low:+.3f} to {high:+.3f})"
        said.append(f"{words}.")
    return said


def _side_by_side(figures: Sequence[Mapping[str, Any]]) -> list[View]:
    """Labels that occur, by support, with F1 and interval of each run."""
    rows = [
        {
            "id": label,
            "name": row["name"],
            "support": row["support"],
            "baseline": row["baseline_f1"],
            "cells": [
                {
                    "f1": mine["labels"][label]["f1"],
                    "interval": mine["labels"][label]["f1_interval"],
                }
                for mine in figures
            ],
        }
        for label, row in figures[0]["labels"].items()
        if row["support"]
    ]
    return sorted(rows, key=lambda row: -row["support"])[:LABELS_SIDE_BY_SIDE]


def _curves_together(figures: Sequence[Mapping[str, Any]]) -> list[View]:
    shown = _side_by_side(figures)[:CURVES_TOGETHER]
    return [
        {
            "name": row["name"],
            "lines": [
                {"points": line(mine["curves"][row["id"]]["precision_recall"]), "dash": dash}
                for mine, dash in zip(figures, DASHES * len(figures), strict=False)
                if row["id"] in mine["curves"]
            ],
        }
        for row in shown
    ]


def _difference(entry: Mapping[str, Any], names: Sequence[str]) -> View:
    """One run against the first; the bars reach as far as the largest difference needs."""
    edges = [
        abs(edge)
        for found in entry["metrics"].values()
        for edge in (found["difference"], *(found["interval"] or ()))
    ]
    reach = max(MIN_REACH, ceil(10 * max(edges, default=0.0)) / 10)
    return {
        "run": entry["run"],
        "against": entry["against"],
        "reach": reach,
        "rows": [_difference_row(name, entry["metrics"].get(name), reach) for name in names],
        "labels": sorted(entry["labels"], key=lambda row: (row["p_holm"], row["p"])),
    }


def _difference_row(name: str, entry: Mapping[str, Any] | None, reach: float) -> View:
    """A difference in words, and as percentages along a bar from `-reach` to `reach`."""
    row: View = {"name": METRIC_NAMES[name], "text": difference_text(entry), "bar": None}
    if entry is None:
        return row | {"words": ""}
    if entry["interval"] is not None:
        low, middle, high = (
            round(50 + 50 * value / reach, 1)
            for value in (entry["interval"][0], entry["difference"], entry["interval"][1])
        )
        row["bar"] = {"low": low, "width": round(high - low, 1), "at": middle}
    if not is_clear(entry):
        return row | {"words": "no clear difference"}
    return row | {"words": "better" if entry["difference"] > 0 else "worse"}


def _methods(comparison: Mapping[str, Any]) -> str:
    """A paragraph on how the runs were compared, with the figures."""
    names = ", ".join(comparison["runs"])
    said = [
        f"We compared the runs {names} on the same {comparison['n']} labelled examples "
        f"({comparison['data']}), each at its own stored thresholds."
    ]
    for facet, block in comparison["facets"].items():
        for entry in block["differences"]:
            micro = entry["metrics"].get("micro_f1")
            if micro is not None:
                said.append(
                    f"For {facet}, micro F1 of {entry['run']} was "
                    f"{share(block['metrics'][entry['run']]['micro_f1'])} against "
                    f"{share(block['metrics'][entry['against']]['micro_f1'])} of "
                    f"{entry['against']}, a difference of {micro['difference']:+.3f} "
                    f"{interval_text(micro['interval'])}.".replace(" .", ".")
                )
    return " ".join(
        [
            *said,
            "Intervals of differences are 95 % percentile intervals of a paired bootstrap over "
            "articles, near-copies drawn together. Labels with at least ten positives were tested "
            "with McNemar's test, corrected by Holm's method over the labels of a facet.",
        ]
    )
