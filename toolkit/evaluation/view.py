"""What the pages show: reports turned into words, shares and lengths of bars."""

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.codebook import Codebook
from toolkit.evaluation.mistakes import MAX_MISTAKES

View = dict[str, Any]
MISSING = "n/a"
LABELS_SHOWN = 30  # the rest is folded away
CURVES = 30  # labels with curves on the page; all are in report.json

METRIC_NAMES: Mapping[str, str] = {
    "micro_f1": "micro F1",
    "macro_f1": "macro F1",
    "macro_f1_all": "macro F1, all labels",
    "accuracy": "accuracy",
    "primary_accuracy": "primary accuracy",
    "f_avg": "F avg",
}
METRIC_HELP: Mapping[str, str] = {
    "micro_f1": "all decisions pooled, so frequent labels weigh most",
    "macro_f1": "mean over the labels that occur in gold, each weighs the same",
    "macro_f1_all": "mean over every label of the codebook; one without a figure counts 0",
    "accuracy": "share of examples with exactly the gold label; an abstention is wrong",
    "primary_accuracy": "share of examples whose primary label is the gold one",
    "f_avg": "mean F1 of the codebook's two chosen labels",
    "f_avg_by_target": "the same, computed for each target and averaged",
}
BASELINE_HELP: Mapping[str, str] = {
    "majority": "the most frequent label for every example",
    "majority_per_target": "the most frequent label of the target",
    "prior": "labels drawn at their base rates",
    "all": "every label for every example",
}
LEAKAGE_NAMES: Mapping[str, str] = {
    "text": "exact text",
    "cluster": "near-copy",
    "source": "source",
    "author": "author",
}
SLICE_NAMES: Mapping[str, str] = {
    "source": "Source",
    "month": "Month",
    "language": "Language",
    "length": "Length",
    "read_share": "Share of the input that the model read",
    "target": "Target",
    "holder": "Holder",
}


def share(value: float | None, digits: int = 3) -> str:
    """A figure for reading; `n/a` where there is none.

    >>> share(0.5), share(None)
    ('0.500', 'n/a')
    """
    return MISSING if value is None else f"{value:.{digits}f}"


def interval_text(limits: Sequence[float] | None) -> str:
    """An interval for reading; empty where there is none.

    >>> interval_text([0.25, 0.5])
    '[0.25, 0.50]'
    """
    return "" if limits is None else f"[{limits[0]:.2f}, {limits[1]:.2f}]"


def p_text(p: float) -> str:
    """A p-value for reading.

    >>> p_text(0.0004), p_text(0.25)
    ('<0.001', '0.250')
    """
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def difference_text(entry: Mapping[str, Any] | None) -> str:
    """A difference with its interval; a star where the interval leaves out 0.

    >>> difference_text({"difference": 0.031, "interval": [0.01, 0.05]})
    '+0.031 [+0.01, +0.05] *'
    """
    if entry is None:
        return MISSING
    words = f"{entry['difference']:+.3f}"
    if entry["interval"] is None:
        return words
    low, high = entry["interval"]
    return f"{words} [{low:+.2f}, {high:+.2f}]" + (" *" if is_clear(entry) else "")


def spread_rows(block: Mapping[str, Any], names: Sequence[str]) -> list[list[str]]:
    """The row of means and standard deviations over seeds, where the comparison has one."""
    spread = block.get("spread")
    if spread is None:
        return []
    cells = [
        f"{spread[name]['mean']:.3f} ± {spread[name]['sd']:.3f}" if name in spread else "n/a"
        for name in names
    ]
    return [["mean ± sd over seeds", *cells]]


def is_clear(entry: Mapping[str, Any]) -> bool:
    """Whether the interval of a difference leaves out 0."""
    return entry["interval"] is not None and (entry["interval"][0] > 0 or entry["interval"][1] < 0)


def report_view(report: Mapping[str, Any], codebooks: Mapping[str, Codebook]) -> View:
    """The context of the report's template.

    Args:
        report: From `evaluate`.
        codebooks: By facet.

    Returns:
        Names that `report.html.j2` uses.
    """
    return {
        "run": report["run"],
        "data": report["data"],
        "n": report["n"],
        "schema": report["schema"],
        "facets": [
            _facet_view(facet, figures, report, codebooks.get(facet))
            for facet, figures in report["facets"].items()
        ],
        "leakage": _leakage_rows(report["leakage"]),
        "slices": _slice_tables(report),
        "warnings": report["warnings"],
        "max_mistakes": MAX_MISTAKES,
        "share": share,
        "interval": interval_text,
    }


