"""Files: atomic writes, checksums, compression by suffix, YAML with positions."""

import contextlib
import hashlib
import io
import json
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import yaml

from toolkit.errors import ConfigError, DataError, ToolkitError, bullet_list

CHUNK_BYTES = 1 << 20
MAX_YAML_NODES = 500_000  # aliases expanded; a codebook of 250 countries has about 20,000


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


# --- YAML -------------------------------------------------------------------------------------

Position = tuple[int, int]  # line and column, both from 1
KeyPath = tuple[str | int, ...]


class YamlFile:
    """A parsed YAML file that remembers where each value stands.

    Args:
        path: Where it was read from.
        value: The parsed mapping.
        positions: Line and column of every key path.
    """

    def __init__(
        self, path: Path, value: dict[str, Any], positions: dict[KeyPath, Position]
    ) -> None:
        self.path = path
        self.value = value
        self.positions = positions

    def where(self, key_path: KeyPath) -> str:
        """`file:line:column` of a key path, or of its nearest known parent."""
        while key_path and key_path not in self.positions:
            key_path = key_path[:-1]
        line, column = self.positions.get(key_path, (1, 1))
        return f"{self.path}:{line}:{column}"


def read_yaml(path: Path, *, error: type[ToolkitError] = ConfigError) -> YamlFile:
    """Reads one YAML mapping safely.

    Duplicate keys, tags, aliases that blow up and anything but a mapping at the top are refused.
    Unlike YAML 1.1, dates and words such as `no` stay text where the schema wants text: a bare
    `no`, `on` or `2024-05-31` keeps its spelling; only `true` and `false` are truth values.

    Args:
        path: A UTF-8 file; a byte order mark is accepted.
        error: The error class to raise.

    Returns:
        The mapping and the position of each key path.

    Raises:
        ToolkitError: Of class `error`, naming file, line and column.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as cause:
        raise error(f"{path}: no such file. Check the path.") from cause
    except IsADirectoryError as cause:
        raise error(f"{path}: is a folder. Expected a YAML file.") from cause
    except UnicodeDecodeError as cause:
        raise error(f"{path}: not UTF-8 (byte {cause.start}). Save it as UTF-8.") from cause
    try:
        value, builder = _built(path, text)
    except yaml.YAMLError as cause:
        raise error(_yaml_message(path, cause, text)) from cause
    except RecursionError as cause:
        raise error(f"{path}: nested too deeply, or an alias stands inside itself.") from cause
    if builder is None:
        raise error(f"{path}: the file is empty. Expected keys and values.")
    if builder.problems:
        raise error(bullet_list(builder.problems))
    if not isinstance(value, dict):
        raise error(f"{path}:1:1: expected keys and values, got {type(value).__name__}.")
    return YamlFile(path, value, builder.positions)


def read_yaml_value(written: str) -> Any:  # noqa: ANN401 - a YAML value
    """One value as `read_yaml` would read it behind a key.

    Args:
        written: YAML, as a user types it behind `--set key=`.

    Returns:
        The value; null for an empty text.

    Raises:
        ConfigError: If it is not YAML.
    """
    try:
        value, builder = _built(Path("value"), written)
    except (yaml.YAMLError, RecursionError) as cause:
        raise ConfigError(f"{written!r} is not valid YAML.") from cause
    if builder is not None and builder.problems:
        raise ConfigError(bullet_list(builder.problems))
    return value


def _built(path: Path, text: str) -> "tuple[Any, _Builder | None]":
    """The value of a YAML text, and what was noted on the way; no builder for an empty text."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, None
        builder = _Builder(path, loader)
        return builder.build(node, ()), builder
    finally:
        loader.dispose()


class _Loader(yaml.SafeLoader):
    """Resolves scalars as YAML 1.2 does: NO stays Norway, a date stays text."""


class _Dumper(yaml.SafeDumper):
    """Quotes every text that either YAML version would read as something else."""


