"""Splits that do not leak: groups of related examples stay on one side of every cut."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.config import SplitConfig
from toolkit.corpus.duplicates import UnionFind
from toolkit.corpus.stratify import stratify
from toolkit.corpus.time_cut import LEFT_OUT, PARTS, cut_across, cut_by_time
from toolkit.errors import ArtifactError, DataError
from toolkit.records import Example

LISTED = 8


def cut(
    examples: Sequence[Example],
    config: SplitConfig,
    *,
    seed: int,
    inherited: Sequence[str | None] | None = None,
) -> list[str]:
    """Assigns each example to train, dev or test.

    Groups are cut, not examples; labels are balanced over the parts as far as groups allow.
    With `time`, the latest groups become test and the next latest dev; undated ones train. With
    `time` and `source`, `author` or `target`, test is both later and of other sources. Reprints
    tie sources to each other; where nearly all are tied into one group, sources are cut as they
    are, and of a cluster that lies on several sides only what is tested is kept.

    Args:
        examples: All examples of the run.
        config: Shares and what must stay together.
        seed: Breaks ties.
        inherited: Part of the examples that have one from an earlier split; a group with members
            in several goes to the one that is tested.

    Returns:
        The part of each example, in example order; `LEFT_OUT` for what lies in a gap of time or
        has a copy on a side that is tested.

    Raises:
        DataError: If a share cannot be cut because one group holds nearly everything.
    """
    shares = {"test": config.test or 0.0, "dev": config.dev or 0.0}
    shares["train"] = 1.0 - shares["test"] - shares["dev"]
    names = [name for name in PARTS if shares[name] > 0]
    groups = group_of(examples, config)
    if set(config.by) <= {"cluster", "time"} and "time" in config.by:
        parts = cut_by_time(examples, groups, shares, gap_days=config.gap_days)
    else:
        tied = max(Counter(groups).values()) > shares["train"] * len(examples)
        untied = _groups(examples, config, tie=False)
        if tied and len(set(untied)) > len(set(groups)):
            groups = untied
        chosen = stratify(
            groups,
            label_matrix(examples),
            np.array([shares[name] for name in names]),
            seed=seed,
            min_positives=config.min_positives,
            fixed=[names.index(p) if p in names else -1 for p in inherited] if inherited else None,
        )
        parts = [names[k] for k in chosen]
        if "time" in config.by:
            parts = cut_across(examples, parts, shares, gap_days=config.gap_days)
        parts = _without_copies(examples, parts)
    _check_parts(parts, names, config, inherits=inherited is not None)
    return parts


def fold_of(
    examples: Sequence[Example],
    config: SplitConfig,
    k: int,
    *,
    seed: int,
    inherited: Sequence[int | None] | None = None,
) -> list[int]:
    """Assigns each example to one of `k` folds; groups stay together.

    Args:
        examples: The examples to fold.
        config: What must stay together.
        k: Number of folds.
        seed: Breaks ties.
        inherited: Fold of the examples that have one from an earlier split.

    Returns:
        Fold number from 0 of each example.

    Raises:
        DataError: If there are fewer groups than folds.
    """
    groups = group_of(examples, config)
    n_groups = len(set(groups))
    if n_groups < k:
        kept = ", ".join(config.by)
        raise DataError(
            f"split.folds: {k} folds need {k} groups, but {len(examples)} examples form only "
            f"{n_groups} when {kept} stay together (copies of one story too, whoever prints them). "
            "Use fewer folds, a test share, or more examples."
        )
    fixed = None
    if inherited is not None:
        fixed = [-1 if fold is None or fold >= k else fold for fold in inherited]
    return stratify(
        groups,
        label_matrix(examples),
        np.full(k, 1.0 / k),
        seed=seed,
        min_positives=config.min_positives,
        fixed=fixed,
    )


def group_of(examples: Sequence[Example], config: SplitConfig) -> list[int]:
    """A group number for each example: examples that share a key of `config.by` are one group."""
    return _groups(examples, config, tie=True)


def _groups(examples: Sequence[Example], config: SplitConfig, *, tie: bool) -> list[int]:
    """Groups; without `tie`, copies stay together only where no other key is known."""
    sets = UnionFind(len(examples))
    first: dict[tuple[str, str], int] = {}
    for i, example in enumerate(examples):
        keys: list[tuple[str, str]] = []
        if "source" in config.by and example.source:
            keys.append(("source", example.source))
        if "author" in config.by:
            keys += [("author", author) for author in example.authors]
        if "target" in config.by and example.input.target:
            keys.append(("target", example.input.target))
        if tie or not keys:
            keys += [("cluster", example.cluster), ("article", example.input.article_id)]
        for key in keys:
            sets.union(first.setdefault(key, i), i)
    return [sets.find(i) for i in range(len(examples))]


def _without_copies(examples: Sequence[Example], parts: Sequence[str]) -> list[str]:
    """Leaves out what has a copy on a side that is tested rather than its own."""
    side: dict[str, str] = {}
    for example, part in zip(examples, parts, strict=True):
        if part != LEFT_OUT:
            side[example.cluster] = max(part, side.get(example.cluster, "train"), key=PARTS.index)
    return [
        part if side.get(example.cluster) == part else LEFT_OUT
        for example, part in zip(examples, parts, strict=True)
    ]


def label_matrix(examples: Sequence[Example]) -> NDArray[np.int32]:
    """Positive labels as a 0/1 matrix `(n_examples, n_labels_used)`."""
    used = sorted({(f, label) for e in examples for f, ids in e.labels.items() for label in ids})
    column = {key: j for j, key in enumerate(used)}
    matrix = np.zeros((len(examples), len(used)), dtype=np.int32)
    for i, example in enumerate(examples):
        for facet, ids in example.labels.items():
            for label in ids:
                matrix[i, column[facet, label]] = 1
    return matrix


def not_stratified(
    examples: Sequence[Example], parts: Sequence[str | int], *, min_positives: int
) -> list[str]:
    """Which labels a cut could not spread over all parts.

    Args:
        examples: What was cut.
        parts: Part or fold of each; what was left out does not count.
        min_positives: Clusters with a positive of a label that every part should have.

    Returns:
        One sentence for each facet that has such labels.
    """
    names = sorted({part for part in parts if part != LEFT_OUT}, key=str)
    clusters: dict[str, dict[str, dict[str | int, set[str]]]] = {}
    for example, part in zip(examples, parts, strict=True):
        for facet, labels in example.labels.items():
            for label in labels:
                of_label = clusters.setdefault(facet, {}).setdefault(label, {})
                of_label.setdefault(part, set()).add(example.cluster)
    found = []
    for facet, labels_of in sorted(clusters.items()):
        rare = [
            label
            for label, of_part in sorted(labels_of.items())
            if any(len(of_part.get(name, ())) < min_positives for name in names)
        ]
        if rare and len(names) > 1:
            more = f" and {len(rare) - LISTED} more" if len(rare) > LISTED else ""
            found.append(
                f"{facet}: {len(rare)} of {len(labels_of)} labels could not be stratified, a part "
                f"has fewer than {min_positives} clusters with a positive: "
                f"{', '.join(rare[:LISTED])}{more}"
            )
    return found


def inherited_parts(
    examples: Sequence[Example], manifest: Mapping[str, Any], *, where: str
) -> list[str | None]:
    """Which part of an earlier split each example belongs to.

    An article that the manifest knows keeps its part; one that is new takes that of its cluster,
    so the copy of a test article never trains.

    Args:
        examples: Of the new run.
        manifest: A run's `split.json`.
        where: Place for messages.

    Returns:
        Part of each example; None where neither article nor cluster is known.

    Raises:
        ArtifactError: If it is no split manifest.
    """
    # Later parts overwrite: what was tested once is not learned from.
    by_article = {i: part for part in PARTS for i in _members(manifest, "parts", part, where)}
    by_cluster = {c: part for part in PARTS for c in _members(manifest, "clusters", part, where)}
    for example in examples:  # a known article speaks for its cluster, whatever that is called now
        part = by_article.get(example.input.article_id)
        if part is not None:
            old = by_cluster.get(example.cluster, "train")
            by_cluster[example.cluster] = max(part, old, key=PARTS.index)
    return [by_cluster.get(e.cluster, by_article.get(e.input.article_id)) for e in examples]


def inherited_folds(
    examples: Sequence[Example], manifest: Mapping[str, Any], *, where: str
) -> list[int | None]:
    """As `inherited_parts`, for folds; known by cluster."""
    folds = manifest.get("folds")
    if not isinstance(folds, dict):
        raise ArtifactError(f"{where}: a split without folds. Expected split.json of a run with.")
    found = (folds.get(e.cluster, folds.get(e.input.article_id)) for e in examples)
    return [fold if isinstance(fold, int) else None for fold in found]


def _members(manifest: Mapping[str, Any], key: str, part: str, where: str) -> list[str]:
    parts = manifest.get(key)
    members = parts.get(part, []) if isinstance(parts, dict) else None
    if not isinstance(members, list):
        raise ArtifactError(f"{where}: damaged ({key}.{part}). Expected a run's split.json.")
    return members


def _check_parts(
    parts: Sequence[str], names: Sequence[str], config: SplitConfig, *, inherits: bool
) -> None:
    empty = [name for name in names if name not in parts]
    if empty:
        kept = f"{', '.join(config.by)} stay together"
        if inherits:
            kept += " and earlier examples keep the side that split.inherit gives them"
        raise DataError(
            f"split: nothing is left for {', '.join(empty)} out of {len(parts)} examples when "
            f"{kept}. Use folds, another split.by, or more examples."
        )
