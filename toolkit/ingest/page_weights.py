"""Weights of the lines of a pasted page; see `page_body` and `page_title`.

Both were fitted on 102 pasted pages of 90 sites with gold bodies and stated titles
(scrapinghub/article-extraction-benchmark at 4a3bc97) and on the pages in `seeds/pages`.

Body: L2-regularised logistic regression (C = 0.15); a line is body if the gold holds more than
half of its four-word shingles; it weighs the square root of its words, and every page alike. So
that the weights do not lean on blank lines or on words of the languages that these pages are in,
every page was also given without blank lines (weight 0.3), with a blank line everywhere (0.2) and
without its vocabulary (0.3). Body F1 of the whole parser, without the seed pages: @CV@ in ten-fold
cross-validation over sites; @HALF@ (three splits) fitted on one half of the sites and tested on
the other.

Title: conditional logit with L2 penalty 0.6, every page also without blank lines (0.5) and without
its title (0.1). In five-fold cross-validation over sites @TITLE@.
"""

import numpy as np
from numpy.typing import NDArray

# fmt: off
# One row per column of `page_body.COLUMNS`, one number per value.
_ROWS: tuple[tuple[float, ...], ...] = (
    # kind-2
        (-0.78, 0.03, -0.05, -0.72, 0.34, -0.80, -0.14, 1.06, 0.27, -0.08, 0.26, 0.30, -0.32,
     0.44, 0.15, -0.16, 0.69, 0.10, -1.66),
    # kind-1
        (-0.77, -0.13, -0.40, -1.11, 0.15, -0.60, -1.01, 0.89, 0.10, -0.22, 0.24, 0.27, -0.33,
     0.34, 0.56, -0.34, 0.93, 0.57, -0.20),
    # kind+0
        (-0.10, 0.19, 0.12, -1.05, -0.16, -0.25, -0.96, 0.32, 0.40, -1.04, -0.02, 0.46, -0.95,
     -0.03, 0.20, -0.17, 0.84, 1.15, -0.03),
    # kind+1
        (-0.43, 1.04, -0.41, -1.10, -0.30, -0.24, -1.09, 0.28, -0.22, 0.04, 0.61, 0.66, 0.05,
     0.23, 0.23, -0.33, 0.56, 0.67, -1.33),
    # kind+2
        (-0.37, 0.96, -0.29, -1.06, 0.44, 0.55, -0.62, -0.12, -0.02, -0.03, 0.49, 0.12, -0.29,
     0.60, 0.26, -0.51, 0.38, 0.16, -1.75),
    # gaps
        (-0.17, -0.24, 0.27, 0.38, 0.19, -0.83, -0.20, 0.15, -1.00, -0.14, -0.00, 0.09, -0.21,
     0.29, -0.05, 0.48),
    # near
    (-0.45, -0.44, -0.25, 0.09, 0.37),
    # wide
    (0.08, 0.13, -0.30, -0.19, -0.40),
    # business
    (0.93, -0.94, -0.61),
    # credit
    (0.70, -0.31, -1.01),
    # stamp
    (-0.03, -0.87, 0.28),
    # after
    (0.89, -0.99, -0.52),
    # control
    (0.39, -0.98),
    # repeated
    (-0.44, -0.06, -0.11),
    # quote
    (-0.62, 0.03),
    # bullet
    (-1.97, 1.38),
    # case
    (-0.07, 0.30, -0.61, -0.52, 0.21),
    # since
    (-0.03, 0.32, -0.54, -0.78, -0.41, -0.22, 0.92),
    # block
        (-0.10, -0.10, 0.22, 0.48, 0.09, 1.28, -0.18, -0.04, 0.84, -0.58, -0.28, 1.40, -0.47,
     -0.31, -1.02, -0.33, -1.00, -0.72, -0.37, 0.08),
    # social
    (0.93, 0.09, -0.48, -1.19),
    # past
    (1.86, -0.00, -2.48),
    # after-1
    (-0.21, -0.38),
    # control-1
    (-0.35, -0.24),
    # business-1
    (-0.07, -0.52),
    # credit-1
    (-0.48, -0.11),
    # stamp-1
    (-0.43, -0.16),
    # after+1
    (-0.57, -0.02),
    # control+1
    (-0.20, -0.40),
    # business+1
    (-0.18, -0.41),
    # credit+1
    (0.11, -0.70),
    # stamp+1
    (-0.14, -0.45),
)
# In the order of `page_title.FEATURES`.
TITLE_WEIGHTS = (
    1.78,  # shared
    2.01,  # share
    -1.33,  # repeated
    0.41,  # distance
    -0.66,  # inside
    1.08,  # sign near
    1.70,  # sign below
    -0.27,  # sign above
    -1.92,  # short
    -1.34,  # long
    -2.17,  # stop
    -0.09,  # mark
    -0.64,  # gap
    -0.12,  # in list
    0.12,  # among headlines
    -0.90,  # business
    -0.24,  # crumbs
    -0.95,  # below title
    1.24,  # above dek
    0.12,  # capitals
    -1.08,  # adjoins
    -0.34,  # top
    -0.22,  # late
    -0.61,  # glued
    0.99,  # echoed
    -0.28,  # headlines above
    -0.37,  # sentences
)
TITLE_BIAS = -1.51  # against "none of these lines"
# fmt: on
WEIGHTS: NDArray[np.float64] = np.array([weight for row in _ROWS for weight in row])
