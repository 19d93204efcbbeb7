"""Rows of tables, from a file or a stream, as articles or rejects."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from toolkit.errors import DataError, did_you_mean
from toolkit.files import open_read
from toolkit.ingest.columnar import arrow_rows, parquet_rows, rows_of_batch
from toolkit.ingest.documents import mended
from toolkit.ingest.identity import with_derived_id
from toolkit.ingest.language import with_language
from toolkit.ingest.options import IngestOptions, Reject, Summary, too_long
from toolkit.ingest.table_files import (
    BadRow,
    Row,
    TableEncoding,
    delimited_rows,
    jsonl_rows,
    sniff_table,
    text_lines,
    whole_json_rows,
)
from toolkit.ingest.tables import article_from_row, is_own, mapped_row
from toolkit.ingest.workbooks import workbook_sheets
from toolkit.records import Article

COLUMNAR = {
    ".parquet": parquet_rows,
    **dict.fromkeys((".arrow", ".feather", ".ipc"), arrow_rows),
}
DELIMITED = (".csv", ".tsv", ".tab")
TABLE_SUFFIXES = (".jsonl", ".ndjson", ".json", *DELIMITED, *COLUMNAR, ".xlsx")
MAX_REJECTED_CHARACTERS = 2000  # of a row shown in the file of rejects


def read_table(
    path: Path, suffix: str, *, where: str, options: IngestOptions, summary: Summary
) -> Iterator[Article | Reject]:
    """Reads the rows of a table.

    Args:
        path: The file.
        suffix: What the name says, compression left out.
        where: The path as given, for origins.
        options: How to read.
        summary: Receives how the table was read.

    Yields:
        An article for each row, or what is wrong with it.

    Raises:
        DataError: If the table as a whole cannot be read, or has no rows.
    """
    if suffix in COLUMNAR:
        yield from _articles(
            COLUMNAR[suffix](path, mapping=options.mapping, where=where), where, options
        )
        return
    if suffix == ".xlsx":
        for sheet in workbook_sheets(
            path, mapping=options.mapping, where=where, notes=summary.notes
        ):
            place = where if sheet.name is None else f"{where}#{sheet.name}"
            yield from _articles(sheet.rows, place, options)
        return
    encoding = sniff_table(path, encoding=options.encoding, where=where)
    if suffix in DELIMITED:
        rows = delimited_rows(
            path,
            encoding=encoding,
            errors=options.errors,
            mapping=options.mapping,
            notes=summary.notes,
            where=where,
        )
        yield from _articles(rows, where, options)
        return
    if encoding.note:
        summary.notes.append(f"{where}: {encoding.note}")
    whole = _whole_json(path, encoding, where) if suffix == ".json" else None
    if whole is not None:
        yield from _articles(whole, where, options)
        return
    with open_read(path) as stream:
        lines = text_lines(stream, encoding=encoding.name, errors=options.errors)
        yield from read_lines_of_json(lines, where, options=options, summary=summary)


def read_batch(
    data: bytes, where: str, *, options: IngestOptions, first: int
) -> Iterator[Article | Reject]:
    """Reads a batch of rows of a Parquet file (`columnar.parquet_batches`).

    Args:
        data: An Arrow stream.
        where: The file as given.
        options: How to read.
        first: Number of its first row.

    Yields:
        An article for each row, or what is wrong with it.
    """
    yield from _articles(rows_of_batch(data, first=first), where, options)


def read_lines_of_json(
    lines: Iterable[bytes | str],
    where: str,
    *,
    options: IngestOptions,
    summary: Summary,
    first: int = 1,
) -> Iterator[Article | Reject]:
    """Reads JSON Lines.

    Args:
        lines: One object each.
        where: The input as given.
        options: How to read.
        summary: Receives mapped columns that no row had.
        first: Number of the first line, for a stretch of a file.

    Yields:
        An article for each line, or what is wrong with it.

    Raises:
        DataError: If there are no lines.
    """
    missing = dict.fromkeys(options.mapping.values())
    columns: dict[str, None] = {}

    def noted() -> Iterator[Row | BadRow]:
        for row in jsonl_rows(lines, where, errors=options.errors, first=first):
            # Lines need not have the same keys, so a column is missing only if none has it.
            if missing and not isinstance(row, BadRow):
                columns.update(dict.fromkeys(row[1]))
                for column in [column for column in missing if column in row[1]]:
                    del missing[column]
            yield row

    yield from _articles(noted(), where, options)
    for column in missing:
        hint = did_you_mean(column, columns)
        summary.notes.append(f"{where}: no row has the mapped column {column!r}. {hint}")


def _whole_json(path: Path, encoding: TableEncoding, where: str) -> Iterator[Row | BadRow] | None:
    """The rows of a `.json` file that is not JSON Lines; None if it is."""
    with open_read(path) as stream:
        lines = text_lines(stream, encoding=encoding.name, errors="replace")
        first = next(jsonl_rows(lines, where, errors="replace"), None)
    if first is None or not isinstance(first, BadRow):
        return None
    return whole_json_rows(path, encoding=encoding.name, where=where)


def _articles(
    rows: Iterable[Row | BadRow], where: str, options: IngestOptions
) -> Iterator[Article | Reject]:
    """Articles and rejects of rows in order."""
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - read behind the loop
        if isinstance(row, BadRow):
            shown = None if row.row is None else row.row[:MAX_REJECTED_CHARACTERS]
            yield Reject(f"{where}#{row.number}", row.reason, shown)
            continue
        number, values = row
        try:
            yield _article(values, where=f"{where}:{number}", options=options)
        except DataError as error:
            yield Reject(f"{where}#{number}", str(error), _shown(values))
    if not count:
        raise DataError(
            f"{where}: file is empty (0 characters of text). Expected one article a row."
        )


def _article(values: dict[str, Any], *, where: str, options: IngestOptions) -> Article:
    """One row as an article."""
    row = dict(mapped_row(values, options.mapping, where=where))
    if options.source is not None and not row.get("source"):
        row["source"] = options.source
    remarks: list[str] = []
    if not is_own(row):  # ours were looked at when they were read first, and have offsets
        for key in ("title", "dek", "text"):
            if isinstance(row.get(key), str):
                row[key], found = mended(row[key], options)
                remarks += [f"{key}: {remark}" for remark in found]
    article = article_from_row(row, where=where)
    length = len(article.title or "") + len(article.dek or "") + len(article.text)
    if length > options.max_chars:
        raise too_long(where, options.max_chars)
    if not article.has_text and article.raw is None:
        raise DataError(
            f"{where}: row is empty (0 characters of text). Expected a title or a text; "
            "name their columns with --map text=COLUMN if they are called otherwise."
        )
    if remarks:
        article = article.model_copy(update={"warnings": (*article.warnings, *remarks)})
    # Ours went through the detector when they were read first, which was sure or was not.
    if options.detect_language and not is_own(row):
        article = with_language(article)
    return with_derived_id(article)


def _shown(values: dict[str, Any]) -> str:
    """A row for the file of rejects, cut where it is long."""
    return json.dumps(values, ensure_ascii=False, default=str)[:MAX_REJECTED_CHARACTERS]
