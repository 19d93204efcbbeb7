"""Pairs of articles that could be copies: MinHash bands, on disk, one after the other."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from toolkit.corpus.shingling import MULTIPLIER, PHRASE_SAMPLE, common_phrases, distinctive
from toolkit.corpus.spool import Spool

# Pairs of true wire copies share about 30 % of their 3-word shingles on average (NEWS-COPY), so
# candidates are taken at a low similarity: 64 bands of 2 rows find a pair at Jaccard 0.15 with
# probability 0.77, at 0.2 with 0.93, at 0.3 with 0.998.
BANDS, ROWS_PER_BAND = 64, 2
SEED = 17  # of the hash functions; a constant, so that clusters never change between runs
# In a band that many articles share, each is compared with the next ones in time only, so that the
# cost stays linear (Hernández and Stolfo 1995, the sorted neighbourhood). Copies of one story stand
# next to each other there, and the other bands find what this misses.
NEIGHBOURS = 32
CHUNK = 2_000  # articles whose MinHash is computed at a time


def candidates(
    grams: Spool[np.uint32],
    members: NDArray[np.int64],
    *,
    days: NDArray[np.float64],
    window: int,
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairs that are worth comparing, band by band.

    Args:
        grams: Shingles.
        members: Numbers of the arrays to look at, none of them empty.
        days: Day of each member; NaN where it is unknown, which keeps nothing apart.
        window: Members that lie further apart in days are no pair.

    Yields:
        For each band two arrays of places among `members`: a pair shares the band. One pair can
        come in several bands.
    """
    with Spool(np.uint64) as bands:
        for chunk in _band_keys(grams, members):
            bands.append(chunk.ravel())
        for band in range(BANDS if len(bands) else 0):
            sizes = bands.lengths() // BANDS
            key = np.concatenate(
                [bands.read(k, band * n, (band + 1) * n) for k, n in enumerate(sizes.tolist())]
            )
            order = np.lexsort((days, key))
            key, day = key[order], days[order]
            left, right = [], []
            for distance in range(1, min(NEIGHBOURS, len(key) - 1) + 1):
                same = key[distance:] == key[:-distance]
                if not same.any():
                    break
                near = same & ~(np.abs(day[distance:] - day[:-distance]) > window)
                place = np.flatnonzero(near)
                left.append(order[place])
                right.append(order[place + distance])
            if left:
                yield np.concatenate(left), np.concatenate(right)


def _band_keys(grams: Spool[np.uint32], members: NDArray[np.int64]) -> Iterator[NDArray[np.uint64]]:
    """MinHash bands `(BANDS, n)` of some articles at a time."""
    step = -(-len(members) // PHRASE_SAMPLE) or 1
    phrases = common_phrases([grams.read(i) for i in members[::step].tolist()])
    for start in range(0, len(members), CHUNK):
        rows = members[start : start + CHUNK].tolist()
        chunk = [distinctive(grams.read(i), phrases) for i in rows]
        # rensa permutes by multiplication and keeps the upper half: 64 bits have to be filled.
        flat = np.concatenate(chunk).astype(np.uint64) * MULTIPLIER
        offsets = np.concatenate([[0], np.cumsum([len(gram) for gram in chunk])])
        found = RMinHash.digest_matrix_from_flat_token_hashes(
            flat, offsets.astype(np.uint64), BANDS * ROWS_PER_BAND, SEED
        )
        digests = np.array(found.to_rows(), dtype=np.uint64).reshape(-1, BANDS, ROWS_PER_BAND)
        yield np.ascontiguousarray((digests[:, :, 0] << np.uint64(32) | digests[:, :, 1]).T)
