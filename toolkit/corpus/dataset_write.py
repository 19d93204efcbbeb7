"""Labelled rows as a Hugging Face data set: typed, with a card, read back without loss."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from toolkit.codebook import Codebook
from toolkit.corpus.dataset import dataset_library
from toolkit.errors import DataError
from toolkit.files import new_folder, refuse_existing, write_json, write_text

SPLIT = "train"
CODEBOOKS_FILE = "codebooks.json"
TEXT_COLUMNS = ("id", "title", "dek", "text")
MORE_COLUMNS = ("published", "source", "url", "section", "language", "fingerprint", "cluster")
LIST_COLUMNS = ("captions", "authors")
ALWAYS = {"id", "labels", "status"}

CARD = """---
task_categories:
- text-classification
---
# Labelled news articles

{n} labelled articles, written by `toolkit export --format hf`. Read them with
`datasets.load_from_disk(FOLDER)`, or name the folder in a run config:
`data: {{train: {{hub: FOLDER}}}}`.

## Labels

`labels.<facet>` is a list of label ids. **null means that the facet was not examined** for this
article; **an empty list means that it was examined and nothing applies**. `unsure.<facet>` holds
labels that are neither present nor absent; leave them out of training and evaluation.
`soft.<facet>` has the share of coders who gave a label.
`status.<facet>` is gold (adjudicated), consensus or silver (from rules or models). Stance is a
list of rows: target, holder (`author`, or a quoted actor), label. `evidence` holds spans of the
text; start and end count Unicode code points, the end is exclusive.

Labels are texts, not class numbers, so that they keep their meaning under another version of a
codebook; `{file}` has the ids and names of all labels in codebook order.

## Codebooks

| facet | codebook | fingerprint | labels |
|---|---|---|---|
{codebooks}

