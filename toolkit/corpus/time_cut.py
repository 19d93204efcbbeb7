"""Cuts by time: what is tested is younger than what is learned from."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil

from toolkit.records import Example

LEFT_OUT = "left out"
PARTS = ("train", "dev", "test")


def day_of(published: str | None) -> int | None:
    """The day as a number, the first of a month or year where no more is known."""
    written = (published or "")[:10]
    for text in (written, f"{written[:7]}-01", f"{written[:4]}-01-01"):
        try:
            return date.fromisoformat(text).toordinal()
        except ValueError:
            continue
    return None


def cut_by_time(
    examples: Sequence[Example],
    groups: Sequence[int],
    shares: Mapping[str, float],
    *,
    gap_days: int,
) -> list[str]:
    """The latest groups become test, the next latest dev; undated ones train.

    Args:
        examples: To cut.
        groups: Group of each; a group is as young as its latest member.
        shares: Wanted share by part.
        gap_days: Days between the youngest article of a part and the next part; what lies in
            between is left out.

    Returns:
        Part of each example, or `LEFT_OUT`.
    """
    latest: dict[int, str] = {}
    size: dict[int, int] = {}
    for example, group in zip(examples, groups, strict=True):
        latest[group] = max(latest.get(group, ""), example.input.published or "")
        size[group] = size.get(group, 0) + 1
    part_of: dict[int, str] = {}
    open_parts = [name for name in ("test", "dev") if shares[name] > 0]
    room = {name: shares[name] * len(examples) for name in open_parts}
    filled: set[str] = set()
    for group in sorted(latest, key=lambda g: (latest[g], g), reverse=True):
        # A part that is full is closed: a later, smaller group must not go back into it, or what
        # is learned from would be younger than what is tested.
        while open_parts and open_parts[0] in filled and room[open_parts[0]] < size[group] / 2:
            open_parts.pop(0)
        name = open_parts[0] if open_parts and latest[group] else "train"
        part_of[group] = name
        if name != "train":
            filled.add(name)
            room[name] -= size[group]
    parts = [part_of[group] for group in groups]
    return _with_gap(parts, [day_of(latest[group]) for group in groups], gap_days=gap_days)


def cut_across(
    examples: Sequence[Example],
    parts: Sequence[str],
    shares: Mapping[str, float],
    *,
    gap_days: int,
) -> list[str]:
    """Adds time to parts that were cut by source, author or target.

    Test keeps the articles of its sources from the last days, train those of its own sources from
    before; the old articles of test sources and the young ones of train sources are left out. That
    is the price of testing on outlets that are unseen and on days that are.

    Args:
        examples: To cut.
        parts: Part of each, from groups alone.
        shares: Wanted share by part; the days are cut at these shares.
        gap_days: As for `cut_by_time`.

    Returns:
        Part of each example, or `LEFT_OUT`. Undated ones stay in train only.
    """
    days = [day_of(example.input.published) for example in examples]
    dated = sorted(day for day in days if day is not None)
    if not dated:
        return [part if part == "train" else LEFT_OUT for part in parts]
    starts = {"train": dated[0]}
    before = 0.0
    for part in PARTS[:-1]:
        before += shares[part]
        next_part = PARTS[PARTS.index(part) + 1]
        starts[next_part] = dated[min(ceil(before * len(dated)), len(dated) - 1)]
    ends = {"train": starts["dev"], "dev": starts["test"], "test": dated[-1] + 1}
    kept = [
        part if (part == "train" if day is None else starts[part] <= day < ends[part]) else LEFT_OUT
        for part, day in zip(parts, days, strict=True)
    ]
    return _with_gap(kept, days, gap_days=gap_days)


def _with_gap(parts: Sequence[str], days: Sequence[int | None], *, gap_days: int) -> list[str]:
    """Leaves out what is younger than the gap before the first day of a later part."""
    if not gap_days:
        return list(parts)
    first: dict[str, int] = {}
    for part, day in zip(parts, days, strict=True):
        if day is not None:
            first[part] = min(first.get(part, day), day)
    kept = []
    for part, day in zip(parts, days, strict=True):
        later = (
            [first[p] for p in PARTS[PARTS.index(part) + 1 :] if p in first]
            if part in PARTS
            else []
        )
        near = day is not None and bool(later) and day > min(later) - gap_days
        kept.append(LEFT_OUT if near else part)
    return kept
