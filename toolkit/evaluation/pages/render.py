"""Reports and comparisons as self-contained HTML pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from toolkit.codebook import Codebook
from toolkit.evaluation.pages.comparison import comparison_view
from toolkit.evaluation.pages.report import report_view
from toolkit.evaluation.pages.words import interval_text, p_text, percent, share


def render_html(report: Mapping[str, Any], *, codebooks: Mapping[str, Codebook]) -> str:
    """The report as one page that needs no network and works without JavaScript.

    Args:
        report: From `evaluate`.
        codebooks: Of the run, by facet, for versions, names and definitions.

    Returns:
        HTML; all text from data is escaped.
    """
    template = _environment().get_template("report.html.j2")
    return template.render(view=report_view(report, codebooks))


def render_comparison_html(
    comparison: Mapping[str, Any],
    *,
    reports: Sequence[Mapping[str, Any]],
    codebooks: Mapping[str, Codebook],
) -> str:
    """A comparison as one self-contained page, with the whole report of each run below it.

    Args:
        comparison: From `compare`.
        reports: From `evaluate`, of the same runs in the same order.
        codebooks: By facet.

    Returns:
        HTML; all text from data is escaped.
    """
    template = _environment().get_template("comparison.html.j2")
    return template.render(**comparison_view(comparison, reports, codebooks))


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("toolkit.evaluation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "share": share,
        "interval": interval_text,
        "p_text": p_text,
        "percent": percent,
    }
    return environment
