"""Passages of an article with the words marked that speak for or against a label."""

from collections.abc import Iterable, Sequence
from typing import Any

from toolkit.evaluation.figures import DIGITS
from toolkit.records import Evidence, ModelInput

AROUND = 70  # code points shown on either side of marked words
MAX_PASSAGES = 3
MAX_MARKS = 6
CODER, RUN = "coder", "run"


def passages(
    item: ModelInput, coder: Iterable[Evidence], run: Iterable[Evidence]
) -> list[dict[str, Any]]:
    """The stretches of an input around its evidence.

    Args:
        item: What the model saw.
        coder: Coders' spans.
        run: The model's spans, strongest first; the first of equal words stands for all.

    Returns:
        At most `MAX_PASSAGES` objects `{field, start, text, marks: [{start, end, by, weight}]}`,
        the one with most weight first; `start` is in the field, the marks are in `text`.
        `weight` is null for a coder's words.
    """
    marked = [(span, CODER) for span in coder][:MAX_MARKS]
    marked += [(span, RUN) for span in _distinct(run)][:MAX_MARKS]
    placed = []
    for rank, (span, by) in enumerate(marked):
        place = _in_input(item, span)
        if place is not None:
            placed.append((*place, rank, span, by))
    groups = _grouped(sorted(placed, key=lambda mark: mark[:2]))
    groups.sort(key=lambda group: min(mark[2] for mark in group))
    return [_passage(item, group) for group in groups[:MAX_PASSAGES]]


Mark = tuple[int, int, int, Evidence, str]


def _distinct(spans: Iterable[Evidence]) -> list[Evidence]:
    """Spans without those whose words stand further up already, or that lie inside another."""
    kept: list[Evidence] = []
    words: set[str] = set()
    for span in spans:
        key = " ".join(span.quote.casefold().split())
        if key not in words and not any(_overlap(span, other) for other in kept):
            words.add(key)
            kept.append(span)
        if len(kept) == MAX_MARKS:
            break
    return kept


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def _in_input(item: ModelInput, span: Evidence) -> tuple[int, int] | None:
    """Where a span of a field stands in the composed input."""
    for piece in item.pieces:
        start = span.start - piece.offset + piece.start
        end = span.end - piece.offset + piece.start
        if piece.field == span.field and piece.start <= start < end <= piece.end:
            return start, end
    return None


def _grouped(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Marks that are near enough to share a passage; overlapping ones keep the first."""
    groups: list[list[Mark]] = []
    for mark in marks:
        last = groups[-1][-1] if groups else None
        if last is not None and mark[3].field == last[3].field:
            if mark[0] < last[1]:
                continue
            if mark[0] - last[1] <= AROUND:
                groups[-1].append(mark)
                continue
        groups.append([mark])
    return groups


def _passage(item: ModelInput, marks: Sequence[Mark]) -> dict[str, Any]:
    piece = next(p for p in item.pieces if p.start <= marks[0][0] and marks[-1][1] <= p.end)
    start = _word_start(item.text, max(piece.start, marks[0][0] - AROUND), piece.start)
    end = _word_end(item.text, min(piece.end, marks[-1][1] + AROUND), piece.end)
    return {
        "field": piece.field,
        "start": start - piece.start + piece.offset,
        "text": item.text[start:end],
        "marks": [
            {
                "start": first - start,
                "end": last - start,
                "by": by,
                "weight": None if by == CODER else round(span.weight, DIGITS),
            }
            for first, last, _, span, by in marks
        ],
    }


def _word_start(text: str, at: int, lowest: int) -> int:
    while at > lowest and not text[at - 1].isspace():
        at -= 1
    return at


def _word_end(text: str, at: int, highest: int) -> int:
    while at < highest and not text[at].isspace():
        at += 1
    return at
