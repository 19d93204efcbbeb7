"""Labels out of the store and into it: our own files, those of other tools, spreadsheets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook
from toolkit.corpus.dataset_write import write_dataset
from toolkit.errors import DataError, did_you_mean
from toolkit.files import open_read, refuse_existing, write_json, write_text
from toolkit.ingest import Reject, read_articles
from toolkit.ingest.tables import json_rows
from toolkit.labelling.example_export import example_rows
from toolkit.labelling.example_import import import_examples, import_found
from toolkit.labelling.exchange import ExportOptions, event_rows, write_jsonl
from toolkit.labelling.formats.doccano import read_doccano, write_doccano
from toolkit.labelling.formats.found import Found, to_rows
from toolkit.labelling.formats.label_studio import (
    labelling_config,
    read_label_studio,
    write_label_studio,
)
from toolkit.labelling.formats.prodigy import read_prodigy, write_prodigy
from toolkit.labelling.formats.reading import Reading, read_label_map
from toolkit.labelling.formats.spreadsheet import read_spreadsheet, write_spreadsheet
from toolkit.labelling.importing import (
    ImportReport,
    import_articles,
    import_events,
    is_event_file,
)
from toolkit.labelling.release import is_release, join_release, write_release
from toolkit.labelling.store import Store
from toolkit.records import Article
from toolkit.runs.sources import why_empty

OWN_FORMS = ("examples", "events", "release", "hf")
FOREIGN_FORMS = ("label-studio", "doccano", "prodigy", "table")
FORMS = (*OWN_FORMS, *FOREIGN_FORMS)
TABLES = (".csv", ".tsv", ".xlsx")
READERS: Mapping[str, Callable[[Path, Reading], Any]] = {
    "label-studio": read_label_studio,
    "doccano": read_doccano,
    "prodigy": read_prodigy,
    "table": read_spreadsheet,
}


@dataclass(frozen=True)
class ImportOptions:
    """How files are taken in.

    Attributes:
        coder: Whose decisions files hold that name nobody. Without it such labels count as
            imported from the file, under its name.
        form: One of `FORMS`; None to go by the content.
        facet: Of files with one set of labels.
        names: Our facet or field by the file's name for it.
        label_map: CSV of label spellings, `from` and `to`.
        articles: The user's own articles, to be joined to a release.
    """

    coder: str | None = None
    form: str | None = None
    facet: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    label_map: Path | None = None
    articles: Sequence[str] = ()


def export_labels(
    store: Store,
    codebooks: Mapping[str, Codebook],
    out: Path,
    *,
    form: str,
    options: ExportOptions,
    force: bool,
) -> list[str]:
    """Writes labels as examples, as events, as a release, or for another tool.

    Args:
        store: The label store.
        codebooks: By facet.
        out: A file; for `hf` and `release` a folder.
        form: One of `FORMS`.
        options: What the export holds.
        force: Replace an existing output.

    Returns:
        What was written, in words.

    Raises:
        DataError: If there is nothing to export, or there is no such form.
        MissingExtraError: If `hf` needs the library `datasets` and it is not installed.
    """
    if form not in FORMS:
        raise DataError(f"export: --format {form!r}: no such form. {did_you_mean(form, FORMS)}")
    refuse_existing(out, force=force)
    if form == "events":
        count = write_jsonl(out, event_rows(store, options=options), force=force)
        return [f"{out}: {count} events"]
    books = {
        facet: codebook
        for facet, codebook in codebooks.items()
        if not options.facets or facet in options.facets
    }
    if form == "release":
        report = write_release(out, store, books, options=options, force=force)
        return [f"{out}: {line}" for line in report.lines()]
    rows, report = example_rows(store, codebooks, options=options)
    if not rows:
        raise DataError(f"{store.path}: nothing to export. {why_empty(report)}")
    if form == "hf":
        write_dataset(out, rows, codebooks, force=force)
    elif form == "examples":
        write_jsonl(out, iter(rows), force=force)
    else:
        _write_foreign(out, rows, books, form=form, force=force, text=options.include_text)
    lost = losses(rows, books, form) if form in FOREIGN_FORMS else []
    return [f"{out}: {line}" for line in [*report.lines(), *lost]]


def losses(
    rows: Sequence[Mapping[str, Any]], codebooks: Mapping[str, Codebook], form: str
) -> list[str]:
    """What a file of another tool has no place for, in words with counts.

    Args:
        rows: Example rows.
        codebooks: By facet.
        form: One of `FOREIGN_FORMS`.

    Returns:
        A line for each kind of thing that is left out.
    """
    stance = {facet for facet, book in codebooks.items() if book.unit == "stance-row"}
    spans = [span for row in rows for span in row.get("evidence", ())]
    told = {"label-studio": {"primary"}, "table": {"primary", "unsure"}}.get(form, set())
    counts = {
        "roles of labels": sum(
            len(given) for row in rows for given in row.get("roles", {}).values()
        ),
        "main labels": sum(len(row.get("primary", {})) for row in rows) * ("primary" not in told),
        "labels marked as unsure (they will look absent)": sum(
            len(given) for row in rows for given in row.get("unsure", {}).values()
        )
        * ("unsure" not in told),
        "spans of evidence": sum(
            form in {"doccano", "table"} or span["facet"] in stance for span in spans
        ),
    }
    return [f"{n} {what} have no place in {form}, left out" for what, n in counts.items() if n]


def import_files(
    store: Store,
    paths: Sequence[Path],
    codebooks: Callable[[], Mapping[str, Codebook]],
    *,
    options: ImportOptions | None = None,
) -> list[str]:
    """Takes in files of articles, events, labelled examples, releases, or other tools.

    Args:
        store: The label store.
        paths: Files or folders.
        codebooks: Gives the codebooks; called only if a file has labels.
        options: Coder, form, names.

    Returns:
        What was added, in words, file by file.

    Raises:
        DataError: With every problem; nothing of that file is stored then.
    """
    chosen = options or ImportOptions()
    found: list[str] = []
    for path in paths:
        form = chosen.form or form_of(path)
        if form is not None and form not in FORMS:
            raise DataError(f"import: --format {form!r}: no such form. {did_you_mean(form, FORMS)}")
        if form == "release":
            report = join_release(store, path, _articles(chosen.articles, path))
        elif form == "events":
            report = import_events(store, [path])
        elif form == "examples":
            name, person = _coder(path, chosen)
            report = import_examples(
                store, [path], codebooks=codebooks(), coder=name, person=person
            )
        elif form is not None and form in READERS:
            report = _import_foreign(store, path, form, codebooks(), chosen)
        else:
            report = _import_articles(store, path)
        found += [f"{path}: {line}" for line in report.lines()]
    return found


def form_of(path: Path) -> str | None:
    """What a file holds, going by its name and its first record.

    Args:
        path: A file or folder.

    Returns:
        One of `FORMS`; None for articles. A table without `--format table` is one of articles.
    """
    if path.is_dir():
        return "release" if is_release(path) else None
    if not path.is_file():
        return None
    if ".jsonl" in path.suffixes:
        return "events" if is_event_file(path) else _form_of_row(path)
    if path.suffix == ".json":
        with open_read(path) as stream:
            head = stream.read(1 << 16)
        # A list of tasks; a list of articles has no annotations.
        return "label-studio" if head.lstrip()[:1] == b"[" and b'"annotations"' in head else None
    return None


def _form_of_row(path: Path) -> str | None:
    first = next(json_rows(path), None)
    if first is None:
        return None
    row = first[1]
    if isinstance(row.get("labels"), dict):
        return "examples"
    if {"_task_hash", "_input_hash", "accept", "answer"} & row.keys():
        return "prodigy"
    if {"label", "cats", "entities"} & row.keys() or isinstance(row.get("labels"), list):
        return "doccano"
    return "examples" if "labels" in row else None


def _coder(path: Path, options: ImportOptions) -> tuple[str, bool]:
    """The name that labels get, and whether it is a person's."""
    return options.coder or path.name.split(".")[0], options.coder is not None


