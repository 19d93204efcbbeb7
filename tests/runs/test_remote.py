"""Inputs and outputs elsewhere: in a file system that only fsspec reaches."""

from pathlib import Path

import pytest

from toolkit.errors import DataError
from toolkit.runs.job_options import JobOptions
from toolkit.runs.layout import open_run
from toolkit.runs.remote import score_anywhere
from toolkit.runs.score import ScoreOptions

fsspec = pytest.importorskip("fsspec", reason="needs the extra: news-stance-toolkit[cluster]")
ARTICLES = "memory://archive/examples.jsonl"
OUT = "memory://results/scored.jsonl"


@pytest.fixture
def memory(workspace):
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pipe_file(ARTICLES, Path("examples.jsonl").read_bytes())
    return files


def score(inputs, out, **how):
    job = score_anywhere(
        open_run(Path("tiny")), inputs, out, options=ScoreOptions(), how=JobOptions(**how)
    )
    return list(job)[-1]


def test_an_archive_elsewhere_is_scored_to_elsewhere(memory):
    assert score([ARTICLES], OUT)["articles"] == 30
    score(["examples.jsonl"], "here.jsonl")
    assert memory.cat_file(OUT) == Path("here.jsonl").read_bytes()
    assert memory.exists(f"{OUT}.manifest.json")


def test_nothing_stays_here_when_all_went_elsewhere(memory):
    before = set(Path().rglob("*"))
    score([ARTICLES], OUT)
    assert set(Path().rglob("*")) == before


def test_an_output_that_stands_elsewhere_is_kept_unless_forced(memory):
    memory.pipe_file(OUT, b"mine")
    with pytest.raises(DataError, match="exists already"):
        score([ARTICLES], OUT)
    assert memory.cat_file(OUT) == b"mine"
    score([ARTICLES], OUT, force=True)
    assert memory.cat_file(OUT) != b"mine"


def test_a_complete_output_elsewhere_has_nothing_to_resume(memory):
    score([ARTICLES], OUT)
    before = memory.cat_file(OUT)
    assert score([ARTICLES], OUT, resume=True).complete
    assert memory.cat_file(OUT) == before


def test_a_wrong_address_is_one_clear_error(memory):
    with pytest.raises(DataError, match=r"memory://archive/nothing\.jsonl: cannot be read"):
        score(["memory://archive/nothing.jsonl"], "scored.jsonl")
    with pytest.raises(DataError, match="unknown kind of address"):
        score(["nonsense://archive/pages.jsonl"], "scored.jsonl")