def _facet_view(
    facet: str, figures: Mapping[str, Any], report: Mapping[str, Any], codebook: Codebook | None
) -> View:
    rows = [row | {"id": label} for label, row in figures["labels"].items()]
    used = sorted((row for row in rows if row["support"]), key=lambda row: -row["support"])
    return {
        "facet": facet,
        "codebook": None if codebook is None else codebook.key,
        "n": figures["n"],
        "abstained": figures["abstained"],
        "clusters": figures["clusters"],
        "summary": _summary(figures, n_used=len(used)),
        "verdict": _verdict(figures),
        "figures": _figure_rows(figures),
        "baselines": _baseline_rows(figures),
        "headline": _headline(figures),
        "labels": used[:LABELS_SHOWN],
        "more_labels": used[LABELS_SHOWN:],
        "assigned_only": [row for row in rows if not row["support"] and row["predicted"]],
        "unused": [row for row in rows if not row["support"] and not row["predicted"]],
        "at_half": figures["at_half"],
        "sets": (figures["samples_f1"], figures["subset_accuracy"]),
        "hierarchy": figures["hierarchy"],
        "groups": _group_rows(figures["groups"]),
        "curves": [_curve(row, figures["curves"][row["id"]], codebook) for row in used[:CURVES]],
        "calibration": figures["calibration"],
        "points": _calibration_points(figures["calibration"]),
        "confusion": _confusion_table(figures),
        "errors": report["errors"].get(facet, []),
    }


def _group_rows(groups: Mapping[str, Any] | None) -> list[View]:
    """Roll-ups that occur, the most frequent first."""
    rows = [row | {"id": key} for key, row in (groups or {}).items() if key != "(all)"]
    return sorted(rows, key=lambda row: -row["support"])


def _curve(row: View, curve: Mapping[str, Any], codebook: Codebook | None) -> View:
    """A label's curves as points in squares of 100 by 100, y downwards."""
    label = None if codebook is None else codebook.by_id.get(row["id"])
    points = [(100 * recall, 100 - 100 * p) for recall, p in curve["precision_recall"]]
    if points:
        points.insert(0, (0.0, points[0][1]))
    return {
        **{key: row[key] for key in ("id", "name", "support", "threshold")},
        "definition": "" if label is None else label.definition,
        "excludes": () if label is None else label.excludes,
        "line": " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        "reliability": _calibration_points(
            {"n": sum(b["n"] for b in curve["reliability"]), "bins": curve["reliability"]}
        ),
        "thresholds": curve["thresholds"][1::2],  # every tenth is enough to read
    }


def _best_baseline(figures: Mapping[str, Any]) -> tuple[str, float] | None:
    rules = {
        name: row["micro_f1"]
        for name, row in figures["baselines"].items()
        if row["micro_f1"] is not None
    }
    return max(rules.items(), key=lambda item: item[1]) if rules else None


def _summary(figures: Mapping[str, Any], *, n_used: int) -> str:
    """The facet in one or two sentences."""
    if not figures["n"]:
        return "Not examined in any of these examples."
    limits = interval_text(figures["intervals"].get("micro_f1"))
    words = f"Micro F1 {share(figures['micro_f1'])} {limits}".strip()
    best = _best_baseline(figures)
    if best:
        words += f"; the best trivial rule ({best[0].replace('_', ' ')}) reaches {share(best[1])}"
    occur = "1 label occurs" if n_used == 1 else f"{n_used} labels occur"
    words += f". Macro F1 {share(figures['macro_f1'])}: {occur} in gold"
    words += f" out of {len(figures['labels'])} in the codebook."
    if figures["abstained"]:
        words += f" The run abstained on {figures['abstained']} of {figures['n']}."
    return words


def _verdict(figures: Mapping[str, Any]) -> tuple[str, str]:
    """Whether the run is above the trivial rules: a class for the page, and words."""
    best = _best_baseline(figures)
    if figures["micro_f1"] is None or best is None:
        return "none", "no figures"
    limits = figures["intervals"].get("micro_f1")
    if figures["micro_f1"] <= best[1]:
        return "bad", "not above the trivial rules"
    if limits is None:
        return "unsure", "above the trivial rules, no interval"
    if limits[0] <= best[1]:
        return "unsure", "not clearly above the trivial rules"
    return "good", "clearly above the trivial rules"


def _headline(figures: Mapping[str, Any]) -> View:
    best = _best_baseline(figures)
    return {
        "micro_f1": figures["micro_f1"],
        "interval": figures["intervals"].get("micro_f1"),
        "macro_f1": figures["macro_f1"],
        "baseline": None if best is None else best[1],
        "baseline_name": "" if best is None else best[0].replace("_", " "),
    }


def _figure_rows(figures: Mapping[str, Any]) -> list[View]:
    rows = [
        {
            "name": METRIC_NAMES[name],
            "help": METRIC_HELP[name],
            "value": figures[name],
            "interval": figures["intervals"].get(name),
        }
        for name in METRIC_NAMES
        if figures[name] is not None
    ]
    if figures["f_avg_by_target"] is not None:
        rows.append(
            {
                "name": "F avg by target",
                "help": METRIC_HELP["f_avg_by_target"],
                "value": figures["f_avg_by_target"],
                "interval": None,
            }
        )
    return rows


