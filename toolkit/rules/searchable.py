"""A text made ready for searching: normalised code point for code point, offsets kept."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

# One code point for one, so that offsets stay those of the original text.
_ONE_FOR_ONE = {
    code_point: replacement
    for code_points, replacement in (
        ("’‘ʼ", "'"),
        ("“”", '"'),
        ("‐‑–—", "-"),
        ("\xa0\u202f\u3000\x85\u1680\u2028\u2029\u205f", " "),
        ("\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a", " "),
        ("İ", "I"),  # its lower case is two code points
        ("Σς", "σ"),  # str.lower() gives one or the other, depending on the neighbours
    )
    for code_point in code_points
}
_ASCII = bytes(range(128))
_ASCII_BLANKS = "\t\r\x0b\x0c"
_BLANK_RUN = re.compile(r"[ \n]{2,}")
MARKS = ("\u0300", "\u036f")  # combining accents belong to the word
# Scripts that write no blanks between words: a term may begin and end anywhere in them.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
# Lower-case ASCII letters, digits and _ stay, and so do the bytes of other scripts.
_ASCII_LETTERS = bytes(
    byte if byte >= 0x80 or chr(byte).isalnum() or byte == ord("_") else 0x20 for byte in range(256)
)


@dataclass(frozen=True, slots=True)
class Searchable:
    """A text as matchers read it; made once and given to as many matchers as needed.

    Attributes:
        plain: The text with single blanks, two for a paragraph break.
        folded: `plain` in lower case, code point for code point.
        shadow: `folded` with a blank for everything that is not part of a word, and one more at
            either end.
        cuts: The positions in `plain` right behind each shortened run of blanks.
        missing: How many code points are missing up to each of them, 0 first.
    """

    plain: str
    folded: str
    shadow: str
    cuts: Sequence[int]
    missing: Sequence[int]

    @classmethod
    def of(cls, text: str) -> "Searchable":
        """Makes a text ready."""
        plain, cuts, missing = _one_blank(one_for_one(text))
        folded = plain.lower()
        return cls(plain, folded, f" {shadow(folded)} ", cuts, missing)

    def original(self, position: int) -> int:
        """The position in the original text of one in `plain`."""
        return position + self.missing[bisect_right(self.cuts, position)]


def shadow(folded: str) -> str:
    """The text with a blank for everything that is not part of a word.

    An automaton runs on this, so that a blank on both sides of a term makes it a whole word;
    searching the text itself finds ten times as many ("us" in "house").

    Args:
        folded: In lower case.

    Returns:
        As many code points.
    """
    for character in _beyond_ascii(folded):
        if not is_letter(character):
            folded = folded.replace(character, " ")
    return folded.encode("utf-8").translate(_ASCII_LETTERS).decode("utf-8")


def one_for_one(text: str) -> str:
    """Text with one form of each quotation mark, dash and blank; as many code points."""
    for code_point in _ASCII_BLANKS:
        if code_point in text:
            text = text.replace(code_point, " ")
    for code_point in _beyond_ascii(text) & _ONE_FOR_ONE.keys():
        text = text.replace(code_point, _ONE_FOR_ONE[code_point])
    return text


def is_letter(character: str) -> bool:
    """Whether a character is part of a word."""
    return character.isalnum() or character == "_" or MARKS[0] <= character <= MARKS[1]


def is_spaced(character: str) -> bool:
    """Whether a letter is of a script that puts blanks between words."""
    return _UNSPACED.match(character) is None


def _beyond_ascii(text: str) -> set[str]:
    """The distinct characters beyond ASCII; ten times as fast as going through the text."""
    if text.isascii():
        return set()
    left = text.encode("utf-8", "surrogatepass").translate(None, delete=_ASCII)
    return set(left.decode("utf-8", "surrogatepass"))


def _one_blank(text: str) -> tuple[str, list[int], list[int]]:
    """Text with one blank for each run, two for a paragraph break; then cuts and missing."""
    cuts: list[int] = []
    missing = [0]
    if "  " in text or " \n" in text or "\n " in text or "\n\n\n" in text:
        parts: list[str] = []
        done = gone = 0
        for match in _BLANK_RUN.finditer(text):
            start, end = match.span()
            blank = "  " if text.count("\n", start, end) > 1 else " "
            parts += (text[done:start], blank)
            done = end
            gone += end - start - len(blank)
            cuts.append(done - gone)
            missing.append(gone)
        text = "".join((*parts, text[done:]))
    return text.replace("\n", " "), cuts, missing
