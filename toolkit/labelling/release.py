"""A release without texts: ids, fingerprints, labels and agreement; and joined to texts again.

`labels.jsonl` (examples), `events.jsonl`, `articles.csv` (id, fingerprint), `agreement.json`,
`codebooks/` and a README. Whoever has the texts joins them by fingerprint.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.files import dump_yaml, neutral, new_folder, write_json, write_text
from toolkit.ingest.tables import json_rows
from toolkit.labelling.agreement import agree
from toolkit.labelling.example_export import ExportReport, example_rows
from toolkit.labelling.exchange import ExportOptions, event_rows, write_jsonl
from toolkit.labelling.importing import ImportReport, event_from_row
from toolkit.labelling.store import Store
from toolkit.records.annotation import Annotation, Span
from toolkit.records.article import Article

EVENTS, LABELS, ARTICLES = "events.jsonl", "labels.jsonl", "articles.csv"
ABOUT = """# Labels without texts

- `articles.csv`: id and fingerprint of each article (SHA-256 of its normalised title and text),
  with source and date where known.
- `labels.jsonl`: the labels that stand, with their status, one article a line.
- `events.jsonl`: every decision of every coder, in order.
- `agreement.json`: how far the coders agree, from their independent decisions.
- `codebooks/`: what the labels mean.

Spans have offsets and no words. Join them to your own copies of the texts:

    toolkit import THIS-FOLDER --articles YOUR-ARTICLES.jsonl
    toolkit export --out labelled.jsonl

An article is found by its fingerprint, whatever its id. What has no copy is counted.
"""


def write_release(
    folder: Path,
    store: Store,
    codebooks: Mapping[str, Codebook],
    *,
    options: ExportOptions,
    force: bool = False,
) -> ExportReport:
    """Writes a release; notes of coders stay out, for they may quote.

    Args:
        folder: To be made.
        store: The label store.
        codebooks: By facet.
        options: Facets, names, times; texts are left out whatever they say.
        force: Replace an existing folder.

    Returns:
        What the examples of the release are.

    Raises:
        DataError: If the folder exists and `force` is false, or there is nothing to release.
    """
    chosen = replace(options, include_text=False)
    rows, report = example_rows(store, codebooks, options=chosen)
    if not rows:
        raise DataError(f"{store.path}: nothing to release. Label something first.")
    with new_folder(folder, force=force) as target:
        write_jsonl(target / LABELS, iter(rows))
        write_jsonl(target / EVENTS, (_quiet(row) for row in event_rows(store, options=chosen)))
        write_text(target / ARTICLES, _articles_csv(store))
        write_json(target / "agreement.json", agree(store, codebooks))
        for facet, codebook in codebooks.items():
            content = codebook.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            write_text(target / "codebooks" / f"{facet}.yaml", dump_yaml(content))
        write_text(target / "README.md", ABOUT)
    return report


def is_release(path: Path) -> bool:
    """Whether a folder is one that `write_release` made."""
    return all((path / name).is_file() for name in (EVENTS, LABELS, ARTICLES))


def join_release(store: Store, folder: Path, articles: Iterable[Article]) -> ImportReport:
    """Takes a release into a store, with a user's own copies of the texts.

    Args:
        store: The label store.
        folder: The release.
        articles: The user's copies; an id may differ, the fingerprint may not.

    Returns:
        What was added; notes say how many articles have no copy, or another text.

    Raises:
        DataError: If an event is none, or nothing fits.
    """
    by_fingerprint: dict[str, Article] = {}
    ids: dict[str, str] = {}
    for article in articles:
        by_fingerprint.setdefault(article.fingerprint, article)
        ids[article.id] = article.fingerprint
    joined: list[Annotation] = []
    used: dict[str, Article] = {}
    missing: dict[str, str] = {}
    lost_spans = 0
    for number, row in json_rows(folder / EVENTS):
        event = event_from_row(row, where=f"{folder / EVENTS}:{number}")
        own = by_fingerprint.get(event.fingerprint)
        if own is None:
            missing[event.article_id] = event.fingerprint
            continue
        spans = [span for span in map(_quoting(own), event.evidence) if span is not None]
        lost_spans += len(event.evidence) - len(spans)
        changes = {"article_id": own.id, "evidence": tuple(spans)}
        joined.append(event.model_copy(update=changes))
        used.setdefault(own.id, own)
    if not joined:
        raise DataError(
            f"{folder}: none of its {len(missing)} articles is among the given ones. Articles are "
            "found by their title and text; were yours parsed, or edited, in another way?"
        )
    added = store.add_articles(used.values())
    report = ImportReport(articles=added, events=store.append(joined))
    altered = sum(article_id in ids for article_id in missing)
    if missing:
        report.notes.append(f"{len(missing)} articles of the release have no copy here, left out")
    if altered:
        report.notes.append(f"{altered} of them have a copy with another text under the same id")
    if lost_spans:
        report.notes.append(f"{lost_spans} spans lie outside of these copies, left out")
    return report


def _quiet(row: dict[str, Any]) -> dict[str, Any]:
    """An event without its note, unless that is the reason of an adjudication."""
    if row.get("kind") != "adjudication":
        row.pop("note", None)
    return row


def _articles_csv(store: Store) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["id", "fingerprint", "source", "published"])
    for article in store.articles():
        cells: Sequence[str | None] = (
            article.id,
            article.fingerprint,
            article.source,
            article.published,
        )
        writer.writerow([neutral(cell) for cell in cells])
    return stream.getvalue()


def _quoting(article: Article) -> Callable[[Span], Span | None]:
    """Gives spans their words back; None for one that lies outside."""

    def quote(span: Span) -> Span | None:
        words = article.field_text(span.field)[span.start : span.end]
        if len(words) != span.end - span.start:
            return None
        return span.model_copy(update={"quote": words})

    return quote
