import pytest

from toolkit.errors import DataError
from toolkit.labelling.formats.doccano import read_doccano, write_doccano
from toolkit.labelling.formats.found import to_rows


def nothing(_article_id):
    return None


def test_text_classification_is_read(write_rows, topic_reading):
    path = write_rows(
        {"id": 1, "text": "Rain fell.", "label": ["sport"], "wire": "AX", "Comments": []},
        {"id": 2, "text": "Nothing here.", "label": []},
    )
    first, second = read_doccano(path, topic_reading)
    assert first.labels == {"topic": ["sport"]}
    assert first.columns == {"wire": "AX"}
    assert second.labels == {"topic": []}


@pytest.mark.parametrize(
    "row",
    [
        {"text": "Rain fell.", "label": [[0, 4, "sport"]]},
        {"text": "Rain fell.", "labels": [[0, 4, "sport"]]},
        {
            "text": "Rain fell.",
            "entities": [{"id": 7, "label": "sport", "start_offset": 0, "end_offset": 4}],
            "relations": [],
        },
        {"text": "Rain fell.", "entities": [[0, 4, "sport"]], "cats": ["sport"]},
    ],
)
def test_spans_are_evidence_for_their_label(write_rows, topic_reading, row):
    (found,) = read_doccano(write_rows(row), topic_reading)
    assert found.labels == {"topic": ["sport"]}
    assert found.spans == [("topic", "sport", 0, 4)]


def test_several_codebooks_need_a_facet(write_rows, reading):
    with pytest.raises(DataError, match="Say which one is meant: --facet"):
        list(read_doccano(write_rows({"text": "x", "label": []}), reading))
    reading.facet = "topic"
    assert len(list(read_doccano(write_rows({"text": "x", "label": []}), reading))) == 1


def test_a_stance_needs_a_target(write_rows, stance_reading):
    with pytest.raises(DataError, match="a stance needs a target"):
        list(read_doccano(write_rows({"text": "x", "label": ["favor"]}), stance_reading))


def test_a_label_of_another_shape_is_refused(write_rows, topic_reading):
    with pytest.raises(DataError, match="expected text, or start, end and label"):
        list(read_doccano(write_rows({"text": "x", "label": [{"a": 1}]}), topic_reading))


def test_what_is_written_is_read_back(write_rows, stance_reading, stance):
    rows = {"target": "bridge", "holder": "author", "label": "favor"}
    row = {"id": "1", "title": "T", "text": "The bridge is good.", "labels": {"stance": [rows]}}
    path = write_rows(*write_doccano([row], {"stance": stance}, "stance"))
    ((_, back),) = to_rows(read_doccano(path, stance_reading), stance_reading, nothing)[None]
    assert back["labels"] == row["labels"]
    assert (back["title"], back["text"]) == ("T", "The bridge is good.")
