"""The undo and redo steps of a coder, rebuilt from events."""

from collections.abc import Collection, Iterable

from toolkit.records.annotation import Annotation


class UndoSteps:
    """What can be undone and redone next.

    Args:
        events: The coder's, in order of time.
        facets: Steps in other facets are not touched.
    """

    def __init__(self, events: Iterable[Annotation], facets: Collection[str]) -> None:
        self._facets = facets
        self._by_id: dict[str, Annotation] = {}
        self._done: list[list[Annotation]] = []
        self._undone: list[list[Annotation]] = []
        self.add(events)

    def add(self, events: Iterable[Annotation]) -> None:
        """Takes note of new events."""
        for event in events:
            self._by_id[event.id] = event
            if event.kind == "person" and event.facet in self._facets:
                self._take(event)

    def last_done(self) -> list[Annotation]:
        """The events of the last step that still stands."""
        return list(self._done[-1]) if self._done else []

    def last_undone(self) -> list[Annotation]:
        """The undos of the last step that was undone; empty after a new decision."""
        return list(self._undone[-1]) if self._undone else []

    def _take(self, event: Annotation) -> None:
        before = self._by_id.get(event.undoes) if event.undoes is not None else None
        if event.undoes is None:
            # What was seen cannot be unseen: the record of shown suggestions is no step. Nor is a
            # new version of the codebook, which is not the coder's doing.
            is_record = event.status == "noted" and event.shown
            if not (is_record or event.carries or event.status == "reopened"):
                _push(self._done, event)
                self._undone.clear()
        elif before is None:
            return  # an undo of something that is not in this store
        elif before.undoes is None:
            _drop(self._done, before)
            _push(self._undone, event)
        else:
            _drop(self._undone, before)
            again = self._by_id.get(before.undoes)
            if again is not None:
                _push(self._done, again)


def make_undo(event: Annotation, *, when: str, group: str | None) -> Annotation:
    """The event that takes another one back.

    Args:
        event: What no longer counts; an undo that is itself undone is a redo.
        when: Time of the undo.
        group: Undos of one group are themselves taken back together.

    Returns:
        The event, not stored yet.
    """
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


def _push(steps: list[list[Annotation]], event: Annotation) -> None:
    """Adds a step, or adds to the last step where the event belongs to the same group."""
    if steps and event.group is not None and steps[-1][-1].group == event.group:
        steps[-1].append(event)
    else:
        steps.append([event])


def _drop(steps: list[list[Annotation]], event: Annotation) -> None:
    """Removes an event, and its step once that is empty."""
    for step in reversed(steps):
        if event in step:
            step.remove(event)
            if not step:
                steps.remove(step)
            return
