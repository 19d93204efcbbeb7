"""`check`: every problem of configs, codebooks and example files, in one pass."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.codebook import Codebook, load_codebook, load_codebooks
from toolkit.config import RunConfig, load_config
from toolkit.corpus.rows import read_rows
from toolkit.errors import CodebookError, DataError, ToolkitError
from toolkit.files import read_yaml
from toolkit.runs.data import PARTS, check_codebooks, read_data
from toolkit.runs.sources import read_sources
from toolkit.runs.workspace import default_codebooks

COUNT_LINE = re.compile(r"\d+ problems:")
EXAMPLE_SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst")


@dataclass(frozen=True)
class CheckResult:
    """What was found in one file.

    Attributes:
        path: The file.
        what: What kind of file it is, with its main counts.
        problems: One line each.
        notes: What is no problem but worth knowing: copies, leaks, labels too rare to split.
    """

    path: Path
    what: str
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is no problem."""
        return not self.problems


def check_files(paths: Sequence[Path]) -> list[CheckResult]:
    """Checks files, and the checkable files of folders.

    Args:
        paths: Files or folders; configs/ and labels/ of the current folder if empty.

    Returns:
        One result for each file.

    Raises:
        DataError: If a path does not exist or there is nothing to check.
    """
    if not paths:
        paths = [path for path in (Path("configs"), Path("labels")) if path.is_dir()]
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise DataError(f"{path}: no such file or folder. Check the path.")
        files += _files_of(path) if path.is_dir() else [path]
    if not files:
        raise DataError(
            "nothing to check here. Name a config, codebook or example file, or go to a workspace."
        )
    return [_check(path) for path in files]


def _files_of(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and (path.suffix == ".yaml" or path.name.endswith(EXAMPLE_SUFFIXES))
    )


def _check(path: Path) -> CheckResult:
    if path.name.endswith(EXAMPLE_SUFFIXES):
        return _check_examples(path)
    try:
        keys = read_yaml(path).value
    except ToolkitError as error:
        return CheckResult(path, "YAML", _lines(error))
    if "labels" in keys or "facet" in keys:
        return _check_codebook(path)
    if "model" in keys or "codebooks" in keys:
        return _check_config(path)
    problem = f"{path}: neither a config (model, codebooks) nor a codebook (facet, labels)."
    return CheckResult(path, "YAML", (problem,))


def _lines(error: ToolkitError) -> tuple[str, ...]:
    """The problems of an error, without the line that counts them."""
    lines = [line.strip() for line in str(error).splitlines()]
    return tuple(line for line in lines if not COUNT_LINE.fullmatch(line))


def _check_codebook(path: Path) -> CheckResult:
    try:
        codebook = load_codebook(path)
    except CodebookError as error:
        return CheckResult(path, "codebook", _lines(error))
    bare = [label.id for label in codebook.labels if not label.terms and not label.terms_note]
    note = f", {len(bare)} labels without terms" if bare else ""
    return CheckResult(path, f"codebook {codebook.key}, {len(codebook.labels)} labels{note}")


def _check_config(path: Path) -> CheckResult:
    try:
        config = load_config(path)
        codebooks = load_codebooks(config.codebooks)
        check_codebooks(config, codebooks)
    except ToolkitError as error:
        return CheckResult(path, "config", _lines(error))
    problems: list[str] = []
    for part in PARTS:
        try:
            if getattr(config.data, part):
                read_sources(getattr(config.data, part), codebooks)
        except ToolkitError as error:
            problems += _lines(error)
    what = f"config {config.name}, kind {config.model.kind}"
    if problems or not config.data.train:
        return CheckResult(path, what, tuple(problems))
    try:
        return CheckResult(path, what, notes=tuple(_split_notes(config, codebooks)))
    except ToolkitError as error:
        return CheckResult(path, what, _lines(error))


def _split_notes(config: RunConfig, codebooks: Mapping[str, Codebook]) -> list[str]:
    """What the parts of a run hold and share, cut as `train` would cut them."""
    data = read_data(config, codebooks, log=lambda _line: None)
    examples = [example for part in data.parts.values() for example in part]
    articles = {(part, e.input.article_id) for part in PARTS for e in data.parts[part]}
    clusters = len({example.cluster for example in examples})
    sizes = ", ".join(f"{part} {len(data.parts[part])}" for part in PARTS if data.parts[part])
    notes = [f"{len(articles)} articles in {clusters} clusters; examples: {sizes}"]
    if data.leakage is not None:
        notes += data.leakage.lines()
    return notes + [f"warning: {line}" for line in data.warnings]


def _check_examples(path: Path) -> CheckResult:
    try:
        codebooks: dict[str, Codebook] = load_codebooks(default_codebooks())
        rows, report = read_rows([path], codebooks)
    except ToolkitError as error:
        return CheckResult(path, "examples", _lines(error))
    notes = "; ".join(report.lines())
    return CheckResult(path, f"{len(rows)} examples{'; ' + notes if notes else ''}")
