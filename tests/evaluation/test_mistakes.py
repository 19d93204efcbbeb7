from toolkit.evaluation.judged import facet_data
from toolkit.evaluation.mistakes import worst_errors


def test_errors_show_gold_assigned_and_the_scores_concerned(topic, make_judged):
    judged = make_judged(topic, [("sport", "sport"), ("sport", "politics")])
    assert worst_errors(judged, facet_data(judged, topic)) == [
        {
            "article_id": "a1",
            "gold": ["sport"],
            "predicted": ["politics"],
            "scores": {"politics": 0.9, "sport": 0.1},
        }
    ]


def test_at_most_ten_errors_are_listed(topic, make_judged):
    judged = make_judged(topic, [("sport", "politics")] * 14)
    assert len(worst_errors(judged, facet_data(judged, topic))) == 10


def test_two_mistakes_are_worse_than_one(topic, make_judged):
    judged = make_judged(topic, [("sport", []), ("sport", "politics")])
    errors = worst_errors(judged, facet_data(judged, topic))
    assert [error["article_id"] for error in errors] == ["a1", "a0"]


def test_stance_errors_name_target_and_holder(stance, make_judged):
    inputs = {0: {"target": "tariffs", "holder": "Ada Quill"}}
    judged = make_judged(stance, [("favor", "abstain")], inputs=inputs)
    error = worst_errors(judged, facet_data(judged, stance))[0]
    assert (error["target"], error["holder"]) == ("tariffs", "Ada Quill")
    assert error["abstained"] == "no known words"


def test_a_mistake_on_an_unsure_label_is_none(topic, make_judged):
    judged = make_judged(
        topic,
        [("sport", ["sport", "politics"])],
        examples={0: {"unsure": {"topic": frozenset({"politics"})}}},
    )
    assert worst_errors(judged, facet_data(judged, topic)) == []
