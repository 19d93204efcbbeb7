"""What batch scoring costs: ratios within one run on one machine; `--articles` sets the size.

Made articles, so that anybody can repeat it: words under a Zipf law, a run of 60 labels. Times are
wall times of whole commands, start included; "one core" is `taskset -c 0` where there is one.
"""

import argparse
import importlib.util
import itertools
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "benchmarks" / "SCORING.md"
LABELS = 60
TRAIN_ARTICLES = 600
WORDS_PER_ARTICLE = 1000  # about 6 kB
VOCABULARY = 30_000
CLI = "from toolkit.cli.app import main; main()"
SYLLABLES = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "or")]

# A user's script: everything in memory, a row at a time into the labels.
PLAIN_SCRIPT = """
import sys, joblib, pandas
model, source, out = sys.argv[1:]
vectoriser, heads, labels = joblib.load(model)
rows = pandas.read_json(source, lines=True, dtype={"id": str})
scores = heads.predict_proba(vectoriser.transform(rows["title"] + "\\n\\n" + rows["text"]))
frame = pandas.DataFrame(scores, columns=labels)
frame.insert(0, "id", rows["id"])
frame.to_parquet(out)
"""
NO_MODEL_SCRIPT = """
import sys, orjson, pyarrow, pyarrow.parquet
source, out = sys.argv[1:]
writer = None
def flush(rows):
    global writer
    table = pyarrow.Table.from_pylist(rows)
    writer = writer or pyarrow.parquet.ParquetWriter(out, table.schema)
    writer.write_table(table)
rows = []
for line in open(source, "rb"):
    row = orjson.loads(line)
    rows.append({"id": row["id"], "title": row["title"], "scores": [0.5] * 60})
    if len(rows) == 1024:
        flush(rows)
        rows = []
if rows:
    flush(rows)
writer.close()
"""
ONE_CORE = ["taskset", "-c", "0"] if shutil.which("taskset") else []


class Cost(NamedTuple):
    """Seconds on the clock and MB at the peak."""

    seconds: float
    mb: float


def vocabulary(rng: random.Random) -> list[str]:
    """Invented words, the frequent ones first."""
    words = {"".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(VOCABULARY * 2)}
    return sorted(words, key=lambda word: (len(word), word))[:VOCABULARY]


def articles(n: int, seed: int) -> Iterator[dict[str, object]]:
    """Articles of about 6 kB under a Zipf law, each with words of its labels."""
    rng = random.Random(seed)
    words = vocabulary(random.Random(0))
    weights = [1 / (rank + 3) for rank in range(len(words))]
    cumulative = list(itertools.accumulate(weights))
    for i in range(n):
        labels = sorted(rng.sample(range(LABELS), rng.randint(1, 3)))
        body = rng.choices(words, cum_weights=cumulative, k=WORDS_PER_ARTICLE)
        for label in labels:
            for _ in range(15):
                body[rng.randrange(len(body))] = words[500 + label * 7 + rng.randrange(7)]
        text = "\n\n".join(" ".join(body[k : k + 60]) + "." for k in range(0, len(body), 60))
        yield {
            "id": f"{seed}-{i}",
            "title": " ".join(body[:8]),
            "text": text,
            "source": "Synthetic Gazette",
            "published": "2024-05-03",
            "language": "en",
            "labels": {"topic": [f"label-{label}" for label in labels]},
        }


def prepare(folder: Path, n: int) -> None:
    """Writes codebook, config, data and the plain script's model; trains the run."""
    book = {
        "id": "topic",
        "version": "1",
        "facet": "topic",
        "unit": "article",
        "select": "multi",
        "labels": [{"id": f"label-{i}", "name": f"Label {i}"} for i in range(LABELS)],
    }
    config = {
        "name": "bench",
        "seed": 13,
        "codebooks": ["topic.yaml"],
        "data": {"train": "train.jsonl"},
        "split": {"by": ["cluster"], "test": 0.1, "dev": 0.2},
        "model": {"kind": "tfidf"},
    }
    (folder / "topic.yaml").write_text(json.dumps(book), encoding="utf-8")
    (folder / "tfidf.yaml").write_text(json.dumps(config), encoding="utf-8")
    write(folder / "train.jsonl", articles(TRAIN_ARTICLES, 1))
    write(folder / "input.jsonl", ({**row, "labels": {}} for row in articles(n, 2)))
    write(folder / "one.jsonl", ({**row, "labels": {}} for row in articles(1, 3)))
    subprocess.run([sys.executable, "-c", CLI, "train", "tfidf.yaml"], cwd=folder, check=True)
    fit_plain(folder)


