import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import DataError
from toolkit.labelling.sampling import (
    allocate,
    by_rare_labels,
    by_uncertainty,
    strata_of,
    stratified_sample,
    training_sample,
)
from toolkit.records import Article

SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=6)


def test_the_chance_of_each_article_is_drawn_by_size_of_its_stratum():
    strata = ["a"] * 90 + ["b"] * 10
    drawn, table = stratified_sample(strata, n=20, seed=1)
    assert [(s.name, s.size, s.n) for s in table] == [("a", 90, 18), ("b", 10, 2)]
    assert {item.stratum: item.inclusion for item in drawn} == {"a": 0.2, "b": 0.2}
    assert len({item.index for item in drawn}) == 20


def test_equal_allocation_takes_what_a_small_stratum_has():
    drawn, table = stratified_sample(["a"] * 90 + ["b"] * 4, n=20, seed=1, allocation="equal")
    assert [s.n for s in table] == [16, 4]
    assert {item.inclusion for item in drawn if item.stratum == "b"} == {1.0}


def test_weights_give_the_size_of_the_frame_back():
    strata = ["a"] * 50 + ["b"] * 30 + ["c"] * 3
    drawn, _ = stratified_sample(strata, n=12, seed=5)
    assert sum(1 / item.inclusion for item in drawn) == pytest.approx(len(strata))


def test_every_article_is_drawn_as_often_as_its_chance_says():
    strata = ["a"] * 8 + ["b"] * 2
    counts = np.zeros(10)
    for seed in range(2000):
        drawn, _ = stratified_sample(strata, n=5, seed=seed, allocation="equal")
        counts[[item.index for item in drawn]] += 1
    # Chances are 3/8 and 2/2; four standard errors of 2,000 draws are 0.043.
    assert counts[:8] / 2000 == pytest.approx(np.full(8, 3 / 8), abs=0.043)
    assert (counts[8:] == 2000).all()


def test_the_same_seed_draws_the_same_sample():
    strata = ["a"] * 30
    assert stratified_sample(strata, n=9, seed=4) == stratified_sample(strata, n=9, seed=4)
    assert stratified_sample(strata, n=9, seed=4) != stratified_sample(strata, n=9, seed=5)


@given(SIZES, st.data())
def test_an_allocation_adds_up_and_leaves_no_stratum_out(sizes, data):
    n = data.draw(st.integers(len(sizes), sum(sizes)))
    allocation = data.draw(st.sampled_from(["proportional", "equal"]))
    counts = allocate(np.array(sizes), n, allocation=allocation)
    assert counts.sum() == n
    assert (counts >= 1).all()
    assert (counts <= np.array(sizes)).all()


@pytest.mark.parametrize(
    ("n", "message"),
    [(0, "expected 1 to 4"), (5, "expected 1 to 4"), (2, "there are 3 strata")],
)
def test_impossible_sizes_are_refused(n, message):
    with pytest.raises(DataError, match=message):
        stratified_sample(["a", "b", "c", "c"], n=n, seed=1)


def test_strata_cross_dimensions_and_know_the_unknown():
    articles = [
        Article(id="1", text="x", source="Post", published="2024-03-04"),
        Article(id="2", text="y", extra={"desk": "city"}),
    ]
    assert strata_of(articles, ["source", "month"]) == ["Post · 2024-03", "(unknown) · (unknown)"]
    assert strata_of(articles, ["desk"]) == ["(unknown)", "city"]
    assert strata_of(articles, []) == ["(all)", "(all)"]
    with pytest.raises(DataError, match=r"no 'sorce'. Did you mean 'source'"):
        strata_of(articles, ["sorce"])


def test_a_training_sample_has_its_random_quota_and_no_chances():
    drawn = training_sample(list(range(100)), 100, n=20, how="uncertain", random_share=0.25, seed=2)
    assert sum(item.how == "random" for item in drawn) == 5
    assert sum(item.how == "uncertain" for item in drawn) == 15
    assert {item.inclusion for item in drawn} == {None}
    assert len({item.index for item in drawn}) == 20
    with pytest.raises(DataError, match="--random-share 2"):
        training_sample([0], 1, n=1, how="rare", random_share=2, seed=2)


def test_the_closest_call_comes_first():
    assert by_uncertainty(np.array([0.3, 0.01, 0.2])) == [1, 2, 0]


def test_rare_labels_take_turns():
    scores = np.array([[0.9, 0.1, 0.2], [0.1, 0.8, 0.1], [0.5, 0.2, 0.9], [0.4, 0.3, 0.3]])
    assigned = np.array([[1, 0, 0], [1, 1, 0], [1, 0, 1], [1, 0, 0]])
    assert by_rare_labels(scores, assigned)[:2] == [1, 2]
    assert sorted(by_rare_labels(scores, assigned)) == [0, 1, 2, 3]
