"""Spans of an article, from quoted words or from offsets."""

import re
from collections.abc import Iterable, Sequence

from toolkit.errors import DataError, did_you_mean
from toolkit.records.annotation import Span, SpanField
from toolkit.records.article import Article

SPAN_FIELDS: tuple[SpanField, ...] = ("title", "dek", "text", "captions")
# A coder types straight marks where the article has typographic ones.
LOOKALIKES = {
    '"': '["“”„«»‟]',
    "'": "['’‘‚`´]",
    "-": "[-‐‑‒–—]",
}


def find_quote(article: Article, quote: str, *, label: str, nth: int | None = None) -> Span:
    """The span that quoted words stand at, in title, dek, text or captions.

    Typographic marks, dashes, line breaks and (if need be) case may differ from what was typed.

    Args:
        article: Where to look.
        quote: The words.
        label: What they speak for.
        nth: Which occurrence, from 1, where there are several.

    Returns:
        The span, with the article's own spelling of the words.

    Raises:
        DataError: If the words are not there, or are there more than once and `nth` is missing.
    """
    places = _occurrences(article, quote)
    if not places:
        raise DataError(
            f"article {article.id!r}: the words {quote!r} are not in title, dek, text or "
            "captions. Copy them from the article."
        )
    if nth is None and len(places) > 1:
        raise DataError(
            f"article {article.id!r}: the words {quote!r} stand at {len(places)} places. "
            f"Quote more words, or say which one (#1 to #{len(places)})."
        )
    if nth is not None and not 1 <= nth <= len(places):
        raise DataError(
            f"article {article.id!r}: the words {quote!r} stand at {len(places)} places, "
            f"there is no #{nth}."
        )
    name, start, end = places[(nth or 1) - 1]
    words = article.field_text(name)[start:end]
    return Span(label=label, field=name, start=start, end=end, quote=words)


def parse_span(article: Article, written: str, *, labels: Sequence[str]) -> list[Span]:
    """Spans from `FIELD:START:END`, or `LABEL=FIELD:START:END`.

    Args:
        article: Where the span lies.
        written: What was typed. Without a label the span speaks for each of `labels`.
        labels: The labels that apply.

    Returns:
        One span for each label.

    Raises:
        DataError: If the form is wrong or the span is outside the field.
    """
    before, equals, place = written.rpartition("=")
    parts = place.split(":")
    if len(parts) != 3 or not (parts[1].isdecimal() and parts[2].isdecimal()):
        raise DataError(f"--evidence {written!r}: expected FIELD:START:END, such as text:10:42.")
    wanted = [before] if equals else list(labels)
    if not wanted:
        raise DataError(f"--evidence {written!r}: no label applies that it could speak for.")
    name = next((known for known in SPAN_FIELDS if known == parts[0]), None)
    if name is None:
        hint = did_you_mean(parts[0], SPAN_FIELDS)
        raise DataError(f"--evidence {written!r}: unknown field {parts[0]!r}. {hint}")
    start, end = int(parts[1]), int(parts[2])
    size = len(article.field_text(name))
    if not start < end <= size:
        raise DataError(f"--evidence {written!r}: outside {name}, which has {size} characters.")
    words = article.field_text(name)[start:end]
    return [Span(label=label, field=name, start=start, end=end, quote=words) for label in wanted]


def check_spans(article: Article, spans: Iterable[Span]) -> None:
    """Raises if a span does not hold the words that it quotes.

    Args:
        article: Where the spans lie.
        spans: With their quotes.

    Raises:
        DataError: Naming the first such span.
    """
    for span in spans:
        words = article.field_text(span.field)[span.start : span.end]
        if words != span.quote:
            raise DataError(
                f"article {article.id!r}: {span.field}[{span.start}:{span.end}] is {words!r:.60}, "
                f"not the quote {span.quote!r:.60}. Offsets count code points."
            )


def _occurrences(article: Article, quote: str) -> list[tuple[SpanField, int, int]]:
    words = quote.split()
    if not words:
        return []
    pattern = r"\s+".join(
        "".join(LOOKALIKES.get(_plain(mark), re.escape(mark)) for mark in word) for word in words
    )
    for flags in (0, re.IGNORECASE):
        found = [
            (name, match.start(), match.end())
            for name in SPAN_FIELDS
            for match in re.finditer(pattern, article.field_text(name), flags)
        ]
        if found:
            return found
    return []


def _plain(mark: str) -> str:
    """The straight form of a typographic mark."""
    return next((plain for plain, kin in LOOKALIKES.items() if mark in kin[1:-1]), mark)
