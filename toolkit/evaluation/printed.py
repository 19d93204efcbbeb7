"""Reports as tables for a paper or a page: Markdown and LaTeX."""

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.evaluation.pages.words import (
    METRIC_NAMES,
    difference_text,
    group_rows,
    interval_text,
    name_of,
    p_text,
    share,
)
from toolkit.evaluation.tables import latex_table, markdown_table

Table = tuple[str, list[str], list[list[str]], set[int]]
COLUMNS = ("support", "assigned", "precision", "recall", "F1", "95 %", "AP", "tier")
HUMAN_COLUMNS = ("coders F1", "alpha", "n coded")


def render_markdown(report: Mapping[str, Any]) -> str:
    """An evaluation in Markdown: the figures, then the labels of each facet that occur in gold."""
    tables = [_figures(report), *_labels(report)]
    notes = [f"- {text}" for text in report["warnings"]]
    title = f"{report['run']} on {report['data']}: {report['n']} examples"
    return _markdown(title, tables, notes)


def render_latex(report: Mapping[str, Any]) -> str:
    """An evaluation in LaTeX: one `tabular` for the figures and one for each facet's labels."""
    return _latex([_figures(report), *_labels(report)])


def render_comparison_markdown(comparison: Mapping[str, Any]) -> str:
    """A comparison in Markdown: figures, differences with their intervals, and label tests."""
    title = f"{comparison['data']}: {comparison['n']} examples"
    notes = [f"- {text}" for text in comparison["warnings"]]
    return _markdown(title, _comparison(comparison), notes)


def render_comparison_latex(comparison: Mapping[str, Any]) -> str:
    """A comparison in LaTeX, the same tables."""
    return _latex(_comparison(comparison))


def _figures(report: Mapping[str, Any]) -> Table:
    rows = []
    for facet, figures in report["facets"].items():
        for name, words in METRIC_NAMES.items():
            if figures.get(name) is not None:
                limits = interval_text(figures["intervals"].get(name))
                rules = [row.get(name) for row in figures["baselines"].values()]
                best = max((value for value in rules if value is not None), default=None)
                rows.append(
                    [facet, str(figures["n"]), words, share(figures[name]), limits, share(best)]
                )
    header = ["facet", "n", "figure", "value", "95 %", "best trivial rule"]
    return "Figures", header, rows, {1, 3, 4, 5}


def _labels(report: Mapping[str, Any]) -> list[Table]:
    tables = []
    for facet, figures in report["facets"].items():
        human = figures["human"] is not None
        rows = [
            _label_cells(label, row) + (_human_cells(row) if human else [])
            for label, row in figures["labels"].items()
            if row["support"]
        ]
        header = [facet, *COLUMNS, *(HUMAN_COLUMNS if human else ())]
        if rows:
            numeric = set(range(1, 8)) | set(range(9, len(header)))
            tables.append((f"Labels: {facet}", header, rows, numeric))
    return tables


def _label_cells(label: str, row: Mapping[str, Any]) -> list[str]:
    return [
        name_of(label, row),
        str(row["support"]),
        str(row["predicted"]),
        share(row["precision"]),
        share(row["recall"]),
        share(row["f1"]),
        interval_text(row["f1_interval"]),
        share(row["average_precision"]),
        row["tier"] or "",
    ]


def _human_cells(row: Mapping[str, Any]) -> list[str]:
    human = row["human"] or {"f1": None, "alpha": None, "n": 0}
    return [share(human["f1"]), share(human["alpha"]), str(human["n"])]


def _comparison(comparison: Mapping[str, Any]) -> list[Table]:
    tables: list[Table] = []
    for facet, block in comparison["facets"].items():
        names = [
            name
            for name in METRIC_NAMES
            if any(figures.get(name) is not None for figures in block["metrics"].values())
        ]
        rows = [
            [run, *(share(figures[name]) for name in names)]
            for run, figures in block["metrics"].items()
        ]
        for entry in block["differences"]:
            words = [difference_text(entry["metrics"].get(name)) for name in names]
            rows.append([f"{entry['run']} minus {entry['against']}", *words])
        rows += group_rows(block, names)
        header = [f"{facet} (n {block['n']})", *(METRIC_NAMES[name] for name in names)]
        tables.append((f"Comparison: {facet}", header, rows, set(range(1, len(header)))))
        tables += [_label_tests(facet, entry) for entry in block["differences"] if entry["labels"]]
    return tables


def _label_tests(facet: str, entry: Mapping[str, Any]) -> Table:
    rows = [
        [
            row["name"],
            str(row["support"]),
            str(row["only_run"]),
            str(row["only_against"]),
            p_text(row["p"]),
            p_text(row["p_holm"]),
        ]
        for row in entry["labels"]
    ]
    header = [
        *(facet, "support", f"only {entry['run']} right", f"only {entry['against']} right"),
        *("p (McNemar)", "p (Holm)"),
    ]
    return f"Label tests: {facet}, {entry['run']}", header, rows, set(range(1, 6))


def _markdown(title: str, tables: Sequence[Table], notes: Sequence[str]) -> str:
    parts = [f"# {title}\n"]
    for name, header, rows, numeric in tables:
        parts.append(f"## {name}\n\n{markdown_table(header, rows, numeric=numeric)}")
    if notes:
        parts.append("## Warnings\n\n" + "\n".join(notes) + "\n")
    return "\n".join(parts)


def _latex(tables: Sequence[Table]) -> str:
    parts = [
        f"% {' '.join(name.split())}\n{latex_table(header, rows, numeric=numeric)}"
        for name, header, rows, numeric in tables
    ]
    return "\n".join(["% needs \\usepackage{booktabs}", *parts])
