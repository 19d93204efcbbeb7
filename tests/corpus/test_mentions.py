import pytest

from toolkit.corpus.mentions import find_targets, holder_spans, target_spans


@pytest.fixture
def mentioned(make_stance_codebook):
    def find(text, target, **fields):
        spans = target_spans(text, target, make_stance_codebook(**fields))
        return [text[start:end] for start, end in spans]

    return find


def test_a_target_is_found_by_name_and_aliases(mentioned):
    text = "The Night ferry stops. A night crossing, NF for short, was cheap."
    assert mentioned(text, "ferry") == ["Night ferry", "night crossing", "NF"]


def test_names_with_a_capital_match_as_written_or_in_capitals(mentioned):
    assert mentioned("LIV BREKKE and liv brekke", "mayor") == ["LIV BREKKE"]
    assert mentioned("nf, Nf", "ferry") == []
    assert mentioned("NIGHT Crossing", "ferry") == ["NIGHT Crossing"]


def test_a_name_inside_a_word_is_no_mention(mentioned):
    assert mentioned("NFL and (NF)", "ferry") == ["NF"]


@pytest.mark.parametrize(
    "longer", ["night crossing of the strait", "night crossing\nof the strait"]
)
def test_a_longer_name_that_means_something_else_hides_the_alias(mentioned, longer):
    assert mentioned(f"The {longer} failed.", "ferry") == []


def test_a_name_may_run_over_a_line_end(mentioned):
    assert mentioned("Liv\nBrekke said", "mayor") == ["Liv\nBrekke"]


def test_an_open_target_is_found_by_its_own_words(mentioned):
    assert mentioned("Rain tax! A rain tax?", "rain tax", targets="open") == [
        "Rain tax",
        "rain tax",
    ]
    assert mentioned("ضريبة المطر", "المطر", targets="open") == ["المطر"]


def test_signs_in_a_name_are_no_pattern(mentioned):
    assert mentioned("A (new) tax+ and C.", "tax+", targets="open") == ["tax+"]


def test_an_empty_target_is_nowhere(mentioned):
    assert mentioned("words", "", targets="open") == []


def test_targets_of_an_article_come_in_codebook_order(make_article, make_stance_codebook):
    article = make_article(title="Liv Brekke attacks NF")
    assert find_targets(article, make_stance_codebook()) == ["ferry", "mayor"]
    assert find_targets(article, make_stance_codebook(targets="open")) == []


def test_a_holder_is_found_by_full_name_and_surname():
    text = "Liv Brekke spoke. Brekke left. Liv stayed."
    assert [text[a:b] for a, b in holder_spans(text, "Liv Brekke")] == ["Liv Brekke", "Brekke"]


@pytest.mark.parametrize("holder", [None, "author"])
def test_the_author_is_not_looked_for(holder):
    assert holder_spans("The author spoke.", holder) == []


def test_a_short_surname_does_not_stand_alone():
    assert holder_spans("Li said no. An Li said yes.", "An Li") == [(12, 17)]
