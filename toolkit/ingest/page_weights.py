"""Weights of the lines of a pasted page; see `page_body` and `page_title`.

Both were fitted on 102 pasted pages of 90 sites with gold bodies and stated titles
(scrapinghub/article-extraction-benchmark at 4a3bc97) and on the pages in `seeds/pages`.

Body: L2-regularised logistic regression (C = 0.15); a line is body if the gold holds more than
half of its four-word shingles; it weighs the square root of its words, and every page alike. So
that the weights do not lean on blank lines or on words of the languages that these pages are in,
every page was also given without blank lines (weight 0.3), with a blank line everywhere (0.2) and
without its vocabulary (0.3). Body F1 of the whole parser, fitted without the seed pages: .926 in
ten-fold cross-validation over sites; fitted on one half of the sites and tested on the other,
.918 on average over seven ways to halve them (.899 to .932).

Title: conditional logit with L2 penalty 0.6, every page also without blank lines (0.5) and without
its title (0.1). Of 103 titles, cross-validation over sites finds 90, takes 4 wrong lines and
leaves 9 out.
"""

import numpy as np
from numpy.typing import NDArray

# fmt: off
# One row per column of `page_body.COLUMNS`, one number per value.
_ROWS: tuple[tuple[float, ...], ...] = (
    # kind-2
    (-0.81, -0.01, -0.07, -0.76, 0.33, -0.85, -0.15, 1.25, 0.24, -0.11, 0.29, 0.29, -0.37, 0.53,
     0.12, -0.17, 0.79, 0.05, -1.71),
    # kind-1
    (-0.80, -0.21, -0.43, -1.15, 0.11, -0.65, -1.04, 1.04, 0.08, -0.25, 0.28, 0.24, -0.38, 0.39,
     0.52, -0.35, 1.06, 0.53, -0.11),
    # kind+0
    (-0.08, 0.20, 0.15, -1.06, -0.19, -0.28, -0.99, 0.37, 0.40, -1.07, -0.04, 0.43, -1.00, 0.05,
     0.15, -0.17, 0.91, 1.13, -0.03),
    # kind+1
    (-0.45, 1.05, -0.46, -1.11, -0.34, -0.20, -1.09, 0.32, -0.25, 0.01, 0.66, 0.60, 0.05, 0.28,
     0.23, -0.33, 0.63, 0.67, -1.38),
    # kind+2
    (-0.38, 0.94, -0.34, -1.09, 0.47, 0.53, -0.66, -0.14, -0.02, -0.04, 0.54, 0.13, -0.28, 0.66,
     0.25, -0.56, 0.43, 0.14, -1.70),
    # gaps
    (-0.17, -0.24, 0.27, 0.40, 0.18, -0.83, -0.23, 0.13, -1.00, -0.13, -0.01, 0.11, -0.22, 0.29,
     -0.06, 0.50),
    # near
    (-0.45, -0.43, -0.26, 0.09, 0.38),
    # wide
    (0.07, 0.14, -0.30, -0.19, -0.39),
    # business
    (0.95, -0.99, -0.57),
    # credit
    (0.71, -0.34, -0.98),
    # stamp
    (-0.04, -0.84, 0.27),
    # after
    (0.94, -1.05, -0.50),
    # control
    (0.45, -1.02),
    # repeated
    (-0.44, -0.05, -0.11),
    # quote
    (-0.63, 0.05),
    # bullet
    (-1.99, 1.42),
    # case
    (-0.08, 0.30, -0.56, -0.51, 0.18),
    # since
    (-0.03, 0.44, -0.54, -0.80, -0.40, -0.27, 0.88),
    # block
    (-0.11, -0.10, 0.22, 0.50, 0.13, 1.24, -0.19, -0.12, 0.80, -0.55, -0.30, 1.41, -0.45, -0.32,
     -1.05, -0.31, -0.99, -0.70, -0.35, 0.10),
    # social
    (1.00, 0.10, -0.40, -1.34),
    # past
    (1.84, 0.00, -2.45),
    # after-1
    (-0.20, -0.37),
    # control-1
    (-0.36, -0.22),
    # business-1
    (-0.07, -0.51),
    # credit-1
    (-0.50, -0.08),
    # stamp-1
    (-0.46, -0.12),
    # after+1
    (-0.57, -0.00),
    # control+1
    (-0.19, -0.38),
    # business+1
    (-0.16, -0.41),
    # credit+1
    (0.11, -0.69),
    # stamp+1
    (-0.10, -0.47),
)
# In the order of `page_title.FEATURES`.
TITLE_WEIGHTS = (
    1.78,  # shared
    -1.30,  # repeated
    0.42,  # distance
    1.09,  # sign near
    1.67,  # sign below
    -0.36,  # sign above
    -1.79,  # short
    -1.34,  # long
    -2.19,  # stop
    -0.17,  # mark
    -0.62,  # gap
    0.16,  # among headlines
    -0.78,  # business
    -1.00,  # below title
    1.13,  # above dek
    0.22,  # capitals
    -1.03,  # adjoins
    -0.28,  # top
    -0.33,  # late
    -0.37,  # sentences
    1.94,  # share
    -0.63,  # inside
    -0.00,  # in list
    -0.20,  # crumbs
    -0.59,  # glued
    0.96,  # echoed
    -0.32,  # headlines above
)
TITLE_BIAS = -1.37  # against "none of these lines"
# fmt: on
WEIGHTS: NDArray[np.float64] = np.array([weight for row in _ROWS for weight in row])
