"""Prodigy: JSON Lines as `db-out` writes and recipes read, in and out.

The `choice` interface has `options`, `accept` and `answer`; binary `classification` has one
`label` and an answer for it; `spans` are evidence. A data set has one set of labels, so a file is
read and written for one facet.
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

OWN = {"text", "options", "accept", "answer", "label", "labels", "spans", "tokens", "meta"}
ABOUT = {"article_id", "fingerprint", "target", "holder", "mention", "id"}
ANSWERS = ("accept", "reject", "ignore")


def read_prodigy(path: Path, reading: Reading) -> Iterator[Found]:
    """Decisions in a data set of Prodigy.

    Args:
        path: One task a line.
        reading: Codebooks, and the facet of the file.

    Yields:
        One record for each task that was answered; binary tasks about one text of one annotator
        are put together, labels that were not asked for being open (unsure).

    Raises:
        DataError: If a line is no task, or the facet is not clear.
    """
    facet = reading.only_facet(path)
    binary: dict[tuple[str | None, str], dict[str, bool]] = {}
    first: dict[tuple[str | None, str], tuple[str, Row]] = {}
    for number, row in json_rows(path):
        where = f"{path}:{number}"
        answer = row.get("answer", "accept")
        if not isinstance(row.get("text"), str) or answer not in ANSWERS:
            raise DataError(f"{where}: not a task of Prodigy (no text, or answer {answer!r}).")
        if answer == "ignore":
            reading.notes["task that was ignored, passed over"] += 1
        elif "accept" in row or "options" in row:
            if answer == "reject":
                reading.notes["choice that was rejected as a whole, passed over"] += 1
            else:
                yield _found(row, list(row.get("accept") or ()), facet, reading, where=where)
        elif isinstance(row.get("label"), str):
            key = (_coder(row), str(row.get("_input_hash", row["text"])))
            binary.setdefault(key, {})[row["label"]] = answer == "accept"
            first.setdefault(key, (where, row))
        elif answer == "accept" and row.get("spans") is not None:
            labels = dict.fromkeys(str(span["label"]) for span in row["spans"])
            yield _found(row, list(labels), facet, reading, where=where)
        else:
            raise DataError(f"{where}: neither accept, label nor spans. Expected a choice task.")
    for key, answers in binary.items():
        where, row = first[key]
        applies = [label for label, yes in answers.items() if yes]
        asked = {resolved for label in answers if (resolved := _known(label, facet, reading))}
        left = [x for x in reading.codebooks[facet].label_ids if x not in asked]
        if left:
            reading.notes["text on which some labels were not asked for; they stay open"] += 1
        yield _found(row, applies, facet, reading, where=where, unsure=left)


def write_prodigy(
    rows: Iterable[Row], codebooks: Mapping[str, Codebook], facet: str
) -> Iterator[Row]:
    """Tasks of the `choice` interface with their answers.

    Args:
        rows: Example rows.
        codebooks: By facet.
        facet: The one that is written.

    Yields:
        One task for each article, or for each stance row.
    """
    codebook = codebooks[facet]
    options = [{"id": label.id, "text": label.name} for label in codebook.labels]
    for row in rows:
        if facet not in row["labels"]:
            continue
        whole, starts = composed(article_of(row))
        meta = about_article(row)
        task: Row = {"text": whole, "options": options}
        if codebook.unit == "stance-row" and row["labels"][facet]:
            for stance in row["labels"][facet]:
                answer = {"accept": [stance["label"]], "answer": "accept"}
                yield task | {"meta": meta | about_row(stance)} | answer
            continue
        spans = [
            {
                "start": starts[span["field"]] + span["start"],
                "end": starts[span["field"]] + span["end"],
                "label": span["label"],
            }
            for span in row.get("evidence", ())
            if span["facet"] == facet and span["field"] in starts
        ]
        task |= {"spans": spans} if spans else {}
        yield task | {"meta": meta, "accept": list(row["labels"][facet]), "answer": "accept"}


def _known(label: str, facet: str, reading: Reading) -> str | None:
    return reading.codebooks[facet].resolve(reading.label_map.get(label.strip(), label))


def _found(
    row: Mapping[str, Any],
    labels: list[Any],
    facet: str,
    reading: Reading,
    *,
    where: str,
    unsure: list[str] | None = None,
) -> Found:
    meta = row["meta"] if isinstance(row.get("meta"), dict) else {}
    own = {key: value for key, value in row.items() if key not in OWN and key[:1] != "_"}
    values = own | meta
    article_id = values.get("article_id", values.get("id"))
    names = {str(x["id"]): str(x.get("text", x["id"])) for x in row.get("options") or ()}
    # Options of a recipe may be numbered; then the words of the option are the label.
    written = [names.get(str(x), str(x)) if isinstance(x, int) else str(x) for x in labels]
    common: dict[str, Any] = {
        "where": where,
        "text": row["text"],
        "article_id": None if article_id is None else str(article_id),
        "columns": {k: v for k, v in values.items() if k not in ABOUT},
        "spans": [
            (facet, str(span["label"]), int(span["start"]), int(span["end"]))
            for span in row.get("spans") or ()
        ],
        "coder": _coder(row),
    }
    if reading.codebooks[facet].unit != "stance-row":
        masked = {facet: unsure} if unsure else {}
        return Found(**common, labels={facet: written}, unsure=masked)
    if not written and not values.get("target"):
        return Found(**common, rows={facet: []})  # looked for, and there is none
    given = [stance_row(values, label, where=where) for label in written]
    return Found(**common, rows={facet: given})


def _coder(row: Mapping[str, Any]) -> str | None:
    """Who answered; Prodigy writes `dataset-name` for the session of a named annotator."""
    given = row.get("_annotator_id") or row.get("_session_id")
    return str(given) if given else None
