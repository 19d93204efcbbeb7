"""Views over events: what stands after undos, and each coder's current labels."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from toolkit.codebook import Codebook
from toolkit.records.annotation import Annotation, CoderKind, Span, State


class Unit(NamedTuple):
    """What a decision is about: an article's facet, or one stance row of it."""

    article_id: str
    facet: str
    target: str | None = None
    holder: str | None = None


@dataclass(frozen=True)
class Current:
    """One coder's labels for one unit, all of the coder's standing events taken together.

    Attributes:
        unit: What they are about.
        coder: Whose they are.
        kind: Person, rules, run, import or adjudication.
        codebook: `id@version` of the last event.
        states: State of each label that was named.
        complete: Labels that were not named are absent; otherwise they were not examined.
        primary: The main label.
        roles: Role of present labels.
        evidence: Words that speak for labels.
        note: The last note given with a decision.
        mention: Stance: where the text mentions the target.
        last: The event that decided last.
    """

    unit: Unit
    coder: str
    kind: CoderKind
    codebook: str
    states: Mapping[str, State] = field(default_factory=dict)
    complete: bool = False
    primary: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Span, ...] = ()
    note: str | None = None
    mention: tuple[int, int] | None = None
    last: Annotation | None = None

    def having(self, *states: State) -> tuple[str, ...]:
        """Labels in one of these states, in the order in which they were named."""
        return tuple(label for label, state in self.states.items() if state in states)

    @property
    def present(self) -> tuple[str, ...]:
        """Labels that apply."""
        return self.having("present")

    @property
    def masked(self) -> tuple[str, ...]:
        """Named labels of which nothing can be said: unsure, or not applicable."""
        return self.having("unsure", "not_applicable")

    @property
    def is_row(self) -> bool:
        """Whether this is a stance row that stands (a withdrawn row has no label left)."""
        return self.unit.target is not None and bool(self.present or self.masked)

    def known(self, codebook: Codebook) -> "Known":
        """What these labels say about every label of the codebook, parents included."""
        present = frozenset(self.present)
        # The codebook may have moved on since.
        above = codebook.with_parents(present & set(codebook.by_id))
        absent = frozenset(self.having("absent"))
        return Known(present | above, frozenset(self.masked), absent, self.complete)


class Known(NamedTuple):
    """What one coder said about the labels of a codebook.

    Attributes:
        applies: Labels that apply, and their parents.
        masked: Unsure or not applicable.
        absent: Said not to apply.
        complete: All others do not apply either.
    """

    applies: frozenset[str]
    masked: frozenset[str]
    absent: frozenset[str]
    complete: bool

    def value(self, label: str) -> bool | None:
        """Whether a label applies; None where that is not known."""
        if label in self.applies:
            return True
        if label in self.masked:
            return None
        return False if self.complete or label in self.absent else None


CurrentKey = tuple[str, CoderKind, Unit]


def unit_of(item: Annotation) -> Unit:
    """What an event is about."""
    return Unit(item.article_id, item.facet, item.target, item.holder)


def standing(events: Iterable[Annotation]) -> list[Annotation]:
    """Events that are not undone, without the undos themselves.

    Args:
        events: In order of time. Only a coder's own undo counts.

    Returns:
        The rest, in the same order.
    """
    undone: set[tuple[str, str]] = set()
    kept: list[Annotation] = []
    # Backwards, so that an undo which was itself undone has no effect.
    for item in reversed(list(events)):
        if (item.coder, item.id) in undone:
            continue
        if item.undoes is not None:
            undone.add((item.coder, item.undoes))
        else:
            kept.append(item)
    return kept[::-1]


def current(events: Iterable[Annotation]) -> dict[CurrentKey, Current]:
    """Each coder's labels now.

    Args:
        events: In order of time, undos included.

    Returns:
        By coder, kind and unit, in order of first decision. A person's own labels and the same
        person's adjudications are kept apart.
    """
    found: dict[CurrentKey, Current] = {}
    for item in standing(events):
        if item.decides or item.carries:
            key = (item.coder, item.kind, unit_of(item))
            found[key] = _fold(found.get(key), item)
    return found


