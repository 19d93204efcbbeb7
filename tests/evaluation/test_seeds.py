"""Groups of runs that differ in their seed."""

import pytest

from toolkit.errors import DataError
from toolkit.evaluation import EvaluationOptions, compare

FEW = EvaluationOptions(bootstrap=200)
GOOD = [("sport", "sport"), ("politics", "politics")] * 15
FAIR = [("sport", "sport"), ("politics", "politics"), ("politics", "sport")] * 10
GOLD_OF_FAIR = [("sport", "sport"), ("politics", "politics"), ("politics", "politics")] * 10
BAD = [("sport", "sport"), ("politics", "sport"), ("politics", "sport")] * 10


def block_of(topic, make_judged, rows, groups):
    runs = [make_judged(topic, each, run=f"r{i}") for i, each in enumerate(rows)]
    found = compare(runs, {"topic": topic}, options=FEW, groups=groups)
    return found["facets"]["topic"]


def test_mean_and_spread_are_over_the_runs_of_a_group(topic, make_judged):
    block = block_of(topic, make_judged, [FAIR, GOLD_OF_FAIR], ["a", "a"])
    micro = block["groups"][0]["metrics"]["micro_f1"]
    # Micro F1 is 2/3 and 1.
    assert micro["mean"] == pytest.approx(5 / 6, abs=1e-4)
    assert micro["sd"] == pytest.approx((1 / 3) / 2**0.5, abs=1e-4)
    assert (micro["low"], micro["high"], micro["n"]) == (pytest.approx(0.6667), 1.0, 2)
    assert micro["interval"][0] < micro["mean"] < micro["interval"][1]


def test_two_groups_differ_by_the_difference_of_their_means(topic, make_judged):
    rows = [BAD, BAD, GOLD_OF_FAIR, GOLD_OF_FAIR]
    block = block_of(topic, make_judged, rows, ["a", "a", "b", "b"])
    entry = block["group_differences"][0]
    assert (entry["group"], entry["against"]) == ("b", "a")
    micro = entry["metrics"]["micro_f1"]
    assert micro["difference"] == pytest.approx(2 / 3, abs=1e-4)
    assert 0 < micro["interval"][0] < micro["difference"] < micro["interval"][1]


def test_a_single_run_beside_a_group_has_no_spread(topic, make_judged):
    rows = [FAIR, GOLD_OF_FAIR, BAD]
    block = block_of(topic, make_judged, rows, ["a", "a", "b"])
    assert block["groups"][1]["metrics"]["micro_f1"]["sd"] is None


def test_groups_of_one_run_each_are_refused(topic, make_judged):
    with pytest.raises(DataError, match="differ in nothing but their seed"):
        block_of(topic, make_judged, [GOOD, GOOD], ["a", "b"])
