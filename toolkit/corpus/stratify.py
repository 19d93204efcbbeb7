"""Iterative stratification of groups over parts."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Enough for a few thousand groups, where balance is in question; among many more, chance is even.
SWEEPS, MAX_SWAPS, CANDIDATES = 4, 8_000, 512
MISSING_COSTS = 10.0  # a label that a part lacks weighs more than any unevenness


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
    the part that lacks most of it. A part that is full takes no more while another is not.
    Then groups of one size change places as long as that evens the labels; a label that occurs in
    as many groups as there are parts is wanted `min_positives` times in each, however small.

    Args:
        groups: Group of each example.
        labels: 0/1 matrix `(n_examples, n_labels)`.
        shares: Wanted share of each part; sums to 1.
        seed: Breaks ties.
        min_positives: Positives of each label that every part should have.
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
    order = rng.permutation(len(names))
    room = shares * sizes.sum()
    lack = shares[:, None] * counts.sum(axis=0)
    wanted = lack.copy()
    part = np.full(len(names), -1)
    if fixed is not None:
        np.maximum.at(part, of_example, np.asarray(fixed))
        for group in np.flatnonzero(part >= 0):
            room[part[group]] -= sizes[group]
            lack[part[group]] -= counts[group]
    while True:
        free = order[part[order] < 0]
        if not len(free):
            break
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
    free = np.flatnonzero(part >= 0) if fixed is None else _free(of_example, fixed)
    least = np.where((counts > 0).sum(axis=0) >= len(shares), min_positives, 0)
    _exchange(part, counts, sizes, wanted, least, order=rng.permutation(free))
    return [int(k) for k in part[of_example]]


def _neediest(lack: NDArray[np.float64], room: NDArray[np.float64], size: float) -> int:
    # Half a group may overflow: then sizes end within one group of what was asked for.
    fits = room >= size / 2
    candidates = np.flatnonzero(fits) if fits.any() else np.flatnonzero(room == room.max())
    best = candidates[lack[candidates] >= lack[candidates].max() - 1e-9]
    return int(best[room[best].argmax()])


def _free(of_example: NDArray[np.int_], fixed: Sequence[int]) -> NDArray[np.int_]:
    """Groups without a member that has its part already."""
    bound = of_example[np.asarray(fixed) >= 0]
    return np.setdiff1d(of_example, bound)


def _exchange(
    part: NDArray[np.int_],
    counts: NDArray[np.float64],
    sizes: NDArray[np.float64],
    wanted: NDArray[np.float64],
    least: NDArray[np.int_],
    *,
    order: NDArray[np.int_],
) -> None:
    """Swaps groups of one size between parts, in place, as long as labels get more even.

    One label after the other leaves the common labels to what the rare ones decided; swaps mend
    that without touching the sizes.
    """
    have = np.zeros_like(wanted)
    np.add.at(have, part, counts)
    weight = 1.0 / np.maximum(wanted.sum(axis=0), 1.0)

    def cost(held: NDArray[np.float64], of: NDArray[np.int_]) -> NDArray[np.float64]:
        uneven = (weight * (held - wanted[of]) ** 2).sum(axis=-1)
        missing = np.maximum(least - held, 0.0).sum(axis=-1)
        return np.asarray(uneven + MISSING_COSTS * missing)

    for step, group in enumerate(np.resize(order, min(SWEEPS * len(order), MAX_SWAPS))):
        others = order[np.arange(step, step + min(CANDIDATES, len(order))) % len(order)]
        here = part[group]
        others = others[(part[others] != here) & (sizes[others] == sizes[group])]
        if not len(others):
            continue
        there = part[others]
        change = counts[others] - counts[group]
        mine = np.full(len(others), here)
        before = cost(have[mine], mine) + cost(have[there], there)
        after = cost(have[mine] + change, mine) + cost(have[there] - change, there)
        best = int((after - before).argmin())
        if after[best] < before[best] - 1e-9:
            have[here] += change[best]
            have[there[best]] -= change[best]
            part[group], part[others[best]] = there[best], here
