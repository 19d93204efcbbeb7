"""Taking articles and events into a store, without ever doubling them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.errors import DataError, bullet_list
from toolkit.ingest.tables import json_rows
from toolkit.labelling.corrections import replay
from toolkit.labelling.decision import first_problem
from toolkit.labelling.evidence import check_spans
from toolkit.labelling.store import Added, Store
from toolkit.records.annotation import Annotation
from toolkit.records.article import Article

EVENT_KEYS = {"article_id", "coder", "facet"}
BATCH = 1000


@dataclass
class ImportReport:
    """What an import did.

    Attributes:
        articles: Articles added and skipped.
        events: Events added and skipped.
        notes: What else was found, in words.
    """

    articles: Added = field(default_factory=lambda: Added(0, 0))
    events: Added = field(default_factory=lambda: Added(0, 0))
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The findings in words, one line each."""
        found = []
        for name, added in (("articles", self.articles), ("events", self.events)):
            if added.added or added.skipped:
                found.append(f"{added.added} {name} added, {added.skipped} already there")
        return (found or ["nothing to import"]) + self.notes


def is_event_file(path: Path) -> bool:
    """Whether a JSONL file holds events, going by its first line."""
    first = next(json_rows(path), None)
    return first is not None and first[1].keys() >= EVENT_KEYS


def import_articles(store: Store, articles: Iterable[Article]) -> Added:
    """Stores articles; see `Store.add_articles`."""
    return store.add_articles(articles)


# --- events -----------------------------------------------------------------------------------


def import_events(store: Store, paths: Sequence[Path]) -> ImportReport:
    """Stores exported events; what is already there is skipped, so coders can merge by file.

    Events on articles that the store lacks are kept: the articles may come later.

    Args:
        store: The label store.
        paths: JSONL files of events.

    Returns:
        What was added.

    Raises:
        DataError: With every problem and its line; nothing is stored then. A problem is a line
            that is no event, an event on another text than the stored one, a quote that is not in
            the article, or an event id that is stored with other content.
    """
    fingerprints = store.fingerprints()
    given: list[tuple[str, Annotation]] = []
    events: list[Annotation] = []
    problems: list[str] = []
    for path in paths:
        for number, row in json_rows(path):
            where = f"{path}:{number}"
            try:
                given.append((where, event_from_row(row, where=where)))
            except DataError as error:
                problems.append(str(error))
    mended = {event.article_id for _, event in given if event.status == "corrected"}
    texts = frozenset(event.fingerprint for _, event in given if event.article_id in mended)
    for where, event in given:
        try:
            _check_text(event, store, fingerprints, texts=texts, where=where)
        except DataError as error:
            problems.append(str(error))
        else:
            events.append(event)
    if problems:
        raise DataError(bullet_list(problems))
    notes: list[str] = []
    corrected = _corrected(store, events, notes)
    report = ImportReport(events=store.append(events, corrected=corrected), notes=notes)
    lacking = {event.article_id for event in events} - set(fingerprints)
    if lacking:
        report.notes.append(
            f"{len(lacking)} articles of these events are not in the store; import them as well"
        )
    return report


def event_from_row(row: Mapping[str, Any], *, where: str) -> Annotation:
    """An event from its JSON object.

    Args:
        row: From `Annotation.to_json`.
        where: Place for messages.

    Returns:
        The event.

    Raises:
        DataError: If a field is missing, unknown or wrong.
    """
    if "id" not in row or "time" not in row:
        # Without them the same file would be stored again at every import.
        raise DataError(f"{where}: not an event (no id and time). Export events to get them.")
    try:
        return Annotation.model_validate(row)
    except ValueError as error:
        raise DataError(f"{where}: {first_problem(error)}") from error


def _corrected(store: Store, events: Sequence[Annotation], notes: list[str]) -> dict[str, Article]:
    """Articles as corrected by new events, by event id."""
    known = store.event_ids()
    found: dict[str, Article] = {}
    for event in events:
        if event.status == "corrected" and event.id not in known:
            article = replay(store, event)
            if article is not None and event.article_id not in {a.id for a in found.values()}:
                found[event.id] = article
            else:
                notes.append(
                    f"article {event.article_id!r}: a correction of the parse was kept "
                    "as an event only, for it was made on another text"
                )
    return found


def _check_text(
    event: Annotation,
    store: Store,
    fingerprints: Mapping[str, str],
    *,
    texts: frozenset[str],
    where: str,
) -> None:
    stored = fingerprints.get(event.article_id)
    if stored is None:
        return
    if stored != event.fingerprint:
        if event.fingerprint in texts or event.fingerprint in store.fingerprints_of(
            event.article_id
        ):
            return  # coded before, or after, the parse was corrected
        raise DataError(
            f"{where}: article {event.article_id!r} was coded on another text than the stored one. "
            "Import the articles of that coder under other ids."
        )
    quoted = [span for span in event.evidence if span.quote]
    if quoted:
        try:
            check_spans(store.article(event.article_id), quoted)
        except DataError as error:
            raise DataError(f"{where}: {error}") from error
