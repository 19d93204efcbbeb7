import itertools

import pytest

from toolkit.errors import DataError
from toolkit.labelling.annotate import annotate
from toolkit.labelling.decision import Decision
from toolkit.labelling.session import Session, SessionOptions
from toolkit.labelling.store import Store
from toolkit.records import Article, Suggestion


@pytest.fixture
def open_session(store, codebooks):
    def open_session(coder="ana", **options):
        counter = itertools.count()
        chosen = {"facets": ["topic", "region"], "clock": lambda: float(next(counter))} | options
        return Session(
            store,
            codebooks,
            queue=["001", "002", "003"],
            coder=coder,
            options=SessionOptions(**chosen),
        )

    return open_session


def place(session):
    item = session.item()
    return item and (item.article.id, item.codebook.facet)


def test_questions_come_article_by_article_and_facet_by_facet(open_session):
    session = open_session()
    seen = []
    while session.item():
        seen.append(place(session))
        session.decide(Decision())
    assert seen == [(a, f) for a in ("001", "002", "003") for f in ("topic", "region")]
    assert session.progress().left == 0


def test_a_decision_is_stored_before_the_next_question(open_session, store):
    event = open_session().decide(Decision(["war"]))
    with Store(store.path) as other:
        assert other.events() == [event]
    assert event.seconds >= 1


def test_a_wrong_decision_stores_nothing_and_stays(open_session, store):
    session = open_session()
    with pytest.raises(DataError, match="not in the codebook"):
        session.decide(Decision(["xyz"]))
    assert place(session) == ("001", "topic")
    assert store.events() == []


def test_another_session_goes_on_where_the_first_stopped(open_session):
    first = open_session()
    first.decide(Decision(["war"]))
    first.skip()
    second = open_session()
    assert place(second) == ("002", "topic")
    assert second.progress().done == 1
    assert second.progress().skipped == 1


def test_coders_do_not_see_each_others_progress(open_session):
    open_session().decide(Decision(["war"]))
    assert place(open_session("ben")) == ("001", "topic")


def test_undo_and_redo_go_step_by_step_also_after_a_restart(open_session):
    session = open_session()
    session.decide(Decision(["war"]))
    session.decide(Decision(["SY"]))
    session = open_session()
    assert [event.facet for event in session.undo()] == ["region"]
    assert place(session) == ("001", "region")
    session = open_session()
    assert [event.facet for event in session.undo()] == ["topic"]
    assert place(session) == ("001", "topic")
    assert session.undo() == []
    session = open_session()
    assert len(session.redo()) == 1
    assert place(session) == ("001", "region")
    assert len(session.redo()) == 1
    assert place(session) == ("002", "topic")
    assert session.redo() == []


def test_a_new_decision_ends_redo(open_session):
    session = open_session()
    session.decide(Decision(["war"]))
    session.undo()
    session.decide(Decision(["spa"]))
    assert session.redo() == []


def test_skipping_an_article_is_one_step(open_session):
    session = open_session()
    session.skip(article=True)
    assert place(session) == ("002", "topic")
    assert len(session.undo()) == 2
    assert place(session) == ("001", "topic")
    session.redo()
    assert place(session) == ("002", "topic")


def test_flags_and_notes_do_not_answer_the_question(open_session, store):
    session = open_session()
    session.flag("odd page")
    session.note(" two readings ")
    assert place(session) == ("001", "topic")
    assert [(e.status, e.note) for e in store.events()] == [
        ("flagged", "odd page"),
        ("noted", "two readings"),
    ]
    with pytest.raises(DataError, match="note: is empty"):
        session.note(" ")


def test_going_back_shows_what_was_given_and_lets_it_stand(open_session):
    session = open_session()
    session.decide(Decision(["war"]))
    assert session.back()
    assert [item.present for item in session.given()] == [("war",)]
    session.go_on()
    assert place(session) == ("001", "region")
    assert session.back()
    assert not session.back()


def test_stance_rows_are_stored_one_by_one_and_then_closed(open_session, store):
    session = open_session(facets=["stance"])
    session.decide_row("bridge", None, decision=Decision(["favor"]))
    session.decide_row("mayor", "Ada Brandt", decision=Decision(["none"]))
    session.decide_row("mayor", "Ada Brandt", decision=Decision())
    session = open_session(facets=["stance"])
    assert place(session) == ("001", "stance")
    assert [item.unit.target for item in session.given() if item.is_row] == ["bridge"]
    session.close_rows()
    assert place(session) == ("002", "stance")
    session.undo()
    assert place(session) == ("001", "stance")
    session.undo()
    assert len([item for item in session.given() if item.is_row]) == 2


def suggest_war(article, codebook):
    return [Suggestion(label="war", source="rules", score=0.9)]


def test_suggestions_come_after_the_coders_own_decision_and_are_recorded(open_session, store):
    session = open_session(suggest=suggest_war)
    assert session.item().suggestions == ()
    event = session.decide(Decision(["spa"]))
    assert event.shown == ()
    assert [item.label for item in session.reveal(event)] == ["war"]
    assert store.events()[-1].shown[0].label == "war"
    session.reopen(event)
    assert place(session) == ("001", "topic")
    session.decide(Decision(["war"]))
    assert place(session) == ("001", "region")


def test_undo_passes_over_the_record_of_what_was_seen(open_session):
    session = open_session(suggest=suggest_war)
    session.reveal(session.decide(Decision(["spa"])))
    assert [event.states for event in session.undo()] == [{"spa": "present"}]


