"""The file of doubtful labels."""

import json
from pathlib import Path

import pytest

from tests.tiny_workspace import quiet
from toolkit.errors import DataError, ToolkitError
from toolkit.ingest import read_articles
from toolkit.runs.evaluate import evaluate_run
from toolkit.runs.layout import open_run


def test_a_planted_error_of_coding_is_found(workspace):
    rows = [json.loads(line) for line in Path("examples.jsonl").read_text().splitlines()]
    sport = next(row for row in rows if row["labels"].get("topic") == ["sport"])
    sport["labels"]["topic"] = ["weather"]
    sport["primary"] = {"topic": "weather"}
    Path("wrong.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    out = Path("doubts.jsonl")
    evaluate_run(open_run(Path("tiny")), Path("wrong.jsonl"), doubts=out, say=quiet)
    found = [json.loads(line) for line in out.read_text().splitlines()]
    mine = next(line for line in found if line["id"] == sport["id"])
    kinds = {(doubt["label"], doubt["kind"]) for doubt in mine["doubts"]}
    assert ("weather", "perhaps wrong") in kinds
    assert ("sport", "perhaps missing") in kinds


def test_the_file_holds_whole_articles(workspace):
    out = Path("doubts.jsonl")
    said = []
    evaluate_run(open_run(Path("tiny")), None, doubts=out, say=said.append)
    assert "scoring the train part out of fold" in said
    articles = list(read_articles([str(out)]))
    rows = [json.loads(line) for line in Path("examples.jsonl").read_text().splitlines()]
    texts = {row["id"]: row["text"] for row in rows}
    assert articles
    assert all(article.text == texts[article.id] for article in articles)


def test_an_existing_file_is_kept(workspace):
    out = Path("doubts.jsonl")
    out.write_text("mine")
    with pytest.raises(ToolkitError, match="already exists"):
        evaluate_run(open_run(Path("tiny")), None, doubts=out, say=quiet)
    assert out.read_text() == "mine"


def test_nothing_in_doubt_is_said(workspace):
    lines = Path("examples.jsonl").read_text().splitlines()[:2]
    Path("few.jsonl").write_text("\n".join(lines))
    with pytest.raises(DataError, match="no label is in doubt"):
        evaluate_run(open_run(Path("tiny")), Path("few.jsonl"), doubts=Path("d.jsonl"), say=quiet)
