"""Scored records as JSONL, Parquet or CSV."""

import contextlib
import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.evaluation import Judged
from toolkit.files import open_write, refuse_existing
from toolkit.records import Example, Prediction, ScoredRecord

Write = Callable[[Sequence[ScoredRecord]], None]
SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet", ".csv")
# Cells that a spreadsheet would run as a formula (CWE-1236).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@contextlib.contextmanager
def open_writer(
    out: Path | None,
    codebooks: Mapping[str, Codebook],
    *,
    force: bool,
    stdout: IO[str] | None = None,
) -> Iterator[Write]:
    """Opens an output by its suffix; it takes its final name only when all was written.

    Args:
        out: The file; None for JSONL on `stdout`.
        codebooks: Of the run; they fix the columns of Parquet and CSV.
        force: Replace an existing file.
        stdout: For `out` None.

    Yields:
        A function that writes a batch of records.

    Raises:
        DataError: If the suffix is not known, or the file exists.
    """
    if out is None:
        if stdout is None:
            raise DataError("score: no output. Give --out FILE, or - for stdout.")
        yield _json_writer(stdout)
        return
    refuse_existing(out, force=force)
    if not out.name.endswith(SUFFIXES):
        raise DataError(f"{out}: unknown kind of output. Expected {', '.join(SUFFIXES)}.")
    with open_write(out, force=force) as raw:
        if out.suffix == ".parquet":
            with _parquet(raw, codebooks) as write:
                yield write
        else:
            # Closing the text layer would close the file before it is flushed and renamed.
            text = io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True)
            yield _csv_writer(text, codebooks) if out.suffix == ".csv" else _json_writer(text)
            text.flush()
            text.detach()


def _json_writer(stream: IO[str]) -> Write:
    def write(records: Sequence[ScoredRecord]) -> None:
        for record in records:
            stream.write(json.dumps(record.to_json(), ensure_ascii=False) + "\n")

    return write


@contextlib.contextmanager
def _parquet(raw: IO[bytes], codebooks: Mapping[str, Codebook]) -> Iterator[Write]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = parquet_schema(codebooks)
    with pq.ParquetWriter(raw, schema, compression="zstd") as writer:

        def write(records: Sequence[ScoredRecord]) -> None:
            rows = [_parquet_row(record, codebooks) for record in records]
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))

        yield write


def parquet_schema(codebooks: Mapping[str, Codebook]) -> Any:  # noqa: ANN401 - a pyarrow.Schema
    """Columns of a scored Parquet file; the label order of each facet is in the metadata."""
    import pyarrow as pa

    columns = [
        (name, pa.string())
        for name in (
            "article_id",
            "source",
            "published",
            "language",
            "cluster",
            "target",
            "holder",
        )
    ]
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


def _parquet_row(record: ScoredRecord, codebooks: Mapping[str, Codebook]) -> dict[str, Any]:
    row = record.to_json()
    flat = {key: row.get(key) for key in _PLAIN}
    for facet, book in codebooks.items():
        scores = record.scores[facet]
        flat[f"{facet}_labels"] = list(record.labels[facet])
        flat[f"{facet}_scores"] = [scores[label] for label in book.label_ids]
        flat[f"{facet}_primary"] = record.primary.get(facet)
        flat[f"{facet}_abstained"] = record.abstained.get(facet)
    for key in ("roles", "evidence", "codebooks"):
        flat[key] = json.dumps(row[key], ensure_ascii=False) if row.get(key) else None
    return flat


def write_judged(path: Path, judged: Judged, codebooks: Mapping[str, Codebook]) -> None:
    """Writes an evaluation's predictions, with `<facet>_gold` beside them.

    Args:
        path: A Parquet file.
        judged: Examples and predictions.
        codebooks: Of the run.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = parquet_schema(codebooks)
    for facet in codebooks:
        schema = schema.append(pa.field(f"{facet}_gold", pa.list_(pa.string())))
    rows = [
        _parquet_row(_judged_record(example, prediction, judged.run, codebooks), codebooks)
        | {f"{facet}_gold": _gold(example, book) for facet, book in codebooks.items()}
        for example, prediction in zip(judged.examples, judged.predictions, strict=True)
    ]
    with open_write(path, force=True) as raw:
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), raw, compression="zstd")


def _gold(example: Example, book: Codebook) -> list[str] | None:
    labels = example.labels.get(book.facet)
    return None if labels is None else [label for label in book.label_ids if label in labels]


def _judged_record(
    example: Example, prediction: Prediction, run: str, codebooks: Mapping[str, Codebook]
) -> ScoredRecord:
    return ScoredRecord(
        article_id=example.input.article_id,
        source=example.source,
        published=example.input.published,
        language=example.input.language,
        cluster=example.cluster,
        target=example.input.target,
        holder=example.input.holder,
        labels=prediction.labels,
        scores=prediction.scores,
        primary=prediction.primary,
        roles=prediction.roles,
        abstained=prediction.abstained,
        read_share=prediction.read_share,
        evidence=None,
        fingerprint=example.fingerprint,
        run=run,
        codebooks={facet: book.key for facet, book in codebooks.items()},
        status="ok",
    )


_PLAIN = (
    "article_id",
    "source",
    "published",
    "language",
    "cluster",
    "target",
    "holder",
    "read_share",
    "fingerprint",
    "run",
    "status",
)


def _csv_writer(stream: IO[str], codebooks: Mapping[str, Codebook]) -> Write:
    writer = csv.writer(stream)
    labels = [(facet, label) for facet, book in codebooks.items() for label in book.label_ids]
    plain = [key for key in _PLAIN if key not in {"read_share", "fingerprint", "run", "status"}]
    facet_columns = [
        name for facet in codebooks for name in (facet, f"{facet}_primary", f"{facet}_abstained")
    ]
    tail = ["read_share", "fingerprint", "run", "status"]
    score_columns = [f"{facet}:{label}" for facet, label in labels]
    writer.writerow([*plain, *facet_columns, *tail, *score_columns])

    def write(records: Sequence[ScoredRecord]) -> None:
        for record in records:
            row = record.to_json()
            cells: list[Any] = [row.get(key) for key in plain]
            for facet in codebooks:
                cells += [
                    "|".join(record.labels[facet]),
                    record.primary.get(facet),
                    record.abstained.get(facet),
                ]
            cells += [row.get(key) for key in tail]
            cells += [record.scores[facet][label] for facet, label in labels]
            writer.writerow([neutral(cell) for cell in cells])

    return write


def neutral(cell: Any) -> Any:  # noqa: ANN401 - a cell is text, a number or None
    """A cell that no spreadsheet runs as a formula: a quotation mark goes before it.

    >>> neutral("=1+1"), neutral("plain"), neutral(0.5)
    ("'=1+1", 'plain', 0.5)
    """
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
