import pytest

from toolkit.config import InputConfig
from toolkit.corpus.compose import compose
from toolkit.records import StanceRow


def test_fields_are_joined_by_blank_lines_in_the_configured_order(make_article):
    article = make_article(title="T", dek="D", text="Body.", captions=("C1", "C2"))
    assert compose(article, InputConfig()).text == "T\n\nD\n\nBody."
    order = InputConfig(fields=("captions", "title"))
    assert compose(article, order).text == "C1\n\nC2\n\nT"


def test_empty_fields_leave_no_gap(make_article):
    article = make_article(title=None, dek="  ", text="Body.")
    assert compose(article, InputConfig()).text == "Body."


def test_an_article_without_text_composes_to_nothing(make_article):
    seen = compose(make_article(title=None, dek=None, text=""), InputConfig())
    assert (seen.text, seen.pieces) == ("", ())


@pytest.mark.parametrize("mask", [True, False])
def test_every_stretch_is_traceable_to_its_field(make_article, mask):
    article = make_article(title="مباراة 😀")
    seen = compose(article, InputConfig(mask_dateline=mask))
    assert [piece.field for piece in seen.pieces] == ["title", "dek", "text"]
    for piece in seen.pieces:
        source = article.field_text(piece.field)[piece.offset :]
        assert seen.text[piece.start : piece.end] == source[: piece.end - piece.start]


def test_a_dateline_is_left_out_only_when_asked(make_article):
    article = make_article()
    assert "SKARVIK" in compose(article, InputConfig()).text
    masked = compose(article, InputConfig(mask_dateline=True))
    assert "SKARVIK" not in masked.text
    assert "\n\nThe last boat" in masked.text


def test_a_stance_row_brings_its_mentions(make_article, make_stance_codebook):
    row = StanceRow("mayor", holder="Liv Brekke")
    seen = compose(make_article(), InputConfig(), row=row, codebook=make_stance_codebook())
    assert (seen.target, seen.target_name, seen.holder) == ("mayor", "Liv Brekke", "Liv Brekke")
    assert [seen.text[a:b] for a, b in seen.mentions] == ["Liv Brekke"]
    assert [seen.text[a:b] for a, b in seen.holder_mentions] == ["Liv Brekke"]


@pytest.mark.parametrize("mask", [True, False])
def test_the_mention_that_the_row_marks_comes_first(make_article, make_stance_codebook, mask):
    article = make_article(title="NF ends")
    start = article.text.index("last boat")
    row = StanceRow("ferry", start=start, end=start + len("last boat"))
    config = InputConfig(mask_dateline=mask)
    seen = compose(article, config, row=row, codebook=make_stance_codebook())
    assert [seen.text[a:b] for a, b in seen.mentions] == ["last boat", "NF"]


def test_a_mention_in_a_masked_dateline_is_dropped(make_article, make_stance_codebook):
    config = InputConfig(mask_dateline=True)
    row = StanceRow("mayor", start=0, end=7)
    seen = compose(make_article(), config, row=row, codebook=make_stance_codebook())
    assert [seen.text[a:b] for a, b in seen.mentions] == ["Liv Brekke"]


def test_an_open_target_is_named_as_it_is_written(make_article, make_stance_codebook):
    open_codebook = make_stance_codebook(targets="open")
    seen = compose(make_article(), InputConfig(), row=StanceRow("boats"), codebook=open_codebook)
    assert (seen.target, seen.target_name) == ("boats", "boats")
