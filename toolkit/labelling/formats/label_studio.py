"""Label Studio: a JSON list of tasks with annotations, in and out.

Follows the task format of its documentation ("Label Studio JSON format of annotated tasks"):
`Choices` named like a facet hold its labels, `Labels` named `<facet>_evidence` its spans. A stance
row is a task of its own with `target` and `holder` in its data.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.files import read_json
from toolkit.labelling.formats.found import (
    Found,
    Row,
    about_article,
    about_row,
    article_of,
    composed,
    stance_row,
)
from toolkit.labelling.formats.reading import Reading, check_facets

EVIDENCE = "_evidence"
PRIMARY = "_primary"
TEXT_KEYS = ("text", "body", "content")
OBJECT = "text"  # name of the object tag, and key of the task's data


def read_label_studio(path: Path, reading: Reading) -> Iterator[Found]:
    """Decisions in an export of Label Studio (JSON or JSON_MIN is told apart).

    Args:
        path: A JSON list of tasks.
        reading: Codebooks and names.

    Yields:
        One record for each annotation that was submitted.

    Raises:
        DataError: If the file is no list of tasks, or names an unknown facet.
    """
    tasks = read_json(path)
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise DataError(f"{path}: expected a JSON list of tasks. Export as JSON in Label Studio.")
    for number, task in enumerate(tasks, start=1):
        where = f"{path}: task {task.get('id', number)}"
        data = task.get("data")
        if not isinstance(data, dict):
            raise DataError(
                f"{where}: no data. Expected the full JSON export, not JSON_MIN or CSV."
            )
        if task.get("predictions"):
            reading.notes["predictions of a model in the file, passed over"] += 1
        for annotation in task.get("annotations") or ():
            if annotation.get("was_cancelled"):
                reading.notes["annotation that was skipped, passed over"] += 1
            else:
                yield _annotation(annotation, data, task, reading, where=where)


def write_label_studio(rows: Iterable[Row], codebooks: Mapping[str, Codebook]) -> list[Row]:
    """Tasks with annotations that Label Studio imports.

    Args:
        rows: Example rows.
        codebooks: By facet.

    Returns:
        Tasks in row order; `labelling_config` gives the interface that goes with them.
    """
    tasks: list[Row] = []
    for row in rows:
        whole, starts = composed(article_of(row))
        data = about_article(row) | {OBJECT: whole}
        result: list[Row] = []
        for facet, value in row["labels"].items():
            if codebooks[facet].unit == "stance-row" and value:
                for stance in value:
                    chosen = [_choice(facet, [stance["label"]])]
                    shown = data | about_row(stance)
                    tasks.append({"data": shown, "annotations": [{"result": chosen}]})
            else:
                result += _results(facet, value, row, (whole, starts))
        if result:
            tasks.append({"data": data, "annotations": [{"result": result}]})
    return tasks


def labelling_config(codebooks: Mapping[str, Codebook]) -> str:
    """The labelling interface for these codebooks, to paste into a project's settings.

    Args:
        codebooks: By facet.

    Returns:
        XML.
    """
    lines = ["<View>", f'  <Text name="{OBJECT}" value="${OBJECT}"/>']
    for facet, codebook in codebooks.items():
        choice = "multiple" if codebook.select == "multi" else "single"
        tags = [("Choices", "Choice", facet, f' choice="{choice}"')]
        if codebook.primary != "none":
            tags.append(("Choices", "Choice", facet + PRIMARY, ' choice="single"'))
        tags.append(("Labels", "Label", facet + EVIDENCE, ""))
        for outer, inner, name, more in tags:
            lines.append(f"  <{outer} name={quoteattr(name)} toName={quoteattr(OBJECT)}{more}>")
            lines += [f"    <{inner} value={quoteattr(label.id)}/>" for label in codebook.labels]
            lines.append(f"  </{outer}>")
    return "\n".join([*lines, "</View>"]) + "\n"


# --- in ---------------------------------------------------------------------------------------


def _annotation(
    annotation: Mapping[str, Any], data: Row, task: Row, reading: Reading, *, where: str
) -> Found:
    key = next((k for k in (*TEXT_KEYS, *data) if isinstance(data.get(k), str)), None)
    key = reading.names.get("text", key) or OBJECT
    labels: dict[str, list[str]] = {}
    primary: dict[str, str] = {}
    spans: list[tuple[str, str, int, int]] = []
    for result in annotation.get("result") or ():
        name, value = str(result.get("from_name", "")), result.get("value") or {}
        kind = str(result.get("type", ""))
        if kind == "choices" and name.endswith(PRIMARY):
            primary[_facet(name.removesuffix(PRIMARY), reading, where)] = value["choices"][0]
        elif kind == "choices":
            labels.setdefault(_facet(name, reading, where), []).extend(value["choices"])
        elif kind == "labels":
            facet = _facet(name.removesuffix(EVIDENCE), reading, where)
            start, end = _offsets(value, str(data.get(key, "")), where=where)
            spans += [(facet, label, start, end) for label in value["labels"]]
        else:
            reading.notes[f"result of type {kind!r}, passed over"] += 1
    for facet in {_facet(n, reading, where) for n in _empty(annotation, reading)} - labels.keys():
        labels[facet] = []
    article_id = data.get("article_id", data.get("id", task.get("id")))
    known = {"article_id", "id", "fingerprint", key, "target", "holder", "mention"}
    return _found(
        Found(
            where=where,
            text=data.get(key) if isinstance(data.get(key), str) else None,
            article_id=None if article_id is None else str(article_id),
            columns={k: v for k, v in data.items() if k not in known},
            labels=labels,
            primary=primary,
            spans=spans,
            coder=_coder(annotation.get("completed_by")),
            status="gold" if annotation.get("ground_truth") else "consensus",
        ),
        data,
        reading,
    )


def _empty(annotation: Mapping[str, Any], reading: Reading) -> Sequence[str]:
    """Facets to which an empty annotation says that nothing applies."""
    if annotation.get("result") or annotation.get("result_count", 0) != 0:
        return ()
    return [reading.facet] if reading.facet else []


def _found(found: Found, data: Row, reading: Reading) -> Found:
    """Labels of stance facets become rows."""
    labels: dict[str, Sequence[str]] = {}
    rows: dict[str, Sequence[Row]] = {}
    for facet, given in found.labels.items():
        if reading.codebooks[facet].unit == "stance-row":
            if not given and not data.get("target"):
                rows[facet] = []  # looked for, and there is none
                continue
            rows[facet] = [stance_row(data, label, where=found.where) for label in given]
        else:
            labels[facet] = given
    values = {key: getattr(found, key) for key in Found.__dataclass_fields__}
    return Found(**values | {"labels": labels, "rows": rows})


def _facet(name: str, reading: Reading, where: str) -> str:
    facet = reading.names.get(name, name)
    if facet not in reading.codebooks and reading.facet is not None:
        facet = reading.facet
    check_facets([facet], reading, where=where)
    return facet


def _offsets(value: Mapping[str, Any], text: str, *, where: str) -> tuple[int, int]:
    """Offsets in code points; browsers count UTF-16 units, which differ behind an emoji."""
    start, end = int(value["start"]), int(value["end"])
    quote = value.get("text")
    if quote is None or text[start:end] == quote:
        return start, end
    units = text.encode("utf-16-le")
    words = units[2 * start : 2 * end].decode("utf-16-le", "replace")
    if words != quote:
        raise DataError(f"{where}: {start}:{end} is {text[start:end]!r:.60}, not {quote!r:.60}.")
    before = len(units[: 2 * start].decode("utf-16-le", "replace"))
    return before, before + len(words)


def _coder(completed_by: object) -> str | None:
    """A pseudonym: Label Studio gives the number of the user, or an object with names and mail."""
    number = completed_by.get("id") if isinstance(completed_by, dict) else completed_by
    return None if number is None else f"user-{number}"


# --- out --------------------------------------------------------------------------------------


def _choice(name: str, labels: Sequence[str]) -> Row:
    value = {"choices": list(labels)}
    return {"from_name": name, "to_name": OBJECT, "type": "choices", "value": value}


def _results(
    facet: str, labels: Sequence[str], row: Row, text: tuple[str, Mapping[str, int]]
) -> Iterator[Row]:
    whole, starts = text
    # An empty choice keeps "nothing applies" apart from "nobody looked".
    yield _choice(facet, labels)
    primary = row.get("primary", {}).get(facet)
    if primary is not None:
        yield _choice(facet + PRIMARY, [primary])
    for span in row.get("evidence", ()):
        if span["facet"] == facet and span["field"] in starts:
            first = starts[span["field"]]
            start, end = first + span["start"], first + span["end"]
            words, labelled = whole[start:end], [span["label"]]
            value = {"start": start, "end": end, "text": words, "labels": labelled}
            yield {
                "from_name": facet + EVIDENCE,
                "to_name": OBJECT,
                "type": "labels",
                "value": value,
            }
