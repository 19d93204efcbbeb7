import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.labelling.reading import Page, screen_safe, words_of
from toolkit.records import Article
from toolkit.records.article import Segment


@pytest.fixture
def paged():
    raw = "Menu | Home\nBig vote\nBy Ada\nFirst words here.\nShare this page with all your friends"
    pieces = [
        Segment(role="residue", raw_start=0, raw_end=11),
        Segment(role="title", raw_start=12, raw_end=20, field="title", start=0, end=8),
        Segment(role="byline", raw_start=21, raw_end=27),
        Segment(role="paragraph", raw_start=28, raw_end=45, field="text", start=0, end=17),
        Segment(role="residue", raw_start=46, raw_end=83),
    ]
    return Article(title="Big vote", text="First words here.", raw=raw, segments=tuple(pieces))


def quotes(page):
    return [page.span(i, i).quote for i in range(len(page.words))]


def test_a_row_of_a_table_is_read_field_by_field(articles):
    page = Page(articles[0])
    assert [(block.role, block.text[:12]) for block in page.blocks] == [
        ("title", "Council back"),
        ("dek", "A vote after"),
        ("byline", "Norwick Post"),
        ("paragraph", "The council "),
        ("paragraph", "Mayor Ada Br"),
        ("paragraph", "Opponents ca"),
        ("caption", "The ferry qu"),
    ]


def test_a_page_is_read_in_its_own_order_with_what_surrounds_it_folded(paged):
    folded, full = Page(paged), Page(paged, residue=True)
    assert [block.role for block in folded.blocks] == [
        *("residue", "title", "byline", "paragraph", "residue")
    ]
    assert folded.blocks[-1].text == "Share this page with … 37 characters"
    assert full.blocks[-1].text == "Share this page with all your friends"
    assert quotes(folded) == ["Big", "vote", "First", "words", "here"]


def test_segments_that_miss_words_are_not_trusted(paged):
    short = paged.model_copy(update={"segments": paged.segments[:3]})
    assert [block.role for block in Page(short).blocks] == ["title", "paragraph"]


def test_words_become_exact_spans_also_over_paragraphs(articles):
    page = Page(articles[0])
    first = page.word_at("text", articles[0].text.index("Monday"))
    span = page.span(first, first + 1, label="vote")
    assert (span.field, span.quote, span.label) == ("text", "Monday.\n\nMayor", "vote")
    assert articles[0].text[span.start : span.end] == span.quote
    assert page.span(first + 1, first) == page.span(first, first + 1)


def test_words_of_two_fields_are_no_span(articles):
    page = Page(articles[0])
    last = len(page.words) - 1
    assert page.span(0, last) is None


def test_a_sentence_is_found_around_a_word(articles):
    page = Page(Article(text="One two. “Three four!” he said. Five"))
    assert [page.span(*page.sentence(i)).quote for i in (0, 3, 4, 6)] == [
        "One two",
        "Three four",
        "he said",
        "Five",
    ]


def test_spans_are_found_again_on_the_page(articles):
    page = Page(articles[0])
    first = page.word_at("text", articles[0].text.index("Monday"))
    places = page.places([page.span(first, first + 1)])
    pieces = [(page.blocks[n].text[a:b], span.quote) for n, [(a, b, span)] in places.items()]
    assert pieces == [("Monday.", "Monday.\n\nMayor"), ("Mayor", "Monday.\n\nMayor")]


def test_quoted_words_stand_out(articles):
    page = Page(articles[0])
    assert [page.blocks[0].text[a:b] for a, b in page.quotes[0]] == ["“long”"]


def test_an_end_that_has_no_word_behind_it_has_none(articles):
    assert Page(articles[0]).word_at("captions", 999) is None


def test_signs_of_scripts_without_blanks_are_words():
    assert len(list(words_of("议会投票。"))) == 4


def test_marks_around_words_are_left_out_and_those_of_numbers_kept():
    text = "“Well”—the $1.4 (U.S.) rate, 5%…"
    assert [text[a:b] for a, b in words_of(text)] == ["Well", "the", "$1.4", "U.S", "rate", "5%"]


@given(st.text())
def test_safe_text_is_as_long_as_the_text_and_holds_no_control_characters(text):
    safe = screen_safe(text)
    assert len(safe) == len(text)
    assert not {"\x1b", "\x9b", "\x07", "\u202e", "\u2066"} & set(safe)


@given(st.text())
def test_words_never_overlap_and_hold_no_blanks(text):
    found = list(words_of(text))
    assert all(a < b for a, b in found)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(found))
    assert not any(text[a:b].split() != [text[a:b]] for a, b in found)
