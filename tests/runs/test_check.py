"""`check` says what the parts of a config hold and share."""

import json
from pathlib import Path

from toolkit.runs.check import check_files


def test_a_config_shows_clusters_and_the_leakage_table(untrained):
    (result,) = check_files([Path("configs/tfidf.yaml")])
    assert result.ok
    assert result.notes[0].startswith("30 articles in 29 clusters; examples: train 21, test 9")
    assert "near-copy in train: 0 of 9 test articles (0.0%)" in result.notes


def test_given_parts_that_leak_are_a_finding_and_an_error_when_asked(toolkit, untrained):
    path = Path("configs/given.yaml")
    text = Path("configs/tfidf.yaml").read_text().replace("test: 0.3", "on_leak: warn")
    given = text.replace("{train:", "{test: ../examples.jsonl, train:")
    path.write_text(given)
    (result,) = check_files([path])
    assert result.ok
    assert "near-copy in train: 30 of 30 test articles (100.0%)" in result.notes
    assert any(note.startswith("warning: 30 of 30 test articles") for note in result.notes)
    assert "near-copy in train: 30 of 30" in toolkit("check", path).stdout
    path.write_text(given.replace("on_leak: warn", "on_leak: error"))
    assert toolkit("check", path).exit_code == 1


def test_an_example_file_shows_copies_and_how_far_labels_are_settled(untrained):
    text = "A very particular sentence about a goat that rang the bell of the town hall twice."
    rows = [
        {"id": "a", "text": text, "labels": {"topic": ["sport"]}, "unsure": {"topic": ["jobs"]}},
        {"id": "b", "text": text, "labels": {"topic": []}, "status": {"topic": "silver"}},
        {"id": "c", "text": "x", "labels": {"topic": None}, "soft": {"topic": {"sport": 0.5}}},
    ]
    Path("more.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (result,) = check_files([Path("more.jsonl")])
    assert result.notes[0] == "2 clusters of near-duplicates; 2 articles have a copy"
    assert (
        "topic: 1 gold, 1 silver, 1 not examined, 1 with an unsure label, 1 with shares of coders"
        in result.notes
    )
