"""Archive exports with many articles in one text: Nexis Uni, and the older LexisNexis TXT.

Built from what the formats' public readers say of them; tested on made samples only.

Nexis Uni (DOCX): headline, publication, date, copyright line, tags (`Section: …`, `Byline: …`),
`Body`, paragraphs, `Graphic`, `Classification`, more tags, `End of Document`.
LexisNexis (TXT): `3 of 50 DOCUMENTS`, publication, date, headline, tags in capitals, paragraphs,
more tags, copyright line.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.ingest.bylines import read_bare_names, read_byline
from toolkit.ingest.pieces import Piece, assembled
from toolkit.ingest.stamps import read_moments
from toolkit.records.article import Role, Segment

_BLANK = r"[^\S\n]*"
END = re.compile(
    rf"^{_BLANK}(?:End of Document|Ende des Dokuments|Fin du document|Fin del documento"
    rf"|Fine del documento|Einde van document|Fim do documento){_BLANK}$",
    re.MULTILINE | re.IGNORECASE,
)
COUNT = re.compile(
    rf"^{_BLANK}(?:\d+ of \d+ DOCUMENTS?|Dokument \d+ von \d+|Document \d+ de \d+"
    rf"|Documento \d+ de \d+){_BLANK}$",
    re.MULTILINE | re.IGNORECASE,
)
SIGNS = ("document", "dokument")  # in all of the above
BODY = re.compile(r"(?:Body|Text|Corps|Cuerpo|Corpo|Haupttext)\s*$", re.IGNORECASE)
GRAPHIC = re.compile(r"Graphics?\s*$", re.IGNORECASE)
FOOT = re.compile(r"(?:Classification|Notes|Klassifikation)\s*$", re.IGNORECASE)
COVER = re.compile(r"(?:Job Number|User Name|Date and Time|Documents? \(\d+\))", re.IGNORECASE)
COPYRIGHT = re.compile(r"(?:Copyright\b|©)", re.IGNORECASE)
TAG = re.compile(r"(?P<name>[^\W\d_][\w /-]{2,30}?):(?:\s+|$)")
# By language of the interface; what a tag is called here, and its names in exports.
HEAD_TAGS: Mapping[str, tuple[str, ...]] = {
    "byline": ("byline", "autor", "author", "auteur"),
    "section": ("section", "rubrik", "rubrique", "ressort", "sección", "sectie"),
    "length": ("length", "länge", "longueur", "longitud", "lengte"),
    "dateline": ("dateline", "orte", "datum"),
    "highlight": ("highlight",),
    "headline": ("headline", "titel", "titre"),
    "series": ("series",),
    "distribution": ("distribution",),
}
FOOT_TAGS: Mapping[str, tuple[str, ...]] = {
    "load-date": ("load-date", "update", "date-chargement", "fecha-carga"),
    "language": ("language", "sprache", "langue", "lengua", "taal"),
    "graphic": ("graphic", "graphique", "grafik"),
    "publication-type": ("publication-type", "publikationstyp", "type-publication"),
    "subject": ("subject",),
    "person": ("person",),
    "organization": ("organization",),
    "company": ("company",),
    "industry": ("industry",),
    "geographic": ("geographic",),
    "city": ("city",),
    "state": ("state",),
    "country": ("country",),
    "journal-code": ("journal-code",),
    "acc-no": ("acc-no",),
    "document-type": ("document-type",),
    "correction-date": ("correction-date",),
    "ticker": ("ticker",),
    "url": ("url",),
}
_HEAD_OF = {name: tag for tag, names in HEAD_TAGS.items() for name in names}
_FOOT_OF = {name: tag for tag, names in FOOT_TAGS.items() for name in names}
KEPT_ELSEWHERE = {"byline", "section", "highlight", "headline", "graphic"}
MOST_DATE_WORDS = 14  # in a line that is a date with its weekday, time and edition
FIRST_DATE_LINES = 8  # of the older format, in which publication and date come first


@dataclass(frozen=True)
class BundleArticle:
    """One article of a bundle.

    Attributes:
        raw: Its stretch of the bundle.
        title: Headline, or None.
        dek: The highlight, or None.
        text: Paragraphs joined by blank lines.
        captions: What the export says of pictures.
        authors: Names, in order.
        source: Publication.
        section: As tagged.
        language: ISO 639-1 code of the tag, or None.
        published: ISO 8601, or None.
        zone_known: Whether `published` states its offset from UTC.
        segments: Into `raw`.
        tags: What else the export says, by tag.
        warnings: What was unsure, in words.
    """

    raw: str
    title: str | None
    dek: str | None
    text: str
    captions: tuple[str, ...]
    authors: tuple[str, ...]
    source: str | None
    section: str | None
    language: str | None
    published: str | None
    zone_known: bool
    segments: tuple[Segment, ...]
    tags: dict[str, str]
    warnings: tuple[str, ...]


def count_bundled(text: str) -> int:
    """How many articles of an archive export a text seems to hold.

    Args:
        text: Any text.

    Returns:
        The number of its separators; 0 for what is no export.
    """
    lowered = text.lower()
    if not any(words in lowered for words in SIGNS):  # nearly always, and much faster
        return 0
    return max(sum(1 for _ in END.finditer(text)), sum(1 for _ in COUNT.finditer(text)))


def bundled_articles(text: str) -> Iterator[BundleArticle]:
    """Takes an archive export apart.

    Args:
        text: With at least one separator.

    Yields:
        Its articles in order.
    """
    ends = list(END.finditer(text))
    if ends:
        bounds = [0, *(match.end() for match in ends)]
        stretches = [text[a:b] for a, b in zip(bounds, [*bounds[1:], len(text)], strict=True)]
        for stretch in stretches:
            if END.sub("", stretch).strip():
                yield _taken_apart(stretch, _lines(stretch), is_old=False)
        return
    starts = [match.start() for match in COUNT.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        stretch = text[start:end]
        yield _taken_apart(stretch, _blocks(stretch), is_old=True)


Unit = tuple[int, int]


def _lines(raw: str) -> list[Unit]:
    """The lines that hold anything: a paragraph of Word is one line."""
    return [match.span() for match in re.finditer(r"\S(?:[^\n]*\S)?", raw)]


def _blocks(raw: str) -> list[Unit]:
    """Lines that stand together: text files are broken at a fixed width."""
    return [match.span() for match in re.finditer(r"\S(?:(?!\n[^\S\n]*\n)(?s:.))*(?<=\S)", raw)]


@dataclass
class _Found:
    """What an article's units were taken for."""

    roles: dict[int, Role] = field(default_factory=dict)
    skips: dict[int, int] = field(default_factory=dict)  # characters of a tag's name
    tags: dict[str, str] = field(default_factory=dict)
    source: str | None = None
    published: str | None = None
    zone_known: bool = False
    warnings: list[str] = field(default_factory=list)


