import json
import xml.etree.ElementTree as ET

import pytest

from toolkit.errors import DataError
from toolkit.labelling.formats.found import to_rows
from toolkit.labelling.formats.label_studio import (
    labelling_config,
    read_label_studio,
    write_label_studio,
)


def choices(name, *labels):
    value = {"choices": list(labels)}
    return {"id": "x1", "from_name": name, "to_name": "text", "type": "choices", "value": value}


def task(*results, data=None, **annotation):
    """A task with the keys that the tool's documentation lists."""
    return {
        "id": 1,
        "created_at": "2024-03-09T21:52:49.513742Z",
        "updated_at": "2024-03-09T22:16:08.746926Z",
        "project": 83,
        "data": data or {"text": "Rain fell. Play stopped.", "id": "003"},
        "annotations": [
            {
                "id": 1001,
                "result": list(results),
                "was_cancelled": False,
                "ground_truth": False,
                "lead_time": 4.2,
                "task": 1,
                "completed_by": 10,
                **annotation,
            }
        ],
        "predictions": [],
    }


@pytest.fixture
def write(tmp_path):
    def write(*tasks):
        path = tmp_path / "export.json"
        path.write_text(json.dumps(tasks), encoding="utf-8")
        return path

    return write


def nothing(_article_id):
    return None


def test_choices_spans_and_coder_are_read(write, reading):
    span = {"start": 0, "end": 4, "text": "Rain", "labels": ["sport"]}
    evidence = {"from_name": "topic_evidence", "to_name": "text", "type": "labels", "value": span}
    path = write(task(choices("topic", "sport", "Spas and baths"), evidence))
    rows = to_rows(read_label_studio(path, reading), reading, nothing)
    ((_, row),) = rows["user-10"]
    assert row["id"] == "003"
    assert row["labels"] == {"topic": ["sport", "Spas and baths"]}
    assert row["evidence"][0]["quote"] == "Rain"
    assert row["status"] == {"topic": "consensus"}


def test_offsets_of_a_browser_behind_an_emoji_are_mended(write, reading):
    data = {"text": "🚢 Rain fell.", "id": "9"}
    span = {"start": 3, "end": 7, "text": "Rain", "labels": ["sport"]}
    result = {"from_name": "topic_evidence", "to_name": "text", "type": "labels", "value": span}
    (found,) = read_label_studio(write(task(result, data=data)), reading)
    assert found.spans == [("topic", "sport", 2, 6)]


def test_a_span_that_is_not_its_quote_is_refused(write, reading):
    span = {"start": 0, "end": 4, "text": "Snow", "labels": ["sport"]}
    result = {"from_name": "topic_evidence", "to_name": "text", "type": "labels", "value": span}
    with pytest.raises(DataError, match="task 1: 0:4 is 'Rain', not 'Snow'"):
        list(read_label_studio(write(task(result)), reading))


def test_a_control_that_is_no_facet_asks_for_its_name(write, reading):
    with pytest.raises(DataError, match=r"'topics' is no facet of the codebooks. Did you mean"):
        list(read_label_studio(write(task(choices("topics", "sport"))), reading))
    reading.names = {"topics": "topic"}
    (found,) = read_label_studio(write(task(choices("topics", "sport"))), reading)
    assert found.labels == {"topic": ["sport"]}


def test_skipped_annotations_and_predictions_are_counted(write, reading):
    skipped = task(choices("topic", "sport"), was_cancelled=True)
    skipped["predictions"] = [{"result": [], "model_version": "m", "score": 0.4}]
    assert list(read_label_studio(write(skipped), reading)) == []
    assert len(reading.notes) == 2


def test_a_user_given_as_an_object_gets_a_pseudonym(write, reading):
    user = {"id": 7, "email": "ana@example.org", "first_name": "Ana"}
    (found,) = read_label_studio(write(task(choices("topic"), completed_by=user)), reading)
    assert found.coder == "user-7"


def test_ground_truth_is_gold(write, reading):
    (found,) = read_label_studio(write(task(choices("topic"), ground_truth=True)), reading)
    assert found.status == "gold"


@pytest.mark.parametrize("content", ['{"a": 1}', '[{"text": "x", "topic": "sport"}]'])
def test_other_json_is_refused(tmp_path, reading, content):
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"Expected the full JSON export|Export as JSON"):
        list(read_label_studio(path, reading))


def test_what_is_written_is_read_back(write, reading, codebooks):
    text = "The council voted.\n\nThe mayor called the bridge a gift."
    row = {
        "id": "001",
        "title": "Bridge",
        "text": text,
        "labels": {
            "topic": ["vote"],
            "region": [],
            "stance": [
                {
                    "target": "bridge",
                    "holder": "The mayor",
                    "label": "favor",
                    "start": 41,
                    "end": 47,
                }
            ],
        },
        "primary": {"topic": "politics"},
        "evidence": [
            {"facet": "topic", "label": "vote", "field": "text", "start": 4, "end": 11, "quote": ""}
        ],
    }
    path = write(*write_label_studio([row], codebooks))
    rows = to_rows(read_label_studio(path, reading), reading, nothing)
    ((_, back),) = rows[None]
    assert back["title"] == "Bridge"
    assert back["text"] == text
    assert back["labels"] == row["labels"]
    assert back["primary"] == row["primary"]
    assert back["evidence"][0] == row["evidence"][0] | {"quote": "council"}


def test_the_interface_names_every_facet_and_label(codebooks):
    tree = ET.fromstring(labelling_config(codebooks))
    names = [element.get("name") for element in tree]
    assert {"topic", "topic_primary", "topic_evidence", "region", "stance"} <= set(names)
    topic = next(element for element in tree if element.get("name") == "topic")
    assert topic.get("choice") == "multiple"
    assert [choice.get("value") for choice in topic][:2] == ["politics", "vote"]
