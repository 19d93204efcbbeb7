"""A wrong parse set right by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import DataError
from toolkit.ingest.corrections import ROLES, corrected, read_correction
from toolkit.ingest.page import parse_page
from toolkit.records import Article

RAW = """Home News Sport
Ferry company drops night crossing
By LIV BREKKE
Published: May 3, 2024

The last boat now leaves at seven, the company said in a short notice on Friday evening.

Islanders learned of it from the timetable, and many of them missed the last boat home.

Photo: the harbour at night, seen from the north pier by a reader of this newspaper.
"""


def parsed(raw=RAW):
    page = parse_page(raw)
    return Article(
        id="a1",
        title=page.title,
        dek=page.dek,
        text=page.text,
        authors=page.authors,
        captions=page.captions,
        published=page.published,
        raw=raw,
        segments=page.segments,
        status=page.status,
    )


def place(words, raw=RAW):
    start = raw.index(words)
    return start, start + len(words)


def test_a_paragraph_becomes_a_caption_and_the_raw_text_stays():
    before = parsed()
    start, end = place(
        "Islanders learned of it from the timetable, and many of them missed the last boat home."
    )
    after = corrected(before, [(start, end, "caption")])
    assert after.raw == before.raw
    assert after.id == before.id
    assert "Islanders" not in after.text
    assert any(caption.startswith("Islanders") for caption in after.captions)
    assert after.fingerprint != before.fingerprint
    assert corrected(after, [(start, end, "paragraph")]).text == before.text


def test_a_part_of_a_segment_can_be_cut_out():
    after = corrected(parsed(), [(*place("Home News"), "residue")])
    assert (after.segments[0].role, after.segments[1].raw_start) == ("residue", len("Home News "))


def test_authors_and_date_follow_their_segments():
    after = corrected(parsed(), [(*place("By LIV BREKKE"), "residue")])
    assert after.authors == ()
    assert after.published == "2024-05-03"
    dated = corrected(parsed(), [(*place("Published: May 3, 2024"), "residue")])
    assert (dated.published, dated.authors) == (None, ("Liv Brekke",))
    back = corrected(dated, [(*place("Published: May 3, 2024"), "published")])
    assert back.published == "2024-05-03"


def test_what_a_person_writes_is_a_number_or_offsets():
    article = parsed()
    second = article.segments[1]
    assert read_correction("dek=2", article) == (second.raw_start, second.raw_end, "dek")
    assert read_correction("residue=5-9", article) == (5, 9, "residue")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("captoin=2", "Did you mean 'caption'"),
        ("caption", "expected ROLE=NUMBER"),
        ("caption=99", "segments, no number 99"),
        ("caption=0", "no number 0"),
        ("caption=x", "is no place"),
        ("caption=3-x", "is no place"),
    ],
)
def test_a_correction_that_names_nothing_says_what_was_expected(value, message):
    with pytest.raises(DataError, match=message):
        read_correction(value, parsed())


def test_corrections_that_cannot_be_are_refused(make_article):
    with pytest.raises(DataError, match="no stretch of words"):
        corrected(parsed(), [(0, 10**6, "residue")])
    with pytest.raises(DataError, match="no title and no paragraph would be left"):
        corrected(parsed(), [(0, len(RAW), "residue")])
    with pytest.raises(DataError, match="came from a table"):
        corrected(make_article(), [(0, 3, "title")])


@given(
    st.lists(
        st.tuples(st.integers(0, len(RAW)), st.integers(0, len(RAW)), st.sampled_from(ROLES)),
        max_size=6,
    )
)
def test_any_corrections_keep_every_word_once_and_offsets_exact(changes):
    article = parsed()
    for change in changes:
        try:
            article = corrected(article, [change])
        except DataError:
            continue
    covered = "".join(RAW[s.raw_start : s.raw_end] for s in article.segments)
    assert "".join(covered.split()) == "".join(RAW.split())
    for s in (s for s in article.segments if s.field is not None):
        assert article.field_text(s.field)[s.start : s.end] == RAW[s.raw_start : s.raw_end]
