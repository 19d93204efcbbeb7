"""Stores of earlier formats open, with everything that they held."""

import json
import sqlite3

import pytest

from toolkit.errors import DataError
from toolkit.labelling.schema import APPLICATION_ID, STEPS
from toolkit.labelling.store import Store
from toolkit.records import Article

# As format 1 was released; it must not change with the code.
FORMAT_1 = """
CREATE TABLE schema_version (version INTEGER NOT NULL, applied TEXT NOT NULL,
    PRIMARY KEY (version));
CREATE TABLE articles (seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL,
    fingerprint TEXT NOT NULL, has_text INTEGER NOT NULL, record TEXT NOT NULL, UNIQUE (id));
CREATE TABLE events (seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, time TEXT,
    coder TEXT NOT NULL, article_id TEXT NOT NULL, facet TEXT NOT NULL, record TEXT NOT NULL,
    UNIQUE (id));
CREATE INDEX events_by_article ON events (article_id, facet);
CREATE INDEX events_by_coder ON events (coder);
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only: UPDATE refused'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only: DELETE refused'); END;
CREATE TRIGGER events_no_replace BEFORE INSERT ON events
    WHEN EXISTS (SELECT 1 FROM events WHERE id = NEW.id OR seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'events are append-only: REPLACE refused'); END;
CREATE TRIGGER articles_no_update BEFORE UPDATE ON articles
    BEGIN SELECT RAISE(ABORT, 'the text under labels is fixed: UPDATE refused'); END;
INSERT INTO schema_version VALUES (1, '2024-01-01T00:00:00.000000Z');
"""


@pytest.fixture
def old_store(tmp_path, articles, make_event):
    """A store of format 1 with an article and an event."""
    path = tmp_path / "old.db"
    article = articles[0]
    event = make_event(id="e1", states={"war": "present"}, fingerprint=article.fingerprint)
    with sqlite3.connect(path) as connection:
        connection.executescript(FORMAT_1)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(
            "INSERT INTO articles (id, fingerprint, has_text, record) VALUES (?, ?, 1, ?)",
            (article.id, article.fingerprint, json.dumps(article.model_dump(mode="json"))),
        )
        connection.execute(
            "INSERT INTO events (id, time, coder, article_id, facet, record)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            ("e1", event.time, "ana", "001", "topic", json.dumps(event.to_json())),
        )
    connection.close()
    return path, article, event


def test_a_store_of_format_1_opens_and_goes_on(old_store, make_event):
    path, article, event = old_store
    with Store(path) as store:
        assert store.article("001") == article
        assert store.events() == [event]
        store.append([make_event(id="e2")])
    with Store(path) as store:
        assert {found.id for found in store.events()} == {"e1", "e2"}
    with sqlite3.connect(path) as connection:
        versions = connection.execute("SELECT version FROM schema_version ORDER BY 1").fetchall()
    connection.close()
    assert versions == [(n + 1,) for n in range(len(STEPS))]


def test_a_new_store_has_the_same_tables_as_an_upgraded_one(old_store, tmp_path):
    path, _, _ = old_store
    Store(path).close()
    Store(tmp_path / "new.db").close()
    query = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
    found = []
    for name in (path, tmp_path / "new.db"):
        connection = sqlite3.connect(name)
        found.append(connection.execute(query).fetchall())
        connection.close()
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM articles",
        "UPDATE articles SET record = ''",
        "INSERT OR REPLACE INTO articles SELECT * FROM articles",
    ],
)
def test_the_database_itself_keeps_articles(store, statement):
    connection = sqlite3.connect(store.path)
    with pytest.raises(sqlite3.IntegrityError, match="the text under labels is fixed"):
        connection.execute(statement)
    connection.close()


def test_an_upgrade_on_a_full_disk_leaves_the_old_store(old_store, monkeypatch):
    path, article, _ = old_store

    def fail(connection):
        STEPS[1](connection)
        raise DataError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr("toolkit.labelling.schema.STEPS", (STEPS[0], fail))
        with pytest.raises(DataError, match="no space left"):
            Store(path)
    with Store(path) as store:
        assert store.article("001") == article


def test_marked_copies_are_known(store):
    copy = Article(id="f00", text="Rain.", extra={"retest_of": "003"})
    odd = Article(id="f01", text='They wrote "retest_of" here.')
    store.add_articles([copy, odd])
    assert store.retests() == {"f00": "003"}
