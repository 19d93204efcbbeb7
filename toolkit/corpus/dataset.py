"""Hugging Face data sets as labelled rows: from the hub, from a folder, from a table.

Tables and downloaded folders are read with our own readers: they keep ids and labels as typed
("00123" stays text), name the line of a bad row, and leave nothing in anybody's cache.
`dataset_write` is the way out.
"""

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from toolkit.config import HubSource
from toolkit.config.sources import ROW_COLUMNS
from toolkit.corpus.dataset_tables import (
    Feature,
    decoded,
    feature_type,
    good_rows,
    table_rows,
)
from toolkit.corpus.rows import LABEL_KEYS
from toolkit.errors import DataError, MissingExtraError, bullet_list, did_you_mean
from toolkit.ingest.table_files import Row
from toolkit.ingest.tables import plain_value

MEDIA = {"Image", "Audio", "Video", "Pdf", "Nifti"}  # megabytes a row, and no text
BATCH_ROWS = 256
LOCAL_REMEDY = (
    "Download the data set on a machine with a connection (hf download --repo-type dataset) and "
    "give its folder: {hub: PATH}."
)


def dataset_library(what: str) -> ModuleType:
    """The library `datasets`, loaded only when it is needed.

    Args:
        what: What was asked for, for the message.

    Returns:
        The module.

    Raises:
        MissingExtraError: If it is not installed.
    """
    if find_spec("datasets") is None:
        raise MissingExtraError(what, extra="transformer")
    import datasets

    module: ModuleType = datasets
    return module


def dataset_name(source: HubSource) -> str:
    """How messages and the manifest call a data set: name, revision and split.

    >>> dataset_name(HubSource(hub="acme/quays", revision="1f3a", config="full"))
    'acme/quays@1f3a[full/train]'
    """
    if source.path is not None and source.path.is_file():
        return source.hub
    revision = f"@{source.revision}" if source.revision and source.path is None else ""
    part = f"{source.config}/{source.split}" if source.config else source.split
    return f"{source.hub}{revision}[{part}]"


def dataset_rows(source: HubSource) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a data set under the keys of an example file.

    Numbers of class labels become their names (-1 is no label, so not examined). A row without
    an id is called by data set, split and number, so that texts that stand twice stay two rows.

    Args:
        source: Where it is, and which column is what.

    Yields:
        Place for messages, `name:row` with rows from 1, and the row.

    Raises:
        DataError: If it cannot be found, reached or read, or lacks a column.
        MissingExtraError: If it needs the library `datasets` and that is not installed.
    """
    name = dataset_name(source)
    columns = _Columns(source, name)
    for number, row in _numbered_rows(source, name):
        plain = {key: plain_value(value) for key, value in row.items()}
        yield f"{name}:{number}", columns.as_example(plain, number)
    columns.check_found()


# --- columns ----------------------------------------------------------------------------------


class _Columns:
    """Renames the columns of a data set."""

    def __init__(self, source: HubSource, name: str) -> None:
        self._source = source
        self._name = name
        self._missing = dict.fromkeys(source.columns.values())
        self._seen: dict[str, None] = {}
        stem = Path(source.hub).name.split(".")[0]
        self._prefix = f"{stem}-{source.config or ''}-{source.split}".replace("--", "-")
        self._renames_labels = any(field.startswith("labels.") for field in source.columns)

    def as_example(self, row: dict[str, Any], number: int) -> dict[str, Any]:
        """One row under our keys."""
        if not self._seen:
            self._check_labels(row)
        if self._missing or not self._seen:
            self._seen.update(dict.fromkeys(row))
            self._missing = {column: None for column in self._missing if column not in row}
        example = self._kept(row)
        for field, column in self._source.columns.items():
            _put(example, field, row.get(column))
        for key in LABEL_KEYS & set(example):
            example[key] = _without_nulls(example[key])
        for key, name in (("roles", "role"), ("soft", "share")):
            if isinstance(example.get(key), dict):
                example[key] = {f: _by_label(given, name) for f, given in example[key].items()}
        if example.get("id") is None:
            example["id"] = f"{self._prefix}-{number}"
        return example

    def check_found(self) -> None:
        """Raises if no row has a column that was asked for."""
        problems = [
            f"{self._name}: columns: no column {column!r}. {did_you_mean(column, self._seen)}"
            for column in self._missing
        ]
        if problems and self._seen:
            raise DataError(bullet_list(problems))

    def _check_labels(self, row: Mapping[str, Any]) -> None:
        if not self._renames_labels and "labels" not in row:
            listed = ", ".join(repr(column) for column in list(row)[:10])
            raise DataError(
                f"{self._name}: no column 'labels' (columns: {listed}). Say which columns hold "
                "text and labels: columns: {text: COLUMN, labels.FACET: COLUMN}."
            )

    def _kept(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The columns that are not renamed; one that would pass for a renamed field moves aside."""
        taken = set(self._source.columns.values())
        reserved = {field.partition(".")[0] for field in self._source.columns}
        if self._renames_labels:
            reserved |= LABEL_KEYS
        return {
            f"{column}_column" if column in reserved else column: value
            for column, value in row.items()
            if column not in taken
        }


