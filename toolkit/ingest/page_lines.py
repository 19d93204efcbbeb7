"""The lines of a pasted page and what is measured on each of them."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from toolkit.ingest import page_vocabulary as vocabulary
from toolkit.ingest.page_spans import split_lines, unwrapped
from toolkit.ingest.page_stems import stems
from toolkit.text import dateline_end

# Marks that may close a sentence after its full stop.
CLOSERS = "\"'”’»)]›״“"
SENTENCE_ENDS = (".", "!", "?", "…", "؟", "。", "！", "？", "।", "۔")
OPENERS = ("“", '"', "«", "„", "‘", "»", "「")
QUOTES = frozenset(OPENERS)
# Scripts whose words need more care than those of the languages of Europe.
OTHER_SCRIPTS = re.compile("[\u0130\u0307\u0590-\u0dff\u0e00-\u0e7f\u3040-\uabff\uac00-\ud7af]")
BULLET = re.compile(r"[•●▪‣◦·*–—-]\s|\d{1,3}[.)]\s|[a-z]\)\s")
PARTS = re.compile("[·•|]")
WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# A line longer than this is measured by its first part only: enough to tell prose from a list.
MEASURED = 2_000
DATELINE, DATELINE_LINE = 70, 120  # where a dateline's bracket opens; length of a line with one
CONTROL_WORDS = 8
PROSE_WORDS = 12
CASED_WORDS = 16  # words of a line whose case is looked at
COUNTED = 240  # code points whose words are looked at one by one; behind them blanks are counted
STEMMED = 160  # code points of a line whose words are compared with those of others
STEMMED_WORDS = 4  # shorter lines are menus; what they share with an article says little
FIGURED = 80  # code points in which figures are counted
FIGURES = b"0123456789"
ASCII = bytes(range(128))
FIGURE_SHARES = (0.01, 0.08, 0.2, 0.4)
ADDRESSES = ("www.", ".co", ".org", ".net")
NOT_LOWER = bytes(code for code in range(128) if not chr(code).islower())
NOT_UPPER = bytes(code for code in range(128) if not chr(code).isupper())
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
OTHER_YEAR = re.compile(r"(?<!\d)(?![0-9])\d{4}(?!\d)")
DATED_WORDS = 14  # of a line that is a stamp, perhaps with a byline
WORD_BUCKETS = (1, 3, 6, 11, 24)  # upper ends of the length classes; longer lines are the last one
NO_STEMS: set[str] = set()
FORM = ("closed", "prose", "quote", "bullet", "case", "figures", "address", "dated")


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
        gap: Whether a blank line precedes it, or one without a letter or figure.
        repeated: Whether the page has the same line elsewhere.
        prose: Whether it reads as a paragraph on its own.
        dated: Whether it is short and names a year.
        stems: Of its first `STEMMED` code points; empty for lines below `STEMMED_WORDS`.
        form: What `page_body` measures on the text alone: one byte for each name in `FORM`.
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
    prose: bool
    dated: bool
    stems: set[str]
    form: bytes


def measure(raw: str) -> list[Line]:
    """All non-blank lines of a page with their measurements.

    Args:
        raw: The page's text.

    Returns:
        The lines in order.
    """
    spans = unwrapped(raw, split_lines(raw))
    texts = [raw[start:end] for start, end, _ in spans]
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    distinct = list(counts)
    lowered = [text[:MEASURED].lower() for text in distinct]
    latin = not has_other_scripts(raw)
    if not latin:
        lowered = [vocabulary.fold(low) for low in lowered]
    marks = vocabulary.marks(
        [
            low[dateline_end(text[:DATELINE_LINE]) :]
            if len(text) >= DATELINE_LINE and "(" in text[:DATELINE]
            else low
            for low, text in zip(lowered, distinct, strict=True)
        ]
    )
    first: dict[str, Line] = {}
    for text, low, mark in zip(distinct, lowered, marks, strict=True):
        first[text] = _measured(text, low, mark, repeated=counts[text] > 1, latin=latin)
    lines: list[Line] = []
    for text, (start, end, gap) in zip(texts, spans, strict=True):
        line = first[text]
        if line.end:  # it has its place already
            line = _again(line)
        line.start, line.end, line.gap = start, end, gap
        lines.append(line)
    return lines


def has_other_scripts(raw: str) -> bool:
    """Whether a text has a sign of `OTHER_SCRIPTS`.

    >>> has_other_scripts("“Ferry”"), has_other_scripts("部长")
    (False, True)
    """
    if raw.isascii():
        return False
    # Only what is not ASCII is searched: a tenth of the time.
    signs = raw.encode("utf-8", "surrogatepass").translate(None, ASCII)
    return OTHER_SCRIPTS.search(signs.decode("utf-8", "surrogatepass")) is not None


def _again(line: Line) -> Line:
    """The same line once more; `copy.copy` takes ten times as long."""
    return Line(
        0,
        0,
        line.text,
        line.lowered,
        line.words,
        line.closed,
        line.cased,
        line.marks,
        line.after,
        line.control,
        line.final,
        gap=False,
        repeated=True,
        prose=line.prose,
        dated=line.dated,
        stems=line.stems,
        form=line.form,
    )


def _measured(text: str, lowered: str, marks: int, *, repeated: bool, latin: bool) -> Line:
    """One line with its measurements; its place is filled in later."""
    pieces = text[:COUNTED].split()
    words = len(pieces)
    cased = _case_share(pieces) if words > 3 else -1.0
    if len(text) > COUNTED:
        words += text.count(" ", COUNTED)
    if not latin and len(lowered) > 8 * words:
        words = max(words, len(WIDE.findall(lowered)) * len(text) // len(lowered) // 2)
    after, final = vocabulary.headings(lowered)
    closed = 0 if text[-1].isalnum() else _closing(text)
    prose = words >= PROSE_WORDS and closed == 2 and not marks & vocabulary.BUSINESS
    dated = words <= DATED_WORDS and closed != 2 and has_year(text[:COUNTED])
    return Line(
        0,
        0,
        text,
        lowered,
        words,
        closed,
        cased,
        marks,
        after,
        words <= CONTROL_WORDS and _is_control(lowered, words),
        final,
        gap=False,
        repeated=repeated,
        prose=prose,
        dated=dated,
        stems=stems(lowered[:STEMMED], latin=latin) if words >= STEMMED_WORDS else NO_STEMS,
        form=bytes(
            (
                closed,
                prose,
                text[0] in QUOTES,
                _is_bullet(text),
                int(cased * 3.99) + 1 if cased >= 0 else 0,
                _figures(text),
                _has_address(text),
                dated,
            )
        ),
    )


def _is_bullet(text: str) -> bool:
    """Whether a line starts like one of a list."""
    first = text[0]
    if first.isupper() or (first.isalpha() and text[1:2] != ")"):
        return False
    return BULLET.match(text) is not None


def _figures(text: str) -> int:
    """Class of a line by how much of its beginning is figures."""
    head = text[:FIGURED].encode("ascii", "replace")
    others = len(head.translate(None, FIGURES))
    return bisect_right(FIGURE_SHARES, 1 - others / len(head)) if others < len(head) else 0


def _has_address(text: str) -> bool:
    """Whether a line names a site."""
    if "." in text and any(part in text for part in ADDRESSES):
        return True
    return "://" in text


def has_year(text: str) -> bool:
    """Whether a text names a year, in the figures of any script.

    >>> has_year("4 May 2031"), has_year("٤ مايو ٢٠٣١"), has_year("Room 12031")
    (True, True, False)
    """
    if "20" in text or "19" in text:
        return YEAR.search(text) is not None
    return not text.isascii() and OTHER_YEAR.search(text) is not None


def _is_control(lowered: str, words: int) -> bool:
    """Whether a whole line, or each part of it between dots or bars, is a site's control."""
    if lowered.count(" ") != words - 1:
        lowered = " ".join(lowered.split())
    bare = lowered.strip(" :•|>.-–—*[]()")
    if bare in vocabulary.CONTROLS:
        return True
    if "|" not in bare and "·" not in bare and "•" not in bare:
        return False
    return all(part.strip() in vocabulary.CONTROLS for part in PARTS.split(bare))


def _closing(text: str) -> int:
    """How the line ends: 2 like a sentence, 1 with a colon, semicolon or comma, else 0."""
    tail = text[-4:].rstrip(CLOSERS) or text[-1:]
    if tail.endswith(SENTENCE_ENDS):
        return 2
    return 1 if tail.endswith((":", ",", ";", "،", "：")) else 0


def _case_share(pieces: list[str]) -> float:
    """Share of words in lower case among those that start with a cased letter; -1 for none."""
    heads = "".join([piece[0] for piece in pieces[:CASED_WORDS]])
    if heads.isascii():
        codes = heads.encode()
        lower, upper = len(codes.translate(None, NOT_LOWER)), len(codes.translate(None, NOT_UPPER))
    else:
        lower, upper = sum(map(str.islower, heads)), sum(map(str.isupper, heads))
    return lower / (lower + upper) if lower + upper else -1.0
