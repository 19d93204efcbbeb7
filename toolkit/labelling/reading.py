"""An article as a coder reads it: blocks in page order, and the words that can be selected.

Every block keeps where its text stands in title, dek, text or captions, so that selected words
are exact spans. No terminal is needed here.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from toolkit.labelling.show import printable
from toolkit.records.annotation import Span, SpanField
from toolkit.records.article import PARAGRAPH_BREAK, Article, Role, Segment
from toolkit.rules.quotation.marks import quoted_pairs

# Characters that reorder or hide what follows them, to the end of the line and beyond: on a
# screen shared with other text they become blanks of no width, one for one.
REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
NO_WIDTH = "\u200b"
# Written without blanks between words: every sign can be selected by itself.
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
CHUNK = re.compile(r"[^\s\u2013\u2014/]+")
SENTENCE_END = re.compile(r"[.!?。！？؟۔]+[\"'”’»)\]]*(?=\s|$)|[。！？]")


FOLDED = 36  # characters that are left of what is folded: one row of the narrowest pane


@dataclass(frozen=True)
class Block:
    """One piece of the page.

    Attributes:
        role: What it is.
        text: Safe to show; as long as the piece of the field that it stands for.
        field: Where it stands; None for what is no part of the article.
        start: First code point in the field.
    """

    role: Role
    text: str
    field: SpanField | None = None
    start: int = 0


@dataclass(frozen=True)
class Word:
    """A word that can be selected.

    Attributes:
        block: Index of its block.
        start: First code point in the block.
        end: One past the last one.
    """

    block: int
    start: int
    end: int


def screen_safe(text: str) -> str:
    r"""Text of the same length that cannot steer a terminal.

    >>> screen_safe("a\x1b[2J\u202eb") == "a\ufffd[2J\u200bb"
    True
    """
    return REORDERING.sub(NO_WIDTH, printable(text))


class Page:
    """The blocks of an article with their words.

    Args:
        article: What is read.
        residue: Whether what surrounds the article on its page is shown in full; it is
            one short line otherwise.
    """

    def __init__(self, article: Article, *, residue: bool = False) -> None:
        self.article = article
        self.blocks = list(_blocks(article, residue=residue))
        self.words = [
            Word(number, start, end)
            for number, block in enumerate(self.blocks)
            if block.field is not None
            for start, end in words_of(block.text)
        ]

    def span(self, first: int, last: int, *, label: str = "") -> Span | None:
        """The span from one word to another.

        Args:
            first: Index of a word.
            last: Index of another, before or behind it.
            label: What the words speak for.

        Returns:
            The span with the article's own spelling; None if the words stand in different fields.
        """
        first, last = sorted((first, last))
        head, tail = self.words[first], self.words[last]
        field = self.blocks[head.block].field
        if field is None or field != self.blocks[tail.block].field:
            return None
        start = self.blocks[head.block].start + head.start
        end = self.blocks[tail.block].start + tail.end
        quote = self.article.field_text(field)[start:end]
        return Span.model_construct(label=label, field=field, start=start, end=end, quote=quote)

    def sentence(self, word: int) -> tuple[int, int]:
        """First and last word of the sentence that a word stands in."""
        here = self.words[word]
        text = self.blocks[here.block].text
        ends = [match.end() for match in SENTENCE_END.finditer(text)]
        start = max((end for end in ends if end <= here.start), default=0)
        end = min((end for end in ends if end > here.start), default=len(text))
        inside = [
            index
            for index, other in enumerate(self.words)
            if other.block == here.block and start <= other.start < end
        ]
        return inside[0], inside[-1]

    def places(self, spans: Sequence[Span]) -> dict[int, list[tuple[int, int, Span]]]:
        """Where spans stand on the page: start and end in each block that they touch."""
        found: dict[int, list[tuple[int, int, Span]]] = {}
        for number, block in enumerate(self.blocks):
            for span in spans:
                start, end = span.start - block.start, span.end - block.start
                if span.field == block.field and start < len(block.text) and end > 0:
                    piece = (max(0, start), min(len(block.text), end), span)
                    found.setdefault(number, []).append(piece)
        return found

    @cached_property
    def quotes(self) -> dict[int, list[tuple[int, int]]]:
        """Quoted words in each block: start and end, with their marks."""
        found: dict[int, list[tuple[int, int]]] = {}
        for field in ("title", "dek", "text"):
            inside = [(n, block) for n, block in enumerate(self.blocks) if block.field == field]
            spans = [(block.start, block.start + len(block.text)) for _, block in inside]
            for pair in quoted_pairs(self.article.field_text(field), spans):
                for number, block in inside:
                    start, end = pair.start - block.start, pair.end - block.start
                    if start < len(block.text) and end > 0:
                        place = (max(0, start), min(len(block.text), end))
                        found.setdefault(number, []).append(place)
        return found

    def word_at(self, field: SpanField, offset: int) -> int | None:
        """The word at or behind a place of a field; None if there is none."""
        for index, word in enumerate(self.words):
            block = self.blocks[word.block]
            if block.field == field and block.start + word.end > offset:
                return index
        return None


def words_of(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each word, without the marks around it.

    >>> [("“Well,” she said."[a:b]) for a, b in words_of("“Well,” she said.")]
    ['Well', 'she', 'said']
    """
    for chunk in CHUNK.finditer(text):
        if UNSPACED.search(chunk.group()):
            yield from ((i, i + 1) for i in range(*chunk.span()) if not _is_mark(text[i]))
            continue
        start, end = chunk.span()
        while start < end and _is_mark(text[start]):
            start += 1
        while end > start and _is_mark(text[end - 1]):
            end -= 1
        if start < end:
            yield start, end


