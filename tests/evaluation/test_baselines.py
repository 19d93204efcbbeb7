import pytest

from toolkit.evaluation.baselines import baselines
from toolkit.evaluation.judged import facet_data


def _rules(judged, book):
    targets = [example.input.target for example in judged.examples]
    return baselines(facet_data(judged, book), targets)


def test_majority_gives_every_example_the_most_frequent_label(topic, make_judged):
    rules = _rules(make_judged(topic, [("sport", [])] * 3 + [("politics", [])]), topic)
    assert rules["majority"] == {"micro_f1": 0.75, "macro_f1": 0.4286}


def test_all_gives_every_label(topic, make_judged):
    rules = _rules(make_judged(topic, [("sport", []), ("politics", [])]), topic)
    assert rules["all"] == {"micro_f1": 0.5, "macro_f1": 0.6667}


def test_prior_reaches_the_base_rate_of_each_label(topic, make_judged):
    rules = _rules(make_judged(topic, [("sport", [])] * 3 + [("politics", [])]), topic)
    assert rules["prior"]["macro_f1"] == pytest.approx((0.75 + 0.25) / 2)
    assert rules["prior"]["micro_f1"] == pytest.approx(0.75**2 + 0.25**2)


def test_majority_per_target_knows_the_side_of_each_target(stance, make_judged):
    rows = [("favor", "none")] * 3 + [("against", "none")] * 2
    inputs = {i: {"target": "tariffs" if i < 3 else "quotas"} for i in range(5)}
    rules = _rules(make_judged(stance, rows, inputs=inputs), stance)
    assert rules["majority_per_target"] == {"micro_f1": 1.0, "macro_f1": 1.0, "f_avg": 1.0}
    assert rules["majority"] == {"micro_f1": 0.6, "macro_f1": 0.375, "f_avg": 0.375}
    assert "all" not in rules


def test_articles_have_no_majority_per_target(topic, make_judged):
    rules = _rules(make_judged(topic, [("sport", [])]), topic)
    assert list(rules) == ["majority", "prior", "all"]
