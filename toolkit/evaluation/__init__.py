"""Judging runs: figures with intervals next to trivial baselines, comparisons, reports."""

from toolkit.evaluation.compare import compare, with_distinct_names
from toolkit.evaluation.evaluate import evaluate
from toolkit.evaluation.judged import CoderLabels, EvaluationOptions, Explain, Judged
from toolkit.evaluation.pages.render import render_comparison_html, render_html
from toolkit.evaluation.printed import (
    render_comparison_latex,
    render_comparison_markdown,
    render_latex,
    render_markdown,
)
from toolkit.evaluation.terminal import render_comparison_text, render_text

__all__ = [
    "CoderLabels",
    "EvaluationOptions",
    "Explain",
    "Judged",
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
    "with_distinct_names",
]
