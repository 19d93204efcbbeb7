"""The run folder: what is where, and reading it back."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook, load_codebooks
from toolkit.config import RunConfig, load_config
from toolkit.errors import ArtifactError, did_you_mean
from toolkit.files import read_json
from toolkit.models.base import Classifier
from toolkit.models.bundle import load_model
from toolkit.models.decide import Decision

SCHEMA = 1
RUNS = Path("runs")
MANIFEST_KEYS = (
    *("name", "kind", "seed", "facets", "codebooks", "data", "counts", "fit"),
    *("warnings", "seconds", "finished"),
)


@dataclass(frozen=True)
class RunFolder:
    """A complete run.

    Attributes:
        path: The folder.
    """

    path: Path

    @property
    def name(self) -> str:
        """Name of the run, as records carry it."""
        return self.config.name

    @property
    def config_file(self) -> Path:
        """The resolved config."""
        return self.path / "config.yaml"

    @property
    def codebook_folder(self) -> Path:
        """Copies of the codebooks it was trained under."""
        return self.path / "codebooks"

    @property
    def model_folder(self) -> Path:
        """The model."""
        return self.path / "model"

    @property
    def decision_file(self) -> Path:
        """Thresholds and calibration."""
        return self.path / "decision.json"

    @property
    def manifest_file(self) -> Path:
        """Versions, seed, fingerprints, counts and timings."""
        return self.path / "manifest.json"

    @property
    def split_file(self) -> Path:
        """Which cluster is in which part."""
        return self.path / "split.json"

    @property
    def leakage_file(self) -> Path:
        """The leakage table."""
        return self.path / "leakage.json"

    @property
    def folds_folder(self) -> Path:
        """Out-of-fold scores and decisions, where the split has folds."""
        return self.path / "folds"

    @property
    def evaluation_folder(self) -> Path:
        """One folder for each evaluation."""
        return self.path / "evaluation"

    @cached_property
    def config(self) -> RunConfig:
        """The run's config; its codebook paths name the originals, `codebooks` the copies."""
        return load_config(self.config_file, check_paths=False)

    @cached_property
    def codebooks(self) -> dict[str, Codebook]:
        """The run's own copies of its codebooks, by facet in config order."""
        order: list[str] = self.manifest["facets"]
        found = load_codebooks(self.codebook_folder / f"{facet}.yaml" for facet in order)
        for facet in order:
            recorded = self.manifest["codebooks"][facet]
            # Scores are stored by position, so labels under another order would be others' labels.
            if facet not in found or found[facet].fingerprint != recorded["fingerprint"]:
                raise ArtifactError(
                    f"{self.codebook_folder / facet}.yaml: changed since training. Expected "
                    f"{recorded['key']} ({recorded['fingerprint'][:8]}). "
                    "Restore it, or train the run again."
                )
        return found

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest.

        Returns:
            The JSON object.

        Raises:
            ArtifactError: If another version wrote it, or it lacks a key.
        """
        manifest = read_json(self.manifest_file)
        if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
            raise ArtifactError(
                f"{self.manifest_file}: not schema {SCHEMA}. The run was written by another "
                "version; train it again."
            )
        missing = [key for key in MANIFEST_KEYS if key not in manifest]
        if missing:
            raise ArtifactError(
                f"{self.manifest_file}: damaged (no {', '.join(missing)}). Train the run again."
            )
        return manifest

    @cached_property
    def decision(self) -> Decision:
        """The decision layer."""
        return Decision.from_json(read_json(self.decision_file))

    def load_model(self) -> Classifier:
        """The model, after checking its files."""
        return load_model(self.model_folder)


def open_run(path: Path) -> RunFolder:
    """A run folder by path, or by name below `runs/`.

    Args:
        path: The folder, or the name of a run.

    Returns:
        The run.

    Raises:
        ArtifactError: If there is no complete run.
    """
    for candidate in (path, RUNS / path):
        if is_run(candidate):
            return RunFolder(candidate)
    for candidate in (path, RUNS / path):
        if candidate.is_dir():
            raise ArtifactError(
                f"{candidate}: not a run folder (no manifest.json and config.yaml). "
                "Expected what toolkit train writes."
            )
    known = [run.path.as_posix() for run in list_runs(RUNS)]
    hint = did_you_mean(path.as_posix(), known) or "Train one: toolkit train configs/tfidf.yaml"
    raise ArtifactError(f"{path}: no such run. {hint}")


def is_run(folder: Path) -> bool:
    """Whether a folder has the two files that make a run."""
    return (folder / "manifest.json").is_file() and (folder / "config.yaml").is_file()


def list_runs(folder: Path) -> list[RunFolder]:
    """All complete runs directly below a folder, by name.

    Names with a dot in front are what a killed `train` left of its temporary folder.
    """
    if not folder.is_dir():
        return []
    return [
        RunFolder(path)
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".") and is_run(path)
    ]
