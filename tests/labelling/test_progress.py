import pytest

from toolkit.labelling.progress import IDLE_S, Progress, Tally
from toolkit.labelling.queue import Queue


@pytest.fixture
def tally(make_event):
    def tally(*events):
        return Tally(events, Queue(["001", "002"], ["topic", "region"]))

    return tally


def test_an_article_is_done_when_all_its_facets_are(tally, make_event):
    counted = tally(make_event(complete=True))
    assert counted.progress().done == 0
    counted.add([make_event(facet="region", complete=True)])
    counted.add([make_event(facet="region", complete=True)])
    assert (counted.progress().done, counted.progress().left) == (1, 1)


def test_a_skip_counts_until_the_question_is_decided(tally, make_event):
    counted = tally(make_event(status="skipped"))
    assert counted.progress().skipped == 1
    assert counted.is_skipped(("001", "topic"))
    counted.add([make_event(complete=True)])
    assert counted.progress().skipped == 0
    counted.add([make_event(status="skipped")])
    assert counted.progress().skipped == 0


def test_an_undo_opens_the_question_again(tally, make_event):
    first, second = make_event(complete=True), make_event(facet="region", status="skipped")
    counted = tally(first, second)
    assert counted.progress().done == 1
    undo = make_event(undoes=second.id, facet="region")
    counted.recount("001", [first, second, undo])
    assert counted.closed == {("001", "topic")}
    assert (counted.progress().done, counted.progress().skipped) == (0, 0)
    counted.recount("001", [first])
    assert counted.progress().done == 0


def test_other_articles_and_facets_do_not_count(tally, make_event):
    counted = tally(
        make_event(article_id="999", complete=True), make_event(facet="stance", status="skipped")
    )
    assert counted.progress() == Progress(0, 2, 0, None, None)
    counted.recount("999", [])
    assert counted.progress().left == 2


def test_breaks_and_stance_rows_do_not_slow_the_pace(tally, make_event):
    counted = tally(
        make_event(complete=True, seconds=10),
        make_event(complete=True, seconds=IDLE_S + 1),
        make_event(states={"favor": "present"}, target="x", holder="author", seconds=500),
    )
    assert counted.progress().seconds_per_article == 20


def test_the_rest_is_told_in_minutes_and_then_in_hours():
    assert Progress(0, 2, 0, 20, 40).time_left() == "1 min"
    assert Progress(0, 300, 0, 60, 18000).time_left() == "5.0 h"
    assert Progress(0, 2, 0, None, None).time_left() == ""
    assert Progress(1, 0, 2, 20, 0).line() == (
        "1 articles done, 0 left, 2 questions skipped; 20 s an article."
    )
