"""The words and figures of reports for people: names, help texts, shares, intervals."""

from collections.abc import Mapping, Sequence
from typing import Any

View = dict[str, Any]
MISSING = "n/a"

METRIC_NAMES: Mapping[str, str] = {
    "micro_f1": "micro F1",
    "macro_f1": "macro F1",
    "macro_f1_all": "macro F1, all labels",
    "accuracy": "accuracy",
    "primary_accuracy": "primary accuracy",
    "f_avg": "F avg",
}
METRIC_HELP: Mapping[str, str] = {
    "micro_f1": "all decisions pooled, so frequent labels weigh most",
    "macro_f1": "mean over the labels that occur in gold, each weighs the same",
    "macro_f1_all": "mean over every label of the codebook; one without a figure counts 0",
    "accuracy": "share of examples with exactly the gold label; an abstention is wrong",
    "primary_accuracy": "share of examples whose primary label is the gold one",
    "f_avg": "mean F1 of the codebook's two chosen labels",
    "f_avg_by_target": "the same, computed for each target and averaged",
}
BASELINE_HELP: Mapping[str, str] = {
    "majority": "the most frequent label for every example",
    "majority_per_target": "the most frequent label of the target",
    "prior": "labels drawn at their base rates",
    "all": "every label for every example",
}
LEAKAGE_NAMES: Mapping[str, str] = {
    "text": "exact text",
    "cluster": "near-copy",
    "source": "source",
    "author": "author",
}
SLICE_NAMES: Mapping[str, str] = {
    "source": "Source",
    "month": "Month",
    "language": "Language",
    "length": "Length",
    "read_share": "Share of the input that the model read",
    "target": "Target",
    "holder": "Holder",
}


def share(value: float | None, digits: int = 3) -> str:
    """A figure for reading; `n/a` where there is none.

    >>> share(0.5), share(None)
    ('0.500', 'n/a')
    """
    return MISSING if value is None else f"{value:.{digits}f}"


def interval_text(limits: Sequence[float] | None) -> str:
    """An interval for reading; empty where there is none.

    >>> interval_text([0.25, 0.5])
    '[0.25, 0.50]'
    """
    return "" if limits is None else f"[{limits[0]:.2f}, {limits[1]:.2f}]"


def p_text(p: float) -> str:
    """A p-value for reading.

    >>> p_text(0.0004), p_text(0.25)
    ('<0.001', '0.250')
    """
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def difference_text(entry: Mapping[str, Any] | None) -> str:
    """A difference with its interval; a star where the interval leaves out 0.

    >>> difference_text({"difference": 0.031, "interval": [0.01, 0.05]})
    '+0.031 [+0.01, +0.05] *'
    """
    if entry is None:
        return MISSING
    words = f"{entry['difference']:+.3f}"
    if entry["interval"] is None:
        return words
    low, high = entry["interval"]
    return f"{words} [{low:+.2f}, {high:+.2f}]" + (" *" if is_clear(entry) else "")


def group_rows(block: Mapping[str, Any], names: Sequence[str]) -> list[list[str]]:
    """Rows of a comparison's table for groups of seeds, and their differences from the first.

    Args:
        block: A facet of a comparison.
        names: Metrics in column order.

    Returns:
        Cells in words; empty without groups.
    """
    rows = []
    for group in block.get("groups", []):
        rows.append(
            [f"{group['group']}: mean of {len(group['runs'])} seeds ± sd"]
            + [_spread_text(group["metrics"].get(name)) for name in names]
        )
    for entry in block.get("group_differences", []):
        rows.append(
            [f"{entry['group']} minus {entry['against']}"]
            + [difference_text(entry["metrics"].get(name)) for name in names]
        )
    return rows


def _spread_text(entry: Mapping[str, Any] | None) -> str:
    if entry is None:
        return MISSING
    sd = "" if entry["sd"] is None else f" ± {entry['sd']:.3f}"
    return f"{entry['mean']:.3f}{sd} {interval_text(entry['interval'])}".strip()


def is_clear(entry: Mapping[str, Any]) -> bool:
    """Whether the interval of a difference leaves out 0."""
    return entry["interval"] is not None and (entry["interval"][0] > 0 or entry["interval"][1] < 0)


def count_text(n: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> count_text(1, "label"), count_text(2, "label")
    ('1 label', '2 labels')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def percent(value: float | None) -> str:
    """A share as whole percent.

    >>> percent(0.547), percent(None)
    ('55 %', 'n/a')
    """
    return MISSING if value is None else f"{100 * value:.0f} %"


def name_of(label: str, row: Mapping[str, Any]) -> str:
    """A label's name, with its id where that says more."""
    return label if row["name"] == label else f"{row['name']} ({label})"
