"""A scoring job can be killed, resumed, split and checked; its output does not show it."""

import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from toolkit.errors import DataError
from toolkit.ingest import IngestOptions
from toolkit.runs import chunks as chunking
from toolkit.runs.chunks import Position
from toolkit.runs.job_options import JobOptions, parse_shard
from toolkit.runs.layout import open_run
from toolkit.runs.lock import Lock
from toolkit.runs.score import ScoreOptions
from toolkit.runs.score_job import needs_language, score_file

ROOT = Path(__file__).resolve().parents[2]
FORMS = ["jsonl", "jsonl.gz", "csv", "parquet"]
# A separate process with chunks of four lines, that is as slow as a large archive.
SLOW = """
import sys, time
from toolkit.runs import chunks, work
chunks.CHUNK_LINES = 4
score = work.ChunkScorer.__call__
def slowly(self, chunk):
    time.sleep(0.02)
    return score(self, chunk)
work.ChunkScorer.__call__ = slowly
from toolkit.cli.app import main
main()
"""


@pytest.fixture
def archive(workspace, monkeypatch):
    """A hundred and twenty articles, in chunks of four."""
    monkeypatch.setattr(chunking, "CHUNK_LINES", 4)
    rows = [json.loads(line) for line in Path("examples.jsonl").read_text().splitlines()]
    with Path("archive.jsonl").open("w") as stream:
        for i in range(120):
            stream.write(json.dumps({**rows[i % 30], "id": f"n{i}"}) + "\n")
    return workspace


def score(out, *, inputs=("archive.jsonl",), options=None, **how):
    job = score_file(
        open_run(Path("tiny")),
        list(inputs),
        Path(out),
        options=options or ScoreOptions(),
        how=JobOptions(**how),
    )
    return list(job)[-1]


def stop_after(out, n, **how):
    job = score_file(
        open_run(Path("tiny")),
        ["archive.jsonl"],
        Path(out),
        options=ScoreOptions(),
        how=JobOptions(**how),
    )
    for _ in range(n):
        next(job)
    job.close()


def lines(path):
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


@pytest.mark.parametrize("form", FORMS)
def test_a_resumed_output_is_the_same_byte_for_byte(archive, form):
    score(f"whole.{form}")
    stop_after(f"s.{form}", 11)
    assert not Path(f"s.{form}").exists()
    assert score(f"s.{form}", resume=True).resumed == 44
    assert Path(f"s.{form}").read_bytes() == Path(f"whole.{form}").read_bytes()
    assert not Path(f"s.{form}.part").exists()


