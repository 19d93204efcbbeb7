"""The labelling engine, without a terminal: what comes next, and what was decided.

Every decision is on disk before the next question. A session holds nothing that the store does
not, but for the draft of the decision being made: close it, kill it, open it again, and it goes
on at the same place with the same undo steps.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.labelling.asking import ArticleCache, Item, chosen_codebooks, readable_articles
from toolkit.labelling.decision import By, Decision, make_annotation, make_remark
from toolkit.labelling.draft import Draft
from toolkit.labelling.options import SessionOptions
from toolkit.labelling.progress import Progress, Tally
from toolkit.labelling.queue import Place, Queue
from toolkit.labelling.store import Store
from toolkit.labelling.suggesting import Suggestions
from toolkit.labelling.undo import UndoSteps, make_undo
from toolkit.labelling.views import Current, current, standing
from toolkit.labelling.watch import Watch
from toolkit.records.annotation import Annotation, Span, Suggestion, utc_now

AHEAD = 2  # articles that are made ready: the next one, and the one behind it


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
        self.codebooks = chosen_codebooks(codebooks, self.options.facets)
        self.questions = Queue(readable_articles(store, queue), list(self.codebooks))
        events = store.events(coder=self.coder)
        self._last_time = max((event.time or "" for event in events), default="") or None
        self._tally = Tally(events, self.questions)
        self._steps = UndoSteps(events, self.codebooks)
        self._suggestions = Suggestions(self.options, coder=self.coder, events=events)
        self._watch = Watch(self.options.clock)
        self._cursor: Place | None = None
        self._left: Place | None = None
        self._drafts: dict[Place, Draft] = {}
        self._article = ArticleCache(store)

    # --- where we are -------------------------------------------------------------------------

    @property
    def queue(self) -> list[str]:
        """Article ids in the order in which they are asked."""
        return self.questions.articles

    def item(self) -> Item | None:
        """The question to answer now; None when nothing is left."""
        place = self._cursor or self.questions.first_open(self._tally.closed, after=self._left)
        if place is None:
            return None
        if place != self._cursor:
            self._go(place)
        article, codebook = self._article(place[0]), self.codebooks[place[1]]
        return Item(
            article=article,
            codebook=codebook,
            number=self.questions.number(article.id),
            suggestions=self._suggestions.visible(article, codebook),
        )

    def given(self) -> list[Current]:
        """The coder's own labels for the present question, stance rows one by one."""
        article_id, facet = self._asked().place
        events = self.store.events(article_id=article_id, facet=facet, coder=self.coder)
        return [item for item in current(events).values() if item.kind == "person"]

    def draft(self) -> Draft:
        """The decision being made on the present question; starts from what was given before."""
        item = self._asked()
        if item.place not in self._drafts:
            self._drafts[item.place] = Draft(item.codebook, self.given())
        return self._drafts[item.place]

    def undecided(self) -> list[Place]:
        """Questions whose draft says something that is not stored; leaving would lose it."""
        return [place for place, draft in self._drafts.items() if draft.changed]

    def remarks(self) -> list[Annotation]:
        """The coder's standing flags and notes on the present question."""
        article_id, facet = self._asked().place
        events = self.store.events(article_id=article_id, facet=facet, coder=self.coder)
        return [
            event
            for event in standing(events)
            if event.status in {"flagged", "noted"} and not event.shown
        ]

    def progress(self) -> Progress:
        """How far the coder has come; counts all sessions on this queue."""
        return self._tally.progress()

    def is_answered(self, place: Place) -> bool:
        """Whether a question was decided or skipped."""
        return place in self._tally.closed

    def is_skipped(self, place: Place) -> bool:
        """Whether a question was passed over."""
        return self._tally.is_skipped(place)

    def prepare(self) -> None:
        """Makes the coming articles ready, with their suggestions; may run in another thread."""
        article_id: str | None = self._cursor[0] if self._cursor else None
        for _ in range(AHEAD):
            article_id = article_id and self.questions.neighbour(article_id, by=1)
            if article_id is None:
                return
            article = self._article(article_id)
            for codebook in self.codebooks.values():
                self._suggestions.all(article, codebook)

    # --- moving -------------------------------------------------------------------------------

    def back(self) -> bool:
        """Goes to the question before this one, decided or not; false at the first."""
        item = self.item()
        place = self.questions.before(item.place if item else None)
        if place is not None:
            self._go(place)
        return place is not None

    def go_on(self) -> None:
        """Leaves the present question as it is and goes to the next open one."""
        self._leave()

    def jump(self, facet: str) -> None:
        """Goes to another facet of the same article, decided or not."""
        self._go((self._asked().article.id, facet))

    def turn(self, *, by: int) -> bool:
        """Goes to an article further on or back, to its first open facet; false at the ends."""
        item = self.item()
        article_id = self.questions.neighbour(item.article.id if item else None, by=by)
        if article_id is None:
            return False
        facets = self.questions.facets
        unanswered = [f for f in facets if (article_id, f) not in self._tally.closed]
        self._go((article_id, (unanswered or facets)[0]))
        return True

    def reopen(self, event: Annotation) -> None:
        """Goes back to a decided question, to decide it again."""
        self._go((event.article_id, event.facet))

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
        item = self._asked()
        event = make_remark(
            item.article,
            item.codebook,
            by=self._by(),
            complete=True,
            seconds=self._watch.seconds(),
            shown=item.suggestions,
            withheld=self._suggestions.withheld(item.article, item.codebook),
        )
        self._store([event])
        self._leave()
        return event

    def skip(self, *, article: bool = False) -> list[Annotation]:
        """Passes over the present question, or over all that is left of the article.

        Args:
            article: Skip the article's other open facets too; one undo takes all of it back.

        Returns:
            The stored events.
        """
        item, through = self._asked(), self._tally.closed
        article_id, facet = item.place
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

    # --- suggestions --------------------------------------------------------------------------

    def reveal(self, event: Annotation) -> tuple[Suggestion, ...]:
        """Suggestions for a decided question; that they were seen is recorded first.

        Args:
            event: The coder's own decision.

        Returns:
            The suggestions; empty where there are none, where the lot keeps them back, and in a
            reliability sample.
        """
        return self._show((event.article_id, event.facet))

    def ask(self) -> tuple[Suggestion, ...]:
        """Suggestions for the present question because the coder asks; recorded first.

        Returns:
            The suggestions; empty as for `reveal`.
        """
        return self._show(self._asked().place)

    def reasons(self) -> tuple[Span, ...]:
        """The words behind the suggestions that are on screen with the present question."""
        item = self._asked()
        return self._suggestions.reasons(item.article, item.codebook)

    def _show(self, place: Place) -> tuple[Suggestion, ...]:
        article, codebook = self._article(place[0]), self.codebooks[place[1]]
        found = self._suggestions.allowed(article, codebook)
        if found and not self._suggestions.visible(article, codebook):
            remark = make_remark(article, codebook, by=self._by(), status="noted", shown=found)
            self.store.append([remark])
            self._suggestions.note_seen(place)
        return found

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
        when = self._by().time
        group = f"{events[0].id}-{when}"[:80] if len(events) > 1 else None
        self._store([make_undo(event, when=when, group=group) for event in events])
        for article_id in {event.article_id for event in events}:
            kept = self.store.events(article_id=article_id, coder=self.coder)
            self._tally.recount(article_id, kept)
        for event in events:
            self._drafts.pop((event.article_id, event.facet), None)
        place = (events[0].article_id, events[0].facet)
        if events[0].undoes is None and place in self.questions:
            self._go(place)
        else:
            self._cursor = self._left = None
        return list(events)

    # --- within -------------------------------------------------------------------------------

    def _go(self, place: Place) -> None:
        self._cursor = place
        self._watch.turn_to(place)

    def _leave(self) -> None:
        self._watch.stop(self._cursor)
        if self._cursor is not None:
            self._drafts.pop(self._cursor, None)
        self._left, self._cursor = self._cursor, None

    def _asked(self) -> Item:
        item = self.item()
        if item is None:
            raise DataError("nothing is left to label in this queue. Add articles, or go back.")
        return item

    def _by(self) -> By:
        self._last_time = utc_now(after=self._last_time)
        return By(coder=self.coder, time=self._last_time)

    def _timed(self, decision: Decision) -> Decision:
        item = self._asked()
        return replace(
            decision,
            seconds=self._watch.seconds(),
            shown=item.suggestions,
            withheld=self._suggestions.withheld(item.article, item.codebook),
        )

    def _remark(self, **fields: object) -> Annotation:
        item = self._asked()
        event = make_remark(item.article, item.codebook, by=self._by(), **fields)
        self._store([event])
        return event

    def _store(self, events: Sequence[Annotation]) -> None:
        self.store.append(events)
        self._steps.add(events)
        self._tally.add(events)
