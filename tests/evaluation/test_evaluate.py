import json
import re
from dataclasses import replace

import pytest

from toolkit.errors import DataError
from toolkit.evaluation import EvaluationOptions, Judged, evaluate
from toolkit.records import Column

FEW = EvaluationOptions(bootstrap=100)


def test_report_has_the_documented_keys_and_is_plain_json(topic, make_judged):
    judged = make_judged(topic, [("sport", "sport"), ("politics", "sport")])
    report = evaluate(judged, {"topic": topic}, options=FEW)
    assert list(report) == [
        "schema", "run", "data", "n", "facets", "leakage", "slices", "errors", "label_errors",
        "doubts", "bootstrap", "origin", "warnings",
    ]  # fmt: skip
    assert (report["schema"], report["run"], report["data"], report["n"]) == (1, "demo", "test", 2)
    assert json.loads(json.dumps(report, allow_nan=False)) == report


def test_figures_of_a_multi_select_facet_are_right(topic, make_judged):
    rows = [(["politics", "sport"], ["politics"]), ("sport", ["sport", "politics"]), ([], [])]
    facet = evaluate(make_judged(topic, rows), {"topic": topic}, options=FEW)["facets"]["topic"]
    assert facet["n"] == 3
    assert facet["micro_f1"] == 0.6667
    assert facet["macro_f1"] == 0.6667
    assert facet["macro_f1_all"] == 0.4444
    assert facet["accuracy"] is None
    assert facet["f_avg"] is None


def test_labels_are_in_codebook_order_and_an_unused_one_has_no_figures(topic, make_judged):
    judged = make_judged(topic, [("sport", "sport"), ("sport", "politics")])
    labels = evaluate(judged, {"topic": topic}, options=FEW)["facets"]["topic"]["labels"]
    assert list(labels) == ["politics", "sport", "weather"]
    weather = labels["weather"]
    assert (weather["support"], weather["predicted"]) == (0, 0)
    assert [weather[key] for key in ("precision", "recall", "f1", "average_precision")] == [
        None
    ] * 4
    assert (labels["politics"]["precision"], labels["politics"]["f1"]) == (0.0, None)
    assert (labels["sport"]["precision"], labels["sport"]["recall"]) == (1.0, 0.5)


def test_a_label_that_is_never_found_has_f1_zero_and_not_one(topic, make_judged):
    judged = make_judged(
        topic,
        [("weather", [])] * 3 + [("sport", "sport")],
        unlearned=[Column("topic", "weather")],
    )
    report = evaluate(judged, {"topic": topic}, options=FEW)
    row = report["facets"]["topic"]["labels"]["weather"]
    assert (row["f1"], row["support"], row["learned"]) == (0.0, 3, False)
    assert report["facets"]["topic"]["macro_f1"] == 0.5
    assert any("never learned" in text for text in report["warnings"])


def test_unsure_labels_count_nowhere(topic, make_judged):
    judged = make_judged(
        topic,
        [("sport", ["sport", "politics"]), ("sport", "sport")],
        examples={0: {"unsure": {"topic": frozenset({"politics"})}}},
    )
    facet = evaluate(judged, {"topic": topic}, options=FEW)["facets"]["topic"]
    assert facet["micro_f1"] == 1.0
    assert facet["labels"]["politics"]["predicted"] == 0


def test_examples_that_were_not_examined_are_left_out(topic, make_judged):
    judged = make_judged(topic, [("sport", "sport"), (None, "politics")])
    report = evaluate(judged, {"topic": topic}, options=FEW)
    assert (report["n"], report["facets"]["topic"]["n"]) == (2, 1)
    assert report["facets"]["topic"]["micro_f1"] == 1.0


def test_a_facet_that_was_never_examined_has_no_figures_and_says_so(topic, make_judged):
    report = evaluate(make_judged(topic, [(None, "sport")]), {"topic": topic}, options=FEW)
    facet = report["facets"]["topic"]
    assert facet["n"] == 0
    assert {facet[key] for key in ("micro_f1", "macro_f1", "macro_f1_all", "accuracy")} == {None}
    assert (facet["baselines"], facet["intervals"]) == ({}, {})
    assert report["errors"] == {"topic": []}
    assert any("not examined" in text for text in report["warnings"])


def test_accuracy_counts_an_abstention_as_wrong(tone, make_judged):
    rows = [("warm", "warm"), ("cold", "warm"), ("cold", "abstain"), ([], "abstain")]
    facet = evaluate(make_judged(tone, rows), {"tone": tone}, options=FEW)["facets"]["tone"]
    assert facet["accuracy"] == 0.25
    assert facet["abstained"] == 2
    assert facet["confusion"] == {
        "warm": {"warm": 1},
        "cold": {"warm": 1, "(abstained)": 1},
        "(none)": {"(abstained)": 1},
    }


def test_primary_accuracy_is_over_examples_with_a_gold_primary(topic, make_judged):
    judged = make_judged(
        topic,
        [("sport", "sport"), ("sport", ["politics", "sport"]), ("sport", "sport")],
        examples={i: {"primary": {"topic": "sport"}} for i in (0, 1)},
    )
    facet = evaluate(judged, {"topic": topic}, options=FEW)["facets"]["topic"]
    assert facet["primary_accuracy"] == 0.5


