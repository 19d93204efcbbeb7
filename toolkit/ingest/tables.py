"""One row of a table as an article, and an article as a line of `articles.jsonl`."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from toolkit.errors import DataError, did_you_mean
from toolkit.files import read_lines
from toolkit.records import Article

TEXT_KEYS = ("title", "dek", "source", "url", "section", "language")
LIST_KEYS = ("authors", "captions", "warnings")
# Fields that a user's column can be mapped to; `ingest` writes the others itself.
MAPPABLE = ("id", "title", "dek", "text", "authors", "captions", "published", *TEXT_KEYS[2:])
# Written by `ingest` itself; taken back as they are, so that its output is also its input.
OWN_KEYS = ("raw", "segments", "raw_sha256", "status", "extra", "published_zone")
STATUSES = ("ok", "no_body", "probably_not_article", "wrong_language")


def json_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yields the JSON objects of a JSONL file with their line numbers.

    Args:
        path: A JSONL file, possibly compressed.

    Yields:
        Line number from 1, and the object.

    Raises:
        DataError: At the first line that is not a JSON object.
    """
    for number, line in read_lines(path):
        yield number, parse_row(line, where=f"{path}:{number}")


def parse_row(line: bytes | str, *, where: str) -> dict[str, Any]:
    """One JSON object.

    Args:
        line: JSON, in UTF-8 if bytes.
        where: Place for messages.

    Returns:
        The object.

    Raises:
        DataError: If the line is not UTF-8, not JSON, or not an object.
    """
    try:
        row = json.loads(line)
    except UnicodeDecodeError as error:
        raise DataError(
            f"{where}: byte 0x{line[error.start]:02x} at position {error.start} of the line is not "
            "UTF-8. Save the file as UTF-8, name its encoding with --encoding, or use "
            "--errors replace."
        ) from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{where}: not valid JSON ({error}). Fix or remove the line.") from error
    if isinstance(row, list):
        raise DataError(
            f"{where}: expected a JSON object, got a list. Expected JSON Lines, one article a "
            "line: jq -c '.[]' turns a list into that."
        )
    if not isinstance(row, dict):
        raise DataError(f"{where}: expected a JSON object, got {type(row).__name__}.")
    _check_surrogates(line, row, where)
    return row


