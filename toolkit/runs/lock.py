"""One job on one output: a lock that a killed process cannot leave behind."""

import json
import os
import shutil
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

from toolkit.errors import DataError


class Lock:
    """Holds a folder until it is released or the process ends, however it ends.

    The operating system keeps the lock; the file says who has it.

    Args:
        folder: Made where it is missing.
        out: The output that is locked, for the message.

    Raises:
        DataError: If another process has it, with its number and host.
    """

    def __init__(self, folder: Path, *, out: Path) -> None:
        self.folder = folder
        self._file = _locked_file(folder, out)
        since = datetime.now(UTC).isoformat(timespec="seconds")
        me = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
        os.ftruncate(self._file, 0)
        os.write(self._file, json.dumps(me).encode())

    def release(self) -> None:
        """Lets the folder go; a second call does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def remove_folder(self) -> None:
        """Removes the folder and lets it go."""
        if sys.platform == "win32":  # which does not remove a file that is open
            self.release()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.release()


def _locked_file(folder: Path, out: Path) -> int:
    path = folder / "lock"
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except FileNotFoundError:  # its owner has just removed the folder
            continue
        if not _try(file):
            holder = _holder(os.read(file, 4096))
            os.close(file)
            raise DataError(
                f"{out}: is being written by {holder}. Wait for it, stop it, or choose another "
                "--out."
            )
        if path.exists() and os.path.samestat(os.fstat(file), path.stat()):
            return file
        os.close(file)  # removed between opening and locking


def _try(file: int) -> bool:
    """Whether this process now holds the lock."""
    try:
        if sys.platform == "win32":
            import msvcrt

            # Far behind the text, which stays readable: Windows refuses to read a locked byte.
            os.lseek(file, 1 << 20, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            os.lseek(file, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.lseek(file, 0, os.SEEK_SET)
        return False
    return True


def _holder(data: bytes) -> str:
    try:
        found = json.loads(data)
        return f"process {found['pid']} on {found['host']} (since {found['since']})"
    except (ValueError, KeyError, TypeError):
        return "another process"
