"""Speed of the compiled vectoriser against scikit-learn's, on the same texts and weights.

    python benchmarks/vectoriser.py ARTICLES.jsonl[.gz] [--train 2000] [--test 1000] [--heads 20]

Seconds are processor seconds for one thread, which a busy machine disturbs little, and wall
seconds for the gain of a second one. The load before and after is printed with them.
"""

import argparse
import gzip
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from toolkit.config import TfidfConfig
from toolkit.models.tfidf.vectoriser import Vectoriser
from toolkit.models.tfidf.view import View

REPEATS = 5  # the best counts


def main() -> None:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path, help="one JSON object with title and text a line")
    parser.add_argument("--train", type=int, default=2000, help="articles to fit on")
    parser.add_argument("--test", type=int, default=1000, help="articles to score")
    parser.add_argument("--heads", type=int, default=20, help="labels")
    chosen = parser.parse_args()
    texts = read(chosen.articles, chosen.train + chosen.test)
    train, test = texts[: chosen.train], texts[chosen.train :]
    print(f"load before {os.getloadavg()[0]:.1f}, {len(train)} + {len(test)} articles")
    ours = Vectoriser(TfidfConfig(kind="tfidf", threads=1))
    ours.fit_transform(views(train[:9]))  # compiles
    size = sum(len(text.encode()) for text in train) / 1e6
    plain = TfidfVectorizer(
        ngram_range=(1, 2), min_df=2, sublinear_tf=True, strip_accents="unicode", dtype=np.float32
    )
    row("fit", size, cpu(lambda: plain.fit_transform(train), 1), cpu(lambda: fit(ours, train), 3))
    weights = np.random.default_rng(0).normal(size=(ours.n_features, chosen.heads))
    weights = weights.astype(np.float32)
    seen = views(test)
    size = sum(len(text.encode()) for text in test) / 1e6
    expected = plain.transform(test) @ weights
    found = ours.margins(seen, weights)[0]
    scale = np.abs(expected).max()
    row(
        "vectorise and score",
        size,
        cpu(lambda: plain.transform(test) @ weights, 2),
        cpu(lambda: ours.margins(seen, weights), REPEATS),
    )
    one = wall(lambda: ours.margins(seen, weights))
    ours.config = ours.config.model_copy(update={"threads": 2})
    two = wall(lambda: ours.margins(seen, weights))
    print(f"two threads against one: {one / two:.2f} times, {size / two:.0f} MB/s")
    print(f"largest difference {np.abs(found - expected).max():.1e} at margins up to {scale:.1f}")
    print(f"load after {os.getloadavg()[0]:.1f}")


def read(path: Path, n: int) -> list[str]:
    """Title and text of the first `n` articles."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line, _ in zip(lines, range(n), strict=False)]
    return [f"{row['title']}\n{row['text']}" for row in rows]


def views(texts: list[str]) -> list[View]:
    """Texts as the vectoriser takes them."""
    return [View(text, len(text), ((0, len(text), 0),)) for text in texts]


def fit(vectoriser: Vectoriser, texts: list[str]) -> None:
    """Learns anew; the tables for scoring are built as well."""
    vectoriser.__dict__.pop("_lexicon", None)
    vectoriser.fit_transform(views(texts))
    vectoriser.margins(views(["x"]), np.zeros((vectoriser.n_features, 1), dtype=np.float32))


def cpu(work: Callable[[], object], repeats: int) -> float:
    """Processor seconds, the best of several."""
    return min(_timed(work, time.process_time) for _ in range(repeats))


def wall(work: Callable[[], object]) -> float:
    """Wall seconds, the best of several."""
    return min(_timed(work, time.perf_counter) for _ in range(REPEATS))


def _timed(work: Callable[[], object], clock: Callable[[], float]) -> float:
    started = clock()
    work()
    return clock() - started


def row(name: str, size: float, theirs: float, ours: float) -> None:
    """One line of the table."""
    print(
        f"{name}: scikit-learn {size / theirs:.1f} MB/s, compiled {size / ours:.1f} MB/s, "
        f"{theirs / ours:.1f} times"
    )


if __name__ == "__main__":
    main()
