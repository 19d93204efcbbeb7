"""Shingles of articles as sorted arrays."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from toolkit.text import WORD

Shingles = NDArray[np.uint32]  # sorted, each once
Unsigned = TypeVar("Unsigned", np.uint32, np.uint64)

MAX_WORDS = 500_000  # of the cache of word hashes, about 60 MB; it starts anew when it is full
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, 2**64 over the golden ratio (Knuth, TAOCP 6.4)
WORD_SHIFT = np.uint64(32)
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
    return once(((mixed * MULTIPLIER) >> WORD_SHIFT).astype(np.uint32))


def once(values: NDArray[Unsigned]) -> NDArray[Unsigned]:
    """The distinct values, sorted; several times as fast as `np.unique`, which hashes them.

    >>> once(np.array([3, 1, 3], dtype=np.uint32)).tolist()
    [1, 3]
    """
    ordered = np.sort(values)
    first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def without(grams: Shingles, left_out: Shingles) -> Shingles:
    """The shingles that are not in `left_out`; both sorted."""
    if not len(left_out) or not len(grams):
        return grams
    place = np.minimum(np.searchsorted(left_out, grams), len(left_out) - 1)
    kept: Shingles = grams[left_out[place] != grams]
    return kept


def common_phrases(sample: Sequence[Shingles]) -> Shingles:
    """Shingles that one article in a hundred has: turns of phrase, agency formulas.

    Args:
        sample: Of some articles.

    Returns:
        Sorted; empty for a small corpus.
    """
    if len(sample) < MIN_PHRASE:
        return np.empty(0, dtype=np.uint32)
    values, counts = np.unique(np.concatenate(sample), return_counts=True)
    return values[counts >= max(MIN_PHRASE, PHRASE_SHARE * len(sample))]


def distinctive(grams: Shingles, phrases: Shingles) -> Shingles:
    """The shingles without common phrases, unless hardly any would be left."""
    rest = without(grams, phrases)
    return rest if len(rest) >= (1 - MAX_PHRASE_LOSS) * len(grams) else grams
