"""Records as JSON Lines, CSV and Parquet."""

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
from toolkit.files import FORMULA_STARTS, neutral, read_lines
from toolkit.records import ScoredRecord
from toolkit.runs.job import table_writer
from toolkit.runs.write import (
    encoder,
    form_of,
    header,
    parquet_schema,
    read_table_bytes,
)

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


def write(path, *batches):
    form = form_of(path)
    encode = encoder(form, BOOKS)
    stretches = [encode(records) for records in batches]
    with path.open("wb") as stream:
        if form == "parquet":
            with table_writer(stream, parquet_schema(BOOKS)) as writer:
                for stretch in filter(None, stretches):
                    writer.write_table(read_table_bytes(stretch))
        else:
            stream.write(b"".join([header(form, BOOKS), *stretches]))


@pytest.mark.parametrize("name", ["s.jsonl.gz", "s.jsonl.zst"])
def test_stretches_of_a_compressed_output_are_read_as_one_file(tmp_path, name):
    write(tmp_path / name, [record("a")], [], [record("b"), record("c")])
    found = [json.loads(line)["article_id"] for _, line in read_lines(tmp_path / name)]
    assert found == ["a", "b", "c"]


def test_an_empty_batch_gives_no_row_group(tmp_path):
    write(tmp_path / "s.parquet", [record("a")], [], [record("b")])
    assert pq.ParquetFile(tmp_path / "s.parquet").num_row_groups == 2
    assert pq.read_table(tmp_path / "s.parquet").column("article_id").to_pylist() == ["a", "b"]


def test_scores_of_a_record_are_put_into_codebook_order(tmp_path):
    write(tmp_path / "s.parquet", [record(scores={"topic": {"Sci/Tech": 0.25, "sport": 0.75}})])
    (row,) = pq.read_table(tmp_path / "s.parquet").to_pylist()
    assert row["topic_scores"] == [0.75, 0.25]


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


@given(st.text())
def test_no_cell_starts_like_a_formula(text):
    assert not str(neutral(text)).startswith(FORMULA_STARTS)


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1))
def test_plain_cells_stay_as_they_are(text):
    assert neutral(text) == text


@pytest.mark.parametrize("cell", [-0.5, 0, None, True])
def test_numbers_are_not_touched(cell):
    assert neutral(cell) is cell
