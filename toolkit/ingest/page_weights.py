"""Weights of the lines of a pasted page; see `page_body` and `page_title`.

Both were fitted on 102 pasted pages of 90 sites with gold bodies and stated titles
(scrapinghub/article-extraction-benchmark at 4a3bc97) and on the pages in `seeds/pages`.

Body: two L2-regularised logistic regressions (C = 0.15), the second one with the words that a
first reading found; a line is body if the gold holds more than half of its four-word shingles; it
weighs the square root of its words, and every page alike. So that the weights do not lean on blank
lines, on words of the languages that these pages are in or on long articles, every page was also
given without blank lines (weight 0.3), with a blank line everywhere (0.2), without its vocabulary
(0.3) and cut to six body lines (0.12).

Title: conditional logit with L2 penalty 0.6, every page also without blank lines (0.5) and without
its title (0.3).

`benchmarks/page_fit.py --write` fits them again; `benchmarks/RESULTS.md` has the figures of
cross-validation over sites.
"""

import numpy as np
from numpy.typing import NDArray

# fmt: off
# One row per column of `page_body.COLUMNS`, one number per value.
_FIRST: tuple[tuple[float, ...], ...] = (
    # kind-2
    (-0.96, 0.16, -0.21, -0.79, 0.44, -0.83, -0.17, 1.24, 0.23, -0.16, 0.34, 0.33, -0.42, 0.51,
     0.19, -0.17, 0.77, -0.01, -1.59),
    # kind-1
    (-0.96, -0.31, -0.39, -1.15, 0.17, -0.43, -0.99, 1.09, 0.09, -0.45, 0.42, 0.13, -0.32, 0.29,
     0.52, -0.50, 1.19, 0.51, -0.02),
    # kind+0
    (-0.07, 0.45, 0.19, -1.17, -0.23, -0.41, -0.94, 0.27, 0.44, -1.20, 0.13, 0.46, -1.11, -0.25,
     0.17, -0.09, 1.05, 1.25, -0.03),
    # kind+1
    (-0.56, 1.38, 0.03, -1.13, -0.55, -0.17, -1.11, 0.12, -0.27, -0.15, 0.85, 0.57, 0.08, 0.24,
     0.14, -0.39, 0.59, 0.64, -1.40),
    # kind+2
    (-0.40, 1.26, -0.09, -0.99, 0.45, 0.42, -0.62, -0.06, 0.05, -0.10, 0.23, -0.01, -0.28, 0.79,
     0.40, -0.77, 0.39, 0.11, -1.89),
    # gaps
    (-0.03, -0.24, 0.19, 0.44, -0.21, -0.85, -0.24, 0.15, -0.77, -0.07, -0.06, -0.07, -0.18, 0.32,
     0.05, 0.53),
    # near
    (-0.39, -0.51, -0.19, 0.10, 0.29),
    # wide
    (-0.02, 0.09, -0.31, -0.27, -0.18),
    # business
    (1.02, -1.05, -0.61),
    # credit
    (0.73, -0.18, -1.19),
    # stamp
    (0.21, -1.06, 0.21),
    # after
    (1.02, -1.02, -0.64),
    # control
    (0.47, -1.07),
    # repeated
    (-0.30, 0.22, -0.55),
    # quote
    (-0.72, 0.11),
    # bullet
    (-2.01, 1.40),
    # case
    (0.06, 0.01, -0.71, -0.20, 0.15),
    # figures
    (-0.85, 0.49, 0.06, 0.20, -0.59),
    # address
    (-0.43, 1.11, -1.32),
    # block
    (0.15, -0.07, 0.11, 0.53, 0.02, 1.01, -0.50, -0.20, 0.71, -0.62, -0.21, 1.29, -0.23, -0.22,
     -1.14, -0.37, -0.78, -0.65, -0.27, 0.31),
    # social
    (0.20, -0.25, 0.07, -0.68),
    # since list
    (-0.03, 0.21, -0.59, -0.75, -0.31, -0.15, 0.86),
    # closings
    (1.78, 0.17, -2.59),
    # since stamp
    (-0.24, -0.40, -0.15, 0.47, 0.10, -0.50),
    # comments
    (2.25, -0.04, -1.06, -0.21, -1.63),
    # after-1
    (-0.31, -0.30),
    # control-1
    (-0.41, -0.20),
    # business-1
    (-0.06, -0.55),
    # credit-1
    (-0.55, -0.06),
    # stamp-1
    (-0.64, 0.03),
    # after+1
    (-0.59, -0.02),
    # control+1
    (-0.28, -0.33),
    # business+1
    (-0.11, -0.50),
    # credit+1
    (0.15, -0.76),
    # stamp+1
    (-0.27, -0.34),
)
_SECOND: tuple[tuple[float, ...], ...] = (
    # kind-2
    (-0.93, 0.29, -0.22, -0.68, 0.35, -0.64, -0.18, 1.15, 0.35, -0.06, 0.16, 0.49, -0.43, 0.44,
     0.08, -0.02, 0.63, -0.06, -1.73),
    # kind-1
    (-0.93, -0.45, -0.34, -1.12, 0.05, -0.26, -0.85, 1.07, 0.20, -0.42, 0.37, 0.19, -0.32, 0.36,
     0.57, -0.55, 0.87, 0.54, 0.02),
    # kind+0
    (0.06, 0.57, 0.27, -0.98, -0.10, -0.27, -0.93, 0.23, 0.37, -1.18, 0.07, 0.44, -1.32, -0.16,
     -0.08, -0.00, 0.86, 1.16, -0.03),
    # kind+1
    (-0.47, 1.58, -0.02, -1.15, -0.69, -0.13, -1.05, 0.07, -0.24, -0.11, 0.86, 0.61, 0.20, 0.22,
     0.16, -0.48, 0.38, 0.64, -1.38),
    # kind+2
    (-0.36, 1.47, 0.00, -0.88, 0.39, 0.64, -0.63, -0.11, -0.02, -0.08, -0.02, -0.13, -0.33, 0.70,
     0.36, -0.67, 0.22, 0.03, -1.60),
    # gaps
    (0.12, -0.28, 0.29, 0.36, -0.02, -0.92, -0.37, -0.03, -0.46, -0.23, 0.03, -0.34, -0.05, 0.31,
     0.12, 0.51),
    # near
    (-0.44, -0.63, -0.27, 0.23, 0.46),
    # wide
    (0.22, 0.20, -0.18, -0.39, -0.51),
    # business
    (0.92, -0.89, -0.63),
    # credit
    (0.80, 0.10, -1.50),
    # stamp
    (0.15, -1.23, 0.48),
    # after
    (1.09, -0.99, -0.71),
    # control
    (0.42, -1.00),
    # repeated
    (-0.17, 0.26, -0.70),
    # quote
    (-0.67, 0.09),
    # bullet
    (-1.99, 1.41),
    # case
    (0.11, 0.00, -0.70, -0.23, 0.16),
    # figures
    (-0.85, 0.45, -0.04, 0.35, -0.56),
    # address
    (-0.48, 1.11, -1.23),
    # block
    (0.26, 0.09, 0.03, 0.51, 0.01, 1.01, -0.28, -0.05, 0.85, -0.61, -0.37, 0.84, -0.22, -0.26,
     -1.13, -0.37, -0.82, -0.59, -0.13, 0.20),
    # social
    (0.35, -0.33, 0.11, -0.76),
    # since list
    (-0.03, 0.27, -0.68, -0.93, -0.12, -0.04, 0.81),
    # closings
    (1.49, -0.06, -2.04),
    # since stamp
    (-0.29, -0.34, -0.10, 0.47, 0.12, -0.54),
    # comments
    (1.82, -0.09, -0.73, -0.19, -1.47),
    # after-1
    (-0.30, -0.28),
    # control-1
    (-0.40, -0.18),
    # business-1
    (-0.08, -0.50),
    # credit-1
    (-0.46, -0.12),
    # stamp-1
    (-0.57, -0.01),
    # after+1
    (-0.60, 0.02),
    # control+1
    (-0.27, -0.31),
    # business+1
    (-0.11, -0.47),
    # credit+1
    (0.32, -0.90),
    # stamp+1
    (-0.23, -0.35),
    # echo
    (-0.46, -0.54, -0.89, -0.37, 0.17, 0.81, -0.03, -0.98, -0.35, 0.10, 0.38, 1.33),
)
# In the order of `page_title.FEATURES`.
TITLE_WEIGHTS: tuple[float, ...] = (
    1.20,  # shared
    -0.82,  # repeated
    0.39,  # distance
    1.24,  # sign near
    1.58,  # sign below
    -0.24,  # sign above
    -1.93,  # short
    -1.27,  # long
    -1.96,  # stop
    0.13,  # mark
    -0.83,  # gap
    0.21,  # among headlines
    -0.59,  # business
    -1.02,  # below title
    1.32,  # above dek
    0.23,  # capitals
    -0.32,  # adjoins
    -0.32,  # top
    -0.83,  # late
    -0.17,  # sentences
    1.26,  # share
    -0.70,  # inside
    -0.11,  # in list
    -0.14,  # crumbs
    -0.60,  # glued
    0.70,  # echoed
    -0.28,  # headlines above
    2.15,  # lead
    -0.37,  # best lead
    -0.71,  # sentence
    0.94,  # lower case
)
TITLE_BIAS = -2.30  # against "none of these lines"
# fmt: on
FIRST: NDArray[np.float64] = np.array([weight for row in _FIRST for weight in row])
SECOND: NDArray[np.float64] = np.array([weight for row in _SECOND for weight in row])
