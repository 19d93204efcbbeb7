"""One pass over a text for many terms: whole words, case as written, exact offsets."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from toolkit.errors import CodebookError
from toolkit.rules.searchable import MARKS, Searchable, is_letter, is_spaced, one_for_one, shadow

_LETTER = rf"[\w{MARKS[0]}-{MARKS[1]}]"


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

    def hits(self, text: str | Searchable) -> list[Hit]:
        """All occurrences, overlapping ones too.

        Args:
            text: Any text; made ready beforehand if several matchers read it.

        Returns:
            Sorted by start, then the longest first, then in the order of the terms. Offsets are
            those of the original text.
        """
        if self._automaton is None:
            return []
        ready = Searchable.of(text) if isinstance(text, str) else text
        found = self._found(ready)
        found.sort()
        if not ready.cuts:
            return [Hit(start, -end, term) for start, end, term in found]
        original = ready.original
        return [Hit(original(start), original(-end - 1) + 1, term) for start, end, term in found]

    def longest(self, hits: Sequence[Hit]) -> list[Hit]:
        """Hits that do not overlap: the longest win, then the leftmost.

        Of hits on exactly the same words, those whose terms say most of it in letters stay
        (`Turkmenistan` wins over `Turk*`); equals all stay, since two labels may share a term.

        Args:
            hits: From `hits` of this matcher, or some of them.

        Returns:
            The winners, sorted by start, then in the order of the terms.
        """
        winners: list[Hit] = []
        first = 0
        while first < len(hits):  # most hits overlap no other one and need no contest
            last, end = first + 1, hits[first].end
            while last < len(hits) and hits[last].start < end:
                end = max(end, hits[last].end)
                last += 1
            if last == first + 1:
                winners.append(hits[first])
            else:
                winners += self._contest(hits[first:last])
            first = last
        return winners

    def _contest(self, hits: Sequence[Hit]) -> list[Hit]:
        """The winners among hits that overlap."""
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

    def _found(self, text: Searchable) -> list[tuple[int, int, int]]:
        """Hits as (start, -end, term), the order to sort them in."""
        assert self._automaton is not None
        plain, folded = text.plain, text.folded
        margins, literals, variants = self._margins, self._literals, self._variants
        found: list[tuple[int, int, int]] = []
        for literal, begin, stop in self._automaton.find_matches_as_indexes(
            text.shadow, overlapping=True
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


def _pattern(literal: str, variants: Sequence[_Variant]) -> tuple[str, int, int]:
    """What the automaton looks for, and how many blanks that adds on the left and the right."""
    left = int(_needs_an_edge(literal[0]))
    right = int(_needs_an_edge(literal[-1]) and all(variant.rest is None for variant in variants))
    return f"{' ' * left}{shadow(literal)}{' ' * right}", left, right


def _needs_an_edge(character: str) -> bool:
    """Whether a word that begins or ends with this character must begin or end there."""
    return is_letter(character) and is_spaced(character)


def _variants(index: int, term: str) -> Iterator[tuple[str, _Variant]]:
    """Each way to write a term, with the literal text to search for."""
    clean = " ".join(one_for_one(term).split())
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
    closed = f"(?!{_LETTER})" if tail and is_letter(tail[-1]) else ""
    return f"{_LETTER}*{words}{closed}"
