"""Linear heads, one for each label, trained by scikit-learn on one shared matrix."""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from toolkit.config import TfidfConfig
from toolkit.models.base import POSITIVE, UNKNOWN
from toolkit.models.calibrate import sigmoid

ALWAYS = 8.0  # margin of a label that every train example has: scores 0.9997


@dataclass(frozen=True)
class Heads:
    """Weights of the learned columns.

    Attributes:
        learned: Indexes of the columns that have a head, rising.
        weights: float32 `(n_learned, n_features)`.
        intercepts: float32 `(n_learned,)`.
        n_columns: All columns, learned or not.
    """

    learned: NDArray[np.int32]
    weights: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    n_columns: int

    def scores(self, vectors: sparse.csr_matrix) -> NDArray[np.float32]:
        """Scores in [0, 1] `(n_rows, n_columns)`; unlearned columns are zero."""
        result = np.zeros((vectors.shape[0], self.n_columns), dtype=np.float32)
        margins = np.asarray(vectors @ self.weights.T + self.intercepts, dtype=np.float64)
        result[:, self.learned] = sigmoid(margins)
        return result


def fit_heads(
    vectors: sparse.csr_matrix,
    states: NDArray[np.int8],
    config: TfidfConfig,
    *,
    seed: int,
) -> Heads:
    """Fits one head for each column that has a positive.

    Args:
        vectors: `(n_examples, n_features)`.
        states: `(n_examples, n_columns)`; masked examples are left out of a column's fit.
        config: Loss, C and class weights.
        seed: Of the solver.

    Returns:
        The heads.
    """
    learned = np.flatnonzero((states == POSITIVE).any(axis=0)).astype(np.int32)
    weights = np.zeros((len(learned), vectors.shape[1]), dtype=np.float32)
    intercepts = np.zeros(len(learned), dtype=np.float32)
    with warnings.catch_warnings():
        # A head that stops at max_iter still ranks well; thresholds are tuned on held-out scores.
        warnings.simplefilter("ignore", ConvergenceWarning)
        # One after the other: liblinear draws from one generator of the whole process, so heads
        # fitted side by side would take each other's numbers and differ from run to run.
        for i, j in enumerate(learned):
            known = states[:, j] != UNKNOWN
            positive = states[known, j] == POSITIVE
            if positive.all():
                intercepts[i] = ALWAYS
                continue
            head = _new(config, seed)
            head.fit(vectors if known.all() else vectors[known], positive)
            weights[i] = head.coef_[0]
            intercepts[i] = head.intercept_[0]
    return Heads(learned, weights, intercepts, states.shape[1])


def _new(config: TfidfConfig, seed: int) -> LinearSVC | LogisticRegression:
    if config.loss == "log":
        return LogisticRegression(
            C=config.C,
            class_weight=config.class_weight,
            solver="liblinear",
            random_state=seed,
            max_iter=1000,
        )
    return LinearSVC(C=config.C, class_weight=config.class_weight, random_state=seed, max_iter=3000)
