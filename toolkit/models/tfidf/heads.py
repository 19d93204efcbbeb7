"""Linear heads, one for each label, trained by scikit-learn on one shared matrix."""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.config import TfidfConfig
from toolkit.models.base import POSITIVE, UNKNOWN
from toolkit.models.calibrate import sigmoid
from toolkit.models.cores import available_cores

if TYPE_CHECKING:
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

SMALL = 50_000_000  # vector entries times heads that are not worth starting processes
ALWAYS = 8.0  # margin of a label that every train example has: scores 0.9997


@dataclass(frozen=True)
class Heads:
    """Weights of the learned columns.

    Attributes:
        learned: Indexes of the columns that have a head, rising.
        weights: float32 `(n_features, n_learned)`, so that a feature's weights lie together.
        intercepts: float32 `(n_learned,)`.
        n_columns: All columns, learned or not.
    """

    learned: NDArray[np.int32]
    weights: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    n_columns: int

    def scores(self, margins: NDArray[np.float32]) -> NDArray[np.float32]:
        """Scores in [0, 1] `(n_rows, n_columns)`; unlearned columns are zero.

        Args:
            margins: Without intercepts, `(n_rows, n_learned)`.

        Returns:
            float32.
        """
        result = np.zeros((len(margins), self.n_columns), dtype=np.float32)
        result[:, self.learned] = sigmoid((margins + self.intercepts).astype(np.float64))
        return result


def fit_heads(
    vectors: "sparse.csr_matrix",
    states: NDArray[np.int8],
    config: TfidfConfig,
    *,
    seed: int,
    strengths: NDArray[np.float64],
) -> Heads:
    """Fits one head for each column that has a positive.

    Args:
        vectors: `(n_examples, n_features)`.
        states: `(n_examples, n_columns)`; masked examples are left out of a column's fit.
        config: Loss and class weights.
        seed: Of the solver.
        strengths: C for each column `(n_columns,)`.

    Returns:
        The heads.
    """
    from joblib import Parallel, delayed

    learned = np.flatnonzero((states == POSITIVE).any(axis=0)).astype(np.int32)
    weights = np.zeros((vectors.shape[1], len(learned)), dtype=np.float32)
    intercepts = np.zeros(len(learned), dtype=np.float32)
    threads = config.threads or available_cores()
    # Processes, not threads: liblinear draws from one generator of the whole process, so heads
    # fitted side by side in it would take each other's numbers and differ from run to run.
    jobs = threads if vectors.nnz * len(learned) >= SMALL else 1
    fitted = Parallel(n_jobs=jobs, return_as="generator")(
        delayed(_fit_one)(vectors, states[:, j], config, seed, float(strengths[j])) for j in learned
    )
    for i, (weight, intercept) in enumerate(fitted):
        weights[:, i] = weight
        intercepts[i] = intercept
    return Heads(learned, weights, intercepts, states.shape[1])


def _fit_one(
    vectors: "sparse.csr_matrix",
    states: NDArray[np.int8],
    config: TfidfConfig,
    seed: int,
    strength: float,
) -> tuple[NDArray[np.float32], float]:
    """Weights and intercept of one column."""
    from sklearn.exceptions import ConvergenceWarning

    known = states != UNKNOWN
    positive = states[known] == POSITIVE
    if positive.all():
        return np.zeros(vectors.shape[1], dtype=np.float32), ALWAYS
    head = _new(config, seed, strength)
    with warnings.catch_warnings():
        # A head that stops at max_iter still ranks well; thresholds are tuned on held-out scores.
        warnings.simplefilter("ignore", ConvergenceWarning)
        head.fit(vectors if known.all() else vectors[known], positive)
    return head.coef_[0].astype(np.float32), float(head.intercept_[0])


def _new(config: TfidfConfig, seed: int, strength: float) -> "LinearSVC | LogisticRegression":
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    if config.loss == "log":
        return LogisticRegression(
            C=strength,
            class_weight=config.class_weight,
            solver="liblinear",
            random_state=seed,
            max_iter=1000,
        )
    return LinearSVC(C=strength, class_weight=config.class_weight, random_state=seed, max_iter=3000)
