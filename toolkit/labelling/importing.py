"""Taking articles, events and labelled examples into a store, without ever doubling them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook
from toolkit.corpus.row_labels import LabelledRow
from toolkit.corpus.rows import read_rows
from toolkit.errors import DataError, bullet_list
from toolkit.files import canonical_json, sha256_of_bytes
from toolkit.ingest.tables import json_rows
from toolkit.labelling.decision import By, Decision, first_problem, make_annotation, make_remark
from toolkit.labelling.evidence import check_spans
from toolkit.labelling.store import Added, Store
from toolkit.records.annotation import Annotation, Span
from toolkit.records.article import Article
from toolkit.records.example import Evidence, StanceRow, Status

EVENT_KEYS = {"article_id", "coder", "facet"}
BATCH = 1000


@dataclass
class ImportReport:
    """What an import did.

    Attributes:
        articles: Articles added and skipped.
        events: Events added and skipped.
        notes: What else was found, in words.
    """

    articles: Added = field(default_factory=lambda: Added(0, 0))
    events: Added = field(default_factory=lambda: Added(0, 0))
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The findings in words, one line each."""
        found = []
        for name, added in (("articles", self.articles), ("events", self.events)):
            if added.added or added.skipped:
                found.append(f"{added.added} {name} added, {added.skipped} already there")
        return (found or ["nothing to import"]) + self.notes


def is_event_file(path: Path) -> bool:
    """Whether a JSONL file holds events, going by its first line."""
    first = next(json_rows(path), None)
    return first is not None and first[1].keys() >= EVENT_KEYS


def import_articles(store: Store, articles: Iterable[Article]) -> Added:
    """Stores articles; see `Store.add_articles`."""
    return store.add_articles(articles)


# --- events -----------------------------------------------------------------------------------


def import_events(store: Store, paths: Sequence[Path]) -> ImportReport:
    """Stores exported events; what is already there is skipped, so coders can merge by file.

    Events on articles that the store lacks are kept: the articles may come later.

    Args:
        store: The label store.
        paths: JSONL files of events.

    Returns:
        What was added.

    Raises:
        DataError: With every problem and its line; nothing is stored then. A problem is a line
            that is no event, an event on another text than the stored one, a quote that is not in
            the article, or an event id that is stored with other content.
    """
    fingerprints = store.fingerprints()
    events: list[Annotation] = []
    problems: list[str] = []
    for path in paths:
        for number, row in json_rows(path):
            where = f"{path}:{number}"
            try:
                event = event_from_row(row, where=where)
                _check_text(event, store, fingerprints, where=where)
            except DataError as error:
                problems.append(str(error))
            else:
                events.append(event)
    if problems:
        raise DataError(bullet_list(problems))
    report = ImportReport(events=store.append(events))
    lacking = {event.article_id for event in events} - set(fingerprints)
    if lacking:
        report.notes.append(
            f"{len(lacking)} articles of these events are not in the store; import them as well"
        )
    return report


def event_from_row(row: Mapping[str, Any], *, where: str) -> Annotation:
    """An event from its JSON object.

    Args:
        row: From `Annotation.to_json`.
        where: Place for messages.

    Returns:
        The event.

    Raises:
        DataError: If a field is missing, unknown or wrong.
    """
    if "id" not in row or "time" not in row:
        # Without them the same file would be stored again at every import.
        raise DataError(f"{where}: not an event (no id and time). Export events to get them.")
    try:
        return Annotation.model_validate(row)
    except ValueError as error:
        raise DataError(f"{where}: {first_problem(error)}") from error


def _check_text(
    event: Annotation, store: Store, fingerprints: Mapping[str, str], *, where: str
) -> None:
    stored = fingerprints.get(event.article_id)
    if stored is None:
        return
    if stored != event.fingerprint:
        raise DataError(
            f"{where}: article {event.article_id!r} was coded on another text than the stored one. "
            "Import the articles of that coder under other ids."
        )
    quoted = [span for span in event.evidence if span.quote]
    if quoted:
        try:
            check_spans(store.article(event.article_id), quoted)
        except DataError as error:
            raise DataError(f"{where}: {error}") from error


# --- labelled examples ------------------------------------------------------------------------


