"""Saved HTML pages: body by trafilatura, the rest from the page's own statements."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lxml.etree import _Element
from lxml.html import HtmlElement

from toolkit.ingest.html_metadata import Metadata, Zone, read_metadata
from toolkit.ingest.page_inserts import links_elsewhere
from toolkit.records import Role, Segment
from toolkit.records.article import PARAGRAPH_BREAK
from toolkit.text import normalise

MIN_BODY_WORDS = 50  # fewer is a cookie notice, a paywall's first lines or an error page
HEAD_BLOCKS = 6  # a headline that the extractor took into the body stands among the first blocks
SNIFF_CHARACTERS = 4000

OPENING = re.compile(r"\s*(?:<\?xml[^>]*>\s*|<!--(?:(?!-->).){0,2000}-->\s*)*", re.DOTALL)
DOCUMENT = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
FRAGMENT = re.compile(r"<(?:article|main|section|div|p|h1|header)(?:\s[^<>]*)?>", re.IGNORECASE)
CLOSING = re.compile(r"</(?:article|main|section|div|p|h[1-6]|header)>", re.IGNORECASE)
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
# Chinese and Japanese are written without blanks; two characters stand for about one word.
IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
CREDIT = re.compile(
    r"\s*(?:[(\[](?:photo |image |picture )?(?:credits?|photo|image|picture|source|foto|crédit)"
    r"\s*[:/]?[^()\[\]]{1,120}[)\]]|(?:photo|image|picture|foto) ?(?:credit|by)?\s*:\s*[^.]{1,120})"
    r"\s*$",
    re.IGNORECASE,
)
CREDIT_CLASS = re.compile(r"credit|copyright|photographer|attribution|\bsource\b", re.IGNORECASE)
CAPTIONS = "//figcaption | //*[contains(concat(' ', @class, ' '), ' wp-caption-text ')]"
MARKED_DEK = "//*[self::p or self::h2 or self::h3 or self::div or self::span][@class or @itemprop]"
DEK_CLASS = re.compile(
    r"(?:^|[\s_-])(?:dek|deck|standfirst|sub-?headline|subtitle|article-?summary|alternativeHeadline)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
MIN_DEK_WORDS = 6
MAX_DEK_CHARACTERS = 600
NOT_CONTENT = {"nav", "aside", "footer", "a"}
BLOCKS = {"p", "head", "quote", "item", "row", "code", "list", "table", "div"}


@dataclass(frozen=True)
class HtmlParse:
    """A saved page, taken apart.

    Attributes:
        metadata: What the page states about itself.
        title: As stated.
        dek: The description, if the page shows it.
        text: Body paragraphs and subheadings joined by blank lines.
        captions: Without credits.
        published: ISO 8601.
        zone: Whether `published` states its offset.
        raw: The extracted text that the segments count in.
        segments: Cover every non-blank code point of `raw` once.
        status: `ok` or `probably_not_article`.
        warnings: In words.
    """

    metadata: Metadata
    title: str | None
    dek: str | None
    text: str
    captions: tuple[str, ...]
    published: str | None
    zone: Zone
    raw: str
    segments: tuple[Segment, ...]
    status: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Block:
    role: Literal["subheading", "paragraph"]
    text: str


def looks_like_html(text: str) -> bool:
    """Whether a text clearly is an HTML page; prose with a `<` in it is not.

    >>> looks_like_html("<!DOCTYPE html><html>"), looks_like_html("<3 votes were cast")
    (True, False)
    """
    head = text.lstrip("\ufeff")[:SNIFF_CHARACTERS]
    opening = OPENING.match(head)
    start = opening.end() if opening else 0
    if DOCUMENT.match(head, start):
        return True
    return bool(FRAGMENT.match(head, start)) and len(CLOSING.findall(head)) >= 2


def declared_charset(data: bytes) -> str | None:
    """The charset that the head of a page names, unchecked."""
    match = CHARSET.search(data[:SNIFF_CHARACTERS])
    return match.group(1).decode("ascii") if match else None


def parse_html(html: str) -> HtmlParse | None:
    """Takes a page apart.

    Args:
        html: The decoded page.

    Returns:
        The parse; None if there is no markup or no text in it.
    """
    from trafilatura import load_html  # 0.2 s to import; pasted pages do not need it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it says, we return
    tree = load_html(html)
    if tree is None:
        return None
    metadata = read_metadata(tree)
    captions = _take_captions(tree)
    dek = _find_dek(tree, metadata)
    blocks = list(_body_blocks(tree))
    return _lay_out(metadata, blocks, captions=captions, dek=dek)


def _body_blocks(tree: HtmlElement) -> Iterator[_Block]:
    """The body's paragraphs and subheadings as trafilatura finds them."""
    from trafilatura import bare_extraction

    # On 102 pages with gold bodies, fast with recall settings was best: .960 against .954 for
    # the default and .958 for fast alone.
    document = bare_extraction(tree, include_comments=False, fast=True, favor_recall=True)
    if document is None or isinstance(document, dict) or document.body is None:
        return
    for element in document.body:
        yield from _blocks(element)


