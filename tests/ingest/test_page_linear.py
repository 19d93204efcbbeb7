"""Work on odd pages grows with their length, not faster: counted in calls, not in seconds."""

import sys

import pytest

from toolkit.ingest.page import parse_page

MOST_GROWTH = 2.3  # for twice the text: a sort adds a little


@pytest.fixture(scope="module", autouse=True)
def month_names_are_loaded():
    parse_page("Ferry sold to the island council\nBy Ann Lee\n3 May 2020\n")


def calls_for(raw):
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        parse_page(raw)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    "unit",
    [
        "a\n",
        "“a\n",
        "Read more\n",
        "By Ann Lee\n3 May 2020\n",
        "Ferry sold to the island council\n\n",
        "Advertisement\nHe said it was so, and that it would be so until the ferry came.\n\n",
        "Stops are these:\n",
        "12:30\n",
        "Photo: Ines Calder\n",
    ],
)
def test_twice_the_lines_take_twice_the_calls(unit):
    assert calls_for(unit * 1_000) / calls_for(unit * 500) < MOST_GROWTH


def test_lines_that_are_all_different_take_calls_in_proportion():
    short, long = (
        "\n".join(f"Line {n} of the ledger" for n in range(size)) for size in (500, 1_000)
    )
    assert calls_for(long) / calls_for(short) < MOST_GROWTH


@pytest.mark.parametrize(
    "raw",
    ["word " * 1_000_000, "“" * 5_000_000],
    ids=["words", "quotation marks"],
)
def test_five_megabytes_on_one_line_are_read(raw):
    page = parse_page(raw)
    assert [(s.raw_start, s.raw_end) for s in page.segments] == [(0, len(raw.rstrip()))]
