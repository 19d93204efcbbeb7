"""Pages over the workspace: what a label means, and which key does what."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from toolkit.codebook import Codebook
from toolkit.labelling.reading import screen_safe
from toolkit.labelling.show import label_help, wrapped
from toolkit.labelling.terminal.keys import ACTIONS, Keys

WIDTH = 70  # cells of text on a page
SCROLLING = {"up": -1, "down": 1, "pageup": -15, "pagedown": 15, "home": -9999, "end": 9999}
HEADINGS = {
    "commit": "Deciding",
    "switch": "Moving",
    "select_sentence": "Selecting words",
    "skip": "Passing over, and remarks",
    "suggest": "The screen",
    "up": "Cursor",
}
INTRODUCTION = (
    "Press a label's key, or put the cursor on it and press Space. For evidence, go to the "
    "article with Tab, select words with Shift and the arrows (or Space, arrows; or the mouse), "
    "then press the label's key: label and words in one go. Letters that are no keys search. "
    "Every decision is stored when you make it."
)


class Reading(ModalScreen[None], inherit_bindings=False):
    """A page of text; any key but those that scroll closes it.

    Args:
        lines: Of the page.
    """

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self.lines = list(lines)

    def compose(self) -> ComposeResult:
        """The page."""
        with VerticalScroll(id="paper") as paper:
            paper.border_subtitle = "↑↓ scroll, any other key closes"
            yield Static(Text(screen_safe("\n".join(self.lines))), id="paper-text", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Scrolls, or closes the page."""
        event.stop()
        event.prevent_default()
        step = SCROLLING.get(event.key)
        if step is None:
            self.dismiss(None)
        else:
            self.query_one("#paper").scroll_relative(y=step, animate=False)

    def on_click(self) -> None:
        """Closes the page."""
        self.dismiss(None)


def meaning(
    codebook: Codebook, label: str | None, *, target: str | None = None, width: int = WIDTH
) -> list[str]:
    """What a label and a target mean, then the rules of their codebook.

    Args:
        codebook: Of the facet.
        label: Its id; None for the rules alone.
        target: Id of a stance target.
        width: Cells of a line.

    Returns:
        Lines of a page.
    """
    lines = []
    if label in codebook.by_id:
        lines = [*label_help(codebook, label or "", label_id=label, width=width), ""]
    if target in codebook.targets_by_id:
        lines += [*label_help(codebook, target or "", label_id=None, width=width), ""]
    if codebook.description:
        lines += [f"Rules of {codebook.key}", *wrapped(codebook.description, width=width)]
    return lines or [f"{codebook.key} says no more about it."]


def help_lines(keys: Keys) -> list[str]:
    """All actions with their keys.

    Args:
        keys: As the coder has them.

    Returns:
        Lines of a page.
    """
    lines = wrapped(INTRODUCTION, width=WIDTH)
    for action, (_, words) in ACTIONS.items():
        if action in HEADINGS:
            lines += ["", HEADINGS[action]]
        shown = " ".join(keys.all_of(action)) or "-"
        lines += wrapped(words, head=f"  {shown:<14} ", width=WIDTH)
    return lines
