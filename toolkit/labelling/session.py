"""The labelling engine, without a terminal: what comes next, and what was decided.

Every decision is on disk before the next question. A session holds nothing that the store does
not: close it, kill it, open it again, and it goes on at the same place with the same undo steps.
"""

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.codebook import Codebook
from toolkit.errors import DataError, did_you_mean
from toolkit.labelling.decision import By, Decision, make_annotation, make_remark
from toolkit.labelling.progress import Progress, Tally
from toolkit.labelling.store import Store
from toolkit.labelling.undo import UndoSteps
from toolkit.labelling.views import Current, current
from toolkit.records.annotation import Annotation, Suggestion
from toolkit.records.article import Article

Suggest = Callable[[Article, Codebook], Sequence[Suggestion]]


@dataclass(frozen=True)
class SessionOptions:
    """How a session is held.

    Attributes:
        facets: Facets to ask for, in this order; all codebooks where empty.
        suggest: Gives suggestions for an article and facet, if there are any.
        blind: Suggestions only after the coder's own decision.
        reliability: Never any suggestions: the sample measures agreement.
        clock: Seconds that only go forward.
    """

    facets: Sequence[str] = ()
    suggest: Suggest | None = None
    blind: bool = True
    reliability: bool = False
    clock: Callable[[], float] = time.monotonic


@dataclass(frozen=True)
class Item:
    """One question: an article and a facet.

    Attributes:
        article: What to read.
        codebook: Of the facet that is asked for.
        number: Place of the article in the queue, from 1.
        suggestions: To be shown with the question; empty when coding blind.
    """

    article: Article
    codebook: Codebook
    number: int
    suggestions: tuple[Suggestion, ...] = ()


