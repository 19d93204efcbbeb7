import csv

import openpyxl
import pytest

from toolkit.errors import DataError
from toolkit.labelling.formats.found import to_rows
from toolkit.labelling.formats.spreadsheet import read_spreadsheet, write_spreadsheet

ROW = {
    "id": "=1+1",
    "title": "@home",
    "text": "The bridge; “good”,\nand long.",
    "labels": {
        "topic": ["vote", "war"],
        "region": [],
        "stance": [{"target": "bridge", "holder": "author", "label": "favor"}],
    },
    "primary": {"topic": "politics"},
    "unsure": {"topic": ["spa"]},
    "status": {"topic": "gold"},
    "inclusion": 0.25,
}


def nothing(_article_id):
    return None


@pytest.mark.parametrize("name", ["labels.csv", "labels.xlsx"])
def test_what_is_written_is_read_back(tmp_path, reading, codebooks, name):
    path = tmp_path / name
    assert write_spreadsheet(path, [ROW], codebooks) == 2
    ((_, back),) = to_rows(read_spreadsheet(path, reading), reading, nothing)[None]
    assert back["id"] == "=1+1"
    assert back["title"] == "@home"
    assert back["text"] == ROW["text"]
    assert back["labels"] == ROW["labels"]
    assert back["primary"] == ROW["primary"]
    assert back["unsure"] == ROW["unsure"]


def test_cells_that_a_spreadsheet_would_run_are_neutralised(tmp_path, codebooks):
    path = tmp_path / "labels.csv"
    write_spreadsheet(path, [ROW], codebooks)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")  # tells Excel that it is UTF-8
    first = next(iter(csv.DictReader(content.decode("utf-8-sig").splitlines(keepends=True))))
    assert first["id"] == "'=1+1"
    assert first["title"] == "'@home"
    book = tmp_path / "labels.xlsx"
    write_spreadsheet(book, [ROW], codebooks)
    cells = next(iter(openpyxl.load_workbook(book).active.iter_rows(min_row=2, max_row=2)))
    assert [cell.data_type for cell in cells if cell.value == "'=1+1"] == ["s"]


def test_a_users_own_columns_are_named(tmp_path, reading):
    path = tmp_path / "mine.csv"
    path.write_text("nr;body;category\n7;Rain fell.;sport | war\n8;Snow.;(none)\n9;Ice.;\n")
    reading.names = {"nr": "id", "body": "text", "category": "topic"}
    first, second = read_spreadsheet(path, reading)
    assert (first.article_id, first.text) == ("7", "Rain fell.")
    assert first.labels == {"topic": ["sport", "war"]}
    assert second.labels == {"topic": []}
    assert sum(reading.notes.values()) == 1  # nobody looked at 9


def test_a_table_without_a_facet_is_refused(tmp_path, reading):
    path = tmp_path / "mine.csv"
    path.write_text("id,text,category\n7,Rain.,sport\n")
    with pytest.raises(DataError, match="no column holds labels"):
        list(read_spreadsheet(path, reading))


def test_a_text_too_long_for_a_cell_is_refused(tmp_path, codebooks):
    long = ROW | {"text": "x" * 40_000}
    with pytest.raises(DataError, match="a cell of Excel takes 32767"):
        write_spreadsheet(tmp_path / "x.xlsx", [long], codebooks)
    assert not (tmp_path / "x.xlsx").exists()


def test_control_characters_are_refused_by_name(tmp_path, codebooks):
    with pytest.raises(DataError, match="control characters"):
        write_spreadsheet(tmp_path / "x.xlsx", [ROW | {"text": "a\x1bb"}], codebooks)


def test_a_stance_without_a_target_is_refused(tmp_path, reading):
    path = tmp_path / "mine.csv"
    path.write_text("id,text,stance\n7,Rain.,favor\n")
    with pytest.raises(DataError, match=r"mine.csv:2: a stance needs a target"):
        list(read_spreadsheet(path, reading))
