"""Figures of parts of the data: by source, month, length, region, whatever a column holds."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from toolkit import statistics as stats
from toolkit.evaluation.baselines import most_frequent
from toolkit.evaluation.figures import DIGITS, figures, number
from toolkit.evaluation.judged import Bools, EvaluationOptions, FacetData, Floats, Judged
from toolkit.records import AUTHOR, Example, Prediction
from toolkit.text import tokens

MIN_SLICE = 5  # below, a figure says more about the articles than about the model
MAX_NUMBERS = 12  # more different numbers in a column of extra are cut into quarters
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


def slices(
    judged: Judged, facets: Mapping[str, FacetData], options: EvaluationOptions
) -> dict[str, Any]:
    """The figures of each slice with enough examples.

    Args:
        judged: Examples and predictions.
        facets: Arrays by facet.
        options: Bootstrap draws and seed.

    Returns:
        `{dimension: {value: {facet: {n, micro_f1, micro_f1_interval, macro_f1,
        baseline_micro_f1}}}}`; the baseline gives every example the facet's most frequent label.
        Dimensions are those of `SLICERS`, roll-ups of gold labels (regions of countries), and
        every column of the articles' `extra`. A facet is left out of a slice with fewer than
        `MIN_SLICE` of its examples, a dimension if nothing is known of it.
    """
    constant = {facet: most_frequent(data) for facet, data in facets.items()}
    found: dict[str, Any] = {}
    for dimension, parts in _dimensions(judged, facets):
        table: dict[str, dict[str, Any]] = {}
        for value, mask in parts:
            for facet, data in facets.items():
                mine = mask[data.rows]
                if int(mine.sum()) >= MIN_SLICE:
                    row = _row(data, mine, constant[facet], options)
                    table.setdefault(value, {})[facet] = row
        if table:
            found[dimension] = table
    return found


def _row(
    data: FacetData, mine: Bools, constant: Bools, options: EvaluationOptions
) -> dict[str, Any]:
    figure = figures(data, mine)
    assigned = np.broadcast_to(constant, (int(mine.sum()), len(constant)))
    trivial = stats.confusion_counts(data.gold[mine], assigned, known=data.known[mine])
    return {
        "n": int(mine.sum()),
        "micro_f1": figure["micro_f1"],
        "micro_f1_interval": _interval(data, mine, options),
        "macro_f1": figure["macro_f1"],
        "baseline_micro_f1": number(float(stats.micro_f1(trivial))),
    }


def _interval(data: FacetData, mine: Bools, options: EvaluationOptions) -> list[float] | None:
    """Interval of micro F1: three sums for each cluster are all that it needs."""
    gold, predicted, known = data.gold[mine], data.predicted[mine], data.known[mine]
    cluster = np.unique(data.cluster[mine], return_inverse=True)[1]
    cells = (gold & predicted & known, ~gold & predicted & known, gold & ~predicted & known)
    of_example = np.stack([cell.sum(axis=1) for cell in cells], axis=-1)
    sums = stats.grouped_sums(of_example, group=cluster)[:, None, :]
    if not options.bootstrap or len(sums) < 2:
        return None
    draws = stats.cluster_bootstrap(
        sums,
        lambda drawn: stats.micro_f1(drawn)[:, None],
        resamples=options.bootstrap,
        seed=options.seed,
    )
    low, high = stats.percentile_interval(draws)[0]
    return None if np.isnan(low) else [round(float(low), DIGITS), round(float(high), DIGITS)]


def _dimensions(
    judged: Judged, facets: Mapping[str, FacetData]
) -> Iterator[tuple[str, Iterable[tuple[str, Bools]]]]:
    pairs = list(zip(judged.examples, judged.predictions, strict=True))
    for dimension, slicer in SLICERS.items():
        values = [slicer(example, prediction) for example, prediction in pairs]
        if any(value is not None for value in values):
            yield dimension, _parts(dimension, values)
    for facet, data in facets.items():
        if data.codebook.groups:
            yield f"{facet} (roll-up)", _roll_ups(data, len(pairs))
    columns = dict.fromkeys(key for example in judged.examples for key in example.extra)
    for column in columns:
        texts = _readable([example.extra.get(column) for example in judged.examples])
        if texts is not None:
            yield f"extra.{column}", _parts(column, texts)


def _parts(dimension: str, values: Sequence[str | None]) -> Iterator[tuple[str, Bools]]:
    names = [UNKNOWN if value is None else value for value in values]
    order = _in_order(dimension, names)
    number_of = {name: i for i, name in enumerate(order)}
    code = np.array([number_of[name] for name in names])
    for i, name in enumerate(order):
        yield name, code == i


def _roll_ups(data: FacetData, n: int) -> Iterator[tuple[str, Bools]]:
    """Examples with a gold label in each group; an example can stand in several."""
    position = {label: j for j, label in enumerate(data.codebook.label_ids)}
    for group in data.codebook.groups.values():
        columns = [position[member] for member in group.members if member in position]
        mask = np.zeros(n, dtype=bool)
        mask[data.rows] = (data.gold & data.known)[:, columns].any(axis=1)
        yield group.name, mask


def _readable(values: Sequence[object]) -> list[str | None] | None:
    """A column's values in words, many different numbers as quarters; None if not one is plain."""
    plain = [
        value if isinstance(value, str | int | float) and value != "" else None for value in values
    ]
    numbers = [v for v in plain if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(set(numbers)) > MAX_NUMBERS and len(numbers) == sum(v is not None for v in plain):
        cuts = np.quantile(numbers, (0.25, 0.5, 0.75))
        return [None if v is None else _quarter(float(v), cuts) for v in plain]
    found = [None if value is None else str(value) for value in plain]
    return found if any(value is not None for value in found) else None


def _quarter(value: float, cuts: Floats) -> str:
    if value > cuts[-1]:
        return f"above {cuts[-1]:g}"
    return f"up to {cuts[int(np.searchsorted(cuts, value))]:g}"


def _in_order(dimension: str, values: Sequence[str]) -> list[str]:
    """Distinct values: in their own order, months by time, others by size."""
    counts = Counter(values)
    if dimension in ORDERED:
        return [name for name in ORDERED[dimension] if name in counts]
    if dimension == "month":
        return sorted(counts)
    return sorted(counts, key=lambda value: (-counts[value], value))
