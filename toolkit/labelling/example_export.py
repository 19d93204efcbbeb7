"""Labels of a store as labelled examples: what stands of each article, for training."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.codebook import Codebook
from toolkit.errors import DataError, did_you_mean
from toolkit.labelling.exchange import CoderNames, ExportOptions, span_json
from toolkit.labelling.gold import Disagreement, Settled, settle
from toolkit.labelling.store import Store
from toolkit.labelling.views import Current, CurrentKey, current
from toolkit.records.annotation import Annotation, Span
from toolkit.records.article import Article

STATUS_ORDER = ("gold", "consensus", "silver")
TEXT_KEYS = ("title", "dek", "text", "captions")
ARTICLE_KEYS = ("published", "authors", "source", "url", "section", "language")


@dataclass
class ExportReport:
    """What an export of examples found.

    Attributes:
        rows: Examples written.
        counts: Facet decisions by status.
        single: Decisions of which only one coder is the source.
        majority: Decisions on which coders differ and more than half were followed.
        open: Units left out because coders differ and nobody adjudicated.
        notes: Everything else worth knowing, with counts.
    """

    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    single: int = 0
    majority: int = 0
    open: int = 0
    notes: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """The findings in words, one line each."""
        found = [f"{self.rows} examples"]
        found += [f"{n} decisions with status {status}" for status, n in self.counts.items()]
        if self.single:
            found.append(f"{self.single} decisions are one coder's alone (status consensus)")
        if self.majority:
            found.append(f"{self.majority} decisions follow a majority (status consensus)")
        if self.open:
            found.append(
                f"{self.open} decisions left out: coders differ. See them with: toolkit adjudicate"
            )
        return found + [f"{note} ({n} times)" for note, n in self.notes.items()]


def example_rows(
    store: Store, codebooks: Mapping[str, Codebook], *, options: ExportOptions | None = None
) -> tuple[list[dict[str, Any]], ExportReport]:
    """Labelled examples (the format that `train` and `evaluate` read).

    A facet that nobody examined, or on which coders differ, is left out of `labels`; with
    `options.soft`, `soft` {facet: {label: share}} has the share of coders who gave each label,
    parents included, also there (article facets only). Second readings of hidden re-tests are
    left out. The format has one place for a label that is masked: labels that are unsure, not
    applicable, or were not examined in a facet that is only partly coded all go to `unsure`.
    Events keep them apart.

    Args:
        store: The label store.
        codebooks: By facet; facets without one are counted and left out.
        options: Facets, coder, text, names, silver.

    Returns:
        One object for each article with any label, in the order of the store, and the findings.

    Raises:
        DataError: If a facet has no codebook.
    """
    chosen = options or ExportOptions()
    for facet in chosen.facets:
        if facet not in codebooks:
            hint = did_you_mean(facet, codebooks)
            raise DataError(f"export: facet {facet!r} has no codebook. {hint}".strip())
    report = ExportReport()
    labels = _labels(store.events(coder=chosen.coder), chosen)
    _note_odd_events(labels, codebooks, store, report)
    by_article: dict[str, list[tuple[Codebook, Settled | Disagreement]]] = {}
    for facet, codebook in codebooks.items():
        if chosen.facets and facet not in chosen.facets:
            continue
        settled, open_units = settle(labels, codebook, silver=chosen.silver)
        report.open += len(open_units)
        shared = open_units if chosen.soft and codebook.unit == "article" else []
        items: list[Settled | Disagreement] = [*settled, *shared]
        for item in items:
            by_article.setdefault(item.unit.article_id, []).append((codebook, item))
    names = CoderNames(store, keep=chosen.names)
    retests = store.retests()
    rows = []
    for article_id in store.fingerprints():
        if article_id in by_article and article_id not in retests:
            row = _Row(store.article(article_id), chosen, names)
            for codebook, item in by_article[article_id]:
                row.add_shares(codebook.facet, item)
                if isinstance(item, Settled):
                    row.add(codebook, item, report)
            rows.append(row.finished())
    report.rows = len(rows)
    return rows, report


def _labels(events: Sequence[Annotation], options: ExportOptions) -> dict[CurrentKey, Current]:
    found = current(events)
    if options.coder is None:
        return found
    return {key: item for key, item in found.items() if item.kind != "adjudication"}


def _note_odd_events(
    labels: Mapping[CurrentKey, Current],
    codebooks: Mapping[str, Codebook],
    store: Store,
    report: ExportReport,
) -> None:
    """Counts labels of other codebooks, and of articles that the store lacks."""
    known = store.fingerprints()
    for item in labels.values():
        codebook = codebooks.get(item.unit.facet)
        if item.unit.article_id not in known:
            report.notes["decision on an article that is not in the store, left out"] += 1
        elif codebook is None:
            report.notes[f"facet {item.unit.facet!r} has no codebook, left out"] += 1
        elif item.codebook != codebook.key:
            report.notes[f"decision under {item.codebook}, the codebook is {codebook.key}"] += 1


class _Row:
    """One example under construction."""

    def __init__(self, article: Article, options: ExportOptions, names: CoderNames) -> None:
        self._options = options
        self._names = names
        self._row = _article_json(article, options)
        self._article = article
        self._labels: dict[str, Any] = {}
        self._soft: dict[str, dict[str, float]] = {}
        self._more: dict[str, dict[str, Any]] = {"primary": {}, "roles": {}, "unsure": {}}
        self._evidence: list[dict[str, Any]] = []
        self._status: dict[str, str] = {}
        self._reasons: dict[str, tuple[str, str]] = {}

    def add_shares(self, facet: str, item: Settled | Disagreement) -> None:
        """Shares of coders, where they are asked for and known."""
        if self._options.soft and item.shares and item.unit.target is None:
            self._soft[facet] = {label: round(share, 4) for label, share in item.shares.items()}

    def add(self, codebook: Codebook, item: Settled, report: ExportReport) -> None:
        """What stands for one facet, or for one stance row."""
        facet = codebook.facet
        report.counts[item.status] += 1
        report.single += item.kind == "person" and len(item.coders) == 1
        report.majority += item.majority
        self._note_status(facet, item)
        if item.reason and item.status == "gold":
            self._reasons[facet] = (self._names.of(item.coders[0]), item.reason)
        if codebook.unit == "stance-row":
            self._add_row(facet, item, report)
        else:
            self._add_labels(facet, item, report)
        if item.labels or codebook.unit == "article":
            for span in item.evidence:
                if self._stands(span):
                    self._evidence.append(_evidence_json(item, span, self._options))
                else:
                    report.notes["evidence on a text that was corrected since, left out"] += 1

    def _stands(self, span: Span) -> bool:
        """Whether the words are still where the coder saw them."""
        words = self._article.field_text(span.field)[span.start : span.end]
        return words == span.quote if span.quote else len(words) == span.end - span.start

    def _note_status(self, facet: str, item: Settled) -> None:
        if facet in self._status and item.unit.target is None:
            return  # closed stance rows: the rows speak for themselves
        # Gold is said of a facet only where all of it is gold.
        before = self._status.get(facet, item.status)
        self._status[facet] = max(before, item.status, key=STATUS_ORDER.index)

    def _add_labels(self, facet: str, item: Settled, report: ExportReport) -> None:
        if item.partial:
            report.notes[f"{facet} only partly coded: labels not examined stand under unsure"] += 1
        self._labels[facet] = list(item.labels)
        for key, value in (
            ("primary", item.primary),
            ("roles", dict(item.roles)),
            ("unsure", list(item.masked)),
        ):
            if value:
                self._more[key][facet] = value

    def _add_row(self, facet: str, item: Settled, report: ExportReport) -> None:
        rows = self._labels.setdefault(facet, [])
        if item.unit.target is None:
            return
        if item.labels:
            row: dict[str, Any] = {
                "target": item.unit.target,
                "holder": item.unit.holder,
                "label": item.labels[0],
            }
            if item.mention is not None and item.mention[1] <= len(self._article.text):
                row |= {"start": item.mention[0], "end": item.mention[1]}
            rows.append(row)
        else:
            report.notes[f"{facet} row on which the coder is unsure, left out"] += 1

    def finished(self) -> dict[str, Any]:
        row = self._row | {"labels": self._labels}
        row |= {key: value for key, value in self._more.items() if value}
        if self._soft:
            row["soft"] = self._soft
        if self._evidence:
            row["evidence"] = self._evidence
        row["status"] = self._status
        if self._reasons:
            coders = dict.fromkeys(coder for coder, _ in self._reasons.values())
            reasons = [f"{facet}: {reason}" for facet, (_, reason) in self._reasons.items()]
            alone = len(self._reasons) == 1
            row["adjudication"] = {
                "coder": ", ".join(coders),
                "reason": next(iter(self._reasons.values()))[1] if alone else "; ".join(reasons),
            }
        return row


def _article_json(article: Article, options: ExportOptions) -> dict[str, Any]:
    row: dict[str, Any] = {"id": article.id}
    record = article.model_dump(mode="json")
    if options.include_text:
        row |= {key: record[key] for key in TEXT_KEYS if record[key] or key == "text"}
    else:
        row["fingerprint"] = article.fingerprint  # lets a reader check that the text is the same
    row |= {key: record[key] for key in ARTICLE_KEYS if record[key]}
    extra = dict(record["extra"])
    for key in ("cluster", "inclusion"):
        if extra.get(key) is not None:
            row[key] = extra.pop(key)
    if extra and options.include_text:
        row["extra"] = extra  # may hold text of its own
    return row


def _evidence_json(item: Settled, span: Span, options: ExportOptions) -> dict[str, Any]:
    record = {"facet": item.unit.facet} | span_json(span, options)
    if item.unit.target is not None:
        record |= {"target": item.unit.target, "holder": item.unit.holder}
    return record
