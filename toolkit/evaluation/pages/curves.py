"""Curves as points of small pictures: squares of 100 by 100, y downwards."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.evaluation.pages.words import View, share

Point = tuple[float, float]


def line(points: Sequence[Sequence[float]]) -> str:
    """Points of a precision-recall curve for a polyline, drawn from recall 0 on."""
    if not points:
        return ""
    places = [(100 * recall, 100 - 100 * precision) for recall, precision in points]
    return _joined([(0.0, places[0][1]), *places])


def _joined(places: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def reliability(bins: Sequence[Mapping[str, Any]]) -> list[View]:
    """Points of a reliability plot; their area grows with the number of decisions."""
    total = sum(item["n"] for item in bins)
    return [
        {
            "x": round(100 * item["score"], 1),
            "y": round(100 - 100 * item["share"], 1),
            "r": round(1.5 + 6 * (item["n"] / total) ** 0.5, 1),
            "title": f"score {item['score']:.2f}, share {item['share']:.2f}, {item['n']} decisions",
        }
        for item in bins
    ]


def threshold_steps(cuts: Sequence[Mapping[str, Any]]) -> str:
    """What the slider of a label needs, as JSON for an attribute."""
    keys = ("threshold", "assigned", "precision", "recall", "f1")
    return json.dumps([[cut[key] for key in keys] for cut in cuts])


def nearest_step(cuts: Sequence[Mapping[str, Any]], threshold: float | None) -> int:
    """The step of the slider that is nearest to the run's threshold."""
    if threshold is None:
        return len(cuts) - 1
    return min(range(len(cuts)), key=lambda i: abs(cuts[i]["threshold"] - threshold))


def learning_line(points: Sequence[Sequence[float | None]]) -> View | None:
    """A label's learning curve: F1 by positives, the last point at the right edge."""
    known = [(n, f1) for n, f1 in points if n is not None and f1 is not None]
    most = max((n for n, _ in known), default=0)
    if len(known) < 2 or not most:
        return None
    places = [(100 * n / most, 100 - 100 * f1) for n, f1 in known]
    words = ", ".join(f"{share(f1, 2)} with {n:g}" for n, f1 in known)
    return {"line": _joined(places), "most": f"{most:g}", "title": f"F1 {words} positives"}
