"""Inputs to `articles.jsonl`, rejects to their own file."""

import io
import json

import pytest

from toolkit.errors import DataError
from toolkit.ingest import IngestOptions
from toolkit.runs.ingest import ingest_files

ROWS = '{"id": "1", "text": "Words."}\nbroken\n{"id": "2", "text": ""}\n'


def run(path, out, **changes):
    given = {"options": IngestOptions(detect_language=False), "rejects": None, "stop": False}
    return ingest_files([str(path)], out, **{**given, "force": False, **changes})


@pytest.fixture
def rows(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text(ROWS)
    return path


def test_rejects_go_to_a_file_with_line_and_reason(rows, tmp_path):
    result = run(rows, tmp_path / "o.jsonl", rejects=tmp_path / "bad.jsonl")
    bad = [json.loads(line) for line in (tmp_path / "bad.jsonl").read_text().splitlines()]
    assert [row["origin"] for row in bad] == [f"{rows}#2", f"{rows}#3"]
    assert bad[0]["row"] == "broken"
    assert (result.summary.articles, result.summary.rejects) == (1, 2)
    assert result.reasons == [row["reason"] for row in bad]


def test_stop_ends_at_the_first_reject_and_writes_nothing(rows, tmp_path):
    with pytest.raises(DataError, match=r"rows.jsonl:2: not valid JSON"):
        run(rows, tmp_path / "o.jsonl", rejects=tmp_path / "bad.jsonl", stop=True)
    assert [path.name for path in tmp_path.iterdir()] == ["rows.jsonl"]


def test_without_any_article_the_rejects_stay_and_the_output_does_not(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("broken\nworse\n")
    with pytest.raises(DataError, match="no article could be read"):
        run(path, tmp_path / "o.jsonl", rejects=tmp_path / "bad.jsonl")
    assert len((tmp_path / "bad.jsonl").read_text().splitlines()) == 2
    assert not (tmp_path / "o.jsonl").exists()


def test_articles_go_to_stdout_without_an_output(rows):
    out = io.StringIO()
    run(rows, None, stdout=out)
    assert json.loads(out.getvalue())["id"] == "1"


def test_progress_is_told_the_number_of_articles(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "One."}\n{"text": "Two."}\n')
    told = []
    run(path, tmp_path / "o.jsonl", progress=told.append)
    assert told == [1, 2]


def test_only_the_first_warnings_are_kept_and_all_are_counted(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(f'{{"id": "{i}", "text": "CafÃ© {i}"}}\n' for i in range(30)))
    result = run(path, tmp_path / "o.jsonl")
    assert (result.warned, len(result.warnings)) == (30, 20)
