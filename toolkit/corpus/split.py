"""Splits that do not leak: groups of related examples stay on one side of every cut."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.config import SplitConfig
from toolkit.corpus.duplicates import UnionFind
from toolkit.errors import DataError
from toolkit.records import Example

PARTS = ("train", "dev", "test")


@dataclass(frozen=True)
class Leakage:
    """How much of a test part also occurs in train.

    Attributes:
        n_test: Articles in the test part.
        shared: By kind (`text`, `cluster`, `source`, `author`): test articles whose exact text,
            near-duplicate cluster, source or author occurs in train.
        known: By kind: test articles for which the kind is known at all.
    """

    n_test: int
    shared: Mapping[str, int]
    known: Mapping[str, int]

    @property
    def leaks(self) -> bool:
        """Whether a test article, or a near-copy of one, is in train."""
        return self.shared["text"] > 0 or self.shared["cluster"] > 0

    def to_json(self) -> dict[str, object]:
        """Counts and shares as a JSON object."""
        return {
            "n_test": self.n_test,
            **{
                kind: {
                    "shared": self.shared[kind],
                    "known": self.known[kind],
                    "share": round(self.shared[kind] / self.n_test, 4) if self.n_test else None,
                }
                for kind in self.shared
            },
        }


def leakage(train: Sequence[Example], test: Sequence[Example]) -> Leakage:
    """The leakage table of two parts, counted in articles.

    Args:
        train: What the model learns from.
        test: What it is tested on.

    Returns:
        Counts of test articles that share their text, cluster, source or an author with train.
    """
    articles = {example.input.article_id: example for example in test}.values()
    seen: dict[str, set[str]] = {kind: set() for kind in ("text", "cluster", "source", "author")}
    for example in train:
        for kind, values in _related(example).items():
            seen[kind] |= values
    shared = dict.fromkeys(seen, 0)
    known = dict.fromkeys(seen, 0)
    for example in articles:
        for kind, values in _related(example).items():
            known[kind] += bool(values)
            shared[kind] += bool(values & seen[kind])
    return Leakage(n_test=len(articles), shared=shared, known=known)


def _related(example: Example) -> dict[str, set[str]]:
    return {
        "text": {example.fingerprint},
        "cluster": {example.cluster},
        "source": {example.source} if example.source else set(),
        "author": set(example.authors),
    }


def cut(examples: Sequence[Example], config: SplitConfig, *, seed: int) -> list[str]:
    """Assigns each example to train, dev or test.

    Groups are cut, not examples; labels are balanced over the parts as far as groups allow.
    With `time`, the latest groups become test and the next latest dev; undated ones train.

    Args:
        examples: All examples of the run.
        config: Shares and what must stay together.
        seed: Breaks ties.

    Returns:
        The part of each example, in example order.

    Raises:
        DataError: If a share cannot be cut because one group holds nearly everything.
    """
    shares = {"test": config.test or 0.0, "dev": config.dev or 0.0}
    shares["train"] = 1.0 - shares["test"] - shares["dev"]
    names = [name for name in PARTS if shares[name] > 0]
    groups = group_of(examples, config)
    if "time" in config.by:
        parts = _cut_by_time(examples, groups, shares)
    else:
        wanted = np.array([shares[name] for name in names])
        chosen = stratify(groups, label_matrix(examples), wanted, seed=seed)
        parts = [names[k] for k in chosen]
    _check_parts(parts, names, config)
    return parts


def fold_of(examples: Sequence[Example], config: SplitConfig, k: int, *, seed: int) -> list[int]:
    """Assigns each example to one of `k` folds; groups stay together.

    Args:
        examples: The examples to fold.
        config: What must stay together.
        k: Number of folds.
        seed: Breaks ties.

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
            f"{n_groups} when {kept} stay together. Use fewer folds or more examples."
        )
    return stratify(groups, label_matrix(examples), np.full(k, 1.0 / k), seed=seed)


