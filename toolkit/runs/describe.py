"""`describe`: what a set of articles holds."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.corpus.duplicates import cluster_articles
from toolkit.errors import DataError
from toolkit.records import Article
from toolkit.runs.describe_sources import UNKNOWN, SourceTable, in_time, table_lines

TEST_SHARE = 0.2  # of the shipped configs
LENGTHS = ((0, "no body"), (150, "under 150 words"), (400, "150 to 399"), (1000, "400 to 999"))
LONGEST = "1000 and more"
LENGTH_NAMES = (*(name for _, name in LENGTHS), LONGEST)


def describe_articles(articles: Iterable[Article]) -> dict[str, Any]:
    """Counts by source, month, language, length and status, near-duplicates, and labels.

    Labels are counted where the articles bring some, in articles and in clusters; what a test part
    of a fifth would hold of each is what a report could say about it. Articles are looked at once
    and none is kept, so an archive of any size can be described.

    Args:
        articles: Any number.

    Returns:
        A JSON object.

    Raises:
        DataError: If there are none.
    """
    tally = _Tally()
    cluster_of = cluster_articles(tally.counting(articles), given=tally.clusters)
    if not cluster_of:
        raise DataError("no articles to describe. Check the input.")
    copied = {name: n for name, n in Counter(cluster_of.values()).items() if n > 1}
    words = sorted(tally.words)
    return {
        "articles": len(words),
        "words": {"total": sum(words), "median": words[len(words) // 2]},
        "by": {name: _sorted(counts, name) for name, counts in tally.by.items()},
        "sources": tally.sources.rows(cluster_of),
        "clusters": {
            "with_copies": len(copied),
            "articles_in_them": sum(copied.values()),
            "largest": [
                {"cluster": name, "articles": n}
                for name, n in sorted(copied.items(), key=lambda item: (-item[1], item[0]))[:10]
            ],
        },
        "labels": _labels(tally.labelled, cluster_of),
    }


@dataclass
class _Tally:
    """Counts articles as they pass.

    Attributes:
        by: Counts by property and value.
        words: Length of each body.
        clusters: Cluster by article id, where an article names one.
        labelled: Ids of the articles by facet and label.
        sources: Counts by source.
    """

    by: dict[str, Counter[str]] = field(
        default_factory=lambda: {
            name: Counter() for name in ("source", "month", "language", "length", "status")
        }
    )
    words: "array[int]" = field(default_factory=lambda: array("l"))
    clusters: dict[str, str] = field(default_factory=dict)
    labelled: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    sources: SourceTable = field(default_factory=SourceTable)

    def counting(self, articles: Iterable[Article]) -> Iterator[Article]:
        """The articles, counted on their way."""
        for article in articles:
            n_words = len(article.text.split())
            values = (
                article.source,
                (article.published or "")[:7],
                article.language,
                _length(n_words),
                article.status,
            )
            for counts, value in zip(self.by.values(), values, strict=True):
                counts[value or UNKNOWN] += 1
            self.words.append(n_words)
            self.sources.note(article, n_words)
            if article.extra.get("cluster") is not None:
                self.clusters[article.id] = str(article.extra["cluster"])
            given = article.extra.get("labels")
            for facet, labels in given.items() if isinstance(given, dict) else ():
                for label in _label_names(labels):
                    self.labelled[facet, label].append(article.id)
            yield article


def _labels(
    labelled: Mapping[tuple[str, str], Sequence[str]], cluster_of: Mapping[str, str]
) -> dict[str, dict[str, dict[str, float]]]:
    """By facet and label: articles, clusters, and positives to expect in a test part."""
    rows: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    for (facet, label), ids in sorted(labelled.items(), key=lambda it: (-len(it[1]), it[0])):
        rows[facet][label] = {
            "articles": len(ids),
            "clusters": len({cluster_of[i] for i in ids}),
            "expected_in_test": round(TEST_SHARE * len(ids), 1),
        }
    return dict(sorted(rows.items()))


def _label_names(value: object) -> set[str]:
    """The labels of one facet as written; a stance row counts under its label, once an article."""
    items = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    names = (item.get("label") if isinstance(item, dict) else item for item in items)
    return {name for name in names if isinstance(name, str)}


def description_lines(description: dict[str, Any]) -> Iterator[str]:
    """A description for the terminal, line by line."""
    words = description["words"]
    yield (
        f"{description['articles']} articles, {words['total']} words, "
        f"median {words['median']} words a body"
    )
    yield ""
    yield from table_lines(description["sources"])
    yield ""
    for name in ("language", "length", "status"):
        counts = description["by"][name]
        yield f"{name:<9} {'; '.join(f'{value}: {n}' for value, n in counts.items())}"
    clusters = description["clusters"]
    yield (
        f"near-duplicates: {clusters['with_copies']} clusters with copies, "
        f"{clusters['articles_in_them']} articles in them"
    )
    for cluster in clusters["largest"]:
        yield f"  {cluster['articles']:>7}  {cluster['cluster']}"
    for facet, labels in description["labels"].items():
        yield f"{facet}: articles, clusters, expected in a test part of {TEST_SHARE:.0%}"
        for label, row in labels.items():
            counts = (row["articles"], row["clusters"], row["expected_in_test"])
            yield "".join(f"  {count:>7}" for count in counts) + f"  {label}"


def _sorted(counts: Mapping[str, int], name: str) -> dict[str, int]:
    """Months in order of time, lengths in order of size, the others by number."""
    if name == "month":
        return in_time(counts)
    if name == "length":
        return {key: counts[key] for key in LENGTH_NAMES if key in counts}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _length(words: int) -> str:
    for limit, name in LENGTHS:
        if words <= limit and (limit == 0 or words < limit):
            return name
    return LONGEST
