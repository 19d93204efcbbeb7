"""Words for countries from CLDR and the toolkit's own lists."""

import pytest

from toolkit.rules.foreign import foreign_terms


def terms(language):
    return {(found.label, found.term) for found in foreign_terms(language)}


@pytest.mark.parametrize(
    ("language", "label", "term"),
    [
        ("de", "SY", "Syriens"),
        ("de", "RU", "russisch*"),
        ("de-AT", "HK", "Hongkong"),
        ("fr", "US", "États-Unis"),
        ("es", "FR", "francesas"),
        ("es", "US", "EE. UU."),
        ("pt_BR", "DE", "alemães"),
        ("ru", "SY", "Сирию"),
        ("uk", "UA", "українськ*"),
        ("ar", "IQ", "للعراق"),
        ("zh", "HK", "香港"),
        ("ja", "JP", "日本"),
    ],
)
def test_news_words_are_there(language, label, term):
    assert (label, term) in terms(language)


def test_a_word_stands_once_for_a_country():
    found = [(word.label, word.term) for word in foreign_terms("de")]
    assert len(found) == len(set(found))


def test_what_means_something_else_has_no_label():
    assert (None, "Essen") in terms("de")


@pytest.mark.parametrize("language", ["qq", "", "x-klingon", "not a language"])
def test_a_language_that_cldr_lacks_has_no_words(language):
    assert foreign_terms(language) == ()
