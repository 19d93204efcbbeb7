import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.runs.known_ids import KnownIds

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2)), max_size=12)


def as_keys(pairs):
    return np.array(pairs, dtype="<u8").reshape(-1, 2).tobytes()


class Dictionary:
    """The plain way: the article met first owns the id."""

    def __init__(self):
        self.content = {}

    def add(self, pairs):
        taken = {}
        for place, (name, content) in enumerate(pairs):
            if name in self.content:
                taken[place] = self.content[name] == content
            else:
                self.content[name] = content
        return taken


@given(st.lists(PAIRS, max_size=8))
@example([[(1, 0), (1, 1), (1, 0)], [(1, 1)], [(0, 0), (1, 0)]])
def test_ids_are_taken_as_a_dictionary_would_have_it(chunks):
    known, plain = KnownIds(), Dictionary()
    assert [known.add(as_keys(chunk)) for chunk in chunks] == [plain.add(c) for c in chunks]
    assert len(known) == len(plain.content)


@given(PAIRS, PAIRS)
def test_a_resumed_job_knows_the_ids_of_what_was_done(before, after):
    resumed, through = KnownIds(as_keys(before)), KnownIds()
    through.add(as_keys(before))
    assert resumed.add(as_keys(after)) == through.add(as_keys(after))


def test_a_million_ids_take_16_bytes_each():
    rng = np.random.default_rng(3)
    known = KnownIds()
    for _ in range(1000):
        known.add(rng.integers(0, 2**63, size=(1000, 2), dtype=np.uint64).tobytes())
    assert len(known) == 1_000_000
    assert sum(stretch.nbytes for stretch in known._stretches) == 16 * len(known)
