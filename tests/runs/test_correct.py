"""`ingest --correct`: recorded in the article, and in the label store where there is one."""

import json

import pytest

from toolkit.errors import DataError
from toolkit.ingest import IngestOptions, read_articles
from toolkit.labelling.store import Store
from toolkit.runs.correct import Corrections, correct_article
from toolkit.runs.ingest import ingest_files

PAGE = """Ferry company drops night crossing
By LIV BREKKE

The last boat now leaves at seven, the company said in a short notice on Friday evening.

Islanders learned of it from the timetable, and many of them missed the last boat home.
"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(PAGE)
    return path


def run(inputs, out, corrections):
    return ingest_files(
        [str(path) for path in inputs],
        out,
        options=IngestOptions(detect_language=False),
        rejects=None,
        stop=False,
        force=False,
        corrections=corrections,
    )


def article_of(path):
    (article,) = read_articles([str(path)], IngestOptions(detect_language=False))
    return article


def place(words):
    return f"{PAGE.index(words)}-{PAGE.index(words) + len(words)}"


def test_a_correction_says_who_changed_what_and_keeps_the_raw_text(page):
    values = (f"residue={place('By LIV BREKKE')}",)
    after = correct_article(article_of(page), Corrections(values, coder="anna", note="an ad"))
    (record,) = after.extra["corrections"]
    assert (record["coder"], record["note"]) == ("anna", "an ad")
    assert record["roles"] == [{"raw_start": 35, "raw_end": 48, "role": "residue"}]
    assert record["was"] == [{"raw_start": 35, "raw_end": 48, "role": "byline"}]
    assert (after.raw, after.authors) == (PAGE, ())


def test_a_corrected_file_is_corrected_again_and_keeps_both_records(page, tmp_path):
    first, second = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    run([page], first, Corrections((f"residue={place('By LIV BREKKE')}",), coder="anna"))
    run([first], second, Corrections((f"byline={place('By LIV BREKKE')}",), coder="ben"))
    article = json.loads(second.read_text())
    assert article["authors"] == ["Liv Brekke"]
    assert [record["coder"] for record in article["extra"]["corrections"]] == ["anna", "ben"]
    assert article["id"] == article_of(page).id


def test_with_a_store_the_correction_is_an_event_and_changes_the_stored_text(page, tmp_path):
    store = str(tmp_path / "labels.db")
    values = (f"caption={place('Islanders')}",)
    run([page], tmp_path / "o.jsonl", Corrections(values, coder="anna", store=store))
    with Store(store, create=False) as opened:
        (event,) = opened.events()
        (stored,) = opened.articles()
    assert (event.status, event.coder) == ("corrected", "anna")
    assert stored.captions == ("Islanders",)
    assert stored.raw == PAGE


def test_one_of_several_articles_must_be_named(page, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text(PAGE.replace("ferry", "bus").replace("Ferry", "Bus"))
    values = ("residue=2",)
    with pytest.raises(DataError, match="several articles"):
        run([page, other], tmp_path / "o.jsonl", Corrections(values, coder="anna"))
    assert not (tmp_path / "o.jsonl").exists()
    name = article_of(other).id
    run([page, other], tmp_path / "o.jsonl", Corrections(values, coder="anna", article=name))
    first, second = map(json.loads, (tmp_path / "o.jsonl").read_text().splitlines())
    assert "corrections" not in first["extra"]
    assert len(second["extra"]["corrections"]) == 1


def test_a_correction_of_nothing_is_refused(page, tmp_path):
    with pytest.raises(DataError, match="no article of this id"):
        run([page], tmp_path / "o.jsonl", Corrections(("residue=2",), coder="a", article="zz"))
    with pytest.raises(DataError, match="have these roles already"):
        run([page], tmp_path / "o.jsonl", Corrections(("byline=2",), coder="a"))
