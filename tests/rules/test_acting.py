"""Which countries act, and which are listed."""

import pytest

from toolkit.records import ModelInput
from toolkit.rules import Mention, layout_of
from toolkit.rules.acting import acts, enumerated


def mention(text, name, cue="name", label="X"):
    start = text.index(name)
    return Mention(label, name, cue, start, start + len(name), 1.0, 0, is_dateline=False)


def acting(text, name, cue="name"):
    layout = layout_of(ModelInput(article_id="a", text=text))
    return acts(text, mention(text, name, cue), layout)


@pytest.mark.parametrize(
    ("text", "name", "cue"),
    [
        ("Qatar mediates.", "Qatar", "name"),
        ("He left. Beijing welcomed it.", "Beijing", "capital"),
        ("They asked Norway, which declined.", "Norway", "name"),
        ("Kinshasa says Rwanda arms them.", "Rwanda", "name"),
        ("He met Egyptian officials.", "Egyptian", "demonym"),
        ("He quoted Chad's government.", "Chad", "name"),
    ],
)
def test_subjects_and_officials_act(text, name, cue):
    assert acting(text, name, cue)


@pytest.mark.parametrize(
    ("text", "name", "cue"),
    [
        ("Families came from Venezuela by train.", "Venezuela", "name"),
        ("He grows Egyptian cotton.", "Egyptian", "demonym"),
        ("He left. Lyon was quiet.", "Lyon", "city"),
    ],
)
def test_origins_products_and_towns_do_not(text, name, cue):
    assert not acting(text, name, cue)


def test_a_long_list_names_parties_and_a_short_one_does_not():
    names = ["Oman", "Qatar", "Kuwait", "Iraq", "Iran"]
    text = "Oman, Qatar, Kuwait, Iraq and Iran signed."
    found = [mention(text, name, label=name) for name in names]
    assert enumerated(text, found) == set(names)
    assert enumerated(text, found[:3]) == frozenset()


def test_a_verb_between_two_names_ends_the_list():
    names = ["Oman", "Qatar", "Kuwait", "Iraq", "Iran"]
    text = "Oman, Qatar, Kuwait met Iraq and Iran."
    assert enumerated(text, [mention(text, n, label=n) for n in names]) == frozenset()
