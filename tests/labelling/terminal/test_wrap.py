from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from toolkit.labelling.terminal.wrap import is_right_to_left, wrap


def rows(text, width):
    return [text[start:end] for start, end in wrap(text, width)]


def test_words_fill_rows():
    assert rows("one two three four", 9) == ["one two", "three", "four"]


def test_a_word_wider_than_a_row_is_cut():
    assert rows("an incomprehensibility", 8) == ["an", "incompre", "hensibil", "ity"]


def test_a_line_end_inside_a_paragraph_ends_the_row():
    assert rows("roses\nare red", 20) == ["roses", "are red"]


def test_wide_signs_count_twice_and_may_end_a_row_anywhere():
    assert rows("议会投票通过", 6) == ["议会投", "票通过"]


def test_empty_text_has_no_rows():
    assert rows("", 10) == []
    assert rows("  \n ", 10) == []


def test_the_first_letter_says_where_text_starts():
    assert is_right_to_left("12. صوّت")
    assert not is_right_to_left("Vote تصويت")
    assert not is_right_to_left("123")


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"])), st.integers(2, 40))
def test_no_row_is_too_wide_and_no_word_is_lost(text, width):
    found = rows(text, width)
    assert all(cell_len(row) <= width for row in found)
    assert "".join("".join(found).split()) == "".join(text.split())