def _baseline_rows(figures: Mapping[str, Any]) -> list[View]:
    return [
        {"name": name.replace("_", " "), "help": BASELINE_HELP.get(name, ""), "f_avg": None, **row}
        for name, row in figures["baselines"].items()
    ]


def _calibration_points(calibration: Mapping[str, Any] | None) -> list[View]:
    """Points of the reliability plot in a square of 100 by 100, y downwards."""
    if calibration is None:
        return []
    total = calibration["n"]
    return [
        {
            "x": round(100 * item["score"], 1),
            "y": round(100 - 100 * item["share"], 1),
            "r": round(1.5 + 6 * (item["n"] / total) ** 0.5, 1),
            "title": f"score {item['score']:.2f}, share {item['share']:.2f}, {item['n']} decisions",
        }
        for item in calibration["bins"]
    ]


def _confusion_table(figures: Mapping[str, Any]) -> View | None:
    table = figures["confusion"]
    if not table or len(figures["labels"]) > 20:
        return None  # larger tables are in report.json; nobody reads 250 columns
    names = {label: row["name"] for label, row in figures["labels"].items()}
    order = [*names, "(none)", "(abstained)"]
    columns = [label for label in order if any(label in row for row in table.values())]
    largest = max(max(row.values()) for row in table.values())
    return {
        "columns": [names.get(label, label) for label in columns],
        "rows": [
            {
                "name": names.get(gold, gold),
                "cells": [
                    {
                        "n": row.get(label, 0),
                        "weight": round(row.get(label, 0) / largest, 3),
                        "right": label == gold,
                    }
                    for label in columns
                ],
            }
            for gold, row in table.items()
        ],
    }


def _leakage_rows(leakage: Mapping[str, Any] | None) -> list[View] | None:
    if leakage is None:
        return None
    return [
        {
            "name": LEAKAGE_NAMES[kind],
            "shared": leakage[kind]["shared"],
            "known": leakage[kind]["known"],
            "share": leakage[kind]["share"],
            "bad": kind in {"text", "cluster"} and leakage[kind]["shared"] > 0,
        }
        for kind in LEAKAGE_NAMES
        if kind in leakage
    ]


def _slice_tables(report: Mapping[str, Any]) -> list[View]:
    tables = []
    for dimension, values in report["slices"].items():
        facets = [f for f in report["facets"] if any(f in row for row in values.values())]
        tables.append(
            {
                "name": SLICE_NAMES.get(dimension, dimension),
                "facets": facets,
                "rows": [
                    {"name": value, "cells": [row.get(facet) for facet in facets]}
                    for value, row in values.items()
                ],
            }
        )
    return tables


def comparison_view(comparison: Mapping[str, Any]) -> View:
    """The context of the comparison's template.

    Args:
        comparison: From `compare`.

    Returns:
        Names that `comparison.html.j2` uses.
    """
    return {
        "data": comparison["data"],
        "n": comparison["n"],
        "runs": comparison["runs"],
        "warnings": comparison["warnings"],
        "facets": [_compared(facet, block) for facet, block in comparison["facets"].items()],
        "share": share,
        "p_text": p_text,
    }


def _compared(facet: str, block: Mapping[str, Any]) -> View:
    present = [
        name
        for name in METRIC_NAMES
        if any(figures[name] is not None for figures in block["metrics"].values())
    ]
    return {
        "facet": facet,
        "n": block["n"],
        "clusters": block["clusters"],
        "names": [METRIC_NAMES[name] for name in present],
        "rows": [
            {"run": run, "values": [figures[name] for name in present]}
            for run, figures in block["metrics"].items()
        ],
        "spread": [cell for row in spread_rows(block, present) for cell in row],
        "differences": [
            {
                "run": entry["run"],
                "against": entry["against"],
                "rows": [_difference_row(name, entry["metrics"].get(name)) for name in present],
                "labels": sorted(entry["labels"], key=lambda row: (row["p_holm"], row["p"])),
            }
            for entry in block["differences"]
        ],
    }


def _difference_row(name: str, entry: Mapping[str, Any] | None) -> View:
    """A difference in words and as percentages along a bar from -1 to 1, scaled to ±0.5."""
    row: View = {"name": METRIC_NAMES[name], "text": difference_text(entry), "bar": None}
    if entry is None:
        return row | {"words": ""}
    if entry["interval"] is not None:
        low, high = (max(-0.5, min(0.5, limit)) for limit in entry["interval"])
        middle = max(-0.5, min(0.5, entry["difference"]))
        row["bar"] = {
            "low": round(100 * (low + 0.5), 1),
            "width": round(100 * (high - low), 1),
            "at": round(100 * (middle + 0.5), 1),
        }
    if not is_clear(entry):
        return row | {"words": "no clear difference"}
    return row | {"words": "better" if entry["difference"] > 0 else "worse"}
