"""Articles whose gold labels a held-out model doubts, written for the labelling queue."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit.corpus.rows import read_rows
from toolkit.corpus.split import fold_of
from toolkit.errors import DataError
from toolkit.evaluation import Judged
from toolkit.evaluation.doubts import doubt_json, doubtful
from toolkit.evaluation.judged import facet_data
from toolkit.files import write_text
from toolkit.models.decide import decide
from toolkit.records import Article, Example, Prediction
from toolkit.runs.data import PARTS, Log, read_data
from toolkit.runs.folds import TUNING_FOLDS, out_of_fold
from toolkit.runs.layout import RunFolder
from toolkit.runs.sources import read_sources

ARTICLE_KEYS = (
    *("id", "title", "dek", "text", "captions", "authors", "source", "url", "section"),
    *("language", "published"),
)


def write_doubts(
    run: RunFolder, data: Path | None, judged: Judged, out: Path, *, force: bool, say: Log
) -> None:
    """Writes the articles with doubtful labels, most doubtful first, as `label` takes them.

    Without a file of its own the run doubts all of its labelled articles: what it was tested on
    by its stored decisions, what it was trained on by out-of-fold scores.

    Args:
        run: The run.
        data: The labelled example file that was judged; None for the run's own articles.
        judged: What was judged.
        out: A JSONL file.
        force: Replace an existing file.
        say: Takes one line.

    Raises:
        DataError: If no label is in doubt.
    """
    articles = _articles(run, data)
    parts = [(judged.examples, judged.predictions)]
    if data is None:
        parts += _other_parts(run, say=say)
    found = _by_article(run, parts, judged)
    if not found:
        raise DataError(
            f"{run.path}: no label is in doubt. Nothing is written to {out}; labels with fewer "
            "than 5 positives cannot be doubted."
        )
    lines = (
        json.dumps(_line(articles[article_id], doubts), ensure_ascii=False)
        for article_id, doubts in found
        if article_id in articles
    )
    write_text(out, "".join(f"{line}\n" for line in lines), force=force)
    n = sum(len(doubts) for _, doubts in found)
    say(
        f"{out}: {n} labels worth a second look in {len(found)} articles; a coder who has not "
        f"seen them decides: toolkit label {out} --coder NAME"
    )


def _articles(run: RunFolder, data: Path | None) -> dict[str, Article]:
    if data is not None:
        rows = read_rows([data], run.codebooks)[0]
    else:
        sources = [source for part in PARTS for source in getattr(run.config.data, part)]
        rows = read_sources(sources, run.codebooks).rows
    return {row.article.id: row.article for row in rows}


Part = tuple[Sequence[Example], Sequence[Prediction]]


def _other_parts(run: RunFolder, *, say: Log) -> list[Part]:
    """Train (out-of-fold) and dev (held out) of a run without folds of its own."""
    found = read_data(run.config, run.codebooks, log=lambda _: None)
    parts: list[Part] = []
    if found.parts["dev"]:
        inputs = [example.input for example in found.parts["dev"]]
        batch = run.load_model().predict_scores(inputs)
        parts.append((found.parts["dev"], decide(batch, run.decision, run.codebooks)))
    if found.folds is None and len({example.cluster for example in found.train}) >= TUNING_FOLDS:
        say("scoring the train part out of fold")
        folds = fold_of(found.train, run.config.split, TUNING_FOLDS, seed=run.config.seed)
        batch = out_of_fold(found.train, folds, run.config, run.codebooks)
        parts.append((found.train, decide(batch, run.decision, run.codebooks)))
    return parts


def _by_article(
    run: RunFolder, parts: Sequence[Part], judged: Judged
) -> list[tuple[str, list[dict[str, Any]]]]:
    cells: list[tuple[float, str, dict[str, Any]]] = []
    for examples, predictions in parts:
        part = Judged(examples, predictions, judged.run, judged.data)
        for facet, book in run.codebooks.items():
            data = facet_data(part, book)
            for i, j, kind, distance in doubtful(data.gold, data.scores, known=data.known):
                item = examples[data.rows[i]].input
                doubt = doubt_json(book.label_ids[j], kind, float(data.scores[i, j]))
                row = {} if item.target is None else {"target": item.target, "holder": item.holder}
                cells.append((distance, item.article_id, {"facet": facet, **row, **doubt}))
    found: dict[str, list[dict[str, Any]]] = {}
    for _, article_id, doubt in sorted(cells, key=lambda cell: (-cell[0], cell[1])):
        found.setdefault(article_id, []).append(doubt)
    return list(found.items())


def _line(article: Article, doubts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    row = {key: getattr(article, key) for key in ARTICLE_KEYS}
    kept = {key: value for key, value in row.items() if value not in (None, "", (), [])}
    return kept | {"doubts": list(doubts)}
