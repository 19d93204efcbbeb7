from hypothesis import given
from hypothesis import strategies as st

from toolkit.labelling.terminal.bidi import shown, visual_order


def drawn(text):
    return "".join(text[index] for index in visual_order(text))


def test_letters_run_from_the_right():
    assert drawn("אבג") == "גבא"


def test_numbers_and_latin_words_keep_their_own_order():
    assert drawn("אב 1,250 גד") == "דג 1,250 בא"
    assert drawn("אב BBC News גד") == "דג BBC News בא"


def test_a_full_stop_stands_at_the_left_end():
    assert drawn("אב.") == ".בא"


def test_marks_stay_behind_their_letter():
    assert drawn("مَب") == "بمَ"


def test_brackets_turn_round():
    assert shown("(", mirrored=True) == ")"
    assert shown("(", mirrored=False) == "("


@given(st.text(alphabet="אבגدو ab12.,()ً", max_size=40))
def test_every_character_is_drawn_once(text):
    assert sorted(visual_order(text)) == list(range(len(text)))
