"""Labelled rows, of example files or other sources, checked whole before anything is trained."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook
from toolkit.corpus.labelled_row import LabelledRow, RowsReport
from toolkit.corpus.row_labels import RowParser
from toolkit.errors import DataError, bullet_list
from toolkit.files import canonical_json, read_lines
from toolkit.ingest.tables import article_from_row, parse_row

LABEL_KEYS = {
    "labels",
    "primary",
    "roles",
    "unsure",
    "soft",
    "evidence",
    "cluster",
    "devices",
    "inclusion",
    "status",
    "adjudication",
}


def read_rows(
    paths: Sequence[Path], codebooks: Mapping[str, Codebook]
) -> tuple[list[LabelledRow], RowsReport]:
    """Reads labelled example files.

    Args:
        paths: JSONL files, possibly compressed.
        codebooks: By facet; other facets are ignored and counted.

    Returns:
        The rows in file order, and what else was found.

    Raises:
        DataError: With every problem and its line, if there is any, or if there are no rows.
    """
    reader = RowReader(codebooks)
    for path in paths:
        reader.add_file(path)
    return reader.finish()


class RowReader:
    """Collects rows and problems; a row with a problem is not kept, the reading goes on.

    Args:
        codebooks: By facet; other facets are ignored and counted.
    """

    def __init__(self, codebooks: Mapping[str, Codebook]) -> None:
        self._codebooks = codebooks
        self._rows: dict[str, LabelledRow] = {}
        self._contents: dict[str, tuple[str, str]] = {}
        self._problems: list[str] = []
        self._report = RowsReport()

    def add_file(self, path: Path) -> None:
        """Reads a labelled example file.

        Args:
            path: JSONL, possibly compressed.

        Raises:
            DataError: If the file is missing, damaged or empty.
        """
        number = 0
        for number, line in read_lines(path):
            where = f"{path}:{number}"
            try:
                row = parse_row(line, where=where)
            except DataError as error:
                self._problems.append(str(error))
            else:
                self._add(row, where=where, number=number)
        if not number:
            raise DataError(f"{path}: the file is empty. Expected one labelled example a line.")

    def add_rows(self, rows: Iterable[tuple[str, Mapping[str, Any]]], *, name: str) -> None:
        """Takes in rows of any other source, under the same rules.

        Args:
            rows: Place for messages, `source:row`, and the row with the keys of an example file.
            name: The source, for the message.

        Raises:
            DataError: If there are no rows.
        """
        number = 0
        for number, (where, row) in enumerate(rows, start=1):
            self._add(row, where=where, number=number)
        if not number:
            raise DataError(f"{name}: there are no rows. Expected labelled examples.")

    def finish(self) -> tuple[list[LabelledRow], RowsReport]:
        """All rows in the order in which they were added, and what else was found.

        Returns:
            The rows, and remarks with counts.

        Raises:
            DataError: With every problem of every source, if there is any.
        """
        if self._problems:
            raise DataError(bullet_list(self._problems))
        return list(self._rows.values()), self._report

    def _add(self, row: Mapping[str, Any], *, where: str, number: int) -> None:
        try:
            article = article_from_row(_article_part(row), where=where)
        except DataError as error:
            self._problems.append(str(error))
            return
        content = canonical_json(row)
        if article.id in self._contents:
            first, first_where = self._contents[article.id]
            if first == content:
                self._report.collapsed += 1
            else:
                self._problems.append(
                    f"{where}: id {article.id!r} stands already at {first_where} with other "
                    "content. Ids are unique in an example file."
                )
            return
        self._contents[article.id] = (content, where)
        parsed = RowParser(row, article, self._codebooks, where, self._report)
        labelled = parsed.parse(number)
        self._problems += parsed.problems
        if not parsed.problems:
            self._rows[article.id] = labelled


def _article_part(row: Mapping[str, Any]) -> dict[str, Any]:
    """The keys that describe the article; `status` is the article's when it is a word."""
    part = {key: value for key, value in row.items() if key not in LABEL_KEYS}
    if isinstance(row.get("status"), str):
        part["status"] = row["status"]
    return part
