"""What a file of another tool says, and how it becomes rows of an example file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.errors import DataError
from toolkit.labelling.decision import first_problem
from toolkit.labelling.formats.reading import Reading
from toolkit.records.article import PARAGRAPH_BREAK, Article
from toolkit.records.example import Status

PLAIN_FIELDS = frozenset({"title", "dek", "source", "published", "language", "section", "url"})
COMPOSED = ("title", "dek", "text")  # the fields that a tool with one text sees
Row = dict[str, Any]
LookUp = Callable[[str], Article | None]


@dataclass(frozen=True)
class Found:
    """One decision in a file of another tool.

    Attributes:
        where: Place for messages.
        text: What the coder read; None where the file holds labels only.
        article_id: As the file names it.
        columns: Other fields of the article, such as `source`.
        labels: Labels by facet, as spelled; an empty list says that nothing applies.
        unsure: Labels by facet that are open.
        primary: Main label by facet.
        rows: Stance rows by facet: `{target, holder, label}`.
        spans: Facet, label, start and end in `text`.
        coder: Who decided, where the file says.
        status: Of the labels; one person's decision in another tool is no gold.
    """

    where: str
    text: str | None = None
    article_id: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unsure: Mapping[str, Sequence[str]] = field(default_factory=dict)
    primary: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    spans: Sequence[tuple[str, str, int, int]] = ()
    coder: str | None = None
    status: Status = "consensus"


def composed(article: Article) -> tuple[str, dict[str, int]]:
    """One text from title, dek and body, as tools with a single text get it.

    Args:
        article: With its fields.

    Returns:
        The text, and where each field that is not empty begins in it.
    """
    parts: list[str] = []
    starts: dict[str, int] = {}
    size = 0
    for name in COMPOSED:
        words = article.field_text(name)
        if words:
            starts[name] = size
            parts.append(words)
            size += len(words) + len(PARAGRAPH_BREAK)
    return PARAGRAPH_BREAK.join(parts), starts


def to_rows(
    found: Iterable[Found], reading: Reading, look_up: LookUp
) -> dict[str | None, list[tuple[str, Row]]]:
    """Rows of example files, for each coder apart.

    Args:
        found: From a reader.
        reading: Label map, and place for notes.
        look_up: The stored article of an id.

    Returns:
        Place and row by coder; decisions of one coder on one article are one row.

    Raises:
        DataError: If a text differs from the stored article's, or there is neither.
    """
    merged: dict[str | None, dict[str, tuple[str, Row]]] = {}
    seen: dict[str, Article] = {}

    def known(article_id: str) -> Article | None:
        return look_up(article_id) or seen.get(article_id)

    for item in found:
        article = _article_of(item, known)
        seen.setdefault(article.id, article)
        row = _row(item, article, reading)
        own = merged.setdefault(item.coder, {})
        key = article.id
        if key in own:
            where, before = own[key]
            own[key] = (where, _merged(before, row, where=item.where))
        else:
            own[key] = (item.where, row)
    return {coder: list(rows.values()) for coder, rows in merged.items()}


def _article_of(item: Found, look_up: LookUp) -> Article:
    stored = look_up(item.article_id) if item.article_id else None
    if stored is not None:
        whole, _ = composed(stored)
        if item.text is not None and _folded(item.text) not in {
            _folded(whole),
            _folded(stored.text),
        }:
            raise DataError(
                f"{item.where}: the text of {stored.id!r} is not that of the stored article. "
                "Import it under another id, or mend the file."
            )
        return stored
    if item.text is None and not item.columns.get("title"):
        raise DataError(
            f"{item.where}: no text, and the store has no article {item.article_id!r}. "
            "Import the articles first."
        )
    fields = {k: v for k, v in item.columns.items() if k in PLAIN_FIELDS and v is not None}
    surplus = {k: v for k, v in item.columns.items() if k not in PLAIN_FIELDS}
    before = "".join(
        f"{fields[name]}{PARAGRAPH_BREAK}" for name in COMPOSED[:2] if fields.get(name)
    )
    text = item.text or ""
    if before and not text.startswith(before):
        before = ""  # the title stands beside the text, not in it
    fields |= {"id": item.article_id or "", "text": text[len(before) :], "extra": surplus}
    try:
        return Article.model_validate(fields)
    except ValueError as error:
        raise DataError(f"{item.where}: not an article ({first_problem(error)}).") from error


def _folded(text: str) -> str:
    # Tools write line ends in their own way and drop blanks at the ends.
    return " ".join(text.split())


def _row(item: Found, article: Article, reading: Reading) -> Row:
    plain = {"id", "text", "captions", *PLAIN_FIELDS}
    row: Row = article.model_dump(mode="json", exclude_defaults=True, include=plain)
    row = article.extra | row
    row["labels"] = {
        facet: [reading.mapped(label) for label in labels] for facet, labels in item.labels.items()
    }
    for facet, stances in item.rows.items():
        row["labels"][facet] = [
            stance | {"label": reading.mapped(stance["label"])} for stance in stances
        ]
    row["status"] = dict.fromkeys(row["labels"], item.status)
    if item.unsure:
        row["unsure"] = {
            f: [reading.mapped(x) for x in labels] for f, labels in item.unsure.items()
        }
    if item.primary:
        row["primary"] = {facet: reading.mapped(x) for facet, x in item.primary.items()}
    evidence = [_evidence(span, item, article, reading) for span in item.spans]
    if evidence:
        row["evidence"] = evidence
    return row


def _evidence(
    span: tuple[str, str, int, int], item: Found, article: Article, reading: Reading
) -> Row:
    facet, label, start, end = span
    whole, starts = composed(article)
    if item.text is not None and item.text == article.text and item.text != whole:
        starts = {"text": 0}
    for name, first in starts.items():
        words = article.field_text(name)
        if first <= start < end <= first + len(words):
            place = {"field": name, "start": start - first, "end": end - first}
            found = {"facet": facet, "label": reading.mapped(label), **place}
            return found | {"quote": words[start - first : end - first]}
    raise DataError(
        f"{item.where}: the span {start}:{end} for {label!r} is not inside the title, dek or body "
        "of the article. Offsets count code points."
    )


def _merged(one: Row, other: Row, *, where: str) -> Row:
    """Two rows of one coder on one article as one; stance rows add up, label sets must agree."""
    result = dict(one)
    for key in ("labels", "unsure", "primary", "status"):
        mine, theirs = dict(one.get(key, {})), other.get(key, {})
        for facet, value in theirs.items():
            if facet not in mine or mine[facet] == value:
                mine[facet] = value
            elif key == "labels" and value and all(isinstance(x, dict) for x in value):
                mine[facet] = [*mine[facet], *(x for x in value if x not in mine[facet])]
            else:
                raise DataError(
                    f"{where}: article {one.get('id')!r} stands twice with different {key} for "
                    f"{facet} by the same coder. Keep one."
                )
        if mine:
            result[key] = mine
    evidence = [*one.get("evidence", []), *other.get("evidence", [])]
    if evidence:
        result["evidence"] = [x for i, x in enumerate(evidence) if x not in evidence[:i]]
    return result


def about_article(row: Row) -> Row:
    """What another tool is told about an article beside its text, so that it can come back.

    Args:
        row: An example row.

    Returns:
        `article_id`, `title` and `dek` (which the text begins with), source, date, language.
    """
    keys = ("title", "dek", "source", "published", "language")
    return {"article_id": row["id"]} | {key: row[key] for key in keys if row.get(key)}


def about_row(stance: Row) -> Row:
    """What another tool is told about a stance row: target, holder, mention `START:END`."""
    about = {"target": stance["target"], "holder": stance["holder"]}
    if stance.get("start") is not None:
        about["mention"] = f"{stance['start']}:{stance['end']}"
    return about


def stance_row(values: Mapping[str, Any], label: str, *, where: str) -> Row:
    """A stance row from what `about_row` told.

    Args:
        values: With `target`, and `holder` and `mention` if known.
        label: As spelled.
        where: Place for messages.

    Returns:
        The row of an example.

    Raises:
        DataError: If there is no target, or the mention is none.
    """
    if not values.get("target"):
        raise DataError(f"{where}: a stance needs a target. Expected it as `target`.")
    row: Row = {"target": str(values["target"]), "holder": values.get("holder"), "label": label}
    mention = values.get("mention")
    if mention is None:
        return row
    start, _, end = str(mention).partition(":")
    if not (start.isdecimal() and end.isdecimal()):
        raise DataError(f"{where}: mention {mention!r}: expected START:END in the body.")
    return row | {"start": int(start), "end": int(end)}


def article_of(row: Row) -> Article:
    """The texts of an example row as an article."""
    keys = ("id", "title", "dek", "text")
    return Article.model_validate({key: row[key] for key in keys if row.get(key) is not None})
