"""Reading run configs: YAML, overrides, paths, and errors with line and suggestion."""

import json
import types
import typing
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from toolkit.config.model import ModelConfig
from toolkit.config.run import RunConfig
from toolkit.config.sources import SOURCE_CLASSES, SQLITE_URL, source_kind
from toolkit.errors import ConfigError, bullet_list, did_you_mean, is_echo, plain_reason
from toolkit.files import KeyPath, YamlFile, dump_yaml, read_yaml, read_yaml_value

PATH_KEYS: tuple[KeyPath, ...] = (
    ("codebooks",),
    ("data", "train"),
    ("data", "dev"),
    ("data", "test"),
    ("split", "inherit"),
    ("model", "gazetteer"),
)


def load_config(
    path: Path, *, overrides: Sequence[str] = (), check_paths: bool = True
) -> RunConfig:
    """Reads a run config.

    Args:
        path: A YAML file; relative paths in it are relative to its folder.
        overrides: `key.path=value` texts (`--set`); values are read as YAML, relative paths are
            relative to the current folder.
        check_paths: Whether the files it names must exist; a finished run may outlive its data.

    Returns:
        The frozen config with absolute paths and every default filled in.

    Raises:
        ConfigError: With every problem, each with its place and a suggestion.
    """
    file = read_yaml(path)
    _make_paths_absolute(file.value, base=path.parent)
    for override in overrides:
        _apply(override, file.value)
    try:
        config = RunConfig.model_validate(file.value)
    except ValidationError as error:
        items = error.errors()
        places = [item["loc"] for item in items]
        problems = [
            _problem(file, item) for item in items if not is_echo(item["type"], item["loc"], places)
        ]
        raise ConfigError(bullet_list(problems)) from error
    missing = [
        f"{file.where(key)}: {_dotted(key)}: {str(given)!r} does not exist. Check the path."
        for key, given in (_named_files(config) if check_paths else [])
        if not given.exists()
    ]
    if missing:
        raise ConfigError(bullet_list(missing))
    return config


def resolved_yaml(config: RunConfig) -> str:
    """The config as YAML with every default made explicit; loads back equal."""
    return dump_yaml(json.loads(config.model_dump_json()))


def _named_files(config: RunConfig) -> list[tuple[KeyPath, Path]]:
    named: list[tuple[KeyPath, Path]] = [(("codebooks",), path) for path in config.codebooks]
    for part in ("train", "dev", "test"):
        for source in getattr(config.data, part):
            path = source if isinstance(source, Path) else source.path
            if path is not None:
                named.append((("data", part), path))
    if config.split.inherit is not None:
        named.append((("split", "inherit"), config.split.inherit))
    if isinstance(gazetteer := getattr(config.model, "gazetteer", None), Path):
        named.append((("model", "gazetteer"), gazetteer))
    return named


def _make_paths_absolute(value: dict[str, Any], *, base: Path) -> None:
    for *parents, last in PATH_KEYS:
        inner: Any = value
        for key in parents:
            inner = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(inner, dict) and last in inner:
            inner[last] = _absolute(inner[last], base=base)
    model = value.get("model")
    if isinstance(model, dict) and "checkpoint" in model:
        model["checkpoint"] = _local_folder(model["checkpoint"], base=base)


def _absolute(value: Any, *, base: Path) -> Any:  # noqa: ANN401 - a YAML value
    if isinstance(value, str):
        return str((base / Path(value).expanduser()).resolve())
    if isinstance(value, list):
        return [_absolute(item, base=base) for item in value]
    if isinstance(value, dict) and source_kind(value) == "store":
        return value | {"store": _local_store(value["store"], base=base)}
    if isinstance(value, dict) and source_kind(value) == "hub":
        return value | {"hub": _local_folder(value["hub"], base=base)}
    return value


def _local_store(value: Any, *, base: Path) -> Any:  # noqa: ANN401 - a YAML value
    """A file as an absolute path, also behind sqlite:///; another URL as it is."""
    if not isinstance(value, str):
        return value
    scheme = SQLITE_URL if value.startswith(SQLITE_URL) else ""
    place = value.removeprefix(scheme)
    return value if "://" in place or not place else scheme + _absolute(place, base=base)


