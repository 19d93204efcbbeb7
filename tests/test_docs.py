"""What the README and the help texts claim is run."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.cli.app import app
from toolkit.config.document import json_schema, option_table

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
RUN_CLI = "from toolkit.cli.app import main; main()"


def console_commands(text: str) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", text, flags=re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def command_names() -> list[str]:
    return [str(command.name) for command in app.registered_commands]


def help_of(name: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", RUN_CLI, name, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "200", "PATH": ""},
    )
    return done.stdout


@pytest.mark.slow
def test_the_commands_of_the_readme_run_in_the_order_given(tmp_path):
    folder = tmp_path
    for command in console_commands(README):
        words = shlex.split(command)
        if words[0] == "cd":
            folder = folder / words[1]
            continue
        assert words[0] == "toolkit", command
        done = subprocess.run(
            [sys.executable, "-c", RUN_CLI, *words[1:]],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    assert (folder / "scored.csv").is_file()
    assert (folder / "runs" / "starter-tfidf" / "evaluation" / "test" / "report.html").is_file()


def test_every_make_target_that_the_readme_names_exists():
    named = set(re.findall(r"make ([a-z-]+)", README))
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, flags=re.MULTILINE))
    assert {"demo", "test"} <= named
    assert named <= targets


@pytest.mark.parametrize("name", command_names())
def test_every_command_has_help_with_an_example_and_stands_in_the_readme(name):
    text = help_of(name)
    assert f"Example: toolkit {name}" in " ".join(text.split())
    assert re.search(rf"`toolkit {name}\b", README)


def test_the_readme_names_no_command_that_does_not_exist():
    assert set(re.findall(r"`toolkit ([a-z]+)", README)) <= {*command_names(), "init"}


def test_the_generated_option_table_and_schema_are_fresh():
    assert (ROOT / "configs" / "OPTIONS.md").read_text(encoding="utf-8") == option_table()
    assert (ROOT / "configs" / "run.schema.json").read_text(encoding="utf-8") == json_schema()


def test_files_that_the_readme_links_to_exist():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert all((ROOT / link).exists() for link in links)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git to list tracked files")
def test_no_tracked_file_names_a_path_of_this_machine():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    home, here = str(Path.home()), str(ROOT)
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and path.suffix not in {".html", ".npy"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            assert f"{home}/" not in text, name
            assert f"{here}/" not in text, name