def _check_surrogates(line: bytes | str, row: dict[str, Any], where: str) -> None:
    """Refuses half a surrogate pair, which JSON can spell and no text file can hold."""
    spelled = b"\\ud" in line.lower() if isinstance(line, bytes) else "\\ud" in line.lower()
    if not spelled:  # nearly always, so that the check below costs nothing
        return
    try:
        json.dumps(row, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise DataError(
            f"{where}: holds half of a surrogate pair ({error.object[error.start]!r}). "
            "A program cut an emoji in two; mend that text."
        ) from error


def article_from_row(row: Mapping[str, Any], *, where: str) -> Article:
    """An article from a mapping with our column names; keys that we lack go to `extra`.

    Ids stay as typed; numbers become text; NaN is no value. `date` stands for `published`. A line
    that `ingest` wrote comes back equal.

    Args:
        row: Column to value.
        where: Place for messages and for `origin`, `path:line`.

    Returns:
        The article.

    Raises:
        DataError: If a value has the wrong type or `published` is not an ISO 8601 date.
    """
    given_id = _text(row, "id", where) or ""
    values: dict[str, Any] = {"id": given_id if given_id.strip() else ""}
    for key in TEXT_KEYS:
        values[key] = _text(row, key, where)
    values["text"] = _text(row, "text", where) or ""
    for key in LIST_KEYS:
        values[key] = _texts(row, key, where)
    stamp_key = "published" if row.get("published") is not None else "date"
    stamp = _text(row, stamp_key, where)
    if stamp is not None and stamp.strip():
        values["published"], values["published_zone"] = _stamp(stamp.strip(), where, stamp_key)
    own = _own_values(row, where)
    taken = {*values, *own, stamp_key, "published"}
    if is_own(row):
        taken |= {"origin", "fingerprint", *OWN_KEYS}
    surplus = {
        key: plain_value(value)
        for key, value in row.items()
        if key not in taken and not (key in OWN_KEYS and value is None)
    }
    values |= own
    values["extra"] = {**own.get("extra", {}), **surplus}
    path, _, line = where.rpartition(":")
    values["origin"] = f"{path}#{line}" if path else where
    if is_own(row) and row.get("origin") is not None:
        values["origin"] = row["origin"]
    if "status" not in own or (own["status"] == "ok" and not own.get("segments")):
        values["status"] = "ok" if values["text"].strip() else "no_body"
    try:
        return Article.model_validate(values)
    except ValueError as error:
        first = str(error).splitlines()
        raise DataError(f"{where}: {' '.join(line.strip() for line in first[1:3])}") from error


def article_to_json(article: Article) -> str:
    """The article as one line of `articles.jsonl`, without the line end.

    Args:
        article: Any article.

    Returns:
        JSON with every field; non-ASCII characters as they are.
    """
    return json.dumps(article.model_dump(mode="json"), ensure_ascii=False)


def mapped_row(
    row: Mapping[str, Any], mapping: Mapping[str, str], *, where: str
) -> Mapping[str, Any]:
    """A row under our column names.

    Args:
        row: Under the user's column names.
        mapping: Our field to the user's column.
        where: Place for messages.

    Returns:
        The row with mapped columns renamed; a column of the user's that bears the name of a
        mapped field, but is not it, keeps its value under `<name>_column`.

    Raises:
        DataError: If the row lacks the column that `text` or `title` is mapped to.
    """
    if not mapping:
        return row
    for field in ("text", "title"):
        if field in mapping and mapping[field] not in row:
            hint = did_you_mean(mapping[field], row)
            raise DataError(f"{where}: {field}: no column {mapping[field]!r} here. {hint}")
    used = set(mapping.values())
    result: dict[str, Any] = {}
    for column, value in row.items():
        if column in mapping:
            if column not in used:
                result[f"{column}_column"] = value
        elif column not in used or column in MAPPABLE:
            result[column] = value
    for field, column in mapping.items():
        result[field] = row.get(column)
    return result


def check_mapping(mapping: Mapping[str, str]) -> None:
    """Refuses a mapping to fields that we do not have.

    Args:
        mapping: Our field to the user's column.

    Raises:
        DataError: Naming the field, with a suggestion.
    """
    for field in mapping:
        if field not in MAPPABLE:
            hint = did_you_mean(field, MAPPABLE)
            raise DataError(f"--map {field}={mapping[field]}: no field {field!r}. {hint}")


def check_columns(columns: list[str], mapping: Mapping[str, str], *, where: str) -> None:
    """Refuses a table that lacks a mapped column, or any column with text.

    Args:
        columns: The table's header.
        mapping: Our field to the user's column.
        where: Place for messages.

    Raises:
        DataError: With the nearest column, or the list of columns.
    """
    for field, column in mapping.items():
        if column not in columns:
            raise DataError(
                f"{where}: --map {field}={column}: no column {column!r}. "
                f"{did_you_mean(column, columns)}"
            )
    if not {"text", "title"} & {*columns, *mapping}:
        listed = ", ".join(repr(column) for column in columns[:10])
        raise DataError(
            f"{where}: no column 'text' or 'title' (columns: {listed}). "
            "Say which column holds the text: --map text=COLUMN."
        )


def plain_value(value: Any) -> Any:  # noqa: ANN401 - a cell is any value
    """A cell as JSON can hold it: NaN is null, dates are ISO 8601, bytes and decimals text.

    Args:
        value: As a JSON or Parquet reader gave it.

    Returns:
        Text, number, truth value, null, or lists and mappings of these.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain_value(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_value(item) for item in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="backslashreplace")
    return str(value)


def is_own(row: Mapping[str, Any]) -> bool:
    """Whether `ingest` wrote the row; a user's columns may be called `origin` or `status`, too.

    Args:
        row: Column to value.

    Returns:
        True for a line of our own `articles.jsonl`, with or without columns added to it.
    """
    return "segments" in row and "fingerprint" in row


def _own_values(row: Mapping[str, Any], where: str) -> dict[str, Any]:
    """What `ingest` wrote beside the fields that a user has."""
    own: dict[str, Any] = {}
    if is_own(row):
        own = {key: row[key] for key in OWN_KEYS if row.get(key) is not None}
        for key in ("segments", "extra"):
            if isinstance(own.get(key), str):  # a Parquet or CSV cell holds them as JSON
                own[key] = _json_cell(own[key], f"{where}: {key}")
        if not isinstance(own.get("extra", {}), dict):
            raise DataError(f"{where}: extra: expected a mapping, got {own['extra']!r:.60}.")
    else:
        if isinstance(row.get("status"), str) and row["status"] in STATUSES:
            own["status"] = row["status"]
        if isinstance(row.get("extra"), dict):
            own["extra"] = row["extra"]
    if "extra" in own:
        own["extra"] = plain_value(own["extra"])
    return own


def _json_cell(cell: str, where: str) -> Any:  # noqa: ANN401 - JSON is any value
    """The JSON in a cell."""
    try:
        return json.loads(cell)
    except ValueError as error:
        raise DataError(f"{where}: not valid JSON ({error}).") from error


def _text(row: Mapping[str, Any], key: str, where: str) -> str | None:
    """A cell as text; null for NaN, which is how data frames write a missing one."""
    value = row.get(key)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    raise DataError(f"{where}: {key}: expected text, got {type(value).__name__}.")


def _texts(row: Mapping[str, Any], key: str, where: str) -> list[str]:
    """A cell as a list of texts; names in one cell are parted by `;` or `|`."""
    value = row.get(key)
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return []
    if isinstance(value, str):
        parts = re.split(r"[;|]", value) if key == "authors" else [value]
        return [part.strip() for part in parts if part.strip()]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    raise DataError(f"{where}: {key}: expected a list of texts, got {value!r:.60}.")


def _stamp(value: str, where: str, key: str) -> tuple[str, str]:
    """The stamp as written if it is ISO 8601, and whether it states its zone."""
    try:
        if len(value) in {4, 7} and value[:4].isdigit():  # a year, or a year and month
            date.fromisoformat(f"{value}-01-01"[:10])
            return value, "unknown"
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise DataError(
            f"{where}: {key}: expected a date like 2024-05-31, got {value!r}. "
            "Fix it, or use --on-error skip."
        ) from error
    return value, "unknown" if moment.tzinfo is None else "known"
