"""Outputs appear under their name only when they are complete."""

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.records import ScoredRecord
from toolkit.runs.write import FORMULA_STARTS, neutral, open_writer

BOOK = Codebook(
    id="topic",
    version="1",
    facet="topic",
    unit="article",
    select="multi",
    labels=[{"id": "sport", "name": "Sport"}, {"id": "Sci/Tech", "name": "Science"}],
)
BOOKS = {"topic": BOOK}


def record(article_id="a", **fields):
    values = {
        "article_id": article_id,
        "source": None,
        "published": None,
        "language": None,
        "cluster": None,
        "target": None,
        "holder": None,
        "labels": {"topic": ("sport",)},
        "scores": {"topic": {"sport": 0.75, "Sci/Tech": 0.25}},
        "primary": {},
        "roles": {},
        "abstained": {},
        "read_share": 1.0,
        "evidence": None,
        "fingerprint": "f" * 64,
        "run": "r",
        "codebooks": {"topic": "topic@1"},
        "status": "ok",
    }
    return ScoredRecord(**(values | fields))


def write(path, records, **options):
    with open_writer(path, BOOKS, force=False, **options) as writer:
        writer(records)


def fail_while_writing(path):
    with open_writer(path, BOOKS, force=True) as writer:
        writer([record()])
        raise RuntimeError


@pytest.mark.parametrize("name", ["s.jsonl", "s.jsonl.gz", "s.parquet", "s.csv"])
def test_an_error_while_writing_leaves_nothing(tmp_path, name):
    with pytest.raises(RuntimeError):
        fail_while_writing(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["s.jsonl", "s.parquet", "s.csv"])
def test_an_output_without_records_is_readable(tmp_path, name):
    write(tmp_path / name, [])
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_error_while_replacing_keeps_the_old_output(tmp_path):
    path = tmp_path / "s.jsonl"
    path.write_text("old")
    with pytest.raises(RuntimeError):
        fail_while_writing(path)
    assert path.read_text() == "old"


def test_csv_has_a_column_for_each_label(tmp_path):
    write(tmp_path / "s.csv", [record(labels={"topic": ("sport", "Sci/Tech")})])
    (row,) = csv.DictReader(io.StringIO((tmp_path / "s.csv").read_text()))
    assert row["topic"] == "sport|Sci/Tech"
    assert row["topic:Sci/Tech"] == "0.25"


def test_line_ends_and_quotes_in_a_cell_survive(tmp_path):
    write(tmp_path / "s.csv", [record('say "hi",\nthere')])
    with Path(tmp_path / "s.csv").open(newline="", encoding="utf-8") as stream:
        (row,) = csv.DictReader(stream)
    assert row["article_id"] == 'say "hi",\nthere'


def test_parquet_keeps_evidence_and_roles_as_json(tmp_path):
    write(tmp_path / "s.parquet", [record(roles={"region": {"FR": "focus"}}, evidence=())])
    (row,) = pq.read_table(tmp_path / "s.parquet").to_pylist()
    assert json.loads(row["roles"]) == {"region": {"FR": "focus"}}
    assert row["topic_scores"] == [0.75, 0.25]


def test_an_unknown_suffix_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"s\.xlsx: unknown kind of output"):
        write(tmp_path / "s.xlsx", [])


def test_stdout_is_written_as_json_lines():
    stream = io.StringIO()
    write(None, [record("ü"), record("2")], stdout=stream)
    assert [json.loads(line)["article_id"] for line in stream.getvalue().splitlines()] == ["ü", "2"]


@given(st.text())
def test_no_cell_starts_like_a_formula(text):
    assert not str(neutral(text)).startswith(FORMULA_STARTS)


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1))
def test_plain_cells_stay_as_they_are(text):
    assert neutral(text) == text


@pytest.mark.parametrize("cell", [-0.5, 0, None, True])
def test_numbers_are_not_touched(cell):
    assert neutral(cell) is cell
