"""Turns public data sets into labelled example files; one function for each data set.

Nothing of the data is kept in the repository: the files go to `benchmarks/.work/`.
"""

import gzip
import html
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

Row = dict[str, Any]


class Prepare(Protocol):
    """Writes the example files of one data set, and returns the files that it read."""

    def __call__(self, data: Path, out: Path, *, limit: int | None = None) -> list[Path]:
        """Takes at most `limit` rows of each file; None takes all."""
        ...


# States that no longer exist count for their successor in the shipped region codebook.
SUCCESSOR = {"SU": "RU", "DD": "DE", "CS": "CZ", "YU": "RS", "YD": "YE", "AN": "CW"}

SEMEVAL_TARGETS = {
    "Legalization of Abortion": "abortion",
    "Atheism": "atheism",
    "Climate Change is a Real Concern": "climate",
    "Feminist Movement": "feminist",
    "Hillary Clinton": "hillary",
}
# The tag that the task's authors put on tweets; it says nothing about the text.
SEMST = re.compile(r"\s*#SemST\b", re.IGNORECASE)

# AG News lost the ampersand of its character references: a blank stands in its place.
LOST_AMPERSAND = re.compile(r"[& ](?=(?:#\d{2,4}|quot|amp|nbsp|hellip|lt|gt);)")
TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def read(path: Path, *, limit: int | None = None) -> Iterator[Row]:
    """Yields the objects of a gzipped JSONL file, at most `limit` of them."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in islice(stream, limit):
            yield json.loads(line)


def write(path: Path, rows: Iterable[Row]) -> None:
    """Writes JSONL."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def reuters_topics(data: Path, out: Path, *, limit: int | None = None) -> list[Path]:
    """ModApte, documents with at least one of the 90 topics that occur in both parts."""
    folder = data / "reuters21578"
    topics = set(json.loads((folder / "topics.json").read_text())["modapte_90"])
    used = [folder / "train.jsonl.gz", folder / "test.jsonl.gz"]
    for part, path in zip(("train", "test"), used, strict=True):
        rows = []
        for source in read(path, limit=limit):
            labels = [topic for topic in source["labels"]["topic"] if topic in topics]
            if labels:
                rows.append(_reuters(source) | {"labels": {"topic": labels}})
        write(out / f"{part}.jsonl", rows)
    return used


def reuters_places(data: Path, out: Path, *, limit: int | None = None) -> list[Path]:
    """All documents that LEWISSPLIT puts into train or test."""
    folder = data / "reuters21578"
    iso = json.loads((data / "gazetteers" / "reuters_places_iso.json").read_text())
    used = [folder / f"{part}.jsonl.gz" for part in ("train", "test", "unused")]
    rows: dict[str, list[Row]] = {"train": [], "test": []}
    for path in used:
        for source in read(path, limit=limit):
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
    row = {"id": source["id"], "title": source.get("title"), "text": source.get("text") or ""}
    row["language"] = "en"
    return row | ({"published": source["date"]} if source.get("date") else {})


def semeval2016_stance(data: Path, out: Path, *, limit: int | None = None) -> list[Path]:
    """Task 6A: the train and trial parts of TweetEval together, and its test part."""
    folder = data / "semeval2016_stance"
    used = [folder / f"{part}.jsonl.gz" for part in ("train", "dev", "test")]
    rows: dict[str, list[Row]] = {"train": [], "test": []}
    for path in used:
        part = "test" if path.name.startswith("test") else "train"
        for source in read(path, limit=limit):
            stance = [
                {"target": SEMEVAL_TARGETS[row["target"]], "label": row["label"]}
                for row in source["labels"]["stance"]
            ]
            text = SEMST.sub("", source["text"]).strip()
            row = {"id": source["id"], "text": text, "source": source["source"], "language": "en"}
            rows[part].append(row | {"labels": {"stance": stance}})
    for part, found in rows.items():
        write(out / f"{part}.jsonl", found)
    return used


def gvfc(data: Path, out: Path, *, limit: int | None = None) -> list[Path]:
    """The 1,300 framed headlines: title alone, first frame."""
    path = data / "gvfc" / "extension_lead3.jsonl.gz"
    rows = [
        {"id": source["id"], "title": source["title"], "language": "en"}
        | {"labels": {"framing": [source["labels"]["framing_primary"]]}}
        for source in read(path, limit=limit)
    ]
    write(out / "train.jsonl", rows)
    return [path]


def ag_news(data: Path, out: Path, *, limit: int | None = None) -> list[Path]:
    """10,000 articles of the official train part, and the official test part."""
    folder = data / "ag_news"
    used = [folder / "train10k.jsonl.gz", folder / "test.jsonl.gz"]
    for part, path in zip(("train", "test"), used, strict=True):
        rows = [
            # The train file has title and description in one text; the test file gets its form.
            {"id": source["id"], "language": "en", "text": clean_ag_news(" . ".join(texts))}
            | {"labels": {"topic": source["labels"]["topic"]}}
            for source in read(path, limit=limit)
            if (texts := [t for t in (source.get("title"), source["text"]) if t])
        ]
        write(out / f"{part}.jsonl", rows)
    return used


def clean_ag_news(text: str) -> str:
    r"""Text without the residue of its markup.

    >>> clean_ag_news(r"The firm #39;s\share of  quot;all quot; is \$5 &lt;b&gt;now&lt;/b&gt;")
    'The firm\'s share of "all" is $5 now'
    """
    text = text.replace("\\$", "$").replace("\\", " ")  # otherwise a backslash is a line break
    text = html.unescape(html.unescape(LOST_AMPERSAND.sub("&", text)))
    return " ".join(TAG.sub(" ", text).split())


def babe(data: Path, out: Path, *, limit: int | None = None) -> list[Path]:
    """The SG2 sentences on which the experts agreed."""
    path = data / "babe" / "sg2_all.jsonl.gz"
    rows = [
        {"id": source["id"], "text": source["text"], "source": source["source"], "language": "en"}
        | {"labels": {"bias": source["labels"]["bias"]}}
        for source in read(path, limit=limit)
        if source["labels"]["bias"] != ["No agreement"]
    ]
    write(out / "train.jsonl", rows)
    return [path]


def newsmtsc(data: Path, out: Path, *, limit: int | None = None) -> list[Path]:
    """Sentiment towards each mention; the two dev parts serve as tests."""
    folder = data / "newsmtsc"
    used = [folder / f"{part}.jsonl.gz" for part in ("train", "dev", "dev_mt")]
    for path in used:
        rows = [
            {"id": source["id"], "text": source["text"], "language": "en"}
            | {"labels": {"stance": mention_rows(source["labels"]["stance"])}}
            for source in read(path, limit=limit)
        ]
        write(out / path.name.removesuffix(".gz"), rows)
    return used


def mention_rows(given: list[Row]) -> list[Row]:
    """The rows of a sentence; a target text with two labels says nothing and is left out."""
    labels = defaultdict(set)
    for row in given:
        labels[row["target"].strip()].add(row["label"])
    return [
        {key: row[key] for key in ("target", "label", "start", "end")}
        for row in given
        if len(labels[row["target"].strip()]) == 1
    ]


PREPARE: dict[str, Prepare] = {
    "ag_news": ag_news,
    "babe": babe,
    "gvfc": gvfc,
    "newsmtsc": newsmtsc,
    "reuters_places": reuters_places,
    "reuters_topics": reuters_topics,
    "semeval2016_stance": semeval2016_stance,
}