class Session:
    """One coder's way through a queue of articles.

    Args:
        store: Holds the articles of the queue.
        codebooks: By facet.
        queue: Article ids in the order in which they are asked; articles without any text are
            passed over.
        coder: Pseudonym.
        options: Facets, suggestions, blind coding.

    Raises:
        DataError: If an article is not in the store or a facet has no codebook.
    """

    def __init__(
        self,
        store: Store,
        codebooks: Mapping[str, Codebook],
        *,
        queue: Sequence[str],
        coder: str,
        options: SessionOptions | None = None,
    ) -> None:
        self.store = store
        self.coder = coder.strip()
        self.options = options or SessionOptions()
        self.codebooks = _chosen(codebooks, self.options.facets)
        self.queue = _readable(store, queue)
        events = store.events(coder=self.coder)
        self._tally = Tally(events)
        self._steps = UndoSteps(events, self.codebooks)
        self._cursor: tuple[str, str] | None = None
        self._article: Article | None = None
        self._since = self.options.clock()
        self._suggested: dict[tuple[str, str], tuple[Suggestion, ...]] = {}

    # --- where we are -------------------------------------------------------------------------

    def item(self) -> Item | None:
        """The question to answer now; None when nothing is left."""
        place = self._cursor or self._first_open()
        if place is None:
            return None
        if place != self._cursor:
            self._cursor, self._since = place, self.options.clock()
        article_id, facet = place
        if self._article is None or self._article.id != article_id:
            self._article = self.store.article(article_id)
        return Item(
            article=self._article,
            codebook=self.codebooks[facet],
            number=self.queue.index(article_id) + 1,
            suggestions=() if self.options.blind else self._suggestions(place),
        )

    def given(self) -> list[Current]:
        """The coder's own labels for the present question, stance rows one by one."""
        article_id, facet = self._place()
        events = self.store.events(article_id=article_id, facet=facet, coder=self.coder)
        return [item for item in current(events).values() if item.kind == "person"]

    def progress(self) -> Progress:
        """How far the coder has come; counts all sessions on this queue."""
        return self._tally.progress(self.queue, list(self.codebooks))

    def back(self) -> bool:
        """Goes to the question before this one, decided or not; false at the first."""
        pairs = [(article_id, facet) for article_id in self.queue for facet in self.codebooks]
        place = self._cursor or self._first_open()
        here = len(pairs) if place is None else pairs.index(place)
        if here == 0:
            return False
        self._cursor, self._since = pairs[here - 1], self.options.clock()
        return True

    def go_on(self) -> None:
        """Leaves the present question as it is and goes to the first open one."""
        self._leave()

    # --- decisions ----------------------------------------------------------------------------

    def decide(self, decision: Decision) -> Annotation:
        """Stores the labels of the present article facet and goes on.

        Args:
            decision: Time and shown suggestions are filled in.

        Returns:
            The stored event.

        Raises:
            DataError: If the decision breaks a rule of the codebook; nothing is stored.
        """
        item = self._asked()
        event = make_annotation(
            item.article, item.codebook, decision=self._timed(decision), by=self._by()
        )
        self._store([event])
        self._leave()
        return event

    def decide_row(self, target: str, holder: str | None, *, decision: Decision) -> Annotation:
        """Stores one stance row; the question stays until `close_rows`.

        Args:
            target: What the stance is about.
            holder: Whose it is; `author` where missing.
            decision: One label; none at all takes the row back.

        Returns:
            The stored event.

        Raises:
            DataError: If the row breaks a rule of the codebook; nothing is stored.
        """
        item = self._asked()
        event = make_annotation(
            item.article,
            item.codebook,
            decision=self._timed(decision),
            by=self._by(),
            row=(target, holder),
        )
        self._store([event])
        return event

    def close_rows(self) -> Annotation:
        """Says that all stance rows of the article are there, and goes on."""
        return self._remark(complete=True, seconds=self._seconds(), shown=self._on_screen())

    def skip(self, *, article: bool = False) -> list[Annotation]:
        """Passes over the present question, or over all that is left of the article.

        Args:
            article: Skip the article's other open facets too; one undo takes all of it back.

        Returns:
            The stored events.
        """
        article_id, facet = self._place()
        item, through = self._asked(), self._tally.closed
        facets = [facet]
        if article:
            facets = [f for f in self.codebooks if f == facet or (article_id, f) not in through]
        group = uuid.uuid4().hex if len(facets) > 1 else None
        events = [
            make_remark(
                item.article, self.codebooks[name], by=self._by(), status="skipped", group=group
            )
            for name in facets
        ]
        self._store(events)
        self._leave()
        return events

    def flag(self, note: str | None = None) -> Annotation:
        """Marks the present question for a second look; it stays to be answered."""
        return self._remark(status="flagged", note=note)

    def note(self, note: str) -> Annotation:
        """Stores a remark on the present question; it stays to be answered.

        Args:
            note: In the coder's words.

        Returns:
            The stored event.

        Raises:
            DataError: If the note is empty.
        """
        if not note.strip():
            raise DataError("note: is empty. Write what the adjudicator should know.")
        return self._remark(status="noted", note=note.strip())

    def reveal(self, event: Annotation) -> tuple[Suggestion, ...]:
        """Suggestions for a decided question; that they were seen is recorded first.

        Args:
            event: The coder's own decision.

        Returns:
            The suggestions; empty where there are none and in a reliability sample.
        """
        place = (event.article_id, event.facet)
        suggestions = self._suggestions(place)
        if suggestions and self.options.blind:
            article = self.store.article(event.article_id)
            remark = make_remark(
                article,
                self.codebooks[event.facet],
                by=self._by(),
                status="noted",
                shown=suggestions,
            )
            self.store.append([remark])
        return suggestions

    def reopen(self, event: Annotation) -> None:
        """Goes back to a decided question, to decide it again."""
        self._cursor, self._since = (event.article_id, event.facet), self.options.clock()

    # --- undo ---------------------------------------------------------------------------------

    def undo(self) -> list[Annotation]:
        """Takes the coder's last step in these facets back, also one of an earlier session.

        Returns:
            The events that no longer count; empty when there is nothing to undo.
        """
        return self._take_back(self._steps.last_done())

    def redo(self) -> list[Annotation]:
        """Takes the last undo back, unless something was decided since.

        Returns:
            The undos that no longer count; empty when there is nothing to redo.
        """
        return self._take_back(self._steps.last_undone())

    def _take_back(self, events: Sequence[Annotation]) -> list[Annotation]:
        if not events:
            return []
        when = self.store.next_time(self.coder)
        group = f"{events[0].id}-{when}"[:80] if len(events) > 1 else None
        undos = [_undo_of(event, when=when, group=group) for event in events]
        self._store(undos)
        for article_id in {event.article_id for event in events}:
            kept = self.store.events(article_id=article_id, coder=self.coder)
            self._tally.recount(article_id, kept)
        place = (events[0].article_id, events[0].facet)
        redone = events[0].undoes is not None
        known = place[0] in self.queue and place[1] in self.codebooks
        self._cursor, self._since = (place if known and not redone else None), self.options.clock()
        return list(events)

    # --- within -------------------------------------------------------------------------------

    def _first_open(self) -> tuple[str, str] | None:
        return next(
            (
                (article_id, facet)
                for article_id in self.queue
                for facet in self.codebooks
                if (article_id, facet) not in self._tally.closed
            ),
            None,
        )

    def _place(self) -> tuple[str, str]:
        item = self._asked()
        return item.article.id, item.codebook.facet

    def _asked(self) -> Item:
        item = self.item()
        if item is None:
            raise DataError("nothing is left to label in this queue. Add articles, or go back.")
        return item

    def _by(self) -> By:
        return By(coder=self.coder, time=self.store.next_time(self.coder))

    def _seconds(self) -> float:
        return round(self.options.clock() - self._since, 1)

    def _on_screen(self) -> tuple[Suggestion, ...]:
        return self._asked().suggestions

    def _timed(self, decision: Decision) -> Decision:
        return replace(decision, seconds=self._seconds(), shown=self._on_screen())

    def _remark(self, **fields: object) -> Annotation:
        item = self._asked()
        event = make_remark(item.article, item.codebook, by=self._by(), **fields)
        self._store([event])
        if event.complete:
            self._leave()
        return event

    def _store(self, events: Sequence[Annotation]) -> None:
        self.store.append(events)
        self._steps.add(events)
        self._tally.add(events)

    def _leave(self) -> None:
        self._cursor = None

    def _suggestions(self, place: tuple[str, str]) -> tuple[Suggestion, ...]:
        if self.options.suggest is None or self.options.reliability:
            return ()
        if place not in self._suggested:
            article = self.store.article(place[0])
            self._suggested[place] = tuple(self.options.suggest(article, self.codebooks[place[1]]))
        return self._suggested[place]


def _chosen(codebooks: Mapping[str, Codebook], facets: Sequence[str]) -> dict[str, Codebook]:
    for facet in facets:
        if facet not in codebooks:
            hint = did_you_mean(facet, codebooks)
            raise DataError(f"facet {facet!r} has no codebook. {hint}".strip())
    if not codebooks:
        raise DataError("no codebook was given. Expected --codebooks, or labels/*.yaml.")
    return {facet: codebooks[facet] for facet in facets or codebooks}


def _readable(store: Store, queue: Sequence[str]) -> list[str]:
    """The queue without doubles and without articles that have no text."""
    readable = store.readable()
    unknown = next((article_id for article_id in queue if article_id not in readable), None)
    if unknown is not None:
        store.article(unknown)  # raises, with the nearest id
    return [article_id for article_id in dict.fromkeys(queue) if readable[article_id]]


def _undo_of(event: Annotation, *, when: str, group: str | None) -> Annotation:
    return Annotation(
        time=when,
        coder=event.coder,
        kind=event.kind,
        article_id=event.article_id,
        fingerprint=event.fingerprint,
        codebook=event.codebook,
        version=event.version,
        facet=event.facet,
        target=event.target,
        holder=event.holder,
        undoes=event.id,
        group=group,
    )