def test_suggestions_on_screen_are_part_of_the_decision(open_session):
    session = open_session(suggest=suggest_war, blind=False)
    assert [item.label for item in session.item().suggestions] == ["war"]
    assert session.decide(Decision(["spa"])).shown[0].label == "war"


def test_a_reliability_sample_never_has_suggestions(open_session):
    session = open_session(suggest=suggest_war, blind=False, reliability=True)
    assert session.item().suggestions == ()
    assert session.reveal(session.decide(Decision(["spa"]))) == ()


def test_progress_knows_the_pace(open_session):
    session = open_session()
    assert session.progress().line() == "0 articles done, 3 left."
    for _ in range(2):
        session.item()
        session.decide(Decision())
    found = session.progress()
    assert (found.done, found.left) == (1, 2)
    assert found.seconds_left == found.seconds_per_article * 2
    assert "s an article, about 1 min left" in found.line()


def test_articles_without_text_are_passed_over(store, codebooks):
    store.add_articles([Article(id="empty", text=" ")])
    session = Session(store, codebooks, queue=["empty", "003", "003"], coder="ana")
    assert session.queue == ["003"]


def test_unknown_articles_and_facets_are_refused(store, codebooks):
    with pytest.raises(DataError, match="no article has the id '0O1'"):
        Session(store, codebooks, queue=["0O1"], coder="ana")
    with pytest.raises(DataError, match=r"facet 'topics' has no codebook. Did you mean 'topic'"):
        Session(store, codebooks, queue=[], coder="ana", options=SessionOptions(facets=["topics"]))


def test_nothing_left_to_label_is_an_error_to_decide(store, codebooks):
    session = Session(store, codebooks, queue=[], coder="ana")
    assert session.item() is None
    with pytest.raises(DataError, match="nothing is left"):
        session.decide(Decision())


def test_an_undo_of_another_queue_does_not_move_this_one(store, codebooks):
    annotate(store, codebooks["topic"], article_id="001", coder="ana", decision=Decision(["war"]))
    session = Session(store, codebooks, queue=["003"], coder="ana")
    assert len(session.undo()) == 1
    assert place(session) == ("003", "topic")


def test_annotate_stores_one_partial_decision(store, topic):
    decision = Decision(["war"], absent=["spa"], complete=False, note="sure")
    event = annotate(store, topic, article_id="001", coder="ana", decision=decision)
    assert store.events() == [event]
    assert event.states == {"war": "present", "spa": "absent"}
    assert event.fingerprint == store.article("001").fingerprint


def test_annotate_refuses_to_say_nothing(store, topic):
    with pytest.raises(DataError, match="says nothing"):
        annotate(store, topic, article_id="001", coder="ana", decision=Decision(complete=False))


def test_annotate_refuses_a_coder_without_a_name(store, topic):
    with pytest.raises(DataError, match="expected a name"):
        annotate(store, topic, article_id="001", coder=" ", decision=Decision(["war"]))


def test_annotate_closes_stance_rows(store, stance):
    annotate(
        store,
        stance,
        article_id="001",
        coder="ana",
        decision=Decision(["favor"]),
        row=("bridge", "Ada"),
    )
    event = annotate(store, stance, article_id="001", coder="ana", decision=Decision())
    assert event.complete
    assert event.target is None


def test_one_can_jump_to_another_facet_and_the_queue_goes_on_from_there(open_session):
    session = open_session()
    session.jump("region")
    session.decide(Decision(["SY"]))
    assert place(session) == ("001", "topic")
    session.decide(Decision(["war"]))
    assert place(session) == ("002", "topic")


def test_articles_are_turned_to_their_first_open_facet(open_session):
    session = open_session()
    assert not session.turn(by=-1)
    assert session.turn(by=2)
    assert not session.turn(by=1)
    session.decide(Decision(["war"]))
    assert session.turn(by=-1)
    assert session.turn(by=1)
    assert place(session) == ("003", "region")


def test_drafts_of_several_facets_are_kept_until_they_are_decided(open_session):
    session = open_session()
    session.draft().toggle("war")
    session.jump("region")
    assert session.draft().empty
    session.jump("topic")
    assert session.draft().present == ["war"]
    assert session.undecided() == [("001", "topic")]
    session.decide(session.draft().decision())
    assert session.undecided() == []


def test_a_skipped_question_is_answered_and_not_decided(open_session):
    session = open_session()
    session.skip()
    assert session.is_answered(("001", "topic"))
    assert session.is_skipped(("001", "topic"))
    assert not session.is_skipped(("001", "region"))


def test_flags_and_notes_of_a_question_are_listed_until_undone(open_session):
    session = open_session()
    session.flag("odd")
    session.note("two readings")
    assert [event.note for event in session.remarks()] == ["odd", "two readings"]
    session.undo()
    assert [event.note for event in session.remarks()] == ["odd"]


def test_the_next_articles_are_made_ready_with_their_suggestions(open_session):
    asked = []

    def suggest(article, codebook):
        asked.append((article.id, codebook.facet))
        return []

    session = open_session(suggest=suggest)
    session.prepare()
    assert asked == []
    session.item()
    session.prepare()
    assert asked == [(a, f) for a in ("002", "003") for f in ("topic", "region")]


def test_events_of_one_session_never_stand_at_the_same_time(open_session, store):
    session = open_session()
    session.flag()
    session.flag()
    session.decide(Decision())
    times = [event.time for event in store.events()]
    assert times == sorted(set(times))
