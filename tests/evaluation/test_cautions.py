from dataclasses import replace

from toolkit.evaluation import EvaluationOptions, evaluate

NONE = EvaluationOptions(bootstrap=0)


def _warnings(judged, book):
    return evaluate(judged, {book.facet: book}, options=NONE)["warnings"]


def test_warnings_of_the_run_come_first(topic, make_judged):
    judged = make_judged(topic, [("sport", "sport")], warnings=["thresholds were not tuned"])
    assert _warnings(judged, topic)[0] == "thresholds were not tuned"


def test_a_leak_is_said_with_its_number(topic, make_judged):
    leakage = {"n_test": 4, "text": {"shared": 0}, "cluster": {"shared": 3}}
    judged = make_judged(topic, [("sport", "sport")], leakage=leakage)
    assert "leakage: 3 of 4 articles have a near-copy in train" in _warnings(judged, topic)[0]


def test_many_abstentions_are_said(topic, make_judged):
    judged = make_judged(topic, [("sport", "sport")] * 3 + [("sport", "abstain")])
    assert "topic: the run abstained on 1 of 4 examples (25%)." in _warnings(judged, topic)


def test_silver_labels_are_said(topic, make_judged):
    judged = make_judged(
        topic, [("sport", "sport")] * 2, examples={0: {"status": {"topic": "silver"}}}
    )
    assert any("1 of 2 examples carry silver labels" in text for text in _warnings(judged, topic))


def test_few_positives_and_few_articles_are_said(topic, make_judged):
    warnings = " ".join(_warnings(make_judged(topic, [("sport", "sport")] * 4), topic))
    assert "1 of 1 labels in use have fewer than 10 positives" in warnings
    assert "rest on 4 independent articles" in warnings


def test_a_run_below_a_trivial_rule_is_said(topic, make_judged):
    judged = make_judged(topic, [("sport", "politics")] * 3)
    assert any("below the trivial rule 'majority' (1.000)" in t for t in _warnings(judged, topic))


def test_inputs_that_were_cut_are_said(topic, make_judged):
    judged = make_judged(topic, [("sport", "sport")])
    cut = replace(judged, predictions=[replace(judged.predictions[0], read_share=0.4)])
    assert any("only a part of 1 of 1 examples" in text for text in _warnings(cut, topic))
