"""Labelled examples, our own or those of other tools, as events in a store."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook
from toolkit.corpus.labelled_row import LabelledRow
from toolkit.corpus.rows import RowReader, read_rows
from toolkit.errors import DataError
from toolkit.files import canonical_json, sha256_of_bytes
from toolkit.ingest.tables import json_rows
from toolkit.labelling.decision import By, Decision, make_annotation, make_remark
from toolkit.labelling.importing import ImportReport, import_articles
from toolkit.labelling.store import Added, Store
from toolkit.records.annotation import Annotation, Span
from toolkit.records.article import Article
from toolkit.records.example import Evidence, StanceRow, Status


@dataclass(frozen=True)
class Given:
    """Rows that come from one coder.

    Attributes:
        rows: Checked against the codebooks.
        coder: Pseudonym for rows that name no adjudicator.
        person: The rows hold what this coder decided.
        adjudications: Adjudicator and reason by article id.
    """

    rows: Sequence[LabelledRow]
    coder: str
    person: bool
    adjudications: Mapping[str, tuple[str | None, str | None]]


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
    given = Given(rows, coder, person, _adjudications(paths))
    report = store_rows(store, [given], codebooks)
    report.notes += found.lines()
    return report


def import_found(
    store: Store,
    rows_by_coder: Mapping[str | None, Sequence[tuple[str, Mapping[str, Any]]]],
    *,
    codebooks: Mapping[str, Codebook],
    coder: str,
    person: bool = False,
) -> ImportReport:
    """Stores what a file of another tool says, from `formats.found.to_rows`.

    Args:
        store: The label store.
        rows_by_coder: Place and example row, by the coder whom the file names.
        codebooks: By facet.
        coder: Pseudonym for rows that name nobody.
        person: Rows that name nobody hold what this coder decided.

    Returns:
        What was added.

    Raises:
        DataError: With every problem of every row; nothing is stored then.
    """
    problems: list[str] = []
    notes: list[str] = []
    parts: list[Given] = []
    for name, rows in rows_by_coder.items():
        reader = RowReader(codebooks)
        reader.add_rows(rows, name=name or coder)
        try:
            checked, found = reader.finish()
        except DataError as error:
            problems.append(str(error))
        else:
            parts.append(Given(checked, name or coder, name is not None or person, {}))
            notes += found.lines()
    if problems:
        raise DataError("\n".join(problems))
    report = store_rows(store, parts, codebooks)
    report.notes += list(dict.fromkeys(notes))
    return report


def store_rows(
    store: Store, parts: Sequence[Given], codebooks: Mapping[str, Codebook]
) -> ImportReport:
    """Stores checked rows; articles first, then all events at once.

    Args:
        store: The label store.
        parts: Rows of each coder.
        codebooks: By facet.

    Returns:
        What was added.
    """
    seen: dict[str, Article] = {}
    for part in parts:
        for row in part.rows:
            seen.setdefault(row.article.id, _with_design(row))
    articles = import_articles(store, seen.values())
    known = store.event_ids()
    skipped = 0
    fresh: list[Annotation] = []
    times: dict[str, str] = {}
    for part in parts:
        for row in part.rows:
            name, reason = part.adjudications.get(row.article.id, (None, None))
            who = name or part.coder
            if who not in times:
                times[who] = store.next_time(who)
            own = part.person and row.article.id not in part.adjudications
            source = _Source(store, By(coder=who, time=times[who], kind="import"), reason, own=own)
            for event in source.events(row, codebooks):
                if event.id in known:
                    skipped += 1
                else:
                    fresh.append(event)
    added = store.append(fresh)
    return ImportReport(articles=articles, events=Added(added.added, skipped + added.skipped))


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
        mention = None
        if stance.start is not None and stance.end is not None:
            mention = (stance.start, stance.end)
        content = canonical_json([stance.target, stance.holder, label, mention])
        return make_annotation(
            article,
            codebook,
            decision=Decision(present=[label], evidence=spans, note=self._reason, mention=mention),
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
