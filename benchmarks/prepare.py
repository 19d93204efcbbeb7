"""Turns public data sets into labelled example files; one function for each data set.

Nothing of the data is kept in the repository: the files go to `benchmarks/.work/`.
"""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Prepare = Callable[[Path, Path], list[Path]]

# States that no longer exist count for their successor in the shipped region codebook.
SUCCESSOR = {"SU": "RU", "DD": "DE", "CS": "CZ", "YU": "RS", "YD": "YE", "AN": "CW"}


def read(path: Path) -> Iterator[Row]:
    """Yields the objects of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def write(path: Path, rows: Iterable[Row]) -> None:
    """Writes JSONL."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def reuters_topics(data: Path, out: Path) -> list[Path]:
    """ModApte, documents with at least one of the 90 topics that occur in both parts."""
    folder = data / "reuters21578"
    topics = set(json.loads((folder / "topics.json").read_text())["modapte_90"])
    used = [folder / "train.jsonl.gz", folder / "test.jsonl.gz"]
    for part, path in zip(("train", "test"), used, strict=True):
        rows = []
        for source in read(path):
            labels = [topic for topic in source["labels"]["topic"] if topic in topics]
            if labels:
                rows.append(_reuters(source) | {"labels": {"topic": labels}})
        write(out / f"{part}.jsonl", rows)
    return used


def reuters_places(data: Path, out: Path) -> list[Path]:
    """All documents that LEWISSPLIT puts into train or test."""
    folder = data / "reuters21578"
    iso = json.loads((data / "gazetteers" / "reuters_places_iso.json").read_text())
    used = [folder / f"{part}.jsonl.gz" for part in ("train", "test", "unused")]
    rows: dict[str, list[Row]] = {"train": [], "test": []}
    for path in used:
        for source in read(path):
            part = {"TRAIN": "train", "TEST": "test"}.get(source["attrs"]["LEWISSPLIT"])
            places = source["labels"]["region"]
            if part is None:
                continue
            codes = [iso[place]["alpha2"] for place in places]
            region = sorted({SUCCESSOR.get(code, code) for code in codes})
            rows[part].append(_reuters(source) | {"labels": {"places": places, "region": region}})
    for part, found in rows.items():
        write(out / f"{part}.jsonl", found)
    return used


def _reuters(source: Row) -> Row:
    row = {"id": source["id"], "title": source.get("title"), "text": source.get("text") or "", "language": "en"}
    return row | ({"published": source["date"]} if source.get("date") else {})


PREPARE: dict[str, Prepare] = {
    "reuters_places": reuters_places,
    "reuters_topics": reuters_topics,
}
