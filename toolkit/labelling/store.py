"""The label store: articles and append-only events in one SQLite file.

A decision is on disk when `append` returns (`synchronous=FULL`). Several processes may read and
write at once; a writer waits for its turn. SQLAlchemy Core keeps the way open for a server
database by URL; so far only SQLite is accepted.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, func, insert, select, text

from toolkit.errors import ArtifactError, DataError, ToolkitError, bullet_list, did_you_mean
from toolkit.labelling.opening import (
    DEFAULT_STORE,
    file_of,
    make_engine,
    refuse_foreign,
    refuse_other_files,
    stored_version,
    translated,
)
from toolkit.labelling.places import is_shared_place
from toolkit.labelling.schema import ARTICLES, EVENTS, STEPS, VERSIONS, upgrade
from toolkit.labelling.stored import (
    article_row,
    conflict,
    event_row,
    record_text,
    stored_article,
    stored_event,
    stored_fingerprints,
    stored_records,
)
from toolkit.records.annotation import Annotation, utc_now
from toolkit.records.article import Article


@dataclass(frozen=True)
class Added:
    """What happened to records that were offered to the store.

    Attributes:
        added: Newly stored.
        skipped: Already there, with the same content.
    """

    added: int
    skipped: int


class Store:
    """Articles and events in one database.

    Args:
        place: Path of the file, or an SQLAlchemy URL such as `sqlite:///annotations.db`.
        create: Make the file if it is missing.

    Raises:
        DataError: If the file is missing and `create` is false, or cannot be opened.
        ArtifactError: If the file is no label store, is damaged, or was made by a newer version.
    """

    def __init__(self, place: str | Path = DEFAULT_STORE, *, create: bool = True) -> None:
        self.path = file_of(place)
        refuse_other_files(self.path, create=create)
        self._engine = make_engine(self.path)
        self._writer = self._engine.execution_options(write=True)
        try:
            self._open()
        except ToolkitError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes all connections."""
        self._engine.dispose()

    @property
    def journal_mode(self) -> str:
        """`wal` on a local disk, `delete` (rollback journal) in a shared place."""
        with self._reading() as connection:
            return str(connection.execute(text("PRAGMA journal_mode")).scalar_one())

    # --- articles -----------------------------------------------------------------------------

    def add_articles(self, articles: Iterable[Article]) -> Added:
        """Stores articles; all of them or, after an error, none.

        Args:
            articles: An id that is already stored with the same fingerprint is skipped: the text
                under existing labels stays as it is.

        Returns:
            How many were added and skipped.

        Raises:
            DataError: If an id is stored with another text; names each such article.
        """
        added = skipped = 0
        problems: list[str] = []
        with self._writing() as connection:
            for article in articles:
                stored = stored_article(connection, article.id)
                if stored is None:
                    connection.execute(insert(ARTICLES).values(**article_row(article)))
                    added += 1
                elif article.fingerprint in stored_fingerprints(connection, article.id):
                    skipped += 1
                else:
                    problems.append(conflict(stored, article))
            if problems:
                raise DataError(f"{self.path}: {bullet_list(problems)}")
        return Added(added, skipped)

    def article(self, article_id: str) -> Article:
        """One article.

        Args:
            article_id: As stored.

        Returns:
            The article.

        Raises:
            DataError: If there is none of this id.
        """
        with self._reading() as connection:
            found = stored_article(connection, article_id)
        if found is None:
            hint = did_you_mean(article_id, self.fingerprints())
            raise DataError(f"{self.path}: no article has the id {article_id!r}. {hint}".strip())
        return found

    def articles(self) -> Iterator[Article]:
        """All articles in the order in which they were added, read as they are asked for."""
        for article_id in self.fingerprints():
            yield self.article(article_id)

    def fingerprints(self) -> dict[str, str]:
        """Fingerprint by article id, in the order in which the articles were added."""
        query = select(ARTICLES.c.id, ARTICLES.c.fingerprint).order_by(ARTICLES.c.seq)
        later = select(VERSIONS.c.article_id, VERSIONS.c.fingerprint).order_by(VERSIONS.c.seq)
        with self._reading() as connection:
            found = {row.id: row.fingerprint for row in connection.execute(query)}
            found |= {row.article_id: row.fingerprint for row in connection.execute(later)}
        return found

    def fingerprints_of(self, article_id: str) -> set[str]:
        """Fingerprints of all texts that an article had, corrected ones included."""
        with self._reading() as connection:
            return stored_fingerprints(connection, article_id)

    def readable(self) -> dict[str, bool]:
        """Whether there is anything to read, by article id, in the order of adding."""
        query = select(ARTICLES.c.id, ARTICLES.c.has_text).order_by(ARTICLES.c.seq)
        later = select(VERSIONS.c.article_id, VERSIONS.c.has_text).order_by(VERSIONS.c.seq)
        with self._reading() as connection:
            found = {row.id: bool(row.has_text) for row in connection.execute(query)}
            found |= {row.article_id: bool(row.has_text) for row in connection.execute(later)}
        return found

    def retests(self) -> dict[str, str]:
        """Original's id by the id of each copy that coders read again (`sample` makes them)."""
        query = select(ARTICLES.c.id, ARTICLES.c.record)
        marked = query.where(ARTICLES.c.record.like('%"retest_of"%')).order_by(ARTICLES.c.seq)
        with self._reading() as connection:
            extras = {
                row.id: json.loads(row.record).get("extra", {})
                for row in connection.execute(marked)
            }
        found = {copy: extra.get("retest_of") for copy, extra in extras.items()}
        return {copy: original for copy, original in found.items() if isinstance(original, str)}

    # --- events -------------------------------------------------------------------------------

    def append(
        self, events: Sequence[Annotation], *, corrected: Mapping[str, Article] | None = None
    ) -> Added:
        """Stores events; all of them or, after an error, none. On disk when it returns.

        Args:
            events: An event whose id is stored with the same content is skipped.
            corrected: The articles as corrected, by the id of the event that corrects them.

        Returns:
            How many were added and skipped.

        Raises:
            DataError: If an id is stored with other content, or the disk is full.
        """
        with self._writing() as connection:
            known = stored_records(connection, [item.id for item in events])
            rows = []
            for item in events:
                record = record_text(item.to_json())
                if item.id not in known:
                    known[item.id] = record
                    rows.append(event_row(item, record))
                elif known[item.id] != record:
                    raise DataError(
                        f"{self.path}: event {item.id!r} is stored with other content. Events "
                        "never change; was the file edited, or exported without names or times?"
                    )
            if rows:
                connection.execute(insert(EVENTS), rows)
            for event_id, article in (corrected or {}).items():
                row = article_row(article)
                row |= {"article_id": row.pop("id"), "event_id": event_id}
                connection.execute(insert(VERSIONS).values(**row))
        return Added(len(rows), len(events) - len(rows))

    def events(
        self, *, article_id: str | None = None, facet: str | None = None, coder: str | None = None
    ) -> list[Annotation]:
        """Events in order of time; events of the same time in the order in which they were added.

        Args:
            article_id: Only those of this article.
            facet: Only those of this facet.
            coder: Only those of this coder.

        Returns:
            All that match, undone ones and undos included.
        """
        query = select(EVENTS.c.record).order_by(EVENTS.c.time, EVENTS.c.seq)
        # An article has few events and a coder may have a hundred thousand: with both conditions
        # in the statement SQLite has been seen to walk through all of the coder's.
        in_statement = coder if article_id is None else None
        conditions = (("article_id", article_id), ("facet", facet), ("coder", in_statement))
        for column, wanted in conditions:
            if wanted is not None:
                query = query.where(EVENTS.c[column] == wanted)
        with self._reading() as connection:
            try:
                found = [stored_event(record) for record in connection.execute(query).scalars()]
                return [item for item in found if coder is None or item.coder == coder]
            except ValueError as error:
                raise ArtifactError(f"{self.path}: an event is damaged ({error}).") from error

    def event_ids(self) -> set[str]:
        """Ids of all events."""
        with self._reading() as connection:
            return set(connection.execute(select(EVENTS.c.id)).scalars())

    def next_time(self, coder: str) -> str:
        """The time for a coder's next event: now, and later than the coder's last one."""
        query = select(func.max(EVENTS.c.time)).where(EVENTS.c.coder == coder)
        with self._reading() as connection:
            return utc_now(after=connection.execute(query).scalar())

    # --- opening ------------------------------------------------------------------------------

    def _open(self) -> None:
        with self._reading() as connection:
            refuse_foreign(connection, self.path)
        self._set_journal("delete" if is_shared_place(self.path) else "wal")
        with self._writing() as connection:
            # Asked again inside the transaction: another process may just have made the tables.
            version = stored_version(connection)
            if version > len(STEPS):
                raise ArtifactError(
                    f"{self.path}: has format {version}, this version reads up to {len(STEPS)}. "
                    "Update the toolkit."
                )
            upgrade(connection, version)

    def _set_journal(self, mode: str) -> None:
        if self.journal_mode == mode:
            return
        # Not inside a transaction: SQLite changes the journal only between them.
        with translated(self.path):
            raw = self._engine.raw_connection()
            try:
                cursor = raw.cursor()
                cursor.execute(f"PRAGMA journal_mode = {mode}")
                cursor.fetchall()
            except sqlite3.OperationalError:
                # Another process is at work in the file; it set the same journal.
                pass
            finally:
                raw.close()

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(self.path), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        with translated(self.path), self._writer.begin() as connection:
            yield connection
