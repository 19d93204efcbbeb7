"""`train`: from a config to a complete run folder."""

import json
import platform
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from toolkit import __version__
from toolkit.codebook import Codebook, load_codebooks
from toolkit.config import RunConfig, load_config, resolved_yaml
from toolkit.corpus.split import group_of
from toolkit.errors import ArtifactError, ToolkitError
from toolkit.files import new_folder, refuse_existing, write_json, write_text
from toolkit.models.base import FitReport
from toolkit.models.bundle import check_model, save_model
from toolkit.models.registry import create
from toolkit.runs.data import PARTS, Log, RunData, read_data
from toolkit.runs.folds import cross_validate, needs_tuning, tuned_decision, tuning_scores
from toolkit.runs.layout import RUNS, SCHEMA, RunFolder, is_run
from toolkit.runs.sources import changed_sources

LIBRARIES = ("numpy", "scipy", "scikit-learn", "pyarrow", "torch", "transformers")
FEW_POSITIVES = 10


@dataclass
class RunLog:
    """Says what happens, and keeps it with its time for `log.jsonl`.

    Attributes:
        say: Shows a line to the user.
        events: What was said, with seconds since the start.
    """

    say: Log
    started: float = field(default_factory=time.perf_counter)
    events: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, message: str) -> None:
        """Says one line and keeps it."""
        seconds = round(time.perf_counter() - self.started, 3)
        self.events.append({"seconds": seconds, "event": message})
        self.say(message)


def train(
    config_file: Path,
    *,
    overrides: Sequence[str] = (),
    out: Path | None = None,
    force: bool = False,
    resume: bool = False,
    say: Log,
) -> RunFolder:
    """Trains a run and writes its folder; nothing is left behind if it fails.

    Args:
        config_file: A run config.
        overrides: `--set` texts.
        out: The run folder; `runs/<name>` below the current folder by default.
        force: Replace an existing run folder.
        resume: Do nothing if the folder holds this very run already.
        say: Takes one line for each step.

    Returns:
        The run folder.

    Raises:
        ArtifactError: If `resume` meets a folder of another config, codebook or data, or a
            damaged one; if `force` would replace what is not a run.
    """
    config = load_config(config_file, overrides=overrides)
    target = out if out is not None else RUNS / config.name
    log = RunLog(say)
    codebooks = load_codebooks(config.codebooks)
    if resume and target.exists():
        problems = _differences(RunFolder(target), config, codebooks)
        if not problems:
            say(f"{target} is complete and matches {config_file}: nothing to do")
            return RunFolder(target)
        if not force:
            raise ArtifactError(
                f"{target}: holds another run ({'; '.join(problems)}). "
                "Use --force to replace it, or another --out."
            )
    refuse_existing(target, force=force)
    if target.exists() and not is_run(target):
        raise ArtifactError(
            f"{target}: not a run folder, so --force does not replace it. Choose another --out."
        )
    create(config.model, codebooks, seed=config.seed)  # a missing extra is said before the work
    data = read_data(config, codebooks, log=log)
    with new_folder(target, force=force) as folder:
        _write_run(RunFolder(folder), config, codebooks, data, log)
    return RunFolder(target)


def _write_run(
    run: RunFolder,
    config: RunConfig,
    codebooks: Mapping[str, Codebook],
    data: RunData,
    log: RunLog,
) -> None:
    write_text(run.config_file, resolved_yaml(config))
    run.codebook_folder.mkdir()
    for path, facet in zip(config.codebooks, codebooks, strict=True):
        shutil.copyfile(path, run.codebook_folder / f"{facet}.yaml")
    write_json(run.split_file, _split_json(config, data))
    if data.leakage is not None:
        write_json(run.leakage_file, data.leakage.to_json())
        for line in data.leakage.lines():
            log(line)
    log(f"fitting {config.model.kind} on {len(data.train)} examples")
    model = create(config.model, codebooks, seed=config.seed)
    report = model.fit(data.train, data.parts["dev"])
    run.model_folder.mkdir()
    save_model(model, run.model_folder, kind=config.model.kind)
    tuning, batch, tuned_on = data.parts["dev"], None, "dev"
    if data.folds is not None:
        scores = cross_validate(data.train, data.folds, config, codebooks, log=log)
        scores.save(run.folds_folder)
        tuning, batch, tuned_on = data.train, scores.batch, "out-of-fold"
    elif needs_tuning(config) and tuning:
        batch = model.predict_scores([example.input for example in tuning])
    elif needs_tuning(config) and data.train:
        log("tuning thresholds on out-of-fold scores")
        tuning = data.train
        batch, tuned_on = tuning_scores(tuning, config, codebooks)
    decision = tuned_decision(
        tuning,
        batch,
        config,
        codebooks,
        columns=model.columns,
        unlearned=report.unlearned,
        tuned_on=tuned_on,
    )
    write_json(run.decision_file, decision.to_json())
    data.warnings += _warnings(data, codebooks, report)
    write_json(run.manifest_file, _manifest(config, codebooks, data, report, log))
    lines = [json.dumps(event, ensure_ascii=False) for event in log.events]
    write_text(run.path / "log.jsonl", "".join(f"{line}\n" for line in lines))


