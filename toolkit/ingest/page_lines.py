"""The lines of a pasted page and what is measured on each of them."""

import re
from copy import copy
from dataclasses import dataclass

from toolkit.ingest import page_vocabulary as vocabulary

# Marks that may close a sentence after its full stop.
CLOSERS = "\"'”’»)]›״“"
SENTENCE_ENDS = (".", "!", "?", "…", "؟", "。", "！", "？", "।", "۔")
OPENERS = ("“", '"', "«", "„", "‘", "»", "「")
BULLET = re.compile(r"[•●▪‣◦·*–—-]\s|\d{1,3}[.)]\s|[a-z]\)\s")
WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# A line longer than this is measured by its first part only: enough to tell prose from a list.
MEASURED = 2_000
WORD_BUCKETS = (1, 3, 6, 11, 24)  # upper ends of the length classes; longer lines are the last one


@dataclass(slots=True)  # not frozen: thousands are made per second
class Line:
    """A non-blank line, blanks at its ends left out.

    Attributes:
        start: First code point in the raw text.
        end: One past the last code point.
        text: `raw[start:end]`.
        lowered: Its measured part in lower case.
        words: Number of words; for scripts without blanks an estimate from their length.
        closed: 2 if it ends like a sentence, 1 if with a colon or comma, else 0.
        cased: Share of its words which start in lower case; -1 where case says nothing.
        marks: Sum of the flags of `page_vocabulary`.
        after: Whether it opens a list of other things.
        control: Whether the whole line is a site's control.
        final: Whether it opens what only follows an article.
        gap: Whether a blank line precedes it.
        repeated: Whether the page has the same line elsewhere.
    """

    start: int
    end: int
    text: str
    lowered: str
    words: int
    closed: int
    cased: float
    marks: int
    after: bool
    control: bool
    final: bool
    gap: bool
    repeated: bool

    @property
    def prose(self) -> bool:
        """Whether the line reads as a paragraph on its own."""
        return self.words >= 12 and self.closed == 2 and not self.marks & vocabulary.BUSINESS


def split_lines(raw: str) -> list[tuple[int, int, bool]]:
    """Start and end of every non-blank line without the blanks at its ends, and its gap.

    Every line break that Unicode knows counts; a carriage return with its line feed is one.

    Args:
        raw: The page's text.

    Returns:
        In order: start, end, whether a blank line or the start of the text precedes.
    """
    spans: list[tuple[int, int, bool]] = []
    position, gap = 0, True
    for piece in raw.splitlines(keepends=True):
        body = piece.strip()
        if body:
            start = position + len(piece) - len(piece.lstrip())
            spans.append((start, start + len(body), gap))
            gap = False
        else:
            gap = True
        position += len(piece)
    return spans


def measure(raw: str) -> list[Line]:
    """All non-blank lines of a page with their measurements.

    Args:
        raw: The page's text.

    Returns:
        The lines in order.
    """
    spans = split_lines(raw)
    texts = [raw[start:end] for start, end, _ in spans]
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    lines: list[Line] = []
    first: dict[str, Line] = {}
    for text, (start, end, gap) in zip(texts, spans, strict=True):
        known = first.get(text)
        if known is not None:
            again = copy(known)
            again.start, again.end, again.gap = start, end, gap
            lines.append(again)
            continue
        line = _measured(text, start=start, end=end, gap=gap, repeated=counts[text] > 1)
        if line.repeated:
            first[text] = line
        lines.append(line)
    return lines


def _measured(text: str, *, start: int, end: int, gap: bool, repeated: bool) -> Line:
    """One line with its measurements."""
    head = text[:MEASURED]
    lowered = head.lower()
    pieces = head.split()
    lowered_pieces = lowered.split()
    words = len(pieces)
    if len(text) > MEASURED:
        words = words * len(text) // MEASURED
    if len(head) > 8 * words and not head.isascii():
        words = max(words, len(WIDE.findall(head)) * len(text) // len(head) // 2)
    return Line(
        start=start,
        end=end,
        text=text,
        lowered=lowered,
        words=words,
        closed=_closing(text),
        cased=_case_share(pieces) if words > 3 else -1.0,
        marks=vocabulary.marks(lowered),
        after=vocabulary.opens_after(lowered_pieces),
        control=words <= 3 and " ".join(lowered_pieces).strip(" :•|>.") in vocabulary.CONTROLS,
        final=words <= 6 and vocabulary.closes(lowered_pieces),
        gap=gap,
        repeated=repeated,
    )


def _closing(text: str) -> int:
    """How the line ends: 2 like a sentence, 1 with a colon, semicolon or comma, else 0."""
    tail = text[-4:].rstrip(CLOSERS) or text[-1:]
    if tail.endswith(SENTENCE_ENDS):
        return 2
    return 1 if tail.endswith((":", ",", ";", "،", "：")) else 0


def _case_share(pieces: list[str]) -> float:
    """Share of words in lower case among those that start with a cased letter; -1 for none."""
    lower = upper = 0
    for piece in pieces:
        first = piece[0]
        if first.islower():
            lower += 1
        elif first.isupper():
            upper += 1
    return lower / (lower + upper) if lower + upper else -1.0
