from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import example as always_with
from hypothesis import given
from hypothesis import strategies as st

from toolkit.config import SplitConfig
from toolkit.corpus.split import (
    cut,
    fold_of,
    group_of,
    inherited_folds,
    inherited_parts,
    label_matrix,
    not_stratified,
)
from toolkit.corpus.time_cut import LEFT_OUT
from toolkit.errors import ArtifactError, DataError
from toolkit.records import Example, ModelInput


def make_example(article_id, cluster=None, *, labels=(), published=None, target=None, **fields):
    return Example(
        input=ModelInput(article_id, "words", published=published, target=target),
        labels={"topic": frozenset(labels)},
        cluster=cluster or article_id,
        **{"fingerprint": article_id, **fields},
    )


@st.composite
def corpora(draw, *, min_clusters=1):
    row = st.tuples(st.integers(0, 12), st.sets(st.sampled_from("xyz")))
    rows = [(c, draw(st.sets(st.sampled_from("xyz")))) for c in range(min_clusters)]
    rows += draw(st.lists(row, min_size=4 - min_clusters, max_size=40))
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


def test_the_label_matrix_has_a_column_for_each_label_in_use():
    examples = [make_example("a", labels=["y", "x"]), make_example("b", labels=["y"])]
    np.testing.assert_array_equal(label_matrix(examples), [[1, 1], [0, 1]])


def test_a_gap_of_days_is_left_out_between_the_parts():
    examples = [make_example(f"a{i}", published=f"2024-01-{i + 1:02}") for i in range(10)]
    config = SplitConfig(by="time", test=0.2, gap_days=3)
    parts = cut(examples, config, seed=1)
    assert parts == ["train"] * 6 + [LEFT_OUT] * 2 + ["test"] * 2


@given(corpora(), st.integers(0, 30))
def test_nothing_that_is_learned_is_younger_than_the_gap(examples, gap):
    dated = [
        make_example(e.input.article_id, e.cluster, published=f"2024-01-{i % 28 + 1:02}")
        for i, e in enumerate(examples)
    ]
    config = SplitConfig(by="time", test=0.3, gap_days=gap)
    parts = cut_or_none(dated, config, seed=1) or []
    latest = {}
    for example, part in zip(dated, parts, strict=False):
        day = int(example.input.published[-2:])
        latest[part, example.cluster] = max(latest.get((part, example.cluster), 0), day)
    train = [day for (part, _), day in latest.items() if part == "train"]
    test = [day for (part, _), day in latest.items() if part == "test"]
    assert max(train, default=0) + gap <= min(test, default=99)


@given(corpora(), st.integers(0, 9))
def test_time_and_source_together_are_later_and_of_other_sources(examples, seed):
    dated = [
        make_example(
            e.input.article_id, e.cluster, published=f"2024-01-{i % 28 + 1:02}", source=e.cluster
        )
        for i, e in enumerate(examples)
    ]
    parts = cut_or_none(dated, SplitConfig(by=["time", "source"], test=0.4), seed=seed) or []
    train = [e for e, part in zip(dated, parts, strict=False) if part == "train"]
    test = [e for e, part in zip(dated, parts, strict=False) if part == "test"]
    assert {e.source for e in train} & {e.source for e in test} == set()
    last = max((e.input.published for e in train), default="")
    assert last <= min((e.input.published for e in test), default="9")


@given(corpora(min_clusters=4), st.integers(0, 9), st.sampled_from(["source", "author"]))
def test_sources_are_cut_although_reprints_tie_them_together(examples, seed, key):
    outlets = [f"outlet {i % 4}" for i in range(len(examples))]
    fields = [{"source": name} if key == "source" else {"authors": (name,)} for name in outlets]
    rows = [
        make_example(e.input.article_id, e.cluster, **more)
        for e, more in zip(examples, fields, strict=True)
    ]
    rows += [make_example(f"tie{i}", "wire", **fields[i]) for i in range(4)]
    parts = cut(rows, SplitConfig(by=key, test=0.25), seed=seed)
    kept = [(e, part) for e, part in zip(rows, parts, strict=True) if part != LEFT_OUT]
    sides = defaultdict(set)
    for e, part in kept:
        sides[e.cluster].add(part)
        sides[e.source or e.authors[0]].add(part)
    assert [name for name, found in sides.items() if len(found) > 1] == []
    assert {part for _, part in kept} == {"train", "test"}


