"""What scikit-learn's preprocessing makes of each code point, as tables for the compiled engine.

scikit-learn reads `strip_accents_unicode(text.lower())`. Both work code point by code point,
with one exception: a capital sigma becomes ς or σ by its neighbours. Texts with one are lowered by
Python first; the tables leave lower case as it is.
"""

import re
import sys
import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BREAK = 0  # not a word character
SKIP = 1  # a combining mark: leaves no trace. U+0001 is no word character, so the value is free.
CAPITAL_SIGMA = "\N{GREEK CAPITAL LETTER SIGMA}"
PLANE = 0x10000
WORD = re.compile(r"\w")


class Folding(NamedTuple):
    """Tables over all code points.

    Attributes:
        of: int32 by code point: `BREAK`, `SKIP`, the folded code point of a word character, or
            -1 - i for the i-th of those that become several.
        starts: int32; `several[starts[i]:starts[i + 1]]` is what the i-th becomes.
        several: int32 values as in `of`, never negative.
    """

    of: NDArray[np.int32]
    starts: NDArray[np.int32]
    several: NDArray[np.int32]


@cache
def folding() -> Folding:
    """The tables, from the Unicode database of this Python."""
    of = np.zeros(sys.maxunicode + 1, dtype=np.int32)
    starts, several = [0], list[int]()
    for first in range(0, sys.maxunicode + 1, PLANE):
        plane = "".join(map(chr, range(first, first + PLANE)))
        if WORD.search(plane) is None and _fold(plane) == plane:
            continue  # unassigned or private: most planes
        words = np.fromiter(map(str.isalnum, plane), dtype=np.bool_, count=PLANE)
        of[first : first + PLANE][words] = np.flatnonzero(words) + first
        # Nothing combines with a line feed, so between two of them each part stands for itself.
        parts = _fold("\n".join(plane)).split("\n")
        if first == 0:
            of[ord("_")] = ord("_")
            parts[ord("\n") : ord("\n") + 2] = ["\n"]  # split at itself, it left two empty parts
        marks = map(unicodedata.combining, plane)
        for i, (char, part, mark) in enumerate(zip(plane, parts, marks, strict=True)):
            if char == part and not mark:
                continue
            values = [_value(c) for c in part if not unicodedata.combining(c)]
            if len(values) > 1:
                several += values
                starts.append(len(several))
                of[first + i] = 1 - len(starts)
            else:
                of[first + i] = values[0] if values else SKIP
    return Folding(of, np.array(starts, dtype=np.int32), np.array(several, dtype=np.int32))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKD", text.lower())


def _value(char: str) -> int:
    return ord(char) if char.isalnum() or char == "_" else BREAK


def code_points(text: str) -> bytes:
    """A text as little-endian int32 code points, ready for the tables."""
    if CAPITAL_SIGMA in text:
        text = text.lower()
    return text.encode("utf-32-le", "surrogatepass")


def words_with_spans(text: str) -> list[tuple[str, int, int]]:
    """The words of a text as scikit-learn sees them, and where each stands in the text.

    Args:
        text: As it was read.

    Returns:
        `(word, start, end)` in text order; combining marks at a word's end belong to its span.
    """
    tables = folding()
    if CAPITAL_SIGMA in text:  # İ alone changes the length of a text when it is lowered
        text = text.replace("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "i").lower()
    found: list[tuple[str, int, int]] = []
    word: list[str] = []
    start = end = 0
    for i, char in enumerate(f"{text}\n"):
        value = int(tables.of[ord(char)])
        if value == SKIP:
            end = i + 1 if word else end
            continue
        for c in [value] if value >= 0 else _several(tables, value):
            if c == BREAK:
                if len(word) >= 2:
                    found.append(("".join(word), start, end))
                word = []
                continue
            start = start if word else i
            word.append(chr(c))
            end = i + 1
    return found


def _several(tables: Folding, value: int) -> list[int]:
    found: list[int] = tables.several[tables.starts[-1 - value] : tables.starts[-value]].tolist()
    return found
