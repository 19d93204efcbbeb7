"""How long a coder has looked at each question."""

from collections.abc import Callable

from toolkit.labelling.queue import Place


class Watch:
    """A stop watch for each question: looking at another facet for a while stops this one's.

    Args:
        clock: Seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._spent: dict[Place, float] = {}
        self._place: Place | None = None
        self._since = clock()

    def turn_to(self, place: Place) -> None:
        """The coder looks at this question from now on."""
        self._note()
        self._place = place

    def seconds(self) -> float:
        """Time spent on the present question so far, in seconds."""
        self._note()
        return round(self._spent.get(self._place, 0.0), 1) if self._place else 0.0

    def stop(self, place: Place | None) -> None:
        """The question is decided: the next look at it counts from nothing."""
        self._note()
        if place is not None:
            self._spent.pop(place, None)
        self._place = None

    def _note(self) -> None:
        now = self._clock()
        if self._place is not None:
            self._spent[self._place] = self._spent.get(self._place, 0.0) + now - self._since
        self._since = now
