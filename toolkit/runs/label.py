"""What joins labelling with ingest: articles into the store, and a session over a coder's share."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.ingest import Reject, read_articles
from toolkit.labelling.assignment import (
    RETEST_OF,
    Assignment,
    assignment_path,
    read_assignment,
)
from toolkit.labelling.importing import import_articles
from toolkit.labelling.options import Explain, SessionOptions, Suggest
from toolkit.labelling.session import Session
from toolkit.labelling.store import Store
from toolkit.records import Article
from toolkit.records.annotation import Span, Suggestion


def open_session(
    store: Store,
    inputs: Sequence[str],
    codebooks: Mapping[str, Codebook],
    *,
    coder: str,
    options: SessionOptions,
    assignment: Path | None = None,
    stdin: IO[bytes] | None = None,
) -> tuple[Session, list[Reject]]:
    """Puts articles into the store and opens a coder's session over them.

    Where the articles have an assignment, the coder gets the assigned ones in their order, and no
    suggestions on articles that measure reliability.

    Args:
        store: The label store.
        inputs: Whatever `ingest` takes.
        codebooks: By facet.
        coder: Pseudonym.
        options: Facets, suggestions, blind coding.
        assignment: Who codes what; None for the one that lies beside the articles, if there is.
        stdin: For the input `-`.

    Returns:
        The session over these articles, and what could not be read.

    Raises:
        DataError: If no article has text, or nothing is assigned to the coder.
    """
    articles: list[Article] = []
    rejects: list[Reject] = []
    for item in read_articles(inputs, stdin=stdin):
        if isinstance(item, Reject):
            rejects.append(item)
        elif item.has_text:
            articles.append(item)
    if not articles:
        reasons = "".join(f"\n  {reject.reason}" for reject in rejects[:5])
        raise DataError(f"{', '.join(inputs)}: no article to label.{reasons}")
    originals = {
        article.id: str(article.extra[RETEST_OF])
        for article in articles
        if article.extra.get(RETEST_OF)
    }
    path = assignment or _beside(inputs)
    if path is None:
        # A second reading without a plan would only be the same article twice.
        queue = [article.id for article in articles if article.id not in originals]
    else:
        dealt = read_assignment(path, originals)
        queue = _assigned(dealt, articles, coder.strip(), path)
        options = _blinded(options, dealt.blind())
    import_articles(store, articles)
    return Session(store, codebooks, queue=queue, coder=coder, options=options), rejects


def _beside(inputs: Sequence[str]) -> Path | None:
    """The assignment of a sample, where one lies beside the articles."""
    if len(inputs) != 1 or inputs[0] == "-":
        return None
    path = assignment_path(Path(inputs[0]))
    return path if path.is_file() else None


def _assigned(dealt: Assignment, articles: Sequence[Article], coder: str, path: Path) -> list[str]:
    queue = dealt.queue(coder, where=str(path))
    known = {article.id for article in articles}
    missing = [article_id for article_id in queue if article_id not in known]
    if missing:
        raise DataError(
            f"{path}: {len(missing)} assigned articles are not in the input, such as "
            f"{missing[0]!r}. Give the articles that were drawn with it."
        )
    return queue


def _blinded(options: SessionOptions, blind: set[str]) -> SessionOptions:
    """The options, with no suggestions on some articles."""
    suggest, explain = options.suggest, options.explain
    return replace(
        options,
        suggest=None if suggest is None else _suggest_outside(blind, suggest),
        explain=None if explain is None else _explain_outside(blind, explain),
    )


def _suggest_outside(blind: set[str], suggest: Suggest) -> Suggest:
    def chosen(article: Article, codebook: Codebook) -> Sequence[Suggestion]:
        return () if article.id in blind else suggest(article, codebook)

    return chosen


def _explain_outside(blind: set[str], explain: Explain) -> Explain:
    def chosen(article: Article, codebook: Codebook) -> Sequence[Span]:
        return () if article.id in blind else explain(article, codebook)

    return chosen
