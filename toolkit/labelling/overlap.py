"""How far coders who give the same label point at the same words."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from toolkit.labelling.agreement_facets import Bootstrap, Group
from toolkit.labelling.views import Current, row_key

Places = frozenset[tuple[str, int]]  # field and code point


def evidence_overlap(groups: Sequence[Group], bootstrap: Bootstrap) -> dict[str, Any]:
    """Overlap of the evidence that two coders give for a label on which they agree.

    Args:
        groups: Labels of all coders, article by article.
        bootstrap: Of the interval, over articles.

    Returns:
        `n`: pairs of coders with evidence for the same label of the same article (or stance
        row); `f1`: shared code points, twice, over all code points of both, averaged over the
        pairs; `interval` of it; `touching`: share of the pairs with any word in common;
        `only_one`: labels that both give and only one gives evidence for. Null without a pair.
    """
    by_article = [list(_pairs(group)) for group in groups]
    found = [[f1 for f1 in pairs if f1 is not None] for pairs in by_article]
    scores = [f1 for pairs in found for f1 in pairs]
    return {
        "n": len(scores),
        "f1": float(np.mean(scores)) if scores else None,
        "interval": mean_interval([pairs for pairs in found if pairs], bootstrap),
        "touching": float(np.mean([f1 > 0 for f1 in scores])) if scores else None,
        "only_one": sum(f1 is None for pairs in by_article for f1 in pairs),
    }


def mean_interval(
    groups: Sequence[Sequence[float]], bootstrap: Bootstrap
) -> tuple[float, float] | None:
    """Percentile interval of the mean of grouped values; whole groups are drawn again.

    Args:
        groups: Values of each group, none of them empty.
        bootstrap: Resamples and seed.

    Returns:
        The 2.5 and 97.5 percentiles; None with fewer than two groups.
    """
    n = len(groups)
    if n < 2 or bootstrap.samples < 1:
        return None
    sums = np.array([sum(group) for group in groups])
    sizes = np.array([len(group) for group in groups], dtype=np.float64)
    rng = np.random.default_rng(bootstrap.seed)
    # One draw at a time: all of them at once would take gigabytes for a large store.
    draws = (rng.integers(n, size=n) for _ in range(bootstrap.samples))
    means = [float(sums[drawn].sum() / sizes[drawn].sum()) for drawn in draws]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def _pairs(group: Group) -> Iterator[float | None]:
    """F1 of each pair of coders and shared label; None where only one gives evidence."""
    for one, other in combinations(group, 2):
        if row_key(one.unit) != row_key(other.unit):
            continue
        for label in one.present:
            if label in other.present:
                mine, theirs = _places(one, label), _places(other, label)
                if mine and theirs:
                    yield 2 * len(mine & theirs) / (len(mine) + len(theirs))
                elif mine or theirs:
                    yield None


def _places(item: Current, label: str) -> Places:
    return frozenset(
        (span.field, place)
        for span in item.evidence
        if span.label == label
        for place in range(span.start, span.end)
    )
