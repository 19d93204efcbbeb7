"""Inputs as they really are, one scenario after the other, through the front door."""

import json
import time

import pytest

from toolkit.errors import DataError
from toolkit.ingest import IngestOptions, Reject, Summary, read_articles

PROSE = (
    "The last boat now leaves at seven, the company said in a short notice on Friday evening.",
    "“We learned of it from the timetable,” said Zoë Müller, who missed the boat – and the café.",
    "The council’s lawyers will look at the contract next week, and nobody expects a quick end.",
)
PAGE = "\n".join(
    (
        "Ferry company drops ‘night’ crossing",
        "By LIV BREKKE",
        "Published: MAY 3, 2024 16:49",
        "",
        *(f"{paragraph}\n" for paragraph in PROSE),
    )
)
ARABIC = """الحكومة تقر الموازنة الجديدة بعد نقاش طويل

نُشر: ١٢ مارس ٢٠٢٤

أقرّت الحكومة يوم الثلاثاء الموازنة الجديدة للعام المقبل، وقال الوزير «إنها خطوة مهمة» أمام الصحفيين.

وأضاف الوزير أن الموازنة تزيد الإنفاق على التعليم والصحة، وأن البرلمان سيناقشها في الأسبوع القادم.
"""
HEBREW = """\u200fהממשלה אישרה את התקציב אחרי דיון ארוך

12 במרץ 2024

הממשלה אישרה ביום שלישי את התקציב לשנה הבאה, והשר אמר כי ״זהו צעד חשוב״ לחיזוק החינוך במדינה.

השר הוסיף כי התקציב מגדיל את ההוצאה על בריאות, וכי הכנסת תדון בו בשבוע הבא.
"""


@pytest.fixture
def read(tmp_path):
    def run(data, name="page.txt", summary=None, **options):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(read_articles([str(path)], IngestOptions(**options), summary=summary))

    return run


@pytest.mark.parametrize("data", [b"", b" \n\t \r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
@pytest.mark.parametrize("name", ["page.txt", "rows.jsonl", "rows.csv"])
def test_empty_input_is_refused_in_one_line(read, data, name):
    (reject,) = read(data, name)
    assert "is empty (0 characters of text)" in reject.reason


def test_a_title_without_a_body_is_kept_as_no_body(read):
    (article,) = read('{"title": "Only a headline"}\n', "rows.jsonl")
    assert article.status == "no_body"


@pytest.mark.parametrize(
    ("encoding", "remark"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("cp1252", "read as cp1252, 9 non-ASCII characters"),
        ("utf-16", "read as utf-16-le, 9 non-ASCII characters"),
        ("utf-16-le", "read as utf-16-le, 9 non-ASCII characters"),
        ("utf-16-be", "read as utf-16-be, 9 non-ASCII characters"),
    ],
)
def test_every_encoding_gives_the_same_article_and_is_named(read, encoding, remark):
    (article,) = read(PAGE.encode(encoding))
    assert article.raw == PAGE
    assert article.published == "2024-05-03T16:49"
    assert list(article.warnings) == ([remark] if remark else [])


def test_double_encoding_is_shown_and_repaired_only_when_asked(read):
    twice = PAGE.encode().decode("cp1252", errors="replace").encode()
    (as_is,) = read(twice)
    assert any("--fix-mojibake repairs it" in warning for warning in as_is.warnings)
    assert "â€" in as_is.raw
    (mended,) = read(twice, fix_mojibake=True)
    assert mended.text == "\n\n".join(PROSE)


def test_a_bad_byte_is_located_and_replaced_only_when_asked(read):
    data = PAGE.encode()
    at = data.index("Müller".encode()) + 1
    broken = data[:at] + b"\xff" + data[at:]
    (reject,) = read(broken)
    assert f"byte 0xff at position {at} (line 7, column" in reject.reason
    (article,) = read(broken, errors="replace")
    assert any("1 unreadable byte sequences replaced" in warning for warning in article.warnings)


def test_html_under_any_name_is_html_and_text_with_an_angle_bracket_stays_text(read):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE * 3)
    html = f"<!doctype html><html><body><article><h1>Ferry</h1>{body}</article></body></html>"
    (page,) = read(html, "saved.txt")
    assert "<p>" not in page.raw
    (text,) = read(PAGE.replace("quick", "3 < 5"))
    assert "3 < 5" in text.text


def test_a_cookie_notice_is_probably_no_article(read):
    html = "<html><body><p>We value your privacy. Accept all cookies to go on.</p></body></html>"
    (article,) = read(html, "wall.html")
    assert article.status == "probably_not_article"


def test_over_long_input_names_its_way_out(read):
    (reject,) = read("A line of a log.\n" * 20_000)
    assert "more than 200000 characters" in reject.reason
    assert "--split" in reject.reason
    rows = [{"id": "1", "text": "x" * 200_001}, {"id": "2", "text": "Short."}]
    long, short = read("\n".join(map(json.dumps, rows)), "rows.jsonl")
    assert isinstance(long, Reject)
    assert short.id == "2"


@pytest.mark.parametrize("text", ["“" * 5_000_000, "word " * 1_000_000, "End of Document\n" * 3])
def test_five_megabytes_of_anything_take_seconds(read, text):
    began = time.process_time()
    read(text, max_chars=10_000_000, split=True)
    assert time.process_time() - began < 60  # seconds on an idle machine; quadratic takes hours


def test_ids_that_stand_twice_are_settled_as_asked(read):
    rows = [("1", "Same words."), ("1", "Same words."), ("1", "Other."), ("2", "Same words.")]
    data = "\n".join(json.dumps({"id": name, "text": text}) for name, text in rows)

    def taken(policy):
        summary = Summary()
        items = read(data, "rows.jsonl", summary=summary, on_conflict=policy)
        return summary, [item.reason if isinstance(item, Reject) else item.id for item in items]

    summary, (first, reason, second) = taken("error")
    assert (first, second) == ("1", "2")
    assert "rows.jsonl#3" in reason
    assert "rows.jsonl#1" in reason
    assert (summary.duplicates, summary.copies) == (1, 1)
    assert any("same text and another id: 1" in line for line in summary.lines())
    assert taken("keep")[1] == ["1", "2"]
    assert taken("suffix")[1] == ["1", "1-2", "2"]
    assert taken("new")[1] == ["1", "2"]


@pytest.mark.parametrize(("text", "code"), [(ARABIC, "ar"), (HEBREW, "he")])
def test_right_to_left_text_is_kept_as_it_is(read, text, code):
    (article,) = read(text)
    assert (article.raw, article.language) == (text, code)
    assert article.published == "2024-03-12"
    for s in (s for s in article.segments if s.field is not None):
        assert article.field_text(s.field)[s.start : s.end] == text[s.raw_start : s.raw_end]


def test_a_missing_file_is_an_error_before_anything_is_read(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_articles([str(tmp_path / "none.txt")])
