"""What a file of another tool says, and how it becomes rows of an example file."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook
from toolkit.errors import DataError, did_you_mean
from toolkit.files import plain_cell
from toolkit.ingest.table_files import BadRow, delimited_rows, sniff_table
from toolkit.records.article import PARAGRAPH_BREAK, Article
from toolkit.records.example import Status

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


@dataclass
class Reading:
    """How a file is read, and what was met.

    Attributes:
        codebooks: By facet.
        facet: For files with one label set; None where the only codebook is meant.
        names: Our facet or field by the file's name for it.
        label_map: Label id by spelling, from `read_label_map`.
        notes: What was passed over or mapped, with counts.
    """

    codebooks: Mapping[str, Codebook]
    facet: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    label_map: Mapping[str, str] = field(default_factory=dict)
    notes: Counter[str] = field(default_factory=Counter)

    def only_facet(self, path: Path) -> str:
        """The facet of a file that holds one label set.

        Args:
            path: For the message.

        Returns:
            The facet.

        Raises:
            DataError: If several codebooks are given and none is named.
        """
        if self.facet is None and len(self.codebooks) == 1:
            return next(iter(self.codebooks))
        if self.facet is None:
            listed = ", ".join(self.codebooks)
            raise DataError(
                f"{path}: holds one set of labels, and there are codebooks for {listed}. "
                "Say which one is meant: --facet."
            )
        return self.facet

    def mapped(self, label: str) -> str:
        """The label that the user's table gives for a spelling; the spelling where it has none."""
        instead = self.label_map.get(label.strip())
        if instead is None:
            return label
        self.notes[f"label {label!r} taken for {instead!r}, as the label map says"] += 1
        return instead


def read_label_map(path: Path) -> dict[str, str]:
    """A user's table of label spellings.

    Args:
        path: CSV with the columns `from` and `to`.

    Returns:
        Label by spelling.

    Raises:
        DataError: If the file is missing, or a row lacks one of the two.
    """
    found: dict[str, str] = {}
    encoding = sniff_table(path, encoding=None)
    for item in delimited_rows(path, encoding=encoding, errors="strict", mapping=None, notes=[]):
        number, row = (item.number, {}) if isinstance(item, BadRow) else item
        source, target = row.get("from"), row.get("to")
        if not source or not target:
            raise DataError(
                f"{path}:{number}: expected a spelling under `from` and a label under `to`."
            )
        found[plain_cell(str(source)).strip()] = plain_cell(str(target)).strip()
    return found


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
    fields = {k: v for k, v in item.columns.items() if k in Article.model_fields and v is not None}
    surplus = {k: v for k, v in item.columns.items() if k not in Article.model_fields}
    return Article.model_validate(
        fields | {"id": item.article_id or "", "text": item.text or "", "extra": surplus}
    )


def _folded(text: str) -> str:
    # Tools write line ends in their own way and drop blanks at the ends.
    return " ".join(text.split())


def _row(item: Found, article: Article, reading: Reading) -> Row:
    row: Row = article.model_dump(mode="json", exclude_defaults=True)
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


def check_facets(names: Iterable[str], reading: Reading, *, where: str) -> None:
    """Raises if a name in a file is no facet of the codebooks.

    Args:
        names: Facets as the file (or the user's mapping) names them.
        reading: With the codebooks.
        where: Place for the message.

    Raises:
        DataError: With the nearest facet.
    """
    for name in names:
        if name not in reading.codebooks:
            hint = did_you_mean(name, reading.codebooks)
            raise DataError(
                f"{where}: {name!r} is no facet of the codebooks. {hint} Name it: "
                f"--map FACET={name}."
            )
