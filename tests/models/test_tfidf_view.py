"""What features are taken from: articles as they are, stance rows with markers."""

import pytest

from toolkit.codebook import Codebook
from toolkit.config import InputConfig
from toolkit.corpus.compose import compose
from toolkit.models.tfidf.view import view
from toolkit.records import Article, StanceRow

BOOK = Codebook(
    id="stance",
    version="1",
    facet="stance",
    unit="stance-row",
    select="single",
    labels=[{"id": "favor", "name": "Favor"}, {"id": "none", "name": "None"}],
    targets=[{"id": "quay", "name": "the quay", "aliases": ["quay"]}],
)
TEXT = "It rained. Mayor Ruud blamed the quay for every flood, said Ana Bell. All left."


def seen(text=TEXT, **row):
    stance = StanceRow(**({"target": "quay"} | row))
    return view(compose(Article(id="a", text=text), InputConfig(), row=stance, codebook=BOOK))


def test_an_article_is_read_as_it_is():
    whole = view(compose(Article(id="a", title="Rain", text=TEXT), InputConfig()))
    assert whole.text == f"Rain\n\n{TEXT}"
    assert whole.own == len(whole.text)
    assert whole.source(3, 8) == (3, 8)


def test_a_row_reads_the_sentence_that_mentions_the_target():
    row = seen()
    own = row.text[: row.own]
    assert own == "Mayor Ruud blamed the quay for every flood, said Ana Bell."
    assert row.source(0, 5) == (11, 16)


def test_a_row_whose_target_is_never_named_reads_everything():
    row = seen("Nothing floats.\nNothing sinks.")
    assert row.text[: row.own] == "Nothing floats.\nNothing sinks."


def test_markers_have_no_place_in_the_article():
    row = seen()
    assert row.source(row.own + 1, row.own + 7) is None


@pytest.mark.parametrize(
    "marker",
    [
        "target__quay",
        "quay__blamed",
        "author__blamed",
        "left__mayor left__ruud left__blamed",
        "right__for right__every right__flood right__said right__ana",
    ],
)
def test_words_are_marked_with_target_voice_and_side(marker):
    row = seen()
    assert marker in row.text[row.own :]


def test_words_beside_a_mention_stay_within_its_sentence():
    row = seen("Rain fell. The quay held. Boats sank.")
    assert row.text.splitlines()[-1] == "right__held"


def test_a_quoted_holder_is_another_voice():
    row = seen(holder="Ana Bell")
    assert "quoted__blamed" in row.text
    assert "author__" not in row.text


def test_a_row_without_a_word_is_empty():
    row = seen("…")
    assert row.own == len(row.text[: row.own]) == 1
    assert "target__quay" in row.text
