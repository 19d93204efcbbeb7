"""Whether suggestions pull coders: agreement with them when shown, and when withheld."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from toolkit.codebook import Codebook
from toolkit.labelling.agreement_facets import Bootstrap
from toolkit.labelling.views import Current, current, standing
from toolkit.records.annotation import Annotation, Suggestion

Content = frozenset[tuple[str | None, str | None, str]]  # target, holder, label


@dataclass
class _Reading:
    """One coder's way through one question."""

    events: list[Annotation] = field(default_factory=list)
    before: tuple[Suggestion, ...] = ()
    withheld: tuple[Suggestion, ...] = ()
    after: tuple[Suggestion, ...] = ()
    first: int | None = None  # how many events there were at the first whole decision


def anchoring(
    events: Iterable[Annotation], codebooks: Mapping[str, Codebook], bootstrap: Bootstrap
) -> dict[str, dict[str, Any]]:
    """How much suggestions move coders, facet by facet.

    Agreement of a decision with the suggestions is the Jaccard similarity of the two label sets
    (stance rows with target and holder). `shown` are decisions taken with suggestions on screen,
    `withheld` those from which suggestions were kept by lot; the difference of the two is the
    anchoring effect, for the lot makes them comparable. `blind_first` compares each decision with
    itself, before and after the suggestions were revealed.

    Args:
        events: In order of time, undos included.
        codebooks: By facet.
        bootstrap: Of the interval of the difference, over decisions.

    Returns:
        By facet with any such decision: `shown` and `withheld` {n, agreement}, `difference`,
        `interval` (95 %; null without both), `blind_first` {n, before, after, changed}.
    """
    found: dict[str, dict[str, Any]] = {}
    for facet, readings in _readings(events, codebooks).items():
        shown = [_similarity(r, r.before) for r in readings if r.before]
        kept = [_similarity(r, r.withheld) for r in readings if r.withheld and not r.before]
        blind = [r for r in readings if r.after and not r.before and not r.withheld]
        if not shown and not kept and not blind:
            continue
        both = bool(shown and kept)
        found[facet] = {
            "shown": {"n": len(shown), "agreement": _mean(shown)},
            "withheld": {"n": len(kept), "agreement": _mean(kept)},
            "difference": float(np.mean(shown) - np.mean(kept)) if both else None,
            "interval": _interval(shown, kept, bootstrap) if both else None,
            "blind_first": {
                "n": len(blind),
                "before": _mean([_similarity(r, r.after) for r in blind]),
                "after": _mean([_similarity(r, r.after, last=True) for r in blind]),
                "changed": sum(_labels(r) != _labels(r, last=True) for r in blind),
            },
        }
    return found


def _readings(
    events: Iterable[Annotation], codebooks: Mapping[str, Codebook]
) -> dict[str, list[_Reading]]:
    """Whole decisions of persons, by facet."""
    readings: dict[tuple[str, str, str], _Reading] = {}
    for event in standing(events):
        if event.kind != "person" or event.facet not in codebooks or event.carries:
            continue
        key = (event.coder, event.article_id, event.facet)
        reading = readings.setdefault(key, _Reading())
        if event.shown and reading.first is None:
            reading.before = reading.before or event.shown
        elif event.shown:
            reading.after = reading.after or event.shown
        reading.withheld = reading.withheld or event.withheld
        reading.events.append(event)
        if event.complete and event.target is None and reading.first is None:
            reading.first = len(reading.events)
    found: dict[str, list[_Reading]] = {}
    for (_, _, facet), reading in readings.items():
        if reading.first is not None:
            found.setdefault(facet, []).append(reading)
    return found


def _labels(reading: _Reading, *, last: bool = False) -> Content:
    events = reading.events if last else reading.events[: reading.first]
    items: Iterable[Current] = current(events).values()
    return frozenset(
        (item.unit.target, item.unit.holder, label) for item in items for label in item.present
    )


def _similarity(reading: _Reading, suggested: Sequence[Suggestion], *, last: bool = False) -> float:
    """Jaccard similarity of a decision and the suggestions."""
    given = _labels(reading, last=last)
    offered = frozenset((item.target, item.holder, item.label) for item in suggested)
    return len(given & offered) / len(given | offered)  # there is a suggestion, so never 0 / 0


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _interval(
    shown: Sequence[float], withheld: Sequence[float], bootstrap: Bootstrap
) -> tuple[float, float] | None:
    """Percentile interval of the difference of two means."""
    if min(len(shown), len(withheld)) < 2 or bootstrap.samples < 1:
        return None
    rng = np.random.default_rng(bootstrap.seed)
    means = []
    for values in (shown, withheld):
        given = np.array(values)
        draws = (rng.integers(len(given), size=len(given)) for _ in range(bootstrap.samples))
        means.append(np.array([given[drawn].mean() for drawn in draws]))
    low, high = np.percentile(means[0] - means[1], [2.5, 97.5])
    return float(low), float(high)
