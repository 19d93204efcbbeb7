"""The lines above and below the panes: where the coder is, and what can be done."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import Static

from toolkit.labelling.asking import Item
from toolkit.labelling.progress import Progress
from toolkit.labelling.reading import screen_safe

GAP = " │ "


def about(item: Item, progress: Progress, *, total: int, coder: str, width: int) -> str:
    """Which article this is, how far the coder has come, and how long the rest will take.

    Args:
        item: The present question.
        progress: Of the coder.
        total: Articles in the queue.
        coder: Pseudonym.
        width: Cells of the line.

    Returns:
        One line of just that width.
    """
    article = item.article
    left = " · ".join(
        screen_safe(part)
        for part in (f"{item.number}/{total}", article.source, article.published, article.id)
        if part
    )
    pace = progress.seconds_per_article
    right = f"{progress.done} done"
    if pace is not None:
        right += f" · {_duration(pace)} each"
        right += f" · {progress.time_left()} left" if progress.left else ""
    right += f" · {screen_safe(coder)}"
    room = max(0, width - cell_len(right) - 1)
    if cell_len(left) > room:
        left = set_cell_size(left, max(0, room - 1)) + "…"
    return f"{set_cell_size(left, room)} {right}"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.1f} min"


class Tabs(Static):
    """The facets of the article; a click jumps to one."""

    ALLOW_SELECT = False

    class Jumped(Message):
        """A facet was clicked.

        Args:
            facet: The facet.
        """

        def __init__(self, facet: str) -> None:
            super().__init__()
            self.facet = facet

    def __init__(self, *, id: str) -> None:
        super().__init__("", id=id, markup=False)
        self._ends: list[tuple[int, str]] = []

    def show(self, facets: Sequence[tuple[str, str]], *, now: str, remarks: str) -> None:
        """Shows the facets.

        Args:
            facets: Each with its sign: answered, changed, or empty.
            now: The one that is asked.
            remarks: Flags and notes of the question.
        """
        text, self._ends = Text(no_wrap=True, overflow="ellipsis"), []
        for number, (facet, sign) in enumerate(facets):
            if number:
                text.append(GAP)
            # Brackets, not colour alone, say where the coder is.
            label = f"[{facet}{sign}]" if facet == now else f" {facet}{sign} "
            text.append(label, style="bold reverse" if facet == now else "")
            self._ends.append((cell_len(text.plain), facet))
        if remarks:
            text.append(f"   {screen_safe(remarks)}", style="italic")
        self.update(text)

    def on_click(self, event: events.Click) -> None:
        """Jumps to the facet under the pointer."""
        x = event.x - self.styles.padding.left
        found = next((facet for end, facet in self._ends if x < end), None)
        if found is not None and x >= 0:
            self.post_message(self.Jumped(found))
