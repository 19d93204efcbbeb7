"""Parses a pasted news page: what a browser's select-all and copy gives.

Where the time of a page goes (instructions, 102 pages of 160 lines on average: 22 million each, of
which Python's own loop is most): 46 % into measuring its lines (stems 9 %, phrases 3 %), 17 % into
the two readings for the body, 14 % into pictures and inserts, the rest into header and segments.
No single step has more than a tenth. What made it faster was to look at repeated lines once, to
search all phrases in one pass over the page, to let a hint among them decide whether a slow
expression is tried at all, to keep scripts with special needs out of the way of those without, to
leave each line's own form behind as bytes that numpy reads as a table, and to validate all segments
of a page at once. Remembering the short lines of earlier pages did not pay: of those of another
site's page a fifth were known, and the copies cost what the measuring had.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.ingest import captions
from toolkit.ingest.page_body import body_lines
from toolkit.ingest.page_calls import is_paywall
from toolkit.ingest.page_header import Header, read_header
from toolkit.ingest.page_inserts import clean_body
from toolkit.ingest.page_lines import MEASURED, OPENERS, WIDE, Line, measure
from toolkit.ingest.page_pictures import find_pictures
from toolkit.ingest.page_plain import plain_body
from toolkit.ingest.pieces import Piece, assembled
from toolkit.records.article import Role, Segment

AROUND = 6  # lines before the title and behind the body in which pictures belong to the article
CUT_OFF = "the page says that only subscribers may read on: the body may be cut short"
SUBHEADING_WORDS = 14
FEW_WORDS = 25  # a body below this is hardly an article
TEASER_WORDS = 60  # the body of a page behind a paywall below this is only its beginning

LINE = re.compile(r"\S[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]*(?<=\S)")


@dataclass(frozen=True)
class PageParse:
    """What a pasted page says, and where in its raw text.

    Attributes:
        title: Headline, or None where no line is surely one.
        dek: Summary under the headline, or None.
        text: Body paragraphs and subheadings joined by blank lines; may be empty.
        authors: Names, in order.
        captions: Without their credits, each once.
        published: ISO 8601 with the precision that the page gives, or None.
        published_zone: Whether `published` states its offset from UTC.
        segments: In raw order; cover every non-blank code point of the raw text once.
        status: `ok`, `no_body` or `probably_not_article`.
        warnings: What was unsure, in words.
    """

    title: str | None
    dek: str | None
    text: str
    authors: tuple[str, ...]
    captions: tuple[str, ...]
    published: str | None
    published_zone: Literal["known", "unknown"]
    segments: tuple[Segment, ...]
    status: str
    warnings: tuple[str, ...]


def parse_page(raw: str) -> PageParse:
    """Takes a pasted page apart.

    Time is linear in the length of the page. Nothing is invented: a part that is unsure is left
    out and a warning says so. Text is never altered, only cut.

    Args:
        raw: The decoded text of the page.

    Returns:
        The parts, and segments that cover the whole page.
    """
    lines = measure(raw)
    if not lines:
        return _assemble(raw, [], None)
    kept, pictures, plain = body_of(lines)
    header = read_header(lines, kept, plain=plain)
    for place in (header.title, header.dek, *header.bylines, *header.stamps):
        if place is not None:
            kept[place] = False
    _drop_copies_of_title(lines, kept, header)
    if _is_cut_off(lines, kept):
        header.warnings.append(CUT_OFF)
    return _assemble(raw, _pieces(lines, kept, header, pictures), header)


def _is_cut_off(lines: Sequence[Line], kept: Sequence[bool]) -> bool:
    """Whether a line right behind the body says that only subscribers may read on."""
    last = max((index for index, keep in enumerate(kept) if keep), default=-1)
    return last >= 0 and any(is_paywall(line) for line in lines[last + 1 : last + 1 + AROUND])


def body_of(lines: list[Line]) -> tuple[list[bool], dict[int, list[captions.Piece]], bool]:
    """Which lines are the body, before the header is known.

    Args:
        lines: The non-blank lines of a page, in order; at least one.

    Returns:
        One decision per line; the lines that are captions or credits, with their parts; whether
        the text is nothing but an article.
    """
    plain = plain_body(lines)
    kept = plain or body_lines(lines)
    if plain is None:
        clean_body(lines, kept)
    pictures = find_pictures(lines, kept)
    for index in pictures:
        kept[index] = False
    return kept, pictures, plain is not None


def _drop_copies_of_title(lines: Sequence[Line], kept: list[bool], header: Header) -> None:
    """Keeps a second print of the title out of the body."""
    if header.title is None:
        return
    title = lines[header.title].text
    for index, line in enumerate(lines):
        if kept[index] and line.text == title:
            kept[index] = False


def _pieces(
    lines: Sequence[Line],
    kept: Sequence[bool],
    header: Header,
    pictures: dict[int, list[captions.Piece]],
) -> list[Piece]:
    """Every line's parts with their roles, in raw order."""
    body = [index for index, keep in enumerate(kept) if keep]
    anchor = header.title if header.title is not None else (body[0] if body else 0)
    inside = range(anchor - AROUND, (body[-1] if body else anchor) + AROUND + 1)
    roles: dict[int, Role] = dict.fromkeys(header.stamps, "published")
    roles |= dict.fromkeys(header.bylines, "byline")
    named = {*roles, *body, *(index for index in pictures if index in inside)}
    named |= {index for index in (header.title, header.dek) if index is not None}
    shown: set[str] = set()
    pieces: list[Piece] = []
    below = 0  # the first line that has no piece yet
    for index in sorted(named):
        line = lines[index]
        if below < index:
            pieces.append(Piece("residue", lines[below].start, lines[index - 1].end))
        below = index + 1
        if index == header.title:
            pieces += _title_pieces(line, header.title_end)
        elif index == header.dek:
            pieces += _by_line("dek", line.text, line.start)
        elif index in roles:
            pieces.append(Piece(roles[index], line.start, line.end))
        elif kept[index]:
            pieces.append(Piece(_body_role(lines, kept, index), line.start, line.end))
        else:
            pieces += _picture_pieces(line, pictures[index], shown)
    if below < len(lines):
        pieces.append(Piece("residue", lines[below].start, lines[-1].end))
    return _merged(pieces)


