"""Articles and events as rows of the label store's tables, and back."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, select

from toolkit.errors import ArtifactError
from toolkit.files import canonical_json
from toolkit.labelling.schema import ARTICLES, EVENTS, VERSIONS
from toolkit.records.annotation import Annotation
from toolkit.records.article import Article

CHUNK = 500  # ids asked for in one statement; SQLite allows 32,766 variables, older ones 999


def stored_article(connection: Connection, article_id: str) -> Article | None:
    """An article as it reads now, after corrections; None if there is none of this id."""
    first = select(ARTICLES.c.record).where(ARTICLES.c.id == article_id)
    later = select(VERSIONS.c.record).where(VERSIONS.c.article_id == article_id)
    record = connection.execute(later.order_by(VERSIONS.c.seq.desc()).limit(1)).scalar()
    record = connection.execute(first).scalar() if record is None else record
    try:
        return None if record is None else Article.model_validate(json.loads(record))
    except ValueError as error:
        raise ArtifactError(f"label store: article {article_id!r} is damaged ({error}).") from error


def stored_fingerprints(connection: Connection, article_id: str) -> set[str]:
    """Fingerprints of all texts that an article had."""
    first = select(ARTICLES.c.fingerprint).where(ARTICLES.c.id == article_id)
    later = select(VERSIONS.c.fingerprint).where(VERSIONS.c.article_id == article_id)
    return {found for query in (first, later) for found in connection.execute(query).scalars()}


def stored_event(record: str) -> Annotation:
    """An event from its stored JSON."""
    if "\\ud" in record:  # perhaps half a surrogate pair, which only Python's reader takes
        return Annotation.model_validate(json.loads(record))
    return Annotation.model_validate_json(record)


def stored_records(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Stored JSON of events by id, for those that are stored."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), CHUNK):
        query = select(EVENTS.c.id, EVENTS.c.record)
        part = query.where(EVENTS.c.id.in_(ids[start : start + CHUNK]))
        found.update({row.id: row.record for row in connection.execute(part)})
    return found


def record_text(value: object) -> str:
    """JSON that can be stored and written as UTF-8, lone surrogates of broken input included."""
    plain = canonical_json(value)
    try:
        plain.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, sort_keys=True, separators=(",", ":"))
    return plain


def article_row(article: Article) -> dict[str, str | int]:
    """An article as a row of its table."""
    record = record_text(article.model_dump(mode="json", exclude_defaults=True))
    return {
        "id": article.id,
        "fingerprint": article.fingerprint,
        # A column, so that a queue of thousands need not be parsed to pass over empty articles.
        "has_text": int(article.has_text),
        "record": record,
    }


def event_row(item: Annotation, record: str) -> dict[str, str | None]:
    """An event as a row of its table."""
    return {
        "id": item.id,
        "time": item.time,
        "coder": item.coder,
        "article_id": item.article_id,
        "facet": item.facet,
        "record": record,
    }


def conflict(stored: Article, offered: Article) -> str:
    """What is wrong when one id comes with two texts."""
    return (
        f"article {stored.id!r} from {offered.origin or 'this input'} has another text than the "
        f"stored one from {stored.origin or 'an earlier input'}. Nothing was stored; give one of "
        "them another id."
    )
