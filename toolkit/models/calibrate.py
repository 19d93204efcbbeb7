"""Score calibration: one monotone map for each column."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ArtifactError

ISOTONIC_FROM = 1000  # positives; below, isotonic steps overfit (Niculescu-Mizil & Caruana 2005)
EPSILON = 1e-6


@dataclass(frozen=True)
class Calibration:
    """A monotone map from a model's score to a probability.

    Attributes:
        kind: `none` (identity), `platt` (logistic in the score's log-odds) or `isotonic`.
        x: Platt: slope and intercept; isotonic: scores in rising order.
        y: Isotonic: the probability at each score of `x`.
    """

    kind: Literal["none", "platt", "isotonic"] = "none"
    x: tuple[float, ...] = ()
    y: tuple[float, ...] = ()

    def apply(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities in [0, 1], same shape as `scores`."""
        if self.kind == "platt":
            slope, intercept = self.x
            return np.asarray(sigmoid(slope * log_odds(scores) + intercept))
        if self.kind == "isotonic":
            return np.interp(scores, self.x, self.y)
        return scores

    def to_json(self) -> dict[str, Any]:
        """The map as a JSON object."""
        if self.kind == "none":
            return {"kind": "none"}
        record: dict[str, Any] = {"kind": self.kind, "x": list(self.x)}
        return record | ({"y": list(self.y)} if self.kind == "isotonic" else {})

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Calibration":
        """Reads what `to_json` wrote."""
        if value.get("kind") not in {"none", "platt", "isotonic"}:
            raise ArtifactError(f"decision.json: unknown calibration {value.get('kind')!r}.")
        return cls(value["kind"], tuple(value.get("x", ())), tuple(value.get("y", ())))


def log_odds(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds, finite at 0 and 1."""
    clipped = np.clip(scores, EPSILON, 1 - EPSILON)
    return np.asarray(np.log(clipped / (1 - clipped)))


def sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logistic function, without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def fit_calibration(
    scores: NDArray[np.float64], positive: NDArray[np.bool_], kind: str
) -> Calibration:
    """Fits a map on scores whose labels are known and which the model was not fitted on.

    Args:
        scores: `(n,)` in [0, 1].
        positive: `(n,)`.
        kind: `auto`, `platt`, `isotonic` or `none`.

    Returns:
        The map; the identity if there are no positives or no negatives to learn from.
    """
    n_positive = int(positive.sum())
    if kind == "none" or n_positive == 0 or n_positive == len(positive):
        return Calibration()
    if kind == "isotonic" or (kind == "auto" and n_positive >= ISOTONIC_FROM):
        return _isotonic(scores, positive)
    return _platt(log_odds(scores), positive)


def _platt(x: NDArray[np.float64], positive: NDArray[np.bool_]) -> Calibration:
    """Platt scaling with his smoothed targets, by Newton steps (Lin, Lin and Weng 2007)."""
    n_positive, n_negative = int(positive.sum()), int((~positive).sum())
    target = np.where(positive, (n_positive + 1.0) / (n_positive + 2.0), 1.0 / (n_negative + 2.0))
    # Equal scores differ by rounding only; a slope through that would be endlessly steep.
    center, spread = float(x.mean()), float(x.std())
    scale = spread if spread > EPSILON else 1.0
    z = (x - center) / scale
    a, b = 1.0, float(np.log((n_positive + 1.0) / (n_negative + 1.0)))
    loss = _log_loss(a * z + b, target)
    for _ in range(100):
        p = sigmoid(a * z + b)
        w = p * (1 - p)
        gradient = np.array([((p - target) * z).sum(), (p - target).sum()])
        if np.abs(gradient).max() < 1e-6:
            break
        hessian = np.array([[(w * z * z).sum(), (w * z).sum()], [(w * z).sum(), w.sum()]])
        step = np.linalg.solve(hessian + 1e-9 * np.eye(2), gradient)
        size = 1.0
        while size > 1e-8:  # halve the step until the loss falls
            new_a, new_b = a - size * step[0], b - size * step[1]
            new_loss = _log_loss(new_a * z + new_b, target)
            if new_loss <= loss:
                break
            size /= 2
        else:
            break
        a, b, loss = new_a, new_b, new_loss
    if a <= 0:  # scores that run against the labels: keep their order, do not turn it round
        a = EPSILON
    return Calibration("platt", (a / scale, b - a * center / scale))


def _log_loss(margin: NDArray[np.float64], target: NDArray[np.float64]) -> float:
    # log(1 + e^m) - t m, written so that it cannot overflow
    return float((np.logaddexp(0.0, margin) - target * margin).sum())


def _isotonic(scores: NDArray[np.float64], positive: NDArray[np.bool_]) -> Calibration:
    from sklearn.isotonic import IsotonicRegression

    model = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
    model.fit(scores, positive.astype(np.float64))
    x = tuple(float(v) for v in model.X_thresholds_)
    return Calibration("isotonic", x, tuple(float(v) for v in model.y_thresholds_))
