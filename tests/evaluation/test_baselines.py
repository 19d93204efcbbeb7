import pytest

from toolkit.evaluation.baselines import baselines
from toolkit.evaluation.judged import facet_data


def _rules(judged, book):
    targets = [example.input.target for example in judged.examples]
    return baselines(facet_data(judged, book), targets)


def _some(row, *names):
    return {name: row[name] for name in names}


def test_majority_gives_every_example_the_most_frequent_label(topic, make_judged):
    rules = _rules(make_judged(topic, [("sport", [])] * 3 + [("politics", [])]), topic)
    assert _some(rules["majority"], "micro_f1", "macro_f1") == {
        "micro_f1": 0.75,
        "macro_f1": 0.4286,
    }


def test_all_gives_every_label(topic, make_judged):
    rules = _rules(make_judged(topic, [("sport", []), ("politics", [])]), topic)
    assert _some(rules["all"], "micro_f1", "macro_f1") == {"micro_f1": 0.5, "macro_f1": 0.6667}


def test_prior_reaches_the_base_rate_of_each_label(topic, make_judged):
    rules = _rules(make_judged(topic, [("sport", [])] * 3 + [("politics", [])]), topic)
    assert rules["prior"]["macro_f1"] == pytest.approx((0.75 + 0.25) / 2)
    assert rules["prior"]["micro_f1"] == pytest.approx(0.75**2 + 0.25**2)


def test_majority_per_target_knows_the_side_of_each_target(stance, make_judged):
    rows = [("favor", "none")] * 3 + [("against", "none")] * 2
    inputs = {i: {"target": "tariffs" if i < 3 else "quotas"} for i in range(5)}
    rules = _rules(make_judged(stance, rows, inputs=inputs), stance)
    names = ("micro_f1", "macro_f1", "f_avg", "accuracy")
    assert list(_some(rules["majority_per_target"], *names).values()) == [1.0] * 4
    assert list(_some(rules["majority"], *names).values()) == [0.6, 0.375, 0.375, 0.6]
    assert "all" not in rules


def test_articles_have_no_majority_per_target(topic, make_judged):
    rules = _rules(make_judged(topic, [("sport", [])]), topic)
    assert list(rules) == ["majority", "prior", "all"]


def test_one_label_drawn_at_its_rate_is_right_with_the_square_of_that_rate(tone, make_judged):
    rows = [("warm", "warm")] * 3 + [("cold", "cold")]
    rules = _rules(make_judged(tone, rows), tone)
    assert rules["prior"]["accuracy"] == pytest.approx(0.75**2 + 0.25**2)
    assert rules["majority"]["accuracy"] == 0.75


def test_the_majority_rule_names_the_most_frequent_primary_label(topic, make_judged):
    primary = {i: {"primary": {"topic": "sport" if i < 3 else "politics"}} for i in range(4)}
    judged = make_judged(topic, [(["sport", "politics"], "sport")] * 4, examples=primary)
    rules = _rules(judged, topic)
    assert rules["majority"]["primary_accuracy"] == 0.75
    assert rules["prior"]["primary_accuracy"] == pytest.approx(0.75**2 + 0.25**2)
    assert rules["all"]["primary_accuracy"] is None