def _taken_apart(raw: str, units: Sequence[Unit], *, is_old: bool) -> BundleArticle:
    texts = [raw[start:end] for start, end in units]
    found = _Found()
    begin, end = _body_bounds(texts, found)
    head = range(1 if is_old else 0, begin)
    untagged = [i for i in head if i not in found.roles]
    (_old_header if is_old else _new_header)(texts, untagged, found)
    graphic = False
    for i in range(begin, len(texts)):
        if i < end:
            found.roles.setdefault(i, "paragraph")
        elif GRAPHIC.match(texts[i]):
            graphic = True
        elif FOOT.match(texts[i]) or _tag_of(texts[i], _FOOT_OF) is not None:
            graphic = False
        elif graphic:
            found.roles[i] = "caption"
    return _built(raw, units, found)


def _body_bounds(texts: Sequence[str], found: _Found) -> tuple[int, int]:
    """Where the body begins and ends; tags on both sides of it are noted."""
    heading = next((i for i, text in enumerate(texts) if BODY.match(text)), None)
    begin = 0
    for i, text in enumerate(texts[:heading]):
        tag = _tag_of(text, _HEAD_OF)
        if tag is not None:
            begin = i + 1
            _note_head_tag(i, text, tag, found)
    if heading is not None:
        begin = heading + 1
    if not begin:  # no tags at all: below the copyright line, or the date
        begin = 1 + max((i for i, t in enumerate(texts[:6]) if COPYRIGHT.match(t)), default=-1)
    end = len(texts)
    for i in range(begin, len(texts)):
        text = texts[i]
        tag = _tag_of(text, _FOOT_OF)
        is_foot = tag is not None or FOOT.match(text) or GRAPHIC.match(text) or END.match(text)
        if is_foot or (COPYRIGHT.match(text) and len(text.split()) <= MOST_DATE_WORDS):
            end = min(end, i)
        if tag is not None:
            found.tags[tag] = _value(text)
            if tag == "graphic" and _value(text):
                found.roles[i], found.skips[i] = "caption", len(text) - len(_value(text))
    return begin, end


def _note_head_tag(index: int, text: str, tag: str, found: _Found) -> None:
    roles: dict[str, Role] = {"byline": "byline", "highlight": "dek", "headline": "title"}
    found.tags[tag] = " ".join(_value(text).split())
    found.roles[index] = roles.get(tag, "residue")
    if tag in {"highlight", "headline"} and _value(text):
        found.skips[index] = len(text) - len(_value(text))


