"""What an HTML page says about itself: JSON-LD first, then meta tags, then marked elements."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any, Literal

from lxml.html import HtmlElement

from toolkit.text import normalise

ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report|Review|SocialMediaPosting)$")
PUBLISHED_META = (
    *("article:published_time", "og:published_time", "og:article:published_time"),
    *("datepublished", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate"),
    *("publish-date", "publish_date", "dc.date.issued", "dcterms.created", "dc.date", "date"),
)
AUTHOR_META = ("author", "article:author", "parsely-author", "byl", "dc.creator", "sailthru.author")
EARLIEST_YEAR = 1600  # the first newspapers; earlier stamps are defaults of some program
BY = re.compile(r"^\s*(?:by|von|par|por|di|door)\s*[: ]\s*", re.IGNORECASE)
JOB = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|staff|chief|agency|columnist|contributor)\b", re.I
)
Zone = Literal["known", "unknown"]


@dataclass(frozen=True)
class Metadata:
    """What the page states; nothing is guessed.

    Attributes:
        title: Headline, the visible spelling where there is one.
        description: Summary; a dek only if the page shows it.
        authors: Names, in order.
        published: ISO 8601 with the page's precision.
        zone: Whether `published` states its offset from UTC.
        section: First section named.
        language: ISO 639-1 code.
        source: Name of the site or publisher.
        url: Canonical address.
        warnings: Values that were not understood.
    """

    title: str | None
    description: str | None
    authors: tuple[str, ...]
    published: str | None
    zone: Zone
    section: str | None
    language: str | None
    source: str | None
    url: str | None
    warnings: tuple[str, ...]


def read_metadata(tree: HtmlElement) -> Metadata:
    """Collects what a page says about itself.

    Args:
        tree: The parsed page, scripts included.

    Returns:
        The statements; None or empty where the page makes none.
    """
    linked = _json_article(tree)
    meta = _meta_tags(tree)
    published, zone, warnings = _published(tree, linked, meta)
    names = (_name(linked.get("publisher")), meta.get("og:site_name"))
    source = next((name for name in names if name and "//" not in name), None)
    return Metadata(
        title=_title(tree, linked, meta, source),
        description=_text(linked.get("description"))
        or meta.get("og:description")
        or meta.get("description"),
        authors=_authors(tree, linked, meta, source),
        published=published,
        zone=zone,
        section=_text(_first(linked.get("articleSection"))) or meta.get("article:section"),
        language=_language(tree, linked, meta),
        source=source,
        url=_url(tree, linked, meta),
        warnings=warnings,
    )


def _json_article(tree: HtmlElement) -> dict[str, Any]:
    """The JSON-LD object that describes the article; empty where there is none."""
    best: dict[str, Any] = {}
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        try:
            # Not strict: raw line breaks inside texts are common and harmless.
            value = json.loads(script.text_content().strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(value, depth=0):
            kinds = item.get("@type")
            named = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
            is_article = any(isinstance(k, str) and ARTICLE_TYPES.search(k) for k in named)
            if is_article and len(set(item) & _TELLING) > len(set(best) & _TELLING):
                best = item
    return best


_TELLING = {"headline", "datePublished", "author", "publisher", "articleSection", "articleBody"}


def _objects(value: object, *, depth: int) -> Iterator[dict[str, Any]]:
    """JSON objects at the top, in lists, under @graph and as a page's main entity."""
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth=depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(key), depth=depth + 1)


def _meta_tags(tree: HtmlElement) -> dict[str, str]:
    """Lower-case meta name, property or itemprop to its first content that is not blank."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        content = _text(element.get("content"))
        if key and content:
            found.setdefault(key.strip().lower(), content)
    return found


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


def _text(value: object) -> str | None:
    """One line of text, or None; entities that JSON-LD still carries are decoded once."""
    if not isinstance(value, str):
        return None
    return " ".join(unescape(value).split()) or None


def _name(value: object) -> str | None:
    """The name of a JSON-LD person or organisation, written as text or as an object."""
    one = _first(value)
    return _text(one.get("name")) if isinstance(one, dict) else _text(one)


def _title(
    tree: HtmlElement, linked: dict[str, Any], meta: dict[str, str], source: str | None
) -> str | None:
    """The headline: the visible h1 where it says the same as the stated one."""
    headings = [text for h1 in tree.iter("h1") if (text := _text(h1.text_content()))]
    stated = [t for t in (_text(linked.get("headline")), meta.get("og:title")) if t]
    for heading in headings:
        plain = normalise(heading)
        if any(plain in normalise(title) or normalise(title) in plain for title in stated):
            return heading
    if stated:
        return _without_site(stated[0], source)
    if len(headings) == 1:
        return headings[0]
    titles = [text for element in tree.iter("title") if (text := _text(element.text_content()))]
    return _without_site(titles[0], source) if titles else None


def _without_site(title: str, source: str | None) -> str:
    """A title without the site's own name at its end or start; no other part is cut."""
    if source is None:
        return title
    name = re.escape(source)
    cut = re.sub(rf"\s+[|–—•·:-]\s+{name}\s*$|^{name}\s+[|–—•·:-]\s+", "", title, flags=re.I)
    return cut or title


