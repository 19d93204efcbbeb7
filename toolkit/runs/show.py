"""`show`: an article as parsed, a codebook, a config, a run, or the list of runs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from toolkit.codebook import Codebook, Label, load_codebook
from toolkit.codebook.manual import manual_html, manual_markdown
from toolkit.config import load_config, resolved_yaml
from toolkit.errors import DataError, ToolkitError
from toolkit.files import read_json, read_yaml
from toolkit.ingest import IngestOptions, Reject, read_articles
from toolkit.runs.layout import RUNS, RunFolder, list_runs, open_run
from toolkit.runs.show_article import Look, article_lines

ARTICLES_SHOWN = 3


def show_path(
    path: str,
    *,
    label: str | None = None,
    article: str | None = None,
    look: Look | None = None,
    options: IngestOptions | None = None,
) -> Iterator[str]:
    """What a path holds, line by line.

    Args:
        path: An article file, codebook, config, run folder or run name, or a folder of runs.
        label: Of a codebook, only this label.
        article: Of a file with many articles, only the one of this id.
        look: How an article is shown.
        options: How an article is read.

    Yields:
        Lines for the terminal.

    Raises:
        DataError: If there is nothing to show.
    """
    where = Path(path)
    if (where / "manifest.json").is_file() or (not where.exists() and (RUNS / where).is_dir()):
        yield from _run(open_run(where))
    elif where.is_dir() and list_runs(where):
        yield from _runs(where)
    elif where.name == "runs" and (where.is_dir() or not where.exists()):
        raise DataError(f"{path}: no runs yet. Train one: toolkit train configs/tfidf.yaml")
    elif where.suffix == ".yaml":
        keys = read_yaml(where).value
        if "facet" in keys or "labels" in keys:
            yield from codebook_lines(load_codebook(where), label=label)
        else:
            yield from resolved_yaml(load_config(where)).splitlines()
    else:
        yield from _articles(path, article, look, options)


def manual(path: Path, form: Literal["md", "html"]) -> str:
    """The coder's manual of a codebook.

    Args:
        path: A codebook.
        form: Markdown or HTML.

    Returns:
        The text of the page.

    Raises:
        DataError: If the file is no codebook.
    """
    if path.suffix != ".yaml" or not {"facet", "labels"} & read_yaml(path).value.keys():
        raise DataError(f"{path}: --format makes a manual of a codebook, and this is none.")
    codebook = load_codebook(path)
    return manual_markdown(codebook) if form == "md" else manual_html(codebook)


def _articles(
    path: str, wanted: str | None, look: Look | None, options: IngestOptions | None
) -> Iterator[str]:
    shown = 0
    for item in read_articles([path], options):
        if shown == ARTICLES_SHOWN:
            yield f"… more articles in {path}; --article ID shows one"
            return
        if isinstance(item, Reject):
            if wanted is not None:
                continue
            raise DataError(item.reason)
        if wanted is not None and item.id != wanted:
            continue
        if shown:
            yield ""
        shown += 1
        yield from article_lines(item, look)
    if not shown:
        which = "" if wanted is None else f" of the id {wanted!r}"
        raise DataError(f"{path}: no article{which} in it.")


def codebook_lines(codebook: Codebook, *, label: str | None = None) -> Iterator[str]:
    """A codebook as coders read it.

    Args:
        codebook: Any codebook.
        label: Only this label (id, name or alias).

    Yields:
        Lines for the terminal.

    Raises:
        DataError: If the label is not in the codebook.
    """
    if label is not None:
        found = codebook.resolve(label)
        if found is None:
            raise DataError(f"{codebook.key}: no label {label!r}. {codebook.suggest(label)}")
        yield from _label_lines(codebook.by_id[found])
        return
    yield (
        f"{codebook.key}  facet {codebook.facet}, {codebook.unit}, select {codebook.select}, "
        f"{len(codebook.labels)} labels, fingerprint {codebook.fingerprint[:12]}"
    )
    if codebook.description:
        yield from ("", codebook.description.strip())
    for target in codebook.targets_by_id.values():
        yield from ("", f"target {target.id}: {target.name} ({target.type})")
        if target.description:
            yield f"    {target.description.strip()}"
    for one in codebook.labels:
        yield ""
        yield from _label_lines(one)


def _label_lines(label: Label) -> Iterator[str]:
    parent = f"  under {label.parent}" if label.parent else ""
    instead = f", see {' and '.join(label.replaced_by)}" if label.replaced_by else ""
    retired = f"  RETIRED{instead}" if label.status == "retired" else ""
    yield f"{label.id}  {label.name}{parent}{retired}"
    if label.definition:
        yield f"    {label.definition.strip()}"
    for name, items in (("includes", label.includes), ("excludes", label.excludes)):
        for item in items:
            yield f"    {name}: {item}"
    for example in label.examples:
        yield f"    {'applies' if example.applies else 'does not apply'}: “{example.text}”"
        if example.why:
            yield f"        because {example.why}"
    if label.terms:
        yield f"    terms: {', '.join(term.term for term in label.terms)}"


def _runs(folder: Path) -> Iterator[str]:
    for run in list_runs(folder):
        try:
            manifest = run.manifest
        except ToolkitError as error:  # one damaged run must not hide the others
            yield f"{run.path}  damaged: {error}"
            continue
        yield (
            f"{run.path}  {manifest['kind']}  facets {', '.join(manifest['facets'])}  "
            f"{manifest['counts']['examples']['train']} train examples  {manifest['finished']}"
        )


def _run(run: RunFolder) -> Iterator[str]:
    manifest = run.manifest
    yield f"{run.path}  {manifest['name']}, kind {manifest['kind']}, seed {manifest['seed']}"
    yield f"finished {manifest['finished']} in {manifest['seconds']} s"
    for facet, book in manifest["codebooks"].items():
        yield f"codebook {facet}: {book['key']}  {book['fingerprint'][:12]}"
    for path, digest in manifest["data"].items():
        yield f"data {path}  {digest[:12]}"
    counts = ", ".join(f"{part} {n}" for part, n in manifest["counts"]["examples"].items())
    yield f"examples: {counts}" + (
        f"; {manifest['counts']['folds']} folds" if manifest["counts"]["folds"] else ""
    )
    yield f"decision tuned on {run.decision.tuned_on}"
    for warning in manifest["warnings"]:
        yield f"warning: {warning}"
    for report in sorted(run.evaluation_folder.glob("*/report.json")):
        yield from _report_lines(report)


def _report_lines(path: Path) -> Iterator[str]:
    report: dict[str, Any] = read_json(path)
    for facet, figures in report["facets"].items():
        micro, macro = figures["micro_f1"], figures["macro_f1"]
        yield (
            f"evaluation {path.parent.name}: {facet} micro F1 "
            f"{'n/a' if micro is None else micro}, macro F1 {'n/a' if macro is None else macro} "
            f"on {figures['n']}"
        )
    yield f"    {path.with_name('report.html')}"
