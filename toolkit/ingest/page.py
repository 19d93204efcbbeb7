"""Parses a pasted news page: what a browser's select-all and copy gives."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.ingest import captions
from toolkit.ingest import page_vocabulary as vocabulary
from toolkit.ingest.page_body import body_lines
from toolkit.ingest.page_header import Header, read_header
from toolkit.ingest.page_inserts import clean_body
from toolkit.ingest.page_lines import MEASURED, OPENERS, WIDE, Line, measure
from toolkit.ingest.page_plain import plain_body
from toolkit.records.article import PARAGRAPH_BREAK, Role, Segment

AROUND = 6  # lines before the title and behind the body in which pictures belong to the article
SLASH_REACH = 70  # characters at a line's end in which "name/agency" may stand
SUBHEADING_WORDS = 14
FEW_WORDS = 25  # a body below this is hardly an article

PICTURE_WORDS = 90  # of the longest caption; twice that where it was pasted twice
CAPTION_WORDS = (4, 60)
# Buttons of pictures, and on which side of them the caption stands.
BESIDE_CAPTION = {
    "view image in fullscreen": 1,
    "enlarge this image": 1,
    "open image in gallery": 1,
    "open image modal": 1,
    "image caption": 1,
    "bildunterschrift": 1,
    "bild vergrößern": 1,
    "agrandir l'image": 1,
    "ampliar foto": 1,
    "hide caption": -1,
    "toggle caption": -1,
    "purchase licensing rights": -1,
    "buy photo": -1,
    "buy this photo": -1,
}

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


@dataclass(slots=True)  # not frozen: thousands are made per second
class _Piece:
    """A stretch of the raw text with its role."""

    role: Role
    start: int
    end: int


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
    return _assemble(raw, _pieces(lines, kept, header, pictures), header)


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
    pictures = _pictures(lines, kept)
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


def _pictures(lines: Sequence[Line], kept: Sequence[bool]) -> dict[int, list[captions.Piece]]:
    """Lines that are captions or credits, cut into their parts."""
    found: dict[int, list[captions.Piece]] = {}
    beside: list[int] = []
    for index, line in enumerate(lines):
        if line.control:
            if step := BESIDE_CAPTION.get(line.lowered.strip(" :.")):
                beside.append(index + step)
            continue
        if not _may_be_picture(line):
            continue
        pieces = _picture(line)
        if pieces is None:
            continue
        found[index] = pieces
        if all(role == "credit" for role, _, _ in pieces) and not line.gap:
            _caption_above(lines, kept, found, index)
    for index in beside:
        _caption_beside(lines, found, index)
    return found


def _may_be_picture(line: Line) -> bool:
    """A quick look that most lines do not pass: words of credits, a slash, the same half twice."""
    text = line.text
    if line.words > 2 * PICTURE_WORDS:
        return False
    middle = len(text) // 2
    return (
        bool(line.marks & (vocabulary.CREDIT | vocabulary.AGENCY))
        or "/" in text[-SLASH_REACH:]
        or (middle >= captions.SHORTEST_COPY and text[0] in (text[middle], text[-middle]))
        or line.lowered.startswith(captions.LABELS)
    )


def _picture(line: Line) -> list[captions.Piece] | None:
    """The parts of a line that is a caption, a credit, or a caption pasted twice."""
    copy = captions.doubled(line.text)
    single = line.text[:copy].rstrip() if copy else line.text
    pieces = None
    if line.marks & (vocabulary.CREDIT | vocabulary.AGENCY) or "/" in line.text[-SLASH_REACH:]:
        pieces = captions.split_caption(single)
    if copy and pieces is None and len(single.split()) >= 6:
        pieces = [("caption", 0, len(single))]
    if pieces is None or not copy:
        return pieces
    return [*pieces, ("residue", copy, len(line.text))]


def _caption_beside(
    lines: Sequence[Line], found: dict[int, list[captions.Piece]], index: int
) -> None:
    """Takes a line next to a picture's buttons for its caption."""
    if not 0 <= index < len(lines) or index in found or lines[index].control:
        return
    line = lines[index]
    if CAPTION_WORDS[0] <= line.words <= CAPTION_WORDS[1] and not line.after:
        found[index] = [("caption", 0, len(line.text))]


def _caption_above(
    lines: Sequence[Line],
    kept: Sequence[bool],
    found: dict[int, list[captions.Piece]],
    credit: int,
) -> None:
    """Takes the line right above a lone credit for its caption, unless it is body."""
    above = credit - 1
    if above < 0 or above in found or kept[above]:
        return
    line = lines[above]
    if line.words >= 6 and not line.marks & vocabulary.BUSINESS and not line.after:
        found[above] = [("caption", 0, len(line.text))]


