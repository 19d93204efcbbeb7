import json

import pytest

from toolkit.errors import DataError
from toolkit.labelling.annotate import annotate
from toolkit.labelling.decision import Decision
from toolkit.labelling.evidence import find_quote
from toolkit.labelling.example_export import example_rows
from toolkit.labelling.exchange import ExportOptions
from toolkit.labelling.release import is_release, join_release, write_release
from toolkit.labelling.store import Store


@pytest.fixture
def coded(store, articles, topic):
    quote = find_quote(articles[0], "voted on Monday", label="vote")
    decision = Decision(["vote"], evidence=[quote], note="“voted” says it")
    annotate(store, topic, article_id="001", coder="ana", decision=decision)
    annotate(store, topic, article_id="001", coder="ben", decision=Decision(["vote"]))
    annotate(store, topic, article_id="003", coder="ana", decision=Decision(["sport"]))
    return store


@pytest.fixture
def release(coded, topic, tmp_path):
    folder = tmp_path / "release"
    write_release(folder, coded, {"topic": topic}, options=ExportOptions())
    return folder


def test_a_release_has_no_word_of_the_articles(release):
    assert is_release(release)
    whole = "\n".join(
        path.read_text(encoding="utf-8") for path in release.rglob("*") if path.is_file()
    )
    for words in ("Norwick voted", "Council backs", "voted on Monday", "says it", "Play stopped"):
        assert words not in whole
    assert json.loads((release / "agreement.json").read_text())["coders"] == ["ana", "ben"]
    assert (release / "codebooks" / "topic.yaml").is_file()


def test_joined_to_the_texts_it_is_what_it_was(release, coded, topic, articles, tmp_path):
    own = [article.model_copy(update={"id": f"mine-{article.id}"}) for article in articles]
    with Store(tmp_path / "joined.db") as joined:
        report = join_release(joined, release, own)
        assert report.events.added == 3
        rows, _ = example_rows(joined, {"topic": topic})
    before, _ = example_rows(coded, {"topic": topic})
    assert [row["id"] for row in rows] == ["mine-001", "mine-003"]
    assert [row["labels"] for row in rows] == [row["labels"] for row in before]
    assert rows[0]["evidence"] == before[0]["evidence"]


def test_what_has_no_copy_or_another_text_is_counted(release, articles, tmp_path):
    altered = articles[2].model_copy(update={"text": "Other words.", "fingerprint": "0" * 64})
    with Store(tmp_path / "joined.db") as joined:
        report = join_release(joined, release, [articles[0], altered])
    assert report.articles.added == 1
    assert "1 articles of the release have no copy here, left out" in report.notes
    assert "1 of them have a copy with another text under the same id" in report.notes


def test_texts_that_are_none_of_it_are_refused(release, articles, tmp_path):
    with Store(tmp_path / "x.db") as other, pytest.raises(DataError, match="found by their title"):
        join_release(other, release, [articles[1]])


def test_an_empty_store_has_nothing_to_release(store, topic, tmp_path):
    with pytest.raises(DataError, match="nothing to release"):
        write_release(tmp_path / "r", store, {"topic": topic}, options=ExportOptions())
