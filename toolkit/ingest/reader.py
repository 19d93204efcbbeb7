"""Turns inputs into articles and rejects, before ids are compared."""

import io
import itertools
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from toolkit.errors import DataError
from toolkit.files import open_read
from toolkit.ingest.archives import ARCHIVE_SUFFIXES, Entry, archive_entries, unpacked
from toolkit.ingest.documents import read_document, read_word_document, size_limit
from toolkit.ingest.encoding import BYTE_ORDER_MARKS, decode
from toolkit.ingest.inputs import (
    COMPRESSED,
    HTML_SUFFIXES,
    KNOWN_SUFFIXES,
    READABLE_SUFFIXES,
    STDIN,
    WORD_SUFFIXES,
    kind_suffix,
)
from toolkit.ingest.options import IngestOptions, Reject, Summary
from toolkit.ingest.rows import TABLE_SUFFIXES, read_lines_of_json, read_table
from toolkit.records import Article

HEAD_BYTES = 8000
Items = Iterator[Article | Reject]


class Reader:
    """Reads inputs one after the other, one article in memory at a time.

    Args:
        options: How to read.
        summary: Receives counts and remarks.
        stdin: What `-` reads; None for the process's own.
    """

    def __init__(self, options: IngestOptions, summary: Summary, stdin: IO[bytes] | None) -> None:
        self.options = options
        self.summary = summary
        self.stdin = stdin

    def read(self, inputs: Sequence[str]) -> Iterator[Article | Reject]:
        """Articles and rejects of all inputs.

        Args:
            inputs: Paths, patterns replaced, or `-`.

        Yields:
            In the order of the inputs.
        """
        for name in inputs:
            if name == STDIN:
                yield from self._contained(STDIN, self._stdin())
            elif Path(name).is_dir():
                yield from self._folder(name)
            else:
                # Under the name as given: a Path would drop a leading "./".
                yield from self._contained(name, self._file(Path(name), name))

    def _contained(self, name: str, items: Items) -> Items:
        """The items; an error of the whole input becomes its reject, and reading goes on."""
        self.summary.files += 1
        try:
            yield from items
        except DataError as error:
            yield Reject(name, str(error))

    def _folder(self, name: str) -> Items:
        try:
            with os.scandir(name) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            yield Reject(name, f"{name}: cannot be read ({error.strerror}).")
            return
        for entry in entries:
            if entry.name.startswith("."):
                self.summary.hidden += 1
            elif entry.is_dir(follow_symlinks=False):
                yield from self._folder(entry.path)
            elif entry.is_dir() or kind_suffix(entry.name) not in KNOWN_SUFFIXES:
                # A link to a folder may lead back up, so it is not followed.
                self.summary.skipped[kind_suffix(entry.name) or "(link)"] += 1
            else:
                yield from self._contained(entry.path, self._file(Path(entry.path), entry.path))

    def _file(self, path: Path, where: str) -> Items:
        suffix = kind_suffix(path.name)
        if suffix in ARCHIVE_SUFFIXES:
            yield from self._archive(path, where, suffix)
        elif suffix in TABLE_SUFFIXES:
            yield from read_table(
                path, suffix, where=where, options=self.options, summary=self.summary
            )
        elif suffix in WORD_SUFFIXES:
            yield from read_word_document(path, where, options=self.options)
        else:
            with open_read(path) as stream:
                yield from self._document(b"", stream, where, html=suffix in HTML_SUFFIXES)

    def _archive(self, path: Path, where: str, suffix: str) -> Items:
        """The files in an archive; one that cannot be taken is a reject of its own."""
        for entry in archive_entries(path, where, suffix=suffix):
            kind = kind_suffix(entry.name)
            if entry.is_hidden:
                self.summary.hidden += 1
            elif entry.problem is not None:
                origin = f"{where}#{entry.name}"
                yield Reject(origin, f"{origin}: {entry.problem}")
            elif kind not in READABLE_SUFFIXES:  # archives in archives among them
                self.summary.skipped[kind] += 1
            else:
                yield from self._contained(f"{where}#{entry.name}", self._entry(entry, where))

    def _entry(self, entry: Entry, archive: str) -> Items:
        origin, kind = f"{archive}#{entry.name}", kind_suffix(entry.name)
        packed = Path(entry.name).suffix.lower() in COMPRESSED
        if packed or kind in TABLE_SUFFIXES or kind in WORD_SUFFIXES:
            with unpacked(entry) as path:
                yield from self._file(path, origin)
        elif entry.stream is not None:
            yield from self._document(b"", entry.stream, origin, html=kind in HTML_SUFFIXES)

    def _document(
        self, head: bytes, stream: IO[bytes], origin: str, *, html: bool
    ) -> Iterator[Article]:
        """One page; no more of it is read than an article can have."""
        head += stream.read(HEAD_BYTES)
        limit = size_limit(head, html=html, options=self.options)
        data = head + stream.read(max(0, limit + 1 - len(head)))
        yield from read_document(data, origin, html=html, options=self.options)

    def _stdin(self) -> Items:
        stream = self.stdin or sys.stdin.buffer
        lead: list[bytes] = []
        for line in iter(stream.readline, b""):
            lead.append(line)
            if line.removeprefix(BYTE_ORDER_MARKS[0][0]).strip():
                break
        start = b"".join(lead)
        mark = next((mark for mark, _ in BYTE_ORDER_MARKS if start.startswith(mark)), b"")
        is_wide = mark not in {b"", BYTE_ORDER_MARKS[0][0]}
        # In UTF-16 and UTF-32 a brace has zero bytes beside it.
        if not start.removeprefix(mark).lstrip(b" \t\r\n\x00").startswith(b"{"):
            yield from self._document(start, stream, STDIN, html=False)
            return
        lines: Iterable[bytes] = itertools.chain(lead, stream)
        if is_wide or self.options.encoding is not None:
            lines = self._recoded(start, stream)
        yield from read_lines_of_json(lines, STDIN, options=self.options, summary=self.summary)

    def _recoded(self, lead: bytes, stream: IO[bytes]) -> io.BytesIO:
        """All of stdin as UTF-8, for encodings whose lines cannot be told apart as bytes."""
        text = decode(
            lead + stream.read(), STDIN, encoding=self.options.encoding, errors=self.options.errors
        ).text
        return io.BytesIO(text.encode("utf-8"))
