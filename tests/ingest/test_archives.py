"""Zip and tar archives: what they hold, and what is not taken from them."""

import io
import stat
import tarfile
import zipfile

import pytest

from toolkit.errors import DataError
from toolkit.ingest import Reject, Summary, read_articles
from toolkit.ingest import archives as archives_module
from toolkit.ingest.archives import archive_entries

PAGE = "A bridge is closed\n\nThe council closed the old bridge on Tuesday after a long debate.\n"
ROW = b'{"id": "7", "text": "The ferry sailed at dawn with all of its passengers."}\n'


@pytest.fixture
def make_zip(tmp_path):
    def make(entries, name="export.zip"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, data in entries.items():
                archive.writestr(entry, data)
        return str(path)

    return make


@pytest.fixture
def make_tar(tmp_path):
    def make(entries, name="export.tar.gz", mode="w:gz"):
        path = tmp_path / name
        with tarfile.open(path, mode) as archive:
            for entry, data in entries.items():
                info = tarfile.TarInfo(entry)
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
        return str(path)

    return make


def test_pages_and_tables_in_nested_folders_of_a_zip_are_read(make_zip):
    path = make_zip({"b/c/page.txt": PAGE, "b/rows.jsonl": ROW, "a/x.csv": "id,text\n01,Words\n"})
    items = list(read_articles([path]))
    assert [item.origin for item in items] == [
        f"{path}#a/x.csv#2",
        f"{path}#b/c/page.txt",
        f"{path}#b/rows.jsonl#1",
    ]
    assert [item.id for item in items[::2]] == ["01", "7"]


@pytest.mark.parametrize(
    ("name", "mode"),
    [("e.tar", "w"), ("e.tgz", "w:gz"), ("e.tar.gz", "w:gz"), ("e.tar.bz2", "w:bz2")],
)
def test_tars_are_read_however_they_are_compressed(make_tar, name, mode):
    path = make_tar({"d/page.txt": PAGE.encode(), "d/rows.jsonl": ROW}, name, mode)
    page, row = read_articles([path])
    assert page.origin == f"{path}#d/page.txt"
    assert (row.id, row.origin) == ("7", f"{path}#d/rows.jsonl#1")


def test_compressed_tables_within_an_archive_are_unpacked(make_zip):
    import gzip

    (row,) = read_articles([make_zip({"rows.jsonl.gz": gzip.compress(ROW)})])
    assert row.id == "7"


def test_names_that_lead_out_of_the_archive_are_rejected_and_write_nothing(make_zip, tmp_path):
    path = make_zip({"../out.txt": PAGE, "/abs.txt": PAGE, "C:/x.txt": PAGE, "ok.txt": PAGE})
    items = list(read_articles([path]))
    rejected = [item for item in items if isinstance(item, Reject)]
    assert len(rejected) == 3
    assert all("leads out of the archive" in item.reason for item in rejected)
    assert [p.name for p in tmp_path.iterdir()] == ["export.zip"]


def test_links_in_archives_are_rejected(tmp_path):
    path = tmp_path / "links.tar"
    with tarfile.open(path, "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo(f"link{kind.decode()}.txt")
            info.type, info.linkname = kind, "/etc/hosts"
            archive.addfile(info)
    items = list(read_articles([str(path)]))
    assert len(items) == 3
    assert all("is a link or a device" in item.reason for item in items)
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "links.zip", "w") as archive:
        archive.writestr(link, "/etc/hosts")
    (reject,) = read_articles([str(tmp_path / "links.zip")])
    assert "is a link" in reject.reason


def test_an_archive_that_unpacks_to_far_more_than_it_holds_is_refused(make_zip, monkeypatch):
    monkeypatch.setattr("toolkit.ingest.limits.FREE_BYTES", 1 << 16)
    path = make_zip({"bomb.jsonl": b" " * (1 << 24)})
    items = list(read_articles([path]))
    assert all("made to fill a disk" in item.reason for item in items)


def test_a_compressed_tar_is_counted_as_it_unpacks(make_tar, monkeypatch):
    monkeypatch.setattr("toolkit.ingest.limits.FREE_BYTES", 1 << 16)
    path = make_tar({"skipped.bin": b" " * (1 << 24), "page.txt": PAGE.encode()})
    (reject,) = read_articles([path])
    assert "made to fill a disk" in reject.reason


def test_too_many_entries_are_refused(make_zip, monkeypatch):
    monkeypatch.setattr(archives_module, "MAX_ENTRIES", 2)
    path = make_zip({"a.txt": PAGE, "b.txt": PAGE, "c.txt": PAGE})
    assert "more than 2 entries" in list(read_articles([path]))[-1].reason


def test_hidden_files_and_other_kinds_are_counted(make_zip):
    path = make_zip(
        {"__MACOSX/._a.txt": "x", "d/.b.txt": "x", "n.zip": "x", "p.pdf": "x", "a": PAGE}
    )
    summary = Summary()
    items = list(read_articles([path], summary=summary))
    assert [item.origin for item in items] == [f"{path}#a"]
    assert summary.hidden == 2
    assert summary.skipped == {".zip": 1, ".pdf": 1}


def test_damaged_archives_end_in_one_clear_reject(make_zip, tmp_path):
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "cut.tgz").write_bytes(b"\x1f\x8b\x08\x00cut")
    for name in ("no.zip", "cut.tgz"):
        (reject,) = read_articles([str(tmp_path / name)])
        assert "Pack it again" in reject.reason


def test_one_damaged_file_does_not_hide_the_others(make_zip, tmp_path):
    from pathlib import Path

    path = Path(make_zip({"a.txt": PAGE * 20, "b.txt": PAGE}))
    data = bytearray(path.read_bytes())
    data[40:60] = b"\x00" * 20
    path.write_bytes(bytes(data))
    damaged, sound = read_articles([str(path)])
    assert isinstance(damaged, Reject)
    assert sound.origin == f"{path}#b.txt"


def test_a_locked_file_says_that_it_is(tmp_path, make_zip):
    from pathlib import Path

    path = Path(make_zip({"a.txt": PAGE}))
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flag for a password, in the local header and the directory
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    (reject,) = read_articles([str(path)])
    assert "password" in reject.reason


def test_entries_are_read_in_order_of_their_names(make_zip):
    from pathlib import Path

    path = make_zip({"b.txt": "b", "a.txt": "a"})
    assert [entry.name for entry in archive_entries(Path(path), path, suffix=".zip")] == [
        "a.txt",
        "b.txt",
    ]


def test_a_missing_archive_is_refused_before_reading(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_articles([str(tmp_path / "none.zip")])
