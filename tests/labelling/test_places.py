from pathlib import Path

import pytest

from toolkit.labelling.places import is_shared_place


@pytest.mark.parametrize(
    "path",
    [
        "/home/ana/Dropbox/a.db",
        "/home/ana/Dropbox (Team)/coding/a.db",
        "/home/ana/OneDrive - Institute/a.db",
        "/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/a.db",
        "/Users/ana/Library/CloudStorage/GoogleDrive-ana/My Drive/a.db",
        "/home/ana/Google Drive/a.db",
        "/home/ana/iCloudDrive/a.db",
        "/home/ana/Nextcloud/a.db",
    ],
)
def test_folders_of_sync_clients_are_shared(path):
    assert is_shared_place(Path(path))


@pytest.mark.parametrize("path", ["/home/ana/labels/a.db", "/home/ana/boxing/dropbox.db"])
def test_ordinary_folders_are_not(path):
    assert not is_shared_place(Path(path))


def test_a_unc_path_is_shared():
    assert is_shared_place(Path("//server/share/a.db"))


def test_a_network_mount_is_shared(tmp_path, monkeypatch):
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\nserver:/x /data/our\\040share nfs4 rw 0 0\n")
    monkeypatch.setattr("toolkit.labelling.places.MOUNTS", mounts)
    assert is_shared_place(Path("/data/our share/a.db"))
    assert not is_shared_place(Path("/data/ours/a.db"))
