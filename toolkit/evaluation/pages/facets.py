"""What a report's page shows of one facet."""

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.codebook import Codebook
from toolkit.evaluation.pages.curves import (
    learning_line,
    line,
    nearest_step,
    reliability,
    threshold_steps,
)
from toolkit.evaluation.pages.words import (
    BASELINE_HELP,
    METRIC_HELP,
    METRIC_NAMES,
    View,
    count_text,
    percent,
    share,
)

LABELS_SHOWN = 30  # the rest is folded away
IN_DETAIL = 30  # labels with curves and errors on the page; all are in report.json
MAX_CONFUSION = 20  # labels; nobody reads 250 columns


def facet_view(
    facet: str, figures: Mapping[str, Any], report: Mapping[str, Any], codebook: Codebook | None
) -> View:
    """The context of a facet's section.

    Args:
        facet: Its id.
        figures: Its part of the report.
        report: The whole report.
        codebook: Of the run; None leaves definitions out.

    Returns:
        Names that the template's macro `facet` uses.
    """
    rows = [row | {"id": label} for label, row in figures["labels"].items()]
    used = sorted((row for row in rows if row["support"]), key=lambda row: -row["support"])
    errors = report["label_errors"].get(facet, {})
    return {
        "facet": facet,
        "codebook": None if codebook is None else codebook.key,
        **{key: figures[key] for key in ("n", "abstained", "clusters", "at_half", "hierarchy")},
        "summary": summary(figures, n_used=len(used)),
        "verdict": verdict(figures),
        "figures": _figure_rows(figures),
        "baselines": _baseline_rows(figures),
        "headline": _headline(figures),
        "human": figures["human"],
        "has_alpha": any(row["human"] for row in rows),
        "labels": used[:LABELS_SHOWN],
        "more_labels": used[LABELS_SHOWN:],
        "assigned_only": [row for row in rows if not row["support"] and row["predicted"]],
        "unused": [row for row in rows if not row["support"] and not row["predicted"]],
        "sets": (figures["samples_f1"], figures["subset_accuracy"]),
        "groups": _group_rows(figures["groups"]),
        "details": [
            _detail(row, figures, errors.get(row["id"], []), codebook) for row in used[:IN_DETAIL]
        ],
        "calibration": figures["calibration"],
        "points": reliability((figures["calibration"] or {}).get("bins", [])),
        "confusion": _confusion_table(figures),
        "learning": figures.get("learning"),
        "probes": figures.get("probes") or {},
        "doubts": _doubts(report["doubts"].get(facet, []), figures),
        "codes": [] if codebook is None else _codes(codebook),
    }


def best_rule(figures: Mapping[str, Any], metric: str = "micro_f1") -> tuple[str, float] | None:
    """The trivial rule with the highest figure."""
    rules = {name: row.get(metric) for name, row in figures["baselines"].items()}
    known = {name: value for name, value in rules.items() if value is not None}
    return max(known.items(), key=lambda item: item[1]) if known else None


def summary(figures: Mapping[str, Any], *, n_used: int) -> str:
    """The facet in a few sentences for someone who has never seen such a report."""
    if not figures["n"]:
        return "Not examined in any of these examples."
    said = []
    if figures["micro_precision"] is not None and figures["micro_recall"] is not None:
        said.append(
            f"Of the labels that the run assigned, {percent(figures['micro_precision'])} were "
            f"right; of the labels that coders gave, it found {percent(figures['micro_recall'])}."
        )
    elif figures["micro_recall"] is not None:
        said.append("The run assigned no label.")
    best = best_rule(figures)
    if best:
        said.append(
            f"The best rule that knows no text ({best[0].replace('_', ' ')}) has "
            f"micro F1 {share(best[1])}."
        )
    occur = "1 label occurs" if n_used == 1 else f"{n_used} labels occur"
    said.append(f"{occur} out of {len(figures['labels'])} in the codebook.")
    human = figures["human"]
    if human and human["micro_f1"] is not None:
        said.append(
            f"Two coders reach {share(human['micro_f1'])} against each other on "
            f"{count_text(human['n'], 'example')}, the run {share(human['run_micro_f1'])} "
            "against the same coders."
        )
    if figures["abstained"]:
        said.append(f"The run abstained on {figures['abstained']} of {figures['n']}.")
    return " ".join(said)


