"""Suggestions for coders, from the codebooks' rules or from a run, and the words behind them."""

from collections.abc import Mapping, Sequence

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.models.decide import decide
from toolkit.records import Article, Evidence, ModelInput, Prediction
from toolkit.records.annotation import Span, Suggestion
from toolkit.runs.layout import RunFolder
from toolkit.runs.score import ScoreOptions, Scorer, assigned_evidence
from toolkit.runs.suggest import SPANS, Suggester

Judged = list[tuple[ModelInput, Prediction]]


class RuleSource:
    """Suggests what the codebooks' terms point to.

    Args:
        codebooks: By facet; facets of stance rows get no suggestions.
    """

    def __init__(self, codebooks: Mapping[str, Codebook]) -> None:
        self._suggester = Suggester(codebooks)
        self._last: tuple[str, Mapping[str, list[str]], list[tuple[str, Span]]] | None = None

    def suggest(self, article: Article, codebook: Codebook) -> Sequence[Suggestion]:
        """The labels of one facet that the rules assign."""
        labels, _ = self._row(article)
        return [Suggestion(label=label, source="rules") for label in labels.get(codebook.facet, ())]

    def explain(self, article: Article, codebook: Codebook) -> Sequence[Span]:
        """The words behind them."""
        _, spans = self._row(article)
        return [span for facet, span in spans if facet == codebook.facet]

    def _row(self, article: Article) -> tuple[Mapping[str, list[str]], list[tuple[str, Span]]]:
        """The rules find all facets at once, and a session asks for one after the other."""
        if self._last is None or self._last[0] != article.id:
            row = next(iter(self._suggester.suggest([article])))
            keys = ("label", "field", "start", "end", "quote")
            spans = [
                (found["facet"], Span.model_validate({key: found[key] for key in keys}))
                for found in row["evidence"]
            ]
            self._last = (article.id, row["labels"], spans)
        return self._last[1], self._last[2]


class RunSource:
    """Suggests what a run decides.

    Args:
        run: A trained run.
    """

    def __init__(self, run: RunFolder) -> None:
        self._run = run
        self._scorer = Scorer(run, ScoreOptions())
        self._last: tuple[str, Judged] | None = None

    def suggest(self, article: Article, codebook: Codebook) -> Sequence[Suggestion]:
        """The labels of one facet that the run assigns, with their scores."""
        facet = codebook.facet
        if facet not in self._run.codebooks:
            return []
        return [
            Suggestion(
                label=label,
                source=self._run.name,
                score=prediction.scores[facet][label],
                target=item.target,
                holder=item.holder,
            )
            for item, prediction in self._judged(article)
            for label in prediction.labels[facet]
        ]

    def explain(self, article: Article, codebook: Codebook) -> Sequence[Span]:
        """The words that weigh most for each of them."""
        if codebook.facet not in self._run.codebooks:
            return []
        return [
            _span(found)
            for item, prediction in self._judged(article)
            for found in assigned_evidence(self._scorer.model, item, prediction, limit=SPANS)
            if found.facet == codebook.facet
        ]

    def _judged(self, article: Article) -> Judged:
        if self._last is None or self._last[0] != article.id:
            inputs = self._inputs(article)
            if not inputs:
                return []
            batch = self._scorer.model.predict_scores(inputs)
            predictions = decide(batch, self._run.decision, self._run.codebooks)
            self._last = (article.id, list(zip(inputs, predictions, strict=True)))
        return self._last[1]

    def _inputs(self, article: Article) -> list[ModelInput]:
        try:
            return list(self._scorer.inputs(article))
        except DataError:
            # A stance run over an article that names no target has nothing to suggest; the coder
            # is asked all the same.
            return []


def _span(found: Evidence) -> Span:
    return Span.model_validate(
        {
            "label": found.label,
            "field": found.field,
            "start": found.start,
            "end": found.end,
            "quote": found.quote,
        }
    )
