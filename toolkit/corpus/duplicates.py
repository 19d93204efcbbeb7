"""Near-duplicate clusters: wire copy, reprints and updates of one story."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.candidates import candidates
from toolkit.corpus.formulas import Formulas, find_formulas
from toolkit.corpus.shingling import Shingles, WordHashes, shingle_hashes
from toolkit.corpus.spool import Spool
from toolkit.records import Article

# Confirmed by the shared part of the shorter text, which survives cuts and additions.
MIN_CONTAINMENT = 1 / 3
# A notice in which hardly a word is its own is a copy only of what says nearly the same.
MIN_OWN_SHARE, MIN_FORMULAIC_CONTAINMENT = 0.2, 0.75
MIN_SHARED = 8  # shingles; a formula or a name in common is no copy
MIN_SHINGLES = 8  # shorter texts (headlines, tables of figures) cluster only when identical
WINDOW_DAYS = 14  # copies appear within days; the same words a year later are an annual notice


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
    articles: Iterable[Article], *, given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Cluster id by article id; an article without copies is its own cluster.

    Exact copies join by fingerprint, near-copies by MinHash candidates that are confirmed on
    their shingles within a time window, formulas of outlets left out. Clusters named by the user
    are kept and may grow. Articles are looked at once, so they can come from a file as they are
    read: shingles lie in a temporary file, and about a kilobyte an article stays in memory. Time
    grows close to linearly.

    Args:
        articles: With unique ids.
        given: Cluster by article id, where the data name one; looked at after the last article.

    Returns:
        Cluster by article id, in the order of the articles. The id is the given one, else the id
        of the earliest article (the smallest id on one day), so that neither order nor later
        copies change it.
    """
    given = {} if given is None else given  # may be filled while the articles are read
    with Spool(np.uint32) as grams:
        seen = _Seen()
        words = WordHashes()
        for article in articles:
            seen.add(article)
            grams.append(shingle_hashes(_whole(article), words))
        sets = UnionFind(len(seen.ids))
        _join_equal(seen.texts, sets)
        _join_equal([given.get(article_id) for article_id in seen.ids], sets)
        _join_near(seen, grams, sets)
    names: dict[int, str] = {}
    order = seen.earliest_first()
    for i in order:  # a name that the data give wins over a derived one
        if seen.ids[i] in given:
            names.setdefault(sets.find(i), given[seen.ids[i]])
    for i in order:
        names.setdefault(sets.find(i), seen.ids[i])
    return {article_id: names[sets.find(i)] for i, article_id in enumerate(seen.ids)}


