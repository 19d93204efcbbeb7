"""Spreadsheets, CSV or XLSX: a line for each article, a further one for each stance row.

A facet's column holds its labels with `|` between them; `(none)` says that nothing applies and an
empty cell that nobody looked. `<facet>_primary` and `<facet>_unsure` go with it. Stance rows have
`target`, `holder` and the label in the facet's column.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.files import neutral, open_write, plain_cell
from toolkit.ingest.table_files import BadRow, delimited_rows, sniff_table
from toolkit.ingest.workbooks import workbook_sheets
from toolkit.labelling.formats.found import Found, Row, about_row, stance_row
from toolkit.labelling.formats.reading import Reading

SEPARATOR, NOTHING = "|", "(none)"
ARTICLE = ("id", "fingerprint", "title", "dek", "text", "source", "published", "language")
STANCE = ("target", "holder", "mention")
MAX_CELL = 32_767  # characters; Excel cuts the rest off without a word
PRIMARY, UNSURE = "_primary", "_unsure"


def read_spreadsheet(path: Path, reading: Reading) -> Iterator[Found]:
    """Decisions in a table.

    Args:
        path: `.csv`, `.tsv` or `.xlsx`; the first row names the columns.
        reading: Codebooks, and our names for the user's columns.

    Yields:
        One record a line that says something about labels.

    Raises:
        DataError: If no column is a facet, or a row cannot be read.
    """
    for where, cells in _rows(path):
        row = {reading.names.get(name, name): value for name, value in cells.items()}
        facets = [facet for facet in reading.codebooks if facet in row]
        if not facets:
            listed = ", ".join(reading.codebooks)
            raise DataError(
                f"{path}: no column holds labels. Expected one of {listed}; name it: "
                "--map topic=COLUMN."
            )
        found = _found(row, facets, reading, where=where)
        if found.labels or found.rows or found.unsure:
            yield found
        else:
            reading.notes["row without any label, passed over"] += 1


def write_spreadsheet(
    path: Path, rows: Iterable[Row], codebooks: Mapping[str, Codebook], *, force: bool = False
) -> int:
    """Writes a table; cells that a spreadsheet would run as a formula are neutralised.

    Args:
        path: `.csv` or `.xlsx`.
        rows: Example rows.
        codebooks: By facet.
        force: Replace an existing file.

    Returns:
        Number of lines below the header.

    Raises:
        DataError: If the file exists and `force` is false, or a text is too long for a cell.
    """
    lines = [line for row in rows for line in _lines(row, codebooks)]
    used = {key for line in lines for key in line}
    more = [f for facet in codebooks for f in (facet, facet + PRIMARY, facet + UNSURE)]
    header = [name for name in (*ARTICLE, *STANCE, *more, "status", "inclusion") if name in used]
    table = [[neutral(line.get(name)) for name in header] for line in lines]
    content = _xlsx(path, header, table) if path.suffix == ".xlsx" else _csv(header, table)
    with open_write(path, force=force) as stream:
        stream.write(content)
    return len(lines)


# --- in ---------------------------------------------------------------------------------------


def _rows(path: Path) -> Iterator[tuple[str, Row]]:
    if path.suffix == ".xlsx":
        # Any column may be the one that tells a sheet of labels: the id always is there.
        sheets = workbook_sheets(path, mapping={"text": "id"}, where=str(path), notes=[])
        items: Iterator[Any] = (item for sheet in sheets for item in sheet.rows)
    else:
        encoding = sniff_table(path, encoding=None)
        items = delimited_rows(path, encoding=encoding, errors="strict", mapping=None, notes=[])
    for item in items:
        if isinstance(item, BadRow):
            raise DataError(item.reason)
        number, row = item
        yield (
            f"{path}:{number}",
            {k: plain_cell(v) if isinstance(v, str) else v for k, v in row.items()},
        )


def _found(row: Row, facets: Iterable[str], reading: Reading, *, where: str) -> Found:
    labels: dict[str, list[str]] = {}
    unsure: dict[str, list[str]] = {}
    primary: dict[str, str] = {}
    stances: dict[str, list[Row]] = {}
    for facet in facets:
        given = _labels(row[facet])
        if given is None:
            continue
        if reading.codebooks[facet].unit == "stance-row":
            stances[facet] = [stance_row(row, label, where=where) for label in given]
        else:
            labels[facet] = given
            main = row.get(facet + PRIMARY)
            if main:
                primary[facet] = str(main)
            open_ = _labels(row.get(facet + UNSURE))
            if open_:
                unsure[facet] = open_
    taken = {name + tail for name in reading.codebooks for tail in ("", PRIMARY, UNSURE)}
    taken |= {"id", "text", "fingerprint", "coder", "status", *STANCE}
    text, coder = row.get("text"), row.get("coder")
    return Found(
        where=where,
        text=None if text is None else str(text),
        article_id=None if row.get("id") is None else str(row["id"]),
        columns={k: v for k, v in row.items() if k not in taken and v is not None},
        labels=labels,
        unsure=unsure,
        primary=primary,
        rows=stances,
        coder=str(coder) if coder else None,
    )


def _labels(cell: object) -> list[str] | None:
    if cell is None or not str(cell).strip():
        return None
    if str(cell).strip() == NOTHING:
        return []
    return [part.strip() for part in str(cell).split(SEPARATOR) if part.strip()]


# --- out --------------------------------------------------------------------------------------


def _lines(row: Row, codebooks: Mapping[str, Codebook]) -> Iterator[Row]:
    """The article's line, and one for each stance row."""
    about: Row = {key: row[key] for key in ARTICLE if row.get(key) is not None}
    first = dict(about)
    stances: list[Row] = []
    for facet, labels in row["labels"].items():
        if codebooks[facet].unit == "stance-row" and labels:
            stances += [{"id": row["id"], **about_row(x), facet: x["label"]} for x in labels]
            continue
        first[facet] = SEPARATOR.join(labels) or NOTHING
        if row.get("primary", {}).get(facet):
            first[facet + PRIMARY] = row["primary"][facet]
        if row.get("unsure", {}).get(facet):
            first[facet + UNSURE] = SEPARATOR.join(row["unsure"][facet])
    first["status"] = SEPARATOR.join(f"{k}={v}" for k, v in row.get("status", {}).items())
    if row.get("inclusion") is not None:
        first["inclusion"] = row["inclusion"]
    yield first
    yield from stances


def _csv(header: list[str], table: list[list[Any]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([header, *table])
    return stream.getvalue().encode("utf-8-sig")  # the mark tells Excel that it is UTF-8


def _xlsx(path: Path, header: list[str], table: list[list[Any]]) -> bytes:
    import openpyxl
    from openpyxl.utils.exceptions import IllegalCharacterError

    for row in table:
        for cell in row:
            if isinstance(cell, str) and len(cell) > MAX_CELL:
                raise DataError(
                    f"{path}: {cell[:40]!r}… has {len(cell)} characters, a cell of Excel takes "
                    f"{MAX_CELL}. Write CSV, or leave the texts out: --no-text."
                )
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("labels")
    try:
        for row in [header, *table]:
            sheet.append(row)
    except IllegalCharacterError as error:
        raise DataError(
            f"{path}: a text holds control characters, which Excel refuses. Write CSV, or leave "
            "the texts out: --no-text."
        ) from error
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
