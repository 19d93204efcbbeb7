"""Stretches of a raw text with their roles, put together to fields and segments."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

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


@dataclass(frozen=True, slots=True)
class Piece:
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
    segments: list[Segment] = []
    for piece in pieces:
        field = FIELDS.get(piece.role)
        place = {"role": piece.role, "raw_start": piece.start, "raw_end": piece.end}
        if field is None:
            segments.append(Segment.model_validate(place))
            continue
        start = lengths[field] + (len(BREAKS[field]) if parts[field] else 0)
        end = start + piece.end - piece.start
        parts[field].append(raw[piece.start : piece.end])
        lengths[field] = end
        segments.append(
            Segment.model_validate({**place, "field": field, "start": start, "end": end})
        )
    return Assembled(
        title=" ".join(parts["title"]) or None,
        dek=" ".join(parts["dek"]) or None,
        text=PARAGRAPH_BREAK.join(parts["text"]),
        captions=tuple(parts["captions"]),
        segments=tuple(segments),
    )
