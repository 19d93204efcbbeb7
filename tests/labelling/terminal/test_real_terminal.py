"""The installed command in a real terminal: tmux types, and reads what stands on the screen."""

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from toolkit.labelling.store import Store

ROOT = Path(__file__).parents[3]
PATIENCE_S = 90.0  # a loaded machine starts Python slowly
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]


class Terminal:
    """A tmux session of its own; nothing else on the machine can see it."""

    def __init__(self, folder, command, *, size=(80, 24), environment=None):
        # Each has its own server: one that is closing would swallow the next session.
        self.socket = str(folder / f"{uuid.uuid4().hex[:8]}.sock")
        width, height = map(str, size)
        settings = [f"{name}={value}" for name, value in (environment or {}).items()]
        # The shell stays when the program has gone, so that its last words can be read.
        line = f"env {' '.join(settings)} {command}; exec sh"
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", width, "-y", height, line)

    def _tmux(self, *arguments):
        done = subprocess.run(
            ["tmux", "-S", self.socket, *arguments], capture_output=True, text=True, check=False
        )
        return done.stdout

    def type(self, *keys):
        for key in keys:
            self._tmux("send-keys", *(("-l", key) if len(key) == 1 else (key,)))

    def screen(self):
        return self._tmux("capture-pane", "-p")

    def wait_for(self, words):
        end = time.monotonic() + PATIENCE_S
        while words not in self.screen():
            assert time.monotonic() < end, f"{words!r} never came:\n{self.screen()}"
            time.sleep(0.1)
        return self.screen()

    def kill_program(self):
        shell = int(self._tmux("display-message", "-p", "#{pane_pid}"))
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(shell)], capture_output=True, text=True, check=True
        )
        for pid in listed.stdout.split():
            os.kill(int(pid), signal.SIGKILL)

    def close(self):
        self._tmux("kill-server")


@pytest.fixture
def workspace(tmp_path):
    shutil.copytree(ROOT / "labels", tmp_path / "labels")
    shutil.copytree(ROOT / "seeds" / "pages", tmp_path / "pages")
    return tmp_path


@pytest.fixture
def open_terminal(workspace, monkeypatch):
    monkeypatch.chdir(workspace)
    opened = []

    def open_terminal(*options, **more):
        script = "import sys; from toolkit.cli.app import main; main()"
        program = f"{sys.executable} -c '{script}'"
        command = " ".join([program, "label", "pages", "--coder", "ana", *options])
        terminal = Terminal(workspace, command, **more)
        opened.append(terminal)
        return terminal

    yield open_terminal
    for terminal in opened:
        terminal.close()


def states(workspace):
    with Store(workspace / "annotations.db", create=False) as store:
        return [(event.facet, sorted(event.states)) for event in store.events()]


def test_what_was_decided_survives_kill_9_and_the_queue_goes_on(open_terminal, workspace):
    both = ("--facet topic", "--facet framing")
    terminal = open_terminal(*both)
    terminal.wait_for("1/12")
    terminal.type("b", "Enter")
    terminal.wait_for("[framing]")
    terminal.type("7")
    terminal.wait_for("[*] Crime")
    terminal.kill_program()
    terminal.close()
    assert states(workspace) == [("topic", ["medtop:11000000"])]

    terminal = open_terminal(*both)
    screen = terminal.wait_for("[framing]")
    assert "topic ✓" in screen
    assert "[*] Crime" not in screen
    terminal.type("7", "Tab", "Home", "S-Right", "7", "Enter")
    terminal.wait_for("2/12")
    terminal.kill_program()
    terminal.close()
    assert states(workspace)[1:] == [("framing", ["crime_and_punishment"])]

    terminal = open_terminal(*both)
    terminal.wait_for("1 done")
    terminal.type("U")
    terminal.wait_for("Took back: framing")
    terminal.type("R")
    terminal.wait_for("2/12")
    terminal.type("Q")
    terminal.wait_for("1 articles done, 11 left")
    with Store(workspace / "annotations.db", create=False) as store:
        quoted = [span.quote for event in store.events() for span in event.evidence]
    assert quoted == ["Two years"]


def test_eighty_by_twenty_four_shows_article_codebook_and_keys(open_terminal):
    screen = open_terminal("--facet topic").wait_for("1/12")
    rows = screen.splitlines()
    assert len(rows) == 24
    assert "Two years for a yellow scarf" in screen
    assert "2 [ ] crime, law and justice" in screen
    assert "Enter decide" in rows[23]


def test_the_mouse_selects_words(open_terminal, workspace):
    terminal = open_terminal("--facet framing")
    row = next(
        y for y, line in enumerate(terminal.wait_for("1/12").splitlines()) if "Two years" in line
    )
    # Button 1 pressed, moved while pressed, released: as a terminal reports it (SGR, 1-based).
    for code, x, end in ((0, 4, "M"), (32, 9, "M"), (0, 9, "m")):
        terminal._tmux("send-keys", "-l", f"\x1b[<{code};{x};{row + 1}{end}")
    terminal.wait_for("give the words to the label")
    terminal.type("7", "Enter")
    terminal.wait_for("2/12")
    with Store(workspace / "annotations.db", create=False) as store:
        assert [span.quote for span in store.events()[0].evidence] == ["Two years"]


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"TERM": "dumb"}, "cannot place text on the screen (TERM=dumb)"),
        ({"PYTHONIOENCODING": "latin-1"}, "the console writes iso8859-1"),
    ],
)
def test_where_the_workspace_cannot_be_shown_the_line_mode_says_why(
    open_terminal, environment, reason
):
    screen = open_terminal("--facet topic", environment=environment, size=(120, 110)).wait_for(
        "topic>"
    )
    assert "Line mode, as with --plain:" in screen
    assert reason in screen.replace("\n", "")
