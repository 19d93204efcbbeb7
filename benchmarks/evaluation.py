"""Evaluation of a large test set: seconds and memory for 100,000 articles and 60 labels.

    python benchmarks/evaluation.py [--articles 100000] [--labels 60] [--draws 2000] [--out FILE]

The articles are made: gold labels at base rates from 0.2 to 30 %, scores that rank them with noise,
a tenth of the articles in clusters of near-copies, 40 sources, 24 months. Measured are the figures
with all intervals, slices and errors, and the page.
"""

import argparse
import os
import resource
import time
from pathlib import Path

import numpy as np

from toolkit.codebook import Codebook
from toolkit.evaluation import EvaluationOptions, Judged, evaluate, render_html
from toolkit.records import Column, Example, ModelInput, Prediction

SEED = 7
HEAD = """# Evaluation of a large test set

Written by `python benchmarks/evaluation.py --out benchmarks/EVALUATION.md`. The articles are made;
a report with all its intervals, slices and errors is computed and drawn from their scores and gold
labels. Reading and scoring the articles is measured elsewhere.
"""
THRESHOLD = 0.5


def main() -> None:
    """Prints one line for each step."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--labels", type=int, default=60)
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--out", type=Path, help="Write the figures as Markdown.")
    options = parser.parse_args()
    book = _codebook(options.labels)
    judged = _judged(book, options.articles)
    print(f"{options.articles} articles, {options.labels} labels made: {_peak()} MiB", flush=True)
    started = time.perf_counter()
    report = evaluate(
        judged, {book.facet: book}, options=EvaluationOptions(bootstrap=options.draws)
    )
    evaluated = time.perf_counter()
    page = render_html(report, codebooks={book.facet: book})
    rendered = time.perf_counter()
    used = resource.getrusage(resource.RUSAGE_SELF)
    rows = [
        ("articles", f"{options.articles:,}"),
        ("labels", str(options.labels)),
        ("bootstrap draws", f"{options.draws:,}"),
        ("figures, intervals, slices and errors", f"{evaluated - started:.0f} s"),
        ("page", f"{rendered - evaluated:.1f} s, {len(page) // 1024} KiB"),
        ("processor time, making the articles included", f"{used.ru_utime + used.ru_stime:.0f} s"),
        ("peak memory", f"{_peak()} MiB"),
        ("micro F1", str(report["facets"][book.facet]["micro_f1"])),
        ("machine", f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.0f} when it ended"),
    ]
    for what, value in rows:
        print(f"{what}: {value}")
    if options.out is not None:
        lines = [f"| {what} | {value} |" for what, value in rows]
        options.out.write_text(
            "\n".join([HEAD, "| | |", "|---|---|", *lines, ""]), encoding="utf-8"
        )


def _codebook(n_labels: int) -> Codebook:
    labels = [{"id": f"label{j:02d}", "name": f"Label {j}"} for j in range(n_labels)]
    keys = {"id": "topic", "version": 1, "facet": "topic", "unit": "article", "select": "multi"}
    return Codebook.model_validate({**keys, "labels": labels})


def _judged(book: Codebook, n: int) -> Judged:
    rng = np.random.default_rng(SEED)
    ids = book.label_ids
    rates = np.geomspace(0.002, 0.3, len(ids))
    gold = rng.random((n, len(ids))) < rates
    scores = np.clip(0.45 * gold + 0.2 + 0.15 * rng.standard_normal(gold.shape), 0, 1).round(6)
    clusters = np.where(rng.random(n) < 0.1, rng.integers(n, size=n), np.arange(n))
    examples = [
        Example(
            input=ModelInput(
                article_id=f"a{i}", text="", published=f"2022-{1 + i % 12:02d}-01", language="en"
            ),
            labels={"topic": frozenset(ids[j] for j in np.flatnonzero(gold[i]))},
            cluster=f"c{clusters[i]}",
            source=f"Source {i % 40}",
            title=f"Article {i}",
        )
        for i in range(n)
    ]
    predictions = [
        Prediction(
            labels={"topic": tuple(ids[j] for j in np.flatnonzero(row >= THRESHOLD))},
            scores={"topic": dict(zip(ids, row.tolist(), strict=True))},
            primary={},
            abstained={},
            read_share=1.0,
        )
        for row in scores
    ]
    thresholds = {Column("topic", label): THRESHOLD for label in ids}
    return Judged(examples, predictions, "made", "made articles", thresholds=thresholds)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
