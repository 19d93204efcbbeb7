"""Tables as Hugging Face data sets hold them: Parquet, Arrow, CSV and JSONL, as typed."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from toolkit.errors import DataError, bullet_list
from toolkit.files import open_read
from toolkit.ingest.columnar import parquet_rows
from toolkit.ingest.table_files import (
    BadRow,
    Row,
    delimited_rows,
    jsonl_rows,
    sniff_table,
    text_lines,
)

Decode = Callable[[Any], Any]
Feature = Any  # as `Features.to_dict()` gives it and files store it: mappings, lists, texts
TABLES = (".parquet", ".arrow", ".csv", ".tsv", ".jsonl", ".json")
BATCH_ROWS = 256


def good_rows(rows: Iterable[Row | BadRow]) -> Iterator[Row]:
    """The rows of a table; raises at its end with every one that could not be read."""
    problems = []
    for row in rows:
        if isinstance(row, BadRow):
            problems.append(row.reason)
        else:
            yield row
    if problems:
        raise DataError(bullet_list(problems))


def table_rows(path: Path, features: Mapping[str, Feature]) -> Iterator[Row | BadRow]:
    """The rows of one file, as typed; `features` are what the folder's card says of columns."""
    suffix = next((s for s in reversed(path.suffixes) if s not in {".gz", ".zst"}), "")
    if suffix == ".parquet":
        stored = _stored_features(path)
        yield from decoded(parquet_rows(path, mapping=None), stored or features)
    elif suffix == ".arrow":
        yield from _arrow_rows(path, features)
    elif suffix in {".csv", ".tsv"}:
        yield from delimited_rows(
            path, encoding=sniff_table(path, encoding=None), errors="strict", mapping=None, notes=[]
        )
    elif suffix in {".jsonl", ".json"}:
        encoding = sniff_table(path, encoding=None)
        with open_read(path) as stream:
            rows = jsonl_rows(text_lines(stream, encoding=encoding.name), str(path))
            yield from decoded(rows, features)
    else:
        raise DataError(f"{path}: not a table. Expected one of {', '.join(TABLES)}.")


def _arrow_rows(path: Path, features: Mapping[str, Feature]) -> Iterator[Row | BadRow]:
    import pyarrow as pa

    try:
        with pa.memory_map(str(path)) as stream:
            try:
                table = pa.ipc.open_stream(stream).read_all()
            except pa.ArrowInvalid:
                stream.seek(0)
                table = pa.ipc.open_file(stream).read_all()
            known = _features_in(table.schema.metadata) or features
            rows = (row for batch in table.to_batches(BATCH_ROWS) for row in batch.to_pylist())
            yield from decoded(enumerate(rows, start=1), known)
    except (pa.ArrowException, OSError) as error:
        first = str(error).splitlines()[0]
        raise DataError(f"{path}: not a readable Arrow file ({first}).") from error


def _stored_features(path: Path) -> dict[str, Feature]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return _features_in(pq.read_schema(path).metadata)
    except (pa.ArrowException, OSError) as error:
        first = str(error).splitlines()[0]
        raise DataError(f"{path}: not a readable Parquet file ({first}).") from error


def _features_in(metadata: Mapping[bytes, bytes] | None) -> dict[str, Feature]:
    """The features that `datasets` writes into a schema; none in a table of another writer."""
    try:
        info = json.loads((metadata or {}).get(b"huggingface", b"{}")).get("info", {})
    except ValueError:
        return {}
    features: dict[str, Feature] = info.get("features") or {}
    return features


def decoded(
    rows: Iterable[Row | BadRow], features: Mapping[str, Feature]
) -> Iterator[Row | BadRow]:
    """Rows with class labels by name."""
    decoders = {name: decode for name, f in features.items() if (decode := _decoder(f)) is not None}
    for row in rows:
        if not isinstance(row, BadRow):
            for name, decode in decoders.items():
                if row[1].get(name) is not None:
                    row[1][name] = decode(row[1][name])
        yield row


def feature_type(feature: Feature) -> str | None:
    """The name of a feature's type; None for a mapping of fields."""
    kind = feature.get("_type") if isinstance(feature, dict) else None
    return kind if isinstance(kind, str) else None


def _decoder(feature: Feature) -> Decode | None:
    """Turns a stored value into what it means; None where they are the same."""
    kind = feature_type(feature)
    if kind == "ClassLabel":
        names = list(feature["names"])
        return lambda value: _class_name(names, value)
    if kind == "Json":
        return lambda value: json.loads(value) if isinstance(value, str) else value
    if kind is None and isinstance(feature, dict):
        fields = {name: d for name, f in feature.items() if (d := _decoder(f)) is not None}
        return (lambda value: _decoded_fields(fields, value)) if fields else None
    inner = _decoder(feature["feature"]) if kind and "feature" in feature else None
    return None if inner is None else lambda value: _decoded_items(inner, value)


def _class_name(names: list[str], value: object) -> object:
    """The name of a class; a value that is none (already a name) stays for the row reader."""
    if not isinstance(value, int):
        return value
    return names[value] if 0 <= value < len(names) else None


def _decoded_fields(fields: Mapping[str, Decode], value: Any) -> Any:  # noqa: ANN401 - a JSON value
    if not isinstance(value, dict):
        return value
    return value | {n: d(value[n]) for n, d in fields.items() if value.get(n) is not None}


def _decoded_items(inner: Decode, value: Any) -> Any:  # noqa: ANN401 - a JSON value
    if not isinstance(value, list):
        return value
    return [None if item is None else inner(item) for item in value]
