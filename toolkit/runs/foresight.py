"""What a run or the rules say about articles before anyone has coded them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.codebook import Codebook
from toolkit.models.base import Classifier
from toolkit.models.decide import decide
from toolkit.records import Article, ModelInput
from toolkit.runs.layout import RunFolder
from toolkit.runs.score import ScoreOptions, Scorer
from toolkit.runs.suggest import Suggester

MAX_JUDGED_BY_RULES = 1000  # articles; more say little more about how common a label is
BATCH = 256
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Foreseen:
    """What a run or the rules say about articles of a frame.

    Attributes:
        labels: Facet and label of each column.
        indices: Articles of the frame that were looked at, `(n,)`.
        assigned: 0 or 1, parents included, `(n, k)`.
        scores: Calibrated, `(n, k)`; of the rules what they assign.
        margins: Distance of the closest score from its threshold, `(n,)`.
        by: Who says so, in words.
    """

    labels: list[tuple[str, str]]
    indices: NDArray[np.int_]
    assigned: Floats
    scores: Floats
    margins: Floats
    by: str


def foresee(
    frame: Sequence[Article],
    codebooks: Mapping[str, Codebook],
    run: RunFolder | None,
    *,
    seed: int,
) -> Foreseen | None:
    """Judges articles without a coder.

    Args:
        frame: The articles, each with text.
        codebooks: For the rules, where there is no run.
        run: A trained run.
        seed: Of the draw of articles that rules judge in a large frame.

    Returns:
        What is said; None where there is no run and no codebook that rules can use.
    """
    if run is not None:
        return _by_run(frame, run)
    if not any(book.unit == "article" for book in codebooks.values()):
        return None
    rng = np.random.default_rng(seed)
    n = min(len(frame), MAX_JUDGED_BY_RULES)
    indices = np.sort(rng.choice(len(frame), size=n, replace=False))
    suggester = Suggester(codebooks)
    labels = [(f, label) for f, book in suggester.codebooks.items() for label in book.label_ids]
    column = {pair: j for j, pair in enumerate(labels)}
    assigned = np.zeros((n, len(labels)))
    for i, row in enumerate(suggester.suggest(frame[int(index)] for index in indices)):
        for facet, given in row["labels"].items():
            for label in suggester.codebooks[facet].with_parents(frozenset(given)):
                assigned[i, column[facet, label]] = 1
    return Foreseen(labels, indices, assigned, assigned, np.zeros(n), "the codebooks' rules")


def _by_run(frame: Sequence[Article], run: RunFolder) -> Foreseen:
    """Decisions and scores of a run; stance rows of an article are taken together."""
    scorer = Scorer(run, ScoreOptions())
    columns = scorer.model.columns
    labels = [(column.facet, column.label) for column in columns]
    n = len(frame)
    assigned, scores = np.zeros((n, len(labels))), np.zeros((n, len(labels)))
    margins = np.full(n, np.inf)
    thresholds = np.array([rule.threshold for rule in run.decision.rules])
    tuned = thresholds <= 1
    for start in range(0, n, BATCH):
        pairs = [
            (start + i, item)
            for i, article in enumerate(frame[start : start + BATCH])
            for item in scorer.inputs(article)
        ]
        if not pairs:
            continue
        found = _decided(scorer.model, [item for _, item in pairs], run)
        for (i, _), values, given in zip(pairs, *found, strict=True):
            scores[i] = np.maximum(scores[i], values)
            assigned[i] = np.maximum(assigned[i], given)
            if tuned.any():
                margins[i] = min(margins[i], np.abs(values - thresholds)[tuned].min())
    return Foreseen(labels, np.arange(n), assigned, scores, margins, f"the run {run.name}")


def _decided(
    model: Classifier, inputs: Sequence[ModelInput], run: RunFolder
) -> tuple[Floats, Floats]:
    """Calibrated scores and decisions of a batch, `(n, k)` each."""
    predictions = decide(model.predict_scores(inputs), run.decision, run.codebooks)
    scores = np.array([[p.scores[c.facet][c.label] for c in model.columns] for p in predictions])
    given = [
        {
            facet: run.codebooks[facet].with_parents(frozenset(labels))
            for facet, labels in p.labels.items()
        }
        for p in predictions
    ]
    assigned = np.array(
        [[float(c.label in own.get(c.facet, ())) for c in model.columns] for own in given]
    )
    return scores, assigned
