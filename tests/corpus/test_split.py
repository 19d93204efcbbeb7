from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.config import SplitConfig
from toolkit.corpus.split import cut, fold_of, group_of, label_matrix, leakage
from toolkit.errors import DataError
from toolkit.records import Example, ModelInput


def make_example(article_id, cluster=None, *, labels=(), published=None, target=None, **fields):
    return Example(
        input=ModelInput(article_id, "words", published=published, target=target),
        labels={"topic": frozenset(labels)},
        cluster=cluster or article_id,
        **{"fingerprint": article_id, **fields},
    )


@st.composite
def corpora(draw):
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, 12), st.sets(st.sampled_from("xyz"))), min_size=4, max_size=40
        )
    )
    return [make_example(f"a{i}", f"c{c}", labels=labels) for i, (c, labels) in enumerate(rows)]


def parts_by_cluster(examples, parts):
    found = defaultdict(set)
    for example, part in zip(examples, parts, strict=True):
        found[example.cluster].add(part)
    return found


def cut_or_none(examples, config, *, seed):
    try:
        return cut(examples, config, seed=seed)
    except DataError:
        return None


@given(corpora(), st.integers(0, 99))
def test_no_cluster_crosses_a_cut(examples, seed):
    parts = cut_or_none(examples, SplitConfig(test=0.2, dev=0.2), seed=seed) or ["train"] * 40
    crossing = parts_by_cluster(examples, parts[: len(examples)])
    assert [cluster for cluster, found in crossing.items() if len(found) > 1] == []


@given(corpora(), st.integers(0, 99))
def test_sizes_end_within_one_group_of_what_was_asked_for(examples, seed):
    largest = max(Counter(example.cluster for example in examples).values())
    parts = cut_or_none(examples, SplitConfig(test=0.3, dev=0.2), seed=seed)
    wanted = {"train": 0.5, "dev": 0.2, "test": 0.3}
    off = {p: abs(parts.count(p) - s * len(examples)) for p, s in wanted.items()} if parts else {}
    assert [part for part, distance in off.items() if distance > largest + 1e-9] == []


@given(corpora(), st.integers(2, 5), st.integers(0, 99))
def test_folds_keep_clusters_together_and_none_is_empty(examples, k, seed):
    k = min(k, len({example.cluster for example in examples}))
    folds = fold_of(examples, SplitConfig(), k, seed=seed)
    assert set(folds) == set(range(k))
    crossing = parts_by_cluster(examples, folds)
    assert [cluster for cluster, found in crossing.items() if len(found) > 1] == []


@given(corpora(), st.integers(0, 99))
def test_the_seed_decides(examples, seed):
    config = SplitConfig(test=0.25)
    first = cut_or_none(examples, config, seed=seed)
    assert cut_or_none(examples, config, seed=seed) == first


def test_other_seeds_cut_elsewhere():
    examples = [make_example(f"a{i}") for i in range(20)]
    cuts = {tuple(cut(examples, SplitConfig(test=0.3), seed=seed)) for seed in range(5)}
    assert len(cuts) > 1


def test_a_part_that_is_not_named_is_not_cut():
    examples = [make_example(f"a{i}") for i in range(10)]
    assert Counter(cut(examples, SplitConfig(test=0.2), seed=1)) == {"train": 8, "test": 2}
    assert set(cut(examples, SplitConfig(), seed=1)) == {"train"}


def test_rare_labels_are_spread_over_the_parts():
    examples = [make_example(f"a{i}", labels=["rare"] if i < 4 else ["usual"]) for i in range(40)]
    parts = cut(examples, SplitConfig(test=0.25, dev=0.25), seed=3)
    assert Counter(parts[:4]) == {"train": 2, "dev": 1, "test": 1}


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("source", {"source": "Post"}),
        ("author", {"authors": ("Zoë",)}),
        ("target", {"target": "ferry"}),
    ],
)
def test_what_shares_a_key_stays_together_when_asked(key, fields):
    examples = [make_example("a", **fields), make_example("b", **fields), make_example("c")]
    assert group_of(examples, SplitConfig(by=["cluster", key])) == [0, 0, 2]
    assert group_of(examples, SplitConfig()) == [0, 1, 2]


