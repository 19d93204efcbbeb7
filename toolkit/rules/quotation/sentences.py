"""Sentences and words of a text whose quotations are closed boxes.

Inside a quotation nothing counts for the sentence around it: not its full stops, not its verbs.
So each quotation becomes one token.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from toolkit.rules.quotation.cues import CUES
from toolkit.rules.quotation.marks import Pair
from toolkit.text import ABBREVIATION

OPEN, CLOSE, INSIDE, STOPPED = "“", "”", "\x00", "\x01"
STOPS = frozenset(".!?…")
# A short title and an initial keep their full stop, so that it parts no name.
SHORT = (
    r"(?:Sen|Sens|Rep|Reps|Gov|Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sgt|Prof|St|Rev|Capt|Adm|Hon|Jr|Sr)\."
    r"|(?:[A-Z]\.){1,4}(?=\s)"
)
TOKEN = re.compile(rf"“[\x00\x01]*”|{SHORT}|\w+(?:[’'.\-‑]\w+)*(?:[’'](?!\w))?|[^\w\s]")
# A full stop, or the end of a quotation that closes behind one.
SENTENCE_END = re.compile(r"(?:[.!?…]+|\x01”)[)\]’'\"]*(?=\s)")
# Behind a quotation that ends in its own full stop: who says it may still come.
WHO_SAYS_IT = re.compile(r"\s*((?:[\w’'\-.]+\s+){1,5}?)(\w+)\s*(?:[.,:;]|to\b|in\b|on\b|at\b|$)")
SAYS_WHO = re.compile(r"\s*(?:said|says|asked|asks|added|replied|wrote)\s")

MAX_SENTENCE = 2_000  # code points; what is looked up in a sentence stays bounded by it

Kind = Literal["word", "quote", "mark"]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark or a whole quotation.

    Attributes:
        text: As written; quotations have their content blotted out.
        lower: In lower case, without a possessive 's.
        start: First code point in the text.
        end: One past the last.
        kind: What it is.
    """

    text: str
    lower: str
    start: int
    end: int
    kind: Kind

    @property
    def is_capital(self) -> bool:
        """Whether it is a word with a capital, or a part of a name such as al-Hayya."""
        first = self.text[:1]
        if self.kind != "word" or not first.isalpha():
            return False
        return first.isupper() or (first.islower() and _has_capital_part(self.text))

    @property
    def is_possessive(self) -> bool:
        """Whether it ends in a possessive 's."""
        return self.text.endswith(("’s", "'s", "s’", "s'"))


def _has_capital_part(word: str) -> bool:
    """`al-Hayya`, `el-Sisi`, `d'Estaing`, not `mid-May`: the first part is short."""
    head, mark, tail = word.partition("-")
    if not mark:
        head, mark, tail = word.partition("’" if "’" in word else "'")
    return bool(mark) and len(head) <= 2 and tail[:1].isupper()


@dataclass(frozen=True)
class Sentence:
    """A sentence in which each quotation is one token.

    Attributes:
        start: First code point.
        end: One past the last.
        block: Index of its paragraph.
        tokens: In order.
        quotes: Index in the list of pairs, by index of the token.
    """

    start: int
    end: int
    block: int
    tokens: tuple[Token, ...]
    quotes: dict[int, int]

    @cached_property
    def words(self) -> list[str]:
        """Tokens in lower case."""
        return [token.lower for token in self.tokens]


def read_sentences(
    text: str, blocks: Sequence[tuple[int, int]], pairs: Sequence[Pair]
) -> list[Sentence]:
    """Splits a text into sentences.

    Args:
        text: Any text.
        blocks: Half-open spans of its paragraphs, in order.
        pairs: Outer quotations, in order.

    Returns:
        Sentences in order; a quotation over several paragraphs stands in the first of them.
    """
    boxed = _boxed(text, pairs)
    starts = [pair.start for pair in pairs]
    found: list[Sentence] = []
    done = 0
    for number, (block_start, block_end) in enumerate(blocks):
        start, end = max(block_start, done), max(block_end, done)
        inside = bisect_left(starts, end) - 1
        if inside >= 0 and pairs[inside].end > end:  # it goes on in the next paragraph
            end = pairs[inside].end
            last = bisect_left(blocks, end, key=lambda block: block[1])
            end = blocks[last][1] if last < len(blocks) else end
        for a, b in _split(boxed, start, end):
            tokens = tuple(_tokens(boxed, a, b))
            quotes = {
                i: bisect_left(starts, token.start)
                for i, token in enumerate(tokens)
                if token.kind == "quote"
            }
            found.append(Sentence(a, b, number, tokens, quotes))
        done = end
    return found


def _boxed(text: str, pairs: Sequence[Pair]) -> str:
    """The text, as long as before, with each quotation as an empty box."""
    parts: list[str] = []
    done = 0
    for pair in pairs:
        parts.append(text[done : pair.start].replace(OPEN, '"').replace(CLOSE, '"'))
        inside = INSIDE * max(0, pair.end - pair.start - 2)
        # A box that closes behind a full stop may end a sentence.
        if inside and text[pair.inner_end - 1] in STOPS:
            inside = inside[1:] + STOPPED
        parts.append(OPEN + inside + CLOSE)
        done = pair.end
    parts.append(text[done:].replace(OPEN, '"').replace(CLOSE, '"'))
    return "".join(parts)


def _split(boxed: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in SENTENCE_END.finditer(boxed, start, end):
        if match.start() < start:
            continue
        stop = match.end()
        if boxed[match.start()] == "." and ABBREVIATION.search(boxed, start, match.start() + 1):
            continue
        if not _opens_sentence(boxed, stop, end):
            continue
        if boxed[match.start()] == STOPPED and _says_who(boxed, stop, end):
            continue
        yield from _stripped(boxed, start, stop)
        start = stop
    yield from _stripped(boxed, start, end)


def _opens_sentence(boxed: str, place: int, end: int) -> bool:
    """Whether what comes next can begin a sentence."""
    rest = boxed[place : min(end, place + 12)].lstrip(" \n\t\xa0\"'‘(“[*—–-")
    return not rest or not rest[0].islower() or _has_capital_part(rest.split(maxsplit=1)[0])


def _says_who(boxed: str, place: int, end: int) -> bool:
    """Whether a quotation that ends its own sentence is followed by nothing but its speaker."""
    rest = boxed[place : min(end, place + 120)]
    if SAYS_WHO.match(rest):
        return True
    match = WHO_SAYS_IT.match(rest)
    if match is None:
        return False
    cue = CUES.get(match.group(2).lower())
    return cue is not None and not cue.takes_object and cue.form in {"past", "third"}


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_SENTENCE:  # a list, or a text without full stops
        cut = text.rfind(" ", start + 1, start + MAX_SENTENCE)
        cut = cut if cut > 0 else text.find(" ", start + MAX_SENTENCE, end)
        if cut < 0:
            break
        yield from _stripped(text, start, cut)
        start = cut
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    body = piece.strip()
    if body:
        yield start + left, start + left + len(body)


def _tokens(boxed: str, start: int, end: int) -> Iterator[Token]:
    for match in TOKEN.finditer(boxed, start, end):
        written = match.group()
        kind: Kind = "mark"
        if written[0] == OPEN:
            kind = "quote"
        elif written[0].isalnum() or written[0] == "_":
            kind = "word"
        yield Token(written, _bare(written), match.start(), match.end(), kind)


def _bare(word: str) -> str:
    low = word.lower()
    for ending in ("’s", "'s"):
        low = low.removesuffix(ending)
    return low.rstrip("’'.") or low