def _is_mark(character: str) -> bool:
    """Whether a character is punctuation or invisible; $, % and ° belong to their number."""
    kind = unicodedata.category(character)
    return (kind[0] == "P" and character != "%") or kind in {"Cf", "Zs"} or character == "\ufffd"


def _blocks(article: Article, *, residue: bool) -> Iterator[Block]:
    if not _covers(article):
        yield from _plain_blocks(article)
        return
    assert article.raw is not None  # segments are offsets into it
    for is_rest, group in groupby(article.segments, key=_is_rest):
        if is_rest:
            yield from _rest(article.raw, list(group), full=residue)
            continue
        for piece in group:
            text = screen_safe(article.raw[piece.raw_start : piece.raw_end])
            if piece.field is None or piece.start is None:
                yield Block(piece.role, " ".join(text.split()))
            else:
                shown = article.field_text(piece.field)[piece.start : piece.end]
                yield Block(piece.role, screen_safe(shown), piece.field, piece.start)


def _is_rest(piece: Segment) -> bool:
    return piece.field is None and piece.role in {"residue", "credit"}


def _rest(raw: str, pieces: Sequence[Segment], *, full: bool) -> Iterator[Block]:
    """What is not part of the article: in full, or how much of it there is."""
    lines = [" ".join(screen_safe(raw[p.raw_start : p.raw_end]).split()) for p in pieces]
    if full:
        yield from (Block(p.role, line) for p, line in zip(pieces, lines, strict=True))
        return
    text = " · ".join(lines)
    short = (
        text if len(text) <= FOLDED else f"{text[: FOLDED - 16].rstrip()} … {len(text)} characters"
    )
    yield Block("residue", short)


def _covers(article: Article) -> bool:
    """Whether the segments hold every word of the article; a table's row has none."""
    if article.raw is None:
        return False
    for field in ("title", "dek", "text", "captions"):
        text = article.field_text(field)
        held = sum(
            len("".join(text[piece.start : piece.end].split()))
            for piece in article.segments
            if piece.field == field and piece.start is not None
        )
        if held != len("".join(text.split())):
            return False
    return True


def _plain_blocks(article: Article) -> Iterator[Block]:
    """Fields one after the other, for articles that come without their page."""
    if article.title:
        yield Block("title", screen_safe(article.title), "title")
    if article.dek:
        yield Block("dek", screen_safe(article.dek), "dek")
    about = " · ".join(filter(None, (article.source, article.published, *article.authors)))
    if about:
        yield Block("byline", " ".join(screen_safe(about).split()))
    rest: tuple[tuple[SpanField, Role], ...] = (("text", "paragraph"), ("captions", "caption"))
    for field, role in rest:
        start = 0
        for part in article.field_text(field).split(PARAGRAPH_BREAK):
            if part.strip():
                yield Block(role, screen_safe(part), field, start)
            start += len(part) + len(PARAGRAPH_BREAK)
