"""The inputs of a scoring job, cut into chunks that do not depend on who scores them."""

import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any

from toolkit.errors import DataError
from toolkit.files import sha256_of_bytes, sha256_of_file
from toolkit.ingest import IngestOptions, Reject, Summary, read_articles
from toolkit.ingest.columnar import parquet_batches, parquet_groups
from toolkit.ingest.inputs import STDIN
from toolkit.ingest.rows import read_batch, read_lines_of_json
from toolkit.ingest.table_files import sniff_table
from toolkit.records import Article

CHUNK_LINES = 1024  # of JSON Lines; what a killed job has to do again, and what a worker holds
CHUNK_BYTES = 4 << 20  # a chunk ends behind the line that passes this
CHUNK_ROWS = 1024  # of a Parquet file
CHUNK_ITEMS = 256  # articles that this process has to read for the workers


@dataclass(frozen=True)
class Segment:
    """A stretch of the inputs that is read in one way.

    Attributes:
        names: The inputs, as given.
        size: Bytes of one file that workers read, JSON Lines or Parquet; None where articles are
            read here.
        groups: Rows of each row group of a Parquet file; empty for other inputs.
    """

    names: tuple[str, ...]
    size: int | None = None
    groups: tuple[int, ...] = ()


@dataclass(frozen=True)
class Position:
    """Where the next chunk begins.

    Attributes:
        chunk: Its number, from 0.
        segment: Index of its segment.
        offset: Bytes of a JSON Lines file, rows of a Parquet file, or articles and rejects of
            other inputs.
        line: Number of its first line.
    """

    chunk: int = 0
    segment: int = 0
    offset: int = 0
    line: int = 1

    def to_json(self) -> dict[str, int]:
        """The position as a JSON object."""
        return asdict(self)


@dataclass(frozen=True)
class Chunk:
    """A stretch of input, to be scored by whoever is free.

    Attributes:
        number: From 0, the same however the job is run.
        behind: Where the chunk after this one begins.
        turn: What decides which shard scores it: its number, or that of its row group, so that a
            shard need not read the groups of others.
        where: The file of `lines` or `batch`, as given.
        lines: Bytes of JSON Lines; None for other inputs.
        batch: Rows of a Parquet file as an Arrow stream; None for other inputs.
        first_line: Number of the first of the lines or rows.
        items: Articles and rejects of inputs that are read here.
        left_out: Places of articles whose id is taken; True where the same article has it.
    """

    number: int
    behind: Position
    turn: int
    where: str = ""
    lines: bytes | None = None
    batch: bytes | None = None
    first_line: int = 1
    items: tuple[Article | Reject, ...] = ()
    left_out: dict[int, bool] = field(default_factory=dict)

    def read(self, options: IngestOptions) -> Iterator[Article | Reject]:
        """The articles of the chunk, and what could not be taken.

        Args:
            options: How to read.

        Yields:
            In the order of the input.
        """
        if self.batch is not None:
            yield from read_batch(self.batch, self.where, options=options, first=self.first_line)
        elif self.lines is None:
            yield from self.items
        elif self.lines.strip():
            yield from read_lines_of_json(
                io.BytesIO(self.lines),
                self.where,
                options=options,
                summary=Summary(),
                first=self.first_line,
            )


def segments_of(inputs: Sequence[str], options: IngestOptions) -> list[Segment]:
    """How the inputs will be read; sizes are taken now, so that what is appended later is not.

    Args:
        inputs: Paths, or `-`.
        options: How to read.

    Returns:
        Stretches in the order given.

    Raises:
        DataError: If a named input is missing, unreadable or of an unknown kind.
    """
    read_articles(inputs, options)  # checks all names; reads nothing yet
    found: list[Segment] = []
    for name in inputs:
        groups = _row_groups(name, options)
        if groups or _is_plain_lines(name, options):
            found.append(Segment((name,), Path(name).stat().st_size, groups))
        elif found and found[-1].size is None:
            found[-1] = Segment((*found[-1].names, name))
        else:
            found.append(Segment((name,)))
    return found


def _row_groups(name: str, options: IngestOptions) -> tuple[int, ...]:
    """Rows of the row groups of a Parquet file; none for what is not one, or has to be mapped."""
    path = Path(name)
    if path.suffix.lower() != ".parquet" or path.is_dir() or options.mapping:
        return ()
    try:
        groups = tuple(parquet_groups(path))
        return groups if any(groups) else ()
    except DataError:  # becomes a reject where it is read
        return ()


def _is_plain_lines(name: str, options: IngestOptions) -> bool:
    """Whether a file can be cut at line feeds without being understood."""
    path = Path(name)
    if name == STDIN or path.is_dir() or path.suffix.lower() not in {".jsonl", ".ndjson"}:
        return False
    if options.errors != "strict" or options.mapping or not path.stat().st_size:
        return False
    return sniff_table(path, encoding=options.encoding).name in {"utf-8", "utf-8-sig"}


