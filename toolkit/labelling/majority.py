"""What more than half of several coders say, and how many of them say it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from toolkit.codebook import Codebook
from toolkit.labelling.views import Current
from toolkit.records.annotation import State

T = TypeVar("T")

MIN_VOTERS = 3  # of two coders who differ, none is more than half


def label_shares(voters: Sequence[Current], codebook: Codebook) -> dict[str, float]:
    """Share of coders who gave a label, of those who say whether it applies.

    Args:
        voters: Decisions on one unit.
        codebook: Of the facet.

    Returns:
        Shares in (0, 1] in codebook order, parents included; labels that nobody gave are left
        out.
    """
    known = [item.known(codebook) for item in voters]
    shares: dict[str, float] = {}
    for label in codebook.label_ids:
        votes = [value for item in known if (value := item.value(label)) is not None]
        if any(votes):
            shares[label] = sum(votes) / len(votes)
    return shares


def majority(voters: Sequence[Current], codebook: Codebook) -> Current | None:
    """The labels that more than half of the coders agree on, label by label.

    Args:
        voters: Decisions on one unit, of different coders.
        codebook: Of the facet.

    Returns:
        Labels, masks and main label as one decision, with the first coder's name on it; None
        with fewer than three coders, or where any question (a label, or the main label where one
        is required) has no majority: a tie is for adjudication.
    """
    if len(voters) < MIN_VOTERS:
        return None
    known = [item.known(codebook) for item in voters]
    states: dict[str, State] = {}
    for label in codebook.label_ids:
        value = _winner([item.value(label) for item in known])
        if value is None:
            return None
        if value[0] is not False:
            states[label] = "present" if value[0] else "unsure"
    present = frozenset(label for label, state in states.items() if state == "present")
    coded = _as_coded(present, voters, codebook)
    primary = _winner([item.primary for item in voters])
    if primary is None or (primary[0] is not None and primary[0] not in coded):
        if codebook.primary == "required":
            return None
        primary = (None,)
    kept: dict[str, State] = {
        label: state for label, state in states.items() if state == "unsure" or label in coded
    }
    return replace(
        voters[0],
        states=kept,
        complete=all(item.complete for item in voters),
        primary=primary[0],
        roles={},
    )


def _as_coded(
    present: frozenset[str], voters: Sequence[Current], codebook: Codebook
) -> frozenset[str]:
    """Labels without the parents that only stand for a label below them."""
    named = {label for item in voters for label in item.present}
    implied = {parent for label in present for parent in codebook.ancestors(label)}
    return frozenset(label for label in present if label in named or label not in implied)


def _winner(votes: Sequence[T]) -> tuple[T] | None:
    """What more than half say, in a tuple because it may be None; None without a majority."""
    value, count = Counter(votes).most_common(1)[0]
    return (value,) if count * 2 > len(votes) else None
