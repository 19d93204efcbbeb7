"""Excel workbooks."""

from datetime import datetime

import openpyxl
import pytest

from toolkit.errors import DataError
from toolkit.ingest import IngestOptions, Reject, Summary, read_articles

TEXT = "The ferry sailed at dawn with all of its passengers on board."


@pytest.fixture
def make_workbook(tmp_path):
    def make(**sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "book.xlsx"
        book.save(path)
        return str(path)

    return make


def test_ids_stay_as_typed_and_days_have_no_midnight(make_workbook):
    rows = [
        ["id", "title", "text", "published", "reach"],
        ["00123", "One", TEXT, datetime(2024, 5, 31), 2.5],
        [124, "Two", TEXT, datetime(2024, 5, 31, 12, 30), None],
    ]
    first, second = read_articles([make_workbook(Sheet1=rows)])
    assert (first.id, first.published, first.extra["reach"]) == ("00123", "2024-05-31", 2.5)
    assert (second.id, second.published) == ("124", "2024-05-31T12:30:00")
    assert first.origin.endswith("book.xlsx#2")


def test_every_sheet_with_a_text_is_read_and_the_others_are_named(make_workbook):
    path = make_workbook(
        A=[["id", "body"], ["1", TEXT]], Notes=[["remark"], ["x"]], Empty=[], B=[["body"], [TEXT]]
    )
    summary = Summary()
    items = list(read_articles([path], IngestOptions(mapping={"text": "body"}), summary=summary))
    assert [item.origin for item in items] == [f"{path}#A#2", f"{path}#B#2"]
    assert any("sheet 'Notes'" in note for note in summary.notes)


def test_a_cell_without_a_column_makes_its_row_a_reject(make_workbook):
    path = make_workbook(Sheet1=[["id", "text"], ["1", TEXT, "stray"], ["2", TEXT]])
    reject, article = read_articles([path])
    assert isinstance(reject, Reject)
    assert "'stray' stands in a column without a name" in reject.reason
    assert article.id == "2"


def test_a_missing_column_is_suggested(make_workbook):
    path = make_workbook(Sheet1=[["id", "body"], ["1", TEXT]])
    (reject,) = read_articles([path], IngestOptions(mapping={"text": "boddy"}))
    assert "Did you mean 'body'?" in reject.reason


def test_errors_and_blank_cells_are_no_text(make_workbook):
    path = make_workbook(Sheet1=[["id", "title", "text"], ["1", "#N/A", TEXT], ["2", "  ", TEXT]])
    assert [item.title for item in read_articles([path])] == [None, None]


def test_what_is_no_workbook_says_so(tmp_path, make_workbook):
    (tmp_path / "a.xlsx").write_bytes(b"no zip")
    (reject,) = read_articles([str(tmp_path / "a.xlsx")])
    assert "not of the kind that its name says" in reject.reason
    (empty,) = read_articles([make_workbook(Sheet1=[])])
    assert "workbook is empty" in empty.reason


def test_a_workbook_that_unpacks_to_too_much_is_refused(make_workbook, monkeypatch):
    path = make_workbook(Sheet1=[["text"], *[["same words again"]] * 9000])
    monkeypatch.setattr("toolkit.ingest.limits.FREE_BYTES", 1)
    monkeypatch.setattr("toolkit.ingest.limits.MAX_RATIO", 2)
    (reject,) = read_articles([path])
    assert isinstance(reject, Reject)
    assert "made to fill a disk" in reject.reason


def test_a_missing_workbook_is_refused_before_reading(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_articles([str(tmp_path / "none.xlsx")])
