"""A list with a cursor: labels with their states, stance rows, targets to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from toolkit.labelling.reading import screen_safe
from toolkit.records.annotation import Span

SHORT_KEY = 2  # cells before a label that hold its key


@dataclass(frozen=True)
class Line:
    """One line of a list.

    Attributes:
        text: What it says.
        id: What it stands for; None for a line that cannot be chosen.
        key: The key that chooses it.
        mark: Its state, such as `[x]`.
        style: Name of a component style: on, faint, unsure, suggested, heading, or empty.
        depth: How far it is moved in.
        span: The marked words that it quotes.
        tail: What stands at its right end.
    """

    text: str
    id: str | None = None
    key: str = ""
    mark: str = ""
    style: str = ""
    depth: int = 0
    span: Span | None = None
    tail: str = ""


class ChoiceList(ScrollView, can_focus=True):
    """Shows lines, keeps a cursor on those that can be chosen."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "choice--cursor",
        "choice--faint",
        "choice--heading",
        "choice--key",
        "choice--on",
        "choice--suggested",
        "choice--unsure",
    }

    class Moved(Message):
        """The cursor is on another line."""

    class Picked(Message):
        """A line was clicked.

        Args:
            line: The line.
        """

        def __init__(self, line: Line) -> None:
            super().__init__()
            self.line = line

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.lines: list[Line] = []
        self.cursor = 0
        self._pinned = 0
        self._base = Style()
        self._styles: dict[str, Style] = {}

    @property
    def width(self) -> int:
        """Cells of a line, without the scroll bar."""
        return self.scrollable_content_region.width

    @property
    def current(self) -> Line | None:
        """The line under the cursor."""
        line = self.lines[self.cursor] if self.cursor < len(self.lines) else None
        return line if line is not None and line.id is not None else None

    def fill(self, lines: Sequence[Line], *, pinned: int = 0, at: str | None = None) -> None:
        """Shows other lines.

        Args:
            lines: Of the list.
            pinned: So many lines stay at the top while the others scroll.
            at: Id of the line that gets the cursor; the last line of this id that is no quote.
        """
        self.lines, self._pinned = list(lines), pinned
        free = [i for i, line in enumerate(self.lines) if line.id is not None]
        places = [i for i in free if self.lines[i].id == at and self.lines[i].span is None]
        self.cursor = places[-1] if places else next(iter(free), 0)
        self.virtual_size = Size(self.width, len(self.lines))
        self._follow()
        self.refresh()

    def move(self, action: str) -> None:
        """Moves the cursor.

        Args:
            action: up, down, page_up, page_down, first or last.
        """
        free = [i for i, line in enumerate(self.lines) if line.id is not None]
        if not free:
            return
        page = max(1, self.size.height - 2)
        steps = {"up": -1, "down": 1, "page_up": -page, "page_down": page}
        here = free.index(self.cursor) if self.cursor in free else 0
        ends = {"first": 0, "last": len(free) - 1}
        there = here + steps[action] if action in steps else ends[action]
        self.cursor = free[min(max(there, 0), len(free) - 1)]
        self._follow()
        self.refresh()
        self.post_message(self.Moved())

    def on_click(self, event: events.Click) -> None:
        """Puts the cursor on the line, and picks it."""
        at = self._line_at(event.y)
        if 0 <= at < len(self.lines) and self.lines[at].id is not None:
            self.cursor = at
            self.refresh()
            self.post_message(self.Moved())
            self.post_message(self.Picked(self.lines[at]))

    def on_resize(self, _: events.Resize) -> None:
        """Keeps the cursor in view."""
        self.virtual_size = Size(self.width, len(self.lines))
        self._follow()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows that have to be drawn; styles are looked up once, not for every row."""
        self._base = self.rich_style
        self._styles = {
            name: self.get_component_rich_style(name, partial=True)
            for name in self.COMPONENT_CLASSES
        }
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the list."""
        base, width = self._base, self.width
        at = self._line_at(y)
        if at >= len(self.lines):
            return Strip.blank(width, base)
        line = self.lines[at]
        style = base + self._style(line.style)
        is_here = at == self.cursor and line.id is not None
        if is_here:
            style += self._style("cursor") if self.has_focus else Style(underline=True)
        head = line.key.ljust(SHORT_KEY) if line.span is None else " " * SHORT_KEY
        key_style = style if is_here and self.has_focus else base + self._style("key")
        mark = f"{line.mark} " if line.mark else ""
        body = "  " * line.depth + mark + screen_safe(line.text)
        room = max(1, width - SHORT_KEY - cell_len(line.tail) - (1 if line.tail else 0))
        if cell_len(body) > room:
            body = set_cell_size(body, room - 1) + "…"
        text = set_cell_size(body, room) + (f" {line.tail}" if line.tail else "")
        return Strip([Segment(head, key_style), Segment(text, style)]).adjust_cell_length(
            width, style
        )

    def _style(self, name: str) -> Style:
        return self._styles[f"choice--{name}"] if name else Style()

    def _line_at(self, y: int) -> int:
        """The line at a row of the pane."""
        return y if y < self._held else y + self.scroll_offset.y

    @property
    def _held(self) -> int:
        """Pinned lines that are held; half of the pane at most, or nothing else could be seen."""
        return min(self._pinned, self.size.height // 2)

    def _follow(self) -> None:
        """Scrolls so that the cursor and a line around it can be seen."""
        height, held = self.size.height, self._held
        if not height or self.cursor < held:
            return
        first = max(held, self.cursor - 1) - held
        last = min(len(self.lines) - 1, self.cursor + 1) - height + 1
        now = self.scroll_offset.y
        self.scroll_to(y=min(max(now, last), first), animate=False, force=True)