TEXT_TAG = "tag:yaml.org,2002:str"
# No leading zeros and no plus: 007 and +49 are codes, and codes are text. Eighteen digits at
# most: what is longer is an id.
SCALARS = (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^(?:0|-?[1-9][0-9]{0,17})$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$", "-0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
)
_Loader.yaml_implicit_resolvers = {}
for _name, _pattern, _first in SCALARS:
    for _class in (_Loader, _Dumper):
        _class.add_implicit_resolver(
            f"tag:yaml.org,2002:{_name}", re.compile(_pattern), list(_first)
        )


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # The emitter folds these line ends into blanks unless the text is in double quotes.
    style = '"' if re.search("[\x85\u2028\u2029]", text) else None
    return dumper.represent_scalar(TEXT_TAG, text, style=style)


def _represent_float(dumper: yaml.SafeDumper, number: float) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", repr(number))


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(float, _represent_float)


class _Builder:
    """Turns nodes into values, noting positions and collecting problems."""

    def __init__(self, path: Path, loader: _Loader) -> None:
        self.path = path
        self.loader = loader
        self.positions: dict[KeyPath, Position] = {}
        self.problems: list[str] = []
        self.nodes = 0

    def build(self, node: yaml.Node, key_path: KeyPath) -> Any:  # noqa: ANN401 - a YAML value
        self.nodes += 1
        if self.nodes > MAX_YAML_NODES:
            raise yaml.MarkedYAMLError(
                problem=f"more than {MAX_YAML_NODES} values after aliases are expanded",
                problem_mark=node.start_mark,
            )
        self.positions.setdefault(key_path, _position(node))
        if node.tag not in {TEXT_TAG, self.loader.resolve(type(node), node.value, (True, True))}:
            self.problems.append(f"{self._at(node)}: the tag {node.tag!r} is not read here.")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, key_path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*key_path, i)) for i, item in enumerate(node.value)]
        return self._scalar(node)

    def _scalar(self, node: yaml.Node) -> Any:  # noqa: ANN401 - a YAML value
        """A number that would be written otherwise keeps its spelling: version 1.10 is not 1.1."""
        value = self.loader.construct_object(node)
        return node.value if isinstance(value, float) and repr(value) != node.value else value

    def _mapping(self, node: yaml.MappingNode, key_path: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            here = (*key_path, key)
            self.positions[here] = _position(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(f"{self._at(key_node)}: a key must be plain text.")
            elif key in result:
                self.problems.append(f"{self._at(key_node)}: duplicate key {key!r}.")
            result[key] = self.build(value_node, here)
        return result

    def _at(self, node: yaml.Node) -> str:
        line, column = _position(node)
        return f"{self.path}:{line}:{column}"


def _position(node: yaml.Node) -> Position:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _yaml_message(path: Path, cause: yaml.YAMLError, text: str) -> str:
    if isinstance(cause, yaml.reader.ReaderError):
        before = text[: cause.position]
        line, column = before.count("\n") + 1, cause.position - before.rfind("\n")
        return f"{path}:{line}:{column}: not valid YAML: control character U+{cause.character:04X}."
    mark = getattr(cause, "problem_mark", None) or getattr(cause, "context_mark", None)
    problem = getattr(cause, "problem", None) or str(cause).splitlines()[0]
    if mark is None:
        return f"{path}: not valid YAML: {problem}."
    lines = text.splitlines()
    shown = lines[mark.line].strip()[:80] if mark.line < len(lines) else ""
    hint = " YAML indents with blanks, not tabs." if "\t" in problem or "'\\t'" in problem else ""
    return (
        f"{path}:{mark.line + 1}:{mark.column + 1}: not valid YAML: {problem}, at {shown!r}.{hint}"
    )


def dump_yaml(value: object) -> str:
    """YAML text that `read_yaml` reads back equal; keys in the given order."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


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