def test_a_single_select_decision_brings_its_parents(make_judged, tone):
    child = {"id": "mild", "name": "Mild", "parent": "warm"}
    labels = [*tone.model_dump()["labels"], child]
    book = type(tone).model_validate({**tone.model_dump(), "labels": labels})
    judged = make_judged(book, [(["mild", "warm"], "mild"), ("cold", "cold")])
    facet = evaluate(judged, {"tone": book}, options=FEW)["facets"]["tone"]
    assert (facet["accuracy"], facet["micro_f1"]) == (1.0, 1.0)


def test_f_avg_is_the_mean_of_the_two_named_labels(stance, make_judged):
    rows = [("favor", "favor"), ("against", "favor"), ("none", "none")]
    inputs = {i: {"target": "tariffs", "holder": "author"} for i in range(3)}
    judged = make_judged(stance, rows, inputs=inputs)
    facet = evaluate(judged, {"stance": stance}, options=FEW)["facets"]["stance"]
    assert facet["f_avg"] == 0.3333
    assert facet["f_avg_by_target"] == 0.3333


def test_f_avg_by_target_does_not_reward_knowing_the_side_of_each_target(stance, make_judged):
    rows = [("favor", "favor")] * 3 + [("against", "against")] * 3
    inputs = {i: {"target": "tariffs" if i < 3 else "quotas"} for i in range(6)}
    judged = make_judged(stance, rows, inputs=inputs)
    facet = evaluate(judged, {"stance": stance}, options=FEW)["facets"]["stance"]
    assert (facet["f_avg"], facet["f_avg_by_target"]) == (1.0, 0.5)


def test_intervals_hold_their_figures_and_follow_the_seed(topic, make_judged):
    rows = [("sport", "sport"), ("sport", "politics"), ("politics", "politics")] * 20
    judged = make_judged(topic, rows)
    one = evaluate(judged, {"topic": topic}, options=FEW)["facets"]["topic"]
    two = evaluate(judged, {"topic": topic}, options=FEW)["facets"]["topic"]
    assert one["intervals"] == two["intervals"]
    low, high = one["intervals"]["micro_f1"]
    assert low < one["micro_f1"] < high
    assert one["labels"]["sport"]["f1_interval"] is not None
    assert one["labels"]["sport"]["resamples_without_positives"] == 0.0
    assert "accuracy" not in one["intervals"]


def test_no_draws_means_no_intervals(topic, make_judged):
    judged = make_judged(topic, [("sport", "sport"), ("sport", "politics")])
    report = evaluate(judged, {"topic": topic}, options=EvaluationOptions(bootstrap=0))
    assert report["facets"]["topic"]["intervals"] == {}


def test_copies_of_an_article_are_one_cluster(topic, make_judged):
    rows = [("sport", "sport"), ("sport", "politics"), ("sport", "sport")]
    judged = make_judged(topic, rows, examples={i: {"cluster": "wire"} for i in (0, 1)})
    assert evaluate(judged, {"topic": topic}, options=FEW)["facets"]["topic"]["clusters"] == 2


def test_thresholds_are_reported_and_a_label_never_assigned_has_none(topic, make_judged):
    thresholds = {Column("topic", "sport"): 0.123456, Column("topic", "weather"): None}
    judged = make_judged(topic, [("sport", "sport")], thresholds=thresholds)
    labels = evaluate(judged, {"topic": topic}, options=FEW)["facets"]["topic"]["labels"]
    assert labels["sport"]["threshold"] == 0.1235
    assert labels["weather"]["threshold"] is None


def test_calibration_is_over_labels_that_occur(topic, make_judged):
    judged = make_judged(topic, [("sport", "sport"), ([], [])])
    calibration = evaluate(judged, {"topic": topic}, options=FEW)["facets"]["topic"]["calibration"]
    assert (calibration["n"], calibration["brier"], calibration["ece"]) == (2, 0.01, 0.1)


def test_figures_at_one_half_stand_next_to_the_tuned_ones(topic, make_judged):
    judged = make_judged(topic, [("sport", "sport"), ("sport", "abstain")])
    facet = evaluate(judged, {"topic": topic}, options=FEW)["facets"]["topic"]
    assert facet["at_half"] == {"micro_f1": 0.6667, "macro_f1": 0.6667}


def test_predictions_must_fit_the_examples(topic, make_judged):
    judged = make_judged(topic, [("sport", "sport"), ("sport", "sport")])
    with pytest.raises(DataError, match="1 predictions do not fit 2 examples"):
        Judged(judged.examples, judged.predictions[:1], run="demo", data="test")


def test_no_examples_is_an_error():
    with pytest.raises(DataError, match="there are no examples to judge demo on"):
        Judged([], [], run="demo", data="test")


def test_a_facet_that_the_run_does_not_cover_is_an_error(topic, tone, make_judged):
    examined = make_judged(tone, [("warm", "warm")])
    judged = replace(examined, predictions=make_judged(topic, [("sport", "sport")]).predictions)
    message = "demo: it has no scores for facet 'tone'"
    with pytest.raises(DataError, match=re.escape(message)):
        evaluate(judged, {"tone": tone}, options=FEW)
