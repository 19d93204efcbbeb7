"""A workspace of 30 short articles, trained once a session and copied for each test."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from toolkit.cli.app import app
from toolkit.runs.train import train

TINY = Path(__file__).parent / "tiny"


def quiet(_message):
    """Takes progress and drops it."""


@pytest.fixture(scope="session")
def trained_once(tmp_path_factory):
    """The workspace with the runs tiny, tiny-rules and tiny-stance."""
    folder = tmp_path_factory.mktemp("tiny") / "workspace"
    shutil.copytree(TINY, folder)
    for name, run in (("tfidf", "tiny"), ("rules", "tiny-rules"), ("stance", "tiny-stance")):
        train(folder / "configs" / f"{name}.yaml", out=folder / "runs" / run, say=quiet)
    return folder


@pytest.fixture
def untrained(tmp_path, monkeypatch):
    """A fresh workspace without runs, as current folder."""
    folder = tmp_path / "workspace"
    shutil.copytree(TINY, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def workspace(trained_once, tmp_path, monkeypatch):
    """A copy of the trained workspace, as current folder; its runs name the original's data."""
    folder = tmp_path / "workspace"
    shutil.copytree(trained_once, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def toolkit():
    """Runs the command line in this process; a traceback fails the test."""

    def run(*arguments, stdin=None):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
        assert isinstance(result.exception, (SystemExit, type(None))), result.exception
        return result

    return run


@pytest.fixture
def fails(toolkit):
    """Runs a command that must end with exit code 1 and one readable line; returns that line."""

    def run(*arguments, stdin=None):
        result = toolkit(*arguments, stdin=stdin)
        assert result.exit_code == 1, result.stderr
        errors = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
        assert len(errors) == 1, result.stderr
        assert result.stderr.splitlines()[-1] == errors[0]
        return errors[0].removeprefix("error: ")

    return run
