"""From one version of a codebook to the next: what becomes of every label.

`plan` compares two codebooks and says, label by label, whether it was renamed, merged, split,
retired, added or defined anew. A plan changes nothing by itself: `toolkit.codebook.carry` applies
it to one decision, the label store to its decisions as new events, and example files are
rewritten by it.

What became of a label is said, in this order, by

1. the caller's `moves`;
2. the label with the same id in the new codebook: it stays; if it is retired there, it goes where
   `replaced_by` points (one label: renamed or merged; several: split; none: retired);
3. a label of the new codebook that lists the old id among its `aliases`, or is named like it.

A label with none of these has vanished without a word, which is an error. Because of the third
rule a codebook can also take over from another scheme: `labels/more/framing-nine.yaml` lists the
ids of the fourteen policy frames as aliases, and the plan merges them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from toolkit.codebook.schema import Codebook, Label
from toolkit.errors import CodebookError, bullet_list

StepKind = Literal["rename", "merge", "split", "retire", "add", "redefine"]
Of = Literal["label", "target"]
Moves = Mapping[str, Sequence[str]]
MEANING = ("definition", "includes", "excludes")  # what a coder decides by


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Frozen):
    """One change between two versions.

    Attributes:
        kind: `rename`: one label, another id. `merge`: several labels become one. `split`: one
            label becomes several, and only a coder can say which. `retire`: a label goes without
            a successor. `add`: a label that nobody has looked for. `redefine`: the id stays, what
            coders decide by has changed.
        of: Whether the ids are labels or stance targets.
        sources: Ids in the old version, in its order; empty for `add`.
        into: Ids in the new version, in its order; empty for `retire`.
        changed: For `redefine`, the keys that differ: definition, includes, excludes.
    """

    kind: StepKind
    of: Of = "label"
    sources: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The step in words, as `migrate` prints it."""
        sources, into = " + ".join(self.sources), " + ".join(self.into)
        of = "target " if self.of == "target" else ""
        if self.kind in {"rename", "merge", "split"}:
            return f"{self.kind} {of}{sources} → {into}"
        if self.kind == "redefine":
            return f"redefine {of}{into}: another {', another '.join(self.changed)}"
        return f"{self.kind} {of}{sources or into}"


