"""Rows of Parquet and Arrow files, a batch in memory at a time."""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from toolkit.errors import DataError
from toolkit.ingest.table_files import Row
from toolkit.ingest.tables import check_columns

PARQUET_ROWS = 256  # a batch; articles are a few KB each
ARROW_MAGIC = b"ARROW1"  # begins an IPC file; a stream has no signature
Batches = Iterator[Any]  # pyarrow ships no types


def parquet_rows(
    path: Path, *, mapping: Mapping[str, str] | None, where: str | None = None
) -> Iterator[Row]:
    """Yields the rows of a Parquet file, a batch in memory at a time.

    Args:
        path: The file.
        mapping: Our field to the user's column, checked against the schema unless None.
        where: The file as given, for messages; None for its path.

    Yields:
        Row number from 1 and the row.

    Raises:
        DataError: If it is not Parquet or lacks a column.
    """
    import pyarrow.parquet as pq

    place = where or str(path)
    with _readable(place, "Parquet"), pq.ParquetFile(path) as file:
        if mapping is not None:
            check_columns(list(file.schema_arrow.names), mapping, where=place)
        yield from _numbered(file.iter_batches(batch_size=PARQUET_ROWS))


def arrow_rows(
    path: Path, *, mapping: Mapping[str, str] | None, where: str | None = None
) -> Iterator[Row]:
    """Yields the rows of an Arrow file: IPC file (Feather version 2) or IPC stream.

    Args:
        path: The file, not compressed as a whole; its buffers may be.
        mapping: Our field to the user's column, checked against the schema unless None.
        where: The file as given, for messages; None for its path.

    Yields:
        Row number from 1 and the row.

    Raises:
        DataError: If it is not Arrow or lacks a column.
    """
    import pyarrow as pa

    place = where or str(path)
    with _readable(place, "Arrow"), pa.memory_map(str(path)) as source:
        is_file = source.read(len(ARROW_MAGIC)) == ARROW_MAGIC
        source.seek(0)
        reader = pa.ipc.open_file(source) if is_file else pa.ipc.open_stream(source)
        if mapping is not None:
            check_columns(list(reader.schema.names), mapping, where=place)
        batches = (
            (reader.get_batch(i) for i in range(reader.num_record_batches))
            if is_file
            else iter(reader)
        )
        yield from _numbered(_cut(_validated(batches)))


def parquet_groups(path: Path) -> list[int]:
    """Rows of each row group of a Parquet file.

    Args:
        path: The file.

    Returns:
        A number for each group; they are read one by one with `parquet_batches`.

    Raises:
        DataError: If it is not Parquet.
    """
    import pyarrow.parquet as pq

    with _readable(str(path), "Parquet"), pq.ParquetFile(path) as file:
        meta = file.metadata
        return [meta.row_group(i).num_rows for i in range(meta.num_row_groups)]


def parquet_batches(path: Path, group: int, *, rows: int) -> Iterator[bytes]:
    """A row group in batches that can be sent elsewhere and read there with `rows_of_batch`.

    Args:
        path: The file.
        group: Number of the row group, from 0.
        rows: Of a batch; the last one may have fewer.

    Yields:
        Arrow streams.

    Raises:
        DataError: If it is not Parquet.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with _readable(str(path), "Parquet"), pq.ParquetFile(path) as file:
        for table in _regrouped(file.iter_batches(batch_size=rows, row_groups=[group]), rows):
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, table.schema) as writer:
                writer.write_table(table)
            yield sink.getvalue().to_pybytes()


def rows_of_batch(data: bytes, *, first: int) -> Iterator[Row]:
    """The rows of a batch that `parquet_batches` gave.

    Args:
        data: An Arrow stream.
        first: Number of its first row.

    Yields:
        Row number and the row.
    """
    import pyarrow as pa

    with pa.ipc.open_stream(data) as batches:
        yield from _numbered(_cut(batches), first=first)


@contextlib.contextmanager
def _readable(where: str, kind: str) -> Iterator[None]:
    """Turns what pyarrow says of damaged files into our words."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        first = (str(error).splitlines() or [""])[0]
        raise DataError(
            f"{where}: not a readable {kind} file ({first}). Write it again, or save it as CSV."
        ) from error


def _validated(batches: Batches) -> Batches:
    """Batches whose offsets and texts were looked at: Arrow believes a damaged file."""
    for batch in batches:
        batch.validate(full=True)
        yield batch


def _cut(batches: Batches) -> Batches:
    """Batches of no more rows than become Python objects at a time."""
    for batch in batches:
        for start in range(0, batch.num_rows, PARQUET_ROWS):
            yield batch.slice(start, PARQUET_ROWS)


def _regrouped(batches: Batches, rows: int) -> Batches:
    """Tables of exactly so many rows but for the last: pyarrow may give fewer at a page's end."""
    import pyarrow as pa

    pending: list[Any] = []
    missing = rows
    for batch in batches:
        left = batch
        while left.num_rows:
            pending.append(left.slice(0, missing))
            left = left.slice(missing)
            missing -= pending[-1].num_rows
            if not missing:
                yield pa.Table.from_batches(pending)
                pending, missing = [], rows
    if pending:
        yield pa.Table.from_batches(pending)


def _numbered(batches: Batches, *, first: int = 1) -> Iterator[Row]:
    number = first
    for batch in batches:
        for row in _without_nanoseconds(batch).to_pylist():
            yield number, row
            number += 1


def _without_nanoseconds(batch: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    """The batch with time stamps that Python can hold."""
    import pyarrow as pa

    fields = [
        pa.field(field.name, pa.timestamp("us", tz=field.type.tz))
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns"
        else field
        for field in batch.schema
    ]
    return pa.Table.from_batches([batch]).cast(pa.schema(fields), safe=False)
