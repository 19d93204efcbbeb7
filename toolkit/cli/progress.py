"""Progress of long jobs: one line that moves on a terminal, a line now and then in a log."""

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from toolkit.cli.base import say
from toolkit.errors import DataError

if TYPE_CHECKING:
    from toolkit.runs.job_options import ScoreSummary

TERMINAL_EVERY_S = 0.5
LOG_EVERY_S = 30.0


class Progress:
    """Says how far a job is, how fast, and how long it will take."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._began = self._said = time.monotonic()
        self._first_share: float | None = None
        self._shown = False

    def show(self, articles: int, *, resumed: int, share: float | None) -> None:
        """Says it, unless it has just been said.

        Args:
            articles: Done, those of an earlier job included.
            resumed: Done by an earlier job.
            share: Of the input, in [0, 1]; None where it cannot be told.
        """
        now = time.monotonic()
        if self._first_share is None:
            # The earlier job's share was not read in this one's time.
            self._first_share = (share or 0.0) * resumed / articles if articles else 0.0
        if now - self._said < (TERMINAL_EVERY_S if self._terminal else LOG_EVERY_S):
            return
        self._said, self._shown = now, True
        line = progress_line(
            articles,
            rate=(articles - resumed) / (now - self._began),
            share=share,
            left_s=self._left(now - self._began, share),
        )
        if self._terminal:
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()
        else:
            say(line)

    def end(self) -> None:
        """Clears the line."""
        if self._terminal and self._shown:
            sys.stderr.write("\r\x1b[K")

    def _left(self, spent_s: float, share: float | None) -> float | None:
        first = self._first_share or 0.0
        if share is None or share <= first:
            return None
        return spent_s * (1 - share) / (share - first)


def progress_line(articles: int, *, rate: float, share: float | None, left_s: float | None) -> str:
    """How far a job is, in words.

    Args:
        articles: Done.
        rate: Articles a second.
        share: Of the input, in [0, 1].
        left_s: Seconds left.

    Returns:
        One line.

    >>> progress_line(12000, rate=800.4, share=0.25, left_s=45)
    '12,000 articles, 800/s, 25 %, 45 s left'
    >>> progress_line(7, rate=0.5, share=None, left_s=None)
    '7 articles, 0.5/s'
    """
    parts = [f"{articles:,} articles", f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s"]
    if share is not None:
        parts.append(f"{share:.0%}".replace("%", " %"))
    if left_s is not None:
        parts.append(f"{_duration(left_s)} left")
    return ", ".join(parts)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def score_lines(out: str, summary: "ScoreSummary") -> Iterator[str]:
    """What a scoring job did, line by line.

    Args:
        out: The output as the user named it.
        summary: Of the job.

    Yields:
        The first rejects, remarks, other outcomes, and the counts last.
    """
    for reason in summary.reasons:
        yield f"rejected: {reason}"
    more = summary["rejected"] - len(summary.reasons)
    if more > 0 and not summary.complete:
        yield f"… and {more} more rejects; --rejects FILE keeps them all"
    for remark in summary.remarks:
        yield f"warning: {remark}"
    statuses = {
        name.removeprefix("status "): count
        for name, count in summary.counts.items()
        if name.startswith("status ") and name != "status ok"
    }
    if statuses:
        yield "status: " + ", ".join(f"{name} {count}" for name, count in sorted(statuses.items()))
    for name, words in (
        ("skipped", "scored already, skipped"),
        ("duplicates", "copies of an article that stood already, left out"),
        ("review", "articles to look at, written"),
    ):
        if summary[name]:
            yield f"{summary[name]} {words}"
    if summary.complete:
        yield f"{out}: complete and matches: nothing to do"
    elif summary.resumed:
        yield f"{out}: resumed after {summary.resumed} articles"
    yield (
        f"{out}: {summary['records']} records of {summary['articles']} articles; "
        f"{summary['no_text']} without text, {summary['rejected']} rejected"
    )


def one_of(value: str | None, allowed: Sequence[str | None], option: str) -> str | None:
    """The value of an option that takes certain words.

    Args:
        value: As typed; None where it was not.
        allowed: What it may be.
        option: Its name, for the message.

    Returns:
        The value.

    Raises:
        DataError: If it is another.
    """
    if value not in allowed:
        words = " or ".join(word for word in allowed if word)
        raise DataError(f"{option}: got {value!r}. Expected {words}.")
    return value
