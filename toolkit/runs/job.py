"""The folder of a running job: complete chunks, their checksums, and how to go on after a stop."""

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from toolkit.errors import DataError
from toolkit.files import (
    canonical_json,
    sha256_of_bytes,
    sha256_of_file,
    write_json,
)
from toolkit.runs.chunks import Position
from toolkit.runs.lock import Lock
from toolkit.runs.write import read_table_bytes

SCHEMA = 1
JOB, LOG, DATA, KEYS, REJECTS, TABLE = (
    *("job.json", "chunks.jsonl", "data", "keys", "rejects.jsonl", "table.parquet"),
)


@dataclass(frozen=True)
class Product:
    """What scoring one chunk gave.

    Attributes:
        data: Its stretch of the output.
        keys: 16 bytes for each article: of its id, then of its content.
        rejects: JSON Lines.
        counts: Numbers for the summary.
        reasons: The first of the rejects, in words.
    """

    data: bytes
    keys: bytes = b""
    rejects: bytes = b""
    counts: Mapping[str, int] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


def manifest_path(out: Path) -> Path:
    """Where the manifest of a complete output stands."""
    return out.with_name(f"{out.name}.manifest.json")


def part_path(out: Path) -> Path:
    """The folder of a job that is not complete."""
    return out.with_name(f"{out.name}.part")