def test_sources_that_reprints_tie_together_are_cut_by_time_too():
    rows = [
        make_example(f"a{i}", f"c{i // 2}", source=f"s{i % 4}", published=f"2024-01-{i + 1:02}")
        for i in range(28)
    ]
    parts = cut(rows, SplitConfig(by=["time", "source"], test=0.4), seed=2)
    train, test = (
        [e for e, part in zip(rows, parts, strict=True) if part == name]
        for name in ("train", "test")
    )
    assert {e.source for e in train} & {e.source for e in test} == set()
    assert {e.cluster for e in train} & {e.cluster for e in test} == set()
    assert max(e.input.published for e in train) < min(e.input.published for e in test)


def test_rows_of_an_article_on_a_target_that_is_not_tested_are_left_out():
    rows = [make_example(f"a{i}", f"c{i}", target=f"t{i % 4}") for i in range(12)]
    rows += [make_example("b", "b", target=f"t{i}") for i in range(4)]
    parts = cut(rows, SplitConfig(by="target", test=0.25), seed=1)
    tested = {e.input.target for e, part in zip(rows, parts, strict=True) if part == "test"}
    learned = {e.input.target for e, part in zip(rows, parts, strict=True) if part == "train"}
    assert (len(tested), len(learned)) == (1, 3)
    assert sorted(parts[-4:]) == [*[LEFT_OUT] * 3, "test"]


def test_every_part_gets_a_positive_of_a_label_with_enough_clusters():
    labels = [["rare"] if i < 3 else ["usual"] for i in range(60)]
    examples = [make_example(f"a{i}", labels=ids) for i, ids in enumerate(labels)]
    for seed in range(5):
        parts = cut(examples, SplitConfig(test=0.1, dev=0.1), seed=seed)
        assert sorted(parts[:3]) == ["dev", "test", "train"]
        assert not_stratified(examples, parts, min_positives=1) == []


def test_what_could_not_be_stratified_is_said():
    examples = [make_example(f"a{i}", labels=["rare"] if not i else ["usual"]) for i in range(10)]
    parts = cut(examples, SplitConfig(test=0.2), seed=1)
    assert not_stratified(examples, parts, min_positives=1) == [
        "topic: 1 of 2 labels could not be stratified, a part has fewer than 1 clusters "
        "with a positive: rare"
    ]


def test_copies_of_one_story_are_one_positive():
    examples = [make_example(f"a{i}", "story", labels=["rare"]) for i in range(4)]
    examples += [make_example(f"b{i}", labels=["usual"]) for i in range(8)]
    (said,) = not_stratified(examples, ["test", "train"] * 6, min_positives=2)
    assert said.startswith("topic: 1 of 2 labels could not be stratified")
    assert said.endswith("fewer than 2 clusters with a positive: rare")


def test_each_part_gets_the_clusters_that_it_should_have():
    rows = [(i, ["rare"] if i < 6 else ["usual"]) for i in range(40)]
    examples = [make_example(f"a{i}{c}", f"c{i}", labels=ids) for i, ids in rows for c in "xy"]
    for seed in range(5):
        parts = cut(examples, SplitConfig(test=0.1, dev=0.1, min_positives=2), seed=seed)
        assert Counter(parts[:12:2]) == {"train": 2, "dev": 2, "test": 2}


