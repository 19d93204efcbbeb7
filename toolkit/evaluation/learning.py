"""What more labelled articles would bring: F1 by number of positives, and how it goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit import statistics as stats
from toolkit.codebook import Codebook
from toolkit.evaluation.figures import number

Floats = NDArray[np.float64]

GAIN = 0.05
EXPONENTS = np.arange(0.2, 1.55, 0.1)
MIN_POINTS = 3
MIN_SUPPORT = 10  # positives in test; below, a point of the curve is mostly chance
FARTHEST = 4.0  # more than so many times what there is, the curve says nothing
DRAWS = 400
INNER = (10, 90)  # percentiles of the range that is given


@dataclass(frozen=True)
class CurvePoints:
    """Results of one facet, trained on growing shares of the same articles.

    Attributes:
        shares: Share of the train articles of each point, rising, `(m,)`; the last is 1.
        n_train: Their number of articles.
        positives: Positives of each label in train, `(m, k)`.
        counts: Confusion counts on the same test clusters, `(n_clusters, m, k, 3)`.
    """

    shares: Sequence[float]
    n_train: Sequence[int]
    positives: Floats
    counts: Floats


def learning_report(points: CurvePoints, codebook: Codebook, *, seed: int) -> dict[str, Any]:
    """The curve of each label and about how many more positives give it 0.05 more F1.

    F1 is taken to rise as `a - b * positives ** -c`, with one `c` for all labels of the facet (a
    label's few points cannot bear three parameters). The range comes from drawing the test
    clusters again and from leaving out each point in turn.

    Args:
        points: Results on growing shares.
        codebook: Of the facet.
        seed: Fixes the draws.

    Returns:
        `{gain, exponent, points: [{share, n_train, micro_f1, macro_f1}], labels: {id: {points:
        [[positives, f1]], more, low, high, note}}}`. `more` is null where `note` says why;
        `high` is null where a tenth of the draws see no end.
    """
    total = points.counts.sum(axis=0)
    f1 = stats.f1(total)
    support = stats.support(total)[-1]
    usable = [int(j) for j in np.flatnonzero(support >= MIN_SUPPORT) if _has_points(points, int(j))]
    exponent = _shared_exponent(points.positives, f1, usable)
    draws = stats.cluster_bootstrap(
        points.counts,
        lambda drawn: stats.f1(drawn).reshape(len(drawn), -1),
        resamples=DRAWS,
        seed=seed,
    ).reshape(DRAWS, *f1.shape)
    return {
        "gain": GAIN,
        "exponent": None if exponent is None else round(exponent, 2),
        "points": [
            {
                "share": share,
                "n_train": n,
                "micro_f1": number(float(stats.micro_f1(total[i]))),
                "macro_f1": number(float(stats.macro_f1(total[i]))),
            }
            for i, (share, n) in enumerate(zip(points.shares, points.n_train, strict=True))
        ],
        "labels": {
            codebook.label_ids[j]: {
                "points": [
                    [round(float(n), 1), number(float(value))]
                    for n, value in zip(points.positives[:, j], f1[:, j], strict=True)
                ],
                **_more(points.positives[:, j], f1[:, j], draws[:, :, j], exponent, j in usable),
            }
            for j in np.flatnonzero(support > 0)
        },
    }


def _has_points(points: CurvePoints, j: int) -> bool:
    return len(set(points.positives[points.positives[:, j] > 0, j].tolist())) >= MIN_POINTS


def _shared_exponent(positives: Floats, f1: Floats, usable: Sequence[int]) -> float | None:
    """The exponent with the least squared error over all labels together."""
    if not usable:
        return None
    errors = []
    for exponent in EXPONENTS:
        total = 0.0
        for j in usable:
            seen = positives[:, j] > 0
            a, b = _fit(positives[seen, j], f1[None, seen, j], float(exponent))
            fitted = a[0] - b[0] * positives[seen, j] ** -exponent
            total += float(((f1[seen, j] - fitted) ** 2).sum())
        errors.append(total)
    return float(EXPONENTS[int(np.argmin(errors))])


def _fit(n: Floats, f1: Floats, exponent: float) -> tuple[Floats, Floats]:
    """Least squares `a` and `b` of each row of `f1`, `(rows, len(n))`."""
    x = n**-exponent
    centred = x - x.mean()
    slope = (f1 - f1.mean(axis=1, keepdims=True)) @ centred / (centred @ centred)
    return f1.mean(axis=1) - slope * x.mean(), -slope


def _needed(n: Floats, f1: Floats, exponent: float, *, now: float) -> Floats:
    """Positives beyond `now` that give `GAIN`, for each row; infinite where none do."""
    a, b = _fit(n, f1, exponent)
    wanted = a - b * now**-exponent + GAIN
    reach = np.where((b > 0) & (a > wanted) & (wanted <= 1), a - wanted, np.nan)
    more = (np.maximum(b, 1e-12) / reach) ** (1 / exponent) - now
    return np.where(np.isnan(more) | (more > FARTHEST * now), np.inf, more)


def _spread(n: Floats, draws: Floats, exponent: float) -> Floats:
    """What is needed in each draw, by all points and without each one in turn, sorted.

    A curve through four points leans on every one of them; leaving each out says how much.
    """
    subsets = [np.ones(len(n), dtype=bool)]
    if len(n) > MIN_POINTS:
        subsets += [np.arange(len(n)) != left_out for left_out in range(len(n))]
    found = [_needed(n[kept], draws[:, kept], exponent, now=n[-1]) for kept in subsets]
    return np.sort(np.concatenate(found))


def _more(
    n: Floats, f1: Floats, draws: Floats, exponent: float | None, usable: bool
) -> dict[str, Any]:
    nothing: dict[str, Any] = {"more": None, "low": None, "high": None}
    if exponent is None or not usable:
        return nothing | {"note": f"too few positives for a curve ({MIN_SUPPORT} in test needed)"}
    seen = n > 0
    if f1[-1] > 1 - GAIN:
        return nothing | {"note": f"already within {GAIN} of 1"}
    needed = float(_needed(n[seen], f1[None, seen], exponent, now=n[-1])[0])
    if np.isinf(needed):
        return nothing | {"note": "flat, or farther than the curve can tell"}
    whole = draws[~np.isnan(draws[:, seen]).any(axis=1)][:, seen]
    spread = _spread(n[seen], whole, exponent)
    low, high = (float(spread[int(q * (len(spread) - 1) / 100)]) for q in INNER)
    return {
        "more": max(1, round(needed)),
        "low": None if np.isinf(low) else max(1, round(low)),
        "high": None if np.isinf(high) else max(1, round(high)),
        "note": None,
    }
