"""Reads what `data` names: example files, label stores, Hugging Face data sets."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook
from toolkit.config import HubSource, Source, StoreSource
from toolkit.corpus.dataset import dataset_name, dataset_rows
from toolkit.corpus.labelled_row import LabelledRow
from toolkit.corpus.rows import RowReader
from toolkit.errors import DataError
from toolkit.files import canonical_json, sha256_of_file
from toolkit.labelling.example_export import ExportReport, example_rows
from toolkit.labelling.exchange import ExportOptions
from toolkit.labelling.store import Store

Row = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class SourceRows:
    """The labelled rows of one or more sources.

    Attributes:
        rows: In the order of the sources.
        notes: What was noticed while reading, in words.
        fingerprints: SHA-256 by source: of a file's bytes; of the rows of a store or a data set,
            which says the same on every machine.
    """

    rows: list[LabelledRow]
    notes: list[str]
    fingerprints: dict[str, str]


def read_sources(sources: Sequence[Source], codebooks: Mapping[str, Codebook]) -> SourceRows:
    """Reads labelled rows, all under the rules of an example file.

    Args:
        sources: As `data.train` of a config holds them.
        codebooks: By facet; other facets are ignored and counted.

    Returns:
        Rows, remarks and fingerprints.

    Raises:
        DataError: With every problem and its place; or if a source is missing or empty.
        MissingExtraError: If a data set needs the library `datasets` and it is not installed.
    """
    reader = RowReader(codebooks)
    notes: list[str] = []
    fingerprints: dict[str, str] = {}
    for source in sources:
        name = source_name(source)
        if isinstance(source, Path):
            reader.add_file(source)
            fingerprints[name] = sha256_of_file(source)
            continue
        digest = _Digest()
        if isinstance(source, StoreSource):
            rows, lines = _store_rows(source, codebooks)
            notes += [f"{name}: {line}" for line in lines]
            reader.add_rows(digest.of(rows), name=name)
        else:
            reader.add_rows(digest.of(dataset_rows(source)), name=name)
        fingerprints[name] = digest.hex()
    found, report = reader.finish()
    return SourceRows(rows=found, notes=notes + report.lines(), fingerprints=fingerprints)


def source_name(source: Source) -> str:
    """How the manifest calls a source: its path, or a data set's name with revision and split."""
    if isinstance(source, HubSource):
        return dataset_name(source)
    return source.store if isinstance(source, StoreSource) else str(source)


def changed_sources(
    sources: Sequence[Source], recorded: Mapping[str, str], codebooks: Mapping[str, Codebook]
) -> list[str]:
    """Names of the sources that are not as they were.

    Args:
        sources: As a config holds them.
        recorded: Fingerprints by name, from the manifest of a run.
        codebooks: Of that run.

    Returns:
        Names of missing or changed sources, in order.

    Raises:
        DataError: If a store or data set cannot be read at all.
    """
    return [
        source_name(source)
        for source in sources
        if recorded.get(source_name(source)) != _fingerprint(source, codebooks)
    ]


def _fingerprint(source: Source, codebooks: Mapping[str, Codebook]) -> str | None:
    """As `read_sources` gives it, without looking at the labels; None for a missing file."""
    if isinstance(source, Path):
        return sha256_of_file(source) if source.is_file() else None
    digest = _Digest()
    if isinstance(source, StoreSource):
        rows: Iterable[Row] = _store_rows(source, codebooks)[0]
    else:
        rows = dataset_rows(source)
    for _ in digest.of(rows):
        pass
    return digest.hex()


def _store_rows(
    source: StoreSource, codebooks: Mapping[str, Codebook]
) -> tuple[list[Row], list[str]]:
    """The settled labels of a store, as `export` would write them, and what was left out."""
    unknown = set(source.facets) - set(codebooks)
    if unknown:
        raise DataError(
            f"{source.store}: facets: {sorted(unknown)[0]!r} has no codebook in this run. "
            f"Expected some of {', '.join(codebooks)}."
        )
    with Store(source.store, create=False) as store:
        rows, report = example_rows(store, codebooks, options=ExportOptions(facets=source.facets))
    if not rows:
        raise DataError(f"{source.store}: no labels to read. {why_empty(report)}")
    return [(f"{source.store}:{row['id']}", row) for row in rows], report.lines()


def why_empty(report: ExportReport) -> str:
    """What is known about an export without rows."""
    lines = [line for line in report.lines() if not line.startswith("0 ")]
    return "; ".join(lines) or "Nobody has labelled anything yet."


class _Digest:
    """SHA-256 of rows that pass by, their places left out."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()

    def of(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows."""
        for where, row in rows:
            text = canonical_json(row) + "\n"
            self._sum.update(text.encode("utf-8", errors="surrogatepass"))
            yield where, row

    def hex(self) -> str:
        """Of all rows so far."""
        return self._sum.hexdigest()
