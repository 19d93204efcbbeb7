"""Forms of names in running text."""

import pytest

from toolkit.rules.inflection import adjective_forms, name_forms


@pytest.mark.parametrize(
    ("name", "language", "form"),
    [
        ("Frankreich", "de", "Frankreichs"),
        ("Tyskland", "sv", "Tysklands"),
        ("Китай", "ru", "Китаем"),
        ("Франция", "ru", "Францией"),
        ("Rosja", "pl", "Rosji"),
        ("Συρία", "el", "Συρίας"),
        ("Syyria", "fi", "Syyria*"),
        ("Szíria", "hu", "Szíri*"),
        ("시리아", "ko", "시리아*"),
        ("سوريا", "ar", "وسوريا"),
        ("السودان", "ar", "وللسودان"),
        ("רוסיה", "he", "ברוסיה"),
        ("France", "fr", "France"),
    ],
)
def test_a_name_takes_the_forms_of_its_language(name, language, form):
    assert form in list(name_forms(name, language))


def test_a_name_is_its_own_first_form():
    assert next(iter(name_forms("Paris", "de"))) == "Paris"
    assert list(name_forms("Paris", "de")) == ["Paris"]


@pytest.mark.parametrize(
    ("language", "name", "form"),
    [
        ("de", "Russisch", "russisch*"),
        ("fr", "français", "françaises"),
        ("fr", "russe", "russes"),
        ("es", "alemán", "alemanas"),
        ("it", "tedesco", "tedeschi"),
        ("it", "greco", "greche"),
        ("pt", "alemão", "alemães"),
        ("ru", "русский", "русск*"),
        ("ar", "الروسية", "والروسي"),
    ],
)
def test_the_name_of_a_language_gives_the_adjective(language, name, form):
    assert form in adjective_forms(name, language)


def test_no_adjective_is_made_up():
    assert adjective_forms("俄语", "zh") == []
    assert adjective_forms("Sicilianisch alt", "de") == []
