"""Model folders: written under a temporary name, checked file by file when loaded."""

from pathlib import Path

from toolkit.errors import ArtifactError
from toolkit.files import read_json, sha256_of_file, write_json
from toolkit.models.base import Classifier
from toolkit.models.registry import load

MANIFEST = "manifest.json"
SCHEMA = 1


def save_model(model: Classifier, folder: Path, *, kind: str) -> None:
    """Writes a model and the SHA-256 of each of its files.

    Args:
        model: Fitted.
        folder: An existing empty folder (the caller renames its parent when all is written).
        kind: As the run's config names it.
    """
    model.save(folder)
    files = {
        path.relative_to(folder).as_posix(): sha256_of_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    write_json(folder / MANIFEST, {"schema": SCHEMA, "kind": kind, "files": files})


def load_model(folder: Path) -> Classifier:
    """Reads a model after checking every file.

    Args:
        folder: What `save_model` wrote.

    Returns:
        The model.

    Raises:
        ArtifactError: If a file is missing, added or changed, or the schema is foreign.
    """
    return load(check_model(folder), folder)


def check_model(folder: Path) -> str:
    """Checks every file of a model folder without reading the model.

    Args:
        folder: What `save_model` wrote.

    Returns:
        The kind of the model.

    Raises:
        ArtifactError: If a file is missing, added or changed, or the schema is foreign.
    """
    if not (folder / MANIFEST).is_file():
        raise ArtifactError(
            f"{folder}: no {MANIFEST}. Expected a model folder; train the run again."
        )
    manifest = read_json(folder / MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
        raise ArtifactError(
            f"{folder / MANIFEST}: not schema {SCHEMA}. The model was written by another version; "
            "train the run again."
        )
    recorded, kind = manifest.get("files"), manifest.get("kind")
    if not isinstance(recorded, dict) or not isinstance(kind, str):
        raise ArtifactError(
            f"{folder / MANIFEST}: damaged. Expected kind and files; train the run again."
        )
    present = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path != folder / MANIFEST
    }
    for name in sorted(set(recorded) | present):
        if name not in present:
            raise ArtifactError(f"{folder / name}: missing. Restore it, or train the run again.")
        if name not in recorded:
            raise ArtifactError(f"{folder / name}: not part of the model. Remove it.")
        if sha256_of_file(folder / name) != recorded[name]:
            raise ArtifactError(
                f"{folder / name}: changed since training (SHA-256 differs). "
                "Restore it, or train the run again."
            )
    return kind
