"""How a labelling session is held."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.records.annotation import Span, Suggestion
from toolkit.records.article import Article

Suggest = Callable[[Article, Codebook], Sequence[Suggestion]]
Explain = Callable[[Article, Codebook], Sequence[Span]]


@dataclass(frozen=True)
class SessionOptions:
    """How a session is held.

    Attributes:
        facets: Facets to ask for, in this order; all codebooks where empty.
        suggest: Gives suggestions for an article and facet, if there are any.
        explain: Gives the words behind the suggestions.
        blind: Suggestions only after the coder's own decision, or when the coder asks for them.
        reliability: Never any suggestions: the sample measures agreement.
        withhold: Share of articles, drawn by lot, on which suggestions are kept back, in [0, 1].
        clock: Seconds that only go forward.

    Raises:
        DataError: If the share is outside [0, 1].
    """

    facets: Sequence[str] = ()
    suggest: Suggest | None = None
    explain: Explain | None = None
    blind: bool = True
    reliability: bool = False
    withhold: float = 0.0
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        if not 0 <= self.withhold <= 1:
            raise DataError(
                f"--withhold {self.withhold}: expected a share of articles from 0 to 1, such as "
                "0.2 for every fifth."
            )