def _new_header(texts: Sequence[str], units: Sequence[int], found: _Found) -> None:
    """Nexis Uni: headline, publication, date, copyright; a cover page before the first."""
    above = [i for i in units if not COPYRIGHT.match(texts[i]) and not BODY.match(texts[i])]
    dated = [i for i in above if _is_date(texts[i]) and not COVER.match(texts[i])]
    if not dated:
        found.warnings.append("no date found in the export's header")
        if above:
            found.roles.setdefault(above[0], "title")
        return
    at = above.index(dated[-1])
    _take_date(texts[above[at]], above[at], found)
    if at >= 1:
        found.source = " ".join(texts[above[at - 1]].split())
    titles = above[: max(at - 1, 0)]
    if any(COVER.match(texts[i]) for i in titles):
        titles = titles[-1:]
    for i in titles:
        found.roles.setdefault(i, "title")


def _old_header(texts: Sequence[str], units: Sequence[int], found: _Found) -> None:
    """LexisNexis: publication, date, perhaps an edition, headline."""
    above = [i for i in units if not COPYRIGHT.match(texts[i])]
    dated = next((i for i in above[:FIRST_DATE_LINES] if _is_date(texts[i])), None)
    if dated is None:
        found.warnings.append("no date found in the export's header")
    else:
        _take_date(texts[dated], dated, found)
        before = above[: above.index(dated)]
        if before:
            found.source = " ".join(texts[before[0]].split())
    rest = [i for i in above if dated is None or i > dated]
    if rest and "headline" not in found.tags:
        found.roles.setdefault(rest[-1], "title")  # an edition stands above it


def _is_date(text: str) -> bool:
    return len(text.split()) <= MOST_DATE_WORDS and bool(read_moments(" ".join(text.split())))


def _take_date(text: str, index: int, found: _Found) -> None:
    found.roles[index] = "published"
    moment = read_moments(" ".join(text.split()))[0]
    if len(moment.days) > 1:
        readings = " or ".join(day.isoformat() for day in moment.days)
        found.warnings.append(f"ambiguous date {moment.written!r:.80}: {readings}")
        return
    found.published, found.zone_known = moment.iso(moment.days[0]), bool(moment.offset)


def _built(raw: str, units: Sequence[Unit], found: _Found) -> BundleArticle:
    pieces: list[Piece] = []
    for i, (start, end) in enumerate(units):
        role, skip = found.roles.get(i, "residue"), found.skips.get(i, 0)
        if skip:
            label = raw[start : start + skip].rstrip()
            pieces.append(Piece("residue", start, start + len(label)))
        pieces.append(Piece(role, start + skip, end))
    built = assembled(raw, pieces)
    if not built.text:
        found.warnings.append("no body found in this part of the export")
    byline = found.tags.get("byline", "")
    return BundleArticle(
        raw=raw,
        title=built.title,
        dek=built.dek,
        text=built.text,
        captions=built.captions,
        authors=read_byline(byline) or read_bare_names(byline) or read_byline(f"By {byline}") or (),
        source=found.source,
        section=found.tags.get("section"),
        language=_language(found.tags.get("language", "")),
        published=found.published,
        zone_known=found.zone_known,
        segments=built.segments,
        tags={tag: value for tag, value in found.tags.items() if tag not in KEPT_ELSEWHERE},
        warnings=tuple(found.warnings),
    )


def _tag_of(text: str, names: Mapping[str, str]) -> str | None:
    match = TAG.match(text)
    return names.get(match["name"].lower()) if match else None


def _value(text: str) -> str:
    """What stands behind a tag's name."""
    match = TAG.match(text)
    return text[match.end() :] if match else ""


@lru_cache(maxsize=1)
def _language_codes() -> dict[str, str]:
    """ISO 639-1 codes by the languages' names in English and in themselves."""
    from babel import Locale, localedata

    english = {c: n for c, n in Locale("en").languages.items() if len(c) == 2}
    codes = {name.lower(): code for code, name in english.items()}
    for code in english:
        own = Locale(code).language_name if localedata.exists(code) else None
        if own:
            codes.setdefault(own.lower(), code)
    return codes


def _language(value: str) -> str | None:
    """The language of a tag such as `ENGLISH` or `English; English`; None if it names two."""
    names = {part.strip().lower() for part in re.split(r"[;,/]", value) if part.strip()}
    found = {_language_codes().get(name) for name in names}
    return found.pop() if len(found) == 1 else None
