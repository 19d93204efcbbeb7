"""One decision carried from a codebook to its successor: what stands, and what must be coded again.

- A renamed label keeps its state. A merged label is present if one of its sources is; absent only
  if all of them are known to be.
- A label that was split and applied is open: a coder must say which of its parts apply. Where it
  did not apply, none of its parts do.
- A new label was not looked for, so it is not examined; under a parent that does not apply it does
  not either.
- A retired label goes; if the decision has then no label where one is needed, it is open.

Nothing is guessed: what is open is not examined, and the decision is no longer complete.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from toolkit.codebook.migrate import MigrationPlan
from toolkit.codebook.schema import Codebook
from toolkit.records.annotation import Span, State

Reason = Literal["split", "retired", "primary", "added", "redefined"]


@dataclass(frozen=True)
class Coded:
    """What one coder said about the labels of one article and facet, or of one stance row.

    Attributes:
        states: State of each label that was named.
        complete: Labels that were not named are absent; otherwise they were not examined.
        primary: The main label.
        roles: Role of present labels.
        evidence: Words that speak for labels.
    """

    states: Mapping[str, State] = field(default_factory=dict)
    complete: bool = False
    primary: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Span, ...] = ()

    def state(self, label: str) -> State | None:
        """The state of a label; None if it was not examined."""
        return self.states.get(label, "absent" if self.complete else None)


@dataclass(frozen=True)
class Recode:
    """Why a decision is to be looked at again.

    Attributes:
        reason: `split`: one of `labels` or several take the place of `was`. `retired`: `was` went
            and left nothing. `primary`: the main label `was` went. `added`: `labels` are new.
            `redefined`: `labels` mean something else now.
        labels: Labels of the new codebook to decide on.
        was: The old label that this comes from.
        must: Whether the decision is incomplete without it; otherwise it is advice.
    """

    reason: Reason
    labels: tuple[str, ...] = ()
    was: str | None = None
    must: bool = True


@dataclass(frozen=True)
class Carried:
    """A decision under the new codebook.

    Attributes:
        coded: What stands.
        recode: What is open, the pressing first.
    """

    coded: Coded
    recode: tuple[Recode, ...] = ()

    @property
    def must_be_coded_again(self) -> bool:
        """Whether something is missing that only a coder can say."""
        return any(item.must for item in self.recode)


def carry(coded: Coded, plan: MigrationPlan, *, new: Codebook) -> Carried:
    """Carries a decision over.

    Args:
        coded: Under the plan's old codebook.
        plan: From `toolkit.codebook.migrate.plan`.
        new: The codebook that the plan goes to.

    Returns:
        What stands under the new codebook, and what a coder has to say again.
    """
    states = {
        label.id: _state(label.id, coded, plan) for label in new.labels if label.status == "active"
    }
    if coded.complete:
        _fill_below_absent(states, plan, new)
    is_settled = new.select == "single" and "present" in states.values()
    complete = coded.complete and (is_settled or None not in states.values())
    named = {label for old in coded.states for label in plan.into(old)}
    stands = Coded(
        states={
            label: state
            for label, state in states.items()
            if state is not None and (state != "absent" or label in named or not complete)
        },
        complete=complete,
        primary=_primary(coded, plan, states),
        roles=_roles(coded, plan, states, new),
        evidence=_evidence(coded, plan),
    )
    return Carried(stands, tuple(_recodes(coded, plan, stands, states, new)))


def _state(label: str, coded: Coded, plan: MigrationPlan) -> State | None:
    found: set[State | None] = set()
    for old in plan.sources(label):
        state = coded.state(old)
        is_part = len(plan.into(old)) > 1
        found.add(None if state == "present" and is_part else state)
    if "present" in found:
        return "present"
    if None in found or not found:
        return None
    return next(state for state in ("unsure", "not_applicable", "absent") if state in found)


def _fill_below_absent(states: dict[str, State | None], plan: MigrationPlan, new: Codebook) -> None:
    for label in plan.added:
        if any(states.get(parent) == "absent" for parent in new.ancestors(label)):
            states[label] = "absent"


def _primary(coded: Coded, plan: MigrationPlan, states: Mapping[str, State | None]) -> str | None:
    into = plan.into(coded.primary) if coded.primary is not None else ()
    return into[0] if len(into) == 1 and states.get(into[0]) == "present" else None


def _roles(
    coded: Coded, plan: MigrationPlan, states: Mapping[str, State | None], new: Codebook
) -> dict[str, str]:
    """Roles of what is present; of several the one that the codebook lists first."""
    rank = {role: i for i, role in enumerate(new.roles)}
    roles: dict[str, str] = {}
    for old, role in coded.roles.items():
        into = plan.into(old)
        if len(into) == 1 and states.get(into[0]) == "present" and (role in rank or not rank):
            roles[into[0]] = min(roles.get(into[0], role), role, key=lambda r: rank.get(r, 0))
    return roles


def _evidence(coded: Coded, plan: MigrationPlan) -> tuple[Span, ...]:
    """Spans under their new label; those of a label that was split or retired stay with the old."""
    moved = [
        span.model_copy(update={"label": into[0]})
        for span in coded.evidence
        if len(into := plan.into(span.label)) == 1
    ]
    return tuple(dict.fromkeys(moved))


def _recodes(
    coded: Coded,
    plan: MigrationPlan,
    stands: Coded,
    states: Mapping[str, State | None],
    new: Codebook,
) -> list[Recode]:
    present = [old for old, state in coded.states.items() if state == "present"]
    found: list[Recode] = []
    for old in present:
        into = plan.into(old)
        still_open = tuple(label for label in into if states.get(label) != "present")
        if len(into) > 1 and still_open:
            found.append(Recode("split", still_open, was=old))
    is_empty = "present" not in stands.states.values() and not found
    needs_label = new.select == "single" or new.exhaustive
    found += [
        Recode("retired", was=old, must=is_empty and needs_label)
        for old in present
        if not plan.into(old)
    ]
    if coded.primary is not None and stands.primary is None and not is_empty:
        found.append(Recode("primary", was=coded.primary, must=new.primary == "required"))
    added = tuple(label for label in plan.added if states.get(label) is None)
    if coded.complete and added:
        found.append(Recode("added", added, must=new.select == "multi"))
    redefined = tuple(label for label in plan.redefined if states.get(label) is not None)
    if redefined:
        found.append(Recode("redefined", redefined, must=False))
    return sorted(found, key=lambda item: not item.must)
