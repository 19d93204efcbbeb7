import json

import pytest

from toolkit.errors import DataError
from toolkit.ingest.tables import (
    article_from_row,
    article_to_json,
    check_columns,
    check_mapping,
    mapped_row,
    parse_row,
)
from toolkit.records import Article, Segment


def test_ids_stay_text_and_numbers_become_text():
    assert article_from_row({"id": "00123", "text": "a"}, where="x:1").id == "00123"
    assert article_from_row({"id": 17, "text": "a"}, where="x:1").id == "17"


def test_an_empty_id_is_derived():
    article = article_from_row({"id": " ", "text": "a"}, where="x:1")
    assert article.id == article.fingerprint[:16]


def test_unmapped_columns_go_to_extra():
    article = article_from_row({"text": "a", "desk": 7, "labels": {"topic": []}}, where="x:1")
    assert article.extra == {"desk": 7, "labels": {"topic": []}}


def test_a_users_status_and_origin_are_not_ours():
    row = {"text": "a", "status": "printed", "origin": "Peru", "segments": 3}
    article = article_from_row(row, where="x:4")
    assert article.status == "ok"
    assert article.origin == "x#4"
    assert article.extra == {"status": "printed", "origin": "Peru", "segments": 3}


def test_nan_is_no_value():
    row = {"text": "a", "title": float("nan"), "views": float("nan")}
    article = article_from_row(row, where="x:1")
    assert article.title is None
    assert article.extra == {"views": None}


def test_authors_in_one_cell_are_parted():
    row = {"text": "a", "authors": "Mara Quill; Tom Oster"}
    assert article_from_row(row, where="x:1").authors == ("Mara Quill", "Tom Oster")


def test_a_date_that_is_not_iso_is_refused():
    with pytest.raises(DataError, match="published: expected a date like 2024-05-31, got '31/5'"):
        article_from_row({"text": "a", "published": "31/5"}, where="x:1")


def test_our_own_line_comes_back_equal():
    article = Article(
        title="A “tide” — سلام",
        dek="d",
        text="One.\n\nTwo.",
        authors=("Mara Quill",),
        captions=("c; with a mark",),
        published="2031-03",
        raw="A “tide” — سلام\nOne.\u2028",
        origin="pages/a.txt",
        segments=(Segment(role="title", raw_start=0, raw_end=15, field="title", start=0, end=15),),
        raw_sha256="0" * 64,
        status="probably_not_article",
        warnings=("read as cp1252, 3 non-ASCII characters",),
        extra={"desk": {"n": 1}, "none": None},
    )
    line = article_to_json(article)
    assert "\n" not in line
    assert "سلام" in line
    assert article_from_row(parse_row(line, where="y:1"), where="y:1") == article
    dumped = article.model_dump_json()
    assert article_from_row(parse_row(dumped, where="y:1"), where="y:1") == article


def test_half_a_surrogate_pair_is_refused():
    with pytest.raises(DataError, match="half of a surrogate pair"):
        parse_row(b'{"text": "cut \\ud83d here"}', where="x:1")
    assert parse_row(b'{"text": "\\ud83d\\ude00"}', where="x:1") == {"text": "\U0001f600"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"text": ', "x:3: not valid JSON"),
        (b"[1]", "x:3: expected a JSON object, got a list. Expected JSON Lines"),
        (b"7", "x:3: expected a JSON object, got int"),
        (b'{"text": "caf\xe9"}', "x:3: byte 0xe9 at position 13 of the line is not UTF-8"),
    ],
)
def test_a_bad_line_is_refused_with_its_place(line, message):
    with pytest.raises(DataError, match=message.replace("[", r"\[")):
        parse_row(line, where="x:3")


def test_mapped_columns_take_our_names():
    row = mapped_row(
        {"BODY": "b", "url": "u", "text": "t"}, {"text": "BODY", "id": "url"}, where="x"
    )
    assert row == {"text": "b", "id": "u", "url": "u", "text_column": "t"}


def test_a_missing_text_column_is_named_with_a_suggestion():
    with pytest.raises(DataError, match=r"text: no column 'body' here. Did you mean 'Body'"):
        mapped_row({"Body": "b"}, {"text": "body"}, where="x:1")
    with pytest.raises(DataError, match=r"--map dek=sumary: no column 'sumary'. Did you mean 'su"):
        check_columns(["text", "summary"], {"dek": "sumary"}, where="x.csv")
    with pytest.raises(DataError, match=r"no column 'text' or 'title' .columns: 'Body'"):
        check_columns(["Body"], {}, where="x.csv")


def test_a_mapping_to_an_unknown_field_is_refused():
    with pytest.raises(DataError, match=r"no field 'txt'. Did you mean 'text'"):
        check_mapping({"txt": "BODY"})


def test_a_row_of_an_example_file_is_an_article():
    row = json.loads('{"id": "a", "title": "T", "text": "b", "date": "2031-05-04"}')
    assert article_from_row(row, where="x:1").published == "2031-05-04"