def _title_pieces(line: Line, end: int) -> list[Piece]:
    """The title, and the outlet's name behind it as residue."""
    title = line.text[:end].rstrip()
    pieces = _by_line("title", title, line.start)
    rest = line.text[len(title) :]
    if rest.strip():
        start = line.start + len(title) + len(rest) - len(rest.lstrip())
        pieces.append(Piece("residue", start, line.end))
    return pieces


def _by_line(role: Role, text: str, start: int) -> list[Piece]:
    """One piece for each line of a title or dek that was broken at a fixed width."""
    pieces = []
    for found in LINE.finditer(text):
        pieces.append(Piece(role, start + found.start(), start + found.end()))
    return pieces


def _picture_pieces(line: Line, parts: list[captions.Piece], shown: set[str]) -> list[Piece]:
    """The parts of a caption line; a caption that was shown before is residue."""
    pieces: list[Piece] = []
    for role, start, end in parts:
        text = line.text[start:end]
        final: Role = "credit" if role == "credit" else "residue"
        if role == "caption" and text not in shown:
            shown.add(text)
            final = "caption"
        pieces.append(Piece(final, line.start + start, line.start + end))
    return pieces


def _body_role(lines: Sequence[Line], kept: Sequence[bool], index: int) -> Role:
    """Whether a body line is a subheading: short, unlike a sentence or quote, with prose below."""
    line = lines[index]
    question = line.text.endswith(("?", "؟", "？"))
    if line.words > SUBHEADING_WORDS or (line.closed and not question):
        return "paragraph"
    if line.text.startswith((*OPENERS, "'", "-", "–", "—", "•", "*")):
        return "paragraph"
    below = next((i for i in range(index + 1, min(index + 4, len(lines))) if kept[i]), None)
    if below is None or lines[below].words < 12 or not lines[below].closed:
        return "paragraph"
    return "subheading" if line.gap or lines[below].gap else "paragraph"


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, each run of residue as one."""
    merged: list[Piece] = []
    for piece in pieces:
        if piece.role == "residue" and merged and merged[-1].role == "residue":
            merged[-1] = merged[-1]._replace(end=piece.end)
        else:
            merged.append(piece)
    return merged


def _assemble(raw: str, pieces: Sequence[Piece], header: Header | None) -> PageParse:
    """Fields and segments from the pieces, with what the header says."""
    built = assembled(raw, pieces)
    cut_off = header is not None and CUT_OFF in header.warnings
    status, remarks = _status(
        built.title, built.text, fewest=TEASER_WORDS if cut_off else FEW_WORDS
    )
    if not pieces:
        status, remarks = "no_body", ("the page has no text",)
    return PageParse(
        title=built.title,
        dek=built.dek,
        text=built.text,
        authors=header.authors if header else (),
        captions=built.captions,
        published=header.published if header else None,
        published_zone=header.zone if header else "unknown",
        segments=built.segments,
        status=status,
        warnings=(*remarks, *(header.warnings if header else ())),
    )


def _status(title: str | None, text: str, *, fewest: int) -> tuple[str, tuple[str, ...]]:
    """The status of a page and the warning that explains it."""
    if not text:
        if title is None:
            return "probably_not_article", ("no prose and no title found",)
        return "no_body", ("a title but no body found",)
    words = len(text.split())
    if words < fewest:
        words = max(words, len(WIDE.findall(text[:MEASURED])) // 2)
    if words < fewest:
        return "probably_not_article", (f"the body has only {words} words",)
    return "ok", ()
