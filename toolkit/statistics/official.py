"""Official metrics of shared tasks that are no plain precision, recall or F1."""

from collections.abc import Mapping

RELATED_RIGHT, LABEL_RIGHT = 0.25, 0.75


def fnc_score(
    confusion: Mapping[str, Mapping[str, int]], *, unrelated: str = "unrelated"
) -> float | None:
    """The score of the Fake News Challenge, stage 1, as a share of what could be reached.

    A pair of headline and body scores a quarter for telling related from unrelated, and for
    related ones three quarters more for the exact label.

    Args:
        confusion: `{gold: {assigned: n}}`, as in a report; no label or an abstention scores
            nothing.
        unrelated: The label of pairs that are not related.

    Returns:
        A share in [0, 1]; None without examples.

    >>> fnc_score({"agree": {"agree": 1, "discuss": 1}, "unrelated": {"unrelated": 2}})
    0.7
    """
    reached = possible = 0.0
    for gold, row in confusion.items():
        most = RELATED_RIGHT if gold == unrelated else RELATED_RIGHT + LABEL_RIGHT
        possible += most * sum(row.values())
        reached += most * row.get(gold, 0)
        if gold != unrelated:
            # What stands in brackets is no label: an abstention, or none at all.
            other = (n for label, n in row.items() if label not in {gold, unrelated})
            named = sum(n for label, n in row.items() if label.startswith("("))
            reached += RELATED_RIGHT * (sum(other) - named)
    return reached / possible if possible else None
