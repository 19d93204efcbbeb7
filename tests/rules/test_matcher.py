"""Terms are found as whole words, cased as written, at offsets of the original text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import CodebookError
from toolkit.rules import TermMatcher


def found(terms, text):
    return [(terms[hit.term], text[hit.start : hit.end]) for hit in TermMatcher(terms).hits(text)]


def test_a_lower_case_term_matches_any_case():
    assert found(["strike"], "Strike, STRIKE and strike") == [
        ("strike", "Strike"),
        ("strike", "STRIKE"),
        ("strike", "strike"),
    ]


def test_a_term_with_a_capital_matches_as_written_or_in_capitals():
    assert found(["Turkey"], "Turkey TURKEY turkey TurKey") == [
        ("Turkey", "Turkey"),
        ("Turkey", "TURKEY"),
    ]


def test_us_the_country_is_not_us_the_pronoun():
    assert found(["US"], "the US told us, Us Weekly wrote") == [("US", "US")]


def test_only_whole_words_match():
    assert found(["Niger", "chad"], "Nigeria, Niger's, Niger-Delta, unchad") == [
        ("Niger", "Niger"),
        ("Niger", "Niger"),
    ]


def test_a_star_stands_for_any_ending_also_inside_a_phrase():
    terms = ["econom* growth", "Syrian*"]
    assert found(terms, "economic growth in SYRIANS’ towns; econ growth") == [
        ("econom* growth", "economic growth"),
        ("Syrian*", "SYRIANS"),
    ]


def test_a_phrase_after_a_star_ends_with_a_whole_word():
    assert found(["right* group"], "rights groups, rights group") == [
        ("right* group", "rights group")
    ]


def test_a_blank_matches_any_run_of_blanks_but_no_paragraph_break():
    terms = ["New York"]
    text = "New\nYork, New\u00a0York, New \n  York, New\t\tYork. New\n\nYork, New \n \n York"
    assert [text for _, text in found(terms, text)] == [
        "New\nYork",
        "New\u00a0York",
        "New \n  York",
        "New\t\tYork",
    ]


def test_punctuation_is_not_a_blank():
    assert found(["New York"], "New, York and New-York") == []


def test_both_apostrophes_are_the_same():
    terms = ["Côte d'Ivoire"]
    assert found(terms, "Côte d’Ivoire, Côte d'Ivoire") == [
        ("Côte d'Ivoire", "Côte d’Ivoire"),
        ("Côte d'Ivoire", "Côte d'Ivoire"),
    ]


def test_offsets_hold_where_folding_changes_lengths():
    text = "İİ ßß Καλάς e\u0301te\u0301 — Mali, MALI"
    assert found(["Mali"], text) == [("Mali", "Mali"), ("Mali", "MALI")]


def test_a_sharp_s_matches_its_capitals():
    assert found(["große", "Weißrussland"], "GROSSE große WEISSRUSSLAND Weißrussland") == [
        ("große", "GROSSE"),
        ("große", "große"),
        ("Weißrussland", "WEISSRUSSLAND"),
        ("Weißrussland", "Weißrussland"),
    ]


def test_composed_and_decomposed_accents_are_the_same():
    decomposed = "Me\u0301xico"
    assert found(["México"], f"{decomposed} México Mexico") == [
        ("México", decomposed),
        ("México", "México"),
    ]


def test_an_accent_behind_a_word_belongs_to_it():
    assert found(["Peru"], "Peru\u0301 Peru") == [("Peru", "Peru")]


def test_terms_with_punctuation_and_symbols_are_found():
    assert found(["U.S.", "AT&T", "Code d'or"], "the U.S. and AT&T.") == [
        ("U.S.", "U.S."),
        ("AT&T", "AT&T"),
    ]


def test_other_scripts_are_found():
    assert found(["دمشق", "москва"], "في دمشق. Москва, «МОСКВА»") == [
        ("دمشق", "دمشق"),
        ("москва", "Москва"),
        ("москва", "МОСКВА"),
    ]


def test_half_a_surrogate_pair_does_not_stop_the_search():
    assert found(["Oman"], "\ud83d Oman") == [("Oman", "Oman")]


def test_no_terms_find_nothing():
    assert found([], "anything") == []


def test_the_longest_match_wins_then_the_leftmost():
    terms = ["Sudan", "South Sudan", "York Minster", "New York"]
    matcher = TermMatcher(terms)
    text = "South Sudan, Sudan, New York Minster"
    winners = matcher.longest(matcher.hits(text))
    assert [terms[hit.term] for hit in winners] == ["South Sudan", "Sudan", "York Minster"]


def test_a_full_word_wins_over_a_star_on_the_same_word():
    terms = ["Turk*", "Turkmenistan"]
    matcher = TermMatcher(terms)
    winners = matcher.longest(matcher.hits("Turkmenistan and Turks"))
    assert [terms[hit.term] for hit in winners] == ["Turkmenistan", "Turk*"]


def test_equal_terms_are_both_kept():
    matcher = TermMatcher(["Samoa", "Samoa"])
    assert [hit.term for hit in matcher.longest(matcher.hits("Samoa"))] == [0, 1]


def test_a_term_that_begins_with_a_star_is_an_error():
    with pytest.raises(CodebookError, match=r"term '\*ism': nothing to search for"):
        TermMatcher(["*ism"])


@given(
    terms=st.lists(st.text(alphabet="abß éİ'", min_size=1, max_size=4), max_size=4),
    text=st.text(alphabet="abAB ß\né\u0301İ’'.-–\u00a0", max_size=40),
)
def test_hits_are_sorted_and_inside_the_text(terms, text):
    clean = [term for term in terms if term.strip()]
    hits = TermMatcher(clean).hits(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert hits == sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.term))


@given(
    terms=st.lists(st.from_regex(r"[a-c]{1,3}( [a-c]{1,2})?", fullmatch=True), max_size=4),
    text=st.text(alphabet="abcABC  \n.,’", max_size=60),
)
def test_hits_are_those_of_a_plain_regular_expression(terms, text):
    blank = r"(?:[^\S\n]+\n?[^\S\n]*|\n[^\S\n]*)"
    expected = {
        (match.start(), match.end(), index)
        for index, term in enumerate(terms)
        for match in re.finditer(
            rf"(?<!\w)(?={term.replace(' ', blank)}(?!\w))({term.replace(' ', blank)})",
            text,
            re.IGNORECASE,
        )
    }
    assert set(TermMatcher(terms).hits(text)) == expected
