import pytest

from toolkit.labelling.agreement import agreement_of
from toolkit.labelling.agreement_facets import Bootstrap
from toolkit.labelling.overlap import mean_interval
from toolkit.records import Span


@pytest.fixture
def say(make_event):
    def say(coder, article_id, *spans):
        evidence = tuple(
            Span(label="war", field="text", start=start, end=end) for start, end in spans
        )
        states = {"war": "present"}
        return make_event(coder, article_id, states=states, complete=True, evidence=evidence)

    return say


def test_shared_words_are_counted_once_for_both(say, codebooks):
    events = [
        say("ana", "1", (0, 10)),
        say("ben", "1", (5, 15)),
        say("ana", "2", (0, 4)),
        say("ben", "2", (8, 12)),
        say("ana", "3", (0, 4)),
        say("ben", "3"),
    ]
    found = agreement_of(events, codebooks)["facets"]["topic"]["evidence"]
    assert found["n"] == 2
    assert found["f1"] == pytest.approx((0.5 + 0) / 2)
    assert found["touching"] == 0.5
    assert found["only_one"] == 1


def test_labels_on_which_coders_differ_have_no_overlap(say, make_event, codebooks):
    other = make_event("ben", "1", states={"spa": "present"}, complete=True)
    found = agreement_of([say("ana", "1", (0, 4)), other], codebooks)["facets"]["topic"]
    assert found["evidence"] == {
        "n": 0,
        "f1": None,
        "interval": None,
        "touching": None,
        "only_one": 0,
    }


def test_the_interval_draws_whole_articles():
    low, high = mean_interval([[0.0, 0.0], [1.0]], Bootstrap(500, 1))
    assert (low, high) == (0.0, 1.0)
    assert mean_interval([[1.0]], Bootstrap()) is None