def test_a_made_corpus_of_copies_is_balanced_and_never_leaks():
    rng = np.random.default_rng(3)
    positive = rng.random((200, 12)) < rng.beta(0.6, 4, 12)
    examples = [
        make_example(f"a{i}{copy}", f"c{i}", labels=[f"l{j:02}" for j in np.flatnonzero(row)])
        for i, row in enumerate(positive)
        for copy in "xy"
    ]
    parts = np.array(cut(examples, SplitConfig(test=0.2), seed=1))
    crossing = parts_by_cluster(examples, parts.tolist())
    assert [cluster for cluster, found in crossing.items() if len(found) > 1] == []
    labels = label_matrix(examples)
    gap = np.abs(labels[parts == "test"].mean(axis=0) - labels.mean(axis=0))
    # One cluster is two of 80 test articles, so no cut of clusters can promise less.
    assert gap.max() <= 2 / 80


def manifest_of(examples, parts):
    return {
        key: {
            part: [name(e) for e, p in zip(examples, parts, strict=True) if p == part]
            for part in ("train", "dev", "test")
        }
        for key, name in (
            ("parts", lambda e: e.input.article_id),
            ("clusters", lambda e: e.cluster),
        )
    }


# Both clusters hold the rarest label once; in some orders both used to go to train.
TWO_CLUSTERS = [
    make_example("a0", "c0", labels="xyz"),
    make_example("a1", "c1"),
    make_example("a2", "c1"),
    make_example("a3", "c1", labels="xyz"),
]


@given(corpora(min_clusters=2), st.integers(0, 99))
@always_with(TWO_CLUSTERS, 7)
def test_as_many_clusters_as_parts_can_always_be_cut(examples, seed):
    assert set(cut(examples, SplitConfig(test=0.3), seed=seed)) == {"train", "test"}


@given(corpora(min_clusters=3), st.integers(0, 99))
def test_no_part_of_three_is_empty(examples, seed):
    parts = cut(examples, SplitConfig(test=0.1, dev=0.1), seed=seed)
    assert set(parts) == {"train", "dev", "test"}


@given(corpora(min_clusters=2), st.integers(0, 99))
@always_with(TWO_CLUSTERS, 7)
def test_a_later_article_inherits_the_side_of_its_cluster(examples, seed):
    config = SplitConfig(test=0.3)
    parts = cut(examples, config, seed=seed)
    later = [make_example(f"b{i}", e.cluster) for i, e in enumerate(examples)]
    whole = [*examples, *later]
    inherited = inherited_parts(whole, manifest_of(examples, parts), where="split.json")
    assert inherited == parts * 2
    assert cut(whole, config, seed=seed + 1, inherited=inherited) == parts * 2


def test_a_part_that_inherits_nothing_and_has_nothing_new_is_named():
    examples = [make_example("a"), make_example("b")]
    with pytest.raises(DataError, match=r"nothing is left for test .* keep the side"):
        cut(examples, SplitConfig(test=0.5), seed=1, inherited=["train", "train"])


def test_a_cluster_that_was_on_both_sides_is_tested():
    old = [make_example("a"), make_example("b")]
    manifest = manifest_of(old, ["train", "test"])
    new = [make_example("a", "a"), make_example("b", "a"), make_example("c")]
    assert inherited_parts(new, manifest, where="x") == ["test", "test", None]


def test_folds_are_inherited_by_cluster():
    examples = [make_example("a"), make_example("b", "old"), make_example("c")]
    inherited = inherited_folds(examples, {"folds": {"a": 1, "old": 0}}, where="x")
    assert inherited == [1, 0, None]
    assert fold_of(examples, SplitConfig(), 2, seed=1, inherited=inherited)[:2] == [1, 0]


def test_a_manifest_without_parts_is_refused():
    with pytest.raises(ArtifactError, match=r"x: damaged \(parts\.train\)"):
        inherited_parts([], {}, where="x")
    with pytest.raises(ArtifactError, match="x: a split without folds"):
        inherited_folds([], {}, where="x")
