"""What the corpus room costs and finds: near-duplicates, leaks, label balance. Writes CORPUS.md.

    python benchmarks/corpus.py --data-root DIR [--sizes N ...] [--seeds N]

A part without its data keeps its figures from an earlier run.
"""

import argparse
import json
import os
from pathlib import Path

import balance
import duplicates

HERE = Path(__file__).parent
PAGE = HERE / "CORPUS.md"
RESULTS = HERE / "results" / "corpus"
HEAD = """# Corpus

Written by `make bench`; the figures stand in `results/corpus/`. {cores} CPU cores, other jobs \
beside these. All made corpora follow fixed seeds.
"""


def main() -> None:
    """Measures, and writes figures and page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data-root", type=Path, required=True, metavar="DIR")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(duplicates.SIZES))
    parser.add_argument("--seeds", type=int, default=20)
    asked = parser.parse_args()
    found = duplicates.measure(asked.data_root, asked.sizes)
    kept = stored("duplicates")
    found["published"] = kept.get("published", {}) | found["published"]
    found["sizes"] = found["sizes"] or kept.get("sizes", [])
    store("duplicates", found)
    store("balance", balance.measure(asked.seeds) if asked.seeds else stored("balance"))
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """CORPUS.md from the stored figures."""
    lines = [HEAD.format(cores=os.cpu_count()), *duplicates.section(stored("duplicates"))]
    if evenness := stored("balance"):
        lines += balance.section(evenness)
    return "\n".join(lines).rstrip() + "\n"


def stored(name: str) -> dict[str, object]:
    """The figures of an earlier run; none where there was none."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def store(name: str, figures: dict[str, object]) -> None:
    """Writes figures."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    text = json.dumps(figures, indent=1, ensure_ascii=False) + "\n"
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
