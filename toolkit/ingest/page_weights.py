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
_FIRST: tuple[tuple[float, ...], ...] = (
    # kind-2
    (-0.97, 0.17, -0.20, -0.80, 0.39, -0.80, -0.15, 1.19, 0.28, -0.15, 0.33, 0.37, -0.41, 0.44,
     0.19, -0.13, 0.71, -0.02, -1.52),
    # kind-1
    (-0.91, -0.31, -0.38, -1.11, 0.16, -0.45, -0.97, 0.97, 0.09, -0.42, 0.31, 0.16, -0.27, 0.26,
     0.59, -0.44, 1.15, 0.54, -0.07),
    # kind+0
    (-0.08, 0.42, 0.19, -1.13, -0.22, -0.38, -0.94, 0.20, 0.46, -1.18, 0.10, 0.48, -1.08, -0.25,
     0.19, -0.08, 0.97, 1.26, -0.03),
    # kind+1
    (-0.55, 1.34, 0.01, -1.11, -0.50, -0.15, -1.08, 0.09, -0.27, -0.12, 0.80, 0.56, 0.09, 0.20,
     0.14, -0.33, 0.48, 0.64, -1.32),
    # kind+2
    (-0.38, 1.23, -0.08, -0.98, 0.43, 0.42, -0.63, -0.13, 0.08, -0.05, 0.21, 0.02, -0.27, 0.73,
     0.41, -0.68, 0.34, 0.12, -1.87),
    # gaps
    (-0.01, -0.24, 0.18, 0.44, -0.19, -0.82, -0.23, 0.13, -0.76, -0.09, -0.08, -0.01, -0.17, 0.31,
     0.03, 0.51),
    # near
    (-0.40, -0.49, -0.19, 0.10, 0.31),
    # wide
    (-0.05, 0.10, -0.30, -0.26, -0.17),
    # business
    (1.00, -1.00, -0.61),
    # credit
    (0.73, -0.17, -1.17),
    # stamp
    (0.19, -1.01, 0.21),
    # after
    (1.02, -0.99, -0.64),
    # control
    (0.46, -1.04),
    # repeated
    (-0.30, 0.23, -0.54),
    # quote
    (-0.68, 0.10),
    # bullet
    (-1.97, 1.38),
    # case
    (0.05, 0.11, -0.69, -0.37, 0.23),
    # figures
    (-0.86, 0.49, 0.08, 0.18, -0.56),
    # address
    (-0.45, 1.11, -1.27),
    # block
    (0.14, -0.08, 0.11, 0.51, 0.04, 1.00, -0.47, -0.13, 0.74, -0.65, -0.19, 1.27, -0.28, -0.19,
     -1.18, -0.28, -0.78, -0.65, -0.31, 0.25),
    # social
    (0.08, -0.27, 0.05, -0.51),
    # since list
    (-0.03, 0.18, -0.54, -0.73, -0.32, -0.16, 0.87),
    # closings
    (1.80, 0.19, -2.60),
    # since stamp
    (-0.24, -0.42, -0.16, 0.50, 0.13, -0.52),
    # comments
    (2.09, -0.11, -1.02, 0.04, -1.68),
    # after-1
    (-0.32, -0.26),
    # control-1
    (-0.39, -0.19),
    # business-1
    (-0.07, -0.52),
    # credit-1
    (-0.51, -0.08),
    # stamp-1
    (-0.62, 0.04),
    # after+1
    (-0.57, -0.02),
    # control+1
    (-0.26, -0.33),
    # business+1
    (-0.12, -0.46),
    # credit+1
    (0.19, -0.78),
    # stamp+1
    (-0.21, -0.37),
)
_SECOND: tuple[tuple[float, ...], ...] = (
    # kind-2
    (-0.92, 0.31, -0.27, -0.69, 0.31, -0.66, -0.16, 1.16, 0.38, -0.06, 0.15, 0.51, -0.46, 0.38,
     0.08, 0.05, 0.58, -0.07, -1.61),
    # kind-1
    (-0.89, -0.45, -0.32, -1.10, 0.03, -0.31, -0.82, 0.96, 0.18, -0.40, 0.24, 0.20, -0.29, 0.37,
     0.65, -0.47, 0.85, 0.57, -0.02),
    # kind+0
    (0.06, 0.53, 0.27, -0.95, -0.11, -0.26, -0.88, 0.19, 0.37, -1.15, 0.07, 0.48, -1.25, -0.12,
     -0.04, -0.11, 0.77, 1.15, -0.03),
    # kind+1
    (-0.45, 1.55, -0.02, -1.11, -0.65, -0.22, -0.99, 0.06, -0.25, -0.08, 0.78, 0.58, 0.20, 0.17,
     0.19, -0.39, 0.28, 0.65, -1.30),
    # kind+2
    (-0.36, 1.35, 0.00, -0.89, 0.39, 0.69, -0.64, -0.14, -0.08, -0.03, -0.01, -0.08, -0.35, 0.67,
     0.37, -0.63, 0.22, 0.04, -1.51),
    # gaps
    (0.13, -0.28, 0.29, 0.30, -0.01, -0.85, -0.34, -0.04, -0.48, -0.21, 0.00, -0.24, -0.06, 0.31,
     0.10, 0.44),
    # near
    (-0.46, -0.58, -0.26, 0.23, 0.43),
    # wide
    (0.20, 0.18, -0.18, -0.37, -0.46),
    # business
    (0.91, -0.82, -0.67),
    # credit
    (0.75, 0.09, -1.42),
    # stamp
    (0.13, -1.12, 0.42),
    # after
    (1.11, -0.94, -0.75),
    # control
    (0.42, -0.97),
    # repeated
    (-0.18, 0.26, -0.66),
    # quote
    (-0.64, 0.09),
    # bullet
    (-1.96, 1.41),
    # case
    (0.20, 0.05, -0.70, -0.44, 0.25),
    # figures
    (-0.88, 0.42, 0.00, 0.35, -0.53),
    # address
    (-0.49, 1.05, -1.14),
    # block
    (0.23, 0.09, 0.03, 0.44, 0.04, 0.99, -0.28, 0.07, 0.84, -0.64, -0.36, 0.87, -0.26, -0.25,
     -1.15, -0.20, -0.82, -0.57, -0.19, 0.10),
    # social
    (0.22, -0.32, 0.11, -0.61),
    # since list
    (-0.03, 0.22, -0.60, -0.93, -0.11, -0.08, 0.84),
    # closings
    (1.50, -0.03, -2.05),
    # since stamp
    (-0.33, -0.32, -0.14, 0.51, 0.15, -0.53),
    # comments
    (1.68, -0.22, -0.55, 0.02, -1.57),
    # after-1
    (-0.36, -0.19),
    # control-1
    (-0.37, -0.18),
    # business-1
    (-0.08, -0.47),
    # credit-1
    (-0.44, -0.11),
    # stamp-1
    (-0.52, -0.03),
    # after+1
    (-0.59, 0.04),
    # control+1
    (-0.26, -0.30),
    # business+1
    (-0.12, -0.43),
    # credit+1
    (0.34, -0.89),
    # stamp+1
    (-0.18, -0.37),
    # echo
    (-0.46, -0.56, -0.74, -0.51, 0.25, 0.80, -0.03, -0.97, -0.42, 0.07, 0.36, 1.40),
)
# In the order of `page_title.FEATURES`.
TITLE_WEIGHTS: tuple[float, ...] = (
    1.17,  # shared
    -0.94,  # repeated
    0.37,  # distance
    1.17,  # sign near
    1.61,  # sign below
    -0.57,  # sign above
    -1.98,  # short
    -1.42,  # long
    -1.98,  # stop
    0.14,  # mark
    -0.93,  # gap
    0.29,  # among headlines
    -0.53,  # business
    -1.07,  # below title
    1.16,  # above dek
    0.26,  # capitals
    -0.16,  # adjoins
    -0.36,  # top
    -0.81,  # late
    -0.25,  # sentences
    1.37,  # share
    -0.31,  # inside
    -0.09,  # in list
    -0.13,  # crumbs
    -0.57,  # glued
    0.79,  # echoed
    -0.32,  # headlines above
    2.20,  # lead
    -0.27,  # best lead
    -0.63,  # sentence
    0.95,  # lower case
)
TITLE_BIAS = -2.47  # against "none of these lines"
# fmt: on
FIRST: NDArray[np.float64] = np.array([weight for row in _FIRST for weight in row])
SECOND: NDArray[np.float64] = np.array([weight for row in _SECOND for weight in row])
