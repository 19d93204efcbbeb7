import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from toolkit.errors import ArtifactError, DataError
from toolkit.labelling.store import Added, Store
from toolkit.records import Article

WRITER = textwrap.dedent(
    """
    import sys
    from toolkit.labelling.store import Store
    from toolkit.records import Annotation

    with Store(sys.argv[1]) as store:
        for i in range(int(sys.argv[3])):
            store.append([Annotation(
                id=f"{sys.argv[2]}-{i}", coder=sys.argv[2], article_id="001", fingerprint="f",
                codebook="topic", version="1", facet="topic", note="x" * 2000)])
            print(i, flush=True)
    """
)


def start_writer(path, coder, count, **options):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), coder, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        **options,
    )


def test_an_article_comes_back_equal(store, articles):
    assert store.article("001") == articles[0]
    assert list(store.articles()) == articles


def test_the_same_text_under_the_same_id_is_skipped(store, articles):
    assert store.add_articles(articles) == Added(added=0, skipped=3)


def test_another_text_under_a_known_id_is_refused_and_nothing_is_added(store):
    changed = Article(id="001", text="Another text.", origin="new.jsonl#3")
    with pytest.raises(DataError, match=r"article '001' from new.jsonl#3 has another text"):
        store.add_articles([Article(id="009", text="New."), changed])
    assert "009" not in store.fingerprints()


def test_an_unknown_article_is_named_with_the_nearest_id(store):
    with pytest.raises(DataError, match=r"no article has the id '0001'. Did you mean '001'\?"):
        store.article("0001")


def test_broken_unicode_is_stored_as_it_came(store):
    article = Article(id="odd", text="half \ud800 a pair")
    store.add_articles([article])
    assert store.article("odd") == article


def test_events_come_back_equal_and_in_order_of_time(store, make_event):
    late = make_event(time="2024-05-02T00:00:00Z")
    early = make_event(time="2024-05-01T00:00:00Z", coder="ben")
    store.append([late, early])
    assert store.events() == [early, late]
    assert store.events(coder="ana", article_id="001", facet="topic") == [late]
    assert store.events(facet="region") == []


def test_the_same_event_is_stored_once(store, make_event):
    event = make_event()
    store.append([event])
    assert store.append([event, event]) == Added(added=0, skipped=2)
    assert store.events() == [event]


def test_an_event_never_changes(store, make_event):
    event = make_event()
    store.append([event])
    with pytest.raises(DataError, match="is stored with other content"):
        store.append([make_event(), event.model_copy(update={"note": "other"})])
    assert store.events() == [event]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET coder = 'eve'",
        "DELETE FROM events",
        "INSERT OR REPLACE INTO events SELECT * FROM events",
        "INSERT OR REPLACE INTO events (id, coder, article_id, facet, record) "
        "SELECT id, 'eve', article_id, facet, record FROM events",
        "UPDATE articles SET record = '{}'",
    ],
)
def test_the_database_itself_refuses_to_change_what_is_stored(store, make_event, statement):
    event = make_event()
    store.append([event])
    connection = sqlite3.connect(store.path)
    with pytest.raises(sqlite3.IntegrityError, match="refused"):
        connection.execute(statement)
    connection.close()
    assert store.events() == [event]


def test_a_killed_writer_loses_nothing_that_was_reported(tmp_path):
    path = tmp_path / "annotations.db"
    writer = start_writer(path, "ana", 100_000)
    reported = -1
    while reported < 60:
        reported = int(writer.stdout.readline())
    writer.kill()
    rest = writer.communicate()[0].split()
    reported = int(rest[-1]) if rest else reported
    assert writer.returncode != 0
    with Store(path) as store:
        ids = [event.id for event in store.events()]
    assert reported + 1 <= len(ids) <= reported + 2
    assert ids == [f"ana-{i}" for i in range(len(ids))]


def test_two_processes_write_at_once(tmp_path):
    path = tmp_path / "annotations.db"
    writers = [start_writer(path, coder, 100) for coder in ("ana", "ben")]
    errors = [writer.communicate(timeout=120)[1] for writer in writers]
    assert errors == ["", ""]
    with Store(path) as store:
        assert len(store.events(coder="ana")) == 100
        assert len(store.events(coder="ben")) == 100