class MigrationPlan(_Frozen):
    """What becomes of the labels (and targets) of one codebook under another.

    Plain JSON (`model_dump_json`, `model_validate_json`), so that it can be stored beside what it
    led to.

    Attributes:
        facet: Of both codebooks.
        old: `id@version` of the codebook that decisions were taken under.
        new: `id@version` of the codebook that they go to.
        old_fingerprint: Of the old codebook.
        new_fingerprint: Of the new codebook.
        labels: Every old label with where it goes: itself, one other, several (a split), or
            nowhere (retired).
        targets: Every old stance target in the same way; empty where targets are open.
        added: New labels that take over from none.
        added_targets: New targets that take over from none.
        redefined: Labels that stay, with the keys in which they differ.
    """

    facet: str
    old: str
    new: str
    old_fingerprint: str
    new_fingerprint: str
    labels: dict[str, tuple[str, ...]] = {}
    targets: dict[str, tuple[str, ...]] = {}
    added: tuple[str, ...] = ()
    added_targets: tuple[str, ...] = ()
    redefined: dict[str, tuple[str, ...]] = {}

    def into(self, label: str) -> tuple[str, ...]:
        """Where an old label goes; a label that the old codebook lacks stays as it is."""
        return self.labels.get(label, (label,))

    def target_into(self, target: str) -> tuple[str, ...]:
        """Where an old target goes; free text stays as it is."""
        return self.targets.get(target, (target,))

    def sources(self, label: str) -> tuple[str, ...]:
        """The old labels that a new one takes over, whole or in part; empty if it was added."""
        return tuple(old for old, into in self.labels.items() if label in into)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The changes: labels, then targets; empty if every label stays what it was."""
        redefined = (
            Step(kind="redefine", sources=(label,), into=(label,), changed=changed)
            for label, changed in self.redefined.items()
        )
        return (
            *_steps("label", self.labels, self.added),
            *redefined,
            *_steps("target", self.targets, self.added_targets),
        )

    @property
    def lines(self) -> list[str]:
        """The changes in words, one line each."""
        return [step.line for step in self.steps]


def plan(
    old: Codebook, new: Codebook, *, moves: Moves | None = None, target_moves: Moves | None = None
) -> MigrationPlan:
    """What becomes of every label of one codebook under another.

    Args:
        old: The codebook that decisions were taken under.
        new: Another version of it, or another scheme of the same facet.
        moves: Old label to new ones, where the new codebook does not say it or is to be overruled;
            an empty sequence retires the label.
        target_moves: The same for stance targets.

    Returns:
        The plan; without steps if no label changes.

    Raises:
        CodebookError: If the two cannot follow each other (facet, unit, several labels to one,
            the same version with other content), if a move names an unknown label, or if labels
            vanish without a word; with every problem.
    """
    problems = [*_mismatches(old, new)]
    labels = _destinations(
        {label.id: label.name for label in old.labels}, _LabelPlaces(old, new), moves or {}
    )
    targets = _destinations(
        {target.id: target.name for target in old.targets_by_id.values()},
        _TargetPlaces(new),
        target_moves or {},
    )
    problems += [*labels.problems, *targets.problems]
    if problems:
        raise CodebookError(bullet_list([f"{old.key} to {new.key}: {one}" for one in problems]))
    taken = {label for into in labels.into.values() for label in into}
    taken_targets = {target for into in targets.into.values() for target in into}
    active = [label.id for label in new.labels if label.status == "active"]
    return MigrationPlan(
        facet=new.facet,
        old=old.key,
        new=new.key,
        old_fingerprint=old.fingerprint,
        new_fingerprint=new.fingerprint,
        labels=labels.into,
        targets=targets.into,
        added=tuple(label for label in active if label not in taken),
        added_targets=tuple(t for t in new.targets_by_id if t not in taken_targets),
        redefined=dict(_redefined(old, new, labels.into)),
    )


def _mismatches(old: Codebook, new: Codebook) -> Iterator[str]:
    if old.facet != new.facet:
        yield f"facets differ ({old.facet!r}, {new.facet!r}). Expected two codebooks of one facet."
    if old.unit != new.unit:
        yield f"units differ ({old.unit}, {new.unit}). Decisions cannot be carried over."
    if old.select == "multi" and new.select == "single":
        yield (
            "several labels cannot become one by rule (select: multi, then single). "
            "Give the new codebook another facet and code it afresh."
        )
    if old.key == new.key and old.fingerprint != new.fingerprint:
        yield "the same version with other content. Give the new one another version."


class _LabelPlaces:
    """Where the new codebook says that a label went."""

    noun = "label"

    def __init__(self, old: Codebook, new: Codebook) -> None:
        self._old, self._new = old, new

    def known(self, written: str) -> str | None:
        found = self._new.resolve(written)
        return found if found and self._new.by_id[found].status == "active" else None

    def suggest(self, written: str) -> str:
        return self._new.suggest(written)

    def of(self, label_id: str) -> tuple[str, ...] | None:
        """Labels of the new codebook, none if retired; None if it says nothing."""
        found = self._new.resolve(label_id)
        if found is not None:
            return self._active(self._new.by_id[found], seen=())
        if self._old.by_id[label_id].status == "active":
            return None
        # It was retired already, and its remains were cleared away.
        parts = [self.of(new) or () for new in self._old.by_id[label_id].replaced_by]
        return tuple(dict.fromkeys(label for part in parts for label in part))

    def _active(self, label: Label, *, seen: tuple[str, ...]) -> tuple[str, ...]:
        """The label, or what has replaced it since."""
        if label.status == "active":
            return (label.id,)
        parts = [
            self._active(self._new.by_id[new], seen=(*seen, label.id))
            for new in label.replaced_by
            if new not in seen
        ]
        return tuple(dict.fromkeys(new for part in parts for new in part))


class _TargetPlaces:
    """Where the new codebook says that a stance target went."""

    noun = "target"

    def __init__(self, new: Codebook) -> None:
        self._new = new

    def known(self, written: str) -> str | None:
        return self._new.resolve_target(written)

    def suggest(self, written: str) -> str:
        return f"Got {written!r}; the targets are {', '.join(map(repr, self._new.targets_by_id))}."

    def of(self, target_id: str) -> tuple[str, ...] | None:
        found = self._new.resolve_target(target_id)
        return None if found is None else (found,)


class _Destinations:
    """Where each old id goes, and what could not be settled."""

    def __init__(self) -> None:
        self.into: dict[str, tuple[str, ...]] = {}
        self.problems: list[str] = []


def _destinations(
    names: Mapping[str, str], places: _LabelPlaces | _TargetPlaces, moves: Moves
) -> _Destinations:
    """Where the old ids go, by the caller's moves first."""
    found = _Destinations()
    for written in moves.keys() - names.keys():
        found.problems.append(f"{places.noun} {written!r} to be moved is not in the old codebook.")
    for old_id in names:
        if old_id not in moves:
            into = places.of(old_id)
            if into is None:
                found.problems.append(_vanished(places.noun, old_id))
            found.into[old_id] = into or ()
            continue
        resolved = [(written, places.known(written)) for written in moves[old_id]]
        found.problems += [
            f"{old_id!r} cannot go to {written!r}, which is no {places.noun} in use there. "
            f"{places.suggest(written)}"
            for written, new_id in resolved
            if new_id is None
        ]
        found.into[old_id] = tuple(dict.fromkeys(new_id for _, new_id in resolved if new_id))
    return found


def _vanished(noun: str, old_id: str) -> str:
    if noun == "target":
        return f"target {old_id!r} has vanished. List it among the aliases of its successor."
    return (
        f"label {old_id!r} has vanished. Keep it with `status: retired` (and `replaced_by`), or "
        "list it among the aliases of its successor."
    )


def _redefined(
    old: Codebook, new: Codebook, into: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for label in old.labels:
        if into[label.id] != (label.id,):
            continue
        other = new.by_id[label.id]
        changed = [key for key in MEANING if _words(label, key) != _words(other, key)]
        if changed:
            yield label.id, tuple(changed)


def _words(label: Label, key: str) -> list[str]:
    """The text of a key without its line breaks, which mean nothing."""
    value = getattr(label, key)
    return [" ".join(text.split()) for text in ([value] if isinstance(value, str) else value)]


def _steps(of: Of, moves: Mapping[str, tuple[str, ...]], added: Sequence[str]) -> Iterator[Step]:
    whole: dict[str, list[str]] = {}
    for old, into in moves.items():
        if len(into) == 1:
            whole.setdefault(into[0], []).append(old)
    for new, sources in whole.items():
        if sources != [new]:
            kind: StepKind = "rename" if len(sources) == 1 else "merge"
            yield Step(kind=kind, of=of, sources=tuple(sources), into=(new,))
    for old, into in moves.items():
        if len(into) > 1:
            yield Step(kind="split", of=of, sources=(old,), into=into)
    for old, into in moves.items():
        if not into:
            yield Step(kind="retire", of=of, sources=(old,))
    for new in added:
        yield Step(kind="add", of=of, into=(new,))
