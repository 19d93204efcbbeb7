"""Near-duplicates: speed by corpus size, precision and recall on made edits of public articles.

    python benchmarks/duplicates.py [--sizes 5000 20000 50000] [--articles FILE...]

Every tenth article gets an edited copy: cut to a half, a new headline and lead, paragraphs in
another order, a footer of its outlet, or all of these. A pair counts as found when both are in one
cluster. Larger sizes than there are articles are filled with articles made of short pieces of many
others, which are copies of nothing.
"""

import argparse
import gzip
import json
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from toolkit.corpus.duplicates import cluster_articles
from toolkit.records import Article

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "article_bias"
FILES = tuple(DATA / f"{name}.jsonl.gz" for name in ("train", "dev", "test", "unsplit"))
EDITS = ("cut", "headline", "reordered", "footer", "all")
SEED = 7
PIECE = 36  # characters that a made article takes from another one


def main() -> None:
    """Prints a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[5_000, 20_000, 50_000])
    parser.add_argument("--articles", type=Path, nargs="+", default=list(FILES))
    options = parser.parse_args()
    if not all(path.exists() for path in options.articles):
        sys.exit("no articles: name JSONL files (id, title, text, date, source) with --articles")
    print(
        "articles  words/article  seconds  articles/s  MiB before  MiB peak  "
        "precision  recall  by edit"
    )
    for size in options.sizes:
        articles, copies = make_corpus(options.articles, size)
        words = sum(len(a.text.split()) for a in articles[:1000]) // min(1000, len(articles))
        before = _peak()
        started = time.perf_counter()
        clusters = cluster_articles(articles)
        seconds = time.perf_counter() - started
        precision, recall = figures(clusters, copies)
        shares = " ".join(f"{edit} {share:.3f}" for edit, share in recall.items())
        print(
            f"{len(articles):8d}  {words:13d}  {seconds:7.1f}  {len(articles) / seconds:10.0f}  "
            f"{before:10d}  {_peak():8d}  {precision:9.4f}  {overall(recall, copies):6.4f}  "
            f"{shares}",
            flush=True,
        )


def _peak() -> int:
    """Most memory that the process has had so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def make_corpus(paths: list[Path], size: int) -> tuple[list[Article], dict[str, tuple[str, str]]]:
    """Articles, and by id of each copy its original and the edit."""
    rng = random.Random(SEED)
    originals = list(_take(_rows(paths), size * 10 // 11))
    originals += list(_fillers(originals, size * 10 // 11 - len(originals), rng))
    articles, copies = list(originals), {}
    for i, article in enumerate(originals[::10]):
        edit = EDITS[i % len(EDITS)]
        copy = edited(article, edit, rng)
        copies[copy.id] = (article.id, edit)
        articles.append(copy)
    rng.shuffle(articles)
    return articles, copies


def _rows(paths: list[Path]) -> Iterator[Article]:
    seen: set[str] = set()
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            for line in stream:
                row = json.loads(line)
                article = Article(
                    id=row["id"],
                    title=row["title"],
                    text=row["text"],
                    published=row.get("date"),
                    source=row.get("source"),
                )
                if len(article.text.split()) >= 80 and article.fingerprint not in seen:
                    seen.add(article.fingerprint)
                    yield article


def _take(articles: Iterator[Article], n: int) -> Iterator[Article]:
    for _, article in zip(range(n), articles, strict=False):
        yield article


def _fillers(articles: list[Article], n: int, rng: random.Random) -> Iterator[Article]:
    """Articles of the usual length, every few words from another article."""
    for i in range(n):
        like = articles[i % len(articles)]
        pieces = []
        for _ in range(0, len(like.text), PIECE):
            other = rng.choice(articles).text
            start = rng.randrange(max(1, len(other) - PIECE))
            pieces.append(other[start : start + PIECE])
        yield Article(
            id=f"filler-{i}",
            text=" ".join(pieces),
            published=like.published,
            source=like.source,
        )


def edited(article: Article, edit: str, rng: random.Random) -> Article:
    """A copy as another outlet would print it."""
    paragraphs = [part for part in article.text.split("\n\n") if part.strip()]
    title = article.title
    if edit in {"headline", "all"}:
        title = "What we know so far about the matter of the day"
        paragraphs = [
            "Our reporters sum up what has been said since this morning.",
            *paragraphs[len(paragraphs) > 1 :],
        ]
    if edit in {"reordered", "all"}:
        rng.shuffle(paragraphs)
    text = "\n\n".join(paragraphs)
    if edit in {"cut", "all"}:
        words = text.split(" ")
        text = " ".join(words[: max(40, len(words) // 2)])
    if edit in {"footer", "all"}:
        text += "\n\nThis story was brought to you by our partner desk; write to the editors there."
    return Article(
        id=f"{article.id}-copy",
        title=title,
        text=text,
        published=article.published,
        source="The Reprint",
    )


def figures(
    clusters: dict[str, str], copies: dict[str, tuple[str, str]]
) -> tuple[float, dict[str, float]]:
    """Share of joined made articles that belong together, and recall by edit.

    Public articles have copies of each other that nobody marked, so precision counts only pairs
    with a made copy in them: a made copy may be with its original and with that one's own copies.
    """
    members: dict[str, list[str]] = defaultdict(list)
    for article_id, cluster in clusters.items():
        members[cluster].append(article_id)
    found: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    right = wrong = 0
    for copy, (original, edit) in copies.items():
        asked[edit] += 1
        together = clusters[copy] == clusters[original]
        found[edit] += together
        right += together
        wrong += not together and len(members[clusters[copy]]) > 1
    return right / max(1, right + wrong), {edit: found[edit] / asked[edit] for edit in asked}


def overall(recall: dict[str, float], copies: dict[str, tuple[str, str]]) -> float:
    """Recall over all edits."""
    counts = Counter(edit for _, edit in copies.values())
    return sum(recall[edit] * n for edit, n in counts.items()) / max(1, len(copies))


if __name__ == "__main__":
    main()
