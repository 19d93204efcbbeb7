"""Gold labels that a model which never saw them finds hard to believe."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.evaluation.figures import DIGITS

MIN_EACH = 5  # of positives and of negatives; below, their mean scores say nothing
MISSING, WRONG = "perhaps missing", "perhaps wrong"
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


def doubtful(gold: Bools, scores: Floats, *, known: Bools) -> list[tuple[int, int, str, float]]:
    """Cells whose gold label is likelier an error of coding than the model's.

    Confident learning (Northcutt, Jiang and Chuang 2021): a label that is not gold is in doubt
    where its score reaches the mean score of the label's positives, a gold one where its score
    is no higher than the mean score of the negatives. Scores must come from a model that never
    saw the cell.

    Args:
        gold: Positive labels, `(n, k)`.
        scores: `(n, k)` in [0, 1].
        known: What is not masked, `(n, k)`.

    Returns:
        `(row, column, what is in doubt, by how much)`, most doubtful first; the last is the
        distance of the score from what gold says.
    """
    found = []
    for j in range(gold.shape[1]):
        positive, negative = gold[:, j] & known[:, j], ~gold[:, j] & known[:, j]
        if min(positive.sum(), negative.sum()) < MIN_EACH:
            continue
        usual, base = scores[positive, j].mean(), scores[negative, j].mean()
        if usual <= base:
            continue  # the model has not learned the label: its doubts mean nothing
        for kind, cells in (
            (MISSING, negative & (scores[:, j] >= usual)),
            (WRONG, positive & (scores[:, j] <= base)),
        ):
            distance = np.abs(gold[:, j] - scores[:, j])
            found += [(int(i), j, kind, float(distance[i])) for i in np.flatnonzero(cells)]
    return sorted(found, key=lambda cell: (-cell[3], cell[0], cell[1]))


def doubt_json(label: str, kind: str, score: float) -> dict[str, Any]:
    """A doubt as it stands in reports and in the file for coders."""
    return {"label": label, "kind": kind, "score": round(score, DIGITS)}
