import pytest

from toolkit.errors import DataError
from toolkit.labelling.commands import (
    Command,
    find_label,
    parse_command,
    parse_labels,
    parse_quote,
    parse_row,
)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("s", Command("s")),
        ("s all", Command("s", "all")),
        ("skip", Command("s")),
        ("f", Command("f")),
        ("flag odd page", Command("f", "odd page")),
        ("n who is meant?", Command("n", "who is meant?")),
        ("?", Command("?")),
        ("? war", Command("?", "war")),
        ("quit", Command("q")),
        ('e war "shots"', Command("e", 'war "shots"')),
        ("sport", None),
        ("+s", None),
        ("n", None),
        ("s war", None),
        ("", None),
    ],
)
def test_commands_are_told_from_labels(line, command):
    assert parse_command(line) == command


def test_labels_by_id_name_alias_number_and_beginning(topic):
    found = parse_labels("war, Sport; government, 5", topic)
    assert found.present == ["war", "sport", "politics", "spa"]
    assert parse_labels("spo", topic).present == ["sport"]


def test_a_name_may_hold_a_comma(topic):
    assert parse_labels("sport, War, conflict and peace", topic).present == ["sport", "war"]


def test_signs_give_states(topic):
    found = parse_labels("*war, ~spa, sport, -vote", topic)
    assert (found.present, found.unsure, found.absent) == (["war", "sport"], ["spa"], ["vote"])
    assert found.primary == "war"
    assert not found.edits
    assert parse_labels("+war, -spa", topic).edits


def test_none_means_that_nothing_applies(topic, stance):
    assert parse_labels("None", topic).present == []
    assert parse_labels("none", stance).present == ["none"]


def test_a_role_stands_behind_an_equals_sign(region):
    found = parse_labels("SY=focus, Norway = mention, TD", region)
    assert found.present == ["SY", "NO", "TD"]
    assert found.roles == {"SY": "focus", "NO": "mention"}


def test_an_unknown_label_gets_a_suggestion(topic):
    with pytest.raises(DataError, match=r"label 'sprot' is not in .* Did you mean 'sport'\?"):
        parse_labels("war, sprot", topic)


def test_a_beginning_that_fits_several_labels_is_asked_again(topic):
    with pytest.raises(DataError, match=r"'sp' could mean sport, spa. Type more of it"):
        find_label(topic, "sp")


def test_one_letter_is_too_short_for_a_beginning(topic):
    with pytest.raises(DataError, match="label 'w' is not in the codebook"):
        find_label(topic, "w")


def test_quoted_words_may_have_a_number():
    assert parse_quote('war "heavy “loud” fire"') == ("war", "heavy “loud” fire", None)
    assert parse_quote("war “shots” #2") == ("war", "shots", 2)
    with pytest.raises(DataError, match="expected a label and quoted words"):
        parse_quote("war shots")


def test_a_stance_row_has_target_holder_label_and_words(stance):
    row = parse_row('The crossing | Ada Brandt | fav | "a gift" #1', stance)
    assert (row.target, row.holder, row.label) == ("bridge", "Ada Brandt", "favor")
    assert (row.quote, row.nth, row.unsure) == ("a gift", 1, False)


def test_a_missing_holder_is_left_to_the_engine_and_a_guess_is_marked(stance):
    row = parse_row("mayor || ~against", stance)
    assert (row.holder, row.label, row.unsure) == (None, "against", True)


def test_a_minus_takes_a_row_back(stance):
    row = parse_row("-bridge | Ada", stance)
    assert (row.target, row.holder, row.label) == ("bridge", "Ada", None)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("bridge favor", r"expected TARGET \| HOLDER \| LABEL"),
        ("tunnel | | favor", "target 'tunnel' is not in the codebook"),
        ("bridge | | faver", "Did you mean 'favor'"),
        ("a | b | c | d | e", "expected TARGET"),
    ],
)
def test_a_wrong_row_says_what_is_expected(stance, line, message):
    with pytest.raises(DataError, match=message):
        parse_row(line, stance)
