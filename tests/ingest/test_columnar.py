"""Parquet and Arrow files."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as parquet
import pytest

from toolkit.errors import DataError
from toolkit.ingest import read_articles
from toolkit.ingest.columnar import arrow_rows, parquet_rows

TABLE = pa.table(
    {
        "id": ["001", "002"],
        "text": ["The ferry sailed at dawn.", "The bridge is closed."],
        "seen": pa.array([datetime(2024, 5, 31), None], pa.timestamp("ns")),
    }
)


@pytest.mark.parametrize("suffix", ["arrow", "feather", "ipc"])
def test_arrow_files_and_streams_are_told_apart(tmp_path, suffix):
    file, stream = tmp_path / f"file.{suffix}", tmp_path / f"stream.{suffix}"
    feather.write_feather(TABLE, file, compression="zstd")
    with pa.ipc.new_stream(str(stream), TABLE.schema) as writer:
        writer.write_table(TABLE)
    for path in (file, stream):
        first, second = read_articles([str(path)])
        assert (first.id, second.id) == ("001", "002")
        assert first.origin == f"{path}#1"
        assert first.extra["seen"] == "2024-05-31T00:00:00"


def test_large_batches_are_cut(tmp_path):
    table = pa.table({"text": [f"Article number {i}." for i in range(1000)]})
    feather.write_feather(table, tmp_path / "a.arrow", chunksize=1000)
    numbers = [number for number, _ in arrow_rows(tmp_path / "a.arrow", mapping=None)]
    assert numbers == list(range(1, 1001))


def test_parquet_and_arrow_give_the_same_rows(tmp_path):
    parquet.write_table(TABLE, tmp_path / "a.parquet")
    feather.write_feather(TABLE, tmp_path / "a.arrow")
    rows = list(parquet_rows(tmp_path / "a.parquet", mapping=None))
    assert rows == list(arrow_rows(tmp_path / "a.arrow", mapping=None))


@pytest.mark.parametrize(
    "data", [b"", b"ARROW1", b"ARROW1 nothing behind it", b"\xff\xff\xff\xff\x08"]
)
def test_what_is_no_arrow_says_so(tmp_path: Path, data):
    path = tmp_path / "a.arrow"
    path.write_bytes(data)
    with pytest.raises(DataError, match="not a readable Arrow file"):
        list(arrow_rows(path, mapping=None, where="given.arrow"))


def test_a_missing_column_is_suggested(tmp_path):
    feather.write_feather(pa.table({"body": ["x"]}), tmp_path / "a.arrow")
    with pytest.raises(DataError, match="Did you mean 'body'"):
        list(arrow_rows(tmp_path / "a.arrow", mapping={"text": "boddy"}))