def _pieces(
    lines: Sequence[Line],
    kept: Sequence[bool],
    header: Header,
    pictures: dict[int, list[captions.Piece]],
) -> list[_Piece]:
    """Every line's parts with their roles, in raw order."""
    body = [index for index, keep in enumerate(kept) if keep]
    anchor = header.title if header.title is not None else (body[0] if body else 0)
    inside = range(anchor - AROUND, (body[-1] if body else anchor) + AROUND + 1)
    roles: dict[int, Role] = dict.fromkeys(header.stamps, "published")
    roles |= dict.fromkeys(header.bylines, "byline")
    shown: set[str] = set()
    pieces: list[_Piece] = []
    for index, line in enumerate(lines):
        if index == header.title:
            pieces += _title_pieces(line, header.title_end)
        elif index == header.dek:
            pieces += _by_line("dek", line.text, line.start)
        elif index in roles:
            pieces.append(_Piece(roles[index], line.start, line.end))
        elif kept[index]:
            pieces.append(_Piece(_body_role(lines, kept, index), line.start, line.end))
        elif index in pictures and (index in inside):
            pieces += _picture_pieces(line, pictures[index], shown)
        else:
            pieces.append(_Piece("residue", line.start, line.end))
    return pieces


def _title_pieces(line: Line, end: int) -> list[_Piece]:
    """The title, and the outlet's name behind it as residue."""
    title = line.text[:end].rstrip()
    pieces = _by_line("title", title, line.start)
    rest = line.text[len(title) :]
    if rest.strip():
        start = line.start + len(title) + len(rest) - len(rest.lstrip())
        pieces.append(_Piece("residue", start, line.end))
    return pieces


def _by_line(role: Role, text: str, start: int) -> list[_Piece]:
    """One piece for each line of a title or dek that was broken at a fixed width."""
    pieces = []
    for found in LINE.finditer(text):
        pieces.append(_Piece(role, start + found.start(), start + found.end()))
    return pieces


def _picture_pieces(line: Line, parts: list[captions.Piece], shown: set[str]) -> list[_Piece]:
    """The parts of a caption line; a caption that was shown before is residue."""
    pieces: list[_Piece] = []
    for role, start, end in parts:
        text = line.text[start:end]
        final: Role = "credit" if role == "credit" else "residue"
        if role == "caption" and text not in shown:
            shown.add(text)
            final = "caption"
        pieces.append(_Piece(final, line.start + start, line.start + end))
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


def _merged(pieces: Sequence[_Piece]) -> list[_Piece]:
    """The pieces, each run of residue as one."""
    merged: list[_Piece] = []
    for piece in pieces:
        if piece.role == "residue" and merged and merged[-1].role == "residue":
            merged[-1].end = piece.end
        else:
            merged.append(piece)
    return merged


def _assemble(raw: str, pieces: Sequence[_Piece], header: Header | None) -> PageParse:
    """Fields and segments from the pieces."""
    parts: dict[Field, list[str]] = {"title": [], "dek": [], "text": [], "captions": []}
    lengths: dict[Field, int] = dict.fromkeys(parts, 0)
    segments: list[Segment] = []
    for piece in _merged(pieces):
        field = FIELDS.get(piece.role)
        if field is None:
            segments.append(Segment(role=piece.role, raw_start=piece.start, raw_end=piece.end))
            continue
        start = lengths[field] + (len(BREAKS[field]) if parts[field] else 0)
        end = start + piece.end - piece.start
        parts[field].append(raw[piece.start : piece.end])
        lengths[field] = end
        segments.append(
            Segment(
                role=piece.role,
                raw_start=piece.start,
                raw_end=piece.end,
                field=field,
                start=start,
                end=end,
            )
        )
    title = " ".join(parts["title"]) or None
    text = PARAGRAPH_BREAK.join(parts["text"])
    status, remarks = _status(title, text, empty=not pieces)
    return PageParse(
        title=title,
        dek=" ".join(parts["dek"]) or None,
        text=text,
        authors=header.authors if header else (),
        captions=tuple(parts["captions"]),
        published=header.published if header else None,
        published_zone=header.zone if header else "unknown",
        segments=tuple(segments),
        status=status,
        warnings=(*remarks, *(header.warnings if header else ())),
    )


def _status(title: str | None, text: str, *, empty: bool) -> tuple[str, tuple[str, ...]]:
    """The status of a page and the warning that explains it."""
    if empty:
        return "no_body", ("the page has no text",)
    if not text:
        if title is None:
            return "probably_not_article", ("no prose and no title found",)
        return "no_body", ("a title but no body found",)
    words = len(text.split())
    if words < FEW_WORDS:
        words = max(words, len(WIDE.findall(text[:MEASURED])) // 2)
    if words < FEW_WORDS:
        return "probably_not_article", (f"the body has only {words} words",)
    return "ok", ()
