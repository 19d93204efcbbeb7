"""What the rules say about one label of one article."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WeightedSpan:
    """A stretch of the model input that speaks for a label.

    Attributes:
        start: First code point in the model input.
        end: One past the last code point.
        weight: Its share of the label's score; the weights of a label add up to its score.
    """

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Finding:
    """A label that the article has words for.

    Attributes:
        label: Label id.
        score: In [0, 1]; 0.5 is where the codebook's bar lies.
        spans: In order of appearance.
        role: The label's role in the article, where the codebook has roles.
    """

    label: str
    score: float
    spans: tuple[WeightedSpan, ...]
    role: str | None = None


def saturating(points: float, half: float) -> float:
    """A score in [0, 1) that grows with the points and is 0.5 at `half` of them.

    >>> [round(saturating(points, 3.0), 2) for points in (0, 3, 6, 9)]
    [0.0, 0.5, 0.75, 0.88]
    """
    return float(1.0 - 2.0 ** (-points / half))


def log_logistic(points: float, half: float, steepness: float) -> float:
    """A probability in [0, 1) whose log-odds grow with the logarithm of the points.

    >>> [round(log_logistic(points, 1.5, 2.0), 2) for points in (0, 0.75, 1.5, 6)]
    [0.0, 0.2, 0.5, 0.94]
    """
    return float(1.0 / (1.0 + (half / points) ** steepness)) if points > 0 else 0.0
