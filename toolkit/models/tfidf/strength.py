"""How strongly to regularise the heads: C by cross-validation on the train examples."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.models.base import POSITIVE, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scipy import sparse

    from toolkit.models.tfidf.heads import Heads

    Fit = Callable[["sparse.csr_matrix", NDArray[np.int8], NDArray[np.float64]], Heads]

GRID = (0.1, 0.3, 1.0, 3.0, 10.0)
FOLDS = 3
ENOUGH = 12  # positives from which a label may have a C of its own: four in each fold


def chosen_strengths(
    vectors: "sparse.csr_matrix",
    states: NDArray[np.int8],
    groups: "Sequence[str]",
    fit: "Fit",
    *,
    own: bool,
    seed: int,
) -> NDArray[np.float64]:
    """The C under which held-out examples are ranked best.

    Judged by average precision, which needs no threshold. The mean over labels decides for all;
    with `own`, a label with enough positives has its own choice. Of values that are equally good
    the one nearest to 1 is taken.

    Args:
        vectors: `(n_examples, n_features)`, their vocabulary learned on all of them.
        states: `(n_examples, n_columns)`.
        groups: Cluster of each example; a cluster is never on both sides.
        fit: Fits heads on some rows with a C for each column.
        own: Whether each label chooses for itself.
        seed: Of the folds.

    Returns:
        C for each column `(n_columns,)`.
    """
    fold = folds_of(groups, seed=seed)
    n_columns = states.shape[1]
    quality = np.full((len(GRID), n_columns), np.nan)
    for i, strength in enumerate(GRID):
        scores = np.zeros(states.shape, dtype=np.float32)
        for k in range(FOLDS):
            inside, outside = np.flatnonzero(fold == k), np.flatnonzero(fold != k)
            if len(inside) and len(outside):
                heads = fit(vectors[outside], states[outside], np.full(n_columns, strength))
                margins = np.asarray(vectors[inside] @ heads.weights, dtype=np.float32)
                scores[inside] = heads.scores(margins)
        for j in range(n_columns):
            quality[i, j] = _average_precision(scores[:, j], states[:, j])
    order = np.argsort(np.abs(np.log(GRID)), kind="stable")
    judged = ~np.isnan(quality[0])
    if not judged.any():
        return np.ones(n_columns)
    best = order[quality[order][:, judged].mean(axis=1).argmax()]
    strengths = np.full(n_columns, GRID[best])
    positives = (states == POSITIVE).sum(axis=0)
    for j in np.flatnonzero(judged & (positives >= ENOUGH)).tolist() if own else ():
        strengths[j] = GRID[order[quality[order, j].argmax()]]
    return strengths


def folds_of(groups: "Sequence[str]", *, seed: int) -> NDArray[np.int_]:
    """A fold for each example; groups are shuffled and dealt out whole.

    Args:
        groups: Cluster of each example.
        seed: Of the shuffle.

    Returns:
        Numbers below `FOLDS` `(n_examples,)`.
    """
    names, member = np.unique(np.asarray(groups), return_inverse=True)
    dealt = np.random.default_rng(seed).permutation(len(names)) % FOLDS
    return np.asarray(dealt[member])


def _average_precision(scores: NDArray[np.float32], states: NDArray[np.int8]) -> float:
    """Of one column; nan where there are not two positives and a negative."""
    known = states != UNKNOWN
    positive = states[known] == POSITIVE
    if positive.sum() < 2 or positive.all():
        return float("nan")
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(positive, scores[known]))
