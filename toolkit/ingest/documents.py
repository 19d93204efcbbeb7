"""A single document, pasted or saved as HTML, as an article."""

from dataclasses import dataclass

from toolkit.errors import DataError
from toolkit.files import sha256_of_bytes
from toolkit.ingest.encoding import decode
from toolkit.ingest.html import declared_charset, looks_like_html, parse_html
from toolkit.ingest.identity import with_derived_id
from toolkit.ingest.mojibake import find_mojibake
from toolkit.ingest.options import IngestOptions, too_long
from toolkit.ingest.page import parse_page
from toolkit.records import Article
from toolkit.text import INVISIBLE

MAX_HTML_BYTES = 20_000_000  # trafilatura's own limit; markup outweighs text by far
BYTES_PER_CHARACTER = 4  # at most, in any Unicode encoding
SNIFF_BYTES = 8000


def size_limit(head: bytes, *, html: bool, max_chars: int) -> int:
    """Bytes beyond which a document cannot be one article.

    Args:
        head: Its first bytes.
        html: Whether its name says that it is HTML.
        max_chars: The limit for its text.

    Returns:
        A number of bytes.
    """
    is_html = html or looks_like_html(head[:SNIFF_BYTES].decode("latin-1"))
    return MAX_HTML_BYTES if is_html else max_chars * BYTES_PER_CHARACTER + BYTES_PER_CHARACTER


def read_document(data: bytes, origin: str, *, html: bool, options: IngestOptions) -> Article:
    """Takes one document apart.

    Args:
        data: Its bytes, at most one more than `size_limit` allows.
        origin: Path as given, or `-`.
        html: Whether its name says that it is HTML; other names are looked into.
        options: How to read.

    Returns:
        The article.

    Raises:
        DataError: If it is empty, too long, or cannot be decoded.
    """
    is_html = html or looks_like_html(data[:SNIFF_BYTES].decode("latin-1"))
    limit = size_limit(data, html=is_html, max_chars=options.max_chars)
    if len(data) > limit:
        raise too_long(origin, options.max_chars)
    decoded = decode(
        data,
        origin,
        encoding=options.encoding,
        errors=options.errors,
        declared=declared_charset(data) if is_html else None,
    )
    if not INVISIBLE.sub("", decoded.text).strip():
        raise DataError(
            f"{origin}: file is empty (0 characters of text). Expected an article; remove the file."
        )
    text, remarks = mended(decoded.text, options)
    about = _About(origin, sha256_of_bytes(data), (*decoded.warnings, *remarks), options)
    # Looked at again, because UTF-16 hides its markup from a look at bytes.
    article = _from_html(text, about) if is_html or looks_like_html(text) else None
    return with_derived_id(article or _from_text(text, about, html=html))


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


def _from_text(text: str, about: _About, *, html: bool) -> Article:
    """The article in a pasted page."""
    if len(text) > about.options.max_chars:
        raise too_long(about.origin, about.options.max_chars)
    page = parse_page(text)
    named = ("named as HTML, but there is no markup in it: read as text",) if html else ()
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
        warnings=(*about.warnings, *named, *page.warnings),
    )
