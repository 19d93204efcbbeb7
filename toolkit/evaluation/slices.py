"""Figures of parts of the data: by source, month, language, length, share read, target, holder."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from toolkit.evaluation.figures import figures
from toolkit.evaluation.judged import FacetData, Judged
from toolkit.records import AUTHOR, Example, Prediction
from toolkit.text import tokens

MIN_SLICE = 5  # below, a figure says more about the articles than about the model
UNKNOWN = "(unknown)"
LENGTHS = (
    (100, "under 100 words"),
    (300, "100 to 299 words"),
    (600, "300 to 599 words"),
    (1200, "600 to 1,199 words"),
)
LONGEST = "1,200 words and more"
READ = ((0.5, "less than half"), (0.75, "half to 74 %"), (0.995, "75 to 99 %"))
READ_WHOLE = "all"


def length_bucket(example: Example) -> str:
    """The length class of what the model was given, in words."""
    n_words = len(tokens(example.input.text))
    return next((name for limit, name in LENGTHS if n_words < limit), LONGEST)


def read_bucket(prediction: Prediction) -> str:
    """How much of its input the model saw."""
    share = prediction.read_share
    return next((name for limit, name in READ if share < limit), READ_WHOLE)


Slicer = Callable[[Example, Prediction], str | None]
SLICERS: Mapping[str, Slicer] = {
    "source": lambda example, _: example.source,
    "month": lambda example, _: (example.input.published or "")[:7] or None,
    "language": lambda example, _: example.input.language,
    "length": lambda example, _: length_bucket(example),
    "read_share": lambda _, prediction: read_bucket(prediction),
    "target": lambda example, _: example.input.target,
    "holder": lambda example, _: _holder_kind(example),
}
# Classes with an order of their own; other slices are listed by size.
ORDERED = {
    "length": (*(name for _, name in LENGTHS), LONGEST),
    "read_share": (*(name for _, name in READ), READ_WHOLE),
}


def _holder_kind(example: Example) -> str | None:
    if example.input.target is None:
        return None
    return "author" if example.input.holder in {None, AUTHOR} else "quoted"


def slices(judged: Judged, facets: Mapping[str, FacetData]) -> dict[str, Any]:
    """The figures of each slice with enough examples.

    Args:
        judged: Examples and predictions.
        facets: Arrays by facet.

    Returns:
        `{dimension: {value: {facet: {n, micro_f1, macro_f1}}}}`; a facet is left out of a slice
        with fewer than `MIN_SLICE` of its examples, a dimension if nothing is known of it.
    """
    found: dict[str, Any] = {}
    for dimension, slicer in SLICERS.items():
        values = [
            slicer(example, prediction)
            for example, prediction in zip(judged.examples, judged.predictions, strict=True)
        ]
        if any(value is not None for value in values):
            table = _slice_table(dimension, [value or UNKNOWN for value in values], facets)
            if table:
                found[dimension] = table
    return found


def _slice_table(
    dimension: str, values: Sequence[str], facets: Mapping[str, FacetData]
) -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = {}
    all_values = np.array(values, dtype=object)
    for value in _in_order(dimension, values):
        for facet, data in facets.items():
            mine = all_values[data.rows] == value
            n = int(mine.sum())
            if n >= MIN_SLICE:
                figure = figures(data, mine)
                row = {"n": n, "micro_f1": figure["micro_f1"], "macro_f1": figure["macro_f1"]}
                table.setdefault(value, {})[facet] = row
    return table


def _in_order(dimension: str, values: Sequence[str]) -> list[str]:
    """Distinct values: in their own order, months by time, others by size."""
    counts = Counter(values)
    if dimension in ORDERED:
        return [name for name in ORDERED[dimension] if name in counts]
    if dimension == "month":
        return sorted(counts)
    return sorted(counts, key=lambda value: (-counts[value], value))
