"""Where lines begin and end."""

from toolkit.ingest.page_spans import split_lines, unwrapped

WRAPPED = (
    "The harbour office said on Monday that the old bridge will stay closed\n"
    "until the autumn, because the inspectors found more rust in its joints\n"
    "than the report of last year had led the council to expect, and because\n"
    "no firm has offered to mend it."
)


def test_blanks_at_the_ends_of_a_line_are_left_out():
    assert split_lines("  Ferry sold \r\n\r\nAnn Lee") == [(2, 12, True), (17, 24, True)]


def test_a_rule_parts_the_lines_around_it():
    assert [gap for _, _, gap in split_lines("One\n---\nTwo\nThree")] == [True, False, True, False]


def test_a_paragraph_broken_at_a_fixed_width_is_one_line():
    assert unwrapped(WRAPPED, split_lines(WRAPPED)) == [(0, len(WRAPPED), True)]


def test_short_lines_stay_apart():
    spans = split_lines("Home\nNews\nSport")
    assert unwrapped("Home\nNews\nSport", spans) == spans
