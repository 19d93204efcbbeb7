"""Inputs as a user has them (pages, tables, folders, stdin) as a stream of articles."""

import io
import itertools
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from toolkit.errors import DataError, did_you_mean
from toolkit.files import open_read
from toolkit.ingest.documents import read_document, size_limit
from toolkit.ingest.encoding import BYTE_ORDER_MARKS, decode
from toolkit.ingest.identity import Identities, content_key
from toolkit.ingest.options import IngestOptions, Reject, Summary
from toolkit.ingest.rows import read_lines_of_json, read_table
from toolkit.records import Article

STDIN = "-"
PAGE_SUFFIXES = ("", ".txt", ".text")
HTML_SUFFIXES = (".html", ".htm", ".xhtml")
TABLE_SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".tab", ".parquet")
KNOWN_SUFFIXES = (*PAGE_SUFFIXES, *HTML_SUFFIXES, *TABLE_SUFFIXES)
COMPRESSED = (".gz", ".zst")
ADVICE = {
    ".xlsx": "Save the sheet as CSV.",
    ".xls": "Save the sheet as CSV.",
    ".zip": "Unpack it and give the folder.",
    ".docx": "Save it as plain text (.txt).",
    ".pdf": "Copy its text into a .txt file.",
}
HEAD_BYTES = 8000


def read_articles(
    inputs: Sequence[str],
    options: IngestOptions | None = None,
    *,
    stdin: IO[bytes] | None = None,
    summary: Summary | None = None,
) -> Iterator[Article | Reject]:
    """Reads inputs in the order given, one article in memory at a time.

    Kinds go by suffix (`.gz` and `.zst` are decompressed): `.txt` or none is a pasted page, or
    HTML if that is what it holds; `.html`; `.jsonl`, `.json`, `.csv`, `.tsv` and `.parquet` are
    tables. Folders are read through, sorted by name, hidden files left out and other kinds
    counted. `-` is stdin: JSONL if it begins with `{`, else a page.

    The same article under the same id is passed on once. An id that stood already with other
    content is handled by `options.on_conflict`.

    Args:
        inputs: Paths of files and folders, or `-`.
        options: How to read; None for the defaults.
        stdin: What `-` reads; None for the process's own.
        summary: Receives counts and remarks.

    Returns:
        Articles, and a reject for each row or file whose content cannot be taken.

    Raises:
        DataError: Before anything is read, if a named input is missing, unreadable or of an
            unknown kind.
    """
    chosen = options or IngestOptions()
    counted = summary if summary is not None else Summary()
    _check_inputs(inputs, chosen)
    return _read(inputs, chosen, stdin=stdin, summary=counted)


def _read(
    inputs: Sequence[str], options: IngestOptions, *, stdin: IO[bytes] | None, summary: Summary
) -> Iterator[Article | Reject]:
    """Articles with their ids settled."""
    winners: dict[str, str] | None = None
    if options.on_conflict == "new":
        # What has been passed on cannot be taken back, so the last of each id is found first.
        first_pass = _Reader(options, Summary(), stdin).read(inputs)
        winners = {a.id: content_key(a) for a in first_pass if isinstance(a, Article)}
    identities = Identities(winners)
    for item in _Reader(options, summary, stdin).read(inputs):
        settled = item if isinstance(item, Reject) else _settle(item, identities, options, summary)
        if isinstance(settled, Reject):
            summary.rejects += 1
        elif settled is not None:
            summary.articles += 1
        if settled is not None:
            yield settled


def _settle(
    article: Article, identities: Identities, options: IngestOptions, summary: Summary
) -> Article | Reject | None:
    """The article if its id is free, under a new id or a reject if not; None to pass over it."""
    if identities.loses(article):
        summary.conflicts += 1
        return None
    if identities.is_known(article):
        summary.duplicates += 1
        return None
    rival = identities.rival(article)
    if rival is None:
        identities.add(article)
        return article
    if options.on_conflict == "error":
        origin = article.origin or ""
        reason = (
            f"{origin}: id {article.id!r} stands already at {rival} with other content. Ids are "
            "unique: mend one, or use --on-conflict keep, new or suffix."
        )
        return Reject(origin, reason)
    summary.conflicts += 1
    if options.on_conflict == "keep":
        return None
    renamed = identities.renamed(article)
    identities.add(renamed)
    return renamed


