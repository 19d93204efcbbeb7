"""Which labels of a codebook the words of an article point to, and where."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from toolkit.codebook import Codebook
from toolkit.codebook.schema import Cue
from toolkit.records import ModelInput
from toolkit.rules.foreign import foreign_terms
from toolkit.rules.layout import Layout
from toolkit.rules.lookalikes import (
    PLACES,
    are_placed,
    is_street_or_ticker,
    is_surname,
    surname_in,
)
from toolkit.rules.matcher import Hit, TermMatcher
from toolkit.rules.readings import Readings

LIST_GOES_ON = re.compile(r",?\s+(?:and|or)\b")
BASE = "en"  # the language of a codebook's own terms


class Mention(NamedTuple):
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
    is_ambiguous: bool = False

    def holds_on(self, day: str) -> bool:
        """Whether the term means this on a day."""
        return not (
            (self.from_date is not None and day < self.from_date[: len(day)])
            or (self.until is not None and day > self.until[: len(day)])
        )


class _Search(NamedTuple):
    """The terms of one language; `dated` are the indexes of those that hold at times only."""

    entries: Sequence[_Entry]
    matcher: TermMatcher
    dated: frozenset[int]


class MentionFinder:
    """Finds the terms of a codebook's labels in articles.

    The longest match wins among the terms of all labels and groups and all `not_terms`, so that
    the name of a newspaper or of a union of states never counts for the country in it. A term
    with dates counts only in articles of those dates; undated articles get the benefit of the
    doubt. An ambiguous term counts for the label that it means in this article.

    Where labels are places, names of persons, streets and shares that look like places count for
    nothing, and an article in another language is also searched for the countries' names in it.

    Args:
        codebook: Its labels, groups, not_terms and ambiguous terms.
        places: Whether its labels are places.
    """

    def __init__(self, codebook: Codebook, *, places: bool = False) -> None:
        self._codebook = codebook
        self._places = places
        self._readings = Readings(codebook)
        self._searches: dict[str | None, _Search] = {}
        self._search_in(None)  # terms that cannot be searched for are an error now, not later

    def find(self, model_input: ModelInput, layout: Layout) -> list[Mention]:
        """All mentions, in order.

        Args:
            model_input: The article; its date decides which terms with dates count, and its
                language which names are searched for.
            layout: Its layout.

        Returns:
            Mentions that do not overlap, unless one term points to several labels at once.
        """
        text = model_input.text
        search = self._search_in(model_input.language)
        entries = search.entries
        hits = self._hits(model_input, layout, search)
        elsewhere = self._elsewhere(text, hits, entries) if self._places else {}
        block_of, dateline = layout.block_of, layout.dateline
        return [
            Mention(
                elsewhere.get(entry.term, label) if elsewhere else label,
                entry.term,
                entry.cue,
                hit.start,
                hit.end,
                entry.weight,
                block_of(hit.start),
                dateline[0] <= hit.start < dateline[1],
            )
            for hit, entry in self._read(text, hits, layout, entries)
            if (label := entry.label) is not None
        ]

    def _search_in(self, language: str | None) -> _Search:
        """What is searched for in a language; made when the first article in it comes."""
        found = self._searches.get(language)
        if found is None:
            found = self._new_search(language)
            self._searches[language] = found
        return found

    def _new_search(self, language: str | None) -> _Search:
        foreign = language if self._places and language and not _is_base(language) else None
        if foreign is None and language is not None:
            return self._search_in(None)
        entries = list(_entries(self._codebook, set(self._readings.terms)))
        if foreign is not None:
            entries += _foreign(self._codebook, foreign, entries)
        dated = frozenset(i for i, entry in enumerate(entries) if entry.from_date or entry.until)
        return _Search(entries, TermMatcher([entry.term for entry in entries]), dated)

    def _hits(self, model_input: ModelInput, layout: Layout, search: _Search) -> list[Hit]:
        """The hits that hold on the article's day, the longest of those that overlap."""
        text = model_input.text
        entries, matcher, dated = search
        hits = matcher.hits(layout.ready)
        if model_input.published:
            day = model_input.published[:10]
            hits = [h for h in hits if h.term not in dated or entries[h.term].holds_on(day)]
        first, last = _agency(text, layout)
        hits = [h for h in matcher.longest(hits) if not first <= h.start < last]
        silenced = {(h.start, h.end) for h in hits if entries[h.term].label is None}
        if silenced:
            hits = [h for h in hits if (h.start, h.end) not in silenced]
        if not self._places:
            return hits
        if search is not self._searches[None]:
            # Two forms of one word may spell the same; equals stand side by side.
            seen = {(h.start, h.end, entries[h.term].label): h for h in reversed(hits)}
            hits = sorted(seen.values())
        phrases = (text[start:end] for start, end in silenced)
        persons = {name for phrase in phrases if (name := surname_in(phrase)) is not None}
        return _true_places(text, hits, entries, persons=persons)

    def _elsewhere(
        self, text: str, hits: Sequence[Hit], entries: Sequence[_Entry]
    ) -> dict[str, str]:
        """Names that the article places elsewhere ("Athens, Ga."), with the label of that place.

        Only a region behind the name does this, since "Athens, Cairo" is a list.
        """
        places: dict[str, str] = {}
        for name, place in pairwise(hits):
            if place.start - name.end != 2 or text[name.end : place.start] != ", ":
                continue
            entry, region = entries[name.term], entries[place.term]
            if (
                region.cue == "region"
                and region.label not in {None, entry.label}
                and (entry.cue in {"capital", "city"} or entry.is_ambiguous)
                and not LIST_GOES_ON.match(text, place.end)
            ):
                places[entry.term] = str(region.label)
        return places

    def _read(
        self, text: str, hits: Sequence[Hit], layout: Layout, entries: Sequence[_Entry]
    ) -> Iterator[tuple[Hit, _Entry]]:
        """Hits with what they mean; of an ambiguous term only the reading that holds here."""
        ambiguous: dict[str, list[Hit]] = {}
        named: dict[str, set[str]] = {}
        for hit in hits:
            entry = entries[hit.term]
            if entry.is_ambiguous:
                ambiguous.setdefault(entry.term, []).append(hit)
            elif entry.label is not None:
                named.setdefault(entry.label, set()).add(entry.term)
        if not ambiguous:
            yield from ((hit, entries[hit.term]) for hit in hits)
            return
        counts = {label: len(terms) for label, terms in named.items()}
        chosen = self._readings.resolve(text, ambiguous, named=counts, ready=layout.ready)
        for hit in hits:
            entry = entries[hit.term]
            if not entry.is_ambiguous or chosen[hit] == entry.label:
                yield hit, entry


