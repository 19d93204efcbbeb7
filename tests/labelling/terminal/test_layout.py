import pytest

from toolkit.labelling.reading import Page
from toolkit.labelling.terminal.layout import GUTTER, MEASURE, Layout
from toolkit.records import Article


@pytest.fixture
def layout(articles):
    return Layout(Page(articles[0]), 40)


def word(layout, index):
    found = layout.page.words[index]
    return layout.page.blocks[found.block].text[found.start : found.end]


def test_blocks_stand_apart_and_rows_keep_to_the_measure(articles):
    layout = Layout(Page(articles[0]), 200)
    assert layout.width == MEASURE
    assert [row.block for row in layout.rows] == [0, -1, 1, 2, -1, 3, -1, 4, -1, 5, -1, 6]


def test_a_cell_finds_its_word_and_the_word_its_cell(layout):
    last = len(layout.page.words) - 1
    cells = [layout.cell_of(index) for index in range(last + 1)]
    assert [layout.word_at(x, y) for x, y in cells] == list(range(last + 1))


def test_beside_the_text_the_nearest_word_is_meant(layout):
    assert word(layout, layout.word_at(0, 0)) == "Council"
    assert word(layout, layout.word_at(39, 0)) == "bridge"


def test_between_blocks_and_outside_there_is_no_word(layout):
    assert layout.word_at(5, 1) is None
    assert layout.word_at(5, -1) is None
    assert layout.word_at(5, 99) is None


def test_up_and_down_stay_in_the_column_and_stop_at_the_ends(layout):
    below = layout.above(0, by=1)
    assert word(layout, below) == "A"
    assert layout.above(below, by=-1) == 0
    assert layout.above(0, by=-1) is None
    far = layout.above(0, by=99)
    assert word(layout, far) == "The"
    assert layout.page.blocks[layout.page.words[far].block].role == "caption"


def test_right_to_left_rows_stand_at_the_right_edge(articles):
    layout = Layout(Page(articles[1]), 40)
    row = layout.rows[0]
    assert row.right_to_left
    assert row.indent + row.end - row.start == layout.width


def test_in_visual_order_the_first_word_is_the_rightmost():
    layout = Layout(Page(Article(text="אבג דהו")), 40, mirrored=True)
    first, second = layout.cell_of(0)[0], layout.cell_of(1)[0]
    assert first > second > GUTTER
    assert layout.word_at(first, 0) == 0


def test_a_page_without_words_can_be_laid_out():
    assert Layout(Page(Article(title="…")), 40).word_at(3, 0) is None
