"""Stretches of a raw text with their roles, put together to fields and segments."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pydantic import TypeAdapter

from toolkit.records.article import PARAGRAPH_BREAK, Role, Segment

Field = Literal["title", "dek", "text", "captions"]
FIELDS: dict[Role, Field] = {
    "title": "title",
    "dek": "dek",
    "paragraph": "text",
    "subheading": "text",
    "caption": "captions",
}
BREAKS: dict[Field, str] = {
    "title": " ",
    "dek": " ",
    "text": PARAGRAPH_BREAK,
    "captions": PARAGRAPH_BREAK,
}
# All segments of an article at once: a third of the time of one after the other.
_SEGMENTS = TypeAdapter(tuple[Segment, ...])


class Piece(NamedTuple):  # thousands are made per second
    """A stretch of the raw text with its role.

    Attributes:
        role: What it is.
        start: First code point in the raw text.
        end: One past the last.
    """

    role: Role
    start: int
    end: int


@dataclass(frozen=True)
class Assembled:
    """Fields and segments of an article.

    Attributes:
        title: Its pieces joined by blanks; None without any.
        dek: The same.
        text: Paragraphs and subheadings joined by blank lines.
        captions: One for each piece.
        segments: In raw order.
    """

    title: str | None
    dek: str | None
    text: str
    captions: tuple[str, ...]
    segments: tuple[Segment, ...]


def solid(raw: str, start: int, end: int) -> tuple[int, int] | None:
    """A stretch without the blanks at its ends.

    Args:
        raw: The raw text.
        start: First code point.
        end: One past the last.

    Returns:
        Start and end; None if it is all blanks.
    """
    piece = raw[start:end]
    inner = piece.strip()
    if not inner:
        return None
    first = start + len(piece) - len(piece.lstrip())
    return first, first + len(inner)


def assembled(raw: str, pieces: Iterable[Piece]) -> Assembled:
    """Puts fields and segments together.

    Args:
        raw: The raw text.
        pieces: In raw order, without overlap; the first and last code point of each not blank.

    Returns:
        Fields in which every text-bearing piece stands as it is, and where.
    """
    parts: dict[Field, list[str]] = {"title": [], "dek": [], "text": [], "captions": []}
    lengths: dict[Field, int] = dict.fromkeys(parts, 0)
    segments: list[dict[str, str | int]] = []
    for role, first, last in pieces:
        place: dict[str, str | int] = {"role": role, "raw_start": first, "raw_end": last}
        segments.append(place)
        field = FIELDS.get(role)
        if field is None:
            continue
        start = lengths[field] + (len(BREAKS[field]) if parts[field] else 0)
        lengths[field] = end = start + last - first
        parts[field].append(raw[first:last])
        place |= {"field": field, "start": start, "end": end}
    return Assembled(
        title=" ".join(parts["title"]) or None,
        dek=" ".join(parts["dek"]) or None,
        text=PARAGRAPH_BREAK.join(parts["text"]),
        captions=tuple(parts["captions"]),
        segments=_SEGMENTS.validate_python(segments),
    )
