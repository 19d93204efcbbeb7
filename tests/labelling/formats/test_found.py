import pytest

from toolkit.errors import DataError
from toolkit.labelling.formats.found import Found, composed, stance_row, to_rows
from toolkit.labelling.formats.reading import read_label_map
from toolkit.records import Article


def test_one_text_is_composed_of_title_dek_and_body():
    article = Article(id="1", title="T", text="Body.")
    assert composed(article) == ("T\n\nBody.", {"title": 0, "text": 3})


def test_the_stored_article_is_taken_if_its_text_is_the_same(topic_reading, articles):
    whole, _ = composed(articles[0])
    found = Found("x:1", text=f"  {whole}\r\n", article_id="001", labels={"topic": ["vote"]})
    rows = to_rows([found], topic_reading, {"001": articles[0]}.get)
    ((_, row),) = rows[None]
    assert row["title"] == articles[0].title


def test_another_text_under_a_stored_id_is_refused(topic_reading, articles):
    found = Found("x:1", text="Other words.", article_id="001", labels={"topic": []})
    with pytest.raises(DataError, match="x:1: the text of '001' is not that of the stored"):
        to_rows([found], topic_reading, {"001": articles[0]}.get)


def test_labels_without_a_text_need_the_stored_article(topic_reading):
    with pytest.raises(DataError, match="Import the articles first"):
        to_rows([Found("x:1", article_id="9", labels={"topic": []})], topic_reading, {}.get)


def test_one_coder_cannot_say_two_things_of_one_article(topic_reading):
    one = Found("x:1", text="Rain.", article_id="9", labels={"topic": ["war"]})
    other = Found("x:2", text="Rain.", article_id="9", labels={"topic": []})
    with pytest.raises(DataError, match="x:2: article '9' stands twice with different labels"):
        to_rows([one, other], topic_reading, {}.get)
    assert len(to_rows([one, one], topic_reading, {}.get)[None]) == 1


def test_the_label_map_is_followed_and_noted(topic_reading, tmp_path):
    path = tmp_path / "map.csv"
    path.write_text("from,to\nSoccer,sport\n")
    topic_reading.label_map = read_label_map(path)
    found = Found("x:1", text="Rain.", labels={"topic": ["Soccer", "Soccer "]})
    ((_, row),) = to_rows([found], topic_reading, {}.get)[None]
    assert row["labels"] == {"topic": ["sport", "sport"]}
    assert len(topic_reading.notes) == 2


def test_a_label_map_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "map.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match="expected a spelling under `from`"):
        read_label_map(path)


def test_a_span_across_title_and_body_is_refused(topic_reading):
    article = Article(id="1", title="T", text="Body.")
    found = Found("x:1", text="T\n\nBody.", article_id="1", spans=[("topic", "war", 0, 5)])
    with pytest.raises(DataError, match="is not inside the title, dek or body"):
        to_rows([found], topic_reading, {"1": article}.get)


def test_a_mention_is_offsets():
    row = stance_row({"target": "bridge", "mention": "3:9"}, "favor", where="x")
    assert (row["start"], row["end"]) == (3, 9)
    with pytest.raises(DataError, match="expected START:END"):
        stance_row({"target": "bridge", "mention": "here"}, "favor", where="x")
