import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.text import (
    INVISIBLE,
    dateline_end,
    fingerprint,
    is_word_boundary,
    normalise,
    sentences,
    shingles,
    tokens,
)


def split_sentences(text):
    return [text[start:end] for start, end in sentences(text)]


@given(st.text())
@example("e\u200b\u0301")  # an invisible mark between a letter and its accent
@example("\ufcf2")  # a ligature that normalising opens into a tatweel and marks
@example("ŉ İ ß ΐ")
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("STRASSE", normalise("Straße")),
        ("ﬁnal\u00a0day", "final day"),
        ("co\u00adoperate", "cooperate"),
        ("e\u0301lan", "élan"),
        ("ســلام", "سلام"),
        ("\ufeff \n", ""),
    ],
)
def test_spellings_of_one_text_normalise_alike(text, normal):
    assert normalise(text) == normal


def composed_and_folded(text):
    folded = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


MOSTLY_ASCII = st.text("aBcDe IK.\t\n\x1c", min_size=8)


@given(MOSTLY_ASCII, st.text(max_size=3), MOSTLY_ASCII)
@example("The price: ", "€", " in “São” — Kelvin")
@example("cut in two", "\ud83d", "once more")
@example("a letter and e", "\u0301", " its accent")
@example("a syllable 가", "\u11a8", " and its final")
@example("ordinary words", "\u7667\u0640", "ordinary words")
def test_the_short_way_for_mostly_plain_letters_gives_what_the_long_way_gives(before, rare, after):
    text = before + rare + after
    assert normalise(text) == composed_and_folded(text)


def test_a_fingerprint_ignores_case_and_blanks_but_not_words():
    assert fingerprint("The  Quay\n", "closes") == fingerprint("the quay", "CLOSES")
    assert fingerprint("the quay") != fingerprint("the quays")


def test_parts_of_a_fingerprint_do_not_run_into_each_other():
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint("a\x1fb") != fingerprint("a", "b")


def test_half_a_surrogate_pair_has_a_fingerprint():
    assert len(fingerprint("cut \ud83d")) == 64


def test_tokens_are_words_of_any_script():
    assert tokens("Déjà-vu: 3 рубля، سلام") == ["déjà", "vu", "3", "рубля", "سلام"]


def test_shingles_are_distinct_runs_of_words():
    assert shingles("a b a b", size=2) == {("a", "b"), ("b", "a")}


def test_a_short_text_is_one_short_shingle_and_an_empty_one_has_none():
    assert shingles("one two", size=3) == {("one", "two")}
    assert shingles(" … ", size=3) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He met Dr. Ode. She left.", ["He met Dr. Ode.", "She left."]),
        ("The U.S. envoy spoke. “Go!” he said.", ["The U.S. envoy spoke.", "“Go!”", "he said."]),
        ("It cost 3.5 million. Why?", ["It cost 3.5 million.", "Why?"]),
        ("A headline\n\nA first line", ["A headline", "A first line"]),
        ("他来了。她走了。", ["他来了。", "她走了。"]),
        ("هل وصل؟ نعم وصل.", ["هل وصل؟", "نعم وصل."]),
        ("  ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, expected):
    assert split_sentences(text) == expected


@given(st.text(alphabet="ab .!?\n“”", max_size=60))
def test_sentences_cover_everything_but_blanks_in_order(text):
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())


def test_a_word_boundary_is_where_no_word_runs_across():
    assert [is_word_boundary("Chad.", i) for i in (0, 2, 4, 5)] == [True, False, True, True]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("SKARVIK, May 3 (Meridian) - Boats left.", "Boats left."),
        ("WASHINGTON/PARIS (Meridian) — Talks began.", "Talks began."),
        ("ST. JOHN’S -- Snow fell.", "Snow fell."),
        ("MÜNCHEN, 3. Mai (Meridian) – Es schneite.", "Es schneite."),
        ("NATO - the alliance - met.", "NATO - the alliance - met."),
        ("Boats left SKARVIK - again.", "Boats left SKARVIK - again."),
    ],
)
def test_a_dateline_is_told_from_prose(text, rest):
    assert text[dateline_end(text) :] == rest