## Counts
{counts}"""


def write_dataset(
    folder: Path,
    rows: Sequence[Mapping[str, Any]],
    codebooks: Mapping[str, Codebook],
    *,
    force: bool = False,
) -> None:
    """Writes rows as a `DatasetDict` with one split, a card and the labels' names.

    `{hub: FOLDER}` in a run config reads it back equal to the rows.

    Args:
        folder: A new folder.
        rows: With the keys of an example file, at least one.
        codebooks: By facet; every facet of the rows has one.
        force: Replace an earlier export.

    Raises:
        DataError: If the folder exists and is not to be replaced, or a text is no Unicode.
        MissingExtraError: If the library `datasets` is not installed.
    """
    datasets = dataset_library("export --format hf")
    refuse_existing(folder, force=force)
    if folder.exists() and not (folder / CODEBOOKS_FILE).is_file():
        raise DataError(
            f"{folder}: not an earlier export, so --force does not replace it. Choose another name."
        )
    features = _features(datasets, rows, codebooks)
    stored = [_stored(row, features) for row in rows]
    try:
        dataset = datasets.Dataset.from_list(stored, features=features)
    except UnicodeEncodeError as error:
        raise DataError(
            f"export: a text holds half of a surrogate pair ({error.object[error.start]!r}), which "
            "this form cannot. Use --format examples, or mend that text."
        ) from error
    with new_folder(folder, force=force) as target:
        _save(datasets, datasets.DatasetDict({SPLIT: dataset}), target)
        write_json(target / CODEBOOKS_FILE, _label_names(codebooks, features["labels"]))
        write_text(target / "README.md", data_card(rows, codebooks))


def data_card(rows: Sequence[Mapping[str, Any]], codebooks: Mapping[str, Codebook]) -> str:
    """What the data set holds, in Markdown: states, codebook versions, counts.

    Args:
        rows: With the keys of an example file.
        codebooks: By facet.

    Returns:
        The text of README.md.
    """
    used = {f: book for f, book in codebooks.items() if any(f in row["labels"] for row in rows)}
    versions = [
        f"| {facet} | {book.key} | `{book.fingerprint[:16]}` | {len(book.labels)} |"
        for facet, book in used.items()
    ]
    return CARD.format(
        n=len(rows),
        file=CODEBOOKS_FILE,
        codebooks="\n".join(versions),
        counts="".join(_counts(rows, book) for book in used.values()),
    )


def _counts(rows: Sequence[Mapping[str, Any]], codebook: Codebook) -> str:
    facet = codebook.facet
    examined = [row for row in rows if row["labels"].get(facet) is not None]
    given = [row["labels"][facet] for row in examined]
    if codebook.unit == "stance-row":
        labels = Counter(item["label"] for items in given for item in items)
    else:
        labels = Counter(label for items in given for label in items)
    status = Counter(row.get("status", {}).get(facet, "gold") for row in examined)
    said = ", ".join(f"{n} {name}" for name, n in status.most_common())
    lines = [
        f"\n### {facet}\n",
        f"{len(examined)} articles examined ({said}), {len(rows) - len(examined)} not examined; "
        f"nothing applies in {sum(not items for items in given)}.\n",
        "| label | name | n |",
        "|---|---|---|",
        *(
            f"| `{label.id}` | {label.name.replace('|', ' ')} | {labels[label.id]} |"
            for label in codebook.labels
            if labels[label.id]
        ),
    ]
    return "\n".join(lines) + "\n"


def _label_names(codebooks: Mapping[str, Codebook], facets: Mapping[str, object]) -> dict[str, Any]:
    """Ids and names of all labels in codebook order, for the facets of the data set."""
    return {
        facet: {
            "codebook": book.key,
            "fingerprint": book.fingerprint,
            "unit": book.unit,
            "select": book.select,
            "labels": [{"id": label.id, "name": label.name} for label in book.labels],
        }
        for facet, book in codebooks.items()
        if facet in facets
    }


def _features(
    datasets: ModuleType, rows: Sequence[Mapping[str, Any]], codebooks: Mapping[str, Codebook]
) -> Any:  # noqa: ANN401 - no types there
    """The types of all columns that any row has; nothing is guessed from the values."""
    text, whole = datasets.Value("string"), datasets.Value("int64")
    texts = datasets.List(text)
    facets = [
        f for f in codebooks if any(f in row["labels"] or f in row.get("soft", {}) for row in rows)
    ]
    articles = [f for f in facets if codebooks[f].unit == "article"]
    stance = {"target": text, "holder": text, "label": text, "start": whole, "end": whole}
    span = dict.fromkeys(("facet", "label", "field"), text) | {"start": whole, "end": whole}
    span |= dict.fromkeys(("quote", "target", "holder"), text)
    role = datasets.List({"label": text, "role": text})
    share = datasets.List({"label": text, "share": datasets.Value("float64")})
    possible: dict[str, Any] = dict.fromkeys(TEXT_COLUMNS, text)
    possible |= dict.fromkeys(LIST_COLUMNS, texts) | dict.fromkeys(MORE_COLUMNS, text)
    possible |= {
        "inclusion": datasets.Value("float64"),
        "extra": datasets.Json(),
        "labels": {f: texts if f in articles else datasets.List(stance) for f in facets},
        "primary": dict.fromkeys(articles, text),
        "roles": dict.fromkeys(articles, role),
        "unsure": dict.fromkeys(articles, texts),
        "soft": dict.fromkeys(articles, share),
        "evidence": datasets.List(span),
        "status": dict.fromkeys(facets, text),
        "adjudication": {"coder": text, "reason": text},
    }
    present = {key for row in rows for key in row} | ALWAYS
    unknown = present - set(possible)
    if unknown:
        raise DataError(f"export: no column for {sorted(unknown)}. Report this as a fault.")
    return datasets.Features({key: possible[key] for key in possible if key in present})


def _stored(row: Mapping[str, Any], features: Mapping[str, Any]) -> dict[str, Any]:
    """A row as its columns hold it: every key, lists in place of free keys."""
    stored = {key: row.get(key) for key in features}
    if row.get("cluster") is not None:
        stored["cluster"] = str(row["cluster"])
    for key, name in (("roles", "role"), ("soft", "share")):
        if row.get(key):
            stored[key] = {
                facet: [{"label": label, name: value} for label, value in given.items()]
                for facet, given in row[key].items()
            }
    return stored


def _save(datasets: ModuleType, dataset: Any, target: Path) -> None:  # noqa: ANN401 - no types there
    """Saves without a progress bar for a job of a second."""
    were_off = datasets.are_progress_bars_disabled()
    datasets.disable_progress_bars()
    try:
        dataset.save_to_disk(str(target))
    finally:
        if not were_off:
            datasets.enable_progress_bars()
