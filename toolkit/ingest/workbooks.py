"""Rows of Excel workbooks (XLSX), streamed; every sheet that has a title or a text is read."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from toolkit.errors import DataError
from toolkit.ingest.limits import check_packed
from toolkit.ingest.table_files import BadRow, Row, header_names
from toolkit.ingest.tables import check_columns

Worksheet = Any  # openpyxl ships no types
# What openpyxl raises for damaged files: it trusts that a workbook is whole.
DAMAGED = (
    *(ArithmeticError, AttributeError, EOFError, LookupError, NotImplementedError, OSError),
    *(RuntimeError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error),
)


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook.

    Attributes:
        name: As on its tab; None where it is the only one with rows.
        rows: Its rows behind the header, numbered as in the sheet.
    """

    name: str | None
    rows: Iterator[Row | BadRow]


def workbook_sheets(
    path: Path, *, mapping: Mapping[str, str], where: str, notes: list[str]
) -> Iterator[Sheet]:
    """Yields the sheets of a workbook whose first row names a column for title or text.

    Args:
        path: An XLSX file.
        mapping: Our field to the user's column.
        where: The file as given, for messages.
        notes: Receives which sheets were passed over.

    Yields:
        Sheets in the order of their tabs; formulas as the values that were saved with them.

    Raises:
        DataError: If it is no workbook, or none of its sheets has such a column.
    """
    import openpyxl

    check_packed(path, where)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validation rules, not about cells
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except DAMAGED as error:
        raise DataError(
            f"{where}: not a readable Excel workbook ({error}). Is it protected by a password, or "
            "in the format before 2007? Save it as .xlsx or CSV."
        ) from error
    try:
        yield from _usable(book.worksheets, mapping, where=where, notes=notes)
    finally:
        book.close()


def _usable(
    sheets: list[Worksheet], mapping: Mapping[str, str], *, where: str, notes: list[str]
) -> Iterator[Sheet]:
    """The sheets with articles; the first problem is raised where there are none."""
    problem: DataError | None = None
    found = 0
    headers = [(sheet, _header(sheet, where)) for sheet in sheets]
    filled = [(sheet, header) for sheet, header in headers if header is not None]
    for sheet, header in filled:
        try:
            columns = header_names(header[1], f"{where}: sheet {sheet.title!r}")
            check_columns(columns, mapping, where=f"{where}: sheet {sheet.title!r}")
        except DataError as error:
            problem = problem or error
            notes.append(f"sheet passed over: {error}")
            continue
        found += 1
        name = sheet.title if len(filled) > 1 else None
        place = where if name is None else f"{where}#{name}"
        yield Sheet(name, _rows(sheet, header[0], columns, where=place))
    if not found:
        raise problem or DataError(
            f"{where}: workbook is empty (0 characters of text). Expected one article a row."
        )


def _header(sheet: Worksheet, where: str) -> tuple[int, list[str]] | None:
    """Number and cells of the first row that is not blank; None for an empty sheet."""
    for number, cells in _cells(sheet, 1, f"{where}#{sheet.title}"):
        if isinstance(cells, DataError):
            raise cells
        names = ["" if value is None else str(value) for value in cells]
        if any(name.strip() for name in names):
            while not names[-1].strip():  # formatting beyond the table makes empty columns
                names.pop()
            return number, names
    return None


def _rows(
    sheet: Worksheet, header: int, columns: list[str], *, where: str
) -> Iterator[Row | BadRow]:
    """The rows behind the header; a cell beyond it makes a row bad."""
    for number, cells in _cells(sheet, header + 1, where):
        if isinstance(cells, DataError):
            yield BadRow(number, str(cells), None)
            continue
        if not any(value is not None and str(value).strip() for value in cells):
            continue
        surplus = [value for value in cells[len(columns) :] if value is not None]
        if surplus:
            reason = (
                f"{where}:{number}: {surplus[0]!r:.60} stands in a column without a name. "
                "Give the column a name in the header."
            )
            yield BadRow(number, reason, " | ".join(str(value) for value in cells))
            continue
        padded = [*cells, *[None] * (len(columns) - len(cells))]
        yield number, dict(zip(columns, padded, strict=False))


def _cells(sheet: Worksheet, first: int, where: str) -> Iterator[tuple[int, list[Any] | DataError]]:
    """Row number and values of each row; damage in the middle of a sheet ends it."""
    # The stated dimensions are those of the program that wrote the file, and often wrong.
    sheet.reset_dimensions()
    number = first - 1
    try:
        for number, cells in enumerate(sheet.iter_rows(min_row=first), start=first):
            yield number, [_value(cell) for cell in cells]
    except DAMAGED as error:
        yield (
            number + 1,
            DataError(
                f"{where}: sheet {sheet.title!r} is damaged behind row {number} ({error}). "
                "Save it again, or as CSV."
            ),
        )


def _value(cell: Any) -> Any:  # noqa: ANN401 - a cell holds any value
    """What a cell says; ids that were typed as numbers stay whole, days have no midnight."""
    value = cell.value
    if value is None or cell.data_type == "e":  # #N/A and its kin are no text
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, datetime) and value.time() == time():
        return date(value.year, value.month, value.day)
    if isinstance(value, (time, timedelta)):
        return str(value)
    return value if not isinstance(value, str) or value.strip() else None
