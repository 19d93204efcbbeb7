"""Where to cut a label's scores, by policy."""

import numpy as np
from numpy.typing import NDArray

from toolkit.models.base import POSITIVE, UNKNOWN

NOTHING_KNOWN = 0.5


def tuned_threshold(
    scores: NDArray[np.float64], states: NDArray[np.int8], policy: str
) -> tuple[float, bool]:
    """The threshold that a policy asks for, half-way between two neighbouring scores.

    Args:
        scores: `(n,)`.
        states: `(n,)`; masked entries are ignored.
        policy: `max_f1`; `precision>=P`, the lowest cut that is as precise; `recall>=R`, the
            highest cut that finds as many; `rate`, as many as there are positives; `rate=Q`, that
            share of all.

    Returns:
        A threshold in [0, 1], 0.5 if there is no positive; and whether it does what the policy
        asks. A precision that no cut has is answered with the most precise cut.

    >>> tuned_threshold(np.array([0.1, 0.4, 0.8]), np.array([0, 1, 1], dtype=np.int8), "rate=0.3")
    (0.6000000000000001, True)
    """
    known = states != UNKNOWN
    values, positive = scores[known], states[known] == POSITIVE
    total = int(positive.sum())
    if total == 0:
        return NOTHING_KNOWN, False
    order = np.argsort(-values, kind="stable")
    values, hits = values[order], np.cumsum(positive[order])
    # A cut is possible only after the last of equal scores.
    ends = np.flatnonzero(np.append(values[:-1] > values[1:], True))
    cut, reached = _cut(hits[ends], ends + 1, total, policy)
    best = int(ends[cut])
    below = values[best + 1] if best + 1 < len(values) else 0.0
    return float((values[best] + below) / 2), reached


def _cut(
    hits: NDArray[np.int_], taken: NDArray[np.int_], total: int, policy: str
) -> tuple[int, bool]:
    """Which of the possible cuts, by the hits among those taken at each."""
    if policy == "max_f1":
        return int((2 * hits / (taken + total)).argmax()), True
    name, _, number = policy.replace(">=", "=").partition("=")
    if name == "precision":
        enough = np.flatnonzero(hits / taken >= float(number))
        if len(enough) == 0:
            return int((hits / taken).argmax()), False
        return int(enough[-1]), True
    if name == "recall":
        return int(np.flatnonzero(hits / total >= float(number))[0]), True
    wanted = float(number) * taken[-1] if number else total
    return int(np.abs(taken - wanted).argmin()), True


def best_f1_threshold(scores: NDArray[np.float64], states: NDArray[np.int8]) -> float:
    """The threshold with the highest F1, half-way between two neighbouring scores.

    Args:
        scores: `(n,)`.
        states: `(n,)`; masked entries are ignored.

    Returns:
        A threshold in [0, 1]; 0.5 if there is no positive.

    >>> best_f1_threshold(np.array([0.1, 0.4, 0.8]), np.array([0, 1, 1], dtype=np.int8))
    0.25
    """
    return tuned_threshold(scores, states, "max_f1")[0]
