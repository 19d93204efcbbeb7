import pytest

from toolkit.labelling.draft import Draft
from toolkit.labelling.terminal.labels import label_lines, search, search_targets
from toolkit.records.annotation import Span, Suggestion


@pytest.fixture
def draft(topic):
    return Draft(topic)


def written(lines):
    return [f"{line.key}{line.mark}{'  ' * line.depth}{line.text}" for line in lines]


def test_the_codebook_stands_with_keys_and_states(draft):
    draft.toggle("war", "unsure")
    assert written(label_lines(draft, keys={"1": "politics", "2": "war"})) == [
        "yours",
        "2[~]War, conflict and peace",
        "topic: all 6 labels",
        "1[ ]Politics",
        "[ ]  Elections",
        "2[~]War, conflict and peace",
        "[ ]Sport",
        "[ ]Spas and baths",
    ]


def test_own_labels_stand_on_top_with_their_words(draft):
    draft.mark(Span(label="vote", field="text", start=0, end=9, quote="a long\nvote"))
    assert written(label_lines(draft, keys={}))[:3] == [
        "yours",
        "[*]Elections ‹ Politics",
        "  “a long vote”",
    ]


def test_states_can_be_told_without_colour(draft, region):
    draft.toggle("war")
    draft.toggle("sport")
    draft.toggle("spa", "not_applicable")
    marks = {line.id: line.mark for line in label_lines(draft, keys={})}
    assert [marks[name] for name in ("war", "sport", "spa", "vote")] == ["[*]", "[x]", "[!]", "[ ]"]
    other = Draft(region)
    other.next_role("SY")
    assert label_lines(other, keys={})[1].tail == "focus"


def test_a_question_that_does_not_arise_is_one_line(draft):
    draft.not_applicable()
    assert label_lines(draft, keys={})[0].text == "not applicable to this article"


def test_suggestions_stand_apart_with_their_source(draft):
    draft.toggle("war")
    found = [Suggestion(label="war", source="rules"), Suggestion(label="spa", source="rules")]
    lines = label_lines(draft, keys={}, suggestions=found)
    assert [(line.text, line.tail) for line in lines[1:4]] == [
        ("War, conflict and peace", "‹rules›"),
        ("suggested by rules", ""),
        ("Spas and baths", "‹rules›"),
    ]
    draft.toggle("spa")
    assert "nothing else" in written(label_lines(draft, keys={}, suggestions=found))


def test_long_codebooks_open_branch_by_branch(topic):
    more = [{"id": f"L{n}", "name": f"Label {n}"} for n in range(40)]
    book = type(topic).model_validate(topic.model_dump() | {"labels": [*topic.labels, *more]})
    closed, opened = (label_lines(Draft(book), keys={}, opened=o) for o in ((), ("politics",)))
    assert ("Elections" in written(closed), closed[1].tail) == (False, "▸1")
    assert opened[2].text == "Elections"


def test_a_search_prefers_names_then_words_then_definitions(topic):
    assert search(topic, "spa") == ["spa"]
    assert search(topic, "s")[:2] == ["sport", "spa"]
    assert search(topic, "government") == ["politics"]
    assert search(topic, "peace") == ["war"]
    assert search(topic, "parliaments") == ["politics"]
    assert search(topic, "oldies") == []
    assert len(search(topic, "")) == 5


def test_what_a_search_found_is_counted(draft):
    assert written(label_lines(draft, keys={}, found=["war"])) == [
        "1 found",
        "[ ]War, conflict and peace",
    ]
    assert label_lines(draft, keys={}, found=[])[0].text == "nothing found"


def test_targets_are_searched_by_names_aliases_and_what_they_are_about(stance):
    assert search_targets(stance, "cross") == ["bridge"]
    assert search_targets(stance, "the") == ["bridge", "mayor"]
    assert search_targets(stance, "xyz") == []
