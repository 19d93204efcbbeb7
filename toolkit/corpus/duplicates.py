"""Near-duplicate clusters: wire copy, reprints and updates of one story."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from toolkit.corpus.shingling import (
    MULTIPLIER,
    Shingles,
    WordHashes,
    common_phrases,
    distinctive,
    leave_out_boilerplate,
    shingle_hashes,
)
from toolkit.records import Article

# Pairs of true wire copies share about 30 % of their 3-word shingles on average (NEWS-COPY), so
# candidates are taken at a low similarity: 64 bands of 2 rows find a pair at Jaccard 0.15 with
# probability 0.77, at 0.2 with 0.93, at 0.3 with 0.998.
BANDS, ROWS_PER_BAND = 64, 2
SEED = 17  # of the hash functions; a constant, so that clusters never change between runs
# Confirmed by the shared part of the shorter text, which survives cuts and additions.
MIN_CONTAINMENT = 1 / 3
MIN_SHARED = 8  # shingles; a formula or a name in common is no copy
MIN_SHINGLES = 8  # shorter texts (headlines, tables of figures) cluster only when identical
WINDOW_DAYS = 14  # copies appear within days; the same words a year later are an annual notice
# In a band that many articles share, each is compared with the next ones in time only, so that the
# cost stays linear (Hernández and Stolfo 1995, the sorted neighbourhood). Copies of one story stand
# next to each other there, and the other bands find what this misses.
NEIGHBOURS = 32
CHUNK = 2_000  # articles whose MinHash is computed at a time


class UnionFind:
    """Disjoint sets over `0 … n - 1`; the smallest member stands for its set."""

    def __init__(self, n: int) -> None:
        self.parent = list(range(n))

    def find(self, i: int) -> int:
        """The smallest member of the set of `i`."""
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def union(self, i: int, j: int) -> None:
        """Joins the sets of `i` and `j`."""
        low, high = sorted((self.find(i), self.find(j)))
        self.parent[high] = low


def cluster_articles(
    articles: Sequence[Article], *, given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Cluster id by article id; an article without copies is its own cluster.

    Exact copies join by fingerprint, near-copies by MinHash candidates that are confirmed on
    their shingles within a time window, outlets' boilerplate left out. Clusters named by the user
    are kept and may grow. Time grows close to linearly, memory by four bytes a word.

    Args:
        articles: With unique ids.
        given: Cluster by article id, where the data name one.

    Returns:
        Cluster by article id. The id is the given one, else the id of the earliest article (the
        smallest id on one day), so that neither order nor later copies change it.
    """
    given = given or {}
    sets = UnionFind(len(articles))
    # Without title and text the fingerprint says nothing: a dek alone does not make copies.
    _join_equal([a.fingerprint if _whole(a).strip() else None for a in articles], sets)
    _join_equal([given.get(article.id) for article in articles], sets)
    days = np.array([_day(article.published) for article in articles])
    _join_near(articles, days, sets)
    # NaN is no order: unknown days come last.
    order = sorted(
        range(len(articles)), key=lambda i: (np.nan_to_num(days[i], nan=np.inf), articles[i].id)
    )
    names: dict[int, str] = {}
    for i in order:  # a name that the data give wins over a derived one
        if articles[i].id in given:
            names.setdefault(sets.find(i), given[articles[i].id])
    for i in order:
        names.setdefault(sets.find(i), articles[i].id)
    return {article.id: names[sets.find(i)] for i, article in enumerate(articles)}


def is_near_copy(left: Shingles, right: Shingles) -> bool:
    """Whether two sorted shingle arrays are versions of one text.

    >>> one = np.arange(20, dtype=np.uint32)
    >>> is_near_copy(one, one[:10]), is_near_copy(one, one + np.uint32(50))
    (True, False)
    """
    smaller = min(len(left), len(right))
    if smaller < MIN_SHINGLES:
        return False
    shared = len(np.intersect1d(left, right, assume_unique=True))
    return shared >= max(MIN_SHARED, MIN_CONTAINMENT * smaller)


