"""The examples on which a run is most wrong, for reading."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from toolkit.evaluation.figures import DIGITS
from toolkit.evaluation.judged import FacetData, Judged

MAX_MISTAKES = 10


def worst_errors(judged: Judged, data: FacetData) -> list[dict[str, Any]]:
    """The examples whose scores contradict gold most, worst first.

    Ranked by the single most confident mistake (a gold label scored low, or an assigned one
    that gold lacks scored high), then by the sum over all mistakes.

    Args:
        judged: Examples and predictions.
        data: The facet.

    Returns:
        At most `MAX_MISTAKES` objects: `article_id`, for stance `target` and `holder`, `gold`,
        `predicted`, `scores` of the labels concerned, and `abstained` with its reason.
    """
    if not len(data):
        return []
    wrong = (data.gold != data.predicted) & data.known
    distance = np.where(wrong, np.abs(data.gold - data.scores), 0.0)
    most, total = distance.max(axis=1), distance.sum(axis=1)
    order = [int(i) for i in np.lexsort((-total, -most)) if wrong[i].any()]
    return [_error(judged, data, i) for i in order[:MAX_MISTAKES]]


def _error(judged: Judged, data: FacetData, i: int) -> dict[str, Any]:
    example = judged.examples[data.rows[i]]
    prediction = judged.predictions[data.rows[i]]
    ids = data.codebook.label_ids
    concerned = np.flatnonzero((data.gold[i] | data.predicted[i]) & data.known[i])
    record: dict[str, Any] = {"article_id": example.input.article_id}
    if example.input.target is not None:
        record |= {"target": example.input.target, "holder": example.input.holder}
    record |= {
        "gold": [ids[j] for j in np.flatnonzero(data.gold[i] & data.known[i])],
        "predicted": [ids[j] for j in np.flatnonzero(data.predicted[i])],
        "scores": {ids[j]: round(float(data.scores[i, j]), DIGITS) for j in concerned},
    }
    if data.abstained[i]:
        record["abstained"] = prediction.abstained[data.codebook.facet]
    return record


def confusion(data: FacetData) -> Mapping[str, Mapping[str, int]] | None:
    """Gold label by assigned label, for a single-select facet.

    Args:
        data: The facet.

    Returns:
        `{gold: {assigned: n}}` over the examples without unsure labels, in codebook order;
        `(none)` stands for no label, `(abstained)` for an abstention; null for a multi-select
        facet, and for one with parents, where a label is never alone.
    """
    book = data.codebook
    if book.select != "single" or any(label.parent for label in book.labels):
        return None
    table: dict[str, dict[str, int]] = {}
    names = [*book.label_ids, "(none)", "(abstained)"]
    none = len(book.label_ids)
    for i in np.flatnonzero(data.known.all(axis=1)):
        gold = names[_first(data.gold[i], none)]
        assigned = "(abstained)" if data.abstained[i] else names[_first(data.predicted[i], none)]
        row = table.setdefault(gold, {})
        row[assigned] = row.get(assigned, 0) + 1
    return {
        gold: {name: table[gold][name] for name in names if name in table[gold]}
        for gold in names
        if gold in table
    }


def _first(labels: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], otherwise: int) -> int:
    return int(labels.argmax()) if labels.any() else otherwise
