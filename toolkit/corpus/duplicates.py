"""Near-duplicate clusters: wire copy, reprints and updates of one story."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np
from rensa import RMinHash

from toolkit.records import Article
from toolkit.text import shingles

SHINGLE_SIZE = 3
# Pairs of true wire copies share about 30 % of their 3-word shingles on average (NEWS-COPY), so
# candidates are taken at a low similarity: 32 bands of 2 rows find a pair at Jaccard 0.2 with
# probability 0.73, at 0.3 with 0.95, at 0.5 with 0.9999.
BANDS, ROWS_PER_BAND = 32, 2
SEED = 17  # of the hash functions; a constant, so that cluster ids never change between runs
# Confirmed by the shared part of the shorter text, which survives cuts and additions.
MIN_CONTAINMENT = 0.4
MIN_JACCARD = 0.25
MIN_SHINGLES = 8  # shorter texts (headlines, tables of figures) cluster only when identical
WINDOW_DAYS = 14  # copies appear within days; the same words a year later are an annual notice
MAX_BUCKET = 200  # a band shared by more articles is boilerplate and costs quadratic time


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
    their shingles within a time window. Clusters named by the user are kept and may grow.

    Args:
        articles: With unique ids.
        given: Cluster by article id, where the data name one.

    Returns:
        Cluster by article id. The id is the given one, else the id of the first article.
    """
    given = given or {}
    sets = UnionFind(len(articles))
    # Without title and text the fingerprint says nothing: a dek alone does not make copies.
    _join_equal([a.fingerprint if _whole(a).strip() else None for a in articles], sets)
    _join_equal([given.get(article.id) for article in articles], sets)
    grams = [shingles(_whole(article), size=SHINGLE_SIZE) for article in articles]
    for i, j in _candidates(grams):
        if sets.find(i) == sets.find(j) or not _in_window(articles[i], articles[j]):
            continue
        if is_near_copy(grams[i], grams[j]):
            sets.union(i, j)
    names: dict[int, str] = {}
    for i, article in enumerate(articles):  # a name that the data give wins over a derived one
        if article.id in given:
            names.setdefault(sets.find(i), given[article.id])
    for i, article in enumerate(articles):
        names.setdefault(sets.find(i), article.id)
    return {article.id: names[sets.find(i)] for i, article in enumerate(articles)}


def is_near_copy(left: set[tuple[str, ...]], right: set[tuple[str, ...]]) -> bool:
    """Whether two shingle sets are versions of one text.

    >>> a = shingles("one two three four five six seven eight nine ten eleven", size=3)
    >>> is_near_copy(a, a), is_near_copy(a, shingles("quite another text", size=3))
    (True, False)
    """
    smaller = min(len(left), len(right))
    if smaller < MIN_SHINGLES:
        return False
    shared = len(left & right)
    jaccard = shared / (len(left) + len(right) - shared)
    return jaccard >= MIN_JACCARD or shared / smaller >= MIN_CONTAINMENT


def _whole(article: Article) -> str:
    return f"{article.title or ''}\n{article.text}"


def _join_equal(keys: Sequence[str | None], sets: UnionFind) -> None:
    first: dict[str, int] = {}
    for i, key in enumerate(keys):
        if key is not None:
            sets.union(first.setdefault(key, i), i)


def _candidates(grams: Sequence[set[tuple[str, ...]]]) -> Iterator[tuple[int, int]]:
    rows = [i for i, gram in enumerate(grams) if len(gram) >= MIN_SHINGLES]
    if not rows:
        return
    # rensa hashes sets of texts; sorted, because Python's set order differs between processes.
    texts = [sorted(" ".join(gram) for gram in grams[i]) for i in rows]
    digests = RMinHash.digests_from_token_sets(texts, BANDS * ROWS_PER_BAND, SEED)
    matrix = np.asarray(digests, dtype=np.uint32)
    for band in range(BANDS):
        keys = np.ascontiguousarray(matrix[:, band * ROWS_PER_BAND : (band + 1) * ROWS_PER_BAND])
        buckets: dict[bytes, list[int]] = {}
        for i, key in zip(rows, keys, strict=True):
            buckets.setdefault(key.tobytes(), []).append(i)
        for members in buckets.values():
            if 1 < len(members) <= MAX_BUCKET:
                yield from (
                    (members[a], members[b])
                    for a in range(len(members))
                    for b in range(a + 1, len(members))
                )


def _in_window(left: Article, right: Article) -> bool:
    days = [_day(left.published), _day(right.published)]
    if days[0] is None or days[1] is None:
        return True
    return abs((days[0] - days[1]).days) <= WINDOW_DAYS


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
