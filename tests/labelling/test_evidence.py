import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from toolkit.errors import DataError
from toolkit.labelling.evidence import find_quote, parse_span
from toolkit.records import Article


def test_quoted_words_are_found_with_the_articles_own_marks(articles):
    span = find_quote(articles[0], 'backs "long" bridge', label="politics")
    assert (span.field, span.start, span.quote) == ("title", 8, "backs “long” bridge")


def test_words_may_run_over_a_line_break_and_differ_in_case(articles):
    span = find_quote(articles[0], "on monday. mayor", label="politics")
    assert span.quote == "on Monday.\n\nMayor"


def test_captions_are_searched_as_well(articles):
    assert find_quote(articles[0], "ferry quay", label="politics").field == "captions"


def test_words_that_stand_twice_need_a_number(articles):
    with pytest.raises(DataError, match=r"stand at 2 places. Quote more words, or .* \(#1 to #2\)"):
        find_quote(articles[0], "called the bridge", label="war")
    second = find_quote(articles[0], "called the bridge", label="war", nth=2)
    assert articles[0].text[second.end :] == " a mistake."
    with pytest.raises(DataError, match="there is no #3"):
        find_quote(articles[0], "called the bridge", label="war", nth=3)


@pytest.mark.parametrize("quote", ["no such words", " ", "council*"])
def test_words_that_are_not_there_are_an_error(articles, quote):
    with pytest.raises(DataError, match="are not in title, dek, text or captions"):
        find_quote(articles[0], quote, label="war")


@given(st.text(min_size=1), st.integers(0), st.integers(1))
def test_any_piece_of_a_text_is_found_again(text, start, size):
    piece = text[start % len(text) :][:size].strip()
    assume(piece)
    span = find_quote(Article(id="1", text=text), piece, label="war", nth=1)
    assert text[span.start : span.end] == span.quote
    assert len(span.quote.split()) == len(piece.split())


def test_offsets_give_a_span_for_each_label(articles):
    spans = parse_span(articles[0], "text:4:11", labels=["war", "politics"])
    assert [(span.label, span.quote) for span in spans] == [
        ("war", "council"),
        ("politics", "council"),
    ]
    assert [span.label for span in parse_span(articles[0], "a:b=text:4:11", labels=[])] == ["a:b"]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("text:4", "expected FIELD:START:END"),
        ("text:a:b", "expected FIELD:START:END"),
        ("body:4:11", "unknown field 'body'"),
        ("text:4:9999", "outside text, which has"),
        ("text:11:4", "outside text"),
    ],
)
def test_wrong_offsets_are_refused(articles, written, message):
    with pytest.raises(DataError, match=message):
        parse_span(articles[0], written, labels=["war"])


def test_offsets_need_a_label_to_speak_for(articles):
    with pytest.raises(DataError, match="no label applies"):
        parse_span(articles[0], "text:4:11", labels=[])
