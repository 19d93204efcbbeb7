"""Reads back what `score` wrote: the decisions, not the scores."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.errors import DataError, did_you_mean
from toolkit.files import open_read, plain_cell, read_lines

SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet", ".csv")
PLAIN = ("source", "published", "language", "cluster", "target", "holder", "status", "run")


@dataclass(frozen=True, slots=True)
class ScoredUnit:
    """The decisions on one article or stance row.

    Attributes:
        article_id: Id of the article.
        plain: Values of `PLAIN`, where they are known.
        labels: Facet to assigned labels.
        codebooks: Facet to `id@version`; empty where the file does not say (CSV).
    """

    article_id: str
    plain: Mapping[str, str]
    labels: Mapping[str, tuple[str, ...]]
    codebooks: Mapping[str, str] = field(default_factory=dict)


def read_scored(path: Path) -> Iterator[ScoredUnit]:
    """Reads a file of `score`, record by record.

    Args:
        path: `.jsonl` (possibly compressed), `.parquet` or `.csv`.

    Yields:
        One unit for each record, in file order.

    Raises:
        DataError: If the file is of another kind, missing, or not what `score` writes.
    """
    if not path.name.endswith(SUFFIXES):
        raise DataError(
            f"{path}: unknown kind of scored file. Expected {', '.join(SUFFIXES)}, as toolkit "
            "score writes it."
        )
    if not path.is_file():
        raise DataError(f"{path}: no such file. Write it with toolkit score RUN INPUT --out.")
    if path.suffix == ".parquet":
        yield from _parquet(path)
    elif path.suffix == ".csv":
        yield from _csv(path)
    else:
        yield from _jsonl(path)


def _jsonl(path: Path) -> Iterator[ScoredUnit]:
    for number, line in read_lines(path):
        try:
            record = json.loads(line)
            labels = {facet: tuple(ids) for facet, ids in record["labels"].items()}
            yield ScoredUnit(
                record["article_id"], _plain(record), labels, record.get("codebooks") or {}
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise DataError(
                f"{path}:{number}: not a scored record ({type(error).__name__}: {error}). "
                "Expected a line that toolkit score wrote."
            ) from error


def _parquet(path: Path) -> Iterator[ScoredUnit]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise DataError(f"{path}: not a Parquet file ({error}). Score again.") from error
    facets = _facets(path, file.schema_arrow.names, "_labels")
    columns = [*(f"{facet}_labels" for facet in facets), "article_id", "codebooks", *PLAIN]
    present = [name for name in columns if name in file.schema_arrow.names]
    for batch in file.iter_batches(batch_size=4096, columns=present):
        for row in batch.to_pylist():
            labels = {facet: tuple(row[f"{facet}_labels"] or ()) for facet in facets}
            keys = json.loads(row["codebooks"]) if row.get("codebooks") else {}
            yield ScoredUnit(row["article_id"], _plain(row), labels, keys)


def _csv(path: Path) -> Iterator[ScoredUnit]:
    with open_read(path) as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
        reader = csv.DictReader(text)
        facets = _facets(path, reader.fieldnames or (), "_abstained")
        for row in reader:
            labels = {
                facet: tuple(x for x in plain_cell(row[facet] or "").split("|") if x)
                for facet in facets
            }
            plain = {key: plain_cell(row[key]) for key in PLAIN if row.get(key)}
            yield ScoredUnit(plain_cell(row["article_id"]), plain, labels)


def _facets(path: Path, names: Any, suffix: str) -> list[str]:  # noqa: ANN401 - column names
    found = [name.removesuffix(suffix) for name in names if name.endswith(suffix)]
    if "article_id" not in names or not found:
        hint = did_you_mean("article_id", list(names)[:50])
        raise DataError(
            f"{path}: no columns article_id and *{suffix}. {hint} "
            "Expected what toolkit score wrote."
        )
    return found


def _plain(record: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(record[key]) for key in PLAIN if record.get(key) not in {None, ""}}
