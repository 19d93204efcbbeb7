"""Which articles are coded: probability samples with known chances, and picks for training only.

Two samples are never mixed. A probability sample is drawn at random within strata; every article
of the frame has a known chance `inclusion`, so that shares and errors can be estimated for the
whole (Horvitz and Thompson 1952). Picks (uncertain, diverse, rare) train a model better than a
random draw and estimate nothing: they have no `inclusion`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import DataError, did_you_mean
from toolkit.records.article import Article

Allocation = Literal["proportional", "equal"]
ALLOCATIONS: tuple[Allocation, ...] = ("proportional", "equal")
UNKNOWN = "(unknown)"
WHOLE = "(all)"
Floats = NDArray[np.float64]

DIMENSIONS: Mapping[str, Callable[[Article], str | None]] = {
    "source": lambda article: article.source,
    "section": lambda article: article.section,
    "language": lambda article: article.language,
    "year": lambda article: (article.published or "")[:4] or None,
    "month": lambda article: (article.published or "")[:7] or None,
    "day": lambda article: (article.published or "")[:10] or None,
}


@dataclass(frozen=True)
class Drawn:
    """One article of a sample.

    Attributes:
        index: Of the article in the frame.
        stratum: Values of the dimensions, joined by ` · `.
        how: `random`, or the pick that chose it.
        inclusion: Chance of being drawn, in (0, 1]; None in samples for training.
    """

    index: int
    stratum: str
    how: str = "random"
    inclusion: float | None = None


@dataclass(frozen=True)
class Stratum:
    """One part of the frame.

    Attributes:
        name: As in `Drawn`.
        size: Articles in the frame.
        n: Articles drawn.
    """

    name: str
    size: int
    n: int


def strata_of(articles: Sequence[Article], by: Sequence[str]) -> list[str]:
    """The stratum of each article.

    Args:
        articles: The frame.
        by: Dimensions that are crossed: `source`, `month`, …, or a key of the articles' `extra`.

    Returns:
        Names in the order of the articles; what an article does not say is `(unknown)`.

    Raises:
        DataError: If a dimension is no such thing.
    """
    extras = {key for article in articles for key in article.extra}
    for name in by:
        if name not in DIMENSIONS and name not in extras:
            hint = did_you_mean(name, [*DIMENSIONS, *sorted(extras)])
            raise DataError(f"--by {name}: the articles have no {name!r}. {hint}")
    return [
        " · ".join(_value(article, name) or UNKNOWN for name in by) or WHOLE for article in articles
    ]


def stratified_sample(
    strata: Sequence[str], *, n: int, seed: int, allocation: Allocation = "proportional"
) -> tuple[list[Drawn], list[Stratum]]:
    """Draws without replacement within strata.

    Args:
        strata: Of each article of the frame.
        n: Articles to draw.
        seed: Fixes the draw.
        allocation: `proportional` to the sizes of the strata (at least one each, so that every
            article has a chance), or `equal`.

    Returns:
        The sample in random order, so that any beginning of it is a sample too, and the strata by
        name. `inclusion` is drawn / size of the article's stratum.

    Raises:
        DataError: If there are fewer articles than `n`, or more strata.
    """
    members: dict[str, list[int]] = {}
    for index, name in enumerate(strata):
        members.setdefault(name, []).append(index)
    names = sorted(members)
    if not 1 <= n <= len(strata):
        raise DataError(f"--n {n}: expected 1 to {len(strata)}, the number of articles.")
    if n < len(names):
        raise DataError(
            f"--n {n}: there are {len(names)} strata, and each needs an article to be represented. "
            "Draw more, or stratify by less."
        )
    sizes = np.array([len(members[name]) for name in names])
    counts = allocate(sizes, n, allocation=allocation)
    rng = np.random.default_rng(seed)
    drawn: list[Drawn] = []
    for name, size, count in zip(names, sizes, counts, strict=True):
        chosen = rng.choice(int(size), size=int(count), replace=False)
        inclusion = float(count / size)
        drawn += [Drawn(members[name][i], name, inclusion=inclusion) for i in sorted(chosen)]
    order = rng.permutation(len(drawn))
    table = [
        Stratum(name, int(size), int(count))
        for name, size, count in zip(names, sizes, counts, strict=True)
    ]
    return [drawn[i] for i in order], table


def allocate(
    sizes: NDArray[np.int_], n: int, *, allocation: Allocation = "proportional"
) -> NDArray[np.int_]:
    """How many are drawn from each stratum.

    Args:
        sizes: Of the strata, all positive, `(n_strata,)`.
        n: Between the number of strata and the sum of sizes.
        allocation: See `stratified_sample`.

    Returns:
        Counts that add up to `n`, each from 1 to the stratum's size.

    >>> allocate(np.array([90, 9, 1]), 10).tolist()
    [8, 1, 1]
    """
    weights = sizes.astype(np.float64) if allocation == "proportional" else np.ones(len(sizes))
    counts = np.ones(len(sizes), dtype=np.int_)
    # One by one to the stratum that is furthest below its share (Sainte-Laguë with a floor).
    for _ in range(n - len(sizes)):
        need = np.where(counts < sizes, weights / (counts + 0.5), -1.0)
        counts[int(np.argmax(need))] += 1
    return counts


# --- picks for training -----------------------------------------------------------------------


def training_sample(
    ranked: Sequence[int], size: int, *, n: int, how: str, random_share: float, seed: int
) -> list[Drawn]:
    """A random quota, and the rest by rank.

    Args:
        ranked: Articles of the frame, the most wanted first.
        size: Articles in the frame.
        n: Articles to draw.
        how: Name of the pick.
        random_share: Share of `n` that is drawn at random, in [0, 1]: a model that only sees what
            puzzles it forgets what is common.
        seed: Fixes the draw.

    Returns:
        The sample in random order, without inclusion probabilities.

    Raises:
        DataError: If there are fewer articles than `n`, or the share is none.
    """
    if not 1 <= n <= size:
        raise DataError(f"--n {n}: expected 1 to {size}, the number of articles.")
    if not 0 <= random_share <= 1:
        raise DataError(f"--random-share {random_share}: expected a share from 0 to 1.")
    rng = np.random.default_rng(seed)
    n_random = round(n * random_share)
    at_random = {int(i) for i in rng.choice(size, size=n_random, replace=False)}
    picked = [index for index in ranked if index not in at_random][: n - n_random]
    drawn = [Drawn(index, WHOLE) for index in sorted(at_random)]
    drawn += [Drawn(index, WHOLE, how=how) for index in picked]
    return [drawn[i] for i in rng.permutation(len(drawn))]


def by_uncertainty(margins: Floats) -> list[int]:
    """Articles on which a decision is closest first.

    Args:
        margins: Distance of each article's closest score from its threshold, `(n,)`.

    Returns:
        Indices; ties in the order of the frame.
    """
    return [int(i) for i in np.argsort(margins, kind="stable")]


def by_rare_labels(scores: Floats, assigned: Floats) -> list[int]:
    """Articles that score high for labels which are seldom assigned.

    The labels of the rarer half take turns, the rarest first.

    Args:
        scores: Shape `(n, k)`.
        assigned: 0 or 1, `(n, k)`: what the run decides on the frame.

    Returns:
        Indices of all articles.
    """
    n, k = scores.shape
    rarest = np.argsort(assigned.sum(axis=0), kind="stable")[: max(1, (k + 1) // 2)]
    queues = [list(np.argsort(-scores[:, j], kind="stable")) for j in rarest]
    taken: dict[int, None] = {}
    for rank in range(n):
        for queue in queues:
            taken.setdefault(int(queue[rank]), None)
        if len(taken) == n:
            break
    return list(taken)


def _value(article: Article, name: str) -> str | None:
    if name in DIMENSIONS:
        return DIMENSIONS[name](article)
    value = article.extra.get(name)
    return None if value is None else str(value)
