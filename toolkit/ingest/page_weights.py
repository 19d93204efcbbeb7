"""Weights of the lines of a pasted page; see `page_body` and `page_title`.

Both were fitted on 102 pasted pages of 90 sites with gold bodies and stated titles
(scrapinghub/article-extraction-benchmark at 4a3bc97) and on the pages in `seeds/pages`.

Body: L2-regularised logistic regression (C = 0.15); a line is body if the gold holds more than
half of its four-word shingles; it weighs the square root of its words, and every page alike. So
that the weights do not lean on blank lines or on words of the languages that these pages are in,
every page was also given without blank lines (weight 0.3), with a blank line everywhere (0.2) and
without its vocabulary (0.3). Body F1 of the whole parser, without the seed pages: .927 in ten-fold
cross-validation over sites; .916, .925 and .923 (three splits) fitted on one half of the sites and tested on
the other.

Title: conditional logit with L2 penalty 0.6, every page also without blank lines (0.5) and without
its title (0.1). In five-fold cross-validation over sites 90 of 103 titles came out right, 4
wrong, the others were left out.
"""

import numpy as np
from numpy.typing import NDArray

# fmt: off
# One row per column of `page_body.COLUMNS`, one number per value.
_ROWS: tuple[tuple[float, ...], ...] = (
    # kind-2
        (-0.80, -0.03, -0.07, -0.76, 0.31, -0.85, -0.17, 1.29, 0.24, -0.11, 0.29, 0.28, -0.37,
     0.50, 0.12, -0.19, 0.81, 0.05, -1.69),
    # kind-1
        (-0.82, -0.22, -0.44, -1.16, 0.10, -0.65, -1.05, 1.07, 0.08, -0.27, 0.28, 0.23, -0.38,
     0.40, 0.52, -0.35, 1.07, 0.53, -0.08),
    # kind+0
        (-0.08, 0.19, 0.15, -1.06, -0.19, -0.28, -0.98, 0.38, 0.40, -1.06, -0.05, 0.44, -0.99,
     0.05, 0.16, -0.18, 0.90, 1.11, -0.03),
    # kind+1
        (-0.46, 1.01, -0.47, -1.11, -0.35, -0.20, -1.09, 0.33, -0.25, 0.02, 0.68, 0.60, 0.05,
     0.28, 0.22, -0.33, 0.64, 0.67, -1.37),
    # kind+2
        (-0.39, 0.93, -0.35, -1.08, 0.47, 0.51, -0.66, -0.15, -0.02, -0.05, 0.55, 0.13, -0.29,
     0.67, 0.25, -0.57, 0.44, 0.14, -1.67),
    # gaps
        (-0.18, -0.24, 0.27, 0.39, 0.18, -0.82, -0.24, 0.15, -0.99, -0.13, -0.01, 0.07, -0.21,
     0.29, -0.06, 0.49),
    # near
    (-0.44, -0.43, -0.25, 0.08, 0.37),
    # wide
    (0.07, 0.13, -0.30, -0.19, -0.38),
    # business
    (0.95, -0.99, -0.57),
    # credit
    (0.72, -0.33, -0.99),
    # stamp
    (-0.04, -0.82, 0.26),
    # after
    (0.94, -1.04, -0.51),
    # control
    (0.45, -1.03),
    # repeated
    (-0.46, -0.07, -0.08),
    # quote
    (-0.63, 0.05),
    # bullet
    (-2.00, 1.42),
    # case
    (-0.07, 0.30, -0.59, -0.52, 0.21),
    # since
    (-0.03, 0.41, -0.54, -0.78, -0.39, -0.28, 0.88),
    # block
        (-0.12, -0.09, 0.22, 0.49, 0.13, 1.21, -0.18, -0.06, 0.77, -0.54, -0.31, 1.40, -0.45,
     -0.33, -1.05, -0.32, -0.99, -0.70, -0.35, 0.10),
    # social
    (1.01, 0.11, -0.44, -1.32),
    # past
    (1.84, -0.03, -2.41),
    # after-1
    (-0.20, -0.38),
    # control-1
    (-0.36, -0.21),
    # business-1
    (-0.06, -0.52),
    # credit-1
    (-0.49, -0.08),
    # stamp-1
    (-0.47, -0.11),
    # after+1
    (-0.57, -0.01),
    # control+1
    (-0.19, -0.38),
    # business+1
    (-0.16, -0.41),
    # credit+1
    (0.11, -0.68),
    # stamp+1
    (-0.10, -0.48),
)
# In the order of `page_title.FEATURES`.
TITLE_WEIGHTS = (
    1.81,  # shared
    -1.33,  # repeated
    0.42,  # distance
    1.11,  # sign near
    1.64,  # sign below
    -0.32,  # sign above
    -1.76,  # short
    -1.35,  # long
    -2.18,  # stop
    -0.16,  # mark
    -0.60,  # gap
    0.19,  # among headlines
    -0.79,  # business
    -1.03,  # below title
    1.14,  # above dek
    0.22,  # capitals
    -1.00,  # adjoins
    -0.27,  # top
    -0.23,  # late
    -0.40,  # sentences
    1.94,  # share
    -0.67,  # inside
    -0.02,  # in list
    -0.18,  # crumbs
    -0.58,  # glued
    0.97,  # echoed
    -0.30,  # headlines above
)
TITLE_BIAS = -1.44  # against "none of these lines"
# fmt: on
WEIGHTS: NDArray[np.float64] = np.array([weight for row in _ROWS for weight in row])
