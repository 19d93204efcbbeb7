"""Shipped files: configs, codebooks and seeds, and copying them into a new workspace."""

import shutil
from pathlib import Path

from toolkit.errors import DataError

FOLDERS = ("configs", "labels", "seeds")


def shipped_folder() -> Path:
    """Where the shipped files stand: in the wheel, or at the root of a checkout.

    Returns:
        A folder that holds `configs/`, `labels/` and `seeds/`.

    Raises:
        DataError: If the installation lacks them.
    """
    package = Path(__file__).resolve().parent.parent
    for candidate in (package / "_shipped", package.parent):
        if all((candidate / name).is_dir() for name in FOLDERS):
            return candidate
    raise DataError(
        f"{package}: the shipped configs, labels and seeds are missing. Install the toolkit again."
    )


def make_workspace(folder: Path) -> int:
    """Copies the shipped files into a new workspace.

    Args:
        folder: A new or empty folder.

    Returns:
        How many files were copied.

    Raises:
        DataError: If the folder is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DataError(f"{folder}: already exists and is not empty. Choose a new folder.")
    source = shipped_folder()
    for name in FOLDERS:
        shutil.copytree(source / name, folder / name)
    return sum(path.is_file() for path in folder.rglob("*"))


def default_codebooks() -> list[Path]:
    """`labels/*.yaml` of the current folder.

    Returns:
        Paths in the order topic, region, framing, stance, then any others by name.

    Raises:
        DataError: If there are none.
    """
    order = {name: i for i, name in enumerate(("topic", "region", "framing", "stance"))}
    found = sorted(Path("labels").glob("*.yaml"), key=lambda p: (order.get(p.stem, 99), p.name))
    if not found:
        raise DataError(
            "labels/: no codebooks in the current folder. Give --codebooks FILE, or make a "
            "workspace with: toolkit init DIR"
        )
    return found
