"""Passages with marked words."""

from hypothesis import given
from hypothesis import strategies as st

from toolkit.evaluation.passages import AROUND, MAX_PASSAGES, passages
from toolkit.records import Evidence, ModelInput
from toolkit.records.example import Piece

TITLE = "Harbour closes"
TEXT = "The council voted to close the north quay. " * 12
INPUT = ModelInput(
    "a1",
    f"{TITLE}\n\n{TEXT}",
    pieces=(Piece("title", 0, len(TITLE), 0), Piece("text", len(TITLE) + 2, 16 + len(TEXT), 0)),
)


def span(start, end, *, field="text", weight=1.0):
    words = (TITLE if field == "title" else TEXT)[start:end]
    return Evidence("topic", "politics", field, start, end, words, weight)


def marked(passage):
    return [passage["text"][mark["start"] : mark["end"]] for mark in passage["marks"]]


def test_marked_words_are_the_evidence():
    found = passages(INPUT, [], [span(4, 11), span(8, 14, field="title")])
    assert [marked(passage) for passage in found] == [["council"], ["closes"]]
    assert [passage["field"] for passage in found] == ["text", "title"]
    assert [mark["by"] for passage in found for mark in passage["marks"]] == ["run", "run"]


def test_near_marks_share_a_passage_and_far_ones_do_not():
    near = passages(INPUT, [], [span(4, 11), span(12, 17)])
    assert [marked(passage) for passage in near] == [["council", "voted"]]
    far = passages(INPUT, [], [span(4, 11), span(400, 405)])
    assert len(far) == 2


def test_coders_words_come_first_and_carry_no_weight():
    found = passages(INPUT, [span(400, 405)], [span(4, 11, weight=2.5)])
    assert found[0]["marks"][0] | {"start": 0, "end": 0} == {
        "start": 0, "end": 0, "by": "coder", "weight": None,
    }  # fmt: skip
    assert found[1]["marks"][0]["weight"] == 2.5


def test_the_same_words_again_are_shown_once():
    assert len(passages(INPUT, [], [span(4, 11), span(47, 54), span(90, 97)])) == 1


def test_evidence_that_the_model_never_saw_is_left_out():
    assert passages(INPUT, [Evidence("topic", "x", "captions", 0, 4, "Pier")], []) == []


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 9)), max_size=9))
def test_passages_are_stretches_of_their_field_with_marks_in_order(places):
    found = passages(INPUT, [], [span(start, start + n) for start, n in places])
    assert len(found) <= MAX_PASSAGES
    for passage in found:
        assert TEXT[passage["start"] :].startswith(passage["text"])
        ends = [edge for mark in passage["marks"] for edge in (mark["start"], mark["end"])]
        assert ends == sorted(ends)
        assert ends[0] >= 0
        assert ends[-1] <= len(passage["text"])
        assert ends[0] <= AROUND + 20
