"""Rows of JSONL, CSV and TSV files, streamed; a bad row does not end the reading."""

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from toolkit.errors import DataError
from toolkit.files import CHUNK_BYTES, open_read
from toolkit.ingest.encoding import (
    BYTE_ORDER_MARKS,
    ErrorPolicy,
    guess_legacy,
    is_damaged_utf8,
    known_encoding,
    utf16_flavour,
)
from toolkit.ingest.tables import check_columns, parse_row

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SNIFFED_ROWS = 50
SNIFFED_CHARACTERS = 1 << 18
# A quotation mark that is never closed swallows the rest of the file; this bounds the memory.
MAX_CELL_CHARACTERS = 20_000_000
MAX_WHOLE_JSON_BYTES = 64 << 20  # a JSON list or a printed object cannot be streamed by line


@dataclass(frozen=True)
class BadRow:
    """A row that could not be read.

    Attributes:
        number: Line (text formats) or row (Parquet), from 1.
        reason: The message, with its place.
        row: The row as it stands, where it is text.
    """

    number: int
    reason: str
    row: str | None


Row = tuple[int, dict[str, Any]]


@dataclass(frozen=True)
class TableEncoding:
    """How a table's bytes are read.

    Attributes:
        name: Python's name, with the variant that swallows a byte order mark.
        note: What to tell the user; None for UTF-8.
        bad_byte: Position of the first byte that is not UTF-8 in a file that is otherwise.
    """

    name: str
    note: str | None = None
    bad_byte: int | None = None


def sniff_table(path: Path, *, encoding: str | None, where: str | None = None) -> TableEncoding:
    """Finds a table's encoding by reading it once, in constant memory.

    Args:
        path: The file, possibly compressed.
        encoding: What the user says it is.
        where: The file as given, for messages; None for its path.

    Returns:
        The encoding; the user's word is taken unless a byte order mark contradicts it.

    Raises:
        DataError: If the file cannot be read or is not text.
    """
    place = where or str(path)
    with open_read(path) as stream:
        chunk = stream.read(CHUNK_BYTES)
        for mark, name in BYTE_ORDER_MARKS:
            if chunk.startswith(mark):
                swallows = "utf-8-sig" if name == "utf-8" else name[:6]
                return TableEncoding(swallows, None if name == "utf-8" else f"read as {name}")
        if encoding is not None:
            return TableEncoding(known_encoding(encoding, place))
        if b"\x00" in chunk:
            flavour = utf16_flavour(chunk, place)
            return TableEncoding(flavour, f"read as {flavour}")
        return _sniff_8bit(stream, chunk, place)