def _authors(
    tree: HtmlElement, linked: dict[str, Any], meta: dict[str, str], source: str | None
) -> tuple[str, ...]:
    """Names from the first place that has any."""
    given = linked.get("author")
    people = given if isinstance(given, list) else [given]
    places = [
        [name for person in people if (name := _name(person))],
        [meta[key] for key in AUTHOR_META if key in meta][:1],
        [
            text
            for element in tree.xpath("//*[@rel='author' or @itemprop='author']")
            if (text := _text(element.text_content()))
        ],
    ]
    for texts in places:
        names = [name for text in texts for name in _names(text)]
        wanted = dict.fromkeys(n for n in names if normalise(n) != normalise(source or ""))
        if wanted:
            return tuple(wanted)
    return ()


def _names(text: str) -> list[str]:
    """The names in a byline; an address is none, a job is not a name."""
    if "//" in text or len(text) > 200:
        return []
    rest = BY.sub("", text)
    parts = re.split(r"\s*[;|]\s*|\s+(?:and|und|et|y|&)\s+", rest)
    commas = [piece.strip() for part in parts for piece in part.split(",")]
    # "Roe, Jane" is one name, "Jane Roe, Tom Lee" are two.
    pieces = commas if all(" " in piece for piece in commas if piece) else parts
    return [
        _name_case(piece.strip())
        for piece in pieces
        if piece.strip() and not JOB.search(piece) and not re.search(r"\d", piece)
    ]


def _name_case(name: str) -> str:
    """A name set in capitals as it is written in prose; an agency's short form stays."""
    return name.title() if name.isupper() and " " in name else name


def _published(
    tree: HtmlElement, linked: dict[str, Any], meta: dict[str, str]
) -> tuple[str | None, Zone, tuple[str, ...]]:
    """The first stamp that can be read; JSON-LD before meta tags before marked elements."""
    stated: list[str | None] = [_text(linked.get("datePublished"))]
    stated += [meta.get(key) for key in PUBLISHED_META]
    marked = "//*[@itemprop='datePublished'] | //time[@pubdate] | (//article//time[@datetime])[1]"
    for element in tree.xpath(marked):
        stated.append(_text(element.get("datetime") or element.text_content()))
    warnings: dict[str, None] = {}
    for text in stated:
        if text is None:
            continue
        stamp = read_stamp(text)
        if stamp is not None:
            return (*stamp, tuple(warnings))
        warnings[f"date not understood: {text!r:.60}"] = None
    return None, "unknown", tuple(warnings)


def read_stamp(text: str) -> tuple[str, Zone] | None:
    """A stamp as ISO 8601, and whether it states its zone; None if it cannot be read.

    >>> read_stamp("2031-05-04 09:30"), read_stamp("Sun, 04 May 2031 09:30:00 +0200")
    (('2031-05-04T09:30', 'unknown'), ('2031-05-04T09:30:00+02:00', 'known'))
    >>> read_stamp("04/05/31") is None
    True
    """
    written = re.sub(r"^(\d{4}-\d\d-\d\d) (?=\d)", r"\1T", text.strip())
    written = re.sub(r"(?<=\d) (?=[+-]\d\d:?\d\d$)", "", written)
    written = re.sub(r"(?<=\d) ?(?:GMT|UTC)$", "Z", written)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return None
        written = moment.isoformat()
    if moment.year < EARLIEST_YEAR or not re.match(r"\d{4}-", written):
        return None
    return written, "known" if moment.tzinfo is not None else "unknown"


def _language(tree: HtmlElement, linked: dict[str, Any], meta: dict[str, str]) -> str | None:
    """The two-letter code that the page states."""
    stated = [
        linked.get("inLanguage"),
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        *(meta.get(key) for key in ("og:locale", "language", "dc.language")),
    ]
    for value in stated:
        match = re.match(r"([A-Za-z]{2})(?:[-_]|$)", value) if isinstance(value, str) else None
        if match:
            return match.group(1).lower()
    return None


def _url(tree: HtmlElement, linked: dict[str, Any], meta: dict[str, str]) -> str | None:
    """The first absolute address: canonical link, Open Graph, JSON-LD."""
    stated = [element.get("href") for element in tree.xpath("//link[@rel='canonical']")]
    stated += [meta.get("og:url"), linked.get("url"), linked.get("mainEntityOfPage")]
    for value in stated:
        if isinstance(value, str) and re.match(r"https?://\S+$", value.strip()):
            return value.strip()
    return None
