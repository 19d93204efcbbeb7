"""What an ambiguous name means in one article."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from toolkit.codebook import Codebook
from toolkit.codebook.schema import Ambiguity
from toolkit.rules.matcher import Hit, TermMatcher

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
        words = {w for r in codebook.ambiguous for w in (*r.near, *r.not_near)}
        self._words = sorted(words)
        self._matcher = TermMatcher(self._words)

    @property
    def terms(self) -> Collection[str]:
        """The ambiguous terms."""
        return self._readings.keys()

    def resolve(
        self, text: str, hits: Mapping[str, Sequence[Hit]], *, named: Mapping[str, int]
    ) -> dict[Hit, str | None]:
        """The label that each hit of an ambiguous term means here.

        Args:
            text: The whole article.
            hits: Hits by ambiguous term.
            named: How many unambiguous words of the article name each label.

        Returns:
            Label by hit; None where it means none of them.
        """
        if not hits:
            return {}
        context = self._matcher.hits(text)
        chosen: dict[Hit, str | None] = {}
        for term, found in hits.items():
            usual = self._choose(term, self._votes(text, context, found), named)
            for hit in found:
                beside = {self._words[c.term] for c in context if _are_beside(text, hit, c)}
                chosen[hit] = self._beside(term, beside, usual)
        return chosen

    def _votes(self, text: str, context: Iterable[Hit], found: Sequence[Hit]) -> Counter[str]:
        """Weight of each context word of the article."""
        votes: Counter[str] = Counter()
        for word in context:
            if any(hit.start < word.end and word.start < hit.end for hit in found):
                continue  # part of the name itself
            weight = BESIDE_COUNTS if any(_are_beside(text, hit, word) for hit in found) else 1
            votes[self._words[word.term]] = max(votes[self._words[word.term]], weight)
        return votes

    def _choose(
        self, term: str, votes: Mapping[str, int], named: Mapping[str, int]
    ) -> Ambiguity | None:
        def net(reading: Ambiguity) -> int:
            return sum(votes.get(w, 0) for w in reading.near) - sum(
                votes.get(w, 0) for w in reading.not_near
            )

        readings = self._readings[term]
        best = max(readings, key=lambda r: (net(r), named.get(r.label or "", 0), r.default))
        if net(best) > 0:
            return best
        best = max(readings, key=lambda r: named.get(r.label or "", 0))
        if named.get(best.label or "", 0) > 0:
            return best
        return next((r for r in readings if r.default and net(r) >= 0), None)

    def _beside(self, term: str, beside: set[str], usual: Ambiguity | None) -> str | None:
        """The reading of one hit, given the words right beside it."""
        if usual is not None and beside.isdisjoint(set(usual.not_near) - set(usual.near)):
            return usual.label
        for reading in self._readings[term]:
            if not beside.isdisjoint(reading.near):
                return reading.label
        return None


def _are_beside(text: str, hit: Hit, word: Hit) -> bool:
    if word.end <= hit.start:
        return hit.start - word.end <= 2 and text[word.end : hit.start] in _BETWEEN
    return 0 <= word.start - hit.end <= 2 and text[hit.end : word.start] in _BETWEEN
