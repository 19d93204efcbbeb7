"""The benchmark of what coders wait for runs, on a small store."""

import importlib.util
from pathlib import Path

import pytest

from toolkit.codebook import load_codebook

ROOT = Path(__file__).parents[2]


@pytest.fixture
def labelling(monkeypatch):
    path = ROOT / "benchmarks" / "labelling.py"
    monkeypatch.syspath_prepend(str(path.parent))  # it imports its neighbours
    spec = importlib.util.spec_from_file_location("labelling_benchmark", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_waits_are_measured_for_every_decision(labelling, tmp_path):
    books = {facet: load_codebook(ROOT / "labels" / f"{facet}.yaml") for facet in labelling.FACETS}
    found = labelling.measure(tmp_path / "a.db", books, 160, 5)
    assert found["waits"]["decision on disk"]["n"] == 5
    assert found["waits"]["next article"]["n"] == 5
    assert "| decision on disk | 50 |" in labelling.page(found)


def test_the_page_of_figures_keeps_its_limits():
    page = (ROOT / "benchmarks" / "LABELLING.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith(("| dec", "| next"))]
    assert "100,000 events" in page
    assert len(rows) >= 2
    assert all(float(row[4]) <= float(row[2]) for row in rows)
