"""The examples on which a run is most wrong, for reading."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from toolkit.evaluation.figures import DIGITS
from toolkit.evaluation.judged import FacetData, Judged
from toolkit.evaluation.passages import passages
from toolkit.records import Column, Evidence

MAX_MISTAKES = 10
MISSED, FALSE_ALARM = "missed", "wrongly assigned"
Place = tuple[int, int]  # row of a facet's arrays, and column


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


def label_errors(judged: Judged, data: FacetData) -> dict[str, list[dict[str, Any]]]:
    """For each label the examples on which its decision is most wrong, with the words behind it.

    Args:
        judged: Examples and predictions; without `explain` only coders' evidence is shown.
        data: The facet.

    Returns:
        `{label: [{article_id, title, kind, score, gold, predicted, passages}…]}` of labels with
        errors, at most `MAX_MISTAKES` each, the score that is furthest off first; for stance
        `target` and `holder` too. `kind` is `missed` or `wrongly assigned`.
    """
    wrong = (data.gold != data.predicted) & data.known
    distance = np.where(wrong, np.abs(data.gold - data.scores), -1.0)
    places: dict[int, list[Place]] = {}
    for j in np.flatnonzero(wrong.any(axis=0)):
        order = np.argsort(-distance[:, j], kind="stable")[:MAX_MISTAKES]
        places[int(j)] = [(int(i), int(j)) for i in order if wrong[i, j]]
    spans = _explained(judged, data, [place for found in places.values() for place in found])
    return {
        data.codebook.label_ids[j]: [
            _label_error(judged, data, place, spans.get(place, ())) for place in found
        ]
        for j, found in places.items()
    }


def _explained(
    judged: Judged, data: FacetData, places: Sequence[Place]
) -> dict[Place, list[Evidence]]:
    """The model's spans for each error; every example is explained once."""
    if judged.explain is None:
        return {}
    ids, facet = data.codebook.label_ids, data.codebook.facet
    asked: dict[int, list[int]] = {}
    # The worst error of each label first: whoever explains may stop at any number of examples.
    ranks: dict[int, int] = {}
    ranked = []
    for i, j in places:
        ranks[j] = ranks.get(j, 0) + 1
        ranked.append((ranks[j], i, j))
    for _, i, j in sorted(ranked):
        asked.setdefault(i, []).append(j)
    questions = [
        (judged.examples[data.rows[i]].input, [Column(facet, ids[j]) for j in columns])
        for i, columns in asked.items()
    ]
    found: dict[Place, list[Evidence]] = {}
    for i, spans in zip(asked, judged.explain(questions), strict=True):
        for span in spans:
            found.setdefault((i, ids.index(span.label)), []).append(span)
    return found


def _label_error(
    judged: Judged, data: FacetData, place: Place, spans: Sequence[Evidence]
) -> dict[str, Any]:
    i, j = place
    example, label = judged.examples[data.rows[i]], data.codebook.label_ids[j]
    missed = bool(data.gold[i, j])
    coded = [
        span
        for span in example.evidence
        if span.facet == data.codebook.facet and span.label == label
    ]
    # What argues for the mistake: for a label wrongly assigned the words that speak for it.
    speaking = [span for span in spans if (span.weight < 0) == missed]
    error = _error(judged, data, i)
    return {
        **{key: error[key] for key in error if key != "scores"},
        "title": example.title,
        "kind": MISSED if missed else FALSE_ALARM,
        "score": round(float(data.scores[i, j]), DIGITS),
        "passages": passages(example.input, coded, speaking),
    }


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
