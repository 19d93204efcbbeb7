"""How far a coder has come in a queue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import median

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
            minutes = max(1, round(self.seconds_left / 60))
            text += f"; {self.seconds_per_article:.0f} s an article"
            text += f", about {minutes} min left" if self.left else ""
        return text + "."


class Tally:
    """Which questions a coder is through with, kept up to date event by event.

    Args:
        events: The coder's, in order of time.
    """

    def __init__(self, events: Sequence[Annotation]) -> None:
        self.closed = closed(events)
        self._decided = closed(events, skipped=False)
        self._times: list[float] = []
        self._note_times(events)

    def add(self, events: Sequence[Annotation]) -> None:
        """Takes note of new decisions and skips."""
        self.closed |= closed(events)
        self._decided |= closed(events, skipped=False)
        self._note_times(events)

    def recount(self, article_id: str, events: Sequence[Annotation]) -> None:
        """Counts one article anew after an undo.

        Args:
            article_id: The article.
            events: All of the coder's events on it.
        """
        self.closed = {pair for pair in self.closed if pair[0] != article_id} | closed(events)
        kept = {pair for pair in self._decided if pair[0] != article_id}
        self._decided = kept | closed(events, skipped=False)

    def progress(self, queue: Sequence[str], facets: Sequence[str]) -> Progress:
        """How far the coder has come in a queue, all sessions together."""
        whole = [item for item in queue if all((item, facet) in self.closed for facet in facets)]
        left = len(queue) - len(whole)
        pace = median(self._times[-PACE_WINDOW:]) * len(facets) if self._times else None
        return Progress(
            done=len(whole),
            left=left,
            skipped=len((self.closed - self._decided) & set(product(queue, facets))),
            seconds_per_article=pace,
            seconds_left=None if pace is None else pace * left,
        )

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