def _whole(article: Article) -> str:
    return f"{article.title or ''}\n{article.text}"


def _join_equal(keys: Sequence[str | None], sets: UnionFind) -> None:
    first: dict[str, int] = {}
    for i, key in enumerate(keys):
        if key is not None:
            sets.union(first.setdefault(key, i), i)


def _join_near(articles: Sequence[Article], days: NDArray[np.float64], sets: UnionFind) -> None:
    """Joins articles that share a third of the shorter one's shingles within the window."""
    rows = _one_of_each_text(articles, days)
    words = WordHashes()
    grams = [shingle_hashes(_whole(articles[i]), words) for i in rows]
    leave_out_boilerplate(grams, [articles[i].source for i in rows], days[rows], window=WINDOW_DAYS)
    long_enough = [k for k, gram in enumerate(grams) if len(gram) >= MIN_SHINGLES]
    if not long_enough:
        return
    kept = [grams[k] for k in long_enough]
    members = np.array([rows[k] for k in long_enough])
    refused: set[tuple[int, int]] = set()
    for i, j in _candidates(kept, days[members]):
        a, b = int(members[i]), int(members[j])
        if sets.find(a) == sets.find(b) or (i, j) in refused:
            continue
        if is_near_copy(kept[i], kept[j]):
            sets.union(a, b)
        else:
            refused.add((i, j))


def _one_of_each_text(articles: Sequence[Article], days: NDArray[np.float64]) -> list[int]:
    """One article of each text and fortnight, in the order of fingerprints.

    Identical texts have joined already. That order makes the result the same whatever the order
    of the articles is, and every n-th article a fair sample.
    """
    seen: dict[tuple[str, float | None], int] = {}
    for i, article in enumerate(articles):
        fortnight = None if np.isnan(days[i]) else days[i] // WINDOW_DAYS
        seen.setdefault((article.fingerprint, fortnight), i)
    return [seen[key] for key in sorted(seen, key=lambda key: (key[0], key[1] or 0.0))]


def _candidates(grams: Sequence[Shingles], days: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """Pairs of positions that share a band and lie within the time window."""
    bands = _digests(grams).reshape(len(grams), BANDS, ROWS_PER_BAND)
    for band in range(BANDS):
        key = bands[:, band, 0].astype(np.uint64) << np.uint64(32) | bands[:, band, 1]
        order = np.lexsort((days, key))
        key, day = key[order], days[order]
        for distance in range(1, min(NEIGHBOURS, len(grams) - 1) + 1):
            same = key[distance:] == key[:-distance]
            if not same.any():
                break
            # A day that is unknown is NaN, and keeps nothing apart.
            near = same & ~(np.abs(day[distance:] - day[:-distance]) > WINDOW_DAYS)
            for place in np.flatnonzero(near):
                pair = int(order[place]), int(order[place + distance])
                yield min(pair), max(pair)


def _digests(grams: Sequence[Shingles]) -> NDArray[np.uint32]:
    """MinHash of each article, `(n, BANDS * ROWS_PER_BAND)`."""
    phrases = common_phrases(grams)
    digests = np.empty((len(grams), BANDS * ROWS_PER_BAND), dtype=np.uint32)
    for start in range(0, len(grams), CHUNK):
        chunk = [distinctive(gram, phrases) for gram in grams[start : start + CHUNK]]
        # rensa permutes by multiplication and keeps the upper half: 64 bits have to be filled.
        flat = np.concatenate(chunk).astype(np.uint64) * MULTIPLIER
        offsets = np.concatenate([[0], np.cumsum([len(gram) for gram in chunk])])
        found = RMinHash.digest_matrix_from_flat_token_hashes(
            flat, offsets.astype(np.uint64), BANDS * ROWS_PER_BAND, SEED
        )
        digests[start : start + len(chunk)] = found.to_rows()
    return digests


def _day(published: str | None) -> float:
    """The day as a number; NaN where it is unknown or only a month or year."""
    try:
        return float(date.fromisoformat((published or "")[:10]).toordinal())
    except ValueError:
        return float("nan")
