"""A new version of a codebook, applied to the decisions of a store as events.

Nothing that was decided changes. Each decision under the old version is followed by one that
carries it to the new version, as far as that can be known; what only a coder can say is asked
again.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.codebook import Codebook
from toolkit.codebook.carry import Carried, Coded, Recode, carry
from toolkit.codebook.migrate import MigrationPlan
from toolkit.labelling.store import Store
from toolkit.labelling.views import Current, current
from toolkit.records.annotation import Annotation, State

WHY = {
    "split": "{was} was split into {labels}",
    "retired": "{was} was retired",
    "primary": "the main label {was} went",
    "added": "new: {labels}",
    "redefined": "means something else now: {labels}",
}
MAX_LABELS = 6


@dataclass(frozen=True)
class Affected:
    """One decision under the old codebook, and what becomes of it.

    Attributes:
        before: As it stands.
        after: Under the new codebook.
        target: The stance target under the new codebook; None where there is none any more.
        targets: Where a target was split: what a coder has to choose from.
    """

    before: Current
    after: Carried
    target: str | None = None
    targets: tuple[str, ...] = ()

    @property
    def must_be_coded_again(self) -> bool:
        """Whether only a coder can say what holds now."""
        return self.after.must_be_coded_again or bool(self.targets)

    @property
    def changes(self) -> bool:
        """Whether anything but the version is different."""
        coded, old = self.after.coded, self.before
        kept = (dict(old.states), old.complete, old.primary, dict(old.roles), old.evidence)
        now = (dict(coded.states), coded.complete, coded.primary, dict(coded.roles), coded.evidence)
        moved = self.target != self.before.unit.target
        return moved or bool(self.after.recode) or bool(self.targets) or kept != now

    def line(self) -> str:
        """One line for people."""
        unit = self.before.unit
        about = f" | {unit.target} | {unit.holder}" if unit.target is not None else ""
        head = f"{unit.article_id} {unit.facet}{about}  {self.before.coder}"
        if self.before.kind != "person":
            head += f" ({self.before.kind})"
        was = ", ".join(self.before.present) or "nothing applies"
        coded = self.after.coded
        now = ", ".join(x for x, state in coded.states.items() if state == "present")
        now = now or ("nothing applies" if coded.complete else "not known")
        said = was if now == was else f"{was} → {now}"
        if self.target != unit.target:
            said += f"; target → {self.target or ' or '.join(self.targets) or 'none'}"
        return f"{head}: {said}{''.join(_why(item) for item in self.after.recode)}"


def affected(events: Iterable[Annotation], plan: MigrationPlan, new: Codebook) -> list[Affected]:
    """Every decision under the plan's old codebook.

    Args:
        events: In order of time, undos included.
        plan: From the old codebook to the new.
        new: The new codebook.

    Returns:
        One for each coder's decision that stands, in order of first decision.
    """
    found = []
    for item in current(events).values():
        if item.unit.facet != plan.facet or item.codebook != plan.old:
            continue
        coded = Coded(item.states, item.complete, item.primary, item.roles, item.evidence)
        after = _named_parts(carry(coded, plan, new=new), item)
        after = _with_implied_primary(after, item, plan, new)
        target = item.unit.target
        into = () if target is None else plan.target_into(target)
        if len(into) == 1:
            found.append(Affected(item, after, into[0]))
        else:
            found.append(Affected(item, after, target, into))
    return found


def apply_migration(
    store: Store, plan: MigrationPlan, new: Codebook, *, items: Sequence[Affected]
) -> list[Annotation]:
    """Stores what becomes of the decisions; all of it or, after an error, nothing.

    Args:
        store: The label store.
        plan: From the old codebook to the new.
        new: The new codebook.
        items: From `affected`.

    Returns:
        The stored events: a carried decision each, and one for each question that a coder is to
        be asked again.
    """
    group = uuid.uuid4().hex
    times = {coder: store.next_time(coder) for coder in {item.before.coder for item in items}}
    events: list[Annotation] = []
    for item in items:
        events += _events(item, new, when=times[item.before.coder], group=group)
    asked = set()
    for item in items:
        place = (item.before.coder, item.before.unit.article_id)
        if item.must_be_coded_again and item.before.kind == "person" and place not in asked:
            asked.add(place)
            when = times[item.before.coder]
            events.append(_reopened(item, plan, new, when=when, group=group))
    store.append(events)
    return events


def _events(item: Affected, new: Codebook, *, when: str, group: str) -> Iterator[Annotation]:
    """The decision under the new codebook; where its target changed, the old row goes."""
    before, coded = item.before, item.after.coded
    last = before.last
    if last is None:
        return
    common = {
        "time": when,
        "coder": before.coder,
        "kind": before.kind,
        "article_id": before.unit.article_id,
        "fingerprint": last.fingerprint,
        "codebook": new.id,
        "version": new.version,
        "facet": new.facet,
        "holder": before.unit.holder,
        "carries": last.id,
        "group": group,
        "given": last.given,
    }
    carried = {
        "target": item.target,
        "states": dict(coded.states),
        "complete": coded.complete,
        "primary": coded.primary,
        "roles": dict(coded.roles),
        "evidence": coded.evidence,
        "mention": before.mention,
        "note": before.note,
    }
    yield Annotation.model_validate(common | carried)
    if item.target != before.unit.target:
        withdrawn = {"target": before.unit.target, "complete": True}
        yield Annotation.model_validate(common | withdrawn)


def _reopened(
    item: Affected, plan: MigrationPlan, new: Codebook, *, when: str, group: str
) -> Annotation:
    unit, last = item.before.unit, item.before.last
    return Annotation(
        time=when,
        coder=item.before.coder,
        article_id=unit.article_id,
        fingerprint=last.fingerprint if last is not None else "",
        codebook=new.id,
        version=new.version,
        facet=new.facet,
        status="reopened",
        group=group,
        note=f"codebook {plan.old} → {plan.new}{''.join(_why(x) for x in item.after.recode)}",
    )


def _named_parts(after: Carried, item: Current) -> Carried:
    """A stance row whose label was split stays a row, its label being one of the parts."""
    if item.unit.target is None or not item.is_row or after.coded.states:
        return after
    parts: dict[str, State] = {
        label: "unsure"
        for recode in after.recode
        if recode.reason == "split"
        for label in recode.labels
    }
    return Carried(replace(after.coded, states=parts), after.recode) if parts else after


def _with_implied_primary(
    after: Carried, item: Current, plan: MigrationPlan, new: Codebook
) -> Carried:
    """Keeps a main label that is a parent, which only a label below it implies."""
    if item.primary is None or item.primary in item.states or after.coded.primary is not None:
        return after
    into = plan.into(item.primary)
    present = frozenset(x for x, state in after.coded.states.items() if state == "present")
    if len(into) != 1 or into[0] not in new.with_parents(present):
        return after
    recode = tuple(x for x in after.recode if x.reason != "primary")
    return Carried(replace(after.coded, primary=into[0]), recode)


def _why(item: Recode) -> str:
    labels = ", ".join(item.labels[:MAX_LABELS]) + (", …" if len(item.labels) > MAX_LABELS else "")
    mark = "must be coded again" if item.must else "look again"
    return f"; {mark}: {WHY[item.reason].format(was=item.was, labels=labels)}"
