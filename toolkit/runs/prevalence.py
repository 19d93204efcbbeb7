"""`prevalence`: a scored archive and a gold sample of it become shares for a paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.codebook import Codebook
from toolkit.corpus.labelled_row import LabelledRow
from toolkit.corpus.rows import read_rows
from toolkit.errors import DataError, did_you_mean
from toolkit.evaluation.prevalence import (
    MIN_GOLD,
    SCHEMA,
    UNKNOWN,
    Archive,
    check_sample,
    error_table,
    prevalence,
)
from toolkit.files import sha256_of_file
from toolkit.records import normal_holder
from toolkit.runs.scored import ScoredUnit, read_scored

DIMENSIONS = ("source", "month", "year", "language", "target", "holder", "status", "run")
Key = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class PrevalenceOptions:
    """What is estimated.

    Attributes:
        by: Dimensions that are crossed.
        facets: Only these; all where empty.
        labels: Only these; all where empty.
        simple_random: The gold rows are a simple random sample; `inclusion` is not asked for.
        level: Of the intervals.
    """

    by: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    simple_random: bool = False
    level: float = 0.95


@dataclass(frozen=True)
class _Gold:
    """Known labels of one gold unit, and the probability with which it was drawn."""

    labels: frozenset[str]
    unsure: frozenset[str]
    inclusion: float | None


def prevalence_report(
    scored: Path,
    gold: Path,
    codebooks: Mapping[str, Codebook],
    *,
    options: PrevalenceOptions | None = None,
) -> dict[str, Any]:
    """Shares of labels in a scored file, naive and corrected by gold labels.

    Args:
        scored: What `score` wrote.
        gold: A labelled example file; its rows are a probability sample of the scored articles.
        codebooks: By facet; for names, parents and checks.
        options: Groups, facets, kind of sample.

    Returns:
        `{schema, scored, gold, sha256, n, n_gold, by, level, simple_random, rows, rates, notes}`;
        `rows` as in `evaluation.prevalence`, `rates` by facet and label.

    Raises:
        DataError: If nothing is shared, a dimension is unknown, the codebooks differ, gold labels
            are silver, or inclusion probabilities are missing.
    """
    chosen = options or PrevalenceOptions()
    _check_dimensions(chosen.by)
    units = list(read_scored(scored))
    if not units:
        raise DataError(f"{scored}: no records. Score at least one article.")
    books = _chosen_books(units, codebooks, chosen, scored)
    rows, _ = read_rows([gold], books)
    notes: list[str] = []
    archives = {
        facet: _archive(units, _gold_units(rows, book, gold), book, chosen, notes)
        for facet, book in books.items()
    }
    found = {facet: archive for facet, archive in archives.items() if archive is not None}
    if not found:
        raise DataError(
            f"{gold}: no gold row of {', '.join(books)} is in {scored}. Expected labelled "
            "articles with the ids of scored ones. Label a sample of the scored articles."
        )
    sampled = [~np.isnan(archive.gold).all(axis=1) for archive in found.values()]
    return {
        "schema": SCHEMA,
        "scored": scored.name,
        "gold": gold.name,
        "sha256": {"scored": sha256_of_file(scored), "gold": sha256_of_file(gold)},
        "n": len(units),
        "n_gold": int(np.logical_or.reduce(sampled).sum()),
        "by": list(chosen.by),
        "level": chosen.level,
        "simple_random": chosen.simple_random,
        "rows": _rows(found, chosen, notes),
        "rates": {facet: error_table(archive) for facet, archive in found.items()},
        "notes": notes,
    }


def _rows(
    archives: Mapping[str, Archive], options: PrevalenceOptions, notes: list[str]
) -> list[dict[str, Any]]:
    rows = [
        row
        for archive in archives.values()
        for row in prevalence(archive, options.by, level=options.level)
        if not options.labels or row["label"] in options.labels
    ]
    if not rows:
        raise DataError(
            f"--label {', '.join(options.labels)}: assigned to no article and gold in none. "
            "Expected label ids of the codebook."
        )
    refused = sum(row["refused"] is not None for row in rows)
    if refused:
        notes.append(
            f"{refused} of {len(rows)} cells have fewer than {MIN_GOLD} gold and are not "
            "corrected; label more, or use larger groups."
        )
    if options.by:
        notes.append("Rogan-Gladen takes the error rates of the whole archive for every group.")
    return rows


def _check_dimensions(by: Sequence[str]) -> None:
    for name in by:
        if name not in DIMENSIONS:
            raise DataError(
                f"--by {name!r}: unknown. {did_you_mean(name, DIMENSIONS)} "
                f"Expected some of {', '.join(DIMENSIONS)}."
            )
    if len(set(by)) < len(by):
        raise DataError(f"--by {','.join(by)}: a dimension stands twice. Name each once.")


def _chosen_books(
    units: Sequence[ScoredUnit],
    codebooks: Mapping[str, Codebook],
    options: PrevalenceOptions,
    path: Path,
) -> dict[str, Codebook]:
    """Codebooks of the facets that are scored and asked for."""
    scored = list(dict.fromkeys(facet for unit in units for facet in unit.labels))
    for facet in options.facets:
        if facet not in scored:
            raise DataError(
                f"--facet {facet!r}: not in {path}. Expected some of {', '.join(scored)}."
            )
    wanted = [facet for facet in scored if not options.facets or facet in options.facets]
    books = {facet: codebooks[facet] for facet in wanted if facet in codebooks}
    if not books:
        raise DataError(
            f"{path}: no codebook for {', '.join(wanted)}. Name the run's with --codebook FILE."
        )
    for facet, book in books.items():
        keys = {unit.codebooks[facet] for unit in units if facet in unit.codebooks}
        if keys - {book.key}:
            raise DataError(
                f"{path}: {facet} was scored under {', '.join(sorted(keys))}, the codebook given "
                f"is {book.key}. Name the run's copy with --codebook RUN/codebooks/{facet}.yaml."
            )
    return books


def _gold_units(rows: Sequence[LabelledRow], book: Codebook, path: Path) -> dict[Key, _Gold]:
    """Gold labels with their parents, by article (and target and holder)."""
    found: dict[Key, _Gold] = {}
    silver = sum(row.status.get(book.facet) == "silver" for row in rows)
    if silver:
        raise DataError(
            f"{path}: {silver} rows carry silver labels of {book.facet}. Expected labels that "
            "people gave: errors of rules or models cannot be measured on themselves."
        )
    for row in rows:
        unsure = row.unsure.get(book.facet, frozenset())
        if book.unit == "stance-row":
            for stance in row.stance or ():
                if stance.label is not None:
                    key = (row.article.id, stance.target, normal_holder(stance.holder))
                    labels = book.with_parents(frozenset([stance.label]))
                    found[key] = _Gold(labels, unsure, row.inclusion)
        elif book.facet in row.labels:
            labels = book.with_parents(row.labels[book.facet])
            found[row.article.id, None, None] = _Gold(
                labels, book.with_parents(unsure) - labels, row.inclusion
            )
    return found


def _archive(
    units: Sequence[ScoredUnit],
    gold: Mapping[Key, _Gold],
    book: Codebook,
    options: PrevalenceOptions,
    notes: list[str],
) -> Archive | None:
    """The arrays of one facet; None where no gold unit was scored."""
    mine = [unit for unit in units if book.facet in unit.labels]
    keys = [_key(unit, book) for unit in mine]
    if len(set(keys)) < len(keys):
        raise DataError(
            f"{book.facet}: {len(keys) - len(set(keys))} units are scored twice. Expected each "
            "article once. Remove the copies, or score each file once."
        )
    shared = gold.keys() & set(keys)
    if not shared:
        return None
    if len(shared) < len(gold):
        notes.append(
            f"{book.facet}: {len(gold) - len(shared)} of {len(gold)} gold units are not among the "
            "scored ones and were left out."
        )
    assigned, known = _arrays(mine, keys, gold, book)
    inclusion = np.array([_probability(gold.get(key)) for key in keys])
    archive = Archive(
        codebook=book,
        assigned=assigned,
        gold=known,
        inclusion=None if options.simple_random else inclusion,
        cluster=_clusters(mine),
        groups={name: [_value(unit, name) for unit in mine] for name in options.by},
    )
    check_sample(archive)
    return archive


def _arrays(
    units: Sequence[ScoredUnit], keys: Sequence[Key], gold: Mapping[Key, _Gold], book: Codebook
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Assigned labels with their parents, and gold labels, `(n, k)` each."""
    position = {label: j for j, label in enumerate(book.label_ids)}
    assigned = np.zeros((len(units), len(position)))
    known = np.full(assigned.shape, np.nan)
    for i, (unit, key) in enumerate(zip(units, keys, strict=True)):
        labels = frozenset(unit.labels[book.facet])
        if labels - position.keys():
            strange = min(labels - position.keys())
            raise DataError(
                f"{unit.article_id}: label {strange!r} is not in codebook {book.key}. "
                "Name the codebook that the run was trained under with --codebook."
            )
        assigned[i, [position[label] for label in book.with_parents(labels)]] = 1.0
        said = gold.get(key)
        if said is not None:
            known[i] = [label in said.labels for label in book.label_ids]
            known[i, [position[label] for label in said.unsure]] = np.nan
    return assigned, known


def _key(unit: ScoredUnit, book: Codebook) -> Key:
    if book.unit != "stance-row":
        return unit.article_id, None, None
    return unit.article_id, unit.plain.get("target"), normal_holder(unit.plain.get("holder"))


def _probability(gold: _Gold | None) -> float:
    """The recorded probability; 1 outside the sample, where it is not used."""
    if gold is None:
        return 1.0
    return float("nan") if gold.inclusion is None else gold.inclusion


def _clusters(units: Sequence[ScoredUnit]) -> NDArray[np.int_]:
    numbers: dict[str, int] = {}
    return np.array(
        [numbers.setdefault(u.plain.get("cluster", u.article_id), len(numbers)) for u in units],
        dtype=np.int_,
    )


def _value(unit: ScoredUnit, dimension: str) -> str:
    published = unit.plain.get("published", "")
    if dimension == "month":
        return published[:7] or UNKNOWN
    if dimension == "year":
        return published[:4] or UNKNOWN
    return unit.plain.get(dimension, UNKNOWN)
