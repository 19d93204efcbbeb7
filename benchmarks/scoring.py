"""What batch scoring costs: ratios within one run on one machine; `--articles` sets the size."""

import argparse
import csv
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LABELS = 60
TRAIN_ARTICLES = 600
WORDS_PER_ARTICLE = 1000  # about 6 kB
VOCABULARY = 30_000
CLI = "from toolkit.cli.app import main; main()"
SYLLABLES = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "or")]

# A user's script: everything in memory, a row at a time into the labels.
PLAIN_SCRIPT = """
import json, sys, joblib, numpy, pyarrow, pyarrow.parquet
model, source, out = sys.argv[1:]
vectoriser, heads, labels = joblib.load(model)
rows = [json.loads(line) for line in open(source, encoding="utf-8")]
texts = [row["title"] + "\\n\\n" + row["text"] for row in rows]
scores = heads.predict_proba(vectoriser.transform(texts))
frame = {"id": [row["id"] for row in rows]}
frame |= {label: scores[:, j] for j, label in enumerate(labels)}
pyarrow.parquet.write_table(pyarrow.table(frame), out)
"""
NO_MODEL_SCRIPT = """
import json, sys, pyarrow, pyarrow.parquet
source, out = sys.argv[1:]
writer = None
def flush(rows):
    global writer
    table = pyarrow.Table.from_pylist(rows)
    writer = writer or pyarrow.parquet.ParquetWriter(out, table.schema)
    writer.write_table(table)
rows = []
for line in open(source, "rb"):
    row = json.loads(line)
    rows.append({"id": row["id"], "title": row["title"], "scores": [0.5] * 60})
    if len(rows) == 1024:
        flush(rows)
        rows = []
if rows:
    flush(rows)
writer.close()
"""


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


def timed(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Seconds and MB at the peak (of the largest process) of a command."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command], cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if status:
        raise SystemExit(process.stderr.read().decode() if process.stderr else "failed")
    return seconds, usage.ru_maxrss / 1024


def score(
    folder: Path, out: str, *options: str, source: str = "input.jsonl"
) -> tuple[float, float]:
    """Scores with the toolkit."""
    (folder / out).unlink(missing_ok=True)
    return timed(["-c", CLI, "score", "bench", source, "--out", out, *options], folder)


def chunk_overhead(folder: Path) -> float:
    """Share of a job's time that hashing, manifest and checksums take, measured alone."""
    from toolkit.runs.chunks import describe_inputs

    began = time.perf_counter()
    describe_inputs([str(folder / "input.jsonl")])
    describe_inputs([str(folder / "one-process.parquet")])
    return time.perf_counter() - began


def measure(folder: Path, n: int) -> list[tuple[str, str]]:
    """All rows of the table."""
    score(folder, "warm.parquet", source="one.jsonl")  # compiles and fills the page cache
    help_s, _ = timed(["-c", CLI, "score", "--help"], folder)
    one_s, _ = score(folder, "one.parquet", source="one.jsonl")
    one_process, one_mb = score(folder, "one-process.parquet", "--workers", "1")
    two_processes, two_mb = score(folder, "two.parquet", "--workers", "2")
    plain, plain_mb = timed(
        ["-c", PLAIN_SCRIPT, "plain.joblib", "input.jsonl", "p.parquet"], folder
    )
    bare, _ = timed(["-c", NO_MODEL_SCRIPT, "input.jsonl", "b.parquet"], folder)
    best = min(one_process, two_processes)
    hashing = chunk_overhead(folder)
    return [
        ("articles", f"{n:,} of about 6 kB, {LABELS} labels"),
        ("score, one process", f"{one_process:.1f} s, {n / one_process:,.0f}/s, {one_mb:,.0f} MB"),
        (
            "score, two processes",
            f"{two_processes:.1f} s, {n / two_processes:,.0f}/s, {two_mb:,.0f} MB each",
        ),
        ("two processes against one", f"{one_process / two_processes:.2f} x (reach 1.8)"),
        ("plain script", f"{plain:.1f} s, {plain_mb:,.0f} MB"),
        ("score against the plain script", f"{plain / best:.1f} x as fast (reach 10)"),
        ("memory against the plain script", f"{one_mb / plain_mb:.2f} (reach 0.1)"),
        ("reading and writing with no model (json)", f"{bare:.1f} s"),
        ("score against no model", f"{best / bare:.1f} x (reach 8 against orjson)"),
        ("hashing input and output", f"{hashing:.2f} s, {hashing / best:.1%} (reach 3 %)"),
        ("toolkit score --help", f"{help_s:.2f} s (reach 0.4)"),
        ("score of one article", f"{one_s:.2f} s (reach 1.5)"),
    ]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=4000)
    parser.add_argument("--folder", type=Path, help="keep and use again what is prepared here")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["PYTHONPATH"] = str(ROOT)
        if not (folder / "plain.joblib").is_file():
            prepare(folder, given.articles)
        rows = measure(folder, given.articles)
    writer = csv.writer(sys.stdout, delimiter="\t")
    writer.writerows(rows)


if __name__ == "__main__":
    main()
