"""`describe`: what a set of articles holds."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from toolkit.corpus.duplicates import cluster_articles
from toolkit.errors import DataError
from toolkit.records import Article

TEST_SHARE = 0.2  # of the shipped configs
LENGTHS = ((0, "no body"), (150, "under 150 words"), (400, "150 to 399"), (1000, "400 to 999"))


def describe_articles(articles: Iterable[Article]) -> dict[str, Any]:
    """Counts by source, month, language, length and status, near-duplicates, and labels.

    Labels are counted where the articles bring some, in articles and in clusters; what a test part
    of a fifth would hold of each is what a report could say about it.

    Args:
        articles: Any number.

    Returns:
        A JSON object.

    Raises:
        DataError: If there are none.
    """
    found = list(articles)
    if not found:
        raise DataError("no articles to describe. Check the input.")
    given = {a.id: str(a.extra["cluster"]) for a in found if a.extra.get("cluster") is not None}
    cluster_of = cluster_articles(found, given=given)
    clusters = Counter(cluster_of.values())
    copied = {name: n for name, n in clusters.items() if n > 1}
    words = [len(article.text.split()) for article in found]
    return {
        "articles": len(found),
        "words": {"total": sum(words), "median": sorted(words)[len(words) // 2]},
        "by": {
            "source": _counts(a.source for a in found),
            "month": _counts((a.published or "")[:7] or None for a in found),
            "language": _counts(a.language for a in found),
            "length": _counts(_length(n) for n in words),
            "status": _counts(a.status for a in found),
        },
        "clusters": {
            "with_copies": len(copied),
            "articles_in_them": sum(copied.values()),
            "largest": [
                {"cluster": name, "articles": n}
                for name, n in sorted(copied.items(), key=lambda item: (-item[1], item[0]))[:10]
            ],
        },
        "labels": _labels(found, cluster_of),
    }


def _labels(
    articles: Sequence[Article], cluster_of: Mapping[str, str]
) -> dict[str, dict[str, dict[str, float]]]:
    """By facet and label: articles, clusters, and positives to expect in a test part."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    stories: dict[tuple[str, str], set[str]] = defaultdict(set)
    for article in articles:
        given = article.extra.get("labels")
        for facet, value in given.items() if isinstance(given, dict) else ():
            for label in _label_names(value):
                counts[facet][label] += 1
                stories[facet, label].add(cluster_of[article.id])
    return {
        facet: {
            label: {
                "articles": n,
                "clusters": len(stories[facet, label]),
                "expected_in_test": round(TEST_SHARE * n, 1),
            }
            for label, n in sorted(of_label.items(), key=lambda item: (-item[1], item[0]))
        }
        for facet, of_label in sorted(counts.items())
    }


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
    for name, counts in description["by"].items():
        yield f"{name}"
        for value, n in counts.items():
            yield f"  {n:>7}  {value}"
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


def _counts(values: Iterable[str | None]) -> dict[str, int]:
    counts = Counter(value or "unknown" for value in values)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _length(words: int) -> str:
    for limit, name in LENGTHS:
        if words <= limit and (limit == 0 or words < limit):
            return name
    return "1000 and more"