def _local_folder(value: Any, *, base: Path) -> Any:  # noqa: ANN401 - a YAML value
    """A local folder or file as an absolute path; a hub id or a package's folder as it is."""
    if isinstance(value, str) and value and not value.startswith("package:"):
        folder = base / Path(value).expanduser()
        if value.startswith((".", "~")) or Path(value).is_absolute() or folder.exists():
            return str(folder.resolve())
    return value


def _apply(override: str, value: dict[str, Any]) -> None:
    """Sets one key path of the raw config, so that it is validated like the file itself."""
    dotted, separator, written = override.partition("=")
    keys = tuple(dotted.strip().split("."))
    if not separator or not all(keys):
        raise ConfigError(f"--set {override}: expected key.path=value, such as model.min_df=1.")
    try:
        new = read_yaml_value(written)
    except ConfigError as error:
        raise ConfigError(f"--set {override}: the value is not valid YAML.") from error
    # As a file of its own, so that a path is found wherever the value holds one.
    nested: Any = new
    for key in reversed(keys):
        nested = {key: nested}
    _make_paths_absolute(nested, base=Path())
    inner: Any = value
    for key in keys[:-1]:
        if inner.get(key) is None:
            inner[key] = {}
        inner, nested = inner[key], nested[key]
        if not isinstance(inner, dict):
            raise ConfigError(f"--set {override}: {key!r} holds a value, not further keys.")
    inner[keys[-1]] = nested[keys[-1]]


def _problem(file: YamlFile, item: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails
    raw: tuple[str | int, ...] = tuple(item["loc"])
    kind = _kind(file.value)
    place = _place_in_file(file.value, raw, kind)
    where = f"{file.where(place)}: {_dotted(place)}"
    if item["type"] == "extra_forbidden":
        hint = did_you_mean(str(place[-1]), _options(raw, kind))
        return f"{where}: unknown option. {hint}"
    if item["type"] == "missing":
        return f"{where}: missing. Every run config needs it."
    if item["type"] in {"union_tag_invalid", "union_tag_not_found"}:
        given = (file.value.get("model") or {}).get("kind") if _is_dict(file.value) else None
        hint = did_you_mean(str(given), _kinds())
        where = f"{file.where((*place, 'kind'))}: {_dotted(place)}.kind"
        return f"{where}: no such model kind (got {given!r}). {hint}"
    return f"{where}: {plain_reason(item['type'], str(item['msg']), got=item['input'])}"


def _place_in_file(value: dict[str, Any], raw: KeyPath, kind: str | None) -> KeyPath:
    """Where the user wrote it: unions put names of kinds between the keys."""
    if raw[:1] == ("model",):
        return tuple(key for i, key in enumerate(raw) if not (i == 1 and key == kind))
    if raw[:1] == ("data",) and len(raw) > 2:
        # data, part, position, kind of source, …; a single source has no position in the file
        part = value["data"][raw[1]]
        position = raw[2:3] if isinstance(part, list) else ()
        return (*raw[:2], *position, *raw[4:])
    return raw


def _is_dict(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("model"), dict)


def _kind(value: dict[str, Any]) -> str | None:
    return str(value["model"].get("kind")) if _is_dict(value) else None


def _kinds() -> list[str]:
    return [_default_kind(member) for member in kind_classes()]


def _default_kind(model: type[BaseModel]) -> str:
    kind: str = typing.get_args(model.model_fields["kind"].annotation)[0]
    return kind


def kind_classes() -> list[type[BaseModel]]:
    """The option classes of all model kinds, in the order of the union."""
    union = typing.get_args(ModelConfig)[0]
    return list(typing.get_args(union)) if isinstance(union, types.UnionType) else [union]


def _options(raw: KeyPath, kind: str | None) -> list[str]:
    """What could stand in place of an unknown key."""
    model: type[BaseModel] = RunConfig
    if raw[0] == "data" and len(raw) > 4:
        model, raw = SOURCE_CLASSES[str(raw[3])], raw[4:]
    elif raw[0] == "model":
        model, raw = next(m for m in kind_classes() if _default_kind(m) == kind), raw[2:]
    for key in raw[:-1]:
        annotation = model.model_fields[str(key)].annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            model = annotation
    return list(model.model_fields)


def _dotted(place: KeyPath) -> str:
    return ".".join(str(part) for part in place) or "(file)"