def test_a_writer_waits_for_another_one(store, make_event):
    connection = sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.4, connection.execute, ["COMMIT"])
    began = time.monotonic()
    release.start()
    store.append([make_event()])
    release.join()
    connection.close()
    assert time.monotonic() - began > 0.2
    assert len(store.events()) == 1


def limit_file_size():
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file size")
def test_a_full_disk_is_one_clear_error_and_loses_nothing(tmp_path):
    path = tmp_path / "annotations.db"
    writer = start_writer(path, "ana", 100_000, preexec_fn=limit_file_size)
    output, errors = writer.communicate(timeout=120)
    assert writer.returncode == 1
    assert "DataError" in errors.splitlines()[-1]
    assert "Everything stored before is safe" in errors.splitlines()[-1]
    with Store(path) as store:
        assert len(store.events()) == len(output.split())


def test_a_missing_store_is_not_made_for_a_reader(tmp_path):
    with pytest.raises(DataError, match="no such label store"):
        Store(tmp_path / "no.db", create=False)
    assert not (tmp_path / "no.db").exists()


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(DataError, match=r"the folder .*deep does not exist"):
        Store(tmp_path / "deep" / "a.db")


def test_a_folder_is_no_store(tmp_path):
    with pytest.raises(DataError, match="is a folder"):
        Store(tmp_path)


def test_a_text_file_is_no_store(tmp_path):
    path = tmp_path / "a.db"
    path.write_text("id,label\n1,war\n")
    with pytest.raises(ArtifactError, match="not a label store"):
        Store(path)
    assert path.read_text() == "id,label\n1,war\n"


def test_the_database_of_another_program_is_left_alone(tmp_path):
    path = tmp_path / "a.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE events (id)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ArtifactError, match="SQLite file of another program"):
        Store(path)
    assert path.read_bytes() == before


def test_a_damaged_store_is_one_clear_error(store, make_event):
    store.append([make_event(note="x" * 500) for _ in range(200)])
    store.close()
    data = bytearray(store.path.read_bytes())
    data[4096 : 4096 * 12] = b"\xff" * (4096 * 11)
    store.path.write_bytes(data)
    with pytest.raises(ArtifactError, match="the label store is damaged"):
        Store(store.path).events()


def test_a_store_of_a_newer_version_is_refused(store):
    connection = sqlite3.connect(store.path)
    connection.execute("INSERT INTO schema_version VALUES (99, 'later')")
    connection.commit()
    connection.close()
    with pytest.raises(ArtifactError, match=r"has format 99, .* Update the toolkit"):
        Store(store.path)


def test_a_store_opens_by_url(store):
    with Store(f"sqlite:///{store.path}", create=False) as again:
        assert again.fingerprints() == store.fingerprints()


@pytest.mark.parametrize("url", ["postgresql://host/labels", "sqlite://", "nonsense://x"])
def test_other_databases_are_refused(url):
    with pytest.raises(DataError, match=r"only SQLite files are supported|not a database URL"):
        Store(url)


def test_the_journal_suits_the_place(tmp_path, make_event):
    synced = tmp_path / "Dropbox"
    synced.mkdir()
    with Store(tmp_path / "a.db") as local, Store(synced / "a.db") as shared:
        assert local.journal_mode == "wal"
        assert shared.journal_mode == "delete"


def test_a_store_that_moved_to_a_synced_folder_changes_its_journal(tmp_path, make_event):
    with Store(tmp_path / "a.db") as local:
        local.append([make_event()])
    synced = tmp_path / "OneDrive - Institute"
    synced.mkdir()
    (tmp_path / "a.db").rename(synced / "a.db")
    with Store(synced / "a.db") as shared:
        assert shared.journal_mode == "delete"
        assert len(shared.events()) == 1


def test_the_next_time_is_later_than_the_coders_last(store, make_event):
    store.append([make_event(time="2199-01-01T00:00:00Z")])
    assert store.next_time("ana") == "2199-01-01T00:00:00.000001Z"
    assert store.next_time("ben") < "2199"
