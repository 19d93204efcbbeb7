"""Names of inputs and patterns."""

import os
from collections import Counter

import pytest

from toolkit.errors import DataError
from toolkit.ingest import Summary, read_articles
from toolkit.ingest.inputs import check_inputs, expanded, kind_suffix


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name in ("one.txt", "two.txt", "x.pdf", "a/three.txt", "a/b/four.txt"):
        (tmp_path / name).write_text(f"The words of {name} stand here.")
    return tmp_path


def names(found, folder):
    return [os.path.relpath(name, folder).replace(os.sep, "/") for name in found]


def test_patterns_stand_for_the_files_they_match_in_order(folder):
    assert names(expanded([f"{folder}/*.txt"]), folder) == ["one.txt", "two.txt"]
    assert names(expanded([f"{folder}/**/*.txt"]), folder) == [
        "a/b/four.txt",
        "a/three.txt",
        "one.txt",
        "two.txt",
    ]


def test_files_of_other_kinds_that_a_pattern_matches_are_counted(folder):
    skipped = Counter()
    assert names(expanded([f"{folder}/*"], skipped), folder) == ["a", "one.txt", "two.txt"]
    assert skipped == {".pdf": 1}


def test_a_file_with_brackets_in_its_name_is_no_pattern(folder):
    odd = folder / "notes [1].txt"
    odd.write_text("Words.")
    assert expanded([str(odd)]) == [str(odd)]


def test_a_pattern_without_matches_is_refused(folder):
    with pytest.raises(DataError, match="no file that can be read matches this pattern"):
        expanded([f"{folder}/*.csv"])
    with pytest.raises(DataError, match="1 of other kinds"):
        expanded([f"{folder}/*.pdf"])


def test_articles_are_read_through_a_pattern(folder):
    summary = Summary()
    assert len(list(read_articles([f"{folder}/**/*.txt"], summary=summary))) == 4
    assert summary.files == 4


def test_kinds_go_by_suffix():
    assert kind_suffix("a.tar.gz") == kind_suffix("b.tar.bz2") == kind_suffix("c.TAR.xz") == ".tar"
    assert (kind_suffix("a.bz2"), kind_suffix("a.XLSX"), kind_suffix(".gz")) == (
        ".bz2",
        ".xlsx",
        "",
    )


def test_kinds_that_are_not_read_come_with_advice(tmp_path):
    (tmp_path / "a.rtf").write_text("x")
    with pytest.raises(DataError, match=r"Save it as \.docx or plain text"):
        check_inputs([str(tmp_path / "a.rtf")])
