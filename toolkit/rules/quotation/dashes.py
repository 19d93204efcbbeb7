"""Dialogue set with dashes instead of marks, as in Spanish, French, Polish or Russian prose.

A paragraph that begins with a dash is a turn; a dash behind a comma or a full stop hands over
between speaker and narrator ("— We came, — he said. — And stayed."). Lists begin with dashes too:
a run of such paragraphs is dialogue only if a narrator breaks in at least once.
"""

import re
from collections.abc import Iterator, Sequence

TURN = re.compile(r"[—–―]\s*(?=[^\W\d_]|[¿¡])")
HANDOVER = re.compile(r"(?<=[,.!?…])[^\S\n]+(?=[—–―])")


def dash_turns(text: str, blocks: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """What speakers say in dialogues with dashes.

    Args:
        text: Any text.
        blocks: Half-open spans of its paragraphs, in order.

    Yields:
        Start (the dash), start of the words, and end of each stretch of speech, in order.
    """
    for run in _runs(text, blocks):
        if any(HANDOVER.search(text, start, end) for start, end in run):
            for start, end in run:
                yield from _speech(text, start, end)


def _runs(text: str, blocks: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Paragraphs in a row that begin with a dash."""
    run: list[tuple[int, int]] = []
    for start, end in blocks:
        if TURN.match(text, start, end):
            run.append((start, end))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _speech(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Every other stretch of a paragraph; the narrator has those between."""
    is_speech = True
    places = [*HANDOVER.finditer(text, start, end)]
    stops = [*(match.start() for match in places), end]
    starts = [start, *(match.end() for match in places)]
    for begin, stop in zip(starts, stops, strict=True):
        words = TURN.match(text, begin, stop)
        if is_speech and words is not None:
            yield begin, words.end(), stop
        is_speech = not is_speech