def import_examples(
    store: Store,
    paths: Sequence[Path],
    *,
    codebooks: Mapping[str, Codebook],
    coder: str,
    person: bool = False,
) -> ImportReport:
    """Stores the articles and labels of labelled example files.

    They become events of kind `import`, with the status that the file claims (gold where it
    claims none). With `person` they are the coder's own decisions instead, which agreement and
    adjudication count. Labels that the file calls adjudicated, gold or silver are more than one
    coder's decision and stay imports all the same. The same row gives the same event ids, so a
    second import adds nothing.

    Args:
        store: The label store.
        paths: JSONL files.
        codebooks: By facet; other facets are ignored and counted.
        coder: Pseudonym for rows that name no adjudicator, such as the file's name.
        person: The files hold what this coder decided.

    Returns:
        What was added.

    Raises:
        DataError: With every problem and its line; nothing is stored then.
    """
    rows, found = read_rows(paths, codebooks)
    adjudications = _adjudications(paths)
    articles = import_articles(store, [_with_design(row) for row in rows])
    known = store.event_ids()
    skipped = 0
    fresh: list[Annotation] = []
    times: dict[str, str] = {}
    for row in rows:
        name, reason = adjudications.get(row.article.id, (None, None))
        who = name or coder
        if who not in times:
            times[who] = store.next_time(who)
        own = person and row.article.id not in adjudications
        source = _Source(store, By(coder=who, time=times[who], kind="import"), reason, own=own)
        for event in source.events(row, codebooks):
            if event.id in known:
                skipped += 1
            else:
                fresh.append(event)
    added = store.append(fresh)
    total = Added(added.added, skipped + added.skipped)
    return ImportReport(articles=articles, events=total, notes=found.lines())


def _with_design(row: LabelledRow) -> Article:
    """The article, with what the row says about its sampling."""
    design = {"cluster": row.cluster, "inclusion": row.inclusion}
    extra = {key: value for key, value in design.items() if value is not None}
    return row.article.model_copy(update={"extra": row.article.extra | extra})


def _adjudications(paths: Sequence[Path]) -> dict[str, tuple[str | None, str | None]]:
    """Adjudicator and reason by article id, from the rows that name them."""
    found: dict[str, tuple[str | None, str | None]] = {}
    for path in paths:
        for _, row in json_rows(path):
            given = row.get("adjudication")
            if isinstance(given, dict):
                coder, reason = given.get("coder"), given.get("reason")
                found[str(row.get("id"))] = (
                    str(coder) if coder else None,
                    str(reason) if reason else None,
                )
    return found


class _Source:
    """Makes the events of one example row."""

    def __init__(self, store: Store, by: By, reason: str | None, *, own: bool) -> None:
        self._store = store
        self._author = by
        self._reason = reason
        self._own = own

    def events(self, row: LabelledRow, codebooks: Mapping[str, Codebook]) -> Iterator[Annotation]:
        """Events of all facets that the row examined."""
        article = self._store.article(row.article.id)
        for facet, codebook in codebooks.items():
            if codebook.unit == "stance-row":
                for stance in row.stance or ():
                    if stance.label is not None:
                        yield self._stance(article, codebook, row, stance)
                if row.stance is not None and all(item.label for item in row.stance):
                    by = self._by(article, codebook, row, "closed")
                    yield make_remark(
                        article, codebook, by=by, id=by.event_id, complete=True, given=by.given
                    )
            elif facet in row.labels:
                yield self._facet(article, codebook, row)

    def _facet(self, article: Article, codebook: Codebook, row: LabelledRow) -> Annotation:
        facet = codebook.facet
        order = codebook.label_ids.index
        present = sorted(row.labels[facet], key=order)
        unsure = sorted(row.unsure.get(facet, frozenset()) - row.labels[facet], key=order)
        primary = row.primary.get(facet)
        if primary is not None and primary not in present:
            present.append(primary)  # a parent, which the codebook adds anyway
        decision = Decision(
            present=present,
            unsure=unsure,
            primary=primary,
            roles={k: v for k, v in row.roles.get(facet, {}).items() if k in present},
            evidence=[_span(item) for item in row.evidence if item.facet == facet],
            note=self._reason,
        )
        content = [present, unsure, primary, canonical_json(dict(decision.roles))]
        return make_annotation(
            article,
            codebook,
            decision=decision,
            by=self._by(article, codebook, row, canonical_json(content)),
        )

    def _stance(
        self, article: Article, codebook: Codebook, row: LabelledRow, stance: StanceRow
    ) -> Annotation:
        label = stance.label or ""
        spans = [
            _span(item)
            for item in row.evidence
            if item.facet == codebook.facet
            and (item.target, item.holder or stance.holder) == (stance.target, stance.holder)
        ]
        content = canonical_json([stance.target, stance.holder, label])
        return make_annotation(
            article,
            codebook,
            decision=Decision(present=[label], evidence=spans, note=self._reason),
            by=self._by(article, codebook, row, content),
            row=(stance.target, stance.holder),
        )

    def _by(self, article: Article, codebook: Codebook, row: LabelledRow, content: str) -> By:
        claimed = row.status.get(codebook.facet)
        # An export of one coder's own labels says `consensus`: nobody contradicts there.
        own = self._own and claimed in {None, "consensus"}
        given: Status = claimed or "gold"
        source = "person" if own else given
        identity = canonical_json(
            [article.id, article.fingerprint, codebook.key, self._author.coder, source, content]
        )
        event_id = sha256_of_bytes(identity.encode("utf-8", errors="surrogatepass"))[:32]
        if own:
            return replace(self._author, kind="person", event_id=event_id)
        return replace(self._author, given=given, event_id=event_id)


def _span(item: Evidence) -> Span:
    return Span.model_validate(
        {key: getattr(item, key) for key in ("label", "field", "start", "end", "quote")}
    )