class Job:
    """An output in the making.

    Args:
        out: The output.
        identity: Inputs, run, codebooks and options; equal for equal outputs.
        lock: Held.
        start: What stands before the first chunk.
        schema: The Arrow schema of a Parquet output; None for others.
    """

    def __init__(
        self, out: Path, identity: Mapping[str, Any], *, lock: Lock, start: bytes, schema: object
    ) -> None:
        self.out = out
        self.identity = identity
        self.folder = part_path(out)
        self.chunks: list[dict[str, Any]] = []
        self.begin = Position()
        self._lock = lock
        self._start = start
        self._schema = schema
        self._files: dict[str, IO[bytes]] = {}
        self._writer: Any = None

    def start(self) -> None:
        """Begins with nothing, whatever stood in the folder."""
        self._close()
        for name in (LOG, DATA, KEYS, REJECTS, TABLE):
            (self.folder / name).unlink(missing_ok=True)
        write_json(self.folder / JOB, self.identity)
        self._open()
        _write(self._files[DATA], self._start)

    def resume(self) -> None:
        """Goes on behind the last chunk whose bytes are what its checksum says.

        A loss of power can keep a line of the log and lose the bytes it speaks of.
        """
        kept, log_end = 0, 0
        data_path = self.folder / DATA
        lines = log_lines(self.folder / LOG)
        if not data_path.exists() or data_path.stat().st_size < len(self._start):
            self.start()
            return
        ends = {KEYS: 0, REJECTS: 0, DATA: len(self._start)}
        with data_path.open("rb") as data:
            data.seek(len(self._start))
            for entry, end in lines:
                first, last = entry["bytes"]
                found = data.read(last - first)
                sizes = all(_size(self.folder / name) >= entry[name] for name in (KEYS, REJECTS))
                if sha256_of_bytes(found) != entry["sha256"] or not sizes:
                    break
                self.chunks.append(entry)
                kept, log_end = kept + 1, end
                ends = {DATA: last, KEYS: entry[KEYS], REJECTS: entry[REJECTS]}
        for name, size in (*ends.items(), (LOG, log_end)):
            with (self.folder / name).open("ab") as stream:
                stream.truncate(size)
        if kept:
            self.begin = Position(**self.chunks[-1]["next"])
        self._open()
        self._rebuild_table()

    def keys(self) -> bytes:
        """The keys of all articles in the complete chunks."""
        path = self.folder / KEYS
        return path.read_bytes() if path.exists() else b""

    def add(self, number: int, product: Product, behind: Position) -> None:
        """Adds a chunk; it counts from the moment when its line stands in the log.

        Args:
            number: Of the chunk.
            product: What scoring it gave.
            behind: Where the next chunk begins.

        Raises:
            DataError: If the disk is full.
        """
        with self._full_disk():
            data = self._files[DATA]
            first = data.tell()
            _write(data, product.data)
            _write(self._files[KEYS], product.keys)
            _write(self._files[REJECTS], product.rejects)
            entry = {
                "chunk": number,
                "bytes": [first, first + len(product.data)],
                "sha256": sha256_of_bytes(product.data),
                **{name: self._files[name].tell() for name in (KEYS, REJECTS)},
                "counts": dict(product.counts),
                "next": behind.to_json(),
            }
            self._add_to_table(product.data)
            _write(self._files[LOG], canonical_json(entry).encode() + b"\n")
        self.chunks.append(entry)

    def finish(self, *, total: int, rejects: Path | None) -> None:
        """Gives the output its name, with its manifest beside it.

        Args:
            total: Chunks of the whole input, those of other shards included.
            rejects: Where what could not be taken is to stand; None throws it away.

        Raises:
            DataError: If the disk is full.
        """
        with self._full_disk():
            if self._writer is not None:
                self._writer.close()
            result = self.folder / (DATA if self._schema is None else TABLE)
            for stream in self._files.values():
                os.fsync(stream.fileno())
            self._close()
            manifest = {
                **self.identity,
                "total_chunks": total,
                "start_bytes": len(self._start),
                "counts": total_counts(self.chunks),
                "bytes": result.stat().st_size,
                "sha256": sha256_of_file(result),
                "chunks": [
                    {key: entry[key] for key in ("chunk", "bytes", "sha256", "counts")}
                    for entry in self.chunks
                ],
            }
            write_json(manifest_path(self.out), manifest)
            if rejects is not None:
                # Possibly on another disk, where a rename is not enough.
                shutil.move(self.folder / REJECTS, rejects)
        result.replace(self.out)
        self.drop()

    def drop(self) -> None:
        """Removes the folder."""
        self._close()
        self._lock.remove_folder()

    def leave(self) -> None:
        """Lets go of the folder; it goes where there is nothing to go on from."""
        if self.chunks:
            self._close()
            self._lock.release()
        else:
            self.drop()

    def _open(self) -> None:
        for name in (LOG, DATA, KEYS, REJECTS):
            # Unbuffered: what is written has left this process, so a kill cannot lose it.
            stream = (self.folder / name).open("ab", buffering=0)
            stream.seek(0, os.SEEK_END)
            self._files[name] = stream
        if self._schema is not None:
            self._files[TABLE] = (self.folder / TABLE).open("wb", buffering=0)
            self._writer = table_writer(self._files[TABLE], self._schema)

    def _close(self) -> None:
        self._writer = None
        while self._files:
            _, stream = self._files.popitem()
            try:
                stream.close()
            except OSError:  # a full disk was reported where it was met
                continue

    def _add_to_table(self, data: bytes) -> None:
        if self._writer is not None and data:
            self._writer.write_table(read_table_bytes(data))

    def _rebuild_table(self) -> None:
        """Writes the complete row groups again: a Parquet file cannot be continued."""
        if self._writer is None:
            return
        with (self.folder / DATA).open("rb") as stream:
            for entry in self.chunks:
                first, last = entry["bytes"]
                self._add_to_table(stream.read(last - first))

    @contextmanager
    def _full_disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
                raise
            done = total_counts(self.chunks).get("articles", 0)
            raise DataError(
                f"{self.out}: no space left on the disk after {done} articles in "
                f"{len(self.chunks)} chunks, which are safe. Free some space and repeat the "
                "command with --resume."
            ) from error


def table_writer(stream: IO[bytes], schema: object) -> Any:  # noqa: ANN401 - a ParquetWriter
    """The one way in which Parquet outputs are written, so that equal tables give equal bytes."""
    import pyarrow.parquet as pq

    return pq.ParquetWriter(stream, schema, compression="zstd")


def total_counts(chunks: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The counts of chunks, added up."""
    total: dict[str, int] = {}
    for entry in chunks:
        for name, count in entry["counts"].items():
            total[name] = total.get(name, 0) + count
    return total


def log_lines(path: Path) -> list[tuple[dict[str, Any], int]]:
    """The complete lines of a log, each with where it ends.

    Args:
        path: The log of a job; none gives no lines.

    Returns:
        An object for each complete chunk, and the bytes up to the end of its line.
    """
    found: list[tuple[dict[str, Any], int]] = []
    if not path.is_file():
        return found
    end = 0
    with path.open("rb") as stream:
        for line in stream:
            end += len(line)
            try:
                found.append((json.loads(line), end))
            except ValueError:
                break
            if not line.endswith(b"\n"):
                found.pop()
    return found


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _write(stream: IO[bytes], data: bytes) -> None:
    """All of the data: an unbuffered file may take only a part of them."""
    view = memoryview(data)
    while view:
        view = view[stream.write(view) :]
