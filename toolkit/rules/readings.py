"""What an ambiguous name means in one article."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from toolkit.codebook import Codebook
from toolkit.codebook.schema import Ambiguity
from toolkit.rules.matcher import Hit, TermMatcher
from toolkit.rules.searchable import Searchable

# A word right beside the name ("Michael Jordan", "Athens, Ga.") says more than one elsewhere.
BESIDE_COUNTS = 3
_BETWEEN = frozenset({"", " ", ", ", "-", "\n"})


class Readings:
    """Chooses among the readings of ambiguous terms.

    For each term, every word of a reading that the article has is a vote: for it where the
    codebook lists the word under `near`, against it under `not_near`; a word right beside the
    name counts three times. The reading with most votes is taken if it has more for than
    against. Otherwise the countries decide that other, unambiguous words of the article name;
    then the default reading, unless more speaks against it than for it.

    Args:
        codebook: Its `ambiguous` entries are used.
    """

    def __init__(self, codebook: Codebook) -> None:
        self._readings: dict[str, list[Ambiguity]] = {}
        for reading in codebook.ambiguous:
            self._readings.setdefault(reading.term, []).append(reading)
        self._words = {
            term: sorted({word for reading in found for word in (*reading.near, *reading.not_near)})
            for term, found in self._readings.items()
        }
        self._matchers: dict[str, TermMatcher] = {}

    @property
    def terms(self) -> Collection[str]:
        """The ambiguous terms."""
        return self._readings.keys()

    def resolve(
        self,
        text: str,
        hits: Mapping[str, Sequence[Hit]],
        *,
        named: Mapping[str, int],
        ready: Searchable | None = None,
    ) -> dict[Hit, str | None]:
        """The label that each hit of an ambiguous term means here.

        Args:
            text: The whole article.
            hits: Hits by ambiguous term.
            named: How many unambiguous words of the article name each label.
            ready: The same text made ready, where that was done already.

        Returns:
            Label by hit; None where it means none of them.
        """
        if not hits:
            return {}
        ready = Searchable.of(text) if ready is None else ready
        chosen: dict[Hit, str | None] = {}
        for term, found in hits.items():
            context = self._context(term, ready, found)
            votes = Counter({word: 1 for word, _ in context})
            beside: dict[Hit, set[str]] = {hit: set() for hit in found}
            starts = [hit.start for hit in found]
            for word, place in context:
                for hit in _neighbours(found, starts, place):
                    if _are_beside(text, hit, place):
                        beside[hit].add(word)
                        votes[word] = BESIDE_COUNTS
            usual = self._choose(term, votes, named)
            for hit in found:
                chosen[hit] = self._beside(term, beside[hit], usual)
        return chosen

    def _context(self, term: str, ready: Searchable, found: Sequence[Hit]) -> list[tuple[str, Hit]]:
        """The words of a term's readings that the article has, those in the name itself left out.

        Only the words of this one term are searched for: all of them together occur so often
        that going through them costs more than a search for each term.
        """
        words = self._words[term]
        if term not in self._matchers:
            self._matchers[term] = TermMatcher(words)
        starts = [name.start for name in found]
        return [
            (words[hit.term], hit)
            for hit in self._matchers[term].hits(ready)
            if not any(
                name.start < hit.end and hit.start < name.end
                for name in _neighbours(found, starts, hit)
            )
        ]

    def _choose(
        self, term: str, votes: Mapping[str, int], named: Mapping[str, int]
    ) -> Ambiguity | None:
        readings = self._readings[term]
        net = [_net(reading, votes) for reading in readings]
        best = max(
            range(len(readings)),
            key=lambda i: (net[i], named.get(readings[i].label or "", 0), readings[i].default),
        )
        if net[best] > 0:
            return readings[best]
        likely = max(readings, key=lambda reading: named.get(reading.label or "", 0))
        if named.get(likely.label or "", 0) > 0:
            return likely
        usual = (i for i, reading in enumerate(readings) if reading.default and net[i] >= 0)
        return next((readings[i] for i in usual), None)

    def _beside(self, term: str, beside: set[str], usual: Ambiguity | None) -> str | None:
        """The reading of one hit, given the words right beside it."""
        if usual is not None and beside.isdisjoint(set(usual.not_near) - set(usual.near)):
            return usual.label
        for reading in self._readings[term]:
            if not beside.isdisjoint(reading.near):
                return reading.label
        return None


def _net(reading: Ambiguity, votes: Mapping[str, int]) -> int:
    """Votes for a reading less those against it."""
    return _sum(reading.near, votes) - _sum(reading.not_near, votes)


def _sum(words: Iterable[str], votes: Mapping[str, int]) -> int:
    return sum(votes[word] for word in words if word in votes)


def _neighbours(found: Sequence[Hit], starts: Sequence[int], place: Hit) -> Sequence[Hit]:
    """Of hits in order, those next to a place; looking at all takes long in a long article.

    Two at each side, for a term of two labels is hit twice at the same words.
    """
    i = bisect_left(starts, place.start)
    return found[max(0, i - 2) : i + 2]


def _are_beside(text: str, hit: Hit, word: Hit) -> bool:
    if word.end <= hit.start:
        return hit.start - word.end <= 2 and text[word.end : hit.start] in _BETWEEN
    return 0 <= word.start - hit.end <= 2 and text[hit.end : word.start] in _BETWEEN
