"""Pasted pages of invented outlets, in many languages and shapes, beside what they say."""

from pathlib import Path

import pytest
import yaml

from toolkit.ingest.page import parse_page

PAGES = Path(__file__).with_name("strangers")
EXPECTED = sorted(PAGES.glob("*.yaml"))


def read(expected):
    raw = expected.with_suffix(".txt").read_text(encoding="utf-8")
    return parse_page(raw), yaml.safe_load(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.stem)
def test_the_header_of_a_strange_page_is_read(expected):
    page, gold = read(expected)
    found = {
        "title": page.title,
        "dek": page.dek,
        "authors": list(page.authors),
        "published": page.published,
        "captions": list(page.captions),
        "status": page.status,
    }
    assert {name: found[name] for name in found if name in gold} == {
        name: gold[name] for name in found if name in gold
    }
    assert gold.get("warns", "") in "\n".join(page.warnings)


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.stem)
def test_the_body_of_a_strange_page_is_read(expected):
    page, gold = read(expected)
    assert page.text.startswith(gold.get("begins", ""))
    assert page.text.endswith(gold.get("ends", ""))
    assert len(page.text.split("\n\n")) == gold.get("blocks", len(page.text.split("\n\n")))
    assert [part for part in gold.get("has", []) if part not in page.text] == []
    assert [part for part in gold.get("lacks", []) if part in page.text] == []
