"""Weights of the lines of a pasted page; see `page_body`.

Fitted by L2-regularised logistic regression (C = 1) on the lines of 102 pasted pages of 90 sites
with gold bodies (scrapinghub/article-extraction-benchmark at 4a3bc97): a line is body if the gold
holds more than half of its four-word shingles; it weighs the square root of its words, and every
page alike. The columns are those that `page_body.columns` measures. Body F1 of the whole parser in
ten-fold cross-validation over sites: .921 (precision .927, recall .915).
"""

import numpy as np
from numpy.typing import NDArray

# One row per column of `page_body.COLUMNS`, one number per value.
_ROWS: tuple[tuple[float, ...], ...] = (
    # kind-2
    (
        -0.58,
        0.11,
        0.04,
        -0.71,
        0.68,
        -0.48,
        -0.21,
        1.02,
        -0.11,
        -0.29,
        0.31,
        0.41,
        -0.37,
        0.31,
        0.12,
        -0.32,
        0.87,
        -0.10,
        -1.41,
    ),
    # kind-1
    (
        -0.57,
        -0.15,
        -0.24,
        -1.08,
        0.17,
        -0.46,
        -0.99,
        0.87,
        -0.36,
        -0.22,
        0.32,
        0.29,
        -0.13,
        0.31,
        0.58,
        -0.06,
        0.89,
        0.61,
        -0.50,
    ),
    # kind+0
    (
        -3.04,
        -1.31,
        -2.31,
        -3.15,
        -2.06,
        -2.39,
        -3.06,
        -1.97,
        -2.11,
        -3.23,
        -2.26,
        -1.93,
        -2.91,
        -2.43,
        -2.10,
        -2.33,
        -1.66,
        -1.41,
        -2.27,
    ),
    # kind+1
    (
        -0.41,
        1.48,
        -0.70,
        -1.05,
        -0.25,
        -0.44,
        -1.12,
        0.42,
        0.11,
        0.08,
        0.32,
        0.42,
        0.35,
        -0.08,
        0.19,
        -0.08,
        0.51,
        0.65,
        -1.13,
    ),
    # kind+2
    (
        -0.38,
        0.68,
        -0.38,
        -1.20,
        0.51,
        0.63,
        -0.63,
        0.01,
        0.17,
        -0.16,
        0.57,
        0.06,
        -0.24,
        0.54,
        0.35,
        -0.54,
        0.38,
        0.23,
        -1.34,
    ),
    # gaps
    (
        -0.91,
        -0.31,
        0.23,
        -0.42,
        0.38,
        -0.64,
        -0.16,
        0.54,
        -0.55,
        -0.55,
        0.07,
        0.08,
        0.47,
        0.34,
        0.12,
        0.60,
    ),
    # near
    (
        -0.28,
        -0.20,
        -0.37,
        -0.06,
        0.17,
    ),
    # wide
    (
        -0.11,
        0.32,
        -0.45,
        -0.09,
        -0.39,
    ),
    # business
    (
        0.90,
        -0.95,
        -0.68,
    ),
    # credit
    (
        0.34,
        -0.49,
        -0.58,
    ),
    # stamp
    (
        -0.18,
        -0.66,
        0.12,
    ),
    # after
    (
        0.75,
        -1.08,
        -0.39,
    ),
    # control
    (
        0.83,
        -1.56,
    ),
    # repeated
    (
        -0.53,
        -0.16,
        -0.04,
    ),
    # quote
    (
        -0.55,
        -0.18,
    ),
    # bullet
    (
        -1.46,
        0.73,
    ),
    # case
    (
        -0.49,
        0.06,
        -0.31,
        -0.30,
        0.32,
    ),
    # since
    (
        0.00,
        0.35,
        -0.81,
        -1.00,
        -0.43,
        -0.35,
        1.52,
    ),
    # block
    (
        0.63,
        -0.04,
        0.34,
        0.60,
        -0.01,
        0.85,
        -0.11,
        0.28,
        0.98,
        -0.18,
        0.15,
        2.08,
        -0.52,
        -0.06,
        -0.89,
        0.02,
        -2.16,
        -2.03,
        -0.94,
        0.29,
    ),
    # social
    (
        1.10,
        -0.64,
        -0.09,
        -1.10,
    ),
    # past
    (
        2.45,
        -0.36,
        -2.82,
    ),
    # after-1
    (
        -0.16,
        -0.57,
    ),
    # control-1
    (
        -0.15,
        -0.57,
    ),
    # business-1
    (
        0.03,
        -0.75,
    ),
    # credit-1
    (
        -0.30,
        -0.43,
    ),
    # stamp-1
    (
        -0.45,
        -0.28,
    ),
    # after+1
    (
        -0.51,
        -0.22,
    ),
    # control+1
    (
        -0.13,
        -0.60,
    ),
    # business+1
    (
        -0.01,
        -0.72,
    ),
    # credit+1
    (
        0.25,
        -0.97,
    ),
    # stamp+1
    (
        -0.07,
        -0.65,
    ),
)
WEIGHTS: NDArray[np.float64] = np.array([weight for row in _ROWS for weight in row])
