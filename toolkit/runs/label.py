"""What joins labelling with the rest: articles into the store, suggestions from rules or a run."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from toolkit.codebook import Codebook
from toolkit.corpus.dataset_write import write_dataset
from toolkit.errors import DataError, did_you_mean
from toolkit.files import refuse_existing
from toolkit.ingest import Reject, read_articles
from toolkit.ingest.tables import json_rows
from toolkit.labelling.exchange import (
    ExportOptions,
    event_rows,
    example_rows,
    write_jsonl,
)
from toolkit.labelling.importing import (
    ImportReport,
    import_articles,
    import_events,
    import_examples,
    is_event_file,
)
from toolkit.labelling.session import Session, SessionOptions
from toolkit.labelling.store import Store
from toolkit.models.decide import decide
from toolkit.records import Article, Prediction
from toolkit.records.annotation import Suggestion
from toolkit.runs.layout import RunFolder
from toolkit.runs.score import ScoreOptions, Scorer
from toolkit.runs.sources import why_empty
from toolkit.runs.suggest import Suggester

Suggest = Callable[[Article, Codebook], Sequence[Suggestion]]
EXAMPLE_KEY = "labels"
FORMS = ("examples", "events", "hf")


def open_session(
    store: Store,
    inputs: Sequence[str],
    codebooks: Mapping[str, Codebook],
    *,
    coder: str,
    options: SessionOptions,
    stdin: IO[bytes] | None = None,
) -> tuple[Session, list[Reject]]:
    """Puts articles into the store and opens a coder's session over them.

    Args:
        store: The label store.
        inputs: Whatever `ingest` takes.
        codebooks: By facet.
        coder: Pseudonym.
        options: Facets, suggestions, blind coding.
        stdin: For the input `-`.

    Returns:
        The session over these articles in the order given, and what could not be read.

    Raises:
        DataError: If no article has text.
    """
    articles: list[Article] = []
    rejects: list[Reject] = []
    for item in read_articles(inputs, stdin=stdin):
        if isinstance(item, Reject):
            rejects.append(item)
        elif item.has_text:
            articles.append(item)
    if not articles:
        reasons = "".join(f"\n  {reject.reason}" for reject in rejects[:5])
        raise DataError(f"{', '.join(inputs)}: no article to label.{reasons}")
    import_articles(store, articles)
    queue = [article.id for article in articles]
    return Session(store, codebooks, queue=queue, coder=coder, options=options), rejects


def rule_suggestions(codebooks: Mapping[str, Codebook]) -> Suggest:
    """Suggestions from the codebooks' terms."""
    suggester = Suggester(codebooks)

    def suggest(article: Article, codebook: Codebook) -> Sequence[Suggestion]:
        row = next(iter(suggester.suggest([article])))
        labels: list[str] = row["labels"].get(codebook.facet, [])
        return [Suggestion(label=label, source="rules") for label in labels]

    return suggest


def run_suggestions(run: RunFolder) -> Suggest:
    """Suggestions from a run: its decisions, with their scores."""
    scorer = Scorer(run, ScoreOptions())

    def suggest(article: Article, codebook: Codebook) -> Sequence[Suggestion]:
        if codebook.facet not in run.codebooks:
            return []
        inputs = list(scorer.inputs(article))
        batch = scorer.model.predict_scores(inputs)
        predictions = decide(batch, run.decision, run.codebooks)
        return [
            suggestion
            for item, prediction in zip(inputs, predictions, strict=True)
            for suggestion in _suggestions(
                prediction, codebook.facet, run.name, row=(item.target, item.holder)
            )
        ]

    return suggest


def _suggestions(
    prediction: Prediction, facet: str, source: str, *, row: tuple[str | None, str | None]
) -> list[Suggestion]:
    target, holder = row
    return [
        Suggestion(
            label=label,
            source=source,
            score=prediction.scores[facet][label],
            target=target,
            holder=holder,
        )
        for label in prediction.labels[facet]
    ]


def export_labels(
    store: Store,
    codebooks: Mapping[str, Codebook],
    out: Path,
    *,
    form: str,
    options: ExportOptions,
    force: bool,
) -> list[str]:
    """Writes labels as examples or events.

    Args:
        store: The label store.
        codebooks: By facet.
        out: A JSONL file; for `hf` a folder.
        form: `examples`, `events` or `hf`.
        options: What the export holds.
        force: Replace an existing file.

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
    rows, report = example_rows(store, codebooks, options=options)
    if not rows:
        raise DataError(f"{store.path}: nothing to export. {why_empty(report)}")
    if form == "hf":
        write_dataset(out, rows, codebooks, force=force)
    else:
        write_jsonl(out, iter(rows), force=force)
    return [f"{out}: {line}" for line in report.lines()]


def import_files(
    store: Store,
    paths: Sequence[Path],
    codebooks: Callable[[], Mapping[str, Codebook]],
    *,
    coder: str | None,
) -> list[str]:
    """Takes in files of events, labelled examples, or articles, whichever each one is.

    Args:
        store: The label store.
        paths: Files or folders.
        codebooks: Gives the codebooks; called only if a file has labels.
        coder: Whose decisions example files hold. Without it labels that name nobody count as
            imported from the file, under its name.

    Returns:
        What was added, in words, file by file.

    Raises:
        DataError: With every problem; nothing of that file is stored then.
    """
    found: list[str] = []
    for path in paths:
        is_table = path.is_file() and ".jsonl" in path.suffixes
        if is_table and is_event_file(path):
            report = import_events(store, [path])
        elif is_table and _is_example_file(path):
            name = coder or path.name.split(".")[0]
            report = import_examples(
                store, [path], codebooks=codebooks(), coder=name, person=coder is not None
            )
        else:
            report = _import_articles(store, path)
        found += [f"{path}: {line}" for line in report.lines()]
    return found


def _is_example_file(path: Path) -> bool:
    first = next(json_rows(path), None)
    return first is not None and EXAMPLE_KEY in first[1]


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
