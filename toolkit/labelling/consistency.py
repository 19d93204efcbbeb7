"""Whether coders agree with themselves, and whether agreement holds over the weeks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from toolkit.codebook import Codebook
from toolkit.labelling.agreement_facets import (
    Bootstrap,
    Group,
    measure_facet,
    measure_sets,
    set_units,
)
from toolkit.labelling.views import Current, CurrentKey

FIRST, SECOND = "first", "second"
NO_WEEK = "(no time)"


def split_retests(
    labels: Mapping[CurrentKey, Current], retests: Mapping[str, str]
) -> tuple[dict[CurrentKey, Current], dict[CurrentKey, Current]]:
    """Takes the hidden second readings out.

    Args:
        labels: From `views.independent`.
        retests: Original's id by the id of the copy that was read again.

    Returns:
        Labels of originals, and labels of copies.
    """
    first = {key: item for key, item in labels.items() if item.unit.article_id not in retests}
    second = {key: item for key, item in labels.items() if item.unit.article_id in retests}
    return first, second


def intra_coder(
    first: Iterable[Current],
    second: Iterable[Current],
    codebook: Codebook,
    *,
    retests: Mapping[str, str],
    bootstrap: Bootstrap,
) -> dict[str, Any] | None:
    """Agreement of coders with themselves on articles that they read twice.

    The two readings take the places of two coders, so every figure of the facet is there.

    Args:
        first: Labels of originals.
        second: Labels of the copies.
        codebook: Of the facet.
        retests: Original's id by copy's id.
        bootstrap: Of the intervals.

    Returns:
        What `measure_facet` gives, and `by_coder` {coder: {n, same}} with the share of articles
        that were labelled exactly the same; None if nobody read an article twice.
    """
    facet = codebook.facet
    once: dict[tuple[str, str], list[Current]] = {}
    for item in first:
        if item.unit.facet == facet and item.kind == "person":
            once.setdefault((item.coder, item.unit.article_id), []).append(item)
    twice: dict[tuple[str, str], list[Current]] = {}
    for item in second:
        if item.unit.facet == facet and item.kind == "person":
            twice.setdefault((item.coder, retests[item.unit.article_id]), []).append(item)
    both = [key for key in once if key in twice]
    if not both:
        return None
    groups = [
        [*_renamed(once[key], FIRST, key[1]), *_renamed(twice[key], SECOND, key[1])] for key in both
    ]
    by_coder: dict[str, dict[str, float]] = {}
    for (coder, _), group in zip(both, groups, strict=True):
        tally = by_coder.setdefault(coder, {"n": 0, "same": 0.0})
        tally["n"] += 1
        tally["same"] += _content(group, FIRST) == _content(group, SECOND)
    for tally in by_coder.values():
        tally["same"] /= tally["n"]
    found = measure_facet(groups, codebook, bootstrap)
    found.pop("coders")
    return found | {"by_coder": by_coder}


def drift(
    groups: Sequence[Group], codebook: Codebook, bootstrap: Bootstrap
) -> list[dict[str, Any]]:
    """Agreement week by week, by the day on which the last coder finished an article.

    Args:
        groups: Labels of all coders, article by article.
        codebook: Of the facet.
        bootstrap: Of the intervals.

    Returns:
        For each ISO week with articles of two or more: `week`, `articles`, and the coefficients
        of label sets (MASI), or for stance row F1 (`rows_f1`) and those of the rows' labels.
    """
    weeks: dict[str, list[Group]] = {}
    for group in groups:
        if len({item.coder for item in group}) >= 2:
            weeks.setdefault(_week(group), []).append(group)
    found = []
    for week, chosen in sorted(weeks.items()):
        row: dict[str, Any] = {"week": week, "articles": len(chosen)}
        if codebook.unit == "stance-row":
            measured = measure_facet(chosen, codebook, bootstrap)
            row |= {"rows_f1": measured["rows"]["f1"]} | measured["labels_of_rows"]
        else:
            row |= measure_sets(set_units(chosen, codebook), bootstrap)[0]
        found.append(row)
    return found


def _renamed(items: Iterable[Current], coder: str, article_id: str) -> list[Current]:
    return [
        replace(item, coder=coder, unit=item.unit._replace(article_id=article_id)) for item in items
    ]


def _content(group: Group, coder: str) -> frozenset[object]:
    """What one reading says, without order."""
    return frozenset(
        (item.unit.target, item.unit.holder, frozenset(item.states.items()), item.primary)
        for item in group
        if item.coder == coder and (item.unit.target is None or item.is_row)
    )


def _week(group: Group) -> str:
    times = [item.last.time for item in group if item.last is not None and item.last.time]
    if not times:
        return NO_WEEK
    year, week, _ = datetime.fromisoformat(max(times)).isocalendar()
    return f"{year}-W{week:02d}"