def _blocks(element: _Element) -> Iterator[_Block]:
    """The blocks of one element of the extractor's tree, in order."""
    if element.tag == "table":
        for row in element.iter("row"):
            cells = [_flat("".join(cell.itertext())) for cell in row.iter("cell")]
            if any(cells):
                yield _Block("paragraph", " | ".join(cells))
    elif any(child.tag in BLOCKS for child in element):
        if element.text and element.text.strip():
            yield _Block("paragraph", _flat(element.text))
        for child in element:
            yield from _blocks(child)
            if child.tail and child.tail.strip():
                yield _Block("paragraph", _flat(child.tail))
    else:
        for line in _lines(element):
            yield _Block("subheading" if element.tag == "head" else "paragraph", line)


def _lines(element: _Element) -> Iterator[str]:
    """The text of a leaf block; every line break starts a new paragraph."""
    pieces: list[str] = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            pieces.append("\n")
        else:
            pieces.append("".join(child.itertext()))
        pieces.append(child.tail or "")
    joined = "\x1e".join(" ".join(p.split("\n")) if p != "\n" else p for p in pieces)
    for line in joined.replace("\x1e", "").split("\n"):
        if flat := _flat(line):
            yield flat


def _flat(text: str) -> str:
    """Runs of blanks as one, as a browser shows them; no-break spaces stay."""
    return re.sub(r"[ \t\r\n\f\v]+", " ", text).strip()


def _take_captions(tree: HtmlElement) -> list[tuple[str, str]]:
    """Removes captions from the tree; caption and credit of each, once, in page order."""
    found: dict[str, tuple[str, str]] = {}
    for element in tree.xpath(CAPTIONS):
        parent = element.getparent()
        teaser = any(ancestor.tag in NOT_CONTENT for ancestor in element.iterancestors())
        if parent is not None and not teaser:
            caption, credit = _caption(element)
            if caption or credit:
                found.setdefault(normalise(caption or credit), (caption, credit))
        if parent is not None:
            element.drop_tree()
    return list(found.values())


def _caption(element: HtmlElement) -> tuple[str, str]:
    """The caption's own words, and the credit that stands with it."""
    credits = [child for child in element.iter() if CREDIT_CLASS.search(child.get("class") or "")]
    named = ""
    for child in credits:
        if child is not element and child.getparent() is not None:
            named = f"{named} {_flat(child.text_content())}".strip()
            child.drop_tree()
    text = _flat(element.text_content())
    tail = CREDIT.search(text)
    if tail:
        named = f"{text[tail.start() :].strip()} {named}".strip()
        text = text[: tail.start()]
    return text, named


