"""Tables of the label store, and the steps from one version of them to the next."""

from collections.abc import Callable

from sqlalchemy import Column, Connection, Index, Integer, MetaData, Table, Text, insert, text

from toolkit.records.annotation import utc_now

# "TKLS" as a number: tells a label store from any other SQLite file.
APPLICATION_ID = 0x544B4C53

METADATA = MetaData()

SCHEMA = Table(
    "schema_version",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("applied", Text, nullable=False),
)

ARTICLES = Table(
    "articles",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("fingerprint", Text, nullable=False),
    Column("has_text", Integer, nullable=False),
    Column("record", Text, nullable=False),
    sqlite_autoincrement=True,
)

EVENTS = Table(
    "events",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("time", Text),
    Column("coder", Text, nullable=False),
    Column("article_id", Text, nullable=False),
    Column("facet", Text, nullable=False),
    Column("record", Text, nullable=False),
    Index("events_by_article", "article_id", "facet"),
    Index("events_by_coder", "coder"),
    sqlite_autoincrement=True,
)

# Texts as corrected by hand, each by one event; the last one of an article is the text that counts.
VERSIONS = Table(
    "article_versions",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("article_id", Text, nullable=False),
    Column("event_id", Text, nullable=False, unique=True),
    Column("fingerprint", Text, nullable=False),
    Column("has_text", Integer, nullable=False),
    Column("record", Text, nullable=False),
    Index("versions_by_article", "article_id"),
    sqlite_autoincrement=True,
)

# INSERT OR REPLACE deletes without firing the DELETE trigger, hence the third one.
GUARDS = (
    """CREATE TRIGGER events_no_update BEFORE UPDATE ON events
       BEGIN SELECT RAISE(ABORT, 'events are append-only: UPDATE refused'); END""",
    """CREATE TRIGGER events_no_delete BEFORE DELETE ON events
       BEGIN SELECT RAISE(ABORT, 'events are append-only: DELETE refused'); END""",
    """CREATE TRIGGER events_no_replace BEFORE INSERT ON events
       WHEN EXISTS (SELECT 1 FROM events WHERE id = NEW.id OR seq = NEW.seq)
       BEGIN SELECT RAISE(ABORT, 'events are append-only: REPLACE refused'); END""",
    """CREATE TRIGGER articles_no_update BEFORE UPDATE ON articles
       BEGIN SELECT RAISE(ABORT, 'the text under labels is fixed: UPDATE refused'); END""",
)


# Added by the second step.
MORE_GUARDS = (
    """CREATE TRIGGER articles_no_delete BEFORE DELETE ON articles
       BEGIN SELECT RAISE(ABORT, 'the text under labels is fixed: DELETE refused'); END""",
    """CREATE TRIGGER articles_no_replace BEFORE INSERT ON articles
       WHEN EXISTS (SELECT 1 FROM articles WHERE id = NEW.id OR seq = NEW.seq)
       BEGIN SELECT RAISE(ABORT, 'the text under labels is fixed: REPLACE refused'); END""",
    """CREATE TRIGGER versions_no_update BEFORE UPDATE ON article_versions
       BEGIN SELECT RAISE(ABORT, 'events are append-only: UPDATE refused'); END""",
    """CREATE TRIGGER versions_no_delete BEFORE DELETE ON article_versions
       BEGIN SELECT RAISE(ABORT, 'events are append-only: DELETE refused'); END""",
    """CREATE TRIGGER versions_no_replace BEFORE INSERT ON article_versions
       WHEN EXISTS (
           SELECT 1 FROM article_versions WHERE event_id = NEW.event_id OR seq = NEW.seq)
       BEGIN SELECT RAISE(ABORT, 'events are append-only: REPLACE refused'); END""",
)


def _create(connection: Connection) -> None:
    METADATA.create_all(connection, tables=[SCHEMA, ARTICLES, EVENTS])
    for guard in GUARDS:
        connection.execute(text(guard))
    connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))


def _add_versions(connection: Connection) -> None:
    """Corrected texts; an index for a coder's last event, which every decision asks for."""
    METADATA.create_all(connection, tables=[VERSIONS])
    for guard in MORE_GUARDS:
        connection.execute(text(guard))
    connection.execute(text("CREATE INDEX events_by_coder_time ON events (coder, time)"))
    connection.execute(text("DROP INDEX IF EXISTS events_by_coder"))


# Step n takes a store from version n to n + 1. A step is never edited once released.
STEPS: tuple[Callable[[Connection], None], ...] = (_create, _add_versions)


def upgrade(connection: Connection, version: int) -> None:
    """Applies the steps that a store of `version` lacks, in the open transaction."""
    for number, step in enumerate(STEPS[version:], start=version + 1):
        step(connection)
        connection.execute(insert(SCHEMA).values(version=number, applied=utc_now()))
