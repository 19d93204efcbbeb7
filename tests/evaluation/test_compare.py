from dataclasses import replace

import pytest

from toolkit.errors import DataError
from toolkit.evaluation import EvaluationOptions, compare

FEW = EvaluationOptions(bootstrap=200)
GOOD = [("sport", "sport"), ("politics", "politics")] * 15
BAD = [("sport", "sport"), ("politics", "sport")] * 15


def _difference(comparison, metric, facet="topic"):
    return comparison["facets"][facet]["differences"][0]["metrics"][metric]


def test_the_difference_is_that_of_the_figures_and_has_its_own_interval(topic, make_judged):
    runs = [make_judged(topic, BAD, run="old"), make_judged(topic, GOOD, run="new")]
    comparison = compare(runs, {"topic": topic}, options=FEW)
    figures = comparison["facets"]["topic"]["metrics"]
    entry = _difference(comparison, "micro_f1")
    assert (figures["old"]["micro_f1"], figures["new"]["micro_f1"]) == (0.5, 1.0)
    assert entry["difference"] == 0.5
    assert 0 < entry["interval"][0] < 0.5 < entry["interval"][1]


def test_runs_that_decide_alike_do_not_differ(topic, make_judged):
    runs = [make_judged(topic, GOOD, run="old"), make_judged(topic, GOOD, run="new")]
    entry = _difference(compare(runs, {"topic": topic}, options=FEW), "macro_f1")
    assert entry == {"difference": 0.0, "interval": [0.0, 0.0]}


def test_labels_are_tested_with_a_correction(topic, make_judged):
    runs = [make_judged(topic, BAD, run="old"), make_judged(topic, GOOD, run="new")]
    comparison = compare(runs, {"topic": topic}, options=FEW)
    rows = comparison["facets"]["topic"]["differences"][0]["labels"]
    assert [row["label"] for row in rows] == ["politics", "sport"]
    assert (rows[0]["only_run"], rows[0]["only_against"]) == (15, 0)
    assert rows[0]["p"] <= rows[0]["p_holm"] < 0.01


def test_labels_with_few_positives_are_not_tested(topic, make_judged):
    runs = [make_judged(topic, BAD[:10], run="old"), make_judged(topic, GOOD[:10], run="new")]
    comparison = compare(runs, {"topic": topic}, options=FEW)
    assert comparison["facets"]["topic"]["differences"][0]["labels"] == []


def test_examples_are_aligned_by_article(topic, make_judged):
    old, new = make_judged(topic, GOOD, run="old"), make_judged(topic, GOOD, run="new")
    turned = replace(new, examples=new.examples[::-1], predictions=new.predictions[::-1])
    comparison = compare([old, turned], {"topic": topic}, options=FEW)
    assert _difference(comparison, "micro_f1")["difference"] == 0.0


def test_accuracy_of_single_select_facets_is_compared(tone, make_judged):
    runs = [
        make_judged(tone, [("warm", "cold"), ("cold", "cold")], run="old"),
        make_judged(tone, [("warm", "warm"), ("cold", "cold")], run="new"),
    ]
    comparison = compare(runs, {"tone": tone}, options=FEW)
    assert _difference(comparison, "accuracy", "tone")["difference"] == 0.5


def test_every_run_is_compared_with_the_first(topic, make_judged):
    runs = [make_judged(topic, GOOD, run=name) for name in ("a", "b", "b")]
    comparison = compare(runs, {"topic": topic}, options=FEW)
    pairs = [(d["run"], d["against"]) for d in comparison["facets"]["topic"]["differences"]]
    assert pairs == [("b", "a"), ("b (2)", "a")]


def test_different_examples_are_refused_with_counts(topic, make_judged):
    runs = [make_judged(topic, GOOD, run="old"), make_judged(topic, GOOD[:-2], run="new")]
    with pytest.raises(DataError, match=r"28 shared, 2 only in old, 0 only in new"):
        compare(runs, {"topic": topic}, options=FEW)


def test_different_gold_is_refused(topic, make_judged):
    runs = [
        make_judged(topic, [("sport", "sport")], run="old"),
        make_judged(topic, [("politics", "sport")], run="new"),
    ]
    with pytest.raises(DataError, match=r"gold labels of 1 examples differ .*'a0'"):
        compare(runs, {"topic": topic}, options=FEW)


def test_an_example_that_occurs_twice_is_refused(topic, make_judged):
    one = make_judged(topic, GOOD[:1], run="old")
    twice = replace(one, examples=one.examples * 2, predictions=one.predictions * 2)
    with pytest.raises(DataError, match="'a0' occurs twice"):
        compare([twice, twice], {"topic": topic}, options=FEW)


def test_one_run_is_nothing_to_compare(topic, make_judged):
    with pytest.raises(DataError, match="got 1 run"):
        compare([make_judged(topic, GOOD)], {"topic": topic})


def test_a_facet_that_a_run_does_not_cover_is_left_out_and_said(topic, tone, make_judged):
    runs = [make_judged(topic, GOOD, run="old"), make_judged(topic, GOOD, run="new")]
    comparison = compare(runs, {"topic": topic, "tone": tone}, options=FEW)
    assert list(comparison["facets"]) == ["topic"]
    assert comparison["warnings"] == ["tone: left out; no scores from old, new."]