def _lay_out(
    metadata: Metadata,
    blocks: list[_Block],
    *,
    captions: list[tuple[str, str]],
    dek: str | None,
) -> HtmlParse | None:
    """The parse: blocks that repeat title, dek or a caption leave the body."""
    elsewhere = {normalise(text) for pair in captions for text in pair}
    body = _without_repeats(blocks, metadata.title, elsewhere | {normalise(dek or "")})
    layout = _Layout()
    if metadata.title:
        layout.add("title", metadata.title, field="title")
    if dek:
        layout.add("dek", dek, field="dek")
    for caption, credit in captions:
        if caption:
            layout.add("caption", caption, field="captions")
        if credit:
            layout.add("credit", credit, gap=" " if caption else PARAGRAPH_BREAK)
    for block in body:
        layout.add(block.role, block.text, field="text")
    if not layout.raw:
        return None
    text = PARAGRAPH_BREAK.join(block.text for block in body)
    words = body_words(text)
    warnings = list(metadata.warnings)
    if words < MIN_BODY_WORDS:
        warnings.append(f"body has {words} words: a paywall, a cookie notice or not an article?")
    return HtmlParse(
        metadata=metadata,
        title=metadata.title,
        dek=dek,
        text=text,
        captions=tuple(caption for caption, _ in captions if caption),
        published=metadata.published,
        zone=metadata.zone,
        raw=layout.raw,
        segments=tuple(layout.segments),
        status="ok" if words >= MIN_BODY_WORDS else "probably_not_article",
        warnings=tuple(warnings),
    )


def body_words(text: str) -> int:
    """Number of words, also for scripts without blanks between them.

    >>> body_words("two words"), body_words("部长会晤")
    (2, 2)
    """
    ideographs = len(IDEOGRAPH.findall(text))
    return len(re.findall(r"\w+", IDEOGRAPH.sub(" ", text))) + ideographs // 2


def _can_be_dek(text: str) -> bool:
    """Whether it is long enough for a sentence; boxes carry the same class names."""
    return body_words(text) >= MIN_DEK_WORDS and len(text) <= MAX_DEK_CHARACTERS


def _without_repeats(blocks: list[_Block], title: str | None, elsewhere: set[str]) -> list[_Block]:
    """The body from behind a repeated headline on, without dek, captions and "Read also"."""
    start = 0
    if title:
        plain = normalise(title)
        for i, block in enumerate(blocks[:HEAD_BLOCKS]):
            if normalise(block.text) == plain:
                start = i + 1
    return [
        block
        for block in blocks[start:]
        if normalise(block.text) not in elsewhere and not links_elsewhere(block.text)
    ]


def _find_dek(tree: HtmlElement, metadata: Metadata) -> str | None:
    """The summary under the headline: marked as one, or stated and shown on the page."""
    for element in tree.xpath(MARKED_DEK):
        names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        text = _flat(element.text_content())
        teaser = any(ancestor.tag in NOT_CONTENT for ancestor in element.iterancestors())
        if DEK_CLASS.search(names) and not teaser and _can_be_dek(text):
            return text
    if metadata.description is None:
        return None
    plain = normalise(metadata.description)
    # Not paragraphs: many systems fill the description with the first one.
    leaves = (e for e in tree.iter("h2", "h3", "h4", "div", "span") if not len(e))
    shown = any(normalise(element.text or "") == plain for element in leaves)
    return metadata.description if shown else None


class _Layout:
    """Builds the raw text and the segments that count in it."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self._pieces: list[str] = []
        self._length = 0
        self._ends: dict[str, int] = {}

    @property
    def raw(self) -> str:
        """All pieces with the gaps between them."""
        return "".join(self._pieces)

    def add(
        self,
        role: Role,
        text: str,
        *,
        field: Literal["title", "dek", "text", "captions"] | None = None,
        gap: str = PARAGRAPH_BREAK,
    ) -> None:
        """Appends a piece to the raw text and, where it bears text, to its field."""
        before = gap if self._pieces else ""
        self._pieces.append(before + text)
        raw_start = self._length + len(before)
        self._length = raw_start + len(text)
        start = end = None
        if field is not None:
            start = self._ends[field] + len(PARAGRAPH_BREAK) if field in self._ends else 0
            end = self._ends[field] = start + len(text)
        self.segments.append(
            Segment(
                role=role,
                raw_start=raw_start,
                raw_end=self._length,
                field=field,
                start=start,
                end=end,
            )
        )
