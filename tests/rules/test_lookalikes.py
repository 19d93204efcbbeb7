"""Persons, streets and listed shares that are named like places."""

import pytest

from toolkit.rules.lookalikes import are_placed, is_street_or_ticker, is_surname, surname_in
from toolkit.rules.matcher import Hit


def hit(text, name):
    start = text.index(name)
    return Hit(start, start + len(name), 0)


@pytest.mark.parametrize("text", ["Jack London", "Mr. London", "Sen London", "Sir London"])
def test_given_names_and_honorifics_make_a_surname(text):
    assert is_surname(text, hit(text, "London"))


@pytest.mark.parametrize("text", ["London", "in London", "Jack. London", "Greater London"])
def test_other_words_do_not(text):
    assert not is_surname(text, hit(text, "London"))


@pytest.mark.parametrize(
    "text", ["Georgia Avenue", "<Georgia>".upper(), "<GEORGIA.N>", "(NYSE: GEORGIA)"]
)
def test_streets_and_shares_are_told(text):
    name = "GEORGIA" if "GEORGIA" in text else "Georgia"
    assert is_street_or_ticker(text, hit(text, name))


@pytest.mark.parametrize("text", ["Georgia voted", "<Georgia Systems>", "the road to Georgia"])
def test_other_places_are_left_alone(text):
    assert not is_street_or_ticker(text, hit(text, "Georgia"))


def test_a_phrase_with_a_given_name_has_a_surname():
    assert surname_in("Michael Jordan") == "Jordan"
    assert surname_in("The Jordan Times") is None


def test_a_preposition_of_place_makes_a_place():
    text = "He was in London."
    assert are_placed(text, [hit(text, "London")])
    assert not are_placed("He met London.", [hit("He met London.", "London")])
