"""Judging runs: figures with intervals next to trivial baselines, comparisons, reports."""

from toolkit.evaluation.compare import compare
from toolkit.evaluation.evaluate import evaluate
from toolkit.evaluation.judged import EvaluationOptions, Judged
from toolkit.evaluation.report import (
    render_comparison_html,
    render_comparison_text,
    render_html,
    render_text,
)

__all__ = [
    "EvaluationOptions",
    "Judged",
    "compare",
    "evaluate",
    "render_comparison_html",
    "render_comparison_text",
    "render_html",
    "render_text",
]
