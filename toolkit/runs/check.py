"""`check`: every problem of configs, codebooks and example files, in one pass."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook, load_codebooks
from toolkit.codebook.contradictions import remarks
from toolkit.codebook.load import codebook_problems
from toolkit.config import RunConfig, load_config
from toolkit.corpus.labelled_row import LabelledRow
from toolkit.corpus.row_labels import STATUSES
from toolkit.corpus.rows import read_rows
from toolkit.errors import CodebookError, DataError, ToolkitError
from toolkit.files import read_yaml
from toolkit.runs.data import PARTS, check_codebooks, cluster_rows, read_data
from toolkit.runs.sources import read_sources
from toolkit.runs.terms import term_tables
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
        codebook: Where the file is one, and sound.
    """

    path: Path
    what: str
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    codebook: Codebook | None = None

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


def terms_against(results: Sequence[CheckResult], files: Sequence[Path]) -> list[dict[str, Any]]:
    """The tables of the checked codebooks' terms against labelled examples.

    Args:
        results: From `check_files`; codebooks with problems and files of other kinds are left out.
        files: Labelled example files.

    Returns:
        One set of tables for each codebook of articles.

    Raises:
        DataError: If there is no such codebook, or the examples have problems.
    """
    books = [result.codebook for result in results if result.codebook is not None]
    books = [book for book in books if book.unit == "article"]
    if not books:
        raise DataError(
            "--against: none of the files is a sound codebook of articles. Name one, such as "
            "labels/topic.yaml."
        )
    return [term_tables(book, files) for book in books]


def results_json(
    results: Sequence[CheckResult], tables: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What a check found, as JSON.

    Args:
        results: From `check_files`.
        tables: From `terms_against`, or none.

    Returns:
        `files` (path, what, ok, problems, notes) and `terms`.
    """
    files = [
        {
            "path": str(result.path),
            "what": result.what,
            "ok": result.ok,
            "problems": list(result.problems),
            "notes": list(result.notes),
        }
        for result in results
    ]
    return {"files": files, "terms": list(tables)}


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
        keys = read_yaml(path, keep_going=True).value
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
        problems, codebook = codebook_problems(path)
    except CodebookError as error:
        return CheckResult(path, "codebook", _lines(error))
    if codebook is None:
        return CheckResult(path, "codebook", tuple(problems))
    what = f"codebook {codebook.key}, {len(codebook.labels)} labels"
    return CheckResult(path, what, notes=tuple(remarks(codebook)), codebook=codebook)


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
    remarks = "; ".join(report.lines())
    what = f"{len(rows)} examples{'; ' + remarks if remarks else ''}"
    return CheckResult(path, what, notes=tuple(_example_notes(rows, codebooks)))


def _example_notes(rows: Sequence[LabelledRow], codebooks: Mapping[str, Codebook]) -> list[str]:
    """Copies, and how far the labels are settled."""
    clusters = Counter(cluster_rows({"file": rows}).values())
    copied = sum(n for n in clusters.values() if n > 1)
    notes = [f"{len(clusters)} clusters of near-duplicates; {copied} articles have a copy"]
    for facet, book in codebooks.items():
        examined = [
            row.stance is not None if book.unit == "stance-row" else facet in row.labels
            for row in rows
        ]
        states = Counter(
            row.status.get(facet, "gold") if seen else "not examined"
            for row, seen in zip(rows, examined, strict=True)
        )
        soft = sum(facet in row.soft for row in rows)
        unsure = sum(bool(row.unsure.get(facet)) for row in rows)
        counts = [f"{states[state]} {state}" for state in (*STATUSES, "not examined")]
        counts += [f"{unsure} with an unsure label", f"{soft} with shares of coders"]
        notes.append(f"{facet}: {', '.join(said for said in counts if not said.startswith('0 '))}")
    return notes
