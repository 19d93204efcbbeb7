"""Whether 03/04/2024 on a page is in March or in April."""

import re
from collections.abc import Sequence
from datetime import date

from toolkit.ingest import stamps
from toolkit.ingest.page_lines import Line
from toolkit.ingest.page_vocabulary import phrases

# Frequent short words; a page in a language other than English writes the day first.
LAST_LATIN = "\u024f"
_ENGLISH = frozenset(
    phrases(
        "the|of|and|to|in|that|is|was|for|with|said|on|it|as|at",
    )
)
_OTHERS = frozenset(
    phrases(
        "der|die|das|und|ist|nicht|mit|den|von|le|les|des|et|est|une|dans|pour|que|el|los|las",
        "y|en|una|por|con|il|di|che|per|della|non|è|o|os|da|em|não|com|uma|het|een|van|niet|в",
        "и|на|не|что|в|من|في|على|إلى|أن|التي",
    )
)


class DayOrder:
    """Which reading of a date in figures the page itself supports.

    Args:
        lines: The non-blank lines of the page.
        body: Indices of its body's lines.
        moments: The dates near the title, each with the index of its line.
        scraped: The day in a scraper's prefix.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        body: Sequence[int],
        moments: Sequence[tuple[int, stamps.Moment]],
        scraped: date | None,
    ) -> None:
        self.sure = {moment.days[0] for _, moment in moments if len(moment.days) == 1}
        self.sure |= {scraped} if scraped else set()
        self.lines, self.body = lines, body

    def day(self, moment: stamps.Moment) -> date | None:
        """The day of a moment; None if the page does not tell which of two it is.

        Args:
            moment: A date near the title.

        Returns:
            One of its readings.
        """
        if len(moment.days) == 1:
            return moment.days[0]
        agreed = [day for day in moment.days if day in self.sure]
        if len(agreed) == 1:
            return agreed[0]
        # Where dots part the figures, the day comes first whatever the language.
        day_first = moment.numeric == "." or self._is_foreign()
        return _day_first(moment) if day_first else None

    def _is_foreign(self) -> bool:
        """Whether the body is plainly in a language other than English."""
        words = [word for i in self.body[:12] for word in self.lines[i].lowered.split()]
        english = sum(word in _ENGLISH for word in words)
        others = sum(word in _OTHERS for word in words)
        foreign = sum(word[0] > LAST_LATIN for word in words)
        return (others >= 5 and others > 3 * english) or foreign > max(english, len(words) / 2)


def _day_first(moment: stamps.Moment) -> date | None:
    """The reading of a date in figures in which the first one is the day."""
    figures = re.search(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-]\d{4}", moment.written)
    if figures is None:
        return None
    return next((day for day in moment.days if day.day == int(figures[1])), None)