def chunks_of(
    segments: Sequence[Segment],
    options: IngestOptions,
    *,
    begin: Position,
    shard: tuple[int, int] | None = None,
    stdin: IO[bytes] | None = None,
) -> Iterator[Chunk]:
    """Cuts the inputs from a position on.

    Args:
        segments: As `segments_of` gives them.
        options: How to read.
        begin: Where to begin; the cuts behind it are those of a job that began at the start.
        shard: `(i, n)`: row groups of other shards are not read; their chunks come without rows.
        stdin: For the input `-`.

    Yields:
        Chunks in order, those of all shards.
    """
    position = begin
    for index in range(begin.segment, len(segments)):
        segment = segments[index]
        if index > position.segment:
            position = Position(position.chunk, index)
        if segment.size is None:
            chunks = _cut_items(segment, options, position, stdin)
        elif segment.groups:
            chunks = _cut_groups(segment, position, shard)
        else:
            chunks = _cut_lines(segment, position)
        for chunk in chunks:
            yield chunk
            position = chunk.behind


def is_mine(turn: int, shard: tuple[int, int] | None) -> bool:
    """Whether a shard `(i, n)` scores what has this turn; None scores all."""
    return shard is None or turn % shard[1] == shard[0] - 1


def _cut_lines(segment: Segment, begin: Position) -> Iterator[Chunk]:
    """Stretches of a JSON Lines file."""
    name, size, at = segment.names[0], segment.size or 0, begin
    with Path(name).open("rb") as stream:
        stream.seek(at.offset)
        while at.offset < size:
            lines: list[bytes] = []
            length = 0
            # The last line is read to its end, also where the file grows under the reader.
            while len(lines) < CHUNK_LINES and length < CHUNK_BYTES and at.offset + length < size:
                line = stream.readline()
                if not line:
                    break
                lines.append(line)
                length += len(line)
            if not lines:
                return
            behind = Position(at.chunk + 1, at.segment, at.offset + length, at.line + len(lines))
            yield Chunk(
                at.chunk,
                behind,
                turn=at.chunk,
                where=name,
                lines=b"".join(lines),
                first_line=at.line,
            )
            at = behind


def _cut_groups(
    segment: Segment, begin: Position, shard: tuple[int, int] | None
) -> Iterator[Chunk]:
    """Batches of the row groups of a Parquet file; a chunk never spans two groups."""
    name, at, start = segment.names[0], begin, 0
    # With fewer groups than shards, some shards would have nothing to do.
    by_group = shard is not None and len(segment.groups) >= shard[1]
    for group, rows in enumerate(segment.groups):
        end, first = start + rows, max(start, at.offset)
        wanted = not by_group or is_mine(group, shard)
        batches = parquet_batches(Path(name), group, rows=CHUNK_ROWS) if wanted else None
        for row in range(start, end, CHUNK_ROWS):
            batch = next(batches) if batches is not None else None
            if row < first:  # of a job that was stopped
                continue
            count = min(CHUNK_ROWS, end - row)
            behind = Position(at.chunk + 1, at.segment, row + count)
            turn = group if by_group else at.chunk
            yield Chunk(at.chunk, behind, turn, where=name, batch=batch, first_line=row + 1)
            at = behind
        start = end


def _cut_items(
    segment: Segment, options: IngestOptions, begin: Position, stdin: IO[bytes] | None
) -> Iterator[Chunk]:
    """Batches of articles of inputs that can only be read from the start."""
    at = begin
    articles = islice(read_articles(segment.names, options, stdin=stdin), at.offset, None)
    while items := tuple(islice(articles, CHUNK_ITEMS)):
        behind = Position(at.chunk + 1, at.segment, at.offset + len(items))
        yield Chunk(at.chunk, behind, turn=at.chunk, items=items)
        at = behind


def share_read(segments: Sequence[Segment], position: Position) -> float | None:
    """The share of the input before a position; None where it cannot be told.

    Args:
        segments: As `segments_of` gives them.
        position: Where the reading is.

    Returns:
        In [0, 1], by bytes.
    """
    sizes = [segment.size for segment in segments]
    if any(size is None for size in sizes):
        return None
    total = sum(size or 0 for size in sizes)
    done = float(sum(size or 0 for size in sizes[: position.segment]))
    if position.segment < len(segments):
        here = segments[position.segment]
        whole = sum(here.groups) or here.size or 1
        done += (here.size or 0) * position.offset / whole
    return min(1.0, done / total) if total else None


def describe_inputs(inputs: Sequence[str]) -> list[dict[str, Any]]:
    """What identifies the inputs of a job.

    Args:
        inputs: Paths, or `-`.

    Returns:
        For each, its name as given, its bytes and their SHA-256 (of a folder: over the names and
        digests of its files).
    """
    return [_described(name) for name in inputs]


def _described(name: str) -> dict[str, Any]:
    path = Path(name)
    if name == STDIN:
        return {"path": name, "bytes": None, "sha256": None}
    if not path.is_dir():
        return {"path": name, "bytes": path.stat().st_size, "sha256": sha256_of_file(path)}
    digests, size = [], 0
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(entry for entry in folders if not entry.startswith("."))
        for entry in sorted(entry for entry in files if not entry.startswith(".")):
            file = Path(folder) / entry
            if file.is_file():
                size += file.stat().st_size
                digests.append(f"{file.relative_to(path).as_posix()} {sha256_of_file(file)}")
    return {"path": name, "bytes": size, "sha256": sha256_of_bytes("\n".join(digests).encode())}