def verdict(figures: Mapping[str, Any]) -> tuple[str, str]:
    """Whether the run is above the trivial rules: a class for the page, and words."""
    best = best_rule(figures)
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
    best = best_rule(figures)
    return {
        "micro_f1": figures["micro_f1"],
        "interval": figures["intervals"].get("micro_f1"),
        "baseline": None if best is None else best[1],
        "baseline_name": "" if best is None else best[0].replace("_", " "),
        "human": (figures["human"] or {}).get("micro_f1"),
    }


def _figure_rows(figures: Mapping[str, Any]) -> list[View]:
    names = [*METRIC_NAMES, "f_avg_by_target"]
    rows = []
    for name in names:
        if figures[name] is None:
            continue
        best = best_rule(figures, name)
        rows.append(
            {
                "name": METRIC_NAMES.get(name, "F avg by target"),
                "help": METRIC_HELP[name],
                "value": figures[name],
                "interval": figures["intervals"].get(name),
                "baseline": None if best is None else best[1],
                "baseline_name": "" if best is None else best[0].replace("_", " "),
            }
        )
    return rows


def _baseline_rows(figures: Mapping[str, Any]) -> list[View]:
    shown = [name for name in METRIC_NAMES if figures[name] is not None]
    return [
        {
            "name": name.replace("_", " "),
            "help": BASELINE_HELP.get(name, ""),
            "cells": [row.get(metric) for metric in shown],
        }
        for name, row in figures["baselines"].items()
    ]


def _group_rows(groups: Mapping[str, Any] | None) -> list[View]:
    """Roll-ups that occur, the most frequent first."""
    rows = [row | {"id": key} for key, row in (groups or {}).items() if key != "(all)"]
    return sorted(rows, key=lambda row: -row["support"])


def _detail(
    row: View,
    figures: Mapping[str, Any],
    errors: Sequence[Mapping[str, Any]],
    codebook: Codebook | None,
) -> View:
    """One label: its definition, curves, thresholds, and errors."""
    curve = figures["curves"][row["id"]]
    label = None if codebook is None else codebook.by_id.get(row["id"])
    learning = (figures.get("learning") or {}).get("labels", {}).get(row["id"])
    return {
        **row,
        "definition": "" if label is None else label.definition,
        "includes": () if label is None else label.includes,
        "excludes": () if label is None else label.excludes,
        "line": line(curve["precision_recall"]),
        "reliability": reliability(curve["reliability"]),
        "thresholds": curve["thresholds"],
        "steps": threshold_steps(curve["thresholds"]),
        "step": nearest_step(curve["thresholds"], row["threshold"]),
        "errors": [_error(error, figures["labels"]) for error in errors],
        "learning": None if learning is None else learning | {"words": learning_words(learning)},
        "learning_line": None if learning is None else learning_line(learning["points"]),
    }


def learning_words(learning: Mapping[str, Any]) -> str:
    """What more positives would bring, in words."""
    if learning["more"] is None:
        return str(learning["note"])
    high = "no end in sight" if learning["high"] is None else f"{learning['high']:,}"
    low = "more than the curve can tell" if learning["low"] is None else f"{learning['low']:,}"
    return f"about {learning['more']:,} more positives for +0.05 F1 (likely {low} to {high})"


def _error(error: Mapping[str, Any], labels: Mapping[str, Any]) -> View:
    return {
        **error,
        **{key: [labels[label]["name"] for label in error[key]] for key in ("gold", "predicted")},
        "passages": [
            {"field": passage["field"], "pieces": _pieces(passage)} for passage in error["passages"]
        ],
    }


def _pieces(passage: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    """The passage cut at its marks: text, and whose mark it is."""
    pieces: list[tuple[str, str | None]] = []
    at, text = 0, passage["text"]
    for mark in passage["marks"]:
        pieces += [
            (text[at : mark["start"]], None),
            (text[mark["start"] : mark["end"]], mark["by"]),
        ]
        at = mark["end"]
    return [(piece, by) for piece, by in [*pieces, (text[at:], None)] if piece]


def _doubts(doubts: Sequence[Mapping[str, Any]], figures: Mapping[str, Any]) -> list[View]:
    names = {label: row["name"] for label, row in figures["labels"].items()}
    return [{**doubt, "name": names[doubt["label"]]} for doubt in doubts]


def _codes(codebook: Codebook) -> list[View]:
    return [
        {
            "id": label.id,
            "name": label.name,
            "parent": label.parent,
            "definition": label.definition,
            "includes": label.includes,
            "excludes": label.excludes,
        }
        for label in codebook.labels
    ]


def _confusion_table(figures: Mapping[str, Any]) -> View | None:
    table = figures["confusion"]
    if not table or len(figures["labels"]) > MAX_CONFUSION:
        return None
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
