from toolkit.labelling.history import history_lines, summary
from toolkit.records import Span, Suggestion

WAR = Suggestion(label="war", source="run-1", score=0.914)


def test_a_line_says_who_what_when_and_under_which_codebook(make_event):
    event = make_event(
        states={"vote": "present", "war": "unsure"},
        primary="vote",
        complete=True,
        evidence=(Span(label="vote", field="text", start=0, end=5, quote="voted"),),
        note="clear",
        seconds=41.2,
        time="2024-03-04T10:00:00Z",
    )
    (line,) = history_lines([event])
    assert line.startswith("2024-03-04T10:00:00.000000Z  ana  001  topic  *vote, ~war")
    assert 'vote: "voted"' in line
    assert "(clear)  [41 s]  topic@1" in line


def test_what_was_on_screen_and_what_was_withheld_is_shown(make_event):
    row = Suggestion(label="favor", source="rules", target="bridge", holder="author")
    shown = make_event(states={"war": "present"}, shown=(WAR, row))
    withheld = make_event(states={"war": "present"}, withheld=(WAR,))
    first, second = history_lines([shown, withheld])
    assert "[on screen: war 0.91, bridge | author | favor by run-1, rules]" in first
    assert "[withheld: war 0.91 by run-1]" in second


def test_undone_events_and_their_undos_are_marked(make_event):
    event = make_event(states={"war": "present"})
    undo = make_event(undoes=event.id)
    redo = make_event(undoes=undo.id)
    assert history_lines([event, undo])[0].endswith("(undone)")
    lines = history_lines([event, undo, redo])
    assert not lines[0].endswith("(undone)")
    assert f"undo of {event.id}" in lines[1]
    assert f"redo of {undo.id}" in lines[2]


def test_an_implied_main_label_is_named(make_event):
    event = make_event(states={"vote": "present"}, primary="politics", complete=True)
    assert summary(event) == "vote, main: politics"


def test_remarks_are_told_by_their_kind(make_event):
    lines = history_lines([make_event(status="skipped"), make_event(status="reopened", note="new")])
    assert "  skipped  " in lines[0]
    assert "  reopened  (new)" in lines[1]