def write(path: Path, rows: Iterator[dict[str, object]]) -> None:
    """Writes JSON Lines."""
    with path.open("w", encoding="utf-8") as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def fit_plain(folder: Path) -> None:
    """The peer's model: the same features, logistic heads, as `OneVsRestClassifier` has them."""
    import joblib
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.preprocessing import MultiLabelBinarizer

    with (folder / "train.jsonl").open(encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    vectoriser = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    vectors = vectoriser.fit_transform([row["title"] + "\n\n" + row["text"] for row in rows])
    binarizer = MultiLabelBinarizer()
    known = binarizer.fit_transform([row["labels"]["topic"] for row in rows])
    heads = OneVsRestClassifier(LogisticRegression(solver="liblinear")).fit(vectors, known)
    joblib.dump((vectoriser, heads, list(binarizer.classes_)), folder / "plain.joblib")


def timed(command: Sequence[str], folder: Path) -> Cost:
    """What a command costs; the memory is that of its largest process."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    said = process.stderr.read().decode() if process.stderr else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(said or "failed")
    return Cost(time.perf_counter() - began, usage.ru_maxrss / 1024)


def toolkit(*arguments: str) -> list[str]:
    """A command of the toolkit in this environment."""
    return [sys.executable, "-c", CLI, *arguments]


def score(folder: Path, out: str, *options: str, source: str = "input.jsonl") -> list[str]:
    """The command that scores; an earlier output goes."""
    (folder / out).unlink(missing_ok=True)
    return toolkit("score", "bench", source, "--out", out, *options)


def bookkeeping(folder: Path) -> float:
    """Seconds for hashing input and output, and for writing and hashing the chunks once more."""
    from toolkit.runs.chunks import describe_inputs

    began = time.perf_counter()
    describe_inputs([str(folder / "input.jsonl")])
    describe_inputs([str(folder / "one.parquet")])
    (folder / "copy").write_bytes((folder / "one.parquet").read_bytes())
    return time.perf_counter() - began


def measure(*, n: int, folder: Path | None) -> Json:
    """Runs every command once.

    Args:
        n: Articles.
        folder: Keep what is prepared here, and use it again.

    Returns:
        Settings and costs.
    """
    os.environ |= {"PYTHONPATH": str(ROOT), "RAY_AUTH_MODE": "disabled"}
    with tempfile.TemporaryDirectory() as temporary:
        place = folder or Path(temporary)
        place.mkdir(parents=True, exist_ok=True)
        if not (place / "plain.joblib").is_file():
            prepare(place, n)
        return {"articles": n, "labels": LABELS, "load": os.getloadavg()[0]} | _costs(place)


def _costs(folder: Path) -> Json:
    timed(score(folder, "warm.parquet", source="one.jsonl"), folder)  # compiles
    python = sys.executable
    commands = {
        "help": toolkit("score", "--help"),
        "one_article": score(folder, "1.parquet", source="one.jsonl"),
        "one_core": [*ONE_CORE, *score(folder, "one.parquet", "--workers", "1")],
        "two_workers": score(folder, "two.parquet", "--workers", "2"),
        "plain": [python, "-c", PLAIN_SCRIPT, "plain.joblib", "input.jsonl", "p.parquet"],
        "no_model": [python, "-c", NO_MODEL_SCRIPT, "input.jsonl", "b.parquet"],
    }
    if importlib.util.find_spec("ray"):
        commands["ray"] = score(folder, "ray.parquet", "--engine", "ray", "--workers", "2")
    costs = {}
    for name, command in commands.items():
        print(f"scoring: {name}", file=sys.stderr, flush=True)
        costs[name] = timed(command, folder)._asdict()
    return {"costs": costs, "bookkeeping_s": bookkeeping(folder)}


def page(result: Json) -> str:
    """SCORING.md."""
    cost = {name: Cost(**found) for name, found in result["costs"].items()}
    n, best = result["articles"], cost["two_workers"].seconds
    rows = [
        ("one process on one core", _rate(n, cost["one_core"]), ""),
        ("two processes on two cores", _rate(n, cost["two_workers"]), ""),
        ("plain script (pandas, scikit-learn)", _rate(n, cost["plain"]), ""),
        ("two processes against one", f"{cost['one_core'].seconds / best:.2f} ×", "1.8 ×"),
        ("against the plain script", f"{cost['plain'].seconds / best:.1f} ×", "10 ×"),
        (
            "memory against the plain script",
            f"{cost['two_workers'].mb / cost['plain'].mb:.2f}",
            "0.1",
        ),
        (
            "against reading and writing with no model (orjson, pyarrow)",
            f"{best / cost['no_model'].seconds:.1f} × its time",
            "8 ×",
        ),
        (
            "hashing and writing once more, share of the time",
            f"{result['bookkeeping_s'] / best:.1%}",
            "3 %",
        ),
        ("`toolkit score --help`", f"{cost['help'].seconds:.2f} s", "0.4 s"),
        ("a job of one article", f"{cost['one_article'].seconds:.2f} s", "1.5 s"),
    ]
    if "ray" in cost:
        share = best / cost["ray"].seconds
        rows.append(("Ray here, two actors, against two processes", f"{share:.2f} ×", "0.8 ×"))
    lines = [
        "# What batch scoring costs",
        "",
        f"Written by `make bench`. {n:,} made articles of about 5 kB, {result['labels']} labels, "
        "JSONL to Parquet, a `tfidf` run; whole commands, start included; memory is that of the "
        f"largest process. {os.cpu_count()} CPU cores, {platform.machine()}, python "
        f"{platform.python_version()}, load before {result['load']:.1f}.",
        "",
        "| what | found | aim |",
        "|---|---:|---:|",
        *(f"| {' | '.join(row)} |" for row in rows),
        "",
    ]
    return "\n".join(lines)


def _rate(n: int, cost: Cost) -> str:
    return f"{cost.seconds:.1f} s, {n / cost.seconds:,.0f}/s, {cost.mb:,.0f} MB"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, help="keep and use again what is prepared here")
    given = parser.parse_args()
    text = page(measure(n=given.articles, folder=given.folder))
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
