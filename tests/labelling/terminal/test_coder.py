"""A scripted coder labels ten shipped articles and is killed twice: nothing typed is lost."""

import signal
import subprocess
import sys

import pytest

from tests.labelling.terminal.scripted import ANSWERS, ROOT, expected
from toolkit.codebook import load_codebooks
from toolkit.labelling.example_export import example_rows
from toolkit.labelling.exchange import ExportOptions
from toolkit.labelling.store import Store


@pytest.fixture
def coder(tmp_path):
    """Runs the scripted coder in a process of its own and gives its exit status."""

    def run(first, count, *more):
        script = ROOT / "tests" / "labelling" / "terminal" / "scripted.py"
        command = [sys.executable, script, tmp_path / "labels.db", str(first), str(count), *more]
        return subprocess.run(command, cwd=ROOT, check=False).returncode

    return run


@pytest.fixture
def exported(tmp_path):
    def rows():
        books = load_codebooks(sorted((ROOT / "labels").glob("*.yaml")))
        with Store(tmp_path / "labels.db", create=False) as store:
            found, _ = example_rows(store, books, options=ExportOptions())
        return found

    return rows


def asked_for(row):
    by_facet = {span["facet"]: span for span in row["evidence"]}
    return {key: row[key] for key in ("labels", "primary", "roles")} | {"evidence": by_facet}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_ten_articles_are_exported_as_they_were_typed_by_a_coder_who_was_killed_twice(
    coder, exported
):
    assert coder(0, 3, "kill") == -signal.SIGKILL
    assert coder(3, 4, "kill") == -signal.SIGKILL
    assert coder(7, 3) == 0
    found = [asked_for(row) for row in exported()]
    titles = [row["title"] for row in exported()]
    assert found == [expected(answer, title) for answer, title in zip(ANSWERS, titles, strict=True)]
