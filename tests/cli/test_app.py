"""The command as a process: help, exit codes, tracebacks, pipes, interruption."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from toolkit.cli.app import app

ROOT = Path(__file__).parents[2]
MAIN = [sys.executable, "-c", "from toolkit.cli.app import main; main()"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
COMMANDS = sorted(typer.main.get_command(app).commands)
PAGE = "pages/lighthouse.txt"


def process(*arguments, **options):
    return subprocess.Popen(
        [*MAIN, *arguments],
        env=ENVIRONMENT,
        **({"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options),
    )


def finished(*arguments, **options):
    with process(*arguments, **options) as running:
        out, err = running.communicate(timeout=60)
    return running.returncode, (out or b"").decode(), err.decode()


@contextlib.contextmanager
def patience(seconds=30):
    """Yields a function that raises when the time is over."""
    end = time.monotonic() + seconds

    def check():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)

    yield check


# --- Help ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(toolkit, command):
    shown = toolkit(command, "--help")
    assert shown.exit_code == 0
    assert "Example: toolkit" in " ".join(shown.stdout.split())


def test_the_help_lists_every_command(toolkit):
    shown = toolkit("--help").stdout
    assert set(COMMANDS) <= set(shown.split())


def test_without_a_command_the_help_is_shown(toolkit):
    result = toolkit()
    assert result.exit_code == 0
    assert "Commands:" in result.stdout


def test_the_version_is_printed(toolkit):
    assert toolkit("--version").stdout.startswith("toolkit 0.")


# --- Exit codes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["nope"],
        ["train"],
        ["score", "tiny", PAGE],
        ["score", "tiny", PAGE, "--out", "-", "--evidence", "-1"],
        ["evaluate", "tiny", "--bootstrap", "many"],
        ["show", "--what"],
    ],
)
def test_a_malformed_command_line_ends_with_2(toolkit, workspace, arguments):
    result = toolkit(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr


def interrupt(*_arguments, **_options):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("sabotaged", "arguments"),
    [
        ("toolkit.runs.score.Scorer.score", ["score", "tiny", PAGE, "--out", "s.jsonl"]),
        ("toolkit.runs.train.save_model", ["train", "configs/tfidf.yaml", "--out", "runs/new"]),
        ("toolkit.runs.evaluate.judge", ["evaluate", "tiny"]),
    ],
)
def test_an_interruption_ends_with_130_and_leaves_nothing(
    toolkit, workspace, monkeypatch, sabotaged, arguments
):
    monkeypatch.setattr(sabotaged, interrupt)
    result = toolkit(*arguments)
    assert result.exit_code == 130
    assert result.stderr.splitlines()[-1] == "interrupted"
    assert not list(workspace.glob("s.jsonl*"))
    assert sorted(path.name for path in Path("runs").iterdir()) == [
        *("tiny", "tiny-rules", "tiny-stance"),
    ]
    assert not Path("runs/tiny/evaluation").exists()


def test_a_full_disk_is_one_line(fails, workspace, monkeypatch):
    def full(*_arguments, **_options):
        raise OSError(28, "No space left on device", "runs/new/model/weights.npy")

    monkeypatch.setattr("toolkit.runs.train.save_model", full)
    message = fails("train", "configs/tfidf.yaml", "--out", "runs/new")
    assert message == (
        "runs/new/model/weights.npy: No space left on device. Check the disk and the permissions."
    )
    assert not Path("runs/new").exists()


# --- As a process -------------------------------------------------------------------------------


def test_an_error_shows_no_traceback(untrained):
    code, out, err = finished("show", "nope")
    assert (code, out) == (1, "")
    assert err == "error: nope: no such file. Check the path.\n"


@pytest.mark.parametrize(
    "arguments",
    [["--debug", "show", "nope"], ["show", "nope", "--debug"], ["show", "--debug", "x"]],
)
def test_debug_shows_the_traceback_before_or_after_the_command(untrained, arguments):
    code, _, err = finished(*arguments)
    assert code == 1
    assert "Traceback (most recent call last)" in err
    assert "DataError" in err
    assert err.splitlines()[-1].startswith("error: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "labels/topic.yaml"],
        ["ingest", "examples.jsonl"],
        ["score", "tiny-rules", "examples.jsonl", "--out", "-"],
    ],
)
def test_a_reader_that_goes_away_is_no_error(workspace, arguments):
    running = process(*arguments)
    running.stdout.close()
    err = running.stderr.read().decode()
    running.stderr.close()
    assert running.wait(timeout=60) == 0
    assert "Traceback" not in err
    assert "Exception ignored" not in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", [["show", "labels/topic.yaml"], ["ingest", "examples.jsonl"]])
def test_a_full_disk_behind_stdout_is_one_line(untrained, command):
    with Path("/dev/full").open("wb") as full:
        code, _, err = finished(*command, stdout=full)
    assert code == 1
    assert err.splitlines()[-1].startswith("error: No space left on device.")
    assert "Exception ignored" not in err


def test_an_interrupted_process_ends_with_130(workspace):
    running = process("score", "tiny-rules", "-", "--out", "s.jsonl", stdin=subprocess.PIPE)
    with patience() as check:
        while not Path("s.jsonl.part").exists():
            check()
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Traceback" not in err
    assert not list(workspace.glob("s.jsonl*"))


def test_a_killed_score_leaves_only_a_part(workspace):
    running = process("score", "tiny-rules", "-", "--out", "s.jsonl", stdin=subprocess.PIPE)
    with patience() as check:
        while not Path("s.jsonl.part").exists():
            check()
    running.kill()
    running.communicate(timeout=60)
    assert [path.name for path in workspace.glob("s.jsonl*")] == ["s.jsonl.part"]
    code, _, _ = finished("score", "tiny-rules", PAGE, "--out", "s.jsonl")
    assert code == 0
    assert {path.name for path in workspace.glob("s.jsonl*")} == {
        *("s.jsonl", "s.jsonl.manifest.json"),
    }


def test_a_killed_train_leaves_nothing_that_is_taken_for_a_run(toolkit, fails, untrained):
    running = process("train", "configs/tfidf.yaml", "--set", "split={folds: 20}")
    assert any(line.startswith(b"fold 2 of 20") for line in running.stderr)
    running.kill()
    running.communicate(timeout=60)
    assert not Path("runs/tiny").exists()
    assert "no runs yet" in fails("show", "runs")
    assert "no such run" in fails("evaluate", "tiny")
    assert toolkit("train", "configs/tfidf.yaml").exit_code == 0
    assert len(toolkit("show", "runs").stdout.splitlines()) == 1
