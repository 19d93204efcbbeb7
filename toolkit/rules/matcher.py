"""One pass over a text for many terms: whole words, case as written, exact offsets."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from toolkit.errors import CodebookError

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
_MARKS = ("\u0300", "\u036f")  # combining accents belong to the word
_LETTER = rf"[\w{_MARKS[0]}-{_MARKS[1]}]"
# Lower-case ASCII letters, digits and _ stay, and so do the bytes of other scripts.
_ASCII_LETTERS = bytes(
    byte if byte >= 0x80 or chr(byte).isalnum() or byte == ord("_") else 0x20 for byte in range(256)
)


class Hit(NamedTuple):
    """An occurrence of a term: `text[start:end]`, in code points.

    Attributes:
        start: First code point.
        end: One past the last code point.
        term: Index of the term, in the order given to the matcher.
    """

    start: int
    end: int
    term: int


class _Variant(NamedTuple):
    """One way in which a term can be written.

    `spelling` is how the literal part must be cased, None if that does not matter; `rest` is
    what must follow it, None if a word's end is enough.
    """

    term: int
    spelling: str | None
    rest: re.Pattern[str] | None


class TermMatcher:
    """Finds every occurrence of many terms in one pass.

    A lower-case term matches any case; a term with a capital matches as written or in capitals.
    `*` at the end of a word stands for any ending of that word. A term matches whole words only.
    A blank in a term matches any run of blanks within a paragraph. Typographic and typewriter
    apostrophes are the same, and so are a composed and a decomposed accent.

    Args:
        terms: The terms; where a term stands twice, both are reported.

    Raises:
        CodebookError: If a term has no letter before its first `*`.
    """

    def __init__(self, terms: Sequence[str]) -> None:
        self._widths = [len(term.replace("*", "")) for term in terms]
        variants: dict[str, list[_Variant]] = {}
        for index, term in enumerate(terms):
            for literal, variant in _variants(index, term):
                variants.setdefault(literal, []).append(variant)
        patterns = [_pattern(literal, found) for literal, found in variants.items()]
        self._automaton = AhoCorasick([pattern for pattern, _, _ in patterns]) if variants else None
        self._margins = [(left, right) for _, left, right in patterns]
        self._literals = [None if literal.isalnum() else literal for literal in variants]
        self._variants = [tuple(found) for found in variants.values()]

    def hits(self, text: str) -> list[Hit]:
        """All occurrences, overlapping ones too.

        Args:
            text: Any text.

        Returns:
            Sorted by start, then the longest first, then in the order of the terms.
        """
        if self._automaton is None:
            return []
        plain, runs = _one_blank(_one_for_one(text))
        found = self._found(plain)
        found.sort()
        if not runs:
            return [Hit(start, -end, term) for start, end, term in found]
        return [
            Hit(_original(start, runs), _original(-end - 1, runs) + 1, term)
            for start, end, term in found
        ]

    def longest(self, hits: Sequence[Hit]) -> list[Hit]:
        """Hits that do not overlap: the longest win, then the leftmost.

        Of hits on exactly the same words, those whose terms say most of it in letters stay
        (`Turkmenistan` wins over `Turk*`); equals all stay, since two labels may share a term.

        Args:
            hits: From `hits` of this matcher, or some of them.

        Returns:
            The winners, sorted by start, then in the order of the terms.
        """
        order = sorted(
            hits, key=lambda hit: (hit.start - hit.end, hit.start, -self._widths[hit.term])
        )
        starts: list[int] = []
        winners: dict[int, list[Hit]] = {}
        for hit in order:
            place = bisect_left(starts, hit.start)
            same = winners.get(hit.start)
            if same is not None:
                best = same[0]
                if best.end == hit.end and self._widths[best.term] == self._widths[hit.term]:
                    same.append(hit)
                continue
            if place > 0 and winners[starts[place - 1]][0].end > hit.start:
                continue
            if place < len(starts) and starts[place] < hit.end:
                continue
            starts.insert(place, hit.start)
            winners[hit.start] = [hit]
        return [hit for start in starts for hit in sorted(winners[start])]

    def _found(self, plain: str) -> list[tuple[int, int, int]]:
        """Hits in a text with single blanks, as (start, -end, term): the order to sort them in."""
        assert self._automaton is not None
        folded = plain.lower()
        shadow = f" {_shadow(folded)} "
        margins, literals, variants = self._margins, self._literals, self._variants
        found: list[tuple[int, int, int]] = []
        for literal, begin, stop in self._automaton.find_matches_as_indexes(
            shadow, overlapping=True
        ):
            left, right = margins[literal]
            start, end = begin + left - 1, stop - right - 1
            exact = literals[literal]
            if exact is not None and folded[start:end] != exact:
                continue
            for term, spelling, rest in variants[literal]:
                if spelling is not None and plain[start:end] != spelling:
                    continue
                if rest is None:
                    found.append((start, -end, term))
                elif match := rest.match(folded if spelling is None else plain, end):
                    found.append((start, -match.end(), term))
        return found


def _shadow(folded: str) -> str:
    """The text with a blank for everything that is not part of a word.

    The automaton runs on this, so that a blank on both sides of a term makes it a whole word;
    searching the text itself finds ten times as many ("us" in "house").
    """
    for character in _beyond_ascii(folded):
        if not _is_letter(character):
            folded = folded.replace(character, " ")
    return folded.encode("utf-8").translate(_ASCII_LETTERS).decode("utf-8")


def _pattern(literal: str, variants: Sequence[_Variant]) -> tuple[str, int, int]:
    """What the automaton looks for, and how many blanks that adds on the left and the right."""
    left = int(_is_letter(literal[0]))
    right = int(_is_letter(literal[-1]) and all(variant.rest is None for variant in variants))
    return f"{' ' * left}{_shadow(literal)}{' ' * right}", left, right


def _is_letter(character: str) -> bool:
    """Whether a character is part of a word."""
    return character.isalnum() or character == "_" or _MARKS[0] <= character <= _MARKS[1]


def _one_for_one(text: str) -> str:
    for code_point in _ASCII_BLANKS:
        text = text.replace(code_point, " ")
    for code_point in _beyond_ascii(text) & _ONE_FOR_ONE.keys():
        text = text.replace(code_point, _ONE_FOR_ONE[code_point])
    return text


def _beyond_ascii(text: str) -> set[str]:
    """The distinct characters beyond ASCII; ten times as fast as going through the text."""
    if text.isascii():
        return set()
    left = text.encode("utf-8", "surrogatepass").translate(None, delete=_ASCII)
    return set(left.decode("utf-8", "surrogatepass"))


def _one_blank(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Text with one blank for each run, two for a paragraph break; then where runs were cut.

    The second value lists, for each shortened run, the position in the new text right behind it
    and how many code points are missing up to there.
    """
    runs: list[tuple[int, int]] = []
    if "  " in text or " \n" in text or "\n " in text or "\n\n\n" in text:
        parts: list[str] = []
        done = missing = 0
        for match in _BLANK_RUN.finditer(text):
            blank = "  " if match.group().count("\n") > 1 else " "
            parts += (text[done : match.start()], blank)
            done = match.end()
            missing += match.end() - match.start() - len(blank)
            runs.append((done - missing, missing))
        text = "".join((*parts, text[done:]))
    return text.replace("\n", " "), runs


