import pytest

from toolkit.errors import DataError
from toolkit.labelling.formats.found import to_rows
from toolkit.labelling.formats.prodigy import read_prodigy, write_prodigy

HASHES = {"_input_hash": 11, "_task_hash": 22, "_session_id": "news-ana", "_view_id": "choice"}
OPTIONS = [{"id": "sport", "text": "Sport"}, {"id": "war", "text": "War"}]


def nothing(_article_id):
    return None


def test_a_choice_is_read_with_its_annotator(write_rows, topic_reading):
    task = {"text": "Rain fell.", "options": OPTIONS, "accept": ["sport"], "answer": "accept"}
    path = write_rows(task | HASHES | {"_annotator_id": "news-ana", "meta": {"source": "Post"}})
    (found,) = read_prodigy(path, topic_reading)
    assert found.labels == {"topic": ["sport"]}
    assert found.coder == "news-ana"
    assert found.columns == {"source": "Post"}


def test_ignored_and_rejected_choices_are_counted_and_not_labels(write_rows, topic_reading):
    task = {"text": "Rain.", "options": OPTIONS, "accept": []} | HASHES
    path = write_rows(task | {"answer": "ignore"}, task | {"answer": "reject"})
    assert list(read_prodigy(path, topic_reading)) == []
    assert sum(topic_reading.notes.values()) == 2


def test_binary_answers_about_one_text_are_put_together(write_rows, topic_reading):
    path = write_rows(
        {"text": "Rain.", "label": "sport", "answer": "accept"} | HASHES,
        {"text": "Rain.", "label": "war", "answer": "reject"} | HASHES,
    )
    (found,) = read_prodigy(path, topic_reading)
    assert found.labels == {"topic": ["sport"]}
    assert set(found.unsure["topic"]) == {"politics", "vote", "spa", "oldies"}


def test_numbered_options_mean_their_words(write_rows, topic_reading):
    options = [{"id": 0, "text": "Sport"}, {"id": 1, "text": "War, conflict and peace"}]
    task = {"text": "Rain.", "options": options, "accept": [1], "answer": "accept"}
    (found,) = read_prodigy(write_rows(task), topic_reading)
    assert found.labels == {"topic": ["War, conflict and peace"]}


def test_spans_are_evidence(write_rows, topic_reading):
    spans = [{"start": 0, "end": 4, "label": "sport", "token_start": 0, "token_end": 0}]
    path = write_rows({"text": "Rain fell.", "spans": spans, "answer": "accept", "tokens": []})
    (found,) = read_prodigy(path, topic_reading)
    assert found.spans == [("topic", "sport", 0, 4)]


@pytest.mark.parametrize(
    ("task", "message"),
    [
        ({"html": "<b>x</b>", "answer": "accept"}, "not a task of Prodigy"),
        ({"text": "x", "answer": "maybe"}, "answer 'maybe'"),
        ({"text": "x", "answer": "accept"}, "Expected a choice task"),
    ],
)
def test_other_tasks_are_refused(write_rows, topic_reading, task, message):
    with pytest.raises(DataError, match=message):
        list(read_prodigy(write_rows(task), topic_reading))


def test_what_is_written_is_read_back(write_rows, topic_reading, topic):
    span = {"facet": "topic", "label": "vote", "field": "text", "start": 4, "end": 11}
    row = {"id": "1", "dek": "D", "text": "The council voted.", "labels": {"topic": ["vote"]}}
    path = write_rows(*write_prodigy([row | {"evidence": [span]}], {"topic": topic}, "topic"))
    ((_, back),) = to_rows(read_prodigy(path, topic_reading), topic_reading, nothing)[None]
    assert back["labels"] == row["labels"]
    assert back["dek"] == "D"
    assert back["evidence"] == [span | {"quote": "council"}]
