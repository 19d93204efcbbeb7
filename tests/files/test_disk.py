import gzip
import os

import pytest

from toolkit.errors import DataError
from toolkit.files import (
    canonical_json,
    new_folder,
    open_read,
    open_write,
    read_json,
    read_lines,
    remove_folder,
    sha256_of_bytes,
    sha256_of_file,
    write_json,
    write_text,
)

NAMES = ["plain.txt", "packed.txt.gz", "packed.txt.zst"]


def write_and_fail(path, *, force=False):
    with open_write(path, force=force) as stream:
        stream.write(b"half")
        raise KeyError


def fill_and_fail(path):
    with new_folder(path) as folder:
        (folder / "half").write_text("x")
        raise KeyError


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_reads_back_equal(tmp_path, name):
    with open_write(tmp_path / "deep" / name) as stream:
        stream.write("één\nзвук\n".encode())
    with open_read(tmp_path / "deep" / name) as stream:
        assert stream.read().decode() == "één\nзвук\n"
    assert [path.name for path in (tmp_path / "deep").iterdir()] == [name]


@pytest.mark.parametrize("name", NAMES)
def test_an_error_while_writing_leaves_nothing(tmp_path, name):
    with pytest.raises(KeyError):
        write_and_fail(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_an_error_while_replacing_keeps_the_old_file(tmp_path):
    write_text(tmp_path / "a.txt", "old")
    with pytest.raises(KeyError):
        write_and_fail(tmp_path / "a.txt", force=True)
    assert (tmp_path / "a.txt").read_text() == "old"


def test_an_existing_file_is_replaced_only_by_force(tmp_path):
    write_text(tmp_path / "a.txt", "old")
    with pytest.raises(DataError, match=r"a\.txt: already exists.*--force"):
        write_text(tmp_path / "a.txt", "new", force=False)
    write_text(tmp_path / "a.txt", "new", force=True)
    assert (tmp_path / "a.txt").read_text() == "new"


def test_a_missing_file_is_named(tmp_path):
    with (
        pytest.raises(DataError, match=r"gone\.txt: no such file"),
        open_read(tmp_path / "gone.txt"),
    ):
        pass


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(DataError, match="is a folder"), open_read(tmp_path):
        pass


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst"])
def test_a_file_that_is_not_what_its_suffix_says_is_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b'{"text": "plain"}\n')
    with pytest.raises(DataError, match=f"{name}: cannot be read"):
        list(read_lines(tmp_path / name))


def test_a_cut_download_is_not_read_as_a_short_file(tmp_path):
    whole = gzip.compress(os.urandom(100_000))
    (tmp_path / "a.gz").write_bytes(whole[:50_000])
    with pytest.raises(DataError, match=r"a\.gz: cannot be read"):
        list(read_lines(tmp_path / "a.gz"))


def test_appended_gzip_members_are_one_file(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"one\n") + gzip.compress(b"two\n"))
    assert list(read_lines(tmp_path / "a.gz")) == [(1, b"one"), (2, b"two")]


def test_lines_are_numbered_blank_ones_are_left_out_and_a_byte_order_mark_is_dropped(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\r\n\r\n  two\nthree")
    assert list(read_lines(tmp_path / "a.txt")) == [(1, b"one"), (3, b"two"), (4, b"three")]


def test_checksums_of_file_and_bytes_agree(tmp_path):
    (tmp_path / "a.bin").write_bytes(b"x" * 3_000_000)
    assert sha256_of_file(tmp_path / "a.bin") == sha256_of_bytes(b"x" * 3_000_000)


def test_canonical_json_does_not_know_the_order_of_keys():
    assert (
        canonical_json({"b": 1, "a": "é"})
        == canonical_json({"a": "é", "b": 1})
        == '{"a":"é","b":1}'
    )


def test_json_keeps_order_and_letters(tmp_path):
    write_json(tmp_path / "a.json", {"b": "é", "a": 1})
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == '{\n  "b": "é",\n  "a": 1\n}\n'
    assert read_json(tmp_path / "a.json") == {"b": "é", "a": 1}


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b""])
def test_damaged_json_is_named(tmp_path, content):
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(DataError, match=r"a\.json: not valid JSON"):
        read_json(tmp_path / "a.json")


def test_a_folder_appears_whole_or_not_at_all(tmp_path):
    with pytest.raises(KeyError):
        fill_and_fail(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []
    with new_folder(tmp_path / "run") as folder:
        (folder / "whole").write_text("x")
    assert [path.name for path in tmp_path.rglob("*")] == ["run", "whole"]


def test_an_existing_folder_is_replaced_only_by_force_and_whole(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "old").write_text("x")
    with pytest.raises(DataError, match="already exists"), new_folder(tmp_path / "run"):
        pass
    with new_folder(tmp_path / "run", force=True) as folder:
        (folder / "new").write_text("x")
    assert [path.name for path in tmp_path.rglob("*")] == ["run", "new"]


def test_removing_a_folder_that_is_not_there_is_no_error(tmp_path):
    remove_folder(tmp_path / "gone")