@dataclass
class _Seen:
    """What is kept of each article besides its shingles.

    Attributes:
        ids: Article ids.
        texts: Fingerprints; None without title and text, where a fingerprint says nothing: a dek
            alone does not make copies.
        days: Day as a number; NaN where it is unknown.
        outlets: Number of the outlet from 1; 0 where it is unknown.
    """

    ids: list[str] = field(default_factory=list)
    texts: list[bytes | None] = field(default_factory=list)
    days: list[float] = field(default_factory=list)
    outlets: list[int] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def add(self, article: Article) -> None:
        """Takes in one article."""
        source = article.source
        number = self._numbers.setdefault(source, len(self._numbers) + 1) if source else 0
        self.ids.append(article.id)
        self.texts.append(bytes.fromhex(article.fingerprint) if _whole(article).strip() else None)
        self.days.append(_day(article.published))
        self.outlets.append(number)

    def earliest_first(self) -> list[int]:
        """All articles by day and id; unknown days come last, because NaN is no order."""
        days = np.nan_to_num(np.array(self.days), nan=np.inf).tolist()
        return sorted(range(len(self.ids)), key=lambda i: (days[i], self.ids[i]))

    def one_of_each_text(self, *, within_days: int) -> list[int]:
        """The earliest article of each text and stretch of days, in the order of fingerprints.

        Identical texts have joined already. The order makes the result the same whatever the order
        of the articles is, and every n-th article a fair sample.

        Args:
            within_days: Length of a stretch.

        Returns:
            Numbers of articles; none without title and text.
        """
        found: dict[tuple[bytes, float], int] = {}
        for i in self.earliest_first():
            text = self.texts[i]
            if text is not None:
                stretch = -1.0 if np.isnan(self.days[i]) else self.days[i] // within_days
                found.setdefault((text, stretch), i)
        return [found[key] for key in sorted(found)]

    def weeks(self) -> list[int | None]:
        """Week of each article from the first on; None where the day is unknown."""
        known = [day for day in self.days if not np.isnan(day)]
        first = min(known, default=0.0)
        return [None if np.isnan(day) else int(day - first) // 7 for day in self.days]


def is_near_copy(
    left: Shingles, right: Shingles, *, min_containment: float = MIN_CONTAINMENT
) -> bool:
    """Whether two sorted shingle arrays are versions of one text.

    >>> one = np.arange(20, dtype=np.uint32)
    >>> is_near_copy(one, one[:10]), is_near_copy(one, one + np.uint32(50))
    (True, False)
    """
    smaller = min(len(left), len(right))
    if smaller < MIN_SHINGLES:
        return False
    shared = len(np.intersect1d(left, right, assume_unique=True))
    return shared >= max(MIN_SHARED, min_containment * smaller)


def _whole(article: Article) -> str:
    return f"{article.title or ''}\n{article.text}"


def _join_equal(keys: Sequence[str | bytes | None], sets: UnionFind) -> None:
    first: dict[str | bytes, int] = {}
    for i, key in enumerate(keys):
        if key is not None:
            sets.union(first.setdefault(key, i), i)


def _join_near(seen: _Seen, whole: Spool[np.uint32], sets: UnionFind) -> None:
    """Joins articles that share a third of the shorter one's shingles within the window."""
    rows = seen.one_of_each_text(within_days=WINDOW_DAYS)
    first = {seen.texts[i]: i for i in reversed(rows)}
    formulas = find_formulas(
        whole,
        [i for i in rows if first[seen.texts[i]] == i],
        outlets=seen.outlets,
        weeks=seen.weeks(),
    )
    with Spool(np.uint32) as own:
        pairs = _Pairs(rows, whole, own)
        for i in rows:
            pairs.add(whole.read(i), formulas)
        members = np.flatnonzero(own.lengths() >= MIN_SHINGLES)
        days = np.array([seen.days[rows[k]] for k in members.tolist()])
        for left, right in candidates(own, members, days=days, window=WINDOW_DAYS):
            pairs.join(members[left], members[right], sets)


class _Pairs:
    """Confirms pairs of `rows`, each of them once."""

    def __init__(self, rows: Sequence[int], whole: Spool[np.uint32], own: Spool[np.uint32]) -> None:
        self._rows = rows
        self._whole = whole
        self._own = own
        self._formulaic: list[bool] = []
        self._refused = np.empty(0, dtype=np.int64)  # pairs that are no copies, sorted

    def add(self, grams: Shingles, formulas: Formulas) -> None:
        """Takes in the next of `rows`."""
        kept = formulas.left_out_of(grams)
        self._formulaic.append(len(kept) < max(MIN_SHINGLES, MIN_OWN_SHARE * len(grams)))
        self._own.append(grams if self._formulaic[-1] else kept)

    def join(self, left: NDArray[np.int64], right: NDArray[np.int64], sets: UnionFind) -> None:
        """Joins the pairs that are copies."""
        n = len(self._rows)
        root = np.array([sets.find(row) for row in self._rows])
        apart = root[left] != root[right]
        pair = np.minimum(left, right)[apart] * n + np.maximum(left, right)[apart]
        wrong = []
        for code in np.setdiff1d(pair, self._refused).tolist():
            a, b = divmod(code, n)
            if sets.find(self._rows[a]) == sets.find(self._rows[b]):
                continue
            if self._are_copies(a, b):
                sets.union(self._rows[a], self._rows[b])
            else:
                wrong.append(code)
        self._refused = np.union1d(self._refused, np.array(wrong, dtype=np.int64))

    def _are_copies(self, a: int, b: int) -> bool:
        if not (self._formulaic[a] or self._formulaic[b]):
            return is_near_copy(self._own.read(a), self._own.read(b))
        left, right = (self._whole.read(self._rows[k]) for k in (a, b))
        return is_near_copy(left, right, min_containment=MIN_FORMULAIC_CONTAINMENT)


def _day(published: str | None) -> float:
    """The day as a number; NaN where it is unknown or only a month or year."""
    try:
        return float(date.fromisoformat((published or "")[:10]).toordinal())
    except ValueError:
        return float("nan")
