"""Judging runs: figures with intervals next to trivial baselines, comparisons, reports."""

from toolkit.evaluation.compare import add_spread, compare
from toolkit.evaluation.evaluate import evaluate
from toolkit.evaluation.judged import EvaluationOptions, Judged
from toolkit.evaluation.printed import (
    render_comparison_latex,
    render_comparison_markdown,
    render_latex,
    render_markdown,
)
from toolkit.evaluation.report import (
    render_comparison_html,
    render_comparison_text,
    render_html,
    render_text,
)

__all__ = [
    "EvaluationOptions",
    "Judged",
    "add_spread",
    "compare",
    "evaluate",
    "render_comparison_html",
    "render_comparison_latex",
    "render_comparison_markdown",
    "render_comparison_text",
    "render_html",
    "render_latex",
    "render_markdown",
    "render_text",
]