def independent(events: Iterable[Annotation]) -> tuple[dict[CurrentKey, Current], int]:
    """Labels that persons gave on their own: what agreement is measured on.

    A decision counts if it was taken before the first adjudication of the article's facet and
    before suggestions were on the coder's screen.

    Args:
        events: In order of time, undos included.

    Returns:
        The labels, and the number of decisions left out.
    """
    settled: set[tuple[str, str]] = set()
    shown: set[tuple[str, str, str]] = set()
    kept: list[Annotation] = []
    kept_ids: set[str] = set()
    left_out = 0
    for item in standing(events):
        place = (item.article_id, item.facet)
        if item.kind == "adjudication":
            settled.add(place)
        if item.shown:
            shown.add((item.coder, *place))
        if item.kind != "person" or not (item.decides or item.carries):
            continue
        if item.carries is not None:  # as independent as what it carries to another codebook
            independent_still = item.carries in kept_ids
        else:
            independent_still = place not in settled and (item.coder, *place) not in shown
        if independent_still:
            kept.append(item)
            kept_ids.add(item.id)
        else:
            left_out += item.carries is None
    return current(kept), left_out


def closed(events: Iterable[Annotation], *, skipped: bool = True) -> set[tuple[str, str]]:
    """The (article, facet) pairs that one coder is through with.

    Args:
        events: Of the coder, in order of time, undos included.
        skipped: Whether a pair that was passed over counts.

    Returns:
        Pairs with a complete decision; a stance facet is complete once its rows were closed.
    """
    done: set[tuple[str, str]] = set()
    for item in standing(events):
        if item.kind != "person" or item.target is not None:
            continue
        if item.status == "reopened":
            done.discard((item.article_id, item.facet))
        elif item.complete or (skipped and item.status == "skipped"):
            done.add((item.article_id, item.facet))
    return done


def by_article(
    labels: Mapping[CurrentKey, Current], facet: str
) -> Iterator[tuple[str, list[Current]]]:
    """Groups the labels of one facet by article, in order of first decision."""
    groups: dict[str, list[Current]] = {}
    for item in labels.values():
        if item.unit.facet == facet:
            groups.setdefault(item.unit.article_id, []).append(item)
    yield from groups.items()


def rows_by_coder(items: Sequence[Current]) -> dict[str, dict[tuple[str, str], Current]]:
    """Stance rows of one article by coder; a coder who closed it without rows has none.

    Args:
        items: Labels of one article and a stance facet.

    Returns:
        For each coder who examined the article: rows by target and folded holder.
    """
    rows: dict[str, dict[tuple[str, str], Current]] = {}
    for item in items:
        own = rows.setdefault(item.coder, {})
        if item.is_row:
            own[row_key(item.unit)] = item
    return rows


def row_key(unit: Unit) -> tuple[str, str]:
    """Target and holder as they are compared: `The Mayor` and `the mayor` are one holder."""
    return (unit.target or "").casefold(), (unit.holder or "").casefold()


def _fold(before: Current | None, item: Annotation) -> Current:
    fresh = Current(
        unit=unit_of(item),
        coder=item.coder,
        kind=item.kind,
        codebook=f"{item.codebook}@{item.version}",
        states=item.states,
        complete=item.complete,
        primary=item.primary,
        roles=item.roles,
        evidence=item.evidence,
        note=item.note,
        mention=item.mention,
        last=item,
    )
    # What was carried over from another codebook stands for all that was said under that one.
    if before is None or item.complete or item.carries:
        return fresh
    states: dict[str, State] = {**before.states, **item.states}
    present = {label for label, state in states.items() if state == "present"}
    named = set(item.states)
    primary = item.primary or before.primary
    kept = tuple(span for span in before.evidence if span.label not in named)
    return replace(
        fresh,
        states=states,
        # A look at all labels of another version says nothing about labels that are new in this.
        complete=before.complete and before.codebook == fresh.codebook,
        primary=primary if primary in present or primary == item.primary else None,
        roles={k: v for k, v in {**before.roles, **item.roles}.items() if k in present},
        evidence=kept + item.evidence,
        note=item.note or before.note,
        mention=item.mention or before.mention,
    )
