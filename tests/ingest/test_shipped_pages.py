from pathlib import Path

import pytest
import yaml

from toolkit.ingest import IngestOptions, read_articles

PAGES = Path(__file__).resolve().parents[2] / "seeds" / "pages"
EXPECTED = sorted(PAGES.glob("*.expected.yaml"))


def read(expected):
    stem = expected.name.removesuffix(".expected.yaml")
    (path,) = (p for p in PAGES.glob(f"{stem}.*") if p.suffix in {".txt", ".html"})
    (article,) = read_articles([str(path)], IngestOptions())
    return article


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_a_shipped_page_parses_to_exactly_what_stands_beside_it(expected):
    article = read(expected)
    gold = yaml.safe_load(expected.read_text(encoding="utf-8"))
    parsed = article.model_dump(mode="json")
    assert {name: parsed[name] for name in gold} == gold
    assert article.status == "ok"


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_the_segments_of_a_shipped_page_quote_it_exactly(expected):
    article = read(expected)
    texts = [s for s in article.segments if s.field is not None]
    quotes = [article.raw[s.raw_start : s.raw_end] for s in texts]
    assert quotes == [article.field_text(s.field)[s.start : s.end] for s in texts]
