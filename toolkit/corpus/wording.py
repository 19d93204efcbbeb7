"""Articles that say nearly the same on whatever day: what parts that nobody cut may share."""

from collections.abc import Iterable, Sequence

import numpy as np

from toolkit.corpus.candidates import candidates
from toolkit.corpus.shingling import WordHashes, shingle_hashes
from toolkit.corpus.spool import Spool

# Near-copies share about 30 % of their 3-word shingles (NEWS-COPY), shared formulas counted.
MIN_JACCARD, MIN_SHINGLES = 0.3, 8


def alike(train: Sequence[str], test: Iterable[str]) -> list[bool]:
    """Which test texts have a near-copy in train, on any day and formulas counted.

    Clusters keep the copies of one story together; they leave out what an outlet repeats and what
    lies weeks apart. A model can learn the wording of such notices all the same, so where parts
    are given it is worth knowing.

    Args:
        train: Texts that are learned from.
        test: Texts that are tested on.

    Returns:
        One answer for each test text; False for texts of fewer than ten words.
    """
    words = WordHashes()
    with Spool(np.uint32) as grams:
        for text in (*train, *test):
            grams.append(shingle_hashes(text, words))
        found = [False] * (len(grams) - len(train))
        members = np.flatnonzero(grams.lengths() >= MIN_SHINGLES)
        days = np.full(len(members), np.nan)
        compared: set[tuple[int, int]] = set()
        for left, right in candidates(grams, members, days=days, window=0):
            ends = np.sort(np.stack([members[left], members[right]]), axis=0)
            across = ends[:, (ends[0] < len(train)) & (ends[1] >= len(train))]
            for i, j in across.T.tolist():
                if found[j - len(train)] or (i, j) in compared:
                    continue
                compared.add((i, j))
                one, other = grams.read(i), grams.read(j)
                shared = len(np.intersect1d(one, other, assume_unique=True))
                similar = shared >= MIN_JACCARD * (len(one) + len(other) - shared)
                found[j - len(train)] = similar and shared >= MIN_SHINGLES
    return found
