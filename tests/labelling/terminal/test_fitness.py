import io

import pytest

from toolkit.labelling.terminal.fitness import why_not


class Console(io.StringIO):
    """A stream that says what a test wants about itself."""

    def __init__(self, *, tty=True, encoding="utf-8"):
        super().__init__()
        self._tty, self._encoding = tty, encoding

    def isatty(self):
        return self._tty

    @property
    def encoding(self):
        return self._encoding


@pytest.fixture
def reason():
    def reason(stdin=None, screen=None, term="xterm", size=(80, 24), windows=False):
        return why_not(
            stdin or Console(),
            screen or Console(),
            environment={"TERM": term} if term is not None else {},
            size=size,
            windows=windows,
        )

    return reason


def test_an_ordinary_terminal_will_do(reason):
    assert reason() is None
    assert reason(term=None, windows=True) is None


def test_pipes_will_not_do(reason):
    assert reason(stdin=Console(tty=False)) == "the input is not a terminal"
    assert reason(screen=Console(tty=False)) == "the output is not a terminal"


def test_a_dumb_terminal_will_not_do(reason):
    assert "TERM=dumb" in reason(term="dumb")
    assert "TERM=not set" in reason(term=None)


def test_a_console_without_unicode_will_not_do(reason):
    assert "writes latin-1, and the workspace needs UTF-8" in reason(
        screen=Console(encoding="latin-1")
    )
    assert "writes nonsense" in reason(screen=Console(encoding="nonsense"))
    assert "writes ascii" in reason(screen=Console(encoding=None))


def test_a_terminal_that_is_too_small_says_what_is_needed(reason):
    assert reason(size=(40, 10)) == "the terminal has 40×10 cells; 60×16 are needed"