def _check_inputs(inputs: Sequence[str], options: IngestOptions) -> None:
    """Refuses, before anything is read, what no option makes readable."""
    if not inputs:
        raise DataError("no input. Give files or folders, or - for stdin.")
    if list(inputs).count(STDIN) > 1:
        raise DataError("-: given twice. Stdin can be read once.")
    if STDIN in inputs and options.on_conflict == "new":
        raise DataError(
            "-: --on-conflict new reads its inputs twice, and stdin cannot be. "
            "Save it to a file first, or use keep or suffix."
        )
    for name in inputs:
        path = Path(name)
        if name == STDIN or path.is_dir():
            continue
        with open_read(path) as stream:
            stream.read(1)
        suffix = kind_suffix(name)
        if suffix not in KNOWN_SUFFIXES:
            advice = ADVICE.get(suffix) or did_you_mean(suffix, KNOWN_SUFFIXES[1:])
            raise DataError(f"{name}: files of kind {suffix!r} are not read. {advice}")


def kind_suffix(name: str) -> str:
    """The suffix that says what a file is, compression left out, lower-case.

    What follows a dot in a headline is no suffix.

    >>> kind_suffix("a/b.JSONL.gz"), kind_suffix("Mr. Roe goes home"), kind_suffix("vol 3.11")
    ('.jsonl', '', '')
    """
    path = Path(name)
    if path.suffix.lower() in COMPRESSED:
        path = path.with_suffix("")
    suffix = path.suffix.lower()
    return suffix if suffix[1:].isalnum() and not suffix[1:].isdigit() else ""


class _Reader:
    """Turns inputs into articles and rejects, before ids are compared."""

    def __init__(self, options: IngestOptions, summary: Summary, stdin: IO[bytes] | None) -> None:
        self.options = options
        self.summary = summary
        self.stdin = stdin

    def read(self, inputs: Sequence[str]) -> Iterator[Article | Reject]:
        for name in inputs:
            if name == STDIN:
                yield from self._contained(STDIN, self._stdin())
            elif Path(name).is_dir():
                yield from self._folder(name)
            else:
                yield from self._contained(name, self._file(name))

    def _contained(
        self, name: str, items: Iterator[Article | Reject]
    ) -> Iterator[Article | Reject]:
        """The items; an error of the whole input becomes its reject, and reading goes on."""
        self.summary.files += 1
        try:
            yield from items
        except DataError as error:
            yield Reject(name, str(error))

    def _folder(self, name: str) -> Iterator[Article | Reject]:
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
                yield from self._contained(entry.path, self._file(entry.path))

    def _file(self, name: str) -> Iterator[Article | Reject]:
        suffix, path = kind_suffix(name), Path(name)
        if suffix in TABLE_SUFFIXES:
            # Under the name as given: a Path would drop a leading "./".
            yield from read_table(
                path, suffix, where=name, options=self.options, summary=self.summary
            )
            return
        with open_read(path) as stream:
            yield self._document(b"", stream, name, html=suffix in HTML_SUFFIXES)

    def _document(self, head: bytes, stream: IO[bytes], origin: str, *, html: bool) -> Article:
        """One page; no more of it is read than an article can have."""
        head += stream.read(HEAD_BYTES)
        limit = size_limit(head, html=html, max_chars=self.options.max_chars)
        data = head + stream.read(max(0, limit + 1 - len(head)))
        return read_document(data, origin, html=html, options=self.options)

    def _stdin(self) -> Iterator[Article | Reject]:
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
            yield self._document(start, stream, STDIN, html=False)
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
