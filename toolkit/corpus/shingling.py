"""Shingles of articles as sorted arrays, with the boilerplate of outlets left out."""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from toolkit.text import WORD

Shingles = NDArray[np.uint32]  # sorted, each once

MAX_WORDS = 500_000  # of the cache of word hashes, about 60 MB; it starts anew when it is full
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, 2**64 over the golden ratio (Knuth, TAOCP 6.4)
WORD_SHIFT = np.uint64(32)
# What an outlet repeats in articles that lie further apart than copies of one story do is its
# boilerplate: a footer, an author's note, the frame of a weekly notice.
MIN_REPEATS, MIN_UNDATED_REPEATS, REPEATED_SHARE = 4, 8, 0.02
OUTLET_SAMPLE = 2_000  # articles; enough to see what 2 % of them share
MAX_UNDATED_LOSS = 2 / 3  # without days, a text that is "boilerplate" throughout is a copy instead
# Turns of phrase that one article in a hundred has make candidates of everything; a story with as
# many copies has nothing else, so an article that would lose more than this keeps them.
PHRASE_SAMPLE, PHRASE_SHARE, MIN_PHRASE, MAX_PHRASE_LOSS = 5_000, 0.01, 50, 0.6


class WordHashes(dict[str, int]):
    """64-bit hashes of words, the same in every process; remembers the words it has seen."""

    def __missing__(self, word: str) -> int:
        if len(self) >= MAX_WORDS:
            self.clear()
        data = word.encode("utf-8", errors="surrogatepass")
        self[word] = value = int.from_bytes(blake2b(data, digest_size=8).digest(), "little")
        return value


def shingle_hashes(text: str, words: WordHashes) -> Shingles:
    """The distinct runs of three tokens, as 32-bit hashes; empty for fewer than three tokens.

    Args:
        text: Title and body.
        words: Shared between calls, because most words come again.

    Returns:
        Sorted array, 4 bytes a shingle.
    """
    found = WORD.findall(text.lower())
    if len(found) < 3:
        return np.empty(0, dtype=np.uint32)
    ids = np.fromiter(map(words.__getitem__, found), dtype=np.uint64, count=len(found))
    mixed = (ids[:-2] * MULTIPLIER + ids[1:-1]) * MULTIPLIER + ids[2:]
    return np.unique(((mixed * MULTIPLIER) >> WORD_SHIFT).astype(np.uint32))


def without(grams: Shingles, left_out: Shingles) -> Shingles:
    """The shingles that are not in `left_out`; both sorted."""
    if not len(left_out) or not len(grams):
        return grams
    place = np.minimum(np.searchsorted(left_out, grams), len(left_out) - 1)
    kept: Shingles = grams[left_out[place] != grams]
    return kept


def leave_out_boilerplate(
    grams: list[Shingles], sources: Sequence[str | None], days: NDArray[np.float64], *, window: int
) -> None:
    """Removes, in place, what an outlet repeats in articles that are no copies of each other.

    Args:
        grams: Shingles of each article.
        sources: Outlet of each; articles without one are left as they are.
        days: Day of each as a number; NaN where unknown.
        window: Copies of one story lie within as many days.
    """
    outlets: dict[str, list[int]] = {}
    for i, source in enumerate(sources):
        if source:
            outlets.setdefault(source, []).append(i)
    for members in outlets.values():
        if len(members) < MIN_REPEATS:
            continue
        sample = members[:: -(-len(members) // OUTLET_SAMPLE)]
        spread, undated = _repeated([grams[i] for i in sample], days[sample], window=window)
        for i in members:
            kept = without(grams[i], spread)
            rest = without(kept, undated)
            grams[i] = rest if len(rest) >= (1 - MAX_UNDATED_LOSS) * len(kept) else kept


def _repeated(
    grams: Sequence[Shingles], days: NDArray[np.float64], *, window: int
) -> tuple[Shingles, Shingles]:
    """What is repeated over more days than the window; what is repeated on unknown days."""
    flat = np.concatenate(grams)
    if not len(flat):
        return flat, flat
    order = np.argsort(flat, kind="stable")
    day = np.repeat(days, [len(gram) for gram in grams])[order]
    values, starts, counts = np.unique(flat[order], return_index=True, return_counts=True)
    span = np.fmax.reduceat(day, starts) - np.fmin.reduceat(day, starts)
    share = REPEATED_SHARE * len(grams)
    often = counts >= max(MIN_REPEATS, share)
    unknown = np.isnan(span) & (counts >= max(MIN_UNDATED_REPEATS, share))
    return values[often & (span > window)], values[unknown]


def common_phrases(grams: Sequence[Shingles]) -> Shingles:
    """Shingles that one article in a hundred has: turns of phrase, agency formulas.

    Args:
        grams: Of all articles; a sample is looked at.

    Returns:
        Sorted; empty for a small corpus.
    """
    sample = grams[:: -(-len(grams) // PHRASE_SAMPLE) or 1]
    if len(sample) < MIN_PHRASE:
        return np.empty(0, dtype=np.uint32)
    values, counts = np.unique(np.concatenate(sample), return_counts=True)
    return values[counts >= max(MIN_PHRASE, PHRASE_SHARE * len(sample))]


def distinctive(grams: Shingles, phrases: Shingles) -> Shingles:
    """The shingles without common phrases, unless hardly any would be left."""
    rest = without(grams, phrases)
    return rest if len(rest) >= (1 - MAX_PHRASE_LOSS) * len(grams) else grams
