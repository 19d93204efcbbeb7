"""Which quotation marks belong together.

One pass over each paragraph. A mark is read by its neighbours: it can open behind a blank, a
bracket or a dash and before a word; it can close behind a word and before none. What makes news
hard is one character with two jobs: ’ closes ‘ and is the apostrophe.

- ’ or ' between letters is an apostrophe. Behind a plural s ("the drivers’ union") it closes only
  if no surer closing mark follows before the next opening one.
- A ‘ that nothing closes is a letter of a name (‘Izz), not a quotation.
- “ closes „, » can open and « close, ” can open: the marks of German, Danish, Swedish.
- A quotation that goes on in the next paragraph opens again there and closes only once.
- A double mark that nothing closes ends with its sentence, or with the paragraph that it began.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.rules.quotation.dashes import dash_turns

MARK = re.compile("``|''|[\"“”„‟«»‹›‘’‚‛'`「」『』＂]")
CLOSERS = {
    "“": '”"',
    "„": '“”"',
    "‟": "”",
    '"': '"”',
    "＂": "＂",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "‘": "’'",
    "‛": "’",
    "‚": "‘’",
    "'": "'’",
    "’": "’",
    "”": "”",
    "「": "」",
    "『": "』",
    "``": "''",
}
APOSTROPHES = frozenset("'’")
SINGLE = frozenset("‘‛‚'’")
REVERSIBLE = frozenset("»›”")  # they open where nothing else could
POINTED = frozenset("”»›」』")  # they close wherever they do not open
BEFORE_OPENING = frozenset("([{—–-/“„«‘\"'‹「『")
NEVER_FIRST = frozenset(",.;:!?)]}")
STRONG = frozenset(',.!?;:…—–)]”"»')  # beside ’ they make it a closing mark
ELISION = re.compile(r"['’](?:tis|twas|em|til|till|cause|bout|round|cos|\d0s|n['’])(?!\w)", re.I)
SENTENCE_STOP = re.compile(r"[.!?…](?=\s)")


class Pair(NamedTuple):
    """A quotation: `text[start:end]` with its marks, `text[inner_start:inner_end]` without.

    Attributes:
        start: First code point, the opening mark.
        end: One past the closing mark.
        inner_start: First code point behind the opening mark.
        inner_end: The closing mark, or `end` where there is none.
        depth: 0, or the number of quotations that it stands in.
        closed: Whether a closing mark was found.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    depth: int
    closed: bool


@dataclass(slots=True)
class _Open:
    mark: str
    start: int
    from_block: int  # where its paragraph begins


class _Mark(NamedTuple):
    text: str
    start: int
    can_open: bool
    can_close: bool
    is_strong: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def quoted_pairs(text: str, blocks: Sequence[tuple[int, int]]) -> list[Pair]:
    """All quotations of a text, those inside others too.

    Args:
        text: Any text.
        blocks: Half-open spans of its paragraphs, in order.

    Returns:
        In order of `start`, the outer first. Only a quotation that was opened again in the next
        paragraph runs over paragraphs.
    """
    pairing = _Pairing(text)
    for number, (start, end) in enumerate(blocks):
        following = blocks[number + 1][0] if number + 1 < len(blocks) else len(text)
        pairing.read(start, end, following)
    pairs = pairing.pairs
    turns = [
        Pair(start, end, inner, end, 0, closed=True)
        for start, inner, end in dash_turns(text, blocks)
    ]
    if turns:  # marks inside a turn stand one deeper
        taken = _Turns(turns)
        pairs = [p._replace(depth=p.depth + taken.around(p)) for p in pairs] + turns
    return sorted(pairs, key=lambda pair: (pair.start, -pair.end))


class _Turns:
    """Turns of a dialogue with dashes, to look up what stands in them."""

    def __init__(self, turns: Sequence[Pair]) -> None:
        self._turns = turns
        self._starts = [turn.start for turn in turns]

    def around(self, pair: Pair) -> int:
        """How many turns a quotation stands in."""
        place = bisect_right(self._starts, pair.start) - 1
        return int(place >= 0 and pair.end <= self._turns[place].end)