def _sniff_8bit(stream: IO[bytes], chunk: bytes, where: str) -> TableEncoding:
    """UTF-8 if all of it is; damaged UTF-8 if it was until now; otherwise a guess."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    position, seen_multibyte = 0, False
    while chunk:
        pending = decoder.getstate()[0]
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            if seen_multibyte or is_damaged_utf8(chunk):
                return TableEncoding("utf-8", bad_byte=position - len(pending) + error.start)
            name = guess_legacy(chunk, where)
            return TableEncoding(name, f"read as {name}")
        seen_multibyte = seen_multibyte or not chunk.isascii()
        position += len(chunk)
        chunk = stream.read(CHUNK_BYTES)
    return TableEncoding("utf-8")


def jsonl_rows(
    lines: Iterable[bytes | str], where: str, *, errors: ErrorPolicy = "strict", first: int = 1
) -> Iterator[Row | BadRow]:
    """Yields the JSON objects of lines; blank lines are passed over.

    Args:
        lines: One object each; bytes are UTF-8.
        where: The file, for messages.
        errors: What to do with bytes that are not text.
        first: Number of the first line, for a stretch of a file.

    Yields:
        Line number and object, or what is wrong with the line.

    Raises:
        DataError: If lines that are decoded elsewhere cannot be.
    """
    try:
        for number, line in enumerate(lines, start=first):
            whole = line.removeprefix(codecs.BOM_UTF8) if isinstance(line, bytes) else line
            if isinstance(whole, bytes) and errors == "replace":
                whole = whole.decode("utf-8", errors="replace")
            stripped = whole.strip()
            if stripped:
                yield _json_row(stripped, where, number)
    except UnicodeDecodeError as error:
        raise DataError(
            f"{where}: {error}. Name the right one with --encoding, or use --errors replace."
        ) from error


def text_lines(
    stream: IO[bytes], *, encoding: str, errors: ErrorPolicy = "strict"
) -> Iterable[bytes | str]:
    """The lines of a stream, decoded unless they are UTF-8 anyway.

    Args:
        stream: The bytes of a file.
        encoding: Of the stream.
        errors: What to do with bytes that are not text.

    Returns:
        Lines that end at a line feed only, so that a JSON text may hold any other break.
    """
    if encoding in {"utf-8", "utf-8-sig"}:
        return stream
    return io.TextIOWrapper(stream, encoding, errors=errors, newline="\n")


def _json_row(line: bytes | str, where: str, number: int) -> Row | BadRow:
    """One parsed line, or its problem."""
    try:
        return number, parse_row(line, where=f"{where}:{number}")
    except DataError as error:
        shown = line if isinstance(line, str) else line.decode("utf-8", errors="backslashreplace")
        return BadRow(number, str(error), shown)


def whole_json_rows(path: Path, *, encoding: str, where: str) -> Iterator[Row | BadRow] | None:
    """The objects of a `.json` file that is one list or one printed object.

    Args:
        path: A file whose first line is not a whole object.
        encoding: Of the file.
        where: The file as given, for messages.

    Returns:
        Its objects, numbered from 1; None if it is too large or not JSON as a whole.
    """
    with open_read(path) as stream:
        data = stream.read(MAX_WHOLE_JSON_BYTES + 1)
    if len(data) > MAX_WHOLE_JSON_BYTES:
        return None
    try:
        value = json.loads(data.decode(encoding))
    except (ValueError, RecursionError):
        return None
    items = value if isinstance(value, list) else [value]
    return (
        (i, item)
        if isinstance(item, dict)
        else BadRow(i, f"{where}:{i}: expected a JSON object, got {type(item).__name__}.", None)
        for i, item in enumerate(items, start=1)
    )


def delimited_rows(
    path: Path,
    *,
    encoding: TableEncoding,
    errors: ErrorPolicy,
    mapping: Mapping[str, str] | None,
    notes: list[str],
    where: str | None = None,
) -> Iterator[Row | BadRow]:
    """Yields the rows of a CSV or TSV file; all cells are text, empty ones null.

    Args:
        path: The file, possibly compressed; its first row names the columns.
        encoding: As sniffed.
        errors: What to do with bytes that are not text.
        mapping: Our field to the user's column, checked against the header unless None.
        notes: Receives how the file was read.
        where: The file as given, for messages; None for its path.

    Yields:
        The line on which a row begins and the row, or what is wrong with it.

    Raises:
        DataError: If the header lacks a column, or bytes cannot be decoded under `strict`.
    """
    place = where or str(path)
    if encoding.bad_byte is not None and errors == "strict":
        raise DataError(
            f"{place}: the byte at position {encoding.bad_byte} is not utf-8. Mend that place, "
            "name the right encoding with --encoding, or use --errors replace."
        )
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    delimiter = _sniff_delimiter(path, encoding.name)
    notes.append(
        f"{place}: {encoding.note or 'read as utf-8'}, columns parted by "
        f"{DELIMITER_NAMES[delimiter]}"
    )
    with (
        open_read(path) as raw,
        io.TextIOWrapper(raw, encoding.name, errors=errors, newline="") as stream,
    ):
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        try:
            yield from _records(reader, place, mapping)
        except UnicodeDecodeError as error:
            raise DataError(
                f"{place}: {error}. Name the right one with --encoding, or use --errors replace."
            ) from error


def _records(
    reader: "Reader", where: str, mapping: Mapping[str, str] | None
) -> Iterator[Row | BadRow]:
    """The rows behind the header."""
    columns: list[str] | None = None
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"{where}:{number}: {error}. Is a quotation mark not closed or not doubled?"
            yield BadRow(number, reason, None)
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns = header_names(cells, f"{where}:{number}")
            if mapping is not None:
                check_columns(columns, mapping, where=where)
        elif len(cells) != len(columns):
            reason = (
                f"{where}:{number}: {len(cells)} cells where the header has {len(columns)}. "
                "Quote cells that hold the delimiter or a line break."
            )
            yield BadRow(number, reason, " | ".join(cells))
        else:
            yield number, {c: v if v.strip() else None for c, v in zip(columns, cells, strict=True)}


def header_names(cells: Sequence[str], where: str) -> list[str]:
    """Column names of a header row; a nameless one (a data frame's index) is numbered.

    Args:
        cells: As they stand.
        where: Place for messages.

    Returns:
        As many names, without blanks at their ends.

    Raises:
        DataError: If a name stands twice.
    """
    columns = [cell.strip() or f"column_{i}" for i, cell in enumerate(cells, start=1)]
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise DataError(f"{where}: column {twice[0]!r} stands twice. Rename one.")
    return columns


def _sniff_delimiter(path: Path, encoding: str) -> str:
    """The delimiter under which the first rows have the same number of cells, the most wins."""
    names = {suffix.lower() for suffix in path.suffixes[-2:]}
    if ".tsv" in names or ".tab" in names:
        return "\t"
    with (
        open_read(path) as raw,
        io.TextIOWrapper(raw, encoding, errors="replace", newline="") as stream,
    ):
        sample = stream.read(SNIFFED_CHARACTERS)
    return max(DELIMITERS, key=lambda delimiter: _regularity(sample, delimiter))


def _regularity(sample: str, delimiter: str) -> tuple[float, int]:
    """Share of the first rows as wide as the header, and that width; nothing for one column."""
    widths: list[int] = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    for cells in reader:
        if any(cells):
            widths.append(len(cells))
        if len(widths) > SNIFFED_ROWS:
            break
    if not widths or widths[0] < 2:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]
