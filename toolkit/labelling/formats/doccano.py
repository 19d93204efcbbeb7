"""doccano: JSON Lines with `text` and `label`, in and out.

Text classification has `label: ["a", "b"]` (older projects `labels`), sequence labelling
`label: [[start, end, "a"]]`, relation projects `entities` and slot filling `cats` beside them. A
project has one set of labels, so a file is read and written for one facet.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.ingest.tables import json_rows
from toolkit.labelling.formats.found import (
    Found,
    Row,
    about_article,
    about_row,
    article_of,
    composed,
    stance_row,
)
from toolkit.labelling.formats.reading import Reading

OWN = {"id", "text", "data", "label", "labels", "entities", "relations", "cats"}
OWN |= {"Comments", "comments", "article_id", "fingerprint", "target", "holder", "mention", "meta"}
Span = tuple[str, int, int]


def read_doccano(path: Path, reading: Reading) -> Iterator[Found]:
    """Decisions in a JSONL export of doccano.

    Args:
        path: One record a line.
        reading: Codebooks, and the facet of the file.

    Yields:
        One record a line.

    Raises:
        DataError: If a line has no text or label, or the facet is not clear.
    """
    facet = reading.only_facet(path)
    stance = reading.codebooks[facet].unit == "stance-row"
    for number, row in json_rows(path):
        where = f"{path}:{number}"
        meta = row["meta"] if isinstance(row.get("meta"), dict) else {}
        values = meta | row
        labels, spans = _labels(row, where=where)
        if row.get("Comments") or row.get("comments"):
            reading.notes["comments on a text, passed over"] += 1
        article_id = values.get("article_id", values.get("id"))
        common: dict[str, Any] = {
            "where": where,
            "text": _text(values, where),
            "article_id": None if article_id is None else str(article_id),
            "columns": {k: v for k, v in values.items() if k not in OWN},
            "spans": [(facet, label, start, end) for label, start, end in spans],
        }
        if stance and not labels and not values.get("target"):
            yield Found(**common, rows={facet: []})  # looked for, and there is none
        elif stance:
            given = [stance_row(values, label, where=where) for label in labels]
            yield Found(**common, rows={facet: given})
        else:
            yield Found(**common, labels={facet: labels})


def write_doccano(
    rows: Iterable[Row], codebooks: Mapping[str, Codebook], facet: str
) -> Iterator[Row]:
    """Records that doccano imports into a text classification project.

    Args:
        rows: Example rows.
        codebooks: By facet.
        facet: The one that is written; evidence has no place in such a project.

    Yields:
        One record for each article, or for each stance row.
    """
    for row in rows:
        if facet not in row["labels"]:
            continue
        about = {"text": composed(article_of(row))[0]} | about_article(row)
        if codebooks[facet].unit == "stance-row" and row["labels"][facet]:
            for stance in row["labels"][facet]:
                yield about | about_row(stance) | {"label": [stance["label"]]}
        else:
            yield about | {"label": list(row["labels"][facet])}


def _text(values: Mapping[str, Any], where: str) -> str:
    text = values.get("text", values.get("data"))
    if not isinstance(text, str):
        raise DataError(f"{where}: no text. Expected a JSONL export of doccano.")
    return text


def _labels(row: Mapping[str, Any], *, where: str) -> tuple[list[str], list[Span]]:
    """Labels of the whole text, and spans; the labels of spans apply to the text."""
    given: list[Any] = []
    for key in ("label", "labels", "cats", "entities"):
        value = row.get(key)
        given += [value] if isinstance(value, str) else value or []
    labels: list[str] = []
    spans: list[Span] = []
    for item in given:
        match item:
            case str():
                labels.append(item)
            case [int(start), int(end), str(label)]:
                spans.append((label, start, end))
            case {"label": str(label), "start_offset": int(start), "end_offset": int(end)}:
                spans.append((label, start, end))
            case _:
                raise DataError(
                    f"{where}: label {item!r:.60}: expected text, or start, end and label."
                )
    return list(dict.fromkeys([*labels, *(label for label, _, _ in spans)])), spans
