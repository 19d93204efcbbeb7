"""The rows of a page at a given width, and where its words are on them."""

from collections.abc import Sequence

from rich.cells import cell_len

from toolkit.labelling.reading import Block, Page, Word
from toolkit.labelling.terminal.bidi import visual_order
from toolkit.labelling.terminal.wrap import Row, is_right_to_left, wrap

GUTTER = 2  # cells for the marks left of the text
MEASURE = 84  # cells; longer rows are hard to read
INDENT = {"caption": 2, "residue": 2, "credit": 2}
# These stand close to the block before them.
CLOSE = {"byline", "published", "credit"}


class Layout:
    """A page cut into rows.

    Args:
        page: What is read.
        width: Cells of the pane.
        mirrored: Whether right-to-left rows are put in visual order here; the terminal does it
            otherwise.
    """

    def __init__(self, page: Page, width: int, *, mirrored: bool = False) -> None:
        self.page = page
        self.width = max(8, min(MEASURE, width - GUTTER - 1))
        self.mirrored = mirrored
        self.rows: list[Row] = []
        for number, block in enumerate(page.blocks):
            if number and block.role not in CLOSE:
                self.rows.append(Row(-1, 0, 0))
            self.rows += self._rows(number, block)
        self.row_of_word = self._word_rows()

    def order(self, row: Row) -> Sequence[int]:
        """Indices into the block's text in the order of the cells of a row."""
        if not (self.mirrored and row.right_to_left):
            return range(row.start, row.end)
        text = self.page.blocks[row.block].text[row.start : row.end]
        return [row.start + index for index in visual_order(text)]

    def word_at(self, x: int, y: int) -> int | None:
        """The word at a cell, or the one nearest to it in the same row."""
        row = self.rows[y] if 0 <= y < len(self.rows) else None
        if row is None or row.block < 0 or not self.row_of_word:
            return None
        at = self._index_at(row, x - GUTTER - row.indent)
        inside = [i for i, word in self._words_of(row)]
        return min(inside, key=lambda i: _distance(self.page.words[i], at), default=None)

    def cell_of(self, word: int) -> tuple[int, int]:
        """Column and row of a word's first character."""
        found, y = self.page.words[word], self.row_of_word[word]
        row = self.rows[y]
        text, x = self.page.blocks[row.block].text, GUTTER + row.indent
        for index in self.order(row):
            if index == max(found.start, row.start):
                break
            x += cell_len(text[index])
        return x, y

    def above(self, word: int, *, by: int) -> int | None:
        """The word that stands `by` rows further down, or up; the last one there is that way."""
        x, y = self.cell_of(word)
        step, best = (1 if by > 0 else -1), None
        for there in range(y + step, len(self.rows) if by > 0 else -1, step):
            found = self.word_at(x, there)
            if found is not None:
                best = found
                if abs(there - y) >= abs(by):
                    break
        return best

    def _rows(self, number: int, block: Block) -> list[Row]:
        indent = INDENT.get(block.role, 0)
        right_to_left = is_right_to_left(block.text)
        rows = []
        for start, end in wrap(block.text, self.width - indent):
            used = cell_len(block.text[start:end])
            at = self.width - used if right_to_left else indent
            rows.append(Row(number, start, end, at, right_to_left))
        return rows

    def _word_rows(self) -> list[int]:
        starts: dict[int, list[tuple[int, int]]] = {}
        for y, row in enumerate(self.rows):
            if row.block >= 0:
                starts.setdefault(row.block, []).append((row.end, y))
        return [
            next(y for end, y in starts[word.block] if word.start < end) for word in self.page.words
        ]

    def _words_of(self, row: Row) -> list[tuple[int, Word]]:
        return [
            (i, word)
            for i, word in enumerate(self.page.words)
            if word.block == row.block and word.start < row.end and word.end > row.start
        ]

    def _index_at(self, row: Row, x: int) -> int:
        """The code point at a cell of a row."""
        text, used, index = self.page.blocks[row.block].text, 0, row.start
        for index in self.order(row):
            used += cell_len(text[index])
            if used > x:
                break
        return index


def _distance(word: Word, at: int) -> int:
    if word.start <= at < word.end:
        return 0
    return word.start - at if at < word.start else at - word.end + 1
