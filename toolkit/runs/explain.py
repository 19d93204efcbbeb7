"""`explain`: the words behind each label, and what kept a label out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from toolkit.models.decide import decide
from toolkit.records import Article, Column, Evidence, ModelInput, Prediction
from toolkit.records.scores import evidence_json
from toolkit.runs.score import Scorer

NEAR_MISSES = 3  # labels of a facet that are explained although they were not assigned
WORDS = 6


def explain_articles(scorer: Scorer, articles: Sequence[Article]) -> Iterator[dict[str, Any]]:
    """Explains a run's decisions on articles.

    Args:
        scorer: The loaded run.
        articles: With text.

    Yields:
        For each article (or stance row): id, title, and per facet the assigned labels and the
        nearest others, each with score, threshold and the spans for and against.
    """
    for article in articles:
        inputs = list(scorer.inputs(article))
        batch = scorer.model.predict_scores(inputs)
        predictions = decide(batch, scorer.run.decision, scorer.run.codebooks)
        for item, prediction in zip(inputs, predictions, strict=True):
            yield _explanation(scorer, article, item, prediction)


def _explanation(
    scorer: Scorer, article: Article, item: ModelInput, prediction: Prediction
) -> dict[str, Any]:
    thresholds = scorer.run.decision.thresholds()
    shown = {facet: _labels_to_show(prediction, facet) for facet in scorer.run.codebooks}
    columns = [Column(facet, label) for facet, labels in shown.items() for label in labels]
    by_column: dict[Column, list[Evidence]] = {column: [] for column in columns}
    for span in scorer.model.explain([item], columns)[0]:
        by_column[Column(span.facet, span.label)].append(span)
    explanation: dict[str, Any] = {"article_id": article.id, "title": article.title}
    if item.target is not None:
        explanation |= {"target": item.target, "holder": item.holder}
    explanation["facets"] = {
        facet: {
            "abstained": prediction.abstained.get(facet),
            "labels": [
                _label(scorer, prediction, column, thresholds[column], by_column[column])
                for column in (Column(facet, label) for label in labels)
            ],
        }
        for facet, labels in shown.items()
    }
    return explanation


def _labels_to_show(prediction: Prediction, facet: str) -> list[str]:
    assigned = list(prediction.labels[facet])
    scores = prediction.scores[facet]
    others = [label for label in scores if label not in assigned and scores[label] > 0]
    others.sort(key=lambda label: -scores[label])
    return assigned + others[:NEAR_MISSES]


def _label(
    scorer: Scorer,
    prediction: Prediction,
    column: Column,
    threshold: float | None,
    spans: Sequence[Evidence],
) -> dict[str, Any]:
    score = prediction.scores[column.facet][column.label]
    assigned = column.label in prediction.labels[column.facet]
    return {
        "label": column.label,
        "name": scorer.run.codebooks[column.facet].by_id[column.label].name,
        "assigned": assigned,
        "score": score,
        "threshold": threshold,
        "reason": _reason(scorer, prediction, column, threshold, score=score, assigned=assigned),
        "for": _strongest([span for span in spans if span.weight > 0]),
        "against": _strongest([span for span in spans if span.weight < 0]),
    }


def _strongest(spans: Sequence[Evidence]) -> list[dict[str, Any]]:
    """The words with the most weight, each once: its first span, its total, how often it stands."""
    same: dict[str, list[Evidence]] = {}
    for span in spans:
        same.setdefault(" ".join(span.quote.casefold().split()), []).append(span)
    totals = [
        evidence_json(replace(found[0], weight=sum(span.weight for span in found)))
        | {"count": len(found)}
        for found in same.values()
    ]
    return sorted(totals, key=lambda word: -abs(word["weight"]))[:WORDS]


def _reason(
    scorer: Scorer,
    prediction: Prediction,
    column: Column,
    threshold: float | None,
    *,
    score: float,
    assigned: bool,
) -> str:
    """Why a label was given or not, in words."""
    codebook = scorer.run.codebooks[column.facet]
    if column.facet in prediction.abstained:
        return f"abstained: {prediction.abstained[column.facet]}"
    if threshold is None:
        return "never assigned: nothing to learn it from"
    passes = score >= threshold
    if assigned and passes:
        return f"score {score:.3f} reaches the threshold {threshold:.3f}"
    if assigned:
        below = [
            label
            for label in prediction.labels[column.facet]
            if column.label in codebook.ancestors(label)
        ]
        if below:
            return f"implied by {below[0]}"
        return f"score {score:.3f} is the best, and the codebook wants a label"
    if passes:
        return f"score {score:.3f} passes, but another label scores higher and one is taken"
    return f"score {score:.3f} is below the threshold {threshold:.3f}"


def _word(word: dict[str, Any]) -> str:
    often = f" ×{word['count']}" if word["count"] > 1 else ""
    return f"“{' '.join(word['quote'].split())}”{often} {word['weight']:+.2f}"


def explanation_lines(explanation: dict[str, Any]) -> Iterator[str]:
    """An explanation for the terminal, line by line."""
    target = ""
    if "target" in explanation:
        target = f"  [{explanation['target']} / {explanation['holder']}]"
    yield f"{explanation['article_id']}  {explanation['title'] or '(no title)'}{target}"
    for facet, found in explanation["facets"].items():
        yield f"  {facet}" + (f": abstained ({found['abstained']})" if found["abstained"] else "")
        for label in found["labels"]:
            mark = "+" if label["assigned"] else "-"
            yield f"    {mark} {label['label']} ({label['name']}): {label['reason']}"
            for side in ("for", "against"):
                words = ", ".join(_word(word) for word in label[side])
                if words:
                    yield f"        {side}: {words}"
