"""Devices of an article, from its quotations and from word lists."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from toolkit.records import ModelInput
from toolkit.records.example import AUTHOR
from toolkit.rules.devices.passives import agentless_passives, blotted
from toolkit.rules.devices.record import Device, DeviceKind, DeviceReport, Source, in_order
from toolkit.rules.devices.wording import EUPHEMISMS, LOADED, LOADED_NOT, Wording
from toolkit.rules.layout import Layout, layout_of
from toolkit.rules.matcher import Hit, TermMatcher
from toolkit.rules.quotation import Quotation, Quotations, find_quotations
from toolkit.rules.quotation.record import SourceKind
from toolkit.rules.quotation.vocabulary import listed
from toolkit.text import WORD, tokens

QUOTES: dict[str, DeviceKind] = {
    "direct": "direct_quote",
    "partial": "partial_quote",
    "scare": "scare_quote",
}
# The most frequent words of English: a third of any English text, a few percent of any other.
FUNCTION_WORDS = listed(
    "the of and to in that is was for it with as his her on be at by had not are"
)
SAMPLE_WORDS = 400
ENGLISH_SHARE = 0.18


def is_english(model_input: ModelInput) -> bool:
    """Whether an article is in English: by its language, else by its most frequent words."""
    if model_input.language:
        return model_input.language.lower().split("-")[0].split("_")[0] == "en"
    words = tokens(model_input.text[: SAMPLE_WORDS * 8])[:SAMPLE_WORDS]
    hits = sum(word in FUNCTION_WORDS for word in words)
    return bool(words) and hits / len(words) >= ENGLISH_SHARE


def find_devices(
    model_input: ModelInput, *, layout: Layout | None = None, quotations: Quotations | None = None
) -> DeviceReport | None:
    """The framing devices of an article.

    Args:
        model_input: The article.
        layout: Its layout, if it is at hand.
        quotations: Its quotations, if they are at hand.

    Returns:
        None if the article is not in English: nothing was looked for, which is not the same as
        nothing found.
    """
    if not is_english(model_input):
        return None
    layout = layout or layout_of(model_input)
    found = quotations or find_quotations(model_input.text, layout=layout)
    voices = _Voices(found.quotations)
    devices = [
        *_quotes(found.quotations),
        *_verbs(found),
        *_wording(model_input.text, voices),
        *_passives(model_input.text, found.quotations, voices),
    ]
    return DeviceReport(in_order(devices), _sources(model_input.text, found))


class _Voices:
    """Whose words stand at a place."""

    def __init__(self, quotations: Sequence[Quotation]) -> None:
        # The words in marks first, then the innermost report.
        self._spans = sorted(
            (q for q in quotations if q.kind not in {"scare", "name"} and not q.depth),
            key=lambda q: (q.kind == "reported", q.end - q.start),
        )

    def at(self, start: int, end: int) -> str | None:
        """`author`, a speaker, or None for words in marks that nobody is named for."""
        for q in self._spans:
            if q.start <= start and end <= q.end:
                return q.speaker
        return AUTHOR


def _quotes(quotations: Iterable[Quotation]) -> Iterator[Device]:
    for q in quotations:
        kind = QUOTES.get(q.kind)
        if kind is not None and not q.depth:
            voice = AUTHOR if q.kind == "scare" else q.speaker
            yield Device(kind, q.start, q.end, voice=voice)


def _verbs(found: Quotations) -> Iterator[Device]:
    for verb in found.verbs:
        yield Device(
            "attribution_verb",
            verb.start,
            verb.end,
            voice=verb.via or AUTHOR,
            detail=verb.kind,
            about=verb.speaker,
        )


def _wording(text: str, voices: _Voices) -> Iterator[Device]:
    lists: tuple[tuple[DeviceKind, Mapping[str, Wording], tuple[str, ...]], ...] = (
        ("loaded_label", LOADED, LOADED_NOT),
        ("euphemism", EUPHEMISMS, ()),
    )
    for kind, wordings, silent in lists:
        terms = (*wordings, *silent)
        for hit in _longest(terms, text):
            wording = wordings.get(terms[hit.term])
            if wording is not None:
                yield Device(
                    kind,
                    hit.start,
                    hit.end,
                    voice=voices.at(hit.start, hit.end),
                    detail=wording.plain,
                    polarity=wording.polarity,
                )


@lru_cache(maxsize=4)
def _matcher(terms: tuple[str, ...]) -> TermMatcher:
    return TermMatcher(terms)


def _longest(terms: tuple[str, ...], text: str) -> list[Hit]:
    matcher = _matcher(terms)
    return matcher.longest(matcher.hits(text))


def _passives(text: str, quotations: Sequence[Quotation], voices: _Voices) -> Iterator[Device]:
    marked = [(q.start, q.end) for q in quotations if q.kind != "reported" and not q.depth]
    for start, end, participle in agentless_passives(text, marked):
        yield Device(
            "agentless_passive", start, end, voice=voices.at(start, end), detail=participle
        )


class _Words:
    """Counts the words of a text that stand outside quotation marks."""

    def __init__(self, text: str, marked: Sequence[tuple[int, int]]) -> None:
        self._starts = [match.start() for match in WORD.finditer(blotted(text, marked))]

    def within(self, spans: Iterable[tuple[int, int]]) -> int:
        """Words in any of some spans, each word once."""
        total = done = 0
        for start, end in sorted(spans):
            start = max(start, done)
            if end > start:
                total += bisect_left(self._starts, end) - bisect_left(self._starts, start)
                done = end
        return total


def _sources(text: str, found: Quotations) -> tuple[Source, ...]:
    """Who is given the word, with how many words; one source for each name."""
    verbs: Counter[str] = Counter()
    quoted: Counter[str] = Counter()
    spans: dict[str, list[tuple[int, int]]] = {}
    kinds: dict[str, SourceKind] = {}
    for verb in found.verbs:
        if verb.speaker is not None and verb.source is not None:
            verbs[verb.speaker] += 1
            kinds.setdefault(verb.speaker, verb.source)
    for q in found.quotations:
        if q.speaker is None or q.source is None:
            continue
        kinds.setdefault(q.speaker, q.source)
        if q.kind == "reported":
            spans.setdefault(q.speaker, []).append((q.start, q.end))
        else:
            quoted[q.speaker] += q.words
    marked = [(q.inner_start, q.inner_end) for q in found.pairs if q.depth == 0]
    plain = _Words(text, marked)
    sources = [
        Source(name, kind, verbs[name], quoted[name], plain.within(spans.get(name, ())))
        for name, kind in kinds.items()
    ]
    return tuple(sorted(sources, key=lambda s: (-s.quoted_words, -s.verbs, -s.reported_words)))
