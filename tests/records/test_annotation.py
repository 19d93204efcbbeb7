import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.records import Annotation, Span, Suggestion

LABELS = st.text(min_size=1, max_size=8)
STATES = st.sampled_from(["present", "absent", "unsure", "not_applicable"])
SPANS = st.builds(
    Span,
    label=LABELS,
    field=st.sampled_from(["title", "dek", "text", "captions"]),
    start=st.integers(0, 9),
    end=st.integers(10, 20),
    quote=st.text(),
)
EVENTS = st.builds(
    Annotation,
    coder=st.just("ana"),
    article_id=st.text(),
    fingerprint=st.text(),
    codebook=st.text(),
    version=st.text(),
    facet=st.just("topic"),
    time=st.none() | st.just("2024-05-31T10:00:00Z"),
    states=st.dictionaries(LABELS, STATES),
    complete=st.booleans(),
    evidence=st.lists(SPANS, max_size=2).map(tuple),
    note=st.none() | st.text(),
    seconds=st.none() | st.floats(0, 1e6),
    shown=st.lists(st.builds(Suggestion, label=LABELS, source=st.text()), max_size=2).map(tuple),
    group=st.none() | st.text(),
)


@given(EVENTS)
def test_an_event_reads_back_equal_from_json(event):
    assert Annotation.model_validate(json.loads(json.dumps(event.to_json()))) == event


def test_an_event_without_a_time_does_not_get_the_present_one():
    event = Annotation(
        coder="ana",
        article_id="1",
        fingerprint="f",
        codebook="topic",
        version="1",
        facet="topic",
        time=None,
    )
    assert Annotation.model_validate(event.to_json()).time is None


def test_times_are_kept_in_utc_so_that_text_order_is_time_order(event_fields):
    event = Annotation(**event_fields, time="2024-05-31T12:00:00+02:00")
    assert event.time == "2024-05-31T10:00:00.000000Z"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"coder": "  "}, "expected a name"),
        ({"coder": "a\nb"}, "expected a name"),
        ({"time": "2024-05-31T12:00:00"}, "expected a time with its zone"),
        ({"primary": "war", "complete": True}, "must be present"),
        ({"roles": {"SY": "focus"}, "states": {"SY": "absent"}}, "must be present"),
        ({"status": "skipped", "states": {"war": "present"}}, "cannot give labels"),
        ({"undoes": "x", "complete": True}, "cannot give labels"),
        ({"target": "bridge"}, "both a target and a holder"),
        ({"kind": "robot"}, "Input should be"),
        ({"seconds": float("nan")}, "finite"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_contradictory_events_are_refused(event_fields, fields, message):
    with pytest.raises(ValueError, match=message):
        Annotation(**(event_fields | fields))


def test_a_span_is_half_open():
    with pytest.raises(ValueError, match="expected start before end, got 4:4"):
        Span(label="war", field="text", start=4, end=4)


@pytest.fixture
def event_fields():
    return {
        "coder": "ana",
        "article_id": "1",
        "fingerprint": "f",
        "codebook": "topic",
        "version": "1",
        "facet": "topic",
    }
