"""How far a coder has come in a queue."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from toolkit.labelling.queue import Place, Queue
from toolkit.labelling.views import closed
from toolkit.records.annotation import Annotation

IDLE_S = 600.0  # a longer pause was a break, not work, and does not count towards the pace
PACE_WINDOW = 50  # recent decisions that the pace is taken from


@dataclass(frozen=True)
class Progress:
    """How far a coder has come in this queue.

    Attributes:
        done: Articles with all facets decided or skipped.
        left: The others.
        skipped: Questions passed over.
        seconds_per_article: Median time for one article; None before the first decision.
        seconds_left: Estimate for the rest.
    """

    done: int
    left: int
    skipped: int
    seconds_per_article: float | None
    seconds_left: float | None

    def line(self) -> str:
        """One line for people."""
        text = f"{self.done} articles done, {self.left} left"
        if self.skipped:
            text += f", {self.skipped} questions skipped"
        if self.seconds_per_article is not None and self.seconds_left is not None:
            text += f"; {self.seconds_per_article:.0f} s an article"
            text += f", about {self.time_left()} left" if self.left else ""
        return text + "."

    def time_left(self) -> str:
        """The estimate for the rest in words, such as `12 min` or `3.5 h`; empty if unknown."""
        if self.seconds_left is None:
            return ""
        minutes = max(1, round(self.seconds_left / 60))
        return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


class Tally:
    """Which questions a coder is through with, kept up to date event by event.

    Args:
        events: The coder's, in order of time.
        queue: The questions that are counted.
    """

    def __init__(self, events: Sequence[Annotation], queue: Queue) -> None:
        self.closed: set[Place] = set()
        self._queue = queue
        self._decided: set[Place] = set()
        # How many questions of an article are answered: a sum over a queue of thousands of
        # articles would take longer than the coder's patience after every key.
        self._answered: Counter[str] = Counter()
        self._done = self._skipped = 0
        self._times: list[float] = []
        self.add(events)

    def add(self, events: Sequence[Annotation]) -> None:
        """Takes note of new decisions and skips."""
        self._close(closed(events), decided=closed(events, skipped=False))
        self._note_times(events)

    def recount(self, article_id: str, events: Sequence[Annotation]) -> None:
        """Counts one article anew after an undo.

        Args:
            article_id: The article.
            events: All of the coder's events on it.
        """
        for place in [(article_id, facet) for facet in self._queue.facets]:
            self._reopen(place)
        self._close(closed(events), decided=closed(events, skipped=False))

    def is_skipped(self, place: Place) -> bool:
        """Whether a question was passed over and not decided later."""
        return place in self.closed and place not in self._decided

    def progress(self) -> Progress:
        """How far the coder has come, all sessions together."""
        left = len(self._queue.articles) - self._done
        pace = median(self._times[-PACE_WINDOW:]) if self._times else None
        each = None if pace is None else pace * len(self._queue.facets)
        return Progress(
            done=self._done,
            left=left,
            skipped=self._skipped,
            seconds_per_article=each,
            seconds_left=None if each is None else each * left,
        )

    def _close(self, places: set[Place], *, decided: set[Place]) -> None:
        for place in places:
            known = place in self._queue
            was_skipped = place in self.closed and place not in self._decided
            if place in decided:
                self._decided.add(place)
            if known:
                self._skipped += (place not in self._decided) - was_skipped
                if place not in self.closed:
                    self._count(place[0], by=1)
            self.closed.add(place)

    def _reopen(self, place: Place) -> None:
        if place not in self.closed:
            return
        if place in self._queue:
            self._skipped -= place not in self._decided
            self._count(place[0], by=-1)
        self.closed.discard(place)
        self._decided.discard(place)

    def _count(self, article_id: str, *, by: int) -> None:
        whole = len(self._queue.facets)
        self._done -= self._answered[article_id] == whole
        self._answered[article_id] += by
        self._done += self._answered[article_id] == whole

    def _note_times(self, events: Iterable[Annotation]) -> None:
        # A stance row's time runs on to the end of its question and would count twice.
        self._times += [
            event.seconds
            for event in events
            if event.kind == "person"
            and event.target is None
            and event.seconds is not None
            and event.seconds <= IDLE_S
        ]
