"""A loaded run that labels articles: one record each, or one for each stance row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from toolkit.codebook import Codebook
from toolkit.corpus.compose import compose
from toolkit.corpus.examples import is_other_language
from toolkit.ingest import IngestOptions
from toolkit.models.base import Classifier
from toolkit.models.decide import decide
from toolkit.records import Article, Column, Evidence, ModelInput, Prediction, ScoredRecord
from toolkit.runs.layout import RunFolder
from toolkit.runs.policies import Limits, outcome_status
from toolkit.runs.stance_rows import rows_to_score


@dataclass(frozen=True)
class ScoreOptions:
    """What is scored, and how. What changes the output is here; what does not is `JobOptions`.

    Attributes:
        evidence: Spans with weights for each assigned label, at most this many; 0 for none.
        targets: Targets for articles that bring none of their own (stance).
        ingest: How inputs are read.
        limits: Lengths that give an article a status.
        only: `review` writes the articles that a person should look at, in place of records.
        skip_scored: An output of this run; what it holds is not scored again.
    """

    evidence: int = 0
    targets: tuple[str, ...] = ()
    ingest: IngestOptions = field(default_factory=IngestOptions)
    limits: Limits = field(default_factory=Limits)
    only: Literal["review"] | None = None
    skip_scored: Path | None = None


class Scorer:
    """A loaded run that scores articles.

    Args:
        run: The run.
        options: How to score.
    """

    def __init__(self, run: RunFolder, options: ScoreOptions) -> None:
        self.run = run
        self.options = options
        self.model: Classifier = run.load_model()
        self.keys = {facet: book.key for facet, book in run.codebooks.items()}
        self._stance = stance_codebook(run.codebooks)
        self._name = run.name
        self._input = run.config.input

    def score(self, pairs: Sequence[tuple[Article, ModelInput]]) -> list[ScoredRecord]:
        """Scores what `inputs` made of articles; stance runs give one record for each row.

        Args:
            pairs: Articles with their model inputs.

        Returns:
            One record for each pair, in their order.
        """
        inputs = [item for _, item in pairs]
        batch = self.model.predict_scores(inputs)
        predictions = decide(batch, self.run.decision, self.run.codebooks)
        evidence = self._evidence(inputs, predictions)
        return [
            self._record(article, item, prediction, spans)
            for (article, item), prediction, spans in zip(pairs, predictions, evidence, strict=True)
        ]

    def inputs(self, article: Article) -> Iterator[ModelInput]:
        """The model inputs of an article: one, or one for each stance row.

        Args:
            article: With text.

        Yields:
            Inputs, composed as in training.

        Raises:
            DataError: If a stance row of the article is wrong, or targets are open and there is
                none.
        """
        if self._stance is None:
            yield compose(article, self._input)
            return
        for row in rows_to_score(article, self._stance, self.options.targets):
            yield compose(article, self._input, row=row, codebook=self._stance)

    def _evidence(
        self, inputs: Sequence[ModelInput], predictions: Sequence[Prediction]
    ) -> list[tuple[Evidence, ...] | None]:
        if not self.options.evidence:
            return [None] * len(inputs)
        return [
            tuple(assigned_evidence(self.model, item, prediction, limit=self.options.evidence))
            for item, prediction in zip(inputs, predictions, strict=True)
        ]

    def _record(
        self,
        article: Article,
        item: ModelInput,
        prediction: Prediction,
        evidence: tuple[Evidence, ...] | None,
    ) -> ScoredRecord:
        cluster = article.extra.get("cluster")
        return ScoredRecord.of(
            item,
            prediction,
            source=article.source,
            cluster=cluster if isinstance(cluster, str) else None,
            fingerprint=article.fingerprint,
            run=self._name,
            codebooks=self.keys,
            evidence=evidence,
            status=self._status(article, prediction),
        )

    def _status(self, article: Article, prediction: Prediction) -> str:
        """What was met first: the language, the length, the outcome, what the parser said."""
        if is_other_language(article.language, self._input):
            return "wrong_language"
        length = self.options.limits.status(article)
        return length or outcome_status(prediction.abstained) or article.status


def assigned_evidence(
    model: Classifier, item: ModelInput, prediction: Prediction, *, limit: int
) -> list[Evidence]:
    """The strongest spans for each assigned label, at most `limit` a label."""
    columns = [Column(f, label) for f, labels in prediction.labels.items() for label in labels]
    if not columns:
        return []
    kept: list[Evidence] = []
    counts: dict[Column, int] = {}
    for span in model.explain([item], columns)[0]:
        column = Column(span.facet, span.label)
        if span.weight > 0 and counts.get(column, 0) < limit:
            counts[column] = counts.get(column, 0) + 1
            kept.append(span)
    return kept


def stance_codebook(codebooks: Mapping[str, Codebook]) -> Codebook | None:
    """The codebook of stance rows, where the run has one."""
    return next((book for book in codebooks.values() if book.unit == "stance-row"), None)
