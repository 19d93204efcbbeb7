"""A single document, pasted, saved as HTML or typed in Word, as an article or several."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.errors import DataError
from toolkit.files import sha256_of_bytes, sha256_of_file
from toolkit.ingest.bundles import BundleArticle, bundled_articles, count_bundled
from toolkit.ingest.encoding import decode
from toolkit.ingest.html import declared_charset, looks_like_html, parse_html
from toolkit.ingest.identity import with_derived_id
from toolkit.ingest.language import detect_language, with_language
from toolkit.ingest.mojibake import find_mojibake
from toolkit.ingest.options import IngestOptions, too_long
from toolkit.ingest.page import parse_page
from toolkit.ingest.word import word_text
from toolkit.records import Article
from toolkit.text import INVISIBLE

MAX_HTML_BYTES = 20_000_000  # trafilatura's own limit; markup outweighs text by far
BYTES_PER_CHARACTER = 4  # at most, in any Unicode encoding
MAX_BUNDLE_BYTES = 256 << 20  # of an archive export; a thousand long articles have 10 MB
SNIFF_BYTES = 8000
# Given and found language are held against each other only where the found one is sure.
SURE_SCORE = 0.95


def size_limit(head: bytes, *, html: bool, options: IngestOptions) -> int:
    """Bytes beyond which a document is not taken.

    Args:
        head: Its first bytes.
        html: Whether its name says that it is HTML.
        options: How to read.

    Returns:
        A number of bytes.
    """
    is_html = html or looks_like_html(head[:SNIFF_BYTES].decode("latin-1"))
    if options.split and not is_html:
        return MAX_BUNDLE_BYTES
    return MAX_HTML_BYTES if is_html else (options.max_chars + 1) * BYTES_PER_CHARACTER


def read_document(
    data: bytes, origin: str, *, html: bool, options: IngestOptions
) -> Iterator[Article]:
    """Takes one document apart.

    Args:
        data: Its bytes, at most one more than `size_limit` allows.
        origin: Path as given, or `-`.
        html: Whether its name says that it is HTML; other names are looked into.
        options: How to read.

    Yields:
        The article; with `options.split`, those of an archive export.

    Raises:
        DataError: If it is empty, too long, or cannot be decoded.
    """
    is_html = html or looks_like_html(data[:SNIFF_BYTES].decode("latin-1"))
    if len(data) > size_limit(data, html=is_html, options=options):
        raise too_long(origin, options.max_chars)
    decoded = decode(
        data,
        origin,
        encoding=options.encoding,
        errors=options.errors,
        declared=declared_charset(data) if is_html else None,
    )
    text, remarks = mended(_not_empty(decoded.text, origin), options)
    about = _About(origin, sha256_of_bytes(data), (*decoded.warnings, *remarks), options)
    # Looked at again, because UTF-16 hides its markup from a look at bytes.
    page = _from_html(text, about) if is_html or looks_like_html(text) else None
    articles = iter([page]) if page is not None else _from_text(text, about, html=html)
    yield from (_finished(article, options) for article in articles)


def read_word_document(path: Path, origin: str, *, options: IngestOptions) -> Iterator[Article]:
    """Takes a Word document apart.

    Args:
        path: A DOCX file.
        origin: Path as given.
        options: How to read.

    Yields:
        The article; with `options.split`, those of an archive export.

    Raises:
        DataError: If it is no Word document, empty or too long.
    """
    text, remarks = mended(_not_empty(word_text(path, origin), origin), options)
    about = _About(origin, sha256_of_file(path), remarks, options)
    yield from (_finished(article, options) for article in _from_text(text, about, html=False))


def _not_empty(text: str, origin: str) -> str:
    if not INVISIBLE.sub("", text).strip():
        raise DataError(
            f"{origin}: file is empty (0 characters of text). Expected an article; remove the file."
        )
    return text


def _finished(article: Article, options: IngestOptions) -> Article:
    """With its language, and an id of its own."""
    if options.detect_language:
        article = with_language(article) if article.language is None else _doubted(article)
    return with_derived_id(article)


def _doubted(article: Article) -> Article:
    """What the page says of its language wins; templates that say wrong are pointed out."""
    found = detect_language(article.text)
    given = (article.language or "").replace("_", "-").partition("-")[0].lower()
    if found is None or found.score < SURE_SCORE or found.language == given:
        return article
    remark = (
        f"the page gives its language as {article.language!r}, its text reads as "
        f"{found.language} (score {found.score:.2f})"
    )
    return article.model_copy(update={"warnings": (*article.warnings, remark)})


def mended(text: str, options: IngestOptions) -> tuple[str, tuple[str, ...]]:
    """Text with double encoding repaired if asked for, and the remark about it.

    Args:
        text: Any text.
        options: How to read.

    Returns:
        The text, and no or one warning.
    """
    found = find_mojibake(text)
    if found is None:
        return text, ()
    places = f"{found.count} place{'s' if found.count > 1 else ''}"
    if options.fix_mojibake:
        return found.repaired, (f"double encoding repaired in {places}: {found.preview}",)
    remark = f"double encoding in {places}: {found.preview}; --fix-mojibake repairs it"
    return text, (remark,)


@dataclass(frozen=True)
class _About:
    """What is known of a document besides its text."""

    origin: str
    sha256: str
    warnings: tuple[str, ...]
    options: IngestOptions


def _from_html(text: str, about: _About) -> Article | None:
    """The article in a page; None if there is no markup in it."""
    page = parse_html(text)
    if page is None:
        if "<" in text and ">" in text:
            raise DataError(
                f"{about.origin}: no text in this page (0 characters once its markup is gone). "
                "Save the page again when it has loaded, or paste its text into a .txt file."
            )
        return None
    if len(page.raw) > about.options.max_chars:
        raise too_long(about.origin, about.options.max_chars)
    metadata = page.metadata
    return Article(
        title=page.title,
        dek=page.dek,
        text=page.text,
        authors=metadata.authors,
        source=about.options.source or metadata.source,
        url=metadata.url,
        section=metadata.section,
        language=metadata.language,
        captions=page.captions,
        published=metadata.published,
        published_zone=metadata.zone,
        raw=page.raw,
        origin=about.origin,
        segments=page.segments,
        raw_sha256=about.sha256,
        status=page.status,
        warnings=(*about.warnings, *page.warnings),
    )


def _from_text(text: str, about: _About, *, html: bool) -> Iterator[Article]:
    """The article in a pasted page, or those of an archive export."""
    bundled = count_bundled(text)
    if about.options.split and bundled:
        for number, part in enumerate(bundled_articles(text), start=1):
            yield _from_bundle(part, about, number)
        return
    if len(text) > about.options.max_chars:
        raise too_long(about.origin, about.options.max_chars)
    named = ["named as HTML, but there is no markup in it: read as text"] if html else []
    if bundled > 1:
        named.append(f"looks like {bundled} articles of an archive export; --split parts them")
    elif about.options.split:
        named.append("no separators of an archive export found: read as one article")
    yield _from_page(text, about, remarks=named)


def _from_page(text: str, about: _About, *, remarks: list[str]) -> Article:
    page = parse_page(text)
    return Article(
        title=page.title,
        dek=page.dek,
        text=page.text,
        authors=page.authors,
        source=about.options.source,
        captions=page.captions,
        published=page.published,
        published_zone=page.published_zone,
        raw=text,
        origin=about.origin,
        segments=page.segments,
        raw_sha256=about.sha256,
        status=page.status,
        warnings=(*about.warnings, *remarks, *page.warnings),
    )


def _from_bundle(part: BundleArticle, about: _About, number: int) -> Article:
    """One article of an archive export."""
    origin = f"{about.origin}#{number}"
    if len(part.raw) > about.options.max_chars:
        raise too_long(origin, about.options.max_chars)
    if part.published is None and not part.tags:  # nothing of an export but its last line
        return _from_page(part.raw, replace(about, origin=origin), remarks=list(part.warnings))
    return Article(
        title=part.title,
        dek=part.dek,
        text=part.text,
        authors=part.authors,
        source=about.options.source or part.source,
        section=part.section,
        language=part.language,
        captions=part.captions,
        published=part.published,
        published_zone="known" if part.zone_known else "unknown",
        raw=part.raw,
        origin=origin,
        segments=part.segments,
        raw_sha256=about.sha256,
        status="ok" if part.text else "no_body",
        warnings=(*about.warnings, *part.warnings),
        extra={"export": part.tags} if part.tags else {},
    )
