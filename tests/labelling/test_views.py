from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.labelling.history import history_lines
from toolkit.labelling.views import closed, current, independent, standing
from toolkit.records import Span, Suggestion


def only(events):
    (found,) = current(events).values()
    return found


def test_the_last_complete_decision_counts(make_event):
    first = make_event(states={"war": "present"}, complete=True)
    second = make_event(states={"sport": "present"}, complete=True)
    assert only([first, second]).present == ("sport",)


def test_a_partial_decision_adds_to_what_was_said(make_event, topic):
    found = only(
        [
            make_event(states={"war": "present"}, primary="war"),
            make_event(states={"sport": "absent", "spa": "unsure"}),
        ]
    )
    assert [found.known(topic).value(label) for label in ("war", "sport", "spa", "vote")] == [
        True,
        False,
        None,
        None,
    ]
    assert found.primary == "war"


def test_the_four_states_stay_apart(make_event, topic):
    states = {"war": "present", "sport": "absent", "spa": "unsure"}
    partly = only([make_event(states=states)])
    wholly = only([make_event(states=states, complete=True)])
    assert partly.known(topic).value("vote") is None
    assert wholly.known(topic).value("vote") is False
    assert wholly.known(topic).value("spa") is None


def test_a_child_brings_its_parent(make_event, topic):
    found = only([make_event(states={"vote": "present"}, complete=True)])
    assert found.known(topic).value("politics") is True
    assert found.present == ("vote",)


def test_a_main_label_that_no_longer_applies_is_dropped(make_event):
    found = only(
        [
            make_event(states={"war": "present", "spa": "present"}, primary="war", complete=True),
            make_event(states={"war": "absent"}),
        ]
    )
    assert found.present == ("spa",)
    assert found.primary is None


def test_new_evidence_for_a_label_replaces_the_old(make_event):
    span = Span(label="war", field="text", start=0, end=3, quote="The")
    other = span.model_copy(update={"start": 4, "end": 8})
    found = only(
        [
            make_event(states={"war": "present"}, evidence=(span,)),
            make_event(states={"war": "present"}, evidence=(other,)),
        ]
    )
    assert found.evidence == (other,)


def test_an_old_look_at_all_labels_says_nothing_about_a_new_version(make_event, topic):
    old = make_event(states={"war": "present"}, complete=True)
    new = make_event(states={"sport": "absent"}).model_copy(update={"version": "2"})
    found = only([old, new])
    assert not found.complete
    assert found.known(topic).value("spa") is None


def test_an_undone_decision_does_not_count_and_a_redone_one_does(make_event):
    decision = make_event(states={"war": "present"}, complete=True)
    undo = make_event(undoes=decision.id)
    redo = make_event(undoes=undo.id)
    assert standing([decision, undo]) == []
    assert standing([decision, undo, redo]) == [decision]
    assert "(undone)" in history_lines([decision, undo])[0]
    assert "redo of" in history_lines([decision, undo, redo])[2]


def test_nobody_undoes_anothers_decision(make_event):
    decision = make_event(states={"war": "present"})
    assert standing([decision, make_event(coder="eve", undoes=decision.id)]) == [decision]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.booleans(), max_size=12))
def test_undo_and_redo_in_any_order_leave_all_or_nothing(make_event, steps):
    events = [make_event(states={"war": "present"})]
    for _ in steps:
        events.append(make_event(undoes=events[-1].id))
    assert standing(events) == events[:1] * (len(steps) % 2 == 0)


def test_independent_decisions_end_at_adjudication(make_event):
    before = make_event(states={"war": "present"}, complete=True)
    gold = make_event("cleo", kind="adjudication", states={"spa": "present"}, complete=True)
    after = make_event(states={"spa": "present"}, complete=True)
    labels, left_out = independent([before, gold, after])
    assert [item.present for item in labels.values()] == [("war",)]
    assert left_out == 1


def test_independent_decisions_end_where_suggestions_were_seen(make_event):
    before = make_event(states={"war": "present"}, complete=True)
    seen = make_event(status="noted", shown=(Suggestion(label="spa", source="rules"),))
    after = make_event(states={"spa": "present"}, complete=True)
    other = make_event("ben", states={"sport": "present"}, complete=True)
    labels, left_out = independent([before, seen, after, other])
    assert [item.present for item in labels.values()] == [("war",), ("sport",)]
    assert left_out == 1


def test_rules_runs_and_imports_are_not_independent(make_event):
    events = [make_event(kind=kind, complete=True) for kind in ("rules", "run", "import")]
    assert independent(events) == ({}, 0)


def test_a_stance_facet_is_closed_by_an_event_without_a_target(make_event):
    row = make_event(
        facet="stance", target="bridge", holder="author", states={"favor": "present"}, complete=True
    )
    assert closed([row]) == set()
    assert closed([row, make_event(facet="stance", complete=True)]) == {("001", "stance")}


def test_a_skipped_facet_is_closed_but_not_decided(make_event):
    events = [make_event(status="skipped")]
    assert closed(events) == {("001", "topic")}
    assert closed(events, skipped=False) == set()
    assert current(events) == {}


def test_history_says_who_said_what(make_event):
    span = Span(label="war", field="text", start=0, end=5, quote="shots")
    event = make_event(
        time="2024-05-31T10:00:00Z",
        states={"war": "present", "spa": "unsure", "sport": "absent"},
        primary="war",
        evidence=(span,),
        note="hard",
    )
    (line,) = history_lines([event])
    assert line.startswith("2024-05-31T10:00:00.000000Z  ana  001  topic")
    assert '*war, ~spa, -sport (others not examined)  war: "shots"  (hard)  topic@1' in line
