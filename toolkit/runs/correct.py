"""`ingest --correct`: a person gives segments of an article other roles, and that is recorded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.errors import DataError
from toolkit.ingest import Reject
from toolkit.ingest.corrections import Stretch, corrected, read_correction
from toolkit.records import Article
from toolkit.records.annotation import utc_now

RECORD_KEY = "corrections"  # in `extra`: what was corrected, by whom and when


@dataclass(frozen=True)
class Corrections:
    """What a person sets right in one article.

    Attributes:
        values: As written: `ROLE=NUMBER` or `ROLE=START-END`.
        coder: Pseudonym of who corrects.
        article: Id of the article; None if the inputs hold only one.
        store: Label store that records the correction as an event; None for none.
        note: Why, in the coder's words.
    """

    values: tuple[str, ...]
    coder: str
    article: str | None = None
    store: str | None = None
    note: str | None = None


def with_corrections(
    items: Iterable[Article | Reject], corrections: Corrections
) -> Iterator[Article | Reject]:
    """The articles, one of them corrected; the others pass through as they are.

    Args:
        items: What `read_articles` gives.
        corrections: What to set right.

    Yields:
        The same articles and rejects in order.

    Raises:
        DataError: If the article is not among them, or a correction names no place or role; if
            the inputs hold several articles and none of them is named.
    """
    held: Article | None = None
    found = False
    for item in items:
        if isinstance(item, Reject):
            yield item
        elif corrections.article is None:
            if held is not None:
                raise DataError(
                    f"--correct: the inputs hold several articles ({held.id}, {item.id}, …). Say "
                    "which one: --article ID."
                )
            held = item
        elif item.id == corrections.article:
            found = True
            yield correct_article(item, corrections)
        else:
            yield item
    if held is not None:
        yield correct_article(held, corrections)
    elif corrections.article is not None and not found:
        raise DataError(f"--article {corrections.article}: no article of this id in the inputs.")


def correct_article(article: Article, corrections: Corrections) -> Article:
    """One article with its corrections, and the record of them.

    Args:
        article: Parsed from a page.
        corrections: What to set right.

    Returns:
        A copy with the same raw text; `extra["corrections"]` says what was changed by whom and
        when, and a label store has it as an event.

    Raises:
        DataError: If a correction names no place or role, or changes nothing.
    """
    stretches = [read_correction(value, article) for value in corrections.values]
    after = corrected(article, stretches)
    if after.segments == article.segments:
        raise DataError(f"--correct: {article.id}: these pieces have these roles already.")
    if corrections.store is not None:
        after = _stored(article, stretches, corrections, store=corrections.store)
    entry = {
        "time": utc_now(),
        "coder": corrections.coder,
        "roles": [{"raw_start": a, "raw_end": b, "role": role} for a, b, role in stretches],
        "was": _were(article, stretches),
    }
    if corrections.note:
        entry["note"] = corrections.note
    earlier = article.extra.get(RECORD_KEY)
    entries = [*(earlier if isinstance(earlier, list) else []), entry]
    return after.model_copy(update={"extra": {**article.extra, RECORD_KEY: entries}})


def _stored(
    article: Article, stretches: list[Stretch], corrections: Corrections, *, store: str
) -> Article:
    """Records the correction in the label store; the article joins it if it is new there."""
    from toolkit.labelling.corrections import correct_parse
    from toolkit.labelling.store import Store

    with Store(store) as opened:
        opened.add_articles([article])
        after, _ = correct_parse(
            opened, article.id, roles=stretches, coder=corrections.coder, note=corrections.note
        )
    return after


def _were(article: Article, stretches: Iterable[Stretch]) -> list[dict[str, object]]:
    """The segments that the stretches touch, as they were."""
    return [
        {"raw_start": s.raw_start, "raw_end": s.raw_end, "role": s.role}
        for s in article.segments
        if any(s.raw_start < end and start < s.raw_end for start, end, _ in stretches)
    ]