def _true_places(
    text: str, hits: Sequence[Hit], entries: Sequence[_Entry], *, persons: set[str]
) -> list[Hit]:
    """The hits without the persons, streets and shares that are named like places.

    A person named in full ("Jack London") is meant by the surname alone as well, unless the
    article says somewhere that it is a place ("in London").
    """
    kept: list[Hit] = []
    for hit in hits:
        if entries[hit.term].cue not in PLACES:
            kept.append(hit)
        elif is_surname(text, hit):
            persons.add(text[hit.start : hit.end])
        elif not is_street_or_ticker(text, hit):
            kept.append(hit)
    for name in persons:
        alike = [hit for hit in kept if text[hit.start : hit.end] == name]
        if alike and not are_placed(text, alike):
            kept = [hit for hit in kept if text[hit.start : hit.end] != name]
    return kept


def _entries(codebook: Codebook, ambiguous: set[str]) -> Iterator[_Entry]:
    known: set[tuple[str, str]] = set()
    for label in codebook.labels:
        for term in label.terms if label.status == "active" else ():
            known.add((term.term, label.id))
            yield _Entry(
                label.id,
                term.term,
                term.cue,
                term.weight,
                term.from_date,
                term.until,
                term.term in ambiguous,
            )
    for reading in codebook.ambiguous:
        if reading.label is not None and (reading.term, reading.label) not in known:
            known.add((reading.term, reading.label))
            yield _Entry(reading.label, reading.term, is_ambiguous=True)
    for phrase in _silent(codebook):
        yield _Entry(None, phrase)


def _is_base(language: str) -> bool:
    return re.split(r"[-_]", language)[0].lower() == BASE


def _foreign(codebook: Codebook, language: str, known: Sequence[_Entry]) -> list[_Entry]:
    """The countries' names in another language, where the codebook has not got them."""
    spelled = {(entry.term, entry.label) for entry in known}
    return [
        _Entry(found.label, found.term, found.cue)
        for found in foreign_terms(language)
        if (found.label is None or found.label in codebook.by_id)
        and (found.term, found.label) not in spelled
    ]


def _silent(codebook: Codebook) -> Iterable[str]:
    """Phrases that take words away from the labels: not_terms and the names of groups."""
    return (*codebook.not_terms, *(t for group in codebook.groups.values() for t in group.terms))


def _agency(text: str, layout: Layout) -> tuple[int, int]:
    """Span of the brackets in a dateline, where the agency names itself; may be empty."""
    start, end = layout.dateline
    opening = text.find("(", start, end)
    return (opening, end) if opening >= 0 else (end, end)
