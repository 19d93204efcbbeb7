import gzip
import io
import json
import tracemalloc
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from toolkit.errors import DataError
from toolkit.ingest import IngestOptions, Reject, Summary, article_to_json, read_articles
from toolkit.records import Article

PASTED = """Ferry fares to rise in spring

By MARA QUILL
Published: MARCH 4, 2031 09:30

The island council agreed on Tuesday to raise ferry fares by a tenth from the first of April, its \
second increase in three years, and promised that school passes would stay as they are for now.

“Nobody likes to pay more,” the council’s chair told residents at the meeting, “but the boats are \
forty years old, and the yard will not wait for its money until the summer visitors are back.”

The café owners on the quay, who had asked for a winter timetable, were not heard that evening.
"""


def texts(items):
    return [item.text if isinstance(item, Article) else item.reason for item in items]


def write_rows(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def read(name, **options):
    return list(read_articles([str(name)], IngestOptions(**options)))


def test_a_pasted_page_keeps_its_raw_text_and_the_hash_of_its_bytes(tmp_path):
    path = tmp_path / "fares.txt"
    path.write_bytes(b"\xef\xbb\xbf" + PASTED.replace("\n", "\r\n").encode())
    [article] = read(path)
    assert article.title == "Ferry fares to rise in spring"
    assert article.published == "2031-03-04T09:30"
    assert article.raw == PASTED.replace("\n", "\r\n")
    assert len(article.raw_sha256) == 64
    assert article.origin == str(path)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-8-sig"])
def test_the_text_is_the_same_under_every_encoding(tmp_path, encoding):
    (tmp_path / "a.txt").write_bytes(PASTED.encode())
    (tmp_path / "b.txt").write_bytes(PASTED.encode(encoding))
    [first], [second] = read(tmp_path / "a.txt"), read(tmp_path / "b.txt")
    assert second.text == first.text
    assert second.id == first.id


def test_double_encoding_is_shown_and_repaired_only_on_request(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(PASTED.replace("é", "Ã©"), encoding="utf-8")
    [flagged] = read(path)
    assert "cafÃ©" in flagged.raw
    assert "The cafÃ© owners on" in flagged.warnings[0]
    assert "--fix-mojibake" in flagged.warnings[0]
    [repaired] = read(path, fix_mojibake=True)
    assert repaired.raw == PASTED
    assert "repaired in 1 place" in repaired.warnings[0]


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf", b"\xff\xfe"])
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.csv"])
def test_an_empty_file_is_rejected(tmp_path, data, name):
    (tmp_path / name).write_bytes(data)
    [reject] = read(tmp_path / name)
    assert isinstance(reject, Reject)
    assert "file is empty (0 characters of text)" in reject.reason


def test_a_bad_byte_is_rejected_with_its_position_unless_replaced(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(PASTED.encode() + b"x\xff")
    [reject] = read(path)
    assert "byte 0xff at position" in reject.reason
    [article] = read(path, errors="replace")
    assert article.raw == PASTED + "x\ufffd"
    assert "1 unreadable byte sequences replaced" in article.warnings[0]


def test_many_articles_in_one_file_are_refused(tmp_path):
    (tmp_path / "a.txt").write_text("word " * 1000)
    [reject] = read(tmp_path / "a.txt", max_chars=900)
    assert "more than 900 characters. This looks like many articles in one file" in reject.reason
    write_rows(tmp_path / "a.jsonl", {"text": "word " * 1000})
    [reject] = read(tmp_path / "a.jsonl", max_chars=900)
    assert "looks like many articles" in reject.reason


def test_html_in_a_text_file_is_read_as_html_and_a_lone_bracket_is_not(tmp_path):
    (tmp_path / "a.txt").write_text(
        f"<html><body><h1>Fares</h1><p>{'word ' * 60}</p></body></html>"
    )
    (tmp_path / "b.txt").write_text(PASTED.replace("a tenth", "< 10 %"))
    [page], [pasted] = read(tmp_path / "a.txt"), read(tmp_path / "b.txt")
    assert "<" not in page.raw
    assert page.title == "Fares"
    assert "< 10 %" in pasted.text


def test_a_page_in_its_declared_charset_is_read(tmp_path):
    html = f"<html><head><meta charset='windows-1250'></head><body><p>{'żółw ' * 60}</p></body>"
    (tmp_path / "a.html").write_bytes(html.encode("cp1250"))
    [page] = read(tmp_path / "a.html")
    assert page.text.startswith("żółw żółw")
    assert page.warnings[0].startswith("read as cp1250")


def test_a_page_takes_the_source_that_the_user_names(tmp_path):
    (tmp_path / "a.txt").write_text(PASTED)
    assert read(tmp_path / "a.txt", source="Island Post")[0].source == "Island Post"
    name = write_rows(tmp_path / "a.jsonl", {"text": "a", "source": "Own"}, {"text": "b"})
    assert [a.source for a in read(name, source="Island Post")] == ["Own", "Island Post"]


def test_articles_of_our_own_come_back_equal(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text(PASTED)
    (tmp_path / "pages" / "b.html").write_text(f"<html><body><p>{'word ' * 60}</p></body></html>")
    write_rows(tmp_path / "pages" / "c.jsonl", {"id": "007", "text": "t", "desk": [1]})
    first = read(tmp_path / "pages")
    out = tmp_path / "articles.jsonl"
    out.write_text("".join(article_to_json(a) + "\n" for a in first), encoding="utf-8")
    assert read(out) == first
    assert len(first) == 3


def test_articles_of_our_own_come_back_from_parquet(tmp_path):
    (tmp_path / "a.txt").write_text(PASTED)
    [article] = read(tmp_path / "a.txt")
    row = article.model_dump(mode="json")
    row["extra"] = json.dumps(row["extra"])
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet") == [article]


def test_a_folder_is_read_in_order_and_other_kinds_are_counted(tmp_path):
    (tmp_path / "b").mkdir()
    write_rows(tmp_path / "b" / "x.jsonl", {"text": "two"})
    write_rows(tmp_path / "c.ndjson", {"text": "three"})
    write_rows(tmp_path / "a.json", {"text": "one"})
    write_rows(tmp_path / ".hidden.jsonl", {"text": "never"})
    (tmp_path / "p.png").write_bytes(b"x")
    (tmp_path / "q.PNG").write_bytes(b"x")
    (tmp_path / "z.txt").write_bytes(b"")
    summary = Summary()
    items = list(read_articles([str(tmp_path)], summary=summary))
    assert texts(items[:3]) == ["one", "two", "three"]
    assert items[1].origin == str(tmp_path / "b" / "x.jsonl") + "#1"
    assert isinstance(items[3], Reject)
    assert summary.skipped == {".png": 2}
    assert (summary.hidden, summary.files, summary.articles, summary.rejects) == (1, 4, 3, 1)
    assert "files of other kinds passed over: .png (2)" in summary.lines()


def test_a_link_back_up_is_not_followed(tmp_path):
    write_rows(tmp_path / "a.jsonl", {"text": "one"})
    (tmp_path / "loop").symlink_to(tmp_path)
    assert texts(read(tmp_path)) == ["one"]


def test_named_inputs_that_cannot_be_read_are_refused_before_reading(tmp_path):
    (tmp_path / "a.xls").write_bytes(b"x")
    (tmp_path / "b.gz").write_bytes(b"not compressed")
    with pytest.raises(DataError, match="no such file"):
        read_articles([str(tmp_path / "none.txt")])
    with pytest.raises(DataError, match=r"'.xls' are not read. Save the sheet as .xlsx"):
        read_articles([str(tmp_path / "a.xls")])
    with pytest.raises(DataError, match="cannot be read"):
        read_articles([str(tmp_path / "b.gz")])
    with pytest.raises(DataError, match="no input"):
        read_articles([])


def test_compressed_inputs_are_read_by_suffix(tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"text": "one"}\n'))
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(PASTED.encode()))
    assert texts(read(tmp_path / "a.jsonl.gz")) == ["one"]
    assert read(tmp_path / "a.txt.gz")[0].raw == PASTED


def test_a_bad_row_is_rejected_and_reading_goes_on(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "one"}\n\n{"text": \n{"title": " "}\n{"text": "two"}\n')
    first, bad, empty, last = read(path)
    assert (first.origin, last.origin) == (f"{path}#1", f"{path}#5")
    assert (bad.origin, bad.row) == (f"{path}#3", '{"text":')
    assert "row is empty (0 characters" in empty.reason


def test_a_json_file_may_hold_one_list(tmp_path):
    (tmp_path / "a.json").write_text('[\n {"text": "one"},\n {"text": "two"}\n]')
    assert texts(read(tmp_path / "a.json")) == ["one", "two"]


def test_jsonl_in_a_legacy_encoding_is_read_and_noted(tmp_path):
    (tmp_path / "a.jsonl").write_bytes('{"text": "café"}\n'.encode("cp1252"))
    summary = Summary()
    items = read_articles([str(tmp_path / "a.jsonl")], summary=summary)
    assert texts(items) == ["café"]
    assert summary.notes == [f"{tmp_path / 'a.jsonl'}: read as cp1252"]


@pytest.mark.parametrize(
    ("suffix", "delimiter", "name"),
    [("csv", ",", "comma"), ("csv", ";", "semicolon"), ("csv", "|", "bar"), ("tsv", "\t", "tab")],
)
def test_delimited_tables_are_read_by_their_own_dialect(tmp_path, suffix, delimiter, name):
    lines = ["id~Body~desk", '001~"Café, one;\ntwo |\tthree ""quoted"""~', '~"b"~9']
    path = tmp_path / f"a.{suffix}"
    path.write_bytes("\r\n".join(lines).replace("~", delimiter).encode("cp1252"))
    summary = Summary()
    options = IngestOptions(mapping={"text": "Body"})
    first, second = read_articles([str(path)], options, summary=summary)
    assert (first.id, first.text) == ("001", 'Café, one;\ntwo |\tthree "quoted"')
    assert (second.id, second.extra) == (second.fingerprint[:16], {"desk": "9"})
    assert second.origin == f"{path}#4"
    assert summary.notes == [f"{path}: read as cp1252, columns parted by {name}"]


def test_a_csv_row_of_another_width_is_rejected(tmp_path):
    (tmp_path / "a.csv").write_text("id,text\n1,a,b\n2,c\n")
    bad, good = read(tmp_path / "a.csv")
    assert "a.csv:2: 3 cells where the header has 2" in bad.reason
    assert good.text == "c"


def test_a_quotation_mark_that_is_never_closed_is_rejected(tmp_path):
    (tmp_path / "a.csv").write_text('id,text\n1,a\n2,"b\n3,c\n')
    good, bad = read(tmp_path / "a.csv")
    assert good.text == "a"
    assert "a.csv:3: unexpected end of data. Is a quotation mark not closed" in bad.reason


def test_a_mapped_column_that_is_missing_is_named_with_a_suggestion(tmp_path):
    (tmp_path / "a.csv").write_text("id,Body\n1,a\n")
    [reject] = read(tmp_path / "a.csv", mapping={"text": "Bodyy"})
    assert "--map text=Bodyy: no column 'Bodyy'. Did you mean 'Body'?" in reject.reason
    name = write_rows(tmp_path / "a.jsonl", {"text": "a", "summary": "s"})
    summary = Summary()
    list(read_articles([name], IngestOptions(mapping={"dek": "sumary"}), summary=summary))
    assert "no row has the mapped column 'sumary'. Did you mean 'summary'?" in summary.notes[0]


def test_parquet_is_read_with_its_types(tmp_path):
    table = pa.table(
        {
            "key": ["00123", None],
            "text": ["one", "two"],
            "published": [date(2031, 5, 4), None],
            "seen": pa.array([1_900_000_000_123_456_789, None], pa.timestamp("ns")),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    first, second = read(tmp_path / "a.parquet", mapping={"id": "key"})
    assert (first.id, first.published) == ("00123", "2031-05-04")
    assert first.extra == {"seen": "2030-03-17T17:46:40.123456"}
    assert second.id == second.fingerprint[:16]
    assert second.origin == f"{tmp_path / 'a.parquet'}#2"


def test_a_file_that_only_claims_to_be_parquet_is_rejected(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"no")
    [reject] = read(tmp_path / "a.parquet")
    assert "not a readable Parquet file" in reject.reason


def test_the_same_article_twice_is_read_once(tmp_path):
    rows = [{"id": "a", "text": "One."}, {"id": "a", "text": " one. "}, {"id": "b", "text": "One."}]
    name = write_rows(tmp_path / "a.jsonl", *rows)
    summary = Summary()
    items = list(read_articles([name, name], summary=summary))
    assert [item.id for item in items] == ["a", "b"]
    assert summary.duplicates == 4


def test_an_id_with_other_content_is_rejected_naming_both_places(tmp_path):
    name = write_rows(tmp_path / "a.jsonl", {"id": "a", "text": "one"}, {"id": "a", "text": "two"})
    first, reject = read(name)
    assert first.text == "one"
    assert reject.origin == f"{name}#2"
    assert f"{name}#2: id 'a' stands already at {name}#1 with other content" in reject.reason


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("keep", [("a", "one"), ("a-2", "four")]),
        ("new", [("a-2", "four"), ("a", "three")]),
        ("suffix", [("a", "one"), ("a-2", "four"), ("a-3", "two"), ("a-4", "three")]),
    ],
)
def test_conflicting_ids_follow_the_policy(tmp_path, policy, expected):
    name = write_rows(
        tmp_path / "a.jsonl",
        {"id": "a", "text": "one"},
        {"id": "a-2", "text": "four"},
        {"id": "a", "text": "two"},
        {"id": "a", "text": "two"},
        {"id": "a", "text": "three"},
    )
    assert [(item.id, item.text) for item in read(name, on_conflict=policy)] == expected


def test_pages_that_share_only_a_headline_do_not_collide(tmp_path):
    rows = [{"title": "Corrections", "published": "2031-05-04"}, {"title": "Corrections"}]
    first, second = read(write_rows(tmp_path / "a.jsonl", *rows))
    assert first.id != second.id
    assert first.status == "no_body"


def test_stdin_is_jsonl_if_it_begins_with_a_brace():
    data = b'\xef\xbb\xbf\n{"text": "one"}\n{"text": "two"}\n'
    items = list(read_articles(["-"], stdin=io.BytesIO(data)))
    assert [(item.origin, item.text) for item in items] == [("-#2", "one"), ("-#3", "two")]
    wide = io.BytesIO('{"text": "é"}\n'.encode("utf-16"))
    assert texts(read_articles(["-"], stdin=wide)) == ["é"]


def test_stdin_is_a_pasted_page_otherwise():
    [article] = read_articles(["-"], stdin=io.BytesIO(PASTED.encode()))
    assert (article.origin, article.raw) == ("-", PASTED)


def test_stdin_cannot_be_read_twice():
    with pytest.raises(DataError, match="given twice"):
        read_articles(["-", "-"], stdin=io.BytesIO(b""))
    with pytest.raises(DataError, match="reads its inputs twice"):
        read_articles(["-"], IngestOptions(on_conflict="new"), stdin=io.BytesIO(b""))


def test_a_long_table_is_streamed(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f'{{"id": "{i}", "text": "{i} {"x" * 5000}"}}\n' for i in range(2000)))
    tracemalloc.start()
    count = sum(1 for _ in read_articles([str(path)]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 2000
    assert peak < path.stat().st_size / 2
