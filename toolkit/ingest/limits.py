"""Limits against archives that unpack to far more than they hold ("zip bombs")."""

import zipfile
from pathlib import Path

from toolkit.errors import DataError

# Text packs at most about 1:20, tables of repeated cells 1:60; the densest bombs go up to 1:1000
# in one layer. Below the floor a ratio means nothing: it is unpacked in no time.
MAX_RATIO = 200
FREE_BYTES = 256 << 20
MAX_ENTRIES = 2_000_000


def allowance(packed: int) -> int:
    """Bytes that `packed` bytes of an archive may become.

    Args:
        packed: Size of the archive as it lies on disk.

    Returns:
        A number of bytes.
    """
    return max(FREE_BYTES, packed * MAX_RATIO)


def bomb(where: str, packed: int) -> DataError:
    """The refusal of an archive that unpacks to too much.

    Args:
        where: The archive as given.
        packed: Its size on disk.

    Returns:
        The error, to be raised.
    """
    return DataError(
        f"{where}: unpacks to more than {allowance(packed) >> 20} MB from {packed} bytes. This "
        "looks like an archive made to fill a disk; unpack it yourself if you trust it."
    )


def check_packed(path: Path, where: str) -> None:
    """Refuses an Office file, which is a zip, that claims to unpack to too much.

    Args:
        path: The file.
        where: The file as given, for messages.

    Raises:
        DataError: If it is no zip, or a bomb.
    """
    size = path.stat().st_size
    try:
        with zipfile.ZipFile(path) as archive:
            total = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DataError(
            f"{where}: damaged, or not of the kind that its name says ({error}). Save it again."
        ) from error
    if total > allowance(size):
        raise bomb(where, size)
