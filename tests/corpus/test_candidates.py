import numpy as np
import pytest

from toolkit.corpus.candidates import candidates
from toolkit.corpus.spool import Spool

STORY = np.arange(0, 4_000, 10, dtype=np.uint32)
COPY = np.concatenate([STORY[:200], np.arange(9_000, 9_400, 10, dtype=np.uint32)])
OTHER = np.arange(50_001, 54_001, 10, dtype=np.uint32)


def pairs(*grams, days):
    """Pairs of numbers, the smaller first."""
    with Spool(np.uint32) as kept:
        for gram in grams:
            kept.append(gram)
        members = np.arange(len(grams))
        found = candidates(kept, members, days=np.array(days, dtype=np.float64), window=14)
        return {
            (min(i, j), max(i, j))
            for left, right in found
            for i, j in zip(left.tolist(), right.tolist(), strict=True)
        }


@pytest.mark.parametrize(
    ("days", "expected"),
    [([1, 1, 5], {(0, 2)}), ([1, 1, 16], set()), ([1, 1, np.nan], {(0, 2)})],
)
def test_what_shares_shingles_within_the_window_is_a_candidate(days, expected):
    assert pairs(STORY, OTHER, COPY, days=days) == expected


def test_no_articles_make_no_candidates():
    assert pairs(days=[]) == set()
