"""Prevalence for reading and printing: text, Markdown, CSV, LaTeX, and a picture (SVG)."""

import csv
import io
from collections.abc import Mapping
from html import escape
from typing import Any

from toolkit.evaluation.prevalence import METHODS
from toolkit.evaluation.tables import latex_table, markdown_table, text_table

NAMES: Mapping[str, str] = {
    "naive": "naive",
    "rogan_gladen": "Rogan-Gladen",
    "ppi": "PPI++",
    "dsl": "DSL",
}
HONESTY = (
    "Naive shares carry the model's errors; their intervals do not. The corrected ones trade some "
    "precision for that bias and are no cure-all: read all four side by side."
)
COLOURS = {"naive": "#9b2226", "rogan_gladen": "#7a5200", "ppi": "#1f5f94", "dsl": "#1c6b43"}
MAX_PLOT_ROWS = 400
ROW, LEFT, WIDTH, TOP = 46, 300, 460, 46


def prevalence_text(report: Mapping[str, Any]) -> str:
    """The report for a terminal."""
    sample = "simple random" if report["simple_random"] else "with recorded inclusion"
    head = f"{report['scored']}: {report['n']} units, {report['n_gold']} gold ({sample})"
    table = text_table(*_cells(report), numeric=_numeric(report))
    notes = [f"  - {note}" for note in report["notes"]]
    return "\n".join([head, "", table, "", *notes, HONESTY]) + "\n"


def prevalence_markdown(report: Mapping[str, Any]) -> str:
    """The table in Markdown."""
    return markdown_table(*_cells(report), numeric=_numeric(report))


def prevalence_latex(report: Mapping[str, Any]) -> str:
    """The table in LaTeX (booktabs)."""
    return latex_table(*_cells(report), numeric=_numeric(report))


def prevalence_csv(report: Mapping[str, Any]) -> str:
    """One line for each row, a column for each number; empty where there is none."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    numbers = [f"{m}_{part}" for m in METHODS for part in ("share", "low", "high")]
    writer.writerow(["facet", "label", "name", *report["by"], "n", "gold", *numbers, "refused"])
    for row in report["rows"]:
        values = [
            "" if row[m] is None else row[m][part]
            for m in METHODS
            for part in ("share", "low", "high")
        ]
        texts = [row["facet"], row["label"], row["name"], *row["group"].values()]
        safe = [f"'{text}" if text.startswith(("=", "+", "-", "@")) else text for text in texts]
        writer.writerow([*safe, row["n"], row["gold"], *values, row["refused"] or ""])
    return stream.getvalue()


def prevalence_svg(report: Mapping[str, Any]) -> str:
    """A picture: for each row the four shares with their intervals.

    Args:
        report: With `rows` of `prevalence`.

    Returns:
        An SVG document that needs no network; at most `MAX_PLOT_ROWS` rows.
    """
    rows = report["rows"][:MAX_PLOT_ROWS]
    limits = [row[m]["high"] for row in rows for m in METHODS if row[m] is not None]
    top = min(1.0, max([*limits, 0.01]) * 1.05)
    height = TOP + ROW * len(rows) + 40
    size = f'width="{LEFT + WIDTH + 40}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" '
        f'font-size="12" role="img"><title>Shares of labels with intervals</title>'
        '<rect width="100%" height="100%" fill="#ffffff"/>'
    ]
    parts += _legend()
    parts += _axis(top, TOP + ROW * len(rows))
    for i, row in enumerate(rows):
        parts += _plot_row(row, TOP + ROW * i, top)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _legend() -> list[str]:
    return [
        f'<circle cx="{LEFT + 110 * i}" cy="18" r="4" fill="{COLOURS[m]}"/>'
        f'<text x="{LEFT + 110 * i + 9}" y="22">{NAMES[m]}</text>'
        for i, m in enumerate(METHODS)
    ]


def _axis(top: float, bottom: float) -> list[str]:
    parts = []
    for step in range(5):
        x, percent = LEFT + WIDTH * step / 4, 100 * top * step / 4
        parts.append(
            f'<line x1="{x}" y1="{TOP - 6}" x2="{x}" y2="{bottom}" stroke="#dfe2e4"/>'
            f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{percent:.1f} %</text>'
        )
    return parts


def _plot_row(row: Mapping[str, Any], y: float, top: float) -> list[str]:
    group = ", ".join(row["group"].values())
    name = f"{row['name']} · {group}" if group else row["name"]
    short = name if len(name) <= 44 else name[:43] + "…"
    parts = [
        f'<text x="{LEFT - 12}" y="{y + 18}" text-anchor="end">{escape(short)}'
        f"<title>{escape(name)}</title></text>"
    ]
    for i, method in enumerate(METHODS):
        found = row[method]
        if found is None:
            continue
        at, low, high = (LEFT + WIDTH * found[k] / top for k in ("share", "low", "high"))
        line = y + 4 + 9 * i
        words = f"{NAMES[method]} {_value(found)}"
        parts.append(
            f'<g stroke="{COLOURS[method]}" fill="{COLOURS[method]}"><title>{words}</title>'
            f'<line x1="{low:.1f}" y1="{line}" x2="{high:.1f}" y2="{line}" stroke-width="1.6"/>'
            f'<circle cx="{at:.1f}" cy="{line}" r="3"/></g>'
        )
    return parts


def _cells(report: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    header = ["label", *report["by"], "n", "gold", *NAMES.values()]
    rows = [
        [
            f"{row['facet']}: {row['name']}",
            *row["group"].values(),
            str(row["n"]),
            str(row["gold"]),
            *("refused" if row["refused"] and m != "naive" else _value(row[m]) for m in METHODS),
        ]
        for row in report["rows"]
    ]
    return header, rows


def _numeric(report: Mapping[str, Any]) -> set[int]:
    first = 1 + len(report["by"])
    return set(range(first, first + 2 + len(METHODS)))


def _value(found: Mapping[str, float] | None) -> str:
    if found is None:
        return "n/a"
    return f"{100 * found['share']:.1f} % [{100 * found['low']:.1f}, {100 * found['high']:.1f}]"
