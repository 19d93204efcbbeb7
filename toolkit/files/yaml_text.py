"""YAML with positions, text that stays text, and nothing that runs code."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from toolkit.errors import ConfigError, ToolkitError, bullet_list

MAX_DEPTH = 100  # a codebook has six levels
MAX_YAML_NODES = 500_000  # aliases expanded; a codebook of 250 countries has about 20,000
Position = tuple[int, int]  # line and column, both from 1
KeyPath = tuple[str | int, ...]


class YamlFile:
    """A parsed YAML file that remembers where each value stands.

    Args:
        path: Where it was read from.
        value: The parsed mapping.
        positions: Line and column of every key path.
        problems: Duplicate keys and the like, a line each; empty unless the reader kept going.
    """

    def __init__(
        self,
        path: Path,
        value: dict[str, Any],
        positions: dict[KeyPath, Position],
        problems: Sequence[str] = (),
    ) -> None:
        self.path = path
        self.value = value
        self.positions = positions
        self.problems = problems

    def where(self, key_path: KeyPath) -> str:
        """`file:line:column` of a key path, or of its nearest known parent."""
        while key_path and key_path not in self.positions:
            key_path = key_path[:-1]
        line, column = self.positions.get(key_path, (1, 1))
        return f"{self.path}:{line}:{column}"


def read_yaml(
    path: Path, *, error: type[ToolkitError] = ConfigError, keep_going: bool = False
) -> YamlFile:
    """Reads one YAML mapping safely.

    Duplicate keys, tags, aliases that blow up and anything but a mapping at the top are refused.
    Unlike YAML 1.1, dates and words such as `no` stay text where the schema wants text: a bare
    `no`, `on` or `2024-05-31` keeps its spelling; only `true` and `false` are truth values.

    Args:
        path: A UTF-8 file; a byte order mark is accepted.
        error: The error class to raise.
        keep_going: List duplicate keys and tags in `problems` instead of raising, so that a check
            can look at the rest of the file too.

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
        before = cause.object[: cause.start]
        place = f"{before.count(10) + 1}:{cause.start - before.rfind(10)}"
        raise error(f"{path}:{place}: not UTF-8 (byte {cause.start}). Save it as UTF-8.") from cause
    try:
        value, builder = _built(path, text)
    except yaml.YAMLError as cause:
        raise error(_yaml_message(path, cause, text)) from cause
    except RecursionError as cause:
        raise error(f"{path}: nested too deeply, or an alias stands inside itself.") from cause
    if builder is None:
        raise error(f"{path}: the file is empty. Expected keys and values.")
    if builder.problems and not (keep_going and isinstance(value, dict)):
        raise error(bullet_list(builder.problems))
    if not isinstance(value, dict):
        raise error(f"{path}:1:1: expected keys and values, got {type(value).__name__}.")
    return YamlFile(path, value, builder.positions, builder.problems)


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
        node = _quick_node(text) or loader.get_single_node()
        if node is None:
            return None, None
        builder = _Builder(path, loader)
        return builder.build(node, ()), builder
    finally:
        loader.dispose()


def _quick_node(text: str) -> yaml.Node | None:
    """The tree by the compiled parser; none where that is missing, or has something to say.

    It is ten times faster, which the country codebook needs. Its messages differ, so the other
    parser has the word on files with a fault; and it has no guard against deep nesting.
    """
    if _QuickLoader is None:
        return None
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_QuickLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                return None
        return yaml.compose(text, Loader=_QuickLoader)
    except yaml.YAMLError:
        return None


class _Loader(yaml.SafeLoader):
    """Resolves scalars as YAML 1.2 does: NO stays Norway, a date stays text."""


_QuickLoader: Any = None
if yaml.__with_libyaml__:
    _QuickLoader = type("_QuickLoader", (yaml.CSafeLoader,), {})


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
for _class in filter(None, (_Loader, _QuickLoader)):
    _class.yaml_implicit_resolvers = {}
for _name, _pattern, _first in SCALARS:
    for _class in filter(None, (_Loader, _QuickLoader, _Dumper)):
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
        if node.tag not in {TEXT_TAG, self._usual_tag(node)}:
            self.problems.append(f"{self._at(node)}: the tag {node.tag!r} is not read here.")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, key_path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*key_path, i)) for i, item in enumerate(node.value)]
        return self._scalar(node)

    def _usual_tag(self, node: yaml.Node) -> object:
        # PyYAML's stubs leave this one method unannotated.
        return self.loader.resolve(type(node), node.value, (True, True))  # type: ignore[no-untyped-call]

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
