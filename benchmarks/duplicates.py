"""Near-duplicates: cost by corpus size, precision and recall on made edits of public articles.

    python benchmarks/duplicates.py --data-root DIR [--sizes 12500 25000 50000 100000]

Every tenth article gets an edited copy: cut to a half, a new headline and lead, paragraphs in
another order, a footer of its outlet, or all of these. A pair counts as found when both are in one
cluster. Larger sizes than there are articles are filled with articles made of short pieces of many
others, which are copies of nothing. Each size is clustered by a process of its own, which reads the
articles from a file one by one, so that its peak memory is that of clustering.
"""

import argparse
import gzip
import itertools
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.corpus.duplicates import cluster_articles
from toolkit.corpus.leakage import leakage
from toolkit.records import Article, Example, ModelInput

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent
SIZES = (12_500, 25_000, 50_000, 100_000)
BIAS = ("train", "dev", "test", "unsplit")
EDITS = ("cut", "headline", "reordered", "footer", "all")
SEED = 7
PIECE = 36  # characters that a made article takes from another one


def main() -> None:
    """Prints what `measure` finds, or clusters one file for it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--data-root", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--cluster", type=Path, metavar="FILE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.cluster:
        print(json.dumps(clustered(options.cluster)))
        return
    print("\n".join(section(measure(options.data_root, options.sizes))))


def measure(data_root: Path, sizes: list[int]) -> Json:
    """Cost by size, and what is found in the starter corpus and in published parts."""
    files = [data_root / "article_bias" / f"{name}.jsonl.gz" for name in BIAS]
    result: Json = {"starter": starter_copies(), "sizes": [], "published": {}}
    if all(file.exists() for file in files):
        result["published"]["article_bias, media split"] = media_split(files[:3])
        for size in sizes:
            print(f"duplicates: {size} articles", file=sys.stderr, flush=True)
            result["sizes"].append(one_size(files, size))
    reuters = [data_root / "reuters21578" / f"{part}.jsonl.gz" for part in ("train", "test")]
    if all(file.exists() for file in reuters):
        result["published"]["Reuters-21578, ModApte"] = modapte(reuters)
    return result


def section(result: Json) -> list[str]:
    """The figures as Markdown."""
    found = result["starter"]
    lines = [
        "## Near-duplicates",
        "",
        f"Starter corpus: of {found['marked']} marked pairs of copies {found['right']} are in one "
        f"cluster, and {found['joined'] - found['right']} other pairs.",
        "",
        *(f"{name}: {'; '.join(said)}.\n" for name, said in result["published"].items()),
        "Made edits of public articles (`article_bias`), one article in eleven an edited copy. "
        "Seconds are those of the process that reads and clusters; “CPU” does not count what "
        "other jobs of the machine took. MiB before are those of the loaded program.",
        "",
        "| articles | words each | seconds | CPU seconds | CPU ms/article | MiB before | MiB peak "
        "| precision | recall | " + " | ".join(EDITS) + " |",
        "|---:" * (9 + len(EDITS)) + "|",
    ]
    for row in result["sizes"]:
        recall = [f"{row['recall_by_edit'][edit]:.3f}" for edit in EDITS]
        cells = [
            f"{row['articles']:,}",
            f"{row['words']}",
            f"{row['seconds']:.0f}",
            f"{row['cpu_s']:.0f}",
            f"{1000 * row['cpu_s'] / row['articles']:.2f}",
            f"{row['mib_before']}",
            f"{row['mib_peak']}",
            f"{row['precision']:.4f}",
            f"{row['recall']:.4f}",
            *recall,
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, ""]


def one_size(files: list[Path], size: int) -> Json:
    """Makes a corpus, has another process cluster it, and judges the clusters."""
    articles, copies = make_corpus(files, size)
    words = sum(len(a.text.split()) for a in articles[:1000]) // min(1000, len(articles))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        with file.open("w", encoding="utf-8") as stream:
            stream.writelines(f"{_line(article)}\n" for article in articles)
        del articles
        command = [sys.executable, __file__, "--cluster", str(file)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    precision, recall = figures(found.pop("clusters"), copies)
    return found | {
        "words": words,
        "precision": precision,
        "recall": overall(recall, copies),
        "recall_by_edit": recall,
    }


def clustered(file: Path) -> Json:
    """Clusters of the articles of a file, and what they cost."""
    before = _peak()
    started, cpu = time.perf_counter(), time.process_time()
    clusters = cluster_articles(_stored(file))
    return {
        "articles": len(clusters),
        "seconds": round(time.perf_counter() - started, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        "mib_before": before,
        "mib_peak": _peak(),
        "clusters": clusters,
    }


def _line(article: Article) -> str:
    keys = ("id", "title", "text", "published", "source")
    return json.dumps({key: getattr(article, key) for key in keys}, ensure_ascii=False)


def _stored(file: Path) -> Iterator[Article]:
    with file.open(encoding="utf-8") as stream:
        for line in stream:
            yield Article(**json.loads(line))


def _peak() -> int:
    """Most memory that the process has had so far, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage counts what the parent had when it forked
        (line,) = (x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def starter_copies() -> Json:
    """Pairs of the starter corpus: marked as copies, joined by us, both."""
    lines = (ROOT / "seeds" / "corpus" / "examples.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    marked = {row["id"]: row["cluster"] for row in rows}
    keys = ("id", "title", "text", "published", "source")
    found = cluster_articles([Article(**{key: row.get(key) for key in keys}) for row in rows])
    pairs = list(itertools.combinations(marked, 2))
    of_marked = {(a, b) for a, b in pairs if marked[a] == marked[b]}
    joined = {(a, b) for a, b in pairs if found[a] == found[b]}
    return {"marked": len(of_marked), "joined": len(joined), "right": len(of_marked & joined)}


def media_split(files: list[Path]) -> list[str]:
    """What the media split of article_bias shares between its parts."""
    parts: dict[str, list[Example]] = defaultdict(list)
    for file in files:
        for row in _json_rows(file):
            example = Example(ModelInput(row["id"], ""), labels={}, source=row.get("source"))
            parts[row["splits"]["media"]].append(example)
    learned_from = parts["train"] + parts["dev"] + parts["valid"]
    return [leakage(learned_from, parts["test"]).lines()[2]]


def modapte(files: list[Path]) -> list[str]:
    """What the parts of ModApte share, and the largest cluster."""
    articles = [
        Article(
            id=f"{file.name}:{row['id']}",
            title=row.get("title"),
            text=row["text"],
            published=row.get("date"),
            source=row.get("source"),
        )
        for file in files
        for row in _json_rows(file)
    ]
    clusters = cluster_articles(articles)
    parts: dict[str, list[Example]] = defaultdict(list)
    for article in articles:
        text = f"{article.title or ''}\n\n{article.text}"
        parts[article.id.split(":")[0]].append(
            Example(
                ModelInput(article.id, text),
                labels={},
                cluster=clusters[article.id],
                fingerprint=article.fingerprint,
            )
        )
    train, test = (parts[file.name] for file in files)
    largest = Counter(clusters.values()).most_common(1)[0][1]
    lines = leakage(train, test, wording=True).lines()[:2]
    return [*lines, f"largest cluster: {largest} articles"]


def _json_rows(file: Path) -> Iterator[Json]:
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def make_corpus(paths: list[Path], size: int) -> tuple[list[Article], dict[str, tuple[str, str]]]:
    """Articles, and by id of each copy its original and the edit."""
    rng = random.Random(SEED)
    originals = list(itertools.islice(_rows(paths), size * 10 // 11))
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
    for row in itertools.chain.from_iterable(map(_json_rows, paths)):
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
