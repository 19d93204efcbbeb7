import pytest

from toolkit.labelling.agreement import AgreementOptions, agreement_of
from toolkit.labelling.agreement_tables import agreement_text
from toolkit.records import Suggestion

WAR = (Suggestion(label="war", source="run-1", score=0.9),)


@pytest.fixture
def say(make_event):
    def say(article_id, *labels, coder="ana", **fields):
        states = dict.fromkeys(labels, "present")
        return make_event(coder, article_id, states=states, complete=True, **fields)

    return say


def test_agreement_when_shown_is_compared_with_agreement_when_withheld(say, codebooks):
    events = [
        say("1", "war", shown=WAR),
        say("2", "war", shown=WAR),
        say("3", "war", "spa", shown=WAR),
        say("4", "spa", withheld=WAR),
        say("5", "war", withheld=WAR),
    ]
    found = agreement_of(events, codebooks)["anchoring"]["topic"]
    assert found["shown"] == {"n": 3, "agreement": pytest.approx((1 + 1 + 0.5) / 3)}
    assert found["withheld"] == {"n": 2, "agreement": 0.5}
    assert found["difference"] == pytest.approx(2.5 / 3 - 0.5)
    low, high = found["interval"]
    assert low < found["difference"] < high


def test_nothing_is_made_of_nothing(say, codebooks):
    assert agreement_of([say("1", "war")], codebooks)["anchoring"] == {}
    only_shown = agreement_of([say("1", "war", shown=WAR)], codebooks)["anchoring"]["topic"]
    assert only_shown["difference"] is None
    assert only_shown["interval"] is None


def test_blind_first_compares_before_and_after(say, make_event, codebooks):
    events = [
        say("1", "spa"),
        make_event("ana", "1", status="noted", shown=WAR),
        say("1", "war"),
        say("2", "war"),
        make_event("ana", "2", status="noted", shown=WAR),
    ]
    report = agreement_of(events, codebooks)
    assert report["anchoring"]["topic"]["blind_first"] == {
        "n": 2,
        "before": 0.5,
        "after": 1.0,
        "changed": 1,
    }
    assert report["left_out"] == 1  # the change was made with the suggestion on screen
    assert "1 of 2 decisions changed" in agreement_text(report)


def test_stance_suggestions_are_compared_row_by_row(make_event, codebooks):
    row = {"target": "bridge", "holder": "author"}
    offered = (Suggestion(label="favor", source="run-1", **row),)
    events = [
        make_event("ana", "1", "stance", states={"favor": "present"}, complete=True, **row),
        make_event("ana", "1", "stance", complete=True, shown=offered),
    ]
    found = agreement_of(events, codebooks)["anchoring"]["stance"]
    assert found["shown"] == {"n": 1, "agreement": 1.0}


def test_a_coder_can_be_looked_at_alone(say, codebooks):
    events = [say("1", "war", shown=WAR), say("1", "spa", coder="ben", shown=WAR)]
    found = agreement_of(events, codebooks, options=AgreementOptions(coders=["ben"]))
    assert found["anchoring"]["topic"]["shown"]["agreement"] == 0.0
