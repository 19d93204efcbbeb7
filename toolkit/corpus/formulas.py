"""Formulas: words that come again week after week, and so are no sign of a copy.

A footer, an author's note, the frame of an earnings notice, a turn of phrase. Copies of one story
appear within days; what one outlet prints in several different weeks is its own habit. Without
this, notices of one kind join into chains of hundreds of different stories.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.shingling import Shingles, once, without
from toolkit.corpus.spool import Spool

MIN_WEEKS = 4  # different weeks in which one outlet prints the words
MIN_UNDATED, UNDATED_SHARE = 8, 0.02  # articles of an outlet, where no week is known
MAX_UNDATED_LOSS = 2 / 3  # without days, a text that is "formula" throughout is a copy instead
# Keys are sorted by shingle: shingle << 32 | outlet << 16 | week. More outlets or weeks than fit
# share a number, which at worst takes two outlets for one.
OUTLET_BITS, WEEK_BITS = 16, 16
UNDATED = 1 << (WEEK_BITS - 1)  # weeks from here on are articles without a day
RUN_KEYS = 2_000_000  # sorted at a time, 16 MB
PARTITIONS = 256  # by the upper bits of the shingle

Keys = NDArray[np.uint64]


@dataclass(frozen=True)
class Formulas:
    """What to leave out of the shingles of articles.

    Attributes:
        dated: Shingles that an outlet repeats over weeks, sorted.
        undated: Shingles that an outlet repeats in many articles of unknown days, sorted.
    """

    dated: Shingles
    undated: Shingles

    def left_out_of(self, grams: Shingles) -> Shingles:
        """The shingles that are no formula."""
        kept = without(grams, self.dated)
        rest = without(kept, self.undated)
        return rest if len(rest) >= (1 - MAX_UNDATED_LOSS) * len(kept) else kept


def find_formulas(
    grams: Spool[np.uint32],
    rows: Sequence[int],
    *,
    outlets: Sequence[int],
    weeks: Sequence[int | None],
) -> Formulas:
    """Counts the weeks in which an outlet uses each shingle; exact, sorted on disk.

    Args:
        grams: Shingles by article.
        rows: Articles to look at, one of each text.
        outlets: Number of the outlet of each article, from 1; 0 where it is unknown. Unknown
            outlets count as one, but without days nothing is known of their habits.
        weeks: Number of the week of each article, from 0.

    Returns:
        The formulas.
    """
    known = [i for i in rows if outlets[i] or weeks[i] is not None]
    undated_of = np.bincount([outlets[i] for i in known if weeks[i] is None], minlength=1)
    least = np.maximum(MIN_UNDATED, UNDATED_SHARE * undated_of)
    dated: list[Shingles] = []
    undated: list[Shingles] = []
    with Spool(np.uint64) as runs:
        for keys in _runs(grams, known, outlets, weeks):
            runs.append(keys)
        for keys in _merged(runs):
            pairs = keys >> np.uint64(WEEK_BITS)
            week = keys & np.uint64((1 << WEEK_BITS) - 1)
            starts = np.flatnonzero(np.diff(pairs, prepend=~pairs[:1]))
            n_undated = np.add.reduceat(week >= UNDATED, starts, dtype=np.int64)
            n_weeks = np.diff(starts, append=len(pairs)) - n_undated
            pair = pairs[starts]
            outlet = (pair & np.uint64((1 << OUTLET_BITS) - 1)).astype(np.int64)
            shingle = (pair >> np.uint64(OUTLET_BITS)).astype(np.uint32)
            dated.append(shingle[n_weeks >= MIN_WEEKS])
            limit = least[np.minimum(outlet, len(least) - 1)]
            undated.append(shingle[(n_undated >= limit) & (n_weeks == 0)])
    return Formulas(_joined(dated), _joined(undated))


def _joined(parts: Sequence[Shingles]) -> Shingles:
    return once(np.concatenate([np.empty(0, dtype=np.uint32), *parts]))


def _runs(
    grams: Spool[np.uint32],
    rows: Sequence[int],
    outlets: Sequence[int],
    weeks: Sequence[int | None],
) -> Iterator[Keys]:
    """Sorted keys, a bounded number at a time."""
    waiting: list[Keys] = []
    n = 0
    for place, i in enumerate(rows):
        known = weeks[i]
        week = UNDATED + place % UNDATED if known is None else known % UNDATED
        of_article = (outlets[i] % (1 << OUTLET_BITS)) << WEEK_BITS | week
        keys = grams.read(i).astype(np.uint64) << np.uint64(OUTLET_BITS + WEEK_BITS)
        waiting.append(keys | np.uint64(of_article))
        n += len(keys)
        if n >= RUN_KEYS:
            yield once(np.concatenate(waiting))
            waiting, n = [], 0
    if n:
        yield once(np.concatenate(waiting))


def _merged(runs: Spool[np.uint64]) -> Iterator[Keys]:
    """All keys in order, each once, a bounded number at a time."""
    bounds = np.arange(1, PARTITIONS, dtype=np.uint64) << np.uint64(64 - 8)
    cuts = [[0, *np.searchsorted(run, bounds).tolist(), len(run)] for run in runs]
    first = 0
    while first < PARTITIONS and cuts:
        last = first + 1
        while last < PARTITIONS and sum(c[last + 1] - c[first] for c in cuts) <= RUN_KEYS:
            last += 1
        parts = [runs.read(k, c[first], c[last]) for k, c in enumerate(cuts)]
        keys = once(np.concatenate(parts))
        if len(keys):
            yield keys
        first = last