def _split_json(config: RunConfig, data: RunData) -> dict[str, Any]:
    parts = {
        part: sorted({example.input.article_id for example in examples})
        for part, examples in data.parts.items()
    }
    split: dict[str, Any] = {
        "schema": SCHEMA,
        "by": list(config.split.by),
        "seed": config.seed,
        "given": {part: bool(getattr(config.data, part)) for part in data.parts},
        "parts": parts,
        "clusters": {
            part: sorted({example.cluster for example in examples})
            for part, examples in data.parts.items()
        },
    }
    if data.folds is not None:
        split["folds"] = {
            example.cluster: fold for example, fold in zip(data.train, data.folds, strict=True)
        }
    return split


def _warnings(data: RunData, codebooks: Mapping[str, Codebook], report: FitReport) -> list[str]:
    found = []
    for facet, book in codebooks.items():
        n_unlearned = sum(column.facet == facet for column in report.unlearned)
        if n_unlearned:
            found.append(
                f"{facet}: {n_unlearned} of {len(book.labels)} labels have nothing to learn from "
                "and are never assigned"
            )
        counts: dict[str, int] = {}
        for example in data.train:
            for label in example.labels.get(facet, ()):
                counts[label] = counts.get(label, 0) + 1
        few = sum(n < FEW_POSITIVES for n in counts.values())
        if few:
            found.append(f"{facet}: {few} labels have fewer than {FEW_POSITIVES} train examples")
    return found


def _manifest(
    config: RunConfig,
    codebooks: Mapping[str, Codebook],
    data: RunData,
    report: FitReport,
    log: RunLog,
) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "toolkit": __version__,
        "name": config.name,
        "kind": config.model.kind,
        "seed": config.seed,
        "facets": list(codebooks),
        "codebooks": {
            facet: {"key": book.key, "fingerprint": book.fingerprint}
            for facet, book in codebooks.items()
        },
        "data": data.files,
        "counts": {
            "examples": {part: len(examples) for part, examples in data.parts.items()},
            "folds": config.split.folds,
            "groups": len(set(group_of(data.train, config.split))),
        },
        "fit": {
            "n_train": report.n_train,
            "unlearned": [list(column) for column in report.unlearned],
            **dict(report.details or {}),
        },
        "notes": data.notes,
        "warnings": data.warnings,
        "seconds": round(time.perf_counter() - log.started, 3),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": {name: found for name in LIBRARIES if (found := _version(name))},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _differences(run: RunFolder, config: RunConfig, codebooks: Mapping[str, Codebook]) -> list[str]:
    """Why a folder is not this very run, complete and undamaged."""
    if not is_run(run.path):
        return ["it is not a run folder"]
    problems = []
    try:
        if run.config != config:
            problems.append("the config differs")
        for facet, book in codebooks.items():
            recorded = run.manifest["codebooks"].get(facet, {})
            if recorded.get("fingerprint") != book.fingerprint:
                problems.append(f"codebook {book.key} differs")
        sources = [source for part in PARTS for source in getattr(config.data, part)]
        changed = changed_sources(sources, run.manifest["data"], codebooks)
        problems += [f"{name} changed" for name in changed]
        check_model(run.model_folder)
        _ = run.codebooks, run.decision
    except ToolkitError as error:
        problems.append(f"damaged: {error}")
    return problems
