import pytest

from toolkit.errors import DataError
from toolkit.labelling.decision import Decision
from toolkit.labelling.options import SessionOptions
from toolkit.labelling.session import Session
from toolkit.labelling.suggesting import is_withheld
from toolkit.records.annotation import Span, Suggestion


def suggest(article, codebook):
    return [Suggestion(label="war", source="rules")]


def explain(article, codebook):
    return [Span(label="war", field="title", start=0, end=3, quote=article.title[:3])]


@pytest.fixture
def open_session(store, codebooks):
    def open_session(**options):
        chosen = {"facets": ["topic"], "suggest": suggest, "explain": explain} | options
        return Session(
            store,
            codebooks,
            queue=["001", "002", "003"],
            coder="ana",
            options=SessionOptions(**chosen),
        )

    return open_session


def test_the_lot_falls_on_the_share_that_was_asked_for_and_never_anew():
    drawn = [is_withheld("ana", str(n), share=0.25) for n in range(4000)]
    assert 900 < sum(drawn) < 1100
    assert drawn == [is_withheld("ana", str(n), share=0.25) for n in range(4000)]
    assert drawn != [is_withheld("ben", str(n), share=0.25) for n in range(4000)]
    assert not any(is_withheld("ana", str(n), share=0) for n in range(100))
    assert all(is_withheld("ana", str(n), share=1) for n in range(100))


def test_a_share_outside_0_to_1_is_refused():
    with pytest.raises(DataError, match=r"--withhold 20: expected a share of articles"):
        SessionOptions(withhold=20)


def test_what_the_lot_keeps_back_is_recorded_and_not_shown(open_session):
    session = open_session(blind=False, withhold=1)
    assert session.item().suggestions == ()
    assert session.ask() == ()
    assert session.reasons() == ()
    event = session.decide(Decision(["spa"]))
    assert (event.shown, [item.label for item in event.withheld]) == ((), ["war"])
    assert session.reveal(event) == ()


def test_what_is_shown_is_not_withheld(open_session):
    event = open_session(blind=False).decide(Decision(["spa"]))
    assert ([item.label for item in event.shown], event.withheld) == (["war"], ())


def test_a_blind_coder_may_ask_and_that_is_recorded_before_the_decision(open_session, store):
    session = open_session()
    assert session.reasons() == ()
    assert [item.label for item in session.ask()] == ["war"]
    assert store.events()[-1].shown[0].label == "war"
    assert [item.label for item in session.item().suggestions] == ["war"]
    assert [span.quote for span in session.reasons()] == ["Cou"]
    session.ask()
    assert len(store.events()) == 1


def test_what_was_seen_is_still_on_screen_after_a_restart(open_session):
    open_session().ask()
    session = open_session()
    assert [item.label for item in session.item().suggestions] == ["war"]
    assert session.decide(Decision(["spa"])).shown[0].label == "war"


def test_a_reliability_sample_has_no_suggestions_and_nothing_to_withhold(open_session):
    session = open_session(reliability=True, withhold=1, blind=False)
    assert session.ask() == ()
    assert session.decide(Decision(["spa"])).withheld == ()


def test_stance_rows_and_their_end_carry_what_was_withheld(store, codebooks):
    options = SessionOptions(facets=["stance"], suggest=suggest, withhold=1)
    session = Session(store, codebooks, queue=["001"], coder="ana", options=options)
    row = session.decide_row("bridge", None, decision=Decision(["favor"]))
    assert [item.label for item in row.withheld] == ["war"]
    assert [item.label for item in session.close_rows().withheld] == ["war"]
