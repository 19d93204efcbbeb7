"""Titles, deks, first paragraphs and datelines are told apart."""

from toolkit.config import InputConfig
from toolkit.corpus.compose import compose
from toolkit.records import Article, ModelInput
from toolkit.rules import layout_of


def positions(model_input):
    return [
        (block.position, model_input.text[block.start : block.end])
        for block in layout_of(model_input).blocks
    ]


def test_fields_and_paragraphs_become_blocks():
    article = Article(title="Title", dek="Dek", text="First.\n\nSecond.\n \nThird.")
    assert positions(compose(article, InputConfig())) == [
        ("title", "Title"),
        ("dek", "Dek"),
        ("lede", "First."),
        ("body", "Second."),
        ("body", "Third."),
    ]


def test_an_input_without_pieces_is_all_text():
    assert positions(ModelInput(article_id="a", text="One.\n\nTwo.")) == [
        ("lede", "One."),
        ("body", "Two."),
    ]


def test_indented_lines_are_paragraphs_where_no_blank_line_is():
    text = "A line that\ngoes on.\n    Another one\nthat goes on."
    assert positions(ModelInput(article_id="a", text=text)) == [
        ("lede", "A line that\ngoes on."),
        ("body", "Another one\nthat goes on."),
    ]


def test_long_lines_are_paragraphs_where_nothing_else_marks_them():
    first, second = "word " * 30 + "end.", "more " * 30 + "end."
    assert positions(ModelInput(article_id="a", text=f"{first}\n{second}")) == [
        ("lede", first),
        ("body", second),
    ]


def test_hard_wrapped_lines_are_one_paragraph():
    text = "A line of a letter\nwrapped by its sender\nlong ago."
    assert positions(ModelInput(article_id="a", text=text)) == [("lede", text)]


def test_the_dateline_is_found_in_the_text_only():
    article = Article(
        title="PARIS (AP) - a title", text="ANKARA, March 3 (Meridian) - Ministers met."
    )
    model_input = compose(article, InputConfig())
    start, end = layout_of(model_input).dateline
    assert model_input.text[start:end] == "ANKARA, March 3 (Meridian) - "


def test_a_masked_dateline_leaves_none():
    article = Article(text="ANKARA, March 3 (Meridian) - ROME (North) - Ministers met.")
    layout = layout_of(compose(article, InputConfig(mask_dateline=True)))
    assert layout.dateline == (0, 0)


def test_words_are_counted():
    assert layout_of(ModelInput(article_id="a", text="Three short words.")).words == 3
    assert layout_of(ModelInput(article_id="a", text="")).words == 0
