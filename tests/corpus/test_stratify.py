import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.stratify import stratify


def stories(n, n_labels, seed, *, largest=2):
    """Stories of one or more articles with the same labels: group of each article, and labels."""
    rng = np.random.default_rng(seed)
    positive = rng.random((n, n_labels)) < rng.beta(0.6, 4, n_labels)
    group = np.repeat(np.arange(n), rng.integers(min(2, largest), largest + 1, n))
    return group, positive[group].astype(np.int32)


def gap(labels, part):
    """How far the share of a label in a part is from that in the whole, on average."""
    whole = labels.mean(axis=0)
    return np.mean([abs(labels[part == k].mean(axis=0) - whole).mean() for k in np.unique(part)])


@given(
    st.lists(st.integers(0, 12), min_size=4, max_size=40),
    st.sampled_from([(0.8, 0.2), (0.6, 0.2, 0.2), (0.25, 0.25, 0.25, 0.25), (0.9, 0.05, 0.05)]),
    st.integers(0, 99),
)
def test_no_part_is_empty_while_there_are_groups_for_all(groups, shares, seed):
    labels = np.array([[group % 2, group % 3 == 0] for group in groups], dtype=np.int32)
    parts = stratify(groups, labels, np.array(shares), seed=seed)
    assert len(set(parts)) == min(len(shares), len(set(groups)))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(-1, 1)), min_size=2), st.integers(0, 9))
def test_a_group_with_a_fixed_member_goes_to_the_highest_of_them(rows, seed):
    groups, fixed = zip(*rows, strict=True)
    labels = np.zeros((len(rows), 1), dtype=np.int32)
    parts = stratify(groups, labels, np.array([0.5, 0.5]), seed=seed, fixed=fixed)
    highest = {group: max(f for g, f in rows if g == group) for group in groups}
    assert [
        group
        for group, part in zip(groups, parts, strict=True)
        if highest[group] >= 0 and part != highest[group]
    ] == []


def test_a_label_that_is_wanted_twice_is_in_two_groups_of_each_part():
    groups = [0, 0, 1, 1, 2, 2, 3, 3, *range(4, 30)]
    labels = np.array([[int(group < 4)] for group in groups], dtype=np.int32)
    for seed in range(5):
        parts = np.array(stratify(groups, labels, np.array([0.9, 0.1]), seed=seed, min_positives=2))
        assert sorted(parts[:8]) == [0, 0, 0, 0, 1, 1, 1, 1]


@pytest.mark.parametrize(("n_parts", "largest"), [(2, 2), (5, 2), (2, 5), (5, 5)])
def test_labels_are_more_even_than_the_library_makes_them_on_stories(n_parts, largest):
    library = pytest.importorskip("iterstrat.ml_stratifiers")
    shares = np.full(n_parts, 1 / n_parts)
    ours, theirs = [], []
    for seed in range(5):
        group, labels = stories(150, 8, seed, largest=largest)
        ours.append(gap(labels, np.array(stratify(group.tolist(), labels, shares, seed=seed))))
        first = np.unique(group, return_index=True)[1]
        cutter = library.MultilabelStratifiedKFold(n_parts, shuffle=True, random_state=seed)
        part = np.zeros(len(first), dtype=int)
        for k, (_, test) in enumerate(cutter.split(np.zeros(len(first)), labels[first])):
            part[test] = k
        theirs.append(gap(labels, part[group]))
    assert np.mean(ours) <= np.mean(theirs) + 1e-12
