"""`score`: labels for new articles, one record each, or one for each stance row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook
from toolkit.corpus.compose import compose
from toolkit.corpus.examples import is_other_language
from toolkit.errors import DataError
from toolkit.ingest import IngestOptions, Reject, read_articles
from toolkit.models.base import Classifier
from toolkit.models.decide import decide
from toolkit.records import Article, Column, Evidence, ModelInput, Prediction, ScoredRecord
from toolkit.runs.layout import RunFolder
from toolkit.runs.stance_rows import check_targets, rows_to_score
from toolkit.runs.write import open_writer

Prepared = tuple[Article, list[ModelInput]]
BATCH = 256  # inputs scored together; memory grows with it, speed does not beyond this


@dataclass
class ScoreSummary:
    """What a scoring job did.

    Attributes:
        records: Records written.
        articles: Articles scored.
        no_text: Articles without any text, which get no record.
        rejects: Inputs that could not be taken.
    """

    records: int = 0
    articles: int = 0
    no_text: int = 0
    rejects: list[Reject] = field(default_factory=list)


@dataclass(frozen=True)
class ScoreOptions:
    """How to score.

    Attributes:
        evidence: Spans with weights for each assigned label, at most this many; 0 for none.
        targets: Targets for articles that bring none of their own (stance).
        ingest: How inputs are read.
        force: Replace an existing output.
    """

    evidence: int = 0
    targets: tuple[str, ...] = ()
    ingest: IngestOptions = field(default_factory=IngestOptions)
    force: bool = False


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

        Raises:
            DataError: If a stance row of the article is wrong, or targets are open and there is
                none.
        """
        stance = _stance_codebook(self.run.codebooks)
        if stance is None:
            yield compose(article, self.run.config.input)
            return
        for row in rows_to_score(article, stance, self.options.targets):
            yield compose(article, self.run.config.input, row=row, codebook=stance)

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
        other = is_other_language(article.language, self.run.config.input)
        cluster = article.extra.get("cluster")
        return ScoredRecord(
            article_id=article.id,
            source=article.source,
            published=article.published,
            language=article.language,
            cluster=cluster if isinstance(cluster, str) else None,
            target=item.target,
            holder=item.holder,
            labels=prediction.labels,
            scores=prediction.scores,
            primary=prediction.primary,
            roles=prediction.roles,
            abstained=prediction.abstained,
            read_share=prediction.read_share,
            evidence=evidence,
            fingerprint=article.fingerprint,
            run=self.run.name,
            codebooks=self.keys,
            status="wrong_language" if other else article.status,
        )


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


def score_file(
    run: RunFolder,
    inputs: Sequence[str],
    out: Path | None,
    *,
    options: ScoreOptions,
    stdin: Any = None,  # noqa: ANN401 - a binary stream
    stdout: Any = None,  # noqa: ANN401 - a text stream
) -> Iterator[ScoreSummary]:
    """Scores inputs into a file, yielding the summary after each batch.

    Args:
        run: The run.
        inputs: Whatever `ingest` takes.
        out: `.jsonl`, `.parquet` or `.csv`; None writes JSONL to `stdout`.
        options: How to score.
        stdin: For the input `-`.
        stdout: For `out` None.

    Yields:
        The same summary, growing.

    Raises:
        DataError: If no article is left to score, or a given target is not in the codebook.
    """
    scorer = Scorer(run, options)
    stance = _stance_codebook(run.codebooks)
    if stance is not None:
        check_targets(options.targets, stance)
    summary = ScoreSummary()
    with open_writer(out, run.codebooks, force=options.force, stdout=stdout) as write:
        articles = _with_text(read_articles(inputs, options.ingest, stdin=stdin), summary)
        for batch in _batches(_prepared(articles, scorer, summary), BATCH):
            records = scorer.score([(article, item) for article, items in batch for item in items])
            write(records)
            summary.articles += len(batch)
            summary.records += len(records)
            yield summary
        if summary.articles == 0:
            raise DataError(
                f"{', '.join(inputs)}: no article to score "
                f"({len(summary.rejects)} rejected, {summary.no_text} without text)"
                + _reasons(summary.rejects)
            )
    yield summary


def _with_text(items: Iterable[Article | Reject], summary: ScoreSummary) -> Iterator[Article]:
    for item in items:
        if isinstance(item, Reject):
            summary.rejects.append(item)
        elif not item.has_text:
            summary.no_text += 1
        else:
            yield item


def _prepared(
    articles: Iterable[Article], scorer: Scorer, summary: ScoreSummary
) -> Iterator[Prepared]:
    """Articles with their inputs; one whose stance rows are wrong is rejected, the rest go on."""
    for article in articles:
        try:
            yield article, list(scorer.inputs(article))
        except DataError as error:
            summary.rejects.append(Reject(article.origin or article.id, str(error)))


def _reasons(rejects: Sequence[Reject]) -> str:
    """The first reasons; one alone stays on the line of the error."""
    if len(rejects) == 1:
        return f": {rejects[0].reason}"
    return "".join(f"\n  {reject.reason}" for reject in rejects[:5])


def _batches(articles: Iterable[Prepared], size: int) -> Iterator[list[Prepared]]:
    batch: list[Prepared] = []
    for article in articles:
        batch.append(article)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _stance_codebook(codebooks: Mapping[str, Codebook]) -> Codebook | None:
    return next((book for book in codebooks.values() if book.unit == "stance-row"), None)
