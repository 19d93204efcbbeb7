import sqlite3

import pytest

from toolkit.errors import DataError
from toolkit.ingest import read_articles
from toolkit.labelling.annotate import annotate
from toolkit.labelling.corrections import correct_parse
from toolkit.labelling.decision import Decision
from toolkit.labelling.evidence import find_quote
from toolkit.labelling.example_export import example_rows
from toolkit.labelling.exchange import event_rows, write_jsonl
from toolkit.labelling.history import history_lines
from toolkit.labelling.importing import import_events
from toolkit.labelling.store import Store
from toolkit.labelling.views import closed

PAGE = """Council backs the bridge

By Ada Brandt

March 4, 2024

The council of Norwick voted on Monday to build the bridge after ten years of talk.

The mayor called it a gift to the town and to everybody who has waited for the ferry.

Sign up for our newsletter and never miss a story from Norwick again.
"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return next(iter(read_articles([str(path)])))


@pytest.fixture
def paged(tmp_path, page):
    with Store(tmp_path / "paged.db") as opened:
        opened.add_articles([page])
        yield opened


def stretch(page, words, role):
    start = page.raw.index(words)
    return start, start + len(words), role


def test_a_correction_is_an_event_and_another_text_under_the_id(paged, page):
    roles = [stretch(page, "The mayor called it a gift", "residue")]
    after, events = correct_parse(paged, page.id, roles=roles, coder="ana", note="an advert")
    assert "gift" in page.text
    assert "The mayor called it a gift" not in after.text
    assert paged.article(page.id) == after
    assert paged.fingerprints() == {page.id: after.fingerprint}
    assert paged.fingerprints_of(page.id) == {page.fingerprint, after.fingerprint}
    assert events[0].status == "corrected"
    assert "parse corrected:" in history_lines(paged.events())[0]


def test_the_first_text_can_be_imported_again(paged, page):
    correct_parse(paged, page.id, roles=[stretch(page, "The mayor", "residue")], coder="ana")
    assert paged.add_articles([page]).skipped == 1


def test_questions_on_the_earlier_text_are_asked_again(paged, page, topic):
    quote = find_quote(page, "voted on Monday", label="vote")
    decision = Decision(["vote"], evidence=[quote])
    annotate(paged, topic, article_id=page.id, coder="ana", decision=decision)
    assert closed(paged.events()) == {(page.id, "topic")}
    roles = [stretch(page, "The council of Norwick", "residue")]
    correct_parse(paged, page.id, roles=roles, coder="ben")
    assert closed(paged.events(coder="ana")) == set()
    rows, report = example_rows(paged, {"topic": topic})
    assert rows[0]["labels"] == {"topic": ["vote"]}
    assert "evidence" not in rows[0]
    assert report.notes["evidence on a text that was corrected since, left out"] == 1


def test_a_correction_travels_with_the_events(paged, page, tmp_path):
    roles = [stretch(page, "The mayor called it a gift", "residue")]
    after, _ = correct_parse(paged, page.id, roles=roles, coder="ana")
    path = tmp_path / "events.jsonl"
    write_jsonl(path, event_rows(paged))
    with Store(tmp_path / "other.db") as other:
        other.add_articles([page])
        import_events(other, [path])
        assert other.article(page.id) == after
        assert import_events(other, [path]).events.added == 0


def test_a_correction_that_changes_nothing_is_refused(paged, page):
    words = "The council of Norwick voted on Monday to build the bridge after ten years of talk."
    with pytest.raises(DataError, match="have these roles already"):
        correct_parse(paged, page.id, roles=[stretch(page, words, "paragraph")], coder="ana")


def test_an_article_of_a_table_has_nothing_to_correct(store):
    with pytest.raises(DataError, match="has no segments"):
        correct_parse(store, "001", roles=[(0, 4, "residue")], coder="ana")


def test_corrected_texts_are_append_only(paged, page):
    correct_parse(paged, page.id, roles=[stretch(page, "The mayor", "residue")], coder="ana")
    connection = sqlite3.connect(paged.path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("DELETE FROM article_versions")
    connection.close()
