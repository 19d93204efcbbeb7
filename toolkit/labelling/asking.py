"""What a session asks about: questions, the articles behind them, and the chosen codebooks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.codebook import Codebook
from toolkit.errors import DataError, did_you_mean
from toolkit.labelling.queue import Place
from toolkit.labelling.store import Store
from toolkit.records.annotation import Suggestion
from toolkit.records.article import Article

KEPT = 8  # articles held in memory: a queue of a hundred thousand must not end up there


@dataclass(frozen=True)
class Item:
    """One question: an article and a facet.

    Attributes:
        article: What to read.
        codebook: Of the facet that is asked for.
        number: Place of the article in the queue, from 1.
        suggestions: To be shown with the question; empty when coding blind.
    """

    article: Article
    codebook: Codebook
    number: int
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def place(self) -> Place:
        """Article id and facet."""
        return self.article.id, self.codebook.facet


class ArticleCache:
    """The articles around the present question, read once from the store.

    Args:
        store: Holds them.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[str, Article] = {}

    def __call__(self, article_id: str) -> Article:
        """One article."""
        found = self._kept.pop(article_id, None) or self._store.article(article_id)
        self._kept[article_id] = found
        for oldest in list(self._kept)[:-KEPT]:
            self._kept.pop(oldest, None)
        return found


def chosen_codebooks(
    codebooks: Mapping[str, Codebook], facets: Sequence[str]
) -> dict[str, Codebook]:
    """The codebooks of the facets that are asked for.

    Args:
        codebooks: By facet.
        facets: In the order in which they are asked; empty for all.

    Returns:
        Codebooks by facet, in that order.

    Raises:
        DataError: If a facet has no codebook, or there is none at all.
    """
    for facet in facets:
        if facet not in codebooks:
            hint = did_you_mean(facet, codebooks)
            raise DataError(f"facet {facet!r} has no codebook. {hint}".strip())
    if not codebooks:
        raise DataError("no codebook was given. Expected --codebooks, or labels/*.yaml.")
    return {facet: codebooks[facet] for facet in facets or codebooks}


def readable_articles(store: Store, queue: Sequence[str]) -> list[str]:
    """The queue without doubles and without articles that have no text.

    Args:
        store: Holds the articles.
        queue: Their ids.

    Returns:
        Ids in the order of the queue.

    Raises:
        DataError: If an article is not in the store; suggests the nearest id.
    """
    readable = store.readable()
    unknown = next((article_id for article_id in queue if article_id not in readable), None)
    if unknown is not None:
        store.article(unknown)  # raises, with the nearest id
    return [article_id for article_id in dict.fromkeys(queue) if readable[article_id]]
