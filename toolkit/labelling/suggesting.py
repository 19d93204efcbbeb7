"""What rules or a run suggest, and how much of it a coder may see."""

import hashlib
import threading
from collections.abc import Iterable

from toolkit.codebook import Codebook
from toolkit.labelling.options import SessionOptions
from toolkit.labelling.queue import Place
from toolkit.records.annotation import Annotation, Span, Suggestion
from toolkit.records.article import Article

LOTS = 2**64


def is_withheld(coder: str, article_id: str, *, share: float) -> bool:
    """Whether the lot keeps suggestions on an article from a coder.

    The lot is drawn from the two names, so that opening the session again does not draw anew,
    and covers all facets of the article: seeing one facet's suggestions colours the others.

    >>> [is_withheld("ana", f"a{n}", share=0.5) for n in range(6)].count(True)
    2
    """
    digest = hashlib.sha256(f"{coder}\x1f{article_id}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8]) < share * LOTS


class Suggestions:
    """The suggestions of one session, computed once for each question.

    Args:
        options: Of the session.
        coder: Pseudonym.
        events: The coder's, for what was seen in earlier sessions.
    """

    def __init__(
        self, options: SessionOptions, *, coder: str, events: Iterable[Annotation]
    ) -> None:
        self._options = options
        self._coder = coder
        # The next article is made ready in a thread of its own; models are asked one at a time.
        self._turn = threading.Lock()
        self._found: dict[Place, tuple[Suggestion, ...]] = {}
        self._reasons: dict[Place, tuple[Span, ...]] = {}
        # What was seen cannot be unseen, so an undone event counts too.
        self._seen = {(event.article_id, event.facet) for event in events if event.shown}

    def all(self, article: Article, codebook: Codebook) -> tuple[Suggestion, ...]:
        """What is suggested, whether or not it may be seen; empty in a reliability sample."""
        if self._options.suggest is None or self._options.reliability:
            return ()
        place = (article.id, codebook.facet)
        with self._turn:
            if place not in self._found:
                self._found[place] = tuple(self._options.suggest(article, codebook))
            return self._found[place]

    def visible(self, article: Article, codebook: Codebook) -> tuple[Suggestion, ...]:
        """What is on the coder's screen with the question."""
        place = (article.id, codebook.facet)
        if place in self._seen:
            return self.all(article, codebook)
        if self._options.blind or self._is_withheld(article):
            return ()
        return self.all(article, codebook)

    def withheld(self, article: Article, codebook: Codebook) -> tuple[Suggestion, ...]:
        """What the lot keeps from the coder."""
        seen = (article.id, codebook.facet) in self._seen
        return self.all(article, codebook) if self._is_withheld(article) and not seen else ()

    def allowed(self, article: Article, codebook: Codebook) -> tuple[Suggestion, ...]:
        """What the coder may ask for, or is shown after the decision."""
        return () if self.withheld(article, codebook) else self.all(article, codebook)

    def note_seen(self, place: Place) -> None:
        """Takes note that the suggestions of a question were on screen."""
        self._seen.add(place)

    def reasons(self, article: Article, codebook: Codebook) -> tuple[Span, ...]:
        """The words behind the suggestions that are on screen."""
        if self._options.explain is None or not self.visible(article, codebook):
            return ()
        place = (article.id, codebook.facet)
        with self._turn:
            if place not in self._reasons:
                self._reasons[place] = tuple(self._options.explain(article, codebook))
            return self._reasons[place]

    def _is_withheld(self, article: Article) -> bool:
        return is_withheld(self._coder, article.id, share=self._options.withhold)
