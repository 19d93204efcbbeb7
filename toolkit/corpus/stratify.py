"""Iterative stratification of groups over parts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Enough for a few thousand groups, where balance is in question; among many more, chance is even.
SWEEPS, MAX_SWAPS, CANDIDATES = 4, 8_000, 512
MISSING_COSTS = 10.0  # a label that a part lacks weighs more than any unevenness
SIZE_COSTS = 20.0  # a part of the wrong size weighs as much as so many labels


def stratify(
    groups: Sequence[int],
    labels: NDArray[np.int32],
    shares: NDArray[np.float64],
    *,
    seed: int,
    min_positives: int = 1,
    fixed: Sequence[int] | None = None,
) -> list[int]:
    """Iterative stratification over groups.

    Follows Sechidis, Tsoumakas and Vlahavas (2011), "On the Stratification of Multi-label
    Data", algorithm 1, with groups in place of examples: the rarest label left goes first, to
    the part that lacks most of it. A part that is full takes no more while another is not, and
    none stays empty while another has two groups. Then groups change places as long as that evens
    the labels; a label that occurs in as many groups as there are parts is wanted in
    `min_positives` groups of each, however small, because copies of one story are one positive.

    Args:
        groups: Group of each example.
        labels: 0/1 matrix `(n_examples, n_labels)`.
        shares: Wanted share of each part; sums to 1.
        seed: Breaks ties.
        min_positives: Groups with a positive of each label that every part should have.
        fixed: Part of each example that has one already, -1 for the others; a group that has
            several goes to the highest, which by convention is the part that is tested.

    Returns:
        Part number of each example.
    """
    names, of_example = np.unique(np.asarray(groups), return_inverse=True)
    sizes = np.bincount(of_example).astype(np.float64)
    counts = np.zeros((len(names), labels.shape[1]))
    np.add.at(counts, of_example, labels)
    rng = np.random.default_rng(seed)
    part = np.full(len(names), -1)
    if fixed is not None:
        np.maximum.at(part, of_example, np.asarray(fixed))
    free = np.flatnonzero(part < 0)
    _assign(part, counts, sizes, shares, order=rng.permutation(len(names)))
    _fill_empty(part, sizes, shares, free=free)
    balance = _Balance.of(part, counts, sizes, shares, min_positives=min_positives)
    balance.exchange(part, order=rng.permutation(free))
    return [int(k) for k in part[of_example]]


def _assign(
    part: NDArray[np.int_],
    counts: Floats,
    sizes: Floats,
    shares: Floats,
    *,
    order: NDArray[np.int_],
) -> None:
    """Gives a part to each group that has none, in place."""
    room = shares * sizes.sum()
    lack = shares[:, None] * counts.sum(axis=0)
    for group in np.flatnonzero(part >= 0):
        room[part[group]] -= sizes[group]
        lack[part[group]] -= counts[group]
    while len(free := order[part[order] < 0]):
        left = counts[free].sum(axis=0)
        if left.any():
            rarest = int(np.where(left > 0, left, np.inf).argmin())
            batch = free[counts[free, rarest] > 0]
            batch = batch[np.argsort(-counts[batch, rarest], kind="stable")]
        else:
            rarest, batch = -1, free[np.argsort(-sizes[free], kind="stable")]
        for group in batch:
            part[group] = _neediest(lack[:, rarest] if rarest >= 0 else room, room, sizes[group])
            room[part[group]] -= sizes[group]
            lack[part[group]] -= counts[group]


def _neediest(lack: Floats, room: Floats, size: float) -> int:
    # Half a group may overflow: then sizes end within one group of what was asked for.
    fits = room >= size / 2
    candidates = np.flatnonzero(fits) if fits.any() else np.flatnonzero(room == room.max())
    best = candidates[lack[candidates] >= lack[candidates].max() - 1e-9]
    return int(best[room[best].argmax()])


def _fill_empty(
    part: NDArray[np.int_], sizes: Floats, shares: Floats, *, free: NDArray[np.int_]
) -> None:
    """Gives an empty part the smallest group of the part that is fullest and has several."""
    for empty in range(len(shares)):
        members = np.bincount(part, minlength=len(shares))
        if members[empty]:
            continue
        over = np.bincount(part, weights=sizes, minlength=len(shares)) - shares * sizes.sum()
        movable = free[members[part[free]] > 1]
        if not len(movable):
            return
        movable = movable[over[part[movable]] == over[part[movable]].max()]
        part[movable[sizes[movable].argmin()]] = empty


@dataclass
class _Balance:
    """How even the parts are; the last column of `counts`, `held` and `wanted` is the size.

    Attributes:
        counts: Positives and size of each group.
        present: 1 where a group has a label.
        held: Positives and size of each part.
        groups: Groups of each part that have a label.
        wanted: What `held` should be.
        least: What `groups` should be at least.
    """

    counts: Floats
    present: Floats
    held: Floats
    groups: Floats
    wanted: Floats
    least: Floats

    @classmethod
    def of(
        cls,
        part: NDArray[np.int_],
        counts: Floats,
        sizes: Floats,
        shares: Floats,
        *,
        min_positives: int,
    ) -> "_Balance":
        """The state of an assignment."""
        present = (counts > 0).astype(np.float64)
        counts = np.hstack([counts, sizes[:, None]])
        held = np.zeros((len(shares), counts.shape[1]))
        np.add.at(held, part, counts)
        groups = np.zeros((len(shares), present.shape[1]))
        np.add.at(groups, part, present)
        least = np.where(present.sum(axis=0) >= len(shares), float(min_positives), 0.0)
        wanted = shares[:, None] * counts.sum(axis=0)
        return cls(counts, present, held, groups, wanted, least)

    def exchange(self, part: NDArray[np.int_], *, order: NDArray[np.int_]) -> None:
        """Swaps and moves groups between parts, in place, as long as the parts get more even.

        One label after the other leaves the common labels to what the rare ones decided; this
        mends it.
        """
        weight = 1.0 / np.maximum(self.wanted.sum(axis=0), 1.0)
        weight[-1] *= SIZE_COSTS
        # A move is a swap with nothing: each part has an empty group that stays where it is.
        n = len(part)
        nothing = n + np.arange(len(self.held))
        self.counts = np.vstack([self.counts, np.zeros_like(self.held)])
        self.present = np.vstack([self.present, np.zeros_like(self.groups)])
        where = np.concatenate([part, nothing - n])
        for step, group in enumerate(np.resize(order, min(SWEEPS * len(order), MAX_SWAPS))):
            here = int(where[group])
            others = order[np.arange(step, step + min(CANDIDATES, len(order))) % len(order)]
            if (where[:n] == here).sum() > 1:
                others = np.concatenate([others, nothing])
            others = others[where[others] != here]
            if not len(others):
                continue
            gain = self._gain(here, where[others], int(group), others, weight)
            best = int(gain.argmax())
            if gain[best] > 1e-9:
                there, other = int(where[others[best]]), int(others[best])
                self._swap(here, there, group=int(group), other=other)
                where[group] = there
                if other < n:
                    where[other] = here
        part[:] = where[:n]

    def _gain(
        self,
        here: int,
        there: NDArray[np.int_],
        group: int,
        others: NDArray[np.int_],
        weight: Floats,
    ) -> Floats:
        """What each swap of a group with one of another part would save."""
        change = self.counts[others] - self.counts[group]
        appear = self.present[others] - self.present[group]
        off_here = self.held[here] - self.wanted[here]
        off_there = self.held[there] - self.wanted[there]
        saved = off_here**2 + off_there**2 - (off_here + change) ** 2 - (off_there - change) ** 2
        missing = (
            self._missing(self.groups[here])
            + self._missing(self.groups[there])
            - self._missing(self.groups[here] + appear)
            - self._missing(self.groups[there] - appear)
        )
        # No swap may take a part further from its size than half a group can.
        half = self.counts[:, -1].max() / 2
        bound = np.maximum(np.maximum(abs(off_here[-1]), abs(off_there[:, -1])), half)
        off = np.maximum(abs(off_here[-1] + change[:, -1]), abs(off_there[:, -1] - change[:, -1]))
        gain = saved @ weight + MISSING_COSTS * missing
        return np.where(off <= bound + 1e-9, gain, -np.inf)

    def _missing(self, groups: Floats) -> Floats:
        return np.asarray(np.maximum(self.least - groups, 0.0).sum(axis=-1))

    def _swap(self, here: int, there: int, *, group: int, other: int) -> None:
        change = self.counts[other] - self.counts[group]
        appear = self.present[other] - self.present[group]
        self.held[here] += change
        self.held[there] -= change
        self.groups[here] += appear
        self.groups[there] -= appear
