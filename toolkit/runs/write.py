"""Scored records as JSONL, Parquet or CSV."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.evaluation import Judged
from toolkit.files import neutral, open_write
from toolkit.records import Example, ScoredRecord

Encode = Callable[[Sequence[ScoredRecord]], bytes]
FORMS = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet", "csv")
_JSON = json.JSONEncoder(ensure_ascii=False)


def form_of(out: Path) -> str:
    """The kind of an output by its suffix.

    Args:
        out: The file.

    Returns:
        One of `FORMS`.

    Raises:
        DataError: If the suffix is not known.
    """
    for form in FORMS:
        if out.name.endswith(f".{form}"):
            return form
    listed = ", ".join(f".{form}" for form in FORMS)
    raise DataError(f"{out}: unknown kind of output. Expected {listed}.")


def header(form: str, codebooks: Mapping[str, Codebook]) -> bytes:
    """What stands before the first record: the column names of CSV, nothing else.

    Args:
        form: As `form_of` gives it.
        codebooks: Of the run; they fix the columns.

    Returns:
        Bytes, possibly none.
    """
    if form != "csv":
        return b""
    columns = [
        *_CSV_HEAD,
        *(name for f in codebooks for name in (f, f"{f}_primary", f"{f}_abstained")),
        *_CSV_TAIL,
        *(f"{facet}:{label}" for facet, book in codebooks.items() for label in book.label_ids),
    ]
    stream = io.StringIO()
    csv.writer(stream).writerow(columns)
    return stream.getvalue().encode("utf-8")


def encoder(form: str, codebooks: Mapping[str, Codebook]) -> Encode:
    """The function that turns records into a stretch of the output.

    Stretches can be joined: behind the header for text, as members of one compressed file, or, for
    Parquet, as Arrow streams that become one row group each.

    Args:
        form: As `form_of` gives it.
        codebooks: Of the run; they fix the columns of Parquet and CSV.

    Returns:
        From records to bytes; equal records give equal bytes.
    """
    if form == "parquet":
        return lambda records: table_bytes(_table(records, codebooks))
    if form == "csv":
        return lambda records: _csv_bytes(records, codebooks)
    return lambda records: compressed(form, json_lines(records))


def json_lines(records: Sequence[ScoredRecord]) -> bytes:
    """Records as JSON Lines."""
    encode = _JSON.encode
    return "".join([encode(record.to_json()) + "\n" for record in records]).encode("utf-8")


def compressed(form: str, data: bytes) -> bytes:
    """The data as one member of a compressed file, or as they are.

    Args:
        form: As `form_of` gives it.
        data: What to compress.

    Returns:
        Bytes that depend on the data alone: no time stamp, no file name.
    """
    if not data:
        return b""
    if form.endswith(".gz"):
        import gzip

        return gzip.compress(data, 6, mtime=0)
    if form.endswith(".zst"):
        import pyarrow as pa

        return bytes(pa.Codec("zstd").compress(data, asbytes=True))
    return data


def table_bytes(table: Any) -> bytes:  # noqa: ANN401 - a pyarrow.Table
    """A table as an Arrow stream; nothing where it has no rows."""
    import pyarrow as pa

    if not table.num_rows:
        return b""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def read_table_bytes(data: bytes) -> Any:  # noqa: ANN401 - a pyarrow.Table
    """The table of an Arrow stream."""
    import pyarrow as pa

    with pa.ipc.open_stream(data) as reader:
        return reader.read_all()


def parquet_schema(codebooks: Mapping[str, Codebook]) -> Any:  # noqa: ANN401 - a pyarrow.Schema
    """Columns of a scored Parquet file; the label order of each facet is in the metadata."""
    import pyarrow as pa

    columns = [(name, pa.string()) for name in _CSV_HEAD]
    for facet in codebooks:
        columns += [
            (f"{facet}_labels", pa.list_(pa.string())),
            (f"{facet}_scores", pa.list_(pa.float32())),
            (f"{facet}_primary", pa.string()),
            (f"{facet}_abstained", pa.string()),
        ]
    columns += [
        ("roles", pa.string()),
        ("read_share", pa.float32()),
        ("evidence", pa.string()),
        ("fingerprint", pa.string()),
        ("run", pa.string()),
        ("codebooks", pa.string()),
        ("status", pa.string()),
    ]
    metadata = {f"{facet}_labels": json.dumps(book.label_ids) for facet, book in codebooks.items()}
    return pa.schema(columns, metadata=metadata)


def _table(records: Sequence[ScoredRecord], codebooks: Mapping[str, Codebook]) -> Any:  # noqa: ANN401 - a pyarrow.Table
    """Records as a table, a column at a time: a row at a time costs more than the model."""
    import pyarrow as pa

    schema = parquet_schema(codebooks)
    columns: dict[str, Any] = {}
    for name in (*_CSV_HEAD, "read_share", "fingerprint", "run", "status"):
        columns[name] = [getattr(record, name) for record in records]
    for facet, book in codebooks.items():
        columns[f"{facet}_labels"] = [list(record.labels[facet]) for record in records]
        columns[f"{facet}_scores"] = _score_lists(records, facet, book.label_ids)
        columns[f"{facet}_primary"] = [record.primary.get(facet) for record in records]
        columns[f"{facet}_abstained"] = [record.abstained.get(facet) for record in records]
    for name in ("roles", "codebooks"):
        columns[name] = [_json_or_none(getattr(record, name)) for record in records]
    columns["evidence"] = [_json_or_none(_evidence(record)) for record in records]
    arrays = [
        value if isinstance(value, pa.Array) else pa.array(value, type=schema.field(name).type)
        for name, value in ((name, columns[name]) for name in schema.names)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _score_lists(records: Sequence[ScoredRecord], facet: str, labels: Sequence[str]) -> Any:  # noqa: ANN401 - a pyarrow.ListArray
    """A list of scores for each record, in codebook order."""
    import pyarrow as pa

    order = list(labels)
    rows = (record.scores[facet] for record in records)
    # A prediction's scores stand in codebook order; a record made otherwise is put into it.
    ordered = (row if list(row) == order else {name: row[name] for name in order} for row in rows)
    flat = np.fromiter(chain.from_iterable(row.values() for row in ordered), dtype=np.float64)
    offsets = np.arange(len(records) + 1, dtype=np.int32) * len(order)
    return pa.ListArray.from_arrays(offsets, pa.array(flat.astype(np.float32)))


def _evidence(record: ScoredRecord) -> object:
    return record.to_json().get("evidence") if record.evidence else None


def _json_or_none(value: object) -> str | None:
    return _JSON.encode(value) if value else None


def write_judged(path: Path, judged: Judged, codebooks: Mapping[str, Codebook]) -> None:
    """Writes an evaluation's predictions, with `<facet>_gold` beside them.

    Args:
        path: A Parquet file.
        judged: Examples and predictions.
        codebooks: Of the run.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    keys = {facet: book.key for facet, book in codebooks.items()}
    records = [
        ScoredRecord.of(
            example.input,
            prediction,
            source=example.source,
            cluster=example.cluster,
            fingerprint=example.fingerprint,
            run=judged.run,
            codebooks=keys,
        )
        for example, prediction in zip(judged.examples, judged.predictions, strict=True)
    ]
    table = _table(records, codebooks)
    for facet, book in codebooks.items():
        gold = [_gold(example, book) for example in judged.examples]
        table = table.append_column(f"{facet}_gold", pa.array(gold, type=pa.list_(pa.string())))
    with open_write(path, force=True) as raw:
        pq.write_table(table, raw, compression="zstd")


def _gold(example: Example, book: Codebook) -> list[str] | None:
    labels = example.labels.get(book.facet)
    return None if labels is None else [label for label in book.label_ids if label in labels]


_CSV_HEAD = ("article_id", "source", "published", "language", "cluster", "target", "holder")
_CSV_TAIL = ("read_share", "fingerprint", "run", "status")


def _csv_bytes(records: Sequence[ScoredRecord], codebooks: Mapping[str, Codebook]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    labels = {facet: book.label_ids for facet, book in codebooks.items()}
    for record in records:
        cells: list[Any] = [neutral(getattr(record, name)) for name in _CSV_HEAD]
        for facet in codebooks:
            cells += [
                neutral("|".join(record.labels[facet])),
                neutral(record.primary.get(facet)),
                neutral(record.abstained.get(facet)),
            ]
        cells += [neutral(getattr(record, name)) for name in _CSV_TAIL]
        for facet, ids in labels.items():
            scores = record.scores[facet]
            cells += [scores[label] for label in ids]
        writer.writerow(cells)
    return stream.getvalue().encode("utf-8")
