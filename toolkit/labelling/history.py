"""What was decided, by whom and when, under which codebook and with what on screen, in words."""

from collections.abc import Iterable, Sequence

from toolkit.labelling.views import standing
from toolkit.records.annotation import Annotation, State, Suggestion

SIGNS: dict[State, str] = {
    "present": "",
    "absent": "-",
    "unsure": "~",
    "not_applicable": "n/a ",
}


def history_lines(events: Iterable[Annotation]) -> list[str]:
    """One line for each event, undone ones marked.

    Args:
        events: In order of time, from `Store.events`.

    Returns:
        Time, coder, article, facet, what was said, what was on screen, codebook and version.
    """
    given = list(events)
    by_id = {event.id: event for event in given}
    kept = {event.id for event in standing(given)}
    return [_line(event, by_id, undone=event.id not in kept) for event in given]


def summary(event: Annotation) -> str:
    """What one event says about labels, in a few words.

    Labels that apply stand first; `~` marks unsure, `-` absent, `*` the main one.
    """
    parts = []
    for label, state in event.states.items():
        star = "*" if label == event.primary else ""
        role = f"={event.roles[label]}" if label in event.roles else ""
        parts.append(f"{star}{SIGNS[state]}{label}{role}")
    if event.primary is not None and event.primary not in event.states:
        parts.append(f"main: {event.primary}")
    if event.target is not None:
        said = ", ".join(parts) or "row taken back"
        return f"{event.target} | {event.holder} | {said}"
    if not parts and event.complete:
        return "nothing (more) applies"
    tail = "" if event.complete or not parts else " (others not examined)"
    return ", ".join(parts) + tail


def _line(event: Annotation, by_id: dict[str, Annotation], *, undone: bool) -> str:
    who = event.coder if event.kind == "person" else f"{event.coder} ({event.kind})"
    head = f"{event.time or '(no time)'}  {who}  {event.article_id}  {event.facet}"
    if event.undoes is not None:
        before = by_id.get(event.undoes)
        what = "redo" if before is not None and before.undoes is not None else "undo"
        return f"{head}  {what} of {event.undoes}"
    said = _said(event) + _screen(event)
    quotes = [f'{span.label}: "{span.quote}"' for span in event.evidence if span.quote]
    more = f"  {'; '.join(quotes)}" if quotes else ""
    more += f"  ({event.note})" if event.note else ""
    more += f"  [{event.seconds:.0f} s]" if event.seconds is not None else ""
    mark = "  (undone)" if undone else ""
    return f"{head}  {said}{more}  {event.codebook}@{event.version}  id {event.id}{mark}"


def _said(event: Annotation) -> str:
    if event.carries is not None:
        return f"{summary(event) or 'nothing known'} (carried over from {event.carries})"
    if event.decides:
        return summary(event)
    if event.corrects:
        roles = [f"{s.raw_start}-{s.raw_end} is {s.role}" for s in event.corrects]
        return f"parse corrected: {', '.join(roles)}"
    return event.status


def _screen(event: Annotation) -> str:
    """Suggestions that were on screen, and those that were kept back."""
    said = ""
    for name, suggestions in (("on screen", event.shown), ("withheld", event.withheld)):
        if suggestions:
            said += f" [{name}: {_suggested(suggestions)}]"
    return said


def _suggested(suggestions: Sequence[Suggestion]) -> str:
    parts = []
    for item in suggestions:
        about = f"{item.target} | {item.holder} | " if item.target is not None else ""
        score = f" {item.score:.2f}" if item.score is not None else ""
        parts.append(f"{about}{item.label}{score}")
    sources = ", ".join(dict.fromkeys(item.source for item in suggestions))
    return f"{', '.join(parts)} by {sources}"
