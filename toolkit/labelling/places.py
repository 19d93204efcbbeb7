"""Whether a file is likely to lie on a network or synced folder.

SQLite's write-ahead log needs shared memory, which network file systems do not give, and a sync
client may upload database and log at different moments. There the rollback journal is used: one
writer at a time, slower, and safe. It is also safe where the guess is wrong.
"""

import os
import re
import sys
from pathlib import Path

SYNCED = re.compile(
    r"onedrive|dropbox|google ?drive|googledrive|my drive|icloud|mobile documents|cloudstorage"
    r"|nextcloud|owncloud|pcloud|box(?: sync)?|syncthing|seafile|sharepoint",
    re.IGNORECASE,
)
# `OneDrive - Company`, `Dropbox (Team)`, `iCloud~app`: the name may go on after a blank or a mark.
SYNCED_TAIL = re.compile(r"[\s(~_-].*|drive.*", re.IGNORECASE)
NETWORK_TYPES = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ceph", "glusterfs"),
        *("lustre", "9p", "davfs", "vboxsf", "fuse.sshfs", "fuse.rclone", "fuse.davfs"),
        *("fuse.gvfsd-fuse", "fuse.s3fs"),
    }
)
MOUNTS = Path("/proc/mounts")
DRIVE_REMOTE = 4  # GetDriveTypeW, Windows


def is_shared_place(path: Path) -> bool:
    """Guesses whether a file lies on a network share or in a folder that is synced elsewhere.

    UNC paths, folders named after a sync client, network file systems (Linux), mapped drives
    (Windows) and anything under `/Volumes` (macOS, where shares are mounted) count.

    >>> is_shared_place(Path("/home/ana/OneDrive - Institute/coding/annotations.db"))
    True
    >>> is_shared_place(Path("/home/ana/boxing/annotations.db"))
    False
    """
    written = str(path)
    if written.startswith(("\\\\", "//")):
        return True
    if any(_is_synced(part) for part in path.parent.parts):
        return True
    if sys.platform == "darwin":
        return written.startswith("/Volumes/")
    if sys.platform == "win32":
        return _is_remote_drive(path)
    return _mount_type(path) in NETWORK_TYPES


def _is_synced(part: str) -> bool:
    match = SYNCED.match(part)
    if match is None:
        return False
    rest = part[match.end() :]
    return not rest or SYNCED_TAIL.fullmatch(rest) is not None


def _is_remote_drive(path: Path) -> bool:
    if sys.platform != "win32":
        return False
    import ctypes

    return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\") == DRIVE_REMOTE)


def _mount_type(path: Path) -> str:
    """File system type of the mount that holds `path`; empty where that cannot be told."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best, found = "", ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        mount = fields[1].replace("\\040", " ")
        if len(mount) >= len(best) and _is_below(str(path), mount):
            best, found = mount, fields[2]
    return found


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