class _Pairing:
    """Reads paragraph after paragraph; what is open is carried on where it is opened again."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pairs: list[Pair] = []
        self.stack: list[_Open] = []

    def read(self, start: int, end: int, following: int) -> None:
        marks = list(self._marks(start, end))
        if self.stack and marks and marks[0].start == start:
            marks = marks[1:]  # the mark that says the quotation goes on
        ahead = _Ahead(marks)
        for i, mark in enumerate(marks):
            opened = self._to_close(mark, ahead, i)
            if opened is not None:
                self._close(opened, mark)
            elif self._opens(mark, ahead, i):
                self._recover(mark.text, mark.start)
                self.stack.append(_Open(mark.text, mark.start, start))
        self._end_of_block(end, following)

    def _marks(self, start: int, end: int) -> Iterator[_Mark]:
        text = self.text
        for match in MARK.finditer(text, start, end):
            before = text[match.start() - 1] if match.start() > start else " "
            after = text[match.end()] if match.end() < end else " "
            is_elision = match.group() in APOSTROPHES and ELISION.match(text, match.start(), end)
            yield _Mark(
                text=match.group(),
                start=match.start(),
                can_open=(before.isspace() or before in BEFORE_OPENING)
                and not (after.isspace() or after in NEVER_FIRST)
                and not is_elision,
                can_close=not before.isspace() and not (after.isalnum() or after == "_"),
                is_strong=before in STRONG or after in STRONG or match.end() == end,
            )

    def _to_close(self, mark: _Mark, ahead: "_Ahead", i: int) -> int | None:
        """Index on the stack of what the mark closes."""
        alone = not mark.can_open and (mark.text == '"' or mark.text in POINTED)
        if not (mark.can_close or alone or mark.text in "」』"):
            return None
        for place in range(len(self.stack) - 1, -1, -1):
            opening = self.stack[place].mark
            if mark.text not in CLOSERS[opening] or (mark.text == "'" and opening == "``"):
                continue
            if mark.text in APOSTROPHES and self._is_apostrophe(mark, ahead, i):
                return None
            # A typewriter mark closes a typographic one only where nothing better comes.
            if mark.text == '"' and opening != '"' and ahead.last("”“") > i:
                continue
            return place
        return None

    def _is_apostrophe(self, mark: _Mark, ahead: "_Ahead", i: int) -> bool:
        before = self.text[max(0, mark.start - 2) : mark.start].lower()
        if mark.is_strong or not (before.endswith("s") or before == "in"):
            return False
        return ahead.strong[i] < ahead.opening[i]

    def _opens(self, mark: _Mark, ahead: "_Ahead", i: int) -> bool:
        if mark.text not in CLOSERS:
            return False
        if mark.text in APOSTROPHES:
            is_word = self.text[mark.end : mark.end + 1].isalnum()
            return mark.can_open and is_word and ahead.last(CLOSERS[mark.text]) > i
        if mark.text in REVERSIBLE:
            taken = any(mark.text in CLOSERS[opened.mark] for opened in self.stack)
            return mark.can_open and not taken and ahead.last(CLOSERS[mark.text]) > i
        if mark.text in {'"', "«"}:  # French sets a blank inside, careless typing on both sides
            return mark.can_open or (mark.text == "«" or not mark.can_close)
        return mark.can_open or mark.text not in SINGLE

    def _close(self, place: int, mark: _Mark) -> None:
        opened = self.stack[place]
        del self.stack[place:]  # what was open inside never closed
        self.pairs.append(
            Pair(
                opened.start,
                mark.end,
                opened.start + len(opened.mark),
                mark.start,
                place,
                closed=True,
            )
        )

    def _recover(self, mark: str, before: int) -> None:
        """Ends a quotation of the same marks that is still open where the next begins."""
        for place, opened in enumerate(self.stack):
            if opened.mark == mark:
                del self.stack[place:]
                self._give_up(opened, place, before)
                return

    def _give_up(self, opened: _Open, place: int, before: int, *, whole: bool = False) -> None:
        """Records a quotation without a closing mark, if it can be one at all."""
        if opened.mark in SINGLE or place > 0:
            return
        inner = opened.start + len(opened.mark)
        stop = None if whole else SENTENCE_STOP.search(self.text, inner, before)
        end = stop.end() if stop else inner + len(self.text[inner:before].rstrip())
        if end > inner:
            self.pairs.append(Pair(opened.start, end, inner, end, place, closed=False))

    def _end_of_block(self, end: int, following: int) -> None:
        if not self.stack:
            return
        opened = self.stack[0]
        # A fragment ("he said “we came") does not go on over a paragraph; its end was forgotten.
        inner = opened.start + len(opened.mark)
        is_fragment = opened.start > opened.from_block and self.text[inner : inner + 1].islower()
        goes_on = self.text.startswith(opened.mark, following) and not is_fragment
        if goes_on and not self.text[following + 1 : following + 2].isspace():
            del self.stack[1:]
            return
        self.stack.clear()
        self._give_up(opened, 0, end, whole=opened.start == opened.from_block)


class _Ahead:
    """What comes behind each mark of a paragraph, so that no mark looks further than itself.

    Args:
        marks: Of the paragraph.

    Attributes:
        strong: For each mark, the index of the next apostrophe that surely closes.
        opening: For each mark, the index of the next single mark that surely opens.
    """

    def __init__(self, marks: Sequence[_Mark]) -> None:
        count = len(marks)
        self.strong = [count] * count
        self.opening = [count + 1] * count
        self._last = {mark.text: i for i, mark in enumerate(marks) if mark.can_close}
        strong, opening = count + 2, count + 1
        for i in range(count - 1, -1, -1):
            self.strong[i], self.opening[i] = strong, opening
            mark = marks[i]
            if mark.text in APOSTROPHES and mark.can_close and mark.is_strong:
                strong = i
            if mark.text == "‘" or (mark.text in APOSTROPHES and mark.can_open):
                opening = i

    def last(self, closers: str) -> int:
        """Index of the last mark that could close; -1 if there is none."""
        return max((self._last.get(mark, -1) for mark in closers), default=-1)
