"""Text in rows of terminal cells, with the code points that each row holds."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len

BREAK = re.compile(r"[^\S\u00a0\u202f]+")  # blanks that a row may end at
# From these blocks on, a sign is its own word and a row may end behind it.
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True)
class Row:
    """One row of a block.

    Attributes:
        block: Index of the block; -1 for an empty row between blocks.
        start: First code point in the block.
        end: One past the last one.
        indent: Empty cells before the text.
        right_to_left: Whether the text runs from the right edge.
    """

    block: int
    start: int
    end: int
    indent: int = 0
    right_to_left: bool = False


def wrap(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Start and end of each row of a text.

    Args:
        text: Without control characters, but for line ends, which end a row.
        width: Cells in a row.

    Yields:
        Offsets without the blanks at the ends; a word wider than a row is cut.

    >>> list(wrap("one two three", 7))
    [(0, 7), (8, 13)]
    """
    width = max(width, 1)
    row: tuple[int, int] | None = None
    for start, end, hard in _pieces(text):
        if row is not None and (hard or cell_len(text[row[0] : end]) > width):
            yield row
            row = None
        if row is None:
            while cell_len(text[start:end]) > width:
                cut = _fitting(text, start, width)
                yield start, cut
                start = cut
            row = (start, end)
        else:
            row = (row[0], end)
    if row is not None:
        yield row


def is_right_to_left(text: str) -> bool:
    """Whether the first letter of a text belongs to a script that runs from the right.

    >>> is_right_to_left("1. صوّت المجلس"), is_right_to_left("The vote (تصويت)")
    (True, False)
    """
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return True
        if kind == "L":
            return False
    return False


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """Words, and single signs of scripts without blanks; whether a line end stands before it."""
    position, hard = 0, False
    for blank in [*BREAK.finditer(text), None]:
        end = blank.start() if blank else len(text)
        start = position
        for sign in UNSPACED.finditer(text, position, end):
            yield start, sign.end(), hard
            start, hard = sign.end(), False
        if start < end:
            yield start, end, hard
            hard = False
        if blank is None:
            return
        hard = hard or "\n" in blank.group()
        position = blank.end()


def _fitting(text: str, start: int, width: int) -> int:
    """Where the row must end that begins at `start`; at least one character fits."""
    end, used = start, 0
    while end < len(text):
        used += cell_len(text[end])
        if used > width and end > start:
            break
        end += 1
    return end
