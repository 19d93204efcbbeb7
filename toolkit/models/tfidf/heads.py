"""Linear heads, one for each label, trained by scikit-learn on one shared matrix."""

import warnings
from concurrent.futures import ThreadPoolExecutor
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

THREADS = 2  # liblinear releases the GIL; more threads than heads in flight bring nothing
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

    def fit(i: int) -> None:
        column = states[:, learned[i]]
        known = column != UNKNOWN
        positive = column[known] == POSITIVE
        if positive.all():
            intercepts[i] = ALWAYS
            return
        rows = vectors if known.all() else vectors[known]
        head = _new(config, seed)
        head.fit(rows, positive)
        weights[i] = head.coef_[0]
        intercepts[i] = head.intercept_[0]

    with warnings.catch_warnings():
        # A head that stops at max_iter still ranks well; thresholds are tuned on held-out scores.
        warnings.simplefilter("ignore", ConvergenceWarning)
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(fit, range(len(learned))))
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