# --- other tools ------------------------------------------------------------------------------


def _import_foreign(
    store: Store,
    path: Path,
    form: str,
    codebooks: Mapping[str, Codebook],
    options: ImportOptions,
) -> ImportReport:
    label_map = read_label_map(options.label_map) if options.label_map is not None else {}
    if options.facet is not None and options.facet not in codebooks:
        hint = did_you_mean(options.facet, codebooks)
        raise DataError(f"--facet {options.facet!r}: no codebook for it. {hint}")
    reading = Reading(codebooks, options.facet, options.names, label_map)
    known = store.fingerprints()

    def look_up(article_id: str) -> Article | None:
        return store.article(article_id) if article_id in known else None

    found: list[Found] = list(READERS[form](path, reading))
    if not found:
        raise DataError(f"{path}: no decisions in it ({form}).{_because(reading)}")
    rows = to_rows(found, reading, look_up)
    name, person = _coder(path, options)
    report = import_found(store, rows, codebooks=codebooks, coder=name, person=person)
    report.notes += [f"{note} ({n} times)" for note, n in reading.notes.items()]
    return report


def _because(reading: Reading) -> str:
    return "".join(f"\n  {note} ({n} times)" for note, n in reading.notes.items())


def _write_foreign(
    out: Path,
    rows: Sequence[dict[str, Any]],
    codebooks: Mapping[str, Codebook],
    *,
    form: str,
    force: bool,
    text: bool,
) -> None:
    if form == "table":
        if out.suffix not in {".csv", ".xlsx"}:
            raise DataError(f"{out}: expected .csv or .xlsx for a table.")
        write_spreadsheet(out, rows, codebooks, force=force)
        return
    if not text:
        raise DataError(f"--no-text: {form} shows texts to coders. Use --format table or release.")
    if form == "label-studio":
        write_json(out, write_label_studio(rows, codebooks), force=force)
        write_text(out.with_suffix(".xml"), labelling_config(codebooks), force=True)
        return
    if len(codebooks) != 1:
        raise DataError(
            f"{form}: a file holds one set of labels, and there are codebooks for "
            f"{', '.join(codebooks)}. Say which one is meant: --facet."
        )
    writer = write_doccano if form == "doccano" else write_prodigy
    write_jsonl(out, writer(rows, codebooks, next(iter(codebooks))), force=force)


# --- articles ---------------------------------------------------------------------------------


def _articles(inputs: Sequence[str], release: Path) -> list[Article]:
    if not inputs:
        raise DataError(
            f"{release}: is a release without texts. Name your copies of the articles: "
            "--articles FILE."
        )
    return [item for item in read_articles(list(inputs)) if isinstance(item, Article)]


def _import_articles(store: Store, path: Path) -> ImportReport:
    articles: list[Article] = []
    rejects: list[Reject] = []
    for item in read_articles([str(path)]):
        if isinstance(item, Reject):
            rejects.append(item)
        else:
            articles.append(item)
    if not articles:
        reasons = "".join(f"\n  {reject.reason}" for reject in rejects[:5])
        raise DataError(f"{path}: no article in it.{reasons}")
    report = ImportReport(articles=import_articles(store, articles))
    report.notes += [f"rejected: {reject.reason}" for reject in rejects]
    return report
