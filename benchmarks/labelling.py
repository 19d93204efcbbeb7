"""What a coder waits for on a store of 100,000 events; exits with 1 where a limit is passed.

    python benchmarks/labelling.py [--events 100000] [--decisions 300]

A decision must be on disk within 50 ms and the next article at hand within 100 ms, nineteen times
out of twenty. The store holds the work of four coders on articles of 400 words; the coder whose
waits are measured has done a quarter of it. Writes LABELLING.md.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from on_screen import screen_waits

from toolkit.codebook import Codebook, load_codebook
from toolkit.labelling.agreement import AgreementOptions, agree
from toolkit.labelling.decision import Decision
from toolkit.labelling.session import Session
from toolkit.labelling.store import Store
from toolkit.records import Annotation, Article, Span

ROOT = Path(__file__).resolve().parent.parent
PAGE = Path(__file__).parent / "LABELLING.md"
CODERS = ("ana", "ben", "cleo", "dan")
FACETS = ("topic", "framing")
WORDS = 400
BATCH = 5000
LIMITS_MS = {"decision on disk": 50.0, "next article": 100.0, "next question drawn (CPU)": 100.0}
Json = dict[str, Any]


def main() -> int:
    """Measures, prints and writes the page; 1 if a limit is passed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--decisions", type=int, default=300)
    parser.add_argument("--folder", type=Path, help="where the store is built; a scratch folder")
    asked = parser.parse_args()
    books = {facet: load_codebook(ROOT / "labels" / f"{facet}.yaml") for facet in FACETS}
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        found = measure(Path(folder) / "annotations.db", books, asked.events, asked.decisions)
    text = page(found)
    PAGE.write_text(text, encoding="utf-8")
    print(text)
    return int(any(found["waits"][name]["p95"] > limit for name, limit in LIMITS_MS.items()))


def measure(path: Path, books: dict[str, Codebook], n_events: int, n_decisions: int) -> Json:
    """Waits of one coder, in milliseconds."""
    n_articles = n_events // (len(CODERS) * len(FACETS)) + 2 * n_decisions
    with Store(path) as store:
        articles = [article(n) for n in range(n_articles)]
        store.add_articles(articles)
        for batch in batches(events(articles, books, n_events)):
            store.append(batch)
    started = time.perf_counter()
    store = Store(path)
    queue = list(store.fingerprints())
    session = Session(store, books, queue=queue, coder=CODERS[0])
    session.item()
    opened = time.perf_counter() - started
    waits: dict[str, list[float]] = {name: [] for name in (*LIMITS_MS, "undo")}
    for number in range(n_decisions):
        item = session.item()
        if item is None:
            break
        label = item.codebook.labels[number % 10].id
        one = time.perf_counter()
        session.decide(Decision([label], primary=label))
        two = time.perf_counter()
        session.item()
        session.progress()
        three = time.perf_counter()
        waits["decision on disk"].append(1000 * (two - one))
        waits["next article"].append(1000 * (three - two))
    waits["next question drawn (CPU)"] += screen_waits(session, min(100, n_decisions))
    for _ in range(min(20, n_decisions)):
        one = time.perf_counter()
        session.undo()
        session.item()
        waits["undo"].append(1000 * (time.perf_counter() - one))
    cpu = time.process_time()
    agree(store, books, options=AgreementOptions(samples=200))
    agreed = time.process_time() - cpu
    size = path.stat().st_size
    store.close()
    return {
        "events": n_events,
        "articles": n_articles,
        "mib": round(size / 2**20),
        "opened_s": opened,
        "agree_s": agreed,
        "waits": {name: summary(values) for name, values in waits.items()},
        "disk": disk_ms(path.parent),
    }


def article(number: int) -> Article:
    """One made article."""
    words = " ".join(f"word{(number * 31 + i * 7) % 5000}" for i in range(WORDS))
    return Article(id=f"a{number:06}", title=f"Story {number}", text=words)


def events(
    articles: list[Article], books: dict[str, Codebook], n_events: int
) -> Iterator[Annotation]:
    """Decisions of all coders, article by article."""
    made = 0
    for number, item in enumerate(articles):
        for place, coder in enumerate(CODERS):
            for facet, book in books.items():
                if made == n_events:
                    return
                label = book.labels[(number + place % 2) % 12].id
                span = Span(label=label, field="text", start=0, end=9, quote=item.text[:9])
                yield Annotation(
                    time=f"2024-01-01T00:00:00.{made % 1_000_000:06}Z",
                    coder=coder,
                    article_id=item.id,
                    fingerprint=item.fingerprint,
                    codebook=book.id,
                    version=book.version,
                    facet=facet,
                    states={label: "present"},
                    complete=True,
                    primary=label,
                    evidence=(span,),
                    seconds=40.0,
                )
                made += 1


def batches(items: Iterator[Annotation]) -> Iterator[list[Annotation]]:
    """Events in the portions in which they are stored."""
    batch: list[Annotation] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def summary(values: list[float]) -> Json:
    """Median, 95th percentile and the longest wait."""
    low, high = np.percentile(values, [50, 95])
    return {"n": len(values), "p50": float(low), "p95": float(high), "max": max(values)}


def disk_ms(folder: Path) -> float:
    """What the disk takes to keep four KiB, the median of fifty: the floor of any decision."""
    times = []
    with (folder / "probe").open("wb") as stream:
        for _ in range(50):
            started = time.perf_counter()
            stream.write(b"x" * 4096)
            stream.flush()
            os.fsync(stream.fileno())
            times.append(1000 * (time.perf_counter() - started))
    return float(np.median(times))


def page(found: Json) -> str:
    """LABELLING.md."""
    lines = [
        "# What a coder waits for",
        "",
        f"Written by `make bench`. A store of {found['events']:,} events on {found['articles']:,} "
        f"articles ({found['mib']} MiB), four coders, two facets; the coder had done a quarter.",
        "",
        "| milliseconds | limit | median | 95th percentile | longest | n |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, row in found["waits"].items():
        limit = f"{LIMITS_MS[name]:.0f}" if name in LIMITS_MS else ""
        cells = [f"{row[key]:.1f}" for key in ("p50", "p95", "max")]
        lines.append(f"| {name} | {limit} | {' | '.join(cells)} | {row['n']} |")
    lines += [
        "",
        f"Opening the store and the session takes {found['opened_s']:.1f} s, agreement of all "
        f"coders {found['agree_s']:.1f} s of CPU (200 bootstrap samples). Keeping 4 KiB takes this "
        f"disk {found['disk']:.1f} ms. {os.cpu_count()} CPU cores, {platform.machine()}, python "
        f"{platform.python_version()}; measured on a machine that had other work to do.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
