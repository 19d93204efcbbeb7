"""Reading and writing files: atomic writes, checksums, compression by suffix."""

import contextlib
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from toolkit.errors import DataError

CHUNK_BYTES = 1 << 20


def sha256_of_bytes(data: bytes) -> str:
    """SHA-256 of `data` in hex."""
    return hashlib.sha256(data).hexdigest()


def sha256_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes in hex, read in constant memory."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no blanks: equal values give equal text."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@contextlib.contextmanager
def open_read(path: Path) -> Iterator[IO[bytes]]:
    """Opens a file for reading bytes; `.gz` and `.zst` are decompressed by suffix.

    Args:
        path: An existing file.

    Yields:
        A binary stream.

    Raises:
        DataError: If the file does not exist, is a folder or is damaged.
    """
    if path.is_dir():
        raise DataError(f"{path}: is a folder. Expected a file.")
    try:
        with contextlib.ExitStack() as stack:
            stream: IO[bytes] = stack.enter_context(path.open("rb"))
            if path.suffix in {".gz", ".zst"}:
                import pyarrow as pa  # zstandard is not in Python 3.11; pyarrow has both codecs

                codec = {".gz": "gzip", ".zst": "zstd"}[path.suffix]
                compressed = stack.enter_context(pa.CompressedInputStream(stream, codec))
                stream = cast(IO[bytes], stack.enter_context(io.BufferedReader(compressed)))
            yield stream
    except FileNotFoundError as error:
        raise DataError(f"{path}: no such file. Check the path.") from error
    except PermissionError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error}).") from error


@contextlib.contextmanager
def open_write(path: Path, *, force: bool = False) -> Iterator[IO[bytes]]:
    """Opens a file for writing bytes under `<path>.part`; renames it when all went well.

    `.gz` and `.zst` are compressed by suffix. After an error nothing is left under either name.

    Args:
        path: The final name. Missing parent folders are made.
        force: Replace an existing file.

    Yields:
        A binary stream.

    Raises:
        DataError: If `path` exists and `force` is false.
    """
    refuse_existing(path, force=force)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        with contextlib.ExitStack() as stack:
            raw = stack.enter_context(part.open("wb"))
            stream: IO[bytes] = raw
            if path.suffix in {".gz", ".zst"}:
                import pyarrow as pa

                codec = {".gz": "gzip", ".zst": "zstd"}[path.suffix]
                stream = stack.enter_context(pa.CompressedOutputStream(raw, codec))
            yield stream
            if stream is raw:
                raw.flush()
                os.fsync(raw.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raises if an output already exists and may not be replaced.

    Args:
        path: Where output would go.
        force: Whether replacing it was asked for.

    Raises:
        DataError: If `path` exists and `force` is false.
    """
    if path.exists() and not force:
        raise DataError(f"{path}: already exists. Choose another name, or use --force.")


def write_text(path: Path, text: str, *, force: bool = True) -> None:
    """Writes UTF-8 text atomically."""
    with open_write(path, force=force) as stream:
        stream.write(text.encode("utf-8"))


def write_json(path: Path, value: object, *, force: bool = True) -> None:
    """Writes indented UTF-8 JSON atomically, keys in the given order."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n", force=force)


def read_json(path: Path) -> Any:  # noqa: ANN401 - JSON is any value; callers check it
    """Reads one JSON value.

    Args:
        path: A UTF-8 JSON file.

    Returns:
        The parsed value.

    Raises:
        DataError: If the file is missing or not JSON.
    """
    with open_read(path) as stream:
        data = stream.read()
    try:
        return json.loads(data)
    except (ValueError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: not valid JSON ({error}).") from error


@contextlib.contextmanager
def new_folder(path: Path, *, force: bool = False) -> Iterator[Path]:
    """Yields a temporary sibling folder that takes the name `path` when all went well.

    Args:
        path: The final name.
        force: Replace an existing folder.

    Yields:
        The folder to write into.

    Raises:
        DataError: If `path` exists and `force` is false.
    """
    refuse_existing(path, force=force)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    temporary.chmod(0o755)  # mkdtemp makes it private; a run folder is shared like any other
    try:
        yield temporary
        replace_folder(temporary, path)
    finally:
        remove_folder(temporary)


def replace_folder(source: Path, target: Path) -> None:
    """Renames `source` to `target`; an old `target` is removed only after the new one stands."""
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
        target.rename(old / "folder")
        source.rename(target)
        remove_folder(old)
    else:
        source.rename(target)


def remove_folder(path: Path) -> None:
    """Removes a folder tree if it exists."""
    import shutil

    if path.exists():
        shutil.rmtree(path)


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yields the lines of a file that are not blank, with their numbers from 1.

    Args:
        path: A file, possibly compressed; a byte order mark is dropped.

    Yields:
        Line number and the line without its end.
    """
    with open_read(path) as stream:
        for number, line in enumerate(stream, start=1):
            stripped = line.strip()
            if number == 1:
                stripped = stripped.removeprefix(b"\xef\xbb\xbf").strip()
            if stripped:
                yield number, stripped
