"""Agreement of coders as tables for a paper or a page."""

from collections.abc import Mapping
from typing import Any

from toolkit.evaluation.tables import latex_table, markdown_table
from toolkit.labelling.agreement_tables import agreement_rows

HEADER = ("facet", "measure", "about", "n", "alpha", "95 %", "raw", "AC1", "95 %")
NUMERIC = {3, 4, 5, 6, 7, 8}


def agreement_latex(report: Mapping[str, Any]) -> str:
    """The report as a LaTeX `tabular`; see `agreement_tables.agreement_rows`.

    Args:
        report: From `labelling.agreement.agree`.

    Returns:
        Lines, each ended.
    """
    return latex_table(HEADER, _cells(report), numeric=NUMERIC)


def agreement_markdown(report: Mapping[str, Any]) -> str:
    """The report as a Markdown table.

    Args:
        report: From `labelling.agreement.agree`.

    Returns:
        Lines, each ended.
    """
    return markdown_table(HEADER, _cells(report), numeric=NUMERIC)


def _cells(report: Mapping[str, Any]) -> list[list[str]]:
    return [
        [
            *(str(row[key]) for key in ("facet", "measure", "about")),
            str(row["n"]),
            _alpha(row),
            _range(row["low"], row["high"]),
            _number(row["raw"]),
            _number(row["ac1"]),
            _range(row["ac1_low"], row["ac1_high"]),
        ]
        for row in agreement_rows(report)
    ]


def _alpha(row: Mapping[str, Any]) -> str:
    """Alpha, or why there is none; measures that are shares have no alpha to miss."""
    if row["alpha"] is not None:
        return _number(row["alpha"])
    # AC1 is there wherever codes were compared, so that this is a measure with an alpha.
    return "n/a (no variation)" if row["ac1"] is not None else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _range(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"[{low:.3f}, {high:.3f}]"
