"""Finding and opening the file of a label store, and saying plainly why that fails."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from toolkit.errors import ArtifactError, DataError
from toolkit.labelling.schema import APPLICATION_ID, SCHEMA

DEFAULT_STORE = "annotations.db"
BUSY_TIMEOUT_S = 30.0
HEADER = b"SQLite format 3\x00"
# What SQLite says, and what it means for a user; the first that occurs in the message counts.
DAMAGE = (
    ("full", "the disk is full. Everything stored before is safe. Free some space and go on."),
    ("locked", "another process is writing and did not finish. Close it and try again."),
    ("busy", "another process is writing and did not finish. Close it and try again."),
    ("readonly", "the file or its folder cannot be written. Check its permissions."),
    ("unable to open", "cannot be opened or created. Check the folder and its permissions."),
    ("disk i/o error", "the disk gave an error. Everything stored before is safe. Check the disk."),
    ("under labels is fixed", "an article under labels never changes. Give it another id."),
    ("append-only", "events are append-only: nothing stored is changed. Add a new event instead."),
)


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Database errors in the user's words."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = str(getattr(error, "orig", error))
        for sign, meaning in DAMAGE:
            if sign in said.casefold():
                raise DataError(f"{path}: {meaning}") from error
        raise ArtifactError(
            f"{path}: the label store is damaged ({said}). Restore a copy of the file, "
            "or import an export of its events into a new store."
        ) from error


def file_of(place: str | Path) -> Path:
    """The absolute path behind a path or an `sqlite:///` URL."""
    if isinstance(place, Path) or "://" not in place:
        return Path(place).expanduser().absolute()
    try:
        url = make_url(place)
    except ArgumentError as error:
        raise DataError(f"{place}: not a database URL. Expected sqlite:///PATH.") from error
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise DataError(
            f"{url.render_as_string()}: only SQLite files are supported so far. "
            "Expected a path or sqlite:///PATH."
        )
    return Path(url.database).absolute()


def refuse_other_files(path: Path, *, create: bool) -> None:
    """Raises before SQLite touches a file that is none of ours."""
    if path.is_dir():
        raise DataError(f"{path}: is a folder. Expected a file such as {DEFAULT_STORE}.")
    if not path.exists():
        if not create:
            raise DataError(f"{path}: no such label store. Check the path, or label something.")
        if not path.parent.is_dir():
            raise DataError(f"{path}: the folder {path.parent} does not exist. Make it first.")
        return
    try:
        with path.open("rb") as stream:
            head = stream.read(len(HEADER))
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from error
    if head and head != HEADER:
        raise ArtifactError(f"{path}: is not a label store (not an SQLite file). Check --store.")


def make_engine(path: Path) -> Engine:
    """An engine whose commits are on disk, and whose writers wait for each other."""
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S})

    @event.listens_for(engine, "connect")
    def on_connect(raw: sqlite3.Connection, _: object) -> None:
        # The driver's own transactions begin too late to hold a lock; ours are explicit.
        raw.isolation_level = None
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA fullfsync = ON")  # macOS: fsync alone leaves data in the drive's cache

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A writer takes its lock at once: upgrading a read lock could only fail, not wait.
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def refuse_foreign(connection: Connection, path: Path) -> None:
    """Raises if an SQLite file belongs to another program or lacks our tables."""
    tables = set(connection.execute(text("SELECT name FROM sqlite_master")).scalars())
    if not tables:
        return
    application = connection.execute(text("PRAGMA application_id")).scalar_one()
    if application != APPLICATION_ID:
        raise ArtifactError(
            f"{path}: is an SQLite file of another program, not a label store. Check --store."
        )
    missing = {"events", "articles", "schema_version"} - tables
    if missing:
        raise ArtifactError(
            f"{path}: the label store is damaged (no {', '.join(sorted(missing))})."
        )


def stored_version(connection: Connection) -> int:
    """Format of the store; 0 for a new file."""
    exists = text("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'")
    if connection.execute(exists).scalar() is None:
        return 0
    return int(connection.execute(select(func.max(SCHEMA.c.version))).scalar() or 0)