def _put(example: dict[str, Any], field: str, value: object) -> None:
    """Sets `title`, `labels.topic` or `labels.stance.target`."""
    kind, _, facet = field.partition(".")
    facet, _, part = facet.partition(".")
    if not facet:
        example[kind] = value
    elif kind == "labels" and part in ROW_COLUMNS:
        rows = example.setdefault(kind, {}).setdefault(facet, [{}])
        rows[0][part] = value
    else:
        # A table has one cell for several labels; no label id holds a bar.
        several = isinstance(value, str) and "|" in value
        example.setdefault(kind, {})[facet] = str(value).split("|") if several else value


def _without_nulls(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """The value without keys that hold null: a typed table has every key in every row."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _by_label(given: object, name: str) -> object:
    """`{label: role}` from a list of both, which is how a typed table holds it."""
    if isinstance(given, list) and all(isinstance(item, dict) for item in given):
        return {item.get("label"): item.get(name) for item in given}
    return given


# --- sources ----------------------------------------------------------------------------------


def _numbered_rows(source: HubSource, name: str) -> Iterator[Row]:
    path = source.path
    if path is None:
        yield from _dataset_rows(_from_hub(source, name))
    elif not path.exists():
        raise DataError(f"{path}: no such file or folder. Check the path.")
    elif path.is_file():
        yield from good_rows(table_rows(path, {}))
    elif (path / "dataset_dict.json").is_file() or (path / "state.json").is_file():
        yield from _dataset_rows(_from_disk(source, path, name))
    else:
        files, features = _files_of_folder(source, path, name)
        rows = (row for file in files for row in good_rows(table_rows(file, features)))
        yield from ((number, row) for number, (_, row) in enumerate(rows, start=1))


def _files_of_folder(
    source: HubSource, path: Path, name: str
) -> tuple[list[Path], dict[str, Feature]]:
    """The files of a split in a downloaded data set, and the features that its card declares."""
    datasets = dataset_library(f"{name}: a folder of data files")
    # What the builder puts into its cache is of no use afterwards.
    with tempfile.TemporaryDirectory() as cache, _translated(datasets, source, name):
        builder = datasets.load_dataset_builder(str(path), source.config, cache_dir=cache)
        by_split = {str(split): files for split, files in (builder.config.data_files or {}).items()}
        features = builder.info.features
    if source.split not in by_split:
        raise DataError(
            f"{path}: no split {source.split!r}. {did_you_mean(source.split, by_split)}".strip()
        )
    declared: dict[str, Feature] = {} if features is None else features.to_dict()
    return [Path(str(file)) for file in by_split[source.split]], declared


def _from_disk(source: HubSource, path: Path, name: str) -> Any:  # noqa: ANN401 - no types there
    datasets = dataset_library(f"{name}: a data set from save_to_disk")
    with _translated(datasets, source, name):
        # In memory: a mapped file could not be replaced by the next export on Windows.
        found = datasets.load_from_disk(str(path), keep_in_memory=True)
    if not isinstance(found, datasets.DatasetDict):
        return found
    if source.split not in found:
        raise DataError(f"{path}: no split {source.split!r}. {did_you_mean(source.split, found)}")
    return found[source.split]


def _from_hub(source: HubSource, name: str) -> Any:  # noqa: ANN401 - no types there
    datasets = dataset_library(f"{name}: a Hugging Face data set")
    with _translated(datasets, source, name):
        # Code that a data set brings along is never run: `datasets` 5 cannot, and nothing here
        # asks for it.
        builder = datasets.load_dataset_builder(source.hub, source.config, revision=source.revision)
        cached = any(c.__module__.endswith(".cache.cache") for c in type(builder).__mro__)
        # Where the hub cannot be reached, `datasets` takes the latest cached revision, whichever
        # was asked for.
        if cached and builder.hash != source.revision:
            raise ConnectionError(f"the copy in the cache is of revision {builder.hash}")
        builder.download_and_prepare()
        return builder.as_dataset(split=source.split)


@contextlib.contextmanager
def _translated(datasets: ModuleType, source: HubSource, name: str) -> Iterator[None]:
    """What `datasets` raises, in the user's words."""
    try:
        yield
    except ConnectionError as error:
        raise DataError(
            f"{name}: the hub cannot be reached from here ({_first_line(error)}). {LOCAL_REMEDY}"
        ) from error
    except datasets.exceptions.DatasetNotFoundError as error:
        raise DataError(
            f"{name}: no such data set or revision on the hub, or it is not public "
            f"({_first_line(error)}). Check hub and revision."
        ) from error
    except (datasets.exceptions.DatasetsError, ValueError, RuntimeError, OSError) as error:
        given = f"split {source.split!r}, config {source.config!r}"
        raise DataError(f"{name}: cannot be read with {given} ({_first_line(error)}).") from error


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def _dataset_rows(dataset: Any) -> Iterator[Row]:  # noqa: ANN401 - no types there
    """The rows of a loaded data set, read as Arrow: nothing in it is decoded that we do not use."""
    features = dataset.features.to_dict()
    media = [name for name, feature in features.items() if feature_type(feature) in MEDIA]
    arrow = dataset.remove_columns(media).with_format("arrow")
    rows = (row for batch in arrow.iter(batch_size=BATCH_ROWS) for row in batch.to_pylist())
    yield from good_rows(decoded(enumerate(rows, start=1), features))
