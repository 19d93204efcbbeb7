"""Pasted pages with gold bodies and stated titles, and the metric of their benchmark.

The pages are those of scrapinghub/article-extraction-benchmark: saved HTML, and beside it the
visible text of the same page as select-all and copy give it.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import yaml

from toolkit.text import normalise

FOLDER = "article_extraction"
SHIPPED = Path(__file__).resolve().parents[1] / "seeds" / "pages"
SHINGLE = 4


@dataclass(frozen=True)
class Page:
    """A page with what is known of it.

    Attributes:
        id: Of the benchmark, or the file's name.
        site: Host without `www.`; pages of one site are never parted by a fold.
        raw: As pasted.
        html: As saved; empty for a shipped page.
        body: Gold body.
        titles: What its HTML calls it, as `plain` leaves it; empty where it says nothing.
    """

    id: str
    site: str
    raw: str
    html: str
    body: str
    titles: frozenset[str]


def read_pages(data_root: Path) -> list[Page]:
    """The pages of the benchmark.

    Args:
        data_root: Folder of the data sets.

    Returns:
        In the order of the file.
    """
    folder = data_root / FOLDER
    pages = []
    with gzip.open(folder / "all.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            name = Path(record["html"]).name.split(".")[0]
            html = gzip.decompress((folder / record["html"]).read_bytes()).decode(
                "utf-8", "replace"
            )
            raw = (folder / "pasted" / f"{name}.txt").read_bytes().decode("utf-8")
            site = urlsplit(record["url"]).netloc.removeprefix("www.")
            pages.append(Page(record["id"], site, raw, html, record["text"], stated_titles(html)))
    return pages


def shipped_pages() -> list[Page]:
    """The pasted pages in `seeds/pages`, each a site of its own."""
    pages = []
    for path in sorted(SHIPPED.glob("*.txt")):
        data = path.read_bytes()
        try:
            raw = data.decode("utf-8")
        except UnicodeDecodeError:
            raw = data.decode("cp1252")
        gold = yaml.safe_load((SHIPPED / f"{path.stem}.expected.yaml").read_text("utf-8"))
        titles = frozenset({plain(gold["title"])} if gold["title"] else ())
        pages.append(Page(path.stem, path.stem, raw, "", gold["text"], titles))
    return pages


def stated_titles(html: str) -> frozenset[str]:
    """The headings and titles that a page's HTML states, of three words and more."""
    parser = lxml.html.HTMLParser(encoding="utf-8")
    tree = lxml.html.fromstring(html.encode(), parser=parser)
    stated = [element.text_content() for element in tree.iter("h1")]
    stated += tree.xpath("//meta[@property='og:title']/@content")
    stated += [tree.findtext(".//title") or ""]
    return frozenset(plain(text) for text in stated if len(text.split()) >= 3)


def plain(text: str) -> str:
    """The words of a text, in the form in which titles are compared."""
    return re.sub(r"\W+", " ", normalise(text)).strip()


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words with their counts; one shorter run for a shorter text."""
    words = re.findall(r"\w+", text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))


def body_f1(gold: Mapping[str, str], found: Mapping[str, str]) -> tuple[float, float, float]:
    """The benchmark's metric: F1 of the means over pages of shingle precision and recall.

    Args:
        gold: Body by page.
        found: Body by page; a missing page counts as empty.

    Returns:
        F1, precision, recall.
    """
    precisions, recalls = [], []
    for name, body in gold.items():
        wanted, got = shingles(body), shingles(found.get(name, ""))
        right = (wanted & got).total()
        if got:
            precisions.append(right / got.total())
        recalls.append(right / wanted.total() if wanted else float(not got))
    precision = sum(precisions) / len(precisions) if precisions else 0.0
    recall = sum(recalls) / len(recalls)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f1, precision, recall
