"""Reports and comparisons as tables for the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.corpus.leakage import leakage_lines
from toolkit.evaluation.pages.facets import learning_words
from toolkit.evaluation.pages.words import (
    METRIC_NAMES,
    difference_text,
    group_rows,
    interval_text,
    p_text,
    share,
)
from toolkit.evaluation.tables import text_table

TOP_LABELS = 15
MAX_NAME = 44


def render_text(report: Mapping[str, Any]) -> str:
    """The report for a terminal: figures of each facet, then the labels with most support.

    Args:
        report: From `evaluate`.

    Returns:
        Lines of plain text.
    """
    silver = [text for text in report["warnings"] if text.startswith("SILVER")]
    title = f"{report['run']} on {report['data']}: {report['n']} examples"
    parts = [title, *silver, "", _overview(report)]
    for facet, figures in report["facets"].items():
        used = [(label, row) for label, row in figures["labels"].items() if row["support"]]
        used.sort(key=lambda item: -item[1]["support"])
        if used:
            parts += ["", _label_table(facet, used[:TOP_LABELS], n_more=len(used) - TOP_LABELS)]
    parts += _human_lines(report) + _learning_lines(report)
    if report["leakage"]:
        parts += ["", "Leakage", *(f"  - {line}" for line in leakage_lines(report["leakage"]))]
    if report["warnings"]:
        parts += ["", "Warnings", *(f"  - {text}" for text in report["warnings"])]
    return "\n".join(parts) + "\n"


def _human_lines(report: Mapping[str, Any]) -> list[str]:
    """Coders against each other, where a label store was given."""
    rows = []
    for facet, figures in report["facets"].items():
        human = figures["human"]
        if human is not None:
            limits = human["intervals"]
            rows.append(
                [
                    facet,
                    str(human["n"]),
                    f"{share(human['micro_f1'])} {interval_text(limits.get('micro_f1'))}".strip(),
                    f"{share(human['run_micro_f1'])} "
                    f"{interval_text(limits.get('run_micro_f1'))}".strip(),
                    share(human["run_gold_micro_f1"]),
                ]
            )
    header = ["coded by two", "n", "coder and coder", "run and coder", "run and gold"]
    return ["", text_table(header, rows, numeric={1, 2, 3, 4})] if rows else []


def _learning_lines(report: Mapping[str, Any]) -> list[str]:
    """What more labels would bring, where a learning curve was asked for."""
    lines = []
    for facet, figures in report["facets"].items():
        learning = figures.get("learning")
        if learning:
            helped = {k: row for k, row in learning["labels"].items() if row["more"]}
            lines.append(f"  {facet}: {len(helped)} labels would gain 0.05 F1 from more positives")
            lines += [
                f"    {figures['labels'][label]['name']}: {learning_words(row)}"
                for label, row in helped.items()
            ]
    return ["", "Learning curve", *lines] if lines else []


def _overview(report: Mapping[str, Any]) -> str:
    rows = []
    for facet, figures in report["facets"].items():
        limits = figures["intervals"]
        other = [
            f"{METRIC_NAMES[name]} {share(figures[name])}"
            for name in ("accuracy", "primary_accuracy", "f_avg")
            if figures[name] is not None
        ]
        majority = figures["baselines"].get("majority", {}).get("micro_f1")
        rows.append(
            [
                facet,
                str(figures["n"]),
                f"{share(figures['micro_f1'])} {interval_text(limits.get('micro_f1'))}".strip(),
                f"{share(figures['macro_f1'])} {interval_text(limits.get('macro_f1'))}".strip(),
                share(majority),
                ", ".join(other),
            ]
        )
    header = ["facet", "n", "micro F1 [95 %]", "macro F1 [95 %]", "majority micro", "also"]
    return text_table(header, rows, numeric={1, 2, 3, 4})


def _label_table(facet: str, used: Sequence[tuple[str, Mapping[str, Any]]], *, n_more: int) -> str:
    rows = [
        [
            _short(row["name"] if row["name"] == label else f"{row['name']} ({label})"),
            str(row["support"]),
            str(row["predicted"]),
            share(row["precision"]),
            share(row["recall"]),
            share(row["f1"]),
            interval_text(row["f1_interval"]),
        ]
        for label, row in used
    ]
    header = [facet, "support", "assigned", "precision", "recall", "F1", "95 %"]
    table = text_table(header, rows, numeric={1, 2, 3, 4, 5, 6})
    return table + (f"\n  … and {n_more} more labels" if n_more > 0 else "")


def render_comparison_text(comparison: Mapping[str, Any]) -> str:
    """A comparison for a terminal.

    Args:
        comparison: From `compare`.

    Returns:
        Lines of plain text.
    """
    first = comparison["runs"][0]
    parts = [f"{comparison['data']}: {comparison['n']} examples; differences are against {first}"]
    for facet, block in comparison["facets"].items():
        names = [name for name in METRIC_NAMES if block["metrics"][first].get(name) is not None]
        against = {entry["run"]: entry for entry in block["differences"]}
        rows = []
        for run, figures in block["metrics"].items():
            cells = [share(figures[name]) for name in names]
            rows.append([run, *cells])
            if run in against:
                metrics = against[run]["metrics"]
                rows.append(["  difference", *(difference_text(metrics.get(n)) for n in names)])
        rows += group_rows(block, names)
        header = [f"{facet} (n {block['n']})", *(METRIC_NAMES[name] for name in names)]
        parts += ["", text_table(header, rows, numeric=set(range(1, len(header))))]
        for entry in block["differences"]:
            parts += _clear_labels(entry)
    if comparison["warnings"]:
        parts += ["", "Warnings", *(f"  - {text}" for text in comparison["warnings"])]
    return "\n".join(parts) + "\n"


def _clear_labels(entry: Mapping[str, Any]) -> list[str]:
    """One line on the labels that differ after Holm's correction."""
    tested = entry["labels"]
    clear = [row for row in tested if row["p_holm"] < 0.05]
    if not tested:
        return [f"  {entry['run']}: no label has enough positives for a test"]
    if not clear:
        return [f"  {entry['run']}: no clear difference on any of {len(tested)} labels tested"]
    words = [
        f"{row['name']} ({'better' if row['only_run'] > row['only_against'] else 'worse'}, "
        f"p {p_text(row['p_holm'])})"
        for row in clear
    ]
    return [f"  {entry['run']}: {len(clear)} of {len(tested)} labels differ: {'; '.join(words)}"]


def _short(name: str) -> str:
    return name if len(name) <= MAX_NAME else name[: MAX_NAME - 1] + "…"
