"""`show`: an article as parsed, a codebook, a config, a run, or the list of runs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook, Label, load_codebook
from toolkit.config import load_config, resolved_yaml
from toolkit.errors import DataError, ToolkitError
from toolkit.files import read_json, read_yaml
from toolkit.ingest import Reject, read_articles
from toolkit.records import Article
from toolkit.runs.layout import RUNS, RunFolder, list_runs, open_run

ARTICLES_SHOWN = 3


def show_path(path: str, *, label: str | None = None) -> Iterator[str]:
    """What a path holds, line by line.

    Args:
        path: An article file, codebook, config, run folder or run name, or a folder of runs.
        label: Of a codebook, only this label.

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
        yield from _articles(path)


def _articles(path: str) -> Iterator[str]:
    shown = 0
    for item in read_articles([path]):
        if shown == ARTICLES_SHOWN:
            yield f"… more articles in {path}"
            return
        if isinstance(item, Reject):
            raise DataError(item.reason)
        if shown:
            yield ""
        shown += 1
        yield from article_lines(item)
    if not shown:
        raise DataError(f"{path}: no article in it.")


def article_lines(article: Article) -> Iterator[str]:
    """An article with the role of each of its pieces.

    Args:
        article: Any article.

    Yields:
        First the fields, then every segment of the raw text in order: role, offsets, text.
    """
    for name in ("id", "title", "dek", "source", "section", "url", "language", "status"):
        yield f"{name:<10} {getattr(article, name) or '-'}"
    yield f"{'authors':<10} {', '.join(article.authors) or '-'}"
    yield f"{'published':<10} {article.published or '-'} (zone {article.published_zone})"
    yield f"{'words':<10} {len(article.text.split())}"
    for warning in article.warnings:
        yield f"{'warning':<10} {warning}"
    if article.raw is None:
        yield ""
        yield from article.text.splitlines()
        return
    yield ""
    for segment in article.segments:
        words = " ".join(article.raw[segment.raw_start : segment.raw_end].split())
        shown = words if len(words) <= 100 else f"{words[:70]} … {words[-25:]}"
        mark = " " if segment.field else "-"
        yield f"{mark} {segment.role:<10} {segment.raw_start:>6}-{segment.raw_end:<6} {shown}"


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
    retired = f"  RETIRED, see {label.replaced_by}" if label.status == "retired" else ""
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
