"""An article as parsed, for the terminal: what was taken for what, at a glance."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.records import Article
from toolkit.records.article import Role, Segment

WIDTH = 100
TAIL = 25  # characters of a long piece's end that are shown
LINE = re.compile(r"\S(?:[^\n]*\S)?")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
ISOLATE, POP = "\u2068", "\u2069"
RESET = "\x1b[0m"
# Bold for what is read first, colours for what surrounds it, grey for what was left out.
STYLES: dict[Role | str, str] = {
    "title": "\x1b[1;32m",
    "dek": "\x1b[32m",
    "byline": "\x1b[36m",
    "published": "\x1b[36m",
    "caption": "\x1b[35m",
    "credit": "\x1b[35m",
    "subheading": "\x1b[1m",
    "paragraph": "",
    "residue": "\x1b[90m",
    "warning": "\x1b[1;33m",
    "status": "\x1b[1;33m",
    "label": "\x1b[90m",
}
PLURALS = {
    "paragraph": "paragraphs",
    "subheading": "subheadings",
    "caption": "captions",
    "credit": "credits",
    "residue": "pieces of residue",
}


@dataclass(frozen=True)
class Look:
    """How an article is shown.

    Attributes:
        width: Characters of a line.
        color: With ANSI colours.
        residue: Every line of residue with its own place, for corrections.
    """

    width: int = WIDTH
    color: bool = False
    residue: bool = False


def article_lines(article: Article, look: Look | None = None) -> Iterator[str]:
    """An article with the role of each of its pieces.

    Args:
        article: Any article.
        look: How; None for plain lines.

    Yields:
        The fields, the warnings, the numbers of pieces by role, then every segment of the raw
        text in order: number, role, offsets, text. Right-to-left text stands in isolates, so that
        its marks are not moved; control characters are shown as blanks.
    """
    look = look or Look()
    paint = _painted if look.color else _plain
    for name, value in _fields(article):
        style = name if name in {"title", "dek"} else ""
        shown = value or "-"
        if name == "status" and value != "ok":
            style = "status"
        yield f"{paint('label', f'{name:<10}')} {paint(style, _shown(shown, width=look.width))}"
    for warning in article.warnings:
        yield f"{paint('warning', 'warning    ! ' + _shown(warning, width=10 * look.width))}"
    yield ""
    if article.raw is None:
        for line in article.text.splitlines():
            yield _shown(line, width=len(line) + 1)
        return
    yield _counted(article)
    digits = len(str(len(article.segments)))
    room = max(30, look.width - 28 - digits)
    for number, segment in enumerate(article.segments, start=1):
        for count, (start, end) in enumerate(_stretches(article.raw, segment, look)):
            label = (
                f"{number if not count else '':>{digits}}  {segment.role if not count else '':<10}"
            )
            text = _shown(article.raw[start:end], width=room)
            yield paint(segment.role, f"{label} {f'{start}-{end}':>13}  {text}")


def _stretches(raw: str, segment: Segment, look: Look) -> Iterator[tuple[int, int]]:
    """The places of a segment that stand on lines of their own."""
    if not look.residue or segment.role != "residue":
        yield segment.raw_start, segment.raw_end
        return
    for match in LINE.finditer(raw, segment.raw_start, segment.raw_end):
        yield match.span()


def _fields(article: Article) -> Iterator[tuple[str, str | None]]:
    for name in ("id", "title", "dek", "source", "section", "url"):
        yield name, getattr(article, name)
    yield "authors", ", ".join(article.authors)
    zone = f" (zone {article.published_zone})" if article.published else ""
    yield "published", f"{article.published or '-'}{zone}"
    score = article.extra.get("language_score")
    found = f" (found, score {score})" if article.language and score is not None else ""
    yield "language", f"{article.language or '-'}{found}"
    yield "words", str(len(article.text.split()))
    yield "status", article.status
    corrections = article.extra.get("corrections")
    last = corrections[-1] if isinstance(corrections, list) and corrections else None
    if isinstance(last, dict) and {"coder", "time"} <= last.keys():
        yield "corrected", f"by {last['coder']}, {str(last['time'])[:10]}"


def _counted(article: Article) -> str:
    """How many pieces of each role, and how much of the raw text is none of the article's."""
    counts = Counter(segment.role for segment in article.segments)
    parts = [
        f"{count} {PLURALS.get(role, role) if count > 1 else role}"
        for role, count in counts.items()
        if role in PLURALS
    ]
    total = sum(map(_length, article.segments))
    residue = sum(_length(s) for s in article.segments if s.role == "residue")
    share = f"; residue is {100 * residue / total:.0f} % of the raw text" if total else ""
    return ", ".join(parts) + share


def _length(segment: Segment) -> int:
    return segment.raw_end - segment.raw_start


def _shown(text: str, *, width: int) -> str:
    """Text on one line, its middle left out where it is long."""
    line = " ".join(CONTROL.sub(" ", text).split())
    if len(line) > width:
        line = f"{line[: max(1, width - TAIL - 3)]} … {line[-TAIL:]}"
    return f"{ISOLATE}{line}{POP}" if RIGHT_TO_LEFT.search(line) else line


def _painted(style: str, text: str) -> str:
    code = STYLES.get(style, "")
    return f"{code}{text}{RESET}" if code else text


def _plain(_style: str, text: str) -> str:
    return text
