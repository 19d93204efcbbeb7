"""The table of a corpus: sources by month, with their languages, lengths and copies."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.records import Article

UNKNOWN = "unknown"
MOST_PERIODS = 8  # columns that fit a terminal beside the others
MOST_SOURCES = 25  # rows; the others are summed up
MOST_LANGUAGES = 3
NAME_WIDTH = 28


@dataclass
class _Source:
    """What is counted of one source."""

    months: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    words: "array[int]" = field(default_factory=lambda: array("l"))
    ids: list[str] = field(default_factory=list)


class SourceTable:
    """Counts articles by source as they pass; none is kept."""

    def __init__(self) -> None:
        self._sources: dict[str, _Source] = defaultdict(_Source)

    def note(self, article: Article, n_words: int) -> None:
        """Counts an article.

        Args:
            article: Any article.
            n_words: Of its body.
        """
        source = self._sources[article.source or UNKNOWN]
        source.months[(article.published or "")[:7] or UNKNOWN] += 1
        source.languages[article.language or UNKNOWN] += 1
        source.words.append(n_words)
        source.ids.append(article.id)

    def rows(self, cluster_of: Mapping[str, str]) -> dict[str, dict[str, Any]]:
        """What each source has.

        Args:
            cluster_of: Near-duplicate cluster by article id.

        Returns:
            By source, the largest first: `articles`, `months` and `languages` (counts), `words`
            (median of the bodies), `clusters`, `copies` (articles that have a near-duplicate) and
            `shared` (articles that have one in another source).
        """
        sizes = Counter(cluster_of.values())
        sources_of: dict[str, set[str]] = defaultdict(set)
        for name, source in self._sources.items():
            for article_id in source.ids:
                if sizes[cluster_of[article_id]] > 1:
                    sources_of[cluster_of[article_id]].add(name)
        largest = sorted(self._sources.items(), key=lambda item: (-len(item[1].ids), item[0]))
        return {
            name: {
                "articles": len(source.ids),
                "months": in_time(source.months),
                "languages": dict(source.languages.most_common()),
                "words": sorted(source.words)[len(source.words) // 2],
                "clusters": len({cluster_of[article_id] for article_id in source.ids}),
                "copies": sum(sizes[cluster_of[i]] > 1 for i in source.ids),
                "shared": sum(len(sources_of.get(cluster_of[i], ())) > 1 for i in source.ids),
            }
            for name, source in largest
        }


def in_time(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by month in order of time, those without a date last.

    Args:
        counts: By month, year or `UNKNOWN`.

    Returns:
        The same counts.
    """
    return {key: counts[key] for key in sorted(counts, key=lambda key: (key == UNKNOWN, key))}


def table_lines(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The rows as a table for the terminal.

    Args:
        rows: As `SourceTable.rows` gives them.

    Yields:
        A header, a line for each source, their sum, and what the columns mean.
    """
    months = in_time(dict.fromkeys((m for row in rows.values() for m in row["months"]), 0))
    period_of = _periods([month for month in months if month != UNKNOWN])
    if UNKNOWN in months:
        period_of[UNKNOWN] = UNKNOWN
    periods = list(dict.fromkeys(period_of.values()))
    names = list(rows)[:MOST_SOURCES]
    table = [["source", *periods, "all", "words", "copies", "shared", "language"]]
    table += [_cells(name, [rows[name]], periods, period_of) for name in names]
    others = [rows[name] for name in list(rows)[MOST_SOURCES:]]
    if others:
        table.append(_cells(f"({len(others)} others)", others, periods, period_of))
    if len(rows) > 1:
        table.append(_cells("(all)", list(rows.values()), periods, period_of))
    widths = [max(len(line[i]) for line in table) for i in range(len(table[0]))]
    for line in table:
        cells = [cell.rjust(width) for cell, width in zip(line, widths, strict=True)]
        cells[0], cells[-1] = line[0].ljust(widths[0]), line[-1]
        yield "  ".join(cells).rstrip()
    yield "(words: median of a body; copies: have a near-duplicate; shared: in another source)"


def _cells(
    name: str,
    rows: Sequence[Mapping[str, Any]],
    periods: Sequence[str],
    period_of: Mapping[str, str],
) -> list[str]:
    """One line of the table, for a source or for several; a median of several is left out."""
    counts: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for row in rows:
        languages.update(row["languages"])
        for month, n in row["months"].items():
            counts[period_of[month]] += n
    spoken = [f"{code} {n}" for code, n in languages.most_common(MOST_LANGUAGES)]
    if len(languages) > MOST_LANGUAGES:
        spoken.append(f"{len(languages) - MOST_LANGUAGES} more")
    return [
        name if len(name) <= NAME_WIDTH else f"{name[: NAME_WIDTH - 1]}…",
        *(str(counts[period] or "·") for period in periods),
        str(sum(row["articles"] for row in rows)),
        str(rows[0]["words"]) if len(rows) == 1 else "",
        *(str(sum(row[key] for row in rows)) for key in ("copies", "shared")),
        ", ".join(spoken),
    ]


def _periods(months: Sequence[str]) -> dict[str, str]:
    """The column of each month: the month, its quarter, its year or its decade, as they fit.

    >>> _periods(["2023-12", "2024-01"])
    {'2023-12': '2023-12', '2024-01': '2024-01'}
    """
    readings = (
        {month: month for month in months},
        {month: _quarter(month) for month in months},
        {month: month[:4] for month in months},
    )
    for reading in readings:
        if len(set(reading.values())) <= MOST_PERIODS:
            return reading
    return {month: f"{month[:3]}0s" for month in months}


def _quarter(month: str) -> str:
    """`2024-05` is in `2024Q2`; a date without a month stays the year."""
    return f"{month[:4]}Q{(int(month[5:7]) + 2) // 3}" if len(month) == 7 else month[:4]
