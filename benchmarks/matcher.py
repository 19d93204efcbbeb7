"""How fast the terms of the shipped codebooks are found, on one core, and where the time goes.

    python benchmarks/matcher.py [--write]

The text is the starter corpus, as often as it takes; articles are passed one by one, as `score`
passes them. Each figure is the best of five, since the machine may have other work to do.
`--write` puts the table and the profile into MATCHER.md.
"""

import argparse
import cProfile
import io
import json
import pstats
import sys
import time
from collections.abc import Callable
from pathlib import Path

from toolkit.codebook import load_codebook
from toolkit.config import InputConfig, RulesConfig
from toolkit.corpus.compose import compose
from toolkit.records import Article, ModelInput
from toolkit.rules import Gazetteer, Lexicon, TermMatcher, layout_of

ROOT = Path(__file__).resolve().parent.parent
PAGE = Path(__file__).with_name("MATCHER.md")
FIELDS = ("title", "dek", "text", "published", "language")
ARTICLE = 6000  # code points; several articles of the corpus make one of a usual archive
BEST_OF = 5


def corpus(size: int) -> list[ModelInput]:
    """The starter corpus as articles of about `size` code points."""
    lines = (ROOT / "seeds/corpus/examples.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    inputs, waiting = [], ""
    for row in rows:
        waiting = f"{waiting}\n\n{row['text']}" if waiting else row["text"]
        if len(waiting) >= size:
            fields = {name: row.get(name) for name in FIELDS} | {"text": waiting}
            inputs.append(compose(Article(**fields), InputConfig()))
            waiting = ""
    return inputs


def speed(work: Callable[[], object], megabytes: float) -> float:
    """MB of text a second of processor time, the best of some runs."""
    seconds = []
    for _ in range(BEST_OF):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
    return megabytes / min(seconds)


def table(size: int) -> list[tuple[str, str]]:
    """What was measured, and the figure."""
    inputs = corpus(size)
    megabytes = sum(len(item.text.encode()) for item in inputs) / 1e6
    config = RulesConfig(kind="rules")
    books = {
        name: load_codebook(ROOT / f"labels/{name}.yaml") for name in ("region", "topic", "framing")
    }
    terms = [term.term for label in books["region"].labels for term in label.terms]
    matcher = TermMatcher(terms)
    layouts = [layout_of(item) for item in inputs]
    places = Gazetteer(books["region"], config)
    rows = [
        (f"matcher, {len(terms):,} region terms", lambda: [matcher.hits(i.text) for i in inputs]),
        ("layout: blocks, dateline, words", lambda: [layout_of(item) for item in inputs]),
        (
            "region: mentions, readings, roles, scores",
            lambda: [places.find(i, layout) for i, layout in zip(inputs, layouts, strict=True)],
        ),
        ("region, layout included", lambda: [places.find(i, layout_of(i)) for i in inputs]),
    ]
    for facet in ("topic", "framing"):
        words = Lexicon(books[facet], config)
        rows.append((f"{facet}, layout included", _finding(words, inputs)))
    return [(what, f"{speed(work, megabytes):.1f} MB/s") for what, work in rows]


def _finding(words: Lexicon, inputs: list[ModelInput]) -> Callable[[], object]:
    return lambda: [words.find(item, layout_of(item)) for item in inputs]


def profile(size: int) -> str:
    """Functions by their own share of the region pass."""
    inputs = corpus(size)
    places = Gazetteer(load_codebook(ROOT / "labels/region.yaml"), RulesConfig(kind="rules"))
    [places.find(item, layout_of(item)) for item in inputs]
    profiler = cProfile.Profile()
    profiler.enable()
    [places.find(item, layout_of(item)) for item in inputs]
    profiler.disable()
    out = io.StringIO()
    stats = pstats.Stats(profiler, stream=out).strip_dirs().sort_stats("tottime")
    stats.print_stats(12)
    lines = out.getvalue().splitlines()
    start = next(i for i, line in enumerate(lines) if "tottime" in line)
    return "\n".join(line.rstrip() for line in lines[start:] if line.strip())


def main() -> int:
    """Measures and prints, or writes the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    parser.add_argument("--size", type=int, default=ARTICLE, help="code points of an article")
    asked = parser.parse_args()
    rows = "\n".join(f"| {what} | {figure} |" for what, figure in table(asked.size))
    page = (
        "# Speed of the rules\n\nWritten by `benchmarks/matcher.py --write`: one core, articles "
        f"of about {asked.size:,} code points, best of {BEST_OF}; the aim for the matcher is 20 "
        f"MB/s.\n\n| what | speed |\n|---|---:|\n{rows}\n\nWhere the time of the region pass "
        f"goes (with the profiler's own cost):\n\n```\n{profile(asked.size)}\n```\n"
    )
    if asked.write:
        PAGE.write_text(page, encoding="utf-8")
    sys.stdout.write(page)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
