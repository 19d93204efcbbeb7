"""Zip and tar archives: their files one by one, none of them trusted.

Nothing is written under a name that an archive gives. Pages are read straight from the archive;
tables, which are read more than once, pass through a temporary file of our own name.
"""

import bz2
import contextlib
import gzip
import lzma
import posixpath
import re
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from toolkit.errors import DataError
from toolkit.files import CHUNK_BYTES
from toolkit.ingest.limits import MAX_ENTRIES, allowance, bomb

TAR_SUFFIXES = (".tar", ".tgz", ".tbz2", ".txz")
ARCHIVE_SUFFIXES = (".zip", *TAR_SUFFIXES)
# What the libraries raise for damaged or locked archives.
DAMAGED = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, ValueError),
    *(RuntimeError, NotImplementedError, LookupError, lzma.LZMAError),
)
ZSTANDARD = b"\x28\xb5\x2f\xfd"
DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class Entry:
    """One file of an archive.

    Attributes:
        name: As the archive gives it, with `/` between folders.
        stream: Its bytes, decompressed; None where it cannot be taken.
        problem: Why it cannot; None where it can.
    """

    name: str
    stream: IO[bytes] | None = None
    problem: str | None = None

    @property
    def is_hidden(self) -> bool:
        """Whether a desktop would hide it: dot files, and what macOS adds to archives."""
        parts = self.name.split("/")
        return parts[0] == "__MACOSX" or any(
            part.startswith(".") and part not in {".", ".."} for part in parts
        )


def archive_entries(path: Path, where: str, *, suffix: str) -> Iterator[Entry]:
    """Yields the files of an archive; each is to be read before the next is asked for.

    Args:
        path: The archive.
        where: As given, for messages.
        suffix: Its kind, one of `ARCHIVE_SUFFIXES`.

    Yields:
        Files in order of their names (zip) or as they come (tar). Links, devices and names that
        lead out of the archive come with a problem; folders do not come.

    Raises:
        DataError: If it is damaged, locked, or unpacks to more than any text does.
    """
    budget = _Budget(where, path.stat().st_size)
    entries = _zip_entries if suffix == ".zip" else _tar_entries
    try:
        yield from entries(path, budget)
    except DAMAGED as error:
        raise DataError(
            f"{where}: not a readable archive ({error}). Pack it again, or unpack it and give the "
            "folder."
        ) from error


@contextlib.contextmanager
def unpacked(entry: Entry) -> Iterator[Path]:
    """A file of an archive as a file on disk, for readers that need to go back in it.

    Args:
        entry: With a stream.

    Yields:
        A temporary path that ends as the entry's name does.
    """
    ending = "".join(re.findall(r"\.[A-Za-z0-9]{1,8}", posixpath.basename(entry.name))[-2:])
    with tempfile.TemporaryDirectory(prefix="toolkit-") as folder:
        path = Path(folder) / f"entry{ending}"
        with path.open("wb") as target:
            while entry.stream is not None and (chunk := entry.stream.read(CHUNK_BYTES)):
                target.write(chunk)
        yield path


class _Budget:
    """Counts what comes out of an archive, whatever its directory claims."""

    def __init__(self, where: str, packed: int) -> None:
        self.where = where
        self.packed = packed
        self.left = allowance(packed)
        self.entries = 0

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise bomb(self.where, self.packed)

    def enter(self) -> None:
        self.entries += 1
        if self.entries > MAX_ENTRIES:
            raise DataError(
                f"{self.where}: more than {MAX_ENTRIES} entries. Unpack it and give its folders."
            )


class _Guarded:
    """A stream that is counted, and whose damage is told in our words."""

    def __init__(self, stream: IO[bytes], where: str, budget: _Budget | None) -> None:
        self._stream = stream
        self._where = where
        self._budget = budget

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; all that is left, a piece at a time, if negative."""
        if size < 0:
            return b"".join(iter(lambda: self.read(CHUNK_BYTES), b""))
        try:
            data = self._stream.read(size)
        except DAMAGED as error:
            raise DataError(
                f"{self._where}: cannot be unpacked ({error}). Pack it again, or unpack it and "
                "give the folder."
            ) from error
        if self._budget is not None:
            self._budget.spend(len(data))
        return data


def _guarded(stream: IO[bytes], where: str, budget: _Budget | None = None) -> IO[bytes]:
    return cast(IO[bytes], _Guarded(stream, where, budget))


def _zip_entries(path: Path, budget: _Budget) -> Iterator[Entry]:
    with zipfile.ZipFile(path) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            budget.enter()
            if info.is_dir():
                continue
            name = info.filename
            problem = _name_problem(name) or _kind_problem(stat.S_IFMT(info.external_attr >> 16))
            if problem is None and info.flag_bits & 1:
                problem = "is locked with a password. Unpack it and give the folder."
            if problem is not None:
                yield Entry(name, problem=problem)
                continue
            try:
                stream = archive.open(info)
            except DAMAGED as error:  # one bad file must not hide the others
                yield Entry(name, problem=f"cannot be unpacked ({error}). Pack it again.")
                continue
            with stream:
                yield Entry(name, _guarded(stream, f"{budget.where}#{name}", budget))


def _tar_entries(path: Path, budget: _Budget) -> Iterator[Entry]:
    with contextlib.ExitStack() as stack:
        # What comes out of the compression is counted, also the parts that are passed over. Read
        # forwards only (`r|`): a compressed tar cannot be gone back in.
        source = _guarded(stack.enter_context(_decompressed(path)), budget.where, budget)
        archive = stack.enter_context(tarfile.open(fileobj=source, mode="r|"))
        for info in archive:
            budget.enter()
            if info.isdir():
                continue
            problem = _name_problem(info.name)
            if problem is None and not info.isfile():
                problem = _kind_problem(stat.S_IFLNK)
            stream = None if problem else archive.extractfile(info)
            if stream is not None:
                stream = _guarded(stream, f"{budget.where}#{info.name}")
            yield Entry(info.name, stream, problem)


@contextlib.contextmanager
def _decompressed(path: Path) -> Iterator[IO[bytes]]:
    """The tar itself; its compression is known by its first bytes, whatever its name says."""
    with contextlib.ExitStack() as stack:
        raw = stack.enter_context(path.open("rb"))
        head = raw.read(6)
        raw.seek(0)
        if head.startswith(b"\x1f\x8b"):
            yield cast(IO[bytes], stack.enter_context(gzip.open(raw)))
        elif head.startswith(b"BZh"):
            yield cast(IO[bytes], stack.enter_context(bz2.open(raw)))
        elif head.startswith(b"\xfd7zXZ"):
            yield cast(IO[bytes], stack.enter_context(lzma.open(raw)))
        elif head.startswith(ZSTANDARD):
            import pyarrow as pa  # zstandard is not in Python 3.11

            yield cast(IO[bytes], stack.enter_context(pa.CompressedInputStream(raw, "zstd")))
        else:
            yield raw


def _name_problem(name: str) -> str | None:
    """Why a name is not taken; one that leads out of the archive was not made by a packer."""
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or DRIVE.match(name):
        return "leads out of the archive. Unpack it yourself if you trust it."
    return None


def _kind_problem(kind: int) -> str | None:
    """Why a link or a device is not taken; zips made on Windows state no kind."""
    if kind in {0, stat.S_IFREG}:
        return None
    return "is a link or a device, not a file. Pack the file itself."
