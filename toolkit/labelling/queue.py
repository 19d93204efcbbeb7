"""The order in which questions are asked: article by article, facet by facet."""

from collections.abc import Collection, Iterator, Sequence
from itertools import chain

Place = tuple[str, str]  # article id and facet


class Queue:
    """Articles in their order, and the facets that are asked of each.

    Every look-up costs the same for ten articles and for a hundred thousand.

    Args:
        articles: Ids, each once.
        facets: In the order in which they are asked.
    """

    def __init__(self, articles: Sequence[str], facets: Sequence[str]) -> None:
        self.articles = list(articles)
        self.facets = list(facets)
        self._index = {article_id: index for index, article_id in enumerate(self.articles)}

    def __contains__(self, place: object) -> bool:
        match place:
            case (str(article_id), str(facet)):
                return article_id in self._index and facet in self.facets
        return False

    def number(self, article_id: str) -> int:
        """Place of an article, from 1."""
        return self._index[article_id] + 1

    def first_open(self, closed: Collection[Place], *, after: Place | None = None) -> Place | None:
        """The next question that is not answered.

        Args:
            closed: Answered questions.
            after: Look on from here: first at the rest of the same article, then at the articles
                behind it, then from the start.

        Returns:
            Article and facet; None when all are answered.
        """
        for article_id, facets in self._from(after):
            for facet in facets:
                if (article_id, facet) not in closed:
                    return article_id, facet
        return None

    def before(self, place: Place | None) -> Place | None:
        """The question before this one, answered or not; from None the last of all."""
        if not self.articles:
            return None
        if place is None:
            return self.articles[-1], self.facets[-1]
        article, facet = self._index[place[0]], self.facets.index(place[1])
        if facet > 0:
            return place[0], self.facets[facet - 1]
        return (self.articles[article - 1], self.facets[-1]) if article > 0 else None

    def neighbour(self, article_id: str | None, *, by: int) -> str | None:
        """The article that stands `by` places further; from None counted from the end."""
        here = len(self.articles) if article_id is None else self._index[article_id]
        there = here + by
        return self.articles[there] if 0 <= there < len(self.articles) else None

    def _from(self, after: Place | None) -> Iterator[tuple[str, Sequence[str]]]:
        """Each article once with its facets, starting behind a question."""
        if after is None:
            yield from ((article_id, self.facets) for article_id in self.articles)
            return
        here, facet = self._index[after[0]], self.facets.index(after[1])
        yield after[0], [*self.facets[facet + 1 :], *self.facets[: facet + 1]]
        for index in chain(range(here + 1, len(self.articles)), range(here)):
            yield self.articles[index], self.facets
