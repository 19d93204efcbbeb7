import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_recall_curve

from toolkit.evaluation import EvaluationOptions, evaluate
from toolkit.evaluation.details import group_figures, hierarchy, label_curves, set_figures, tier
from toolkit.evaluation.judged import facet_data

FEW = EvaluationOptions(bootstrap=50)


def with_labels(book, **changes):
    return type(book).model_validate({**book.model_dump(mode="json", by_alias=True), **changes})


def test_figures_of_sets_agree_with_scikit_learn(topic, make_judged):
    rows = [
        (["politics", "sport"], ["politics"]),
        ("sport", ["sport", "politics"]),
        ("weather", "weather"),
        ("weather", []),
    ]
    data = facet_data(make_judged(topic, rows), topic)
    found = set_figures(data)
    expected = f1_score(data.gold, data.predicted, average="samples", zero_division=0)
    assert found["samples_f1"] == pytest.approx(expected, abs=1e-4)
    assert found["subset_accuracy"] == 0.25


def test_two_empty_sets_agree_and_an_abstention_does_not(topic, make_judged):
    assert set_figures(facet_data(make_judged(topic, [([], [])]), topic)) == {
        "samples_f1": 1.0,
        "subset_accuracy": 1.0,
    }
    abstained = facet_data(make_judged(topic, [([], "abstain"), ("sport", "abstain")]), topic)
    assert set_figures(abstained) == {"samples_f1": 0.0, "subset_accuracy": 0.0}


def test_examples_with_unsure_labels_have_no_whole_set(topic, make_judged):
    unsure = {0: {"unsure": {"topic": frozenset({"politics"})}}}
    data = facet_data(make_judged(topic, [("sport", "sport")], examples=unsure), topic)
    assert set_figures(data) == {"samples_f1": None, "subset_accuracy": None}


def test_a_sibling_of_the_right_label_is_half_right(topic, make_judged):
    rows = [{"id": x, "name": x, "parent": "sport"} for x in ("tennis", "chess")]
    book = with_labels(topic, labels=[{"id": "sport", "name": "Sport"}, *rows])
    data = facet_data(make_judged(book, [(["tennis", "sport"], "chess")]), book)
    assert hierarchy(data) == {
        **{"precision": 0.5, "recall": 0.5, "f1": 0.5},
        **{"leaves_precision": 0.0, "leaves_recall": 0.0, "leaves_f1": 0.0},
    }
    assert hierarchy(facet_data(make_judged(topic, [("sport", "sport")]), topic)) is None


def test_groups_are_right_where_any_member_is(topic, make_judged):
    groups = {
        "public": {"name": "Public", "members": ["politics", "weather"]},
        "games": {"name": "Games", "members": ["sport"]},
    }
    book = with_labels(topic, groups=groups)
    rows = [("politics", "weather"), ("sport", "weather"), ("sport", "sport")]
    found = group_figures(facet_data(make_judged(book, rows), book))
    assert (found["public"]["precision"], found["public"]["recall"]) == (0.5, 1.0)
    assert found["games"] == {
        **{"name": "Games", "members": 1, "support": 2, "predicted": 1},
        **{"precision": 1.0, "recall": 0.5, "f1": 0.6667},
    }
    assert found["(all)"] == {"micro_f1": 0.6667, "macro_f1": 0.6667}


def test_an_unsure_member_leaves_the_group_open(topic, make_judged):
    book = with_labels(topic, groups={"public": {"name": "P", "members": ["politics", "weather"]}})
    unsure = {0: {"unsure": {"topic": frozenset({"politics"})}}}
    data = facet_data(make_judged(book, [([], "weather")], examples=unsure), book)
    assert list(group_figures(data)) == ["(all)"]


def test_curves_agree_with_scikit_learn_and_thresholds_with_counts(topic, make_judged):
    rows = [("sport", "sport"), ("sport", []), ("politics", "sport"), ("sport", "sport")]
    data = facet_data(make_judged(topic, rows), topic)
    curve = label_curves(data)["sport"]
    precision, recall, _ = precision_recall_curve(data.gold[:, 1], data.scores[:, 1])
    expected = np.column_stack([recall[:-1], precision[:-1]])[::-1]
    assert np.allclose(curve["precision_recall"], expected, atol=1e-4)
    at_half = next(row for row in curve["thresholds"] if row["threshold"] == 0.5)
    assert at_half == {
        **{"threshold": 0.5, "precision": 0.6667, "recall": 0.6667, "f1": 0.6667, "assigned": 3}
    }
    assert sum(b["n"] for b in curve["reliability"]) == 4
    assert list(label_curves(data)) == ["politics", "sport"]


def test_tiers_follow_the_lower_limit_and_agreement():
    assert tier([0.6, 0.9]) == "B"
    assert tier([0.6, 0.9], 0.5) == "C"
    assert tier([0.9, 1.0], 0.9) == "A"


def test_the_report_carries_the_details(topic, make_judged):
    judged = make_judged(topic, [("sport", "sport"), ("politics", "politics")] * 10)
    facet = evaluate(judged, {"topic": topic}, options=FEW)["facets"]["topic"]
    assert (facet["samples_f1"], facet["subset_accuracy"]) == (1.0, 1.0)
    assert (facet["hierarchy"], facet["groups"]) == (None, None)
    assert facet["labels"]["sport"]["tier"] == "A"
    assert set(facet["curves"]) == {"politics", "sport"}