def group_of(examples: Sequence[Example], config: SplitConfig) -> list[int]:
    """A group number for each example: examples that share a key of `config.by` are one group."""
    sets = UnionFind(len(examples))
    first: dict[tuple[str, str], int] = {}
    for i, example in enumerate(examples):
        keys = [("cluster", example.cluster), ("article", example.input.article_id)]
        if "source" in config.by and example.source:
            keys.append(("source", example.source))
        if "author" in config.by:
            keys += [("author", author) for author in example.authors]
        if "target" in config.by and example.input.target:
            keys.append(("target", example.input.target))
        for key in keys:
            sets.union(first.setdefault(key, i), i)
    return [sets.find(i) for i in range(len(examples))]


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


def stratify(
    groups: Sequence[int],
    labels: NDArray[np.int32],
    shares: NDArray[np.float64],
    *,
    seed: int,
) -> list[int]:
    """Iterative stratification over groups.

    Follows Sechidis, Tsoumakas and Vlahavas (2011), "On the Stratification of Multi-label
    Data", algorithm 1, with groups in place of examples: the rarest label left goes first, to
    the part that lacks most of it. A part that is full takes no more while another is not.

    Args:
        groups: Group of each example.
        labels: 0/1 matrix `(n_examples, n_labels)`.
        shares: Wanted share of each part; sums to 1.
        seed: Breaks ties.

    Returns:
        Part number of each example.
    """
    names, of_example = np.unique(np.asarray(groups), return_inverse=True)
    sizes = np.bincount(of_example).astype(np.float64)
    counts = np.zeros((len(names), labels.shape[1]))
    np.add.at(counts, of_example, labels)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(names))
    room = shares * sizes.sum()
    lack = shares[:, None] * counts.sum(axis=0)
    part = np.full(len(names), -1)
    while True:
        free = order[part[order] < 0]
        if not len(free):
            break
        left = counts[free].sum(axis=0)
        if left.any():
            rarest = int(np.where(left > 0, left, np.inf).argmin())
            batch = free[counts[free, rarest] > 0]
            batch = batch[np.argsort(-counts[batch, rarest], kind="stable")]
        else:
            rarest, batch = -1, free[np.argsort(-sizes[free], kind="stable")]
        for group in batch:
            part[group] = _neediest(lack[:, rarest] if rarest >= 0 else room, room, sizes[group])
            room[part[group]] -= sizes[group]
            lack[part[group]] -= counts[group]
    return [int(k) for k in part[of_example]]


def _neediest(lack: NDArray[np.float64], room: NDArray[np.float64], size: float) -> int:
    # Half a group may overflow: then sizes end within one group of what was asked for.
    fits = room >= size / 2
    candidates = np.flatnonzero(fits) if fits.any() else np.flatnonzero(room == room.max())
    best = candidates[lack[candidates] >= lack[candidates].max() - 1e-9]
    return int(best[room[best].argmax()])


def _cut_by_time(
    examples: Sequence[Example], groups: Sequence[int], shares: Mapping[str, float]
) -> list[str]:
    latest: dict[int, str] = {}
    size: dict[int, int] = {}
    for example, group in zip(examples, groups, strict=True):
        latest[group] = max(latest.get(group, ""), example.input.published or "")
        size[group] = size.get(group, 0) + 1
    part_of: dict[int, str] = {}
    open_parts = [name for name in ("test", "dev") if shares[name] > 0]
    room = {name: shares[name] * len(examples) for name in open_parts}
    filled: set[str] = set()
    for group in sorted(latest, key=lambda g: (latest[g], g), reverse=True):
        # A part that is full is closed: a later, smaller group must not go back into it, or what
        # is learned from would be younger than what is tested.
        while open_parts and open_parts[0] in filled and room[open_parts[0]] < size[group] / 2:
            open_parts.pop(0)
        name = open_parts[0] if open_parts and latest[group] else "train"
        part_of[group] = name
        if name != "train":
            filled.add(name)
            room[name] -= size[group]
    return [part_of[group] for group in groups]


def _check_parts(parts: Sequence[str], names: Sequence[str], config: SplitConfig) -> None:
    empty = [name for name in names if name not in parts]
    if empty:
        kept = ", ".join(config.by)
        raise DataError(
            f"split: nothing is left for {', '.join(empty)} out of {len(parts)} examples when "
            f"{kept} stay together. Use folds, another split.by, or more examples."
        )
