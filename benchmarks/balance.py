"""Label balance of splits: ours over clusters, against iterative-stratification without groups.

    python benchmarks/balance.py [--seeds 30]

Made corpora in which every article has an edited copy (or several). The library (0.1.9) cuts the
same articles twice: as they are, so that copies leak, and one article of each story, whose copies
follow it, which is what a careful user would do with it. Figures are means over seeds.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.corpus.stratify import stratify

Json = dict[str, Any]
Ints = NDArray[np.int_]
Matrix = NDArray[np.int32]

TEST_SHARE, FOLDS = 0.2, 5
DROPPED = 0.03  # of a copy's labels: a cut removes what they stood on


@dataclass(frozen=True)
class Corpus:
    """How a corpus is made: label prevalences follow a beta distribution."""

    stories: int
    labels: int
    beta: tuple[float, float]
    copies: int = 1  # of each story; from none to as many where it is more than one
    share_of_seeds: float = 1.0


CORPORA = {
    "500 stories, 6 labels": Corpus(500, 6, (2, 5)),
    "500 stories, 15 labels": Corpus(500, 15, (0.6, 4)),
    "500 stories, 60 rare labels": Corpus(500, 60, (0.3, 8)),
    "120 stories, 12 labels": Corpus(120, 12, (0.6, 4)),
    "500 stories of 1 to 6, 15 labels": Corpus(500, 15, (0.6, 4), copies=5),
    "4,000 stories, 30 labels": Corpus(4000, 30, (0.5, 5), share_of_seeds=0.2),
}


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--seeds", type=int, default=30)
    options = parser.parse_args()
    print("\n".join(section(measure(options.seeds))))


def measure(seeds: int) -> Json:
    """Figures of each corpus for one test part and for folds."""
    rows = []
    for name, corpus in CORPORA.items():
        print(f"balance: {name}", file=sys.stderr, flush=True)
        for folds in (2, FOLDS):
            n = max(3, round(seeds * corpus.share_of_seeds))
            found = [_one(corpus, folds, seed) for seed in range(n)]
            mean = {
                system: np.mean([run[system] for run in found], axis=0).round(3).tolist()
                for system in found[0]
            }
            rows.append(
                {
                    "corpus": name,
                    "cut": "test 20 %" if folds == 2 else f"{FOLDS} folds",
                    "seeds": n,
                    "mean": mean,
                    "less library": _difference(found, "library"),
                    "less stories": _difference(found, "library on stories"),
                }
            )
    return {"rows": rows}


def _difference(found: list[dict[str, tuple[float, ...]]], other: str) -> list[float]:
    """Mean difference of the label gaps over seeds, and half its 95 % interval."""
    gaps = np.array([run["toolkit"][0] - run[other][0] for run in found])
    return [
        round(float(gaps.mean()), 3),
        round(float(1.96 * gaps.std(ddof=1) / len(gaps) ** 0.5), 3),
    ]


def section(result: Json) -> list[str]:
    """The figures as Markdown."""
    lines = [
        "## Label balance of splits",
        "",
        "Every article of these made corpora has an edited copy (the fifth corpus: none to five). "
        "“Gap” is how far the share of a label in a part is from that in the corpus, in percentage "
        "points, averaged over labels and parts; “lacking” counts labels that a part has none of; "
        "“leaks” is the share of test articles with a copy in train. The library is "
        "iterative-stratification 0.1.9: without groups as it is, and on one article of each "
        "story with the copies following it. A library that may tear copies apart deals in single "
        "articles, we in whole stories: “bound” is a gap that no cut of whole stories can go "
        "below, each label taken for itself. Differences are ours less theirs, over seeds, with "
        "95 % intervals.",
        "",
        "| corpus | cut | seeds | bound | gap: toolkit | library, no groups | library, on stories "
        "| less no groups | less on stories | lacking (toolkit, no groups, stories) "
        "| leaks (toolkit, no groups) |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in result["rows"]:
        ours, free, stories = (
            row["mean"][name] for name in ("toolkit", "library", "library on stories")
        )
        differences = [
            f"{mean:+.3f} ± {half:.3f}" for mean, half in (row["less library"], row["less stories"])
        ]
        cells = [
            *(row["corpus"], row["cut"], str(row["seeds"])),
            f"{row['mean']['bound'][0]:.3f}",
            *(f"{figures[0]:.3f}" for figures in (ours, free, stories)),
            *differences,
            ", ".join(f"{figures[1]:.1f}" for figures in (ours, free, stories)),
            f"{ours[2]:.0%}, {free[2]:.0%}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, ""]


def made(corpus: Corpus, seed: int) -> tuple[Ints, Matrix]:
    """Story of each article, and its labels."""
    rng = np.random.default_rng(seed)
    prevalence = rng.beta(*corpus.beta, corpus.labels)
    stories = rng.random((corpus.stories, corpus.labels)) < prevalence
    n_articles = np.full(corpus.stories, 2)
    if corpus.copies > 1:
        n_articles = rng.integers(1, corpus.copies + 2, corpus.stories)
    story = np.repeat(np.arange(corpus.stories), n_articles)
    labels = stories[story] & (rng.random((len(story), corpus.labels)) >= DROPPED)
    return story, labels[:, labels.any(axis=0)].astype(np.int32)


def _one(corpus: Corpus, folds: int, seed: int) -> dict[str, tuple[float, ...]]:
    story, labels = made(corpus, seed)
    shares = np.array([1 - TEST_SHARE, TEST_SHARE]) if folds == 2 else np.full(folds, 1 / folds)
    first = np.unique(story, return_index=True)[1]
    cuts: dict[str, Callable[[], Ints]] = {
        "toolkit": lambda: np.array(stratify(story.tolist(), labels, shares, seed=seed)),
        "library": lambda: by_library(labels, folds, seed),
        "library on stories": lambda: by_library(labels[first], folds, seed)[story],
    }
    found = {name: _figures(story, labels, cut(), folds) for name, cut in cuts.items()}
    return found | {"bound": (_bound(story, labels, shares), 0.0, 0.0)}


def _bound(story: Ints, labels: Matrix, shares: NDArray[np.float64]) -> float:
    """The smallest mean gap that whole stories allow, each label and part taken for itself."""
    counts = np.zeros((story.max() + 1, labels.shape[1]), dtype=np.int64)
    np.add.at(counts, story, labels)
    gaps = []
    for column in counts.T:
        reach = 1  # bit i: some stories have i positives together
        for n in column[column > 0].tolist():
            reach |= reach << n
        possible = np.flatnonzero([bit == "1" for bit in bin(reach)[:1:-1]])
        nearest = [abs(possible - share * column.sum()).min() for share in shares]
        gaps.append(np.mean(np.array(nearest) / (shares * len(story))))
    return 100 * float(np.mean(gaps))


def by_library(labels: Matrix, folds: int, seed: int) -> Ints:
    """Parts that the library cuts; two are train and test."""
    from iterstrat.ml_stratifiers import (
        MultilabelStratifiedKFold,
        MultilabelStratifiedShuffleSplit,
    )

    rows = np.zeros(len(labels))
    part = np.zeros(len(labels), dtype=np.int_)
    if folds == 2:
        cutter = MultilabelStratifiedShuffleSplit(1, test_size=TEST_SHARE, random_state=seed)
        part[next(iter(cutter.split(rows, labels)))[1]] = 1
        return part
    cutter = MultilabelStratifiedKFold(n_splits=folds, shuffle=True, random_state=seed)
    for k, (_, test) in enumerate(cutter.split(rows, labels)):
        part[test] = k
    return part


def _figures(story: Ints, labels: Matrix, part: Ints, folds: int) -> tuple[float, ...]:
    """Mean gap in points, labels that a part lacks, share of tested articles with a copy outside.

    Where there is one test part, only its articles are tested.
    """
    whole = labels.mean(axis=0)
    gaps = [abs(labels[part == k].mean(axis=0) - whole).mean() for k in range(folds)]
    lacking = sum(int((labels[part == k].sum(axis=0) == 0).sum()) for k in range(folds))
    tested = range(1, 2) if folds == 2 else range(folds)
    leaks = sum(int(np.isin(story[part == k], story[part != k]).sum()) for k in tested)
    n_tested = sum(int((part == k).sum()) for k in tested)
    return 100 * float(np.mean(gaps)), float(lacking), leaks / n_tested


if __name__ == "__main__":
    main()
