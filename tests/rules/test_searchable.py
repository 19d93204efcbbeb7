"""A text made ready: one code point for one, single blanks, positions that lead back."""

from hypothesis import given
from hypothesis import strategies as st

from toolkit.rules.searchable import Searchable, is_letter, is_spaced, one_for_one


def test_marks_become_one_form_each():
    assert one_for_one("Syria’s “war” – here\t") == 'Syria\'s "war" - here '


def test_runs_of_blanks_become_one_and_paragraph_breaks_two():
    assert Searchable.of("a   b\n c\n\n\nd").plain == "a b c  d"


def test_positions_lead_back_to_the_original():
    text = "One   two\n\n\nthree"
    ready = Searchable.of(text)
    assert text[ready.original(ready.plain.index("two"))] == "t"
    assert text[ready.original(ready.plain.index("three")) :] == "three"


def test_the_shadow_keeps_words_alone():
    assert Searchable.of("Gaza-based: 3 men.").shadow == " gaza based  3 men  "


def test_scripts_without_blanks_are_known():
    assert is_letter("中")
    assert not is_spaced("中")
    assert not is_spaced("ซ")
    assert is_spaced("ب")


@given(st.text(alphabet="aé İΣ’\n\t 中", max_size=40))
def test_every_form_is_as_long_as_the_plain_text(text):
    ready = Searchable.of(text)
    assert len(ready.plain) == len(ready.folded) == len(ready.shadow) - 2
    assert [text[ready.original(i)] for i, c in enumerate(ready.plain) if c == "中"] == [
        c for c in text if c == "中"
    ]
