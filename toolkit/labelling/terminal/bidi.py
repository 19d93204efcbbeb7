"""Right-to-left text in the order of the screen, for terminals that do not reorder it.

A short form of the Unicode bidirectional algorithm (UAX #9): strong letters, numbers, neutral
signs and mirrored brackets in one paragraph row. Explicit embeddings never get here: they are
taken out of everything that is shown.
"""

import unicodedata
from collections.abc import Sequence
from itertools import groupby

MIRRORED = dict(zip("()[]{}<>«»“”‹›", ")(][}{><»«”“›‹", strict=True))


def visual_order(text: str) -> list[int]:
    """Indices of a row's characters from the left edge to the right.

    Args:
        text: A row of a paragraph that runs from the right.

    Returns:
        Each index once; marks stay behind the letter that they belong to.

    >>> "".join("אב 12 גד"[i] for i in visual_order("אב 12 גד"))
    'דג 12 בא'
    """
    clusters = _clusters(text)
    levels = _levels([text[cluster[0]] for cluster in clusters])
    order = list(range(len(clusters)))
    for level in range(max(levels, default=1), 0, -1):
        turned: list[int] = []
        for high, run in groupby(order, key=lambda i: levels[i] >= level):
            inside = list(run)
            turned += inside[::-1] if high else inside
        order = turned
    return [index for number in order for index in clusters[number]]


def shown(character: str, *, mirrored: bool) -> str:
    """A character as it is drawn: brackets turn round in text that runs from the right."""
    return MIRRORED.get(character, character) if mirrored else character


def _clusters(text: str) -> list[list[int]]:
    """Letters with the marks that stand on them."""
    clusters: list[list[int]] = []
    for index, character in enumerate(text):
        if clusters and (unicodedata.combining(character) or character == "\u200d"):
            clusters[-1].append(index)
        else:
            clusters.append([index])
    return clusters


def _levels(characters: Sequence[str]) -> list[int]:
    """Odd levels run from the right; numbers and Latin words inside them from the left."""
    kinds = [_kind(character) for character in characters]
    for index, kind in enumerate(kinds):
        # A comma or point between two digits belongs to the number (rule W4).
        between = 0 < index < len(kinds) - 1 and kinds[index - 1] == kinds[index + 1] == "N"
        if kind == "S" and between:
            kinds[index] = "N"
    levels = []
    for index, kind in enumerate(kinds):
        if kind in "SO":
            before = next((k for k in reversed(kinds[:index]) if k in "LRN"), "R")
            after = next((k for k in kinds[index + 1 :] if k in "LRN"), "R")
            kind = "L" if before == after == "L" else "R"
        levels.append(1 if kind == "R" else 2)
    return levels


def _kind(character: str) -> str:
    """R, L, number, separator inside numbers, or other."""
    kind = unicodedata.bidirectional(character)
    if kind in {"R", "AL"}:
        return "R"
    if kind in {"EN", "AN"}:
        return "N"
    return "L" if kind == "L" else "S" if kind in {"CS", "ES"} else "O"
