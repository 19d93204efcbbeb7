"""Tests for paired decisions."""

from collections.abc import Sequence
from math import comb, erfc, sqrt

EXACT_UP_TO = 1000  # discordant pairs; beyond, the two agree to four digits


def mcnemar(only_first: int, only_second: int) -> float:
    """Two-sided McNemar test of two models' decisions on the same examples.

    The exact binomial test, which needs no minimum number of pairs; for many pairs the
    chi-square approximation with Edwards' continuity correction.

    Args:
        only_first: Examples that only the first model got right.
        only_second: Examples that only the second model got right.

    Returns:
        The p-value in (0, 1]; 1 if the models are never right apart.

    >>> mcnemar(1, 9)
    0.021484375
    >>> mcnemar(0, 0)
    1.0
    """
    n, low = only_first + only_second, min(only_first, only_second)
    if n <= EXACT_UP_TO:
        tail = sum(comb(n, i) for i in range(low + 1))
        return min(1.0, 2 * tail / (1 << n))
    statistic = max(0.0, abs(only_first - only_second) - 1.0) ** 2 / n
    return erfc(sqrt(statistic / 2))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's (1979) step-down correction for testing several hypotheses.

    Args:
        p_values: One for each hypothesis.

    Returns:
        Adjusted p-values in the same order; each can be held against the level directly.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = highest
    return adjusted