def _original(position: int, runs: Sequence[tuple[int, int]]) -> int:
    """The position in the original text."""
    before = bisect_right(runs, position, key=lambda run: run[0])
    return position + (runs[before - 1][1] if before else 0)


def _variants(index: int, term: str) -> Iterator[tuple[str, _Variant]]:
    """Each way to write a term, with the literal text to search for."""
    clean = " ".join(_one_for_one(term).split())
    if clean != clean.lower():
        forms = {form for base in _compositions(clean) for form in (base, base.upper())}
    else:
        forms = {form for base in _compositions(clean) for form in (base, base.replace("ß", "ss"))}
    for form in sorted(forms):
        literal, star, tail = form.partition("*")
        if not literal.strip():
            raise CodebookError(
                f"term {term!r}: nothing to search for before the star. "
                "Expected a word, or the beginning of one and a star at its end."
            )
        rest = re.compile(_rest_pattern(tail)) if star else None
        yield literal.lower(), _Variant(index, literal if clean != clean.lower() else None, rest)


def _compositions(term: str) -> set[str]:
    return {unicodedata.normalize(form, term) for form in ("NFC", "NFD")}


def _rest_pattern(tail: str) -> str:
    """What follows the first star of a term: any ending, then the other words."""
    words = f"{_LETTER}*".join(re.escape(part) for part in tail.split("*"))
    closed = f"(?!{_LETTER})" if tail and _is_letter(tail[-1]) else ""
    return f"{_LETTER}*{words}{closed}"
