"""What the two kinds of questions have in common on the screen."""

from collections.abc import Callable, Sequence
from typing import Protocol

from toolkit.labelling.session import Session
from toolkit.labelling.terminal.article import ArticlePane
from toolkit.labelling.terminal.choices import ChoiceList, Line
from toolkit.labelling.terminal.keys import Keys
from toolkit.records.annotation import Span

# Called with what is typed, at every key, and at the end.
Typed = Callable[[str], None]


class Desk(Protocol):
    """What a task may use of the screen that it is done on."""

    session: Session
    keys: Keys

    @property
    def article(self) -> ArticlePane:
        """The article pane."""

    @property
    def choices(self) -> ChoiceList:
        """The list of the codebook pane."""

    def say(self, message: str, *, problem: bool = False) -> None:
        """Shows one line to the coder."""

    def ask(
        self, prompt: str, *, done: Typed, typing: Typed | None = None, start: str = ""
    ) -> None:
        """Asks for a line of text."""

    def end_asking(self, typed: str) -> None:
        """Takes what was typed as if Enter had been pressed."""

    def redraw(self, *, at: str | None = None) -> None:
        """Shows what has changed; the cursor of the list goes to a line."""

    def advance(self) -> None:
        """Shows the next question."""


class Task(Protocol):
    """One question on the screen: an article facet, or the stance rows of an article."""

    def lines(self) -> list[Line]:
        """Of the codebook pane."""

    def pinned(self, lines: Sequence[Line]) -> int:
        """How many of them stay in view: what the coder has said so far."""

    def label_keys(self) -> dict[str, str]:
        """Label by key."""

    def evidence(self) -> Sequence[Span]:
        """Words marked so far."""

    def hint(self) -> str:
        """What to do next, in a few words."""

    def give(self, label: str) -> None:
        """The key of a label was pressed."""

    def pick(self, line: Line) -> None:
        """A line was clicked, or chosen with the space bar."""

    def act(self, action: str) -> bool:
        """Does what an action means for this question; false if it means nothing here."""

    def commit(self) -> None:
        """Decides, and goes on."""

    def close_search(self) -> bool:
        """Leaves a search or a choice; false if there was none."""

    @property
    def label_under_cursor(self) -> str | None:
        """The label that a definition is asked for."""

    @property
    def target_under_cursor(self) -> str | None:
        """The stance target of the row under the cursor."""
