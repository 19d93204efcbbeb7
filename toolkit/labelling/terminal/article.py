"""The article pane: reading, and selecting words with the keyboard or the mouse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from toolkit.labelling.reading import Page
from toolkit.labelling.terminal.bidi import shown
from toolkit.labelling.terminal.layout import GUTTER, Layout
from toolkit.labelling.terminal.wrap import Row, is_right_to_left
from toolkit.records.annotation import Span

ISOLATE, POP = "\u2068", "\u2069"
Marks = Mapping[int, Sequence[tuple[int, int, Span]]]


@dataclass
class Highlights:
    """What stands out in the text, by block.

    Attributes:
        quotes: Quoted words.
        evidence: Words that the coder marked.
        hints: Words behind suggestions.
        label: The label whose words stand out most.
    """

    quotes: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)
    evidence: Marks = field(default_factory=dict)
    hints: Marks = field(default_factory=dict)
    label: str | None = None


class ArticlePane(ScrollView, can_focus=True):
    """Shows one article and keeps the cursor and the selected words."""

    ALLOW_SELECT = False  # Textual's own selection is of characters on the screen, not of words
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article--title",
        "article--dek",
        "article--subheading",
        "article--faint",
        "article--quote",
        "article--evidence",
        "article--current",
        "article--hint",
        "article--selection",
        "article--cursor",
    }

    class Selected(Message):
        """The coder selected other words, or none."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.page: Page | None = None
        self.highlights = Highlights()
        self.mirrored = False
        self.cursor = 0
        self.mark_from: int | None = None
        self._rows: Layout | None = None
        self._base = Style()
        self._styles: dict[str, Style] = {}
        self._found: dict[int, list[tuple[int, int, Style]]] = {}

    # --- what is shown ------------------------------------------------------------------------

    def show(self, page: Page, *, keep_place: bool = False) -> None:
        """Shows a page, from its top unless the place is kept.

        Args:
            page: The article.
            keep_place: The same article again, with more or less around it.
        """
        place = self._place() if keep_place else None
        self.page, self.mark_from = page, None
        self.cursor = place or 0
        self._lay_out()
        if not keep_place:
            self.scroll_to(y=0, animate=False)

    def highlight(self, highlights: Highlights) -> None:
        """Makes other words stand out."""
        self.highlights = highlights
        self.refresh()

    def mirror(self, *, on: bool) -> None:
        """Puts right-to-left rows in visual order, or leaves that to the terminal."""
        self.mirrored = on
        self._lay_out()

    @property
    def runs_from_the_right(self) -> bool:
        """Whether any of the page's blocks does."""
        return self.page is not None and any(is_right_to_left(b.text) for b in self.page.blocks)

    def selection(self, label: str) -> Span | None:
        """The selected words as evidence for a label; None if nothing is selected."""
        if self.page is None or self.mark_from is None or not self.page.words:
            return None
        return self.page.span(self.mark_from, self.cursor, label=label)

    def go_to(self, span: Span) -> None:
        """Scrolls to marked words and puts the cursor on them."""
        found = self.page.word_at(span.field, span.start) if self.page else None
        if found is not None:
            self.mark_from = None
            self._move_to(found)

    # --- keys ---------------------------------------------------------------------------------

    def start_selecting(self) -> None:
        """The word under the cursor becomes the first that is selected; again: drops it."""
        self.mark_from = self.cursor if self.mark_from is None else None
        self._changed()

    def drop_selection(self) -> None:
        """Selects nothing."""
        if self.mark_from is not None:
            self.mark_from = None
            self._changed()

    def select_sentence(self) -> None:
        """Selects the sentence under the cursor, and once more the one behind it too."""
        if self.page is None or not self.page.words:
            return
        first, last = self.page.sentence(self.cursor)
        if self.mark_from is not None and self.mark_from <= first and self.cursor == last:
            following = min(last + 1, len(self.page.words) - 1)
            first, last = self.mark_from, self.page.sentence(following)[1]
            if self.page.span(first, last) is None:
                return
        self.mark_from = first
        self._move_to(last)

    def move(self, action: str) -> None:
        """Moves the cursor, or with `select_…` the end of the selection.

        Args:
            action: A movement of `keys.ACTIONS`.
        """
        if self._rows is None or self.page is None or not self.page.words:
            return
        name = action.removeprefix("select_")
        if name != action and self.mark_from is None:
            self.mark_from = self.cursor
        height = max(1, self.size.height - 2)
        rows = {"up": -1, "down": 1, "page_up": -height, "page_down": height}
        last = len(self.page.words) - 1
        if name in rows:
            target = self._rows.above(self.cursor, by=rows[name])
            if target is None:
                self.scroll_relative(y=rows[name], animate=False)
                return
        else:
            places = {"left": self.cursor - 1, "right": self.cursor + 1, "first": 0, "last": last}
            target = min(max(places[name], 0), last)
        self._move_to(target)

    # --- mouse --------------------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Puts the cursor on the word; moving on from there selects."""
        found = self._word_under(event)
        if found is not None:
            self.mark_from = None
            self.cursor = found
            self.capture_mouse()
            self._changed()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Selects up to the word under the pointer."""
        if self.app.mouse_captured is not self:
            return
        if not 0 <= event.y < self.size.height:
            self.scroll_relative(y=-1 if event.y < 0 else 1, animate=False)
        found = self._word_under(event)
        if found is not None and (found != self.cursor or self.mark_from is not None):
            self.mark_from = self.cursor if self.mark_from is None else self.mark_from
            self.cursor = found
            self._changed()

    def on_mouse_up(self, _: events.MouseUp) -> None:
        """Ends the selection."""
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """A double click selects the word, a triple click its sentence."""
        if event.chain == 2:
            self.mark_from = self.cursor
            self._changed()
        elif event.chain == 3:
            self.mark_from = None
            self.select_sentence()

    def on_resize(self, _: events.Resize) -> None:
        """Cuts the rows anew."""
        self._lay_out()

    # --- drawing ------------------------------------------------------------------------------

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows that have to be drawn; styles are looked up once, not for every row."""
        self._base = self.rich_style
        self._styles = {
            name: self.get_component_rich_style(name, partial=True)
            for name in self.COMPONENT_CLASSES
        }
        self._found.clear()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One row of the pane."""
        base = self._base
        at = y + self.scroll_offset.y
        if self._rows is None or not 0 <= at < len(self._rows.rows):
            return Strip.blank(self.size.width, base)
        row = self._rows.rows[at]
        if row.block < 0:
            return Strip.blank(self.size.width, base)
        segments = [Segment(self._gutter(row) + " " * row.indent, base + self._faint())]
        segments += self._text(row, base)
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _text(self, row: Row, base: Style) -> list[Segment]:
        assert self.page is not None
        assert self._rows is not None
        text = self.page.blocks[row.block].text
        layers = self._layers(row.block)
        isolated = row.right_to_left and not self.mirrored
        segments = [Segment(ISOLATE, base)] if isolated else []
        start: Style | None = None
        held: list[str] = []
        for index in self._rows.order(row):
            style = base
            for first, last, layer in layers:
                if first <= index < last:
                    style += layer
            if style != start and held:
                segments.append(Segment("".join(held), start))
                held = []
            start = style
            character = " " if text[index].isspace() else text[index]
            held.append(shown(character, mirrored=row.right_to_left and self.mirrored))
        segments.append(Segment("".join(held), start))
        return [*segments, Segment(POP, base)] if isolated else segments

    def _layers(self, number: int) -> list[tuple[int, int, Style]]:
        """Spans of a block and their styles, the strongest last; the same for all its rows."""
        if number not in self._found:
            self._found[number] = self._find_layers(number)
        return self._found[number]

    def _find_layers(self, number: int) -> list[tuple[int, int, Style]]:
        assert self.page is not None
        block, found = self.page.blocks[number], self.highlights
        role = {
            "title": "title",
            "dek": "dek",
            "subheading": "subheading",
            "paragraph": "",
        }.get(block.role, "faint")
        layers: list[tuple[int, int, str]] = [(0, len(block.text), role)] if role else []
        layers += [(start, end, "quote") for start, end in found.quotes.get(number, ())]
        layers += [(start, end, "hint") for start, end, _ in found.hints.get(number, ())]
        marks = found.evidence.get(number, ())
        layers += [(s, e, "evidence") for s, e, span in marks if span.label != found.label]
        layers += [(s, e, "current") for s, e, span in marks if span.label == found.label]
        layers += self._selected(number)
        return [(start, end, self._styles[f"article--{name}"]) for start, end, name in layers]

    def _selected(self, number: int) -> list[tuple[int, int, str]]:
        assert self.page is not None
        if not self.page.words:
            return []
        words, layers = self.page.words, []
        chosen = self.selection("")
        if chosen is not None:
            for start, end, _ in self.page.places([chosen]).get(number, ()):
                layers.append((start, end, "selection"))
        here = words[self.cursor]
        if here.block == number and self.has_focus:
            layers.append((here.start, here.end, "cursor"))
        return layers

    def _gutter(self, row: Row) -> str:
        """Marks beside rows with evidence: they are there without colour, too."""
        for marks, sign in ((self.highlights.evidence, "▌"), (self.highlights.hints, "┊")):
            pieces = marks.get(row.block, ())
            if any(start < row.end and end > row.start for start, end, _ in pieces):
                return sign.ljust(GUTTER)
        return " " * GUTTER

    def _faint(self) -> Style:
        return self._styles["article--faint"]

    # --- within -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if self.page is None or not width:
            return
        self._rows = Layout(self.page, width, mirrored=self.mirrored)
        self.virtual_size = Size(width, len(self._rows.rows) + 1)
        self.refresh()

    def _place(self) -> int | None:
        """The cursor's word on a page with other blocks: the same words, counted alike."""
        return self.cursor if self.page is not None and self.page.words else None

    def _move_to(self, word: int) -> None:
        self.cursor = word
        if self._rows is not None:
            _, y = self._rows.cell_of(word)
            self.scroll_to_region(Region(0, max(0, y - 1), 1, 3), animate=False)
        self._changed()

    def _changed(self) -> None:
        self.refresh()
        self.post_message(self.Selected())

    def _word_under(self, event: events.MouseEvent) -> int | None:
        if self._rows is None:
            return None
        row = min(max(event.y, 0), self.size.height - 1) + self.scroll_offset.y
        return self._rows.word_at(event.x, row)