def test_groups_join_over_shared_members():
    examples = [
        make_example("a", "c1", authors=("Zoë",)),
        make_example("b", "c2", authors=("Zoë", "Ivo")),
        make_example("c", "c3", authors=("Ivo",)),
        make_example("d", "c3"),
    ]
    assert group_of(examples, SplitConfig(by="author")) == [0, 0, 0, 0]


def test_stance_rows_of_an_article_stay_together():
    examples = [make_example("a", "x", target="ferry"), make_example("a", "x", target="mayor")]
    assert group_of(examples, SplitConfig(by="target")) == [0, 0]


def test_the_latest_articles_are_the_test_part():
    days = ["2024-01-09", "2024-01-01", None, "2024-01-07", "2024-01-05T08:00", "2024-01-08"]
    examples = [make_example(f"a{i}", published=day) for i, day in enumerate(days)]
    parts = cut(examples, SplitConfig(by="time", test=0.34, dev=0.17), seed=1)
    assert parts == ["test", "train", "train", "dev", "train", "test"]


def test_a_cluster_is_as_young_as_its_latest_copy():
    examples = [
        make_example("a", "story", published="2024-01-01"),
        make_example("b", published="2024-01-05"),
        make_example("c", published="2024-01-06"),
        make_example("d", "story", published="2024-01-09"),
    ]
    assert cut(examples, SplitConfig(by="time", test=0.5), seed=1) == [
        *("test", "train", "train", "test"),
    ]


def test_nothing_older_goes_into_a_part_once_it_was_passed_over():
    days = [("c1", "2024-01-09"), *[("c2", "2024-01-08")] * 5]
    days += [(f"c{i}", f"2024-01-0{i}") for i in range(3, 8)]
    examples = [make_example(f"a{i}", c, published=d) for i, (c, d) in enumerate(days)]
    parts = cut(examples, SplitConfig(by="time", test=0.2, dev=0.4), seed=1)
    assert parts == ["test"] + ["dev"] * 5 + ["train"] * 5


def test_undated_articles_alone_cannot_be_cut_by_time():
    examples = [make_example(f"a{i}") for i in range(10)]
    with pytest.raises(DataError, match="split: nothing is left for test out of 10 examples"):
        cut(examples, SplitConfig(by="time", test=0.2), seed=1)


def test_one_group_cannot_be_cut():
    examples = [make_example(f"a{i}", "story") for i in range(10)]
    with pytest.raises(
        DataError, match=r"nothing is left for dev, test out of 10 examples when cluster stay"
    ):
        cut(examples, SplitConfig(test=0.2, dev=0.2), seed=1)


def test_more_folds_than_groups_are_refused():
    examples = [make_example(f"a{i}", f"c{i % 2}") for i in range(10)]
    with pytest.raises(
        DataError,
        match=r"split\.folds: 3 folds need 3 groups, but 10 examples form only 2 when cluster stay",
    ):
        fold_of(examples, SplitConfig(), 3, seed=1)


def test_the_leakage_table_counts_articles():
    train = [
        make_example("a", "c1", source="Post", authors=("Zoë",)),
        make_example("b", "c2", source="Echo"),
    ]
    test = [
        make_example("a2", "c1", fingerprint="a", source="Post", authors=("Zoë", "Ivo")),
        make_example("b2", "c2", source="Post"),
        make_example("b2", "c2", source="Post", target="another row"),
        make_example("e", "c9"),
    ]
    found = leakage(train, test)
    assert found.leaks
    assert found.to_json() == {
        "n_test": 3,
        "text": {"shared": 1, "known": 3, "share": 0.3333},
        "cluster": {"shared": 2, "known": 3, "share": 0.6667},
        "source": {"shared": 2, "known": 2, "share": 0.6667},
        "author": {"shared": 1, "known": 1, "share": 0.3333},
    }


def test_a_shared_source_is_no_leak():
    assert not leakage([make_example("a", source="P")], [make_example("b", source="P")]).leaks


def test_an_empty_test_part_has_no_shares():
    assert leakage([make_example("a")], []).to_json()["text"]["share"] is None


def test_the_label_matrix_has_a_column_for_each_label_in_use():
    examples = [make_example("a", labels=["y", "x"]), make_example("b", labels=["y"])]
    np.testing.assert_array_equal(label_matrix(examples), [[1, 1], [0, 1]])
