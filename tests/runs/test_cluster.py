"""A cluster on this machine gives the local engine's bytes, also when it loses a worker."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from toolkit.ingest import IngestOptions
from toolkit.runs.chunks import Position, chunks_of, segments_of
from toolkit.runs.cluster import Ticket

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "seeds" / "corpus" / "examples.jsonl"
SCORE = "from toolkit.cli.app import main; main()"


def environment():
    # Ray writes a token below the home folder unless told not to.
    return {**os.environ, "PYTHONPATH": str(ROOT), "RAY_AUTH_MODE": "disabled"}


def score(folder, source, out, *options):
    command = [sys.executable, "-c", SCORE, "score", "run", str(source), "--out", out, *options]
    return subprocess.Popen(
        command, cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True
    )


def finished(process):
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


def a_worker():
    """Process number of an actor of Ray, once there is one."""
    for _ in range(600):
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                name = entry.read_bytes()
            except OSError:  # it has ended meanwhile
                continue
            if name.startswith(b"ray::MapWorker"):
                return int(entry.parent.name)
        time.sleep(0.1)
    pytest.fail("Ray started no actor within a minute")


def test_a_ticket_brings_back_the_lines_of_its_chunk(tmp_path):
    source = tmp_path / "articles.jsonl"
    source.write_text("".join(f'{{"id": "{i}", "text": "Quay {i}."}}\n' for i in range(3000)))
    options = IngestOptions()
    chunks = list(chunks_of(segments_of([str(source)], options), options, begin=Position()))
    tickets = [Ticket.of(chunk) for chunk in chunks]
    assert len(chunks) > 1
    assert all(ticket.chunk.lines is None for ticket in tickets)
    assert [ticket.redeem() for ticket in tickets] == chunks


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cluster")
    train = [sys.executable, "-c", SCORE, "train", str(ROOT / "configs" / "rules.yaml")]
    subprocess.run([*train, "--out", "run"], cwd=folder, env=environment(), check=True)
    return folder


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds Ray's actors in /proc")
def test_a_cluster_that_loses_a_worker_writes_what_one_machine_writes(folder):
    pytest.importorskip("ray", reason="needs the extra: pip install news-stance-toolkit[cluster]")
    rows = CORPUS.read_text(encoding="utf-8").splitlines()
    many = folder / "many.jsonl"
    with many.open("w", encoding="utf-8") as stream:
        for copy in range(12):
            for row in rows:
                stream.write(row.replace('"id": "', f'"id": "{copy}-', 1) + "\n")
    finished(score(folder, many, "local.jsonl", "--workers", "1"))
    on_cluster = score(folder, many, "ray.jsonl", "--engine", "ray", "--workers", "2")
    os.kill(a_worker(), signal.SIGKILL)
    finished(on_cluster)
    assert (folder / "ray.jsonl").read_bytes() == (folder / "local.jsonl").read_bytes()


@pytest.mark.slow
def test_articles_that_this_process_reads_travel_too(folder):
    pytest.importorskip("ray", reason="needs the extra: pip install news-stance-toolkit[cluster]")
    pages = ROOT / "seeds" / "pages"
    finished(score(folder, pages, "local.csv", "--workers", "1"))
    finished(score(folder, pages, "ray.csv", "--engine", "ray", "--workers", "2"))
    assert (folder / "ray.csv").read_bytes() == (folder / "local.csv").read_bytes()


def test_more_actors_than_cores_are_refused_before_they_wait_for_ever(folder):
    pytest.importorskip("ray", reason="needs the extra: pip install news-stance-toolkit[cluster]")
    refused = score(folder, CORPUS, "no.jsonl", "--engine", "ray", "--workers", "4096")
    _, said = refused.communicate(timeout=300)
    assert refused.returncode == 1
    assert "--workers 4096: more than there are cores for" in said
    assert not (folder / "no.jsonl.part").exists()
