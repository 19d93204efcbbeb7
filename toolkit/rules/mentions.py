"""Which labels of a codebook the words of an article point to, and where."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.codebook import Codebook
from toolkit.codebook.schema import Cue
from toolkit.records import ModelInput
from toolkit.rules.layout import Layout
from toolkit.rules.matcher import Hit, TermMatcher
from toolkit.rules.readings import Readings

LIST_GOES_ON = re.compile(r",?\s+(?:and|or)\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of an article that points to a label.

    Attributes:
        label: Label id.
        term: The codebook's term.
        cue: What kind of word it is.
        start: First code point in the model input.
        end: One past the last code point.
        weight: Of the term.
        block: Index of the layout's block.
        is_dateline: Whether it stands in the dateline, where it says where the reporter was.
    """

    label: str
    term: str
    cue: Cue
    start: int
    end: int
    weight: float
    block: int
    is_dateline: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a searched term stands for; no label for words that only keep others from matching."""

    label: str | None
    term: str
    cue: Cue = "name"
    weight: float = 1.0
    from_date: str | None = None
    until: str | None = None

    def holds_on(self, day: str | None) -> bool:
        """Whether the term means this on a day; undated articles get the benefit of the doubt."""
        if day is None:
            return True
        return not (
            (self.from_date is not None and day < self.from_date[: len(day)])
            or (self.until is not None and day > self.until[: len(day)])
        )


class MentionFinder:
    """Finds the terms of a codebook's labels in articles.

    The longest match wins among the terms of all labels and groups and all `not_terms`, so that
    the name of a newspaper or of a union of states never counts for the country in it. A term
    with dates counts only in articles of those dates. An ambiguous term counts for the label
    that it means in this article.

    Args:
        codebook: Its labels, groups, not_terms and ambiguous terms.
    """

    def __init__(self, codebook: Codebook) -> None:
        self._readings = Readings(codebook)
        self._entries = list(_entries(codebook))
        self._matcher = TermMatcher([entry.term for entry in self._entries])

    def find(self, model_input: ModelInput, layout: Layout) -> list[Mention]:
        """All mentions, in order.

        Args:
            model_input: The article; its date decides which terms with dates count.
            layout: Its layout.

        Returns:
            Mentions that do not overlap, unless one term points to several labels at once.
        """
        text = model_input.text
        hits = self._hits(model_input, layout)
        elsewhere = self._elsewhere(text, hits)
        return [
            Mention(
                label=label,
                term=entry.term,
                cue=entry.cue,
                start=hit.start,
                end=hit.end,
                weight=entry.weight,
                block=layout.block_of(hit.start),
                is_dateline=layout.dateline[0] <= hit.start < layout.dateline[1],
            )
            for hit, entry in self._read(text, hits)
            if (label := elsewhere.get(entry.term, entry.label)) is not None
        ]

    def _hits(self, model_input: ModelInput, layout: Layout) -> list[Hit]:
        """The hits that hold on the article's day, the longest of those that overlap."""
        day = model_input.published[:10] if model_input.published else None
        hits = [
            hit
            for hit in self._matcher.hits(model_input.text)
            if self._entries[hit.term].holds_on(day)
        ]
        agency = _agency(model_input.text, layout)
        hits = [h for h in self._matcher.longest(hits) if not agency[0] <= h.start < agency[1]]
        silenced = {(hit.start, hit.end) for hit in hits if self._entries[hit.term].label is None}
        return [hit for hit in hits if (hit.start, hit.end) not in silenced]

    def _elsewhere(self, text: str, hits: Sequence[Hit]) -> dict[str, str]:
        """Names that the article places elsewhere ("Athens, Ga."), with the label of that place.

        Only a region behind the name does this, since "Athens, Cairo" is a list.
        """
        places: dict[str, str] = {}
        for name, place in pairwise(hits):
            entry, region = self._entries[name.term], self._entries[place.term]
            if (
                text[name.end : place.start] == ", "
                and region.cue == "region"
                and region.label not in {None, entry.label}
                and (entry.cue in {"capital", "city"} or entry.term in self._readings.terms)
                and not LIST_GOES_ON.match(text, place.end)
            ):
                places[entry.term] = str(region.label)
        return places

    def _read(self, text: str, hits: Sequence[Hit]) -> Iterator[tuple[Hit, _Entry]]:
        """Hits with what they mean; of an ambiguous term only the reading that holds here."""
        ambiguous: dict[str, list[Hit]] = {}
        named: dict[str, set[str]] = {}
        for hit in hits:
            entry = self._entries[hit.term]
            if entry.term in self._readings.terms:
                ambiguous.setdefault(entry.term, []).append(hit)
            elif entry.label is not None:
                named.setdefault(entry.label, set()).add(entry.term)
        counts = {label: len(terms) for label, terms in named.items()}
        chosen = self._readings.resolve(text, ambiguous, named=counts)
        for hit in hits:
            entry = self._entries[hit.term]
            if hit not in chosen or chosen[hit] == entry.label:
                yield hit, entry


def _entries(codebook: Codebook) -> Iterator[_Entry]:
    known: set[tuple[str, str]] = set()
    for label in codebook.labels:
        for term in label.terms if label.status == "active" else ():
            known.add((term.term, label.id))
            yield _Entry(label.id, term.term, term.cue, term.weight, term.from_date, term.until)
    for reading in codebook.ambiguous:
        if reading.label is not None and (reading.term, reading.label) not in known:
            known.add((reading.term, reading.label))
            yield _Entry(reading.label, reading.term)
    for phrase in _silent(codebook):
        yield _Entry(None, phrase)


def _silent(codebook: Codebook) -> Iterable[str]:
    """Phrases that take words away from the labels: not_terms and the names of groups."""
    return (*codebook.not_terms, *(t for group in codebook.groups.values() for t in group.terms))


def _agency(text: str, layout: Layout) -> tuple[int, int]:
    """Span of the brackets in a dateline, where the agency names itself; may be empty."""
    start, end = layout.dateline
    opening = text.find("(", start, end)
    return (opening, end) if opening >= 0 else (end, end)
