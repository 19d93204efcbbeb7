"""Where in an article a hit stands: title, dek, first paragraph, body."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from toolkit.records import ModelInput, Piece
from toolkit.rules.searchable import Searchable
from toolkit.text import dateline_end

Position = Literal["title", "dek", "lede", "body"]

# None of these begins with a run of blanks: a search would try it at every blank of the text.
BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
# Texts that were never parsed mark paragraphs otherwise: by an indented line, as agencies did, or
# by the line end alone, as exports of archives do (their lines are longer than any hard wrap).
INDENTED_LINE = re.compile(r"\n[^\S\n]{2,}")
LINE_END = re.compile(r"\n\s*")
HARD_WRAP = 100


@dataclass(frozen=True, slots=True)
class Block:
    """A title, a dek or a paragraph.

    Attributes:
        position: What it is; `lede` is the first paragraph of the text.
        start: First code point in the model input.
        end: One past the last code point.
    """

    position: Position
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a model input, in order.

    Attributes:
        blocks: In order of `start`.
        dateline: Half-open span of the text's dateline; empty where there is none.
        words: Number of word tokens.
        ready: The whole text, ready for matchers.
        starts: Where the blocks begin.
    """

    blocks: tuple[Block, ...]
    dateline: tuple[int, int]
    words: int
    ready: Searchable
    starts: tuple[int, ...]

    def block_of(self, start: int) -> int:
        """Index of the block in which a code point stands."""
        found = bisect_right(self.starts, start)
        return found - 1 if found else 0


def layout_of(model_input: ModelInput) -> Layout:
    """Reads the layout off the pieces; an input without pieces is all text.

    Args:
        model_input: From `corpus.compose`, or made by hand.

    Returns:
        Its blocks and dateline.
    """
    text = model_input.text
    pieces = model_input.pieces or (Piece(field="text", start=0, end=len(text), offset=0),)
    blocks: list[Block] = []
    dateline = (0, 0)
    for piece in pieces:
        if piece.field in {"title", "dek"}:
            position: Position = "title" if piece.field == "title" else "dek"
            blocks.append(Block(position, piece.start, piece.end))
            continue
        if piece.field == "text" and piece.offset == 0:
            length = dateline_end(text[piece.start : piece.end])
            dateline = (piece.start, piece.start + length)
        for number, (start, end) in enumerate(_paragraphs(text, piece.start, piece.end)):
            is_lede = piece.field == "text" and number == 0
            blocks.append(Block("lede" if is_lede else "body", start, end))
    ready = Searchable.of(text)
    starts = tuple(block.start for block in blocks)
    return Layout(tuple(blocks), dateline, len(ready.shadow.split()), ready, starts)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _paragraph_break(text[start:end].strip()).finditer(text, start, end):
        stop = match.start()
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        if stop > start:
            yield start, stop
        start = match.end()
    if start < end:
        yield start, end


def _paragraph_break(text: str) -> re.Pattern[str]:
    """How this text marks its paragraphs."""
    if BLANK_LINE.search(text):
        return BLANK_LINE
    if INDENTED_LINE.search(text):
        return INDENTED_LINE
    lines = text.count("\n") + 1
    return LINE_END if len(text) > HARD_WRAP * lines else BLANK_LINE