@pytest.mark.slow
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_a_job_killed_at_random_points_ends_in_the_same_bytes(archive, form, monkeypatch):
    score(f"whole.{form}")
    rng = random.Random(form)
    command = [sys.executable, "-c", SLOW, "score", "tiny", "archive.jsonl", "--resume"]
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for _ in range(4):
        process = subprocess.Popen(
            [*command, "--out", f"s.{form}"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 60
        log = Path(f"s.{form}.part", "chunks.jsonl")
        before = log.stat().st_size if log.exists() else 0
        while process.poll() is None and time.monotonic() < deadline:
            if log.exists() and log.stat().st_size > before:
                break
            time.sleep(0.005)
        time.sleep(rng.random() * 0.2)
        process.kill()
        process.wait()
    done = subprocess.run([*command, "--out", f"s.{form}"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert Path(f"s.{form}").read_bytes() == Path(f"whole.{form}").read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_bytes_that_a_loss_of_power_took_are_scored_again(archive, form):
    score(f"whole.{form}")
    stop_after(f"s.{form}", 9)
    data = Path(f"s.{form}.part", "data")
    data.write_bytes(data.read_bytes()[:-40] + b"\0" * 40)
    with Path(f"s.{form}.part", "chunks.jsonl").open("ab") as log:
        log.write(b'{"torn')
    assert score(f"s.{form}", resume=True).resumed == 32
    assert Path(f"s.{form}").read_bytes() == Path(f"whole.{form}").read_bytes()


def test_articles_read_here_are_resumed_too(archive):
    Path("a.jsonl.gz").write_bytes(gzip.compress(Path("archive.jsonl").read_bytes()))
    inputs = ["a.jsonl.gz", "pages"]
    score("whole.jsonl", inputs=inputs)
    chunking.CHUNK_ITEMS, before = 16, chunking.CHUNK_ITEMS
    job = score_file(
        open_run(Path("tiny")), inputs, Path("s.jsonl"), options=ScoreOptions(), how=JobOptions()
    )
    next(job)
    job.close()
    score("s.jsonl", inputs=inputs, resume=True)
    chunking.CHUNK_ITEMS = before
    assert Path("s.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()


def test_resume_starts_where_there_is_nothing_and_then_does_nothing(archive):
    assert score("s.jsonl", resume=True).resumed == 0
    before = Path("s.jsonl").stat().st_mtime_ns
    again = score("s.jsonl", resume=True)
    assert again.complete
    assert again["records"] == 120
    assert Path("s.jsonl").stat().st_mtime_ns == before


def test_resume_refuses_another_input_run_or_option(archive):
    stop_after("s.jsonl", 3)
    with pytest.raises(DataError, match=r"different: options.evidence was 0, is 2\. Use --force"):
        score("s.jsonl", resume=True, options=ScoreOptions(evidence=2))
    decision = Path("runs/tiny/decision.json")
    kept = decision.read_text()
    decision.write_text(kept + " ")
    with pytest.raises(DataError, match="different: run"):
        score("s.jsonl", resume=True)
    decision.write_text(kept)
    with Path("archive.jsonl").open("a") as stream:
        stream.write('{"id": "new", "text": "A goal."}\n')
    with pytest.raises(DataError, match=r"different: inputs \(archive.jsonl\)"):
        score("s.jsonl", resume=True)
    assert score("s.jsonl", resume=True, force=True)["articles"] == 121


def test_resume_refuses_a_complete_output_of_another_job_or_a_changed_one(archive):
    score("s.jsonl")
    with pytest.raises(DataError, match=r"options\.evidence was 0, is 1"):
        score("s.jsonl", resume=True, options=ScoreOptions(evidence=1))
    Path("s.jsonl").write_text("mine")
    with pytest.raises(DataError, match="the file was changed after it was written"):
        score("s.jsonl", resume=True)
    Path("s.jsonl.manifest.json").unlink()
    with pytest.raises(DataError, match=r"s.jsonl.manifest.json is missing"):
        score("s.jsonl", resume=True)
    assert Path("s.jsonl").read_text() == "mine"


def test_a_stopped_job_is_not_thrown_away_without_being_asked(archive):
    stop_after("s.jsonl", 3)
    with pytest.raises(DataError, match="an earlier job was stopped before its end"):
        score("s.jsonl")
    assert score("s.jsonl", resume=True).resumed == 12
    stop_after("t.jsonl", 3)
    assert score("t.jsonl", force=True).resumed == 0


def test_the_second_job_on_an_output_says_who_holds_it(archive):
    Path("s.jsonl.part").mkdir()
    lock = Lock(Path("s.jsonl.part"), out=Path("s.jsonl"))
    with pytest.raises(DataError, match=rf"is being written by process {os.getpid()} on \S+ \("):
        score("s.jsonl", resume=True)
    lock.release()
    assert score("s.jsonl", resume=True)["records"] == 120


def test_the_manifest_names_run_codebooks_input_and_chunks(archive):
    score("s.jsonl")
    manifest = json.loads(Path("s.jsonl.manifest.json").read_text())
    assert manifest["run"]["name"] == "tiny"
    assert len(manifest["run"]["fingerprint"]) == 64
    assert manifest["codebooks"]["topic"]["key"] == "tiny-topic@2"
    assert manifest["inputs"][0]["bytes"] == Path("archive.jsonl").stat().st_size
    assert manifest["total_chunks"] == len(manifest["chunks"]) == 30
    assert manifest["chunks"][0]["counts"] == {"articles": 4, "records": 4, "status ok": 4}


def test_two_processes_write_what_one_writes(archive):
    score("one.parquet", workers=1)
    score("two.parquet", workers=2)
    assert Path("two.parquet").read_bytes() == Path("one.parquet").read_bytes()


# --- shards -------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_merged_shards_are_the_same_byte_for_byte(toolkit, archive, form):
    score(f"whole.{form}")
    names = [f"part-{i}.{form}" for i in (3, 1, 2)]
    for i, name in zip((3, 1, 2), names, strict=True):
        score(name, shard=(i, 3))
    result = toolkit("merge", *names, "--out", f"s.{form}")
    assert result.exit_code == 0, result.stderr
    assert "120 records of 120 articles from 3 shards (30 chunks, each once)" in result.stderr
    assert Path(f"s.{form}").read_bytes() == Path(f"whole.{form}").read_bytes()
    whole, merged = (
        json.loads(Path(f"{name}.{form}.manifest.json").read_text()) for name in ("whole", "s")
    )
    assert merged == whole


@pytest.fixture
def table(archive, monkeypatch):
    """The archive as a Parquet file of twelve row groups, and chunks of four rows."""
    monkeypatch.setattr(chunking, "CHUNK_ROWS", 4)
    rows = [{**row, "labels": None} for row in lines("archive.jsonl")]
    pq.write_table(pa.Table.from_pylist(rows), "archive.parquet", row_group_size=10)
    return archive


def test_a_parquet_file_is_scored_as_the_same_lines_are(table):
    score("rows.jsonl", inputs=("archive.parquet",))
    score("lines.jsonl")
    assert lines("rows.jsonl") == lines("lines.jsonl")


def test_a_parquet_file_is_resumed_within_a_row_group(table):
    score("whole.jsonl", inputs=("archive.parquet",))
    job = score_file(
        open_run(Path("tiny")), ["archive.parquet"], Path("s.jsonl"), options=ScoreOptions()
    )
    for _ in range(5):  # the fifth chunk ends in the middle of the second group
        next(job)
    job.close()
    assert score("s.jsonl", inputs=("archive.parquet",), resume=True).resumed == 18
    assert Path("s.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()


@pytest.mark.parametrize("n", [5, 13])  # fewer shards than row groups, and more
def test_shards_of_a_parquet_file_read_their_row_groups_and_join(toolkit, table, n):
    score("whole.parquet", inputs=("archive.parquet",))
    names = [f"part-{i}.parquet" for i in range(n)]
    for i, name in enumerate(names, start=1):
        score(name, inputs=("archive.parquet",), shard=(i, n))
    toolkit("merge", *names, "--out", "joined.parquet")
    assert Path("joined.parquet").read_bytes() == Path("whole.parquet").read_bytes()


def test_a_shard_does_not_read_the_row_groups_of_others(table):
    options = IngestOptions()
    segments = chunking.segments_of(["archive.parquet"], options)
    chunks = list(chunking.chunks_of(segments, options, begin=Position(), shard=(2, 5)))
    read = {chunk.turn for chunk in chunks if chunk.batch is not None}
    assert read == {1, 6, 11}
    assert [chunk.number for chunk in chunks] == list(range(36))


def test_merge_proves_that_nothing_is_missing_twice_damaged_or_foreign(fails, archive):
    for i in (1, 2, 3):
        score(f"p{i}.jsonl", shard=(i, 3))
    score("other.jsonl", shard=(3, 3), options=ScoreOptions(evidence=1))
    score("whole.jsonl")
    out = ("--out", "s.jsonl")
    assert fails("merge", "p1.jsonl", "p3.jsonl", *out).startswith("shards are missing: 2/3.")
    twice = fails("merge", "p1.jsonl", "p1.jsonl", "p2.jsonl", "p3.jsonl", *out)
    assert twice == "shard 1/3 is given twice: p1.jsonl and p1.jsonl."
    assert "different: options.evidence" in fails(
        "merge", "p1.jsonl", "p2.jsonl", "other.jsonl", *out
    )
    assert "not a shard, but a whole output" in fails("merge", "whole.jsonl", *out)
    assert "no shard. Expected an output of score --shard" in fails("merge", "examples.jsonl", *out)
    assert "the shards are of the kind .jsonl" in fails(
        "merge", "p1.jsonl", "p2.jsonl", "p3.jsonl", "--out", "s.csv"
    )
    with Path("p2.jsonl").open("a") as stream:
        stream.write("\n")
    assert "changed since it was written" in fails(
        "merge", "p1.jsonl", "p2.jsonl", "p3.jsonl", *out
    )
    assert not Path("s.jsonl").exists()


def test_merge_finds_an_article_that_stands_in_two_shards(fails, archive):
    text = Path("archive.jsonl").read_text().splitlines()
    Path("archive.jsonl").write_text("\n".join([*text, *text[:4]]) + "\n")
    for i in (1, 2):
        score(f"p{i}.jsonl", shard=(i, 2))
    score("whole.jsonl")
    assert len(lines("whole.jsonl")) == 120
    # The copies are chunk 30, of the first shard; its originals are chunk 0, of the same.
    assert len(lines("p1.jsonl")) + len(lines("p2.jsonl")) == 120
    for i in (1, 2, 3, 4):
        score(f"q{i}.jsonl", shard=(i, 4))
    message = fails("merge", *(f"q{i}.jsonl" for i in (1, 2, 3, 4)), "--out", "s.jsonl")
    assert message.startswith("article 'n0' stands in q1.jsonl and in q3.jsonl.")


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "a/b", "1/0"])
def test_a_shard_that_makes_no_sense_is_refused(text):
    with pytest.raises(DataError, match="Expected I/N"):
        parse_shard(text)


# --- hard inputs --------------------------------------------------------------------------------


def test_bad_rows_go_to_the_rejects_file_with_line_reason_and_row(toolkit, archive):
    good = Path("archive.jsonl").read_text().splitlines()
    Path("mixed.jsonl").write_text("\n".join([*good[:6], "{oops", *good[6:9], '{"id": "x"}']))
    result = toolkit("score", "tiny", "mixed.jsonl", "--out", "s.jsonl", "--rejects", "r.jsonl")
    assert result.exit_code == 3
    assert "9 records of 9 articles; 0 without text, 2 rejected" in result.stderr
    first, second = lines("r.jsonl")
    assert (first["origin"], first["row"]) == ("mixed.jsonl#7", "{oops")
    assert first["reason"].startswith("mixed.jsonl:7: not valid JSON")
    assert second["origin"] == "mixed.jsonl#11"


def test_an_id_that_stood_already_is_rejected_across_chunks_and_a_copy_left_out(archive):
    with Path("archive.jsonl").open("a") as stream:
        stream.write('{"id": "n3", "text": "Something else."}\n')
        stream.write(Path("archive.jsonl").read_text().splitlines()[0] + "\n")
    summary = score("s.jsonl")
    assert (summary["records"], summary["rejected"], summary["duplicates"]) == (120, 1, 1)
    assert summary.reasons[0].startswith("archive.jsonl:121: id 'n3' stands already") or (
        "id 'n3' stands already with other content" in summary.reasons[0]
    )


def test_a_truncated_gzip_is_a_reject_and_what_came_before_is_scored(archive):
    rng = random.Random(1)
    rows = [{**row, "pad": rng.randbytes(9000).hex()} for row in lines("archive.jsonl")]
    whole = gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode())
    Path("cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    summary = score("s.jsonl", inputs=("cut.jsonl.gz", "pages"))
    assert summary["rejected"] == 1
    assert summary["records"] >= 1


def test_a_row_of_50_mb_is_a_reject(archive):
    with Path("archive.jsonl").open("a") as stream:
        stream.write(json.dumps({"id": "huge", "text": "word " * 10_000_000}) + "\n")
        stream.write('{"id": "after", "text": "A goal."}\n')
    summary = score("s.jsonl")
    assert (summary["records"], summary["rejected"]) == (121, 1)
    assert "more than 200000 characters" in summary.reasons[0]


def test_a_row_that_is_appended_while_the_job_runs_is_not_scored(archive):
    job = score_file(
        open_run(Path("tiny")),
        ["archive.jsonl"],
        Path("s.jsonl"),
        options=ScoreOptions(),
        how=JobOptions(),
    )
    next(job)
    with Path("archive.jsonl").open("a") as stream:
        stream.write('{"id": "late", "text": "A goal."}\n')
    summary = list(job)[-1]
    assert summary["records"] == 120
    assert summary.remarks == [
        "archive.jsonl: 34 bytes longer than when the job began; what was added is not scored"
    ]


def test_a_run_replaced_during_the_job_does_not_mix_with_the_old_one(archive):
    score("whole.jsonl")
    job = score_file(
        open_run(Path("tiny")),
        ["archive.jsonl"],
        Path("s.jsonl"),
        options=ScoreOptions(),
        how=JobOptions(),
    )
    next(job)
    decision = Path("runs/tiny/decision.json")
    decision.write_text(decision.read_text().replace('"threshold": 0.', '"threshold": 0.9'))
    assert len(list(job)) == 30
    assert Path("s.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()
    with pytest.raises(DataError, match="different: run"):
        score("s.jsonl", resume=True)


@pytest.fixture
def small_disk(archive):
    """A disk with room for some of the records."""
    folder = archive / "small"
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("needs root to make a small disk")
    options = [mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(options, capture_output=True, check=False).returncode != 0:
        pytest.skip("no tmpfs here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_says_so_and_the_job_goes_on_when_there_is_room(small_disk, archive):
    score("whole.jsonl")
    with pytest.raises(DataError, match=r"no space left on the disk after \d\d articles in"):
        score("small/s.jsonl")
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    assert score("small/s.jsonl", resume=True).resumed > 10
    assert Path("small/s.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()


# --- policies -----------------------------------------------------------------------------------


def test_lengths_unknown_words_and_abstentions_have_a_status_of_their_own(toolkit, workspace):
    rows = [
        {"id": "short", "text": "A goal."},
        {"id": "long", "text": "The coach saw the goal. " * 20},
        {"id": "strange", "text": "Zzyx qwfp vbkj wlrt."},
        {"id": "fine", "text": "The coach saw the goal of the match."},
    ]
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = toolkit(
        *("score", "tiny", "in.jsonl", "--out", "s.jsonl", "--min-words", "3", "--max-words", "50")
    )
    assert [record["status"] for record in lines("s.jsonl")] == [
        *("too_short", "too_long", "no_known_words", "ok"),
    ]
    assert "status: no_known_words 1, too_long 1, too_short 1" in result.stderr


@pytest.mark.parametrize("form", FORMS)
def test_what_this_run_scored_already_is_skipped(archive, form):
    head = Path("archive.jsonl").read_text().splitlines()[:50]
    Path("head.jsonl").write_text("\n".join(head))
    score(f"old.{form}", inputs=("head.jsonl",))
    summary = score("s.jsonl", options=ScoreOptions(skip_scored=Path(f"old.{form}")))
    assert (summary["skipped"], summary["records"]) == (50, 70)


def test_a_file_that_an_earlier_run_of_the_name_scored_is_refused(archive):
    score("old.jsonl")
    decision = Path("runs/tiny/decision.json")
    decision.write_text(decision.read_text() + " ")
    with pytest.raises(DataError, match="was scored by an earlier run of the name 'tiny'"):
        score("s.jsonl", options=ScoreOptions(skip_scored=Path("old.jsonl")))


def test_only_review_writes_articles_that_label_takes(toolkit, workspace):
    Path("in.jsonl").write_text(
        '{"id": "strange", "text": "Zzyx qwfp."}\n'
        '{"id": "fine", "text": "The coach saw the goal of the match."}\n'
    )
    options = ("--only", "review", "--out", "look.jsonl")
    result = toolkit("score", "tiny", "in.jsonl", *options)
    assert "1 articles to look at, written" in result.stderr
    (article,) = lines("look.jsonl")
    assert article["id"] == "strange"
    assert article["extra"]["review"][0] == "status no_known_words"
    assert toolkit("describe", "look.jsonl").exit_code == 0


def test_only_review_refuses_other_kinds_of_output(fails, workspace):
    assert "--only review writes articles" in fails(
        *("score", "tiny", "examples.jsonl", "--only", "review", "--out", "s.csv")
    )
    assert "--only: got 'best'. Expected review." in fails(
        *("score", "tiny", "examples.jsonl", "--only", "best", "--out", "s.jsonl")
    )


def test_a_cluster_without_ray_says_how_to_install_it(fails, workspace, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert fails(
        *("score", "tiny", "examples.jsonl", "--engine", "ray", "--out", "s.jsonl")
    ).startswith("--engine ray needs the extra 'cluster', which is not installed.")
    assert not list(workspace.glob("s.jsonl*"))


def test_stdin_cannot_be_resumed_or_split(fails, workspace):
    for option in (["--resume"], ["--shard", "1/2"]):
        message = fails("score", "tiny", "-", "--out", "s.jsonl", *option)
        assert message.startswith("-: stdin can be read once.")


def test_parquet_keeps_a_row_group_a_chunk(archive):
    score("s.parquet")
    assert pq.ParquetFile("s.parquet").num_row_groups == 30


def test_an_archive_and_a_pattern_are_scored_like_the_files_in_them(archive):
    import zipfile

    with zipfile.ZipFile("archive.zip", "w") as packed:
        packed.write("archive.jsonl", "deep/archive.jsonl")
    score("plain.jsonl")
    score("zipped.jsonl", inputs=["archive.zip"])
    score("matched.jsonl", inputs=["arch*.jsonl"])
    plain = [(row["article_id"], row["labels"]) for row in lines("plain.jsonl")]
    assert plain == [(row["article_id"], row["labels"]) for row in lines("zipped.jsonl")]
    assert plain == [(row["article_id"], row["labels"]) for row in lines("matched.jsonl")]


def test_languages_are_looked_for_only_where_scores_depend_on_them(workspace):
    config = open_run(Path("tiny")).config
    plain = config.model_copy(
        update={"model": config.model.model_copy(update={"gazetteer": False})}
    )
    assert not needs_language(plain)
    wanted = config.input.model_copy(update={"language": "en"})
    assert needs_language(plain.model_copy(update={"input": wanted}))
    assert needs_language(
        plain.model_copy(update={"model": config.model.model_copy(update={"gazetteer": True})})
    )
