"""Reported speech: the words behind "said that", "according to" and "condemned"."""

from collections.abc import Iterator, Sequence

from toolkit.rules.quotation import vocabulary as v
from toolkit.rules.quotation.attribution import Attribution, Said
from toolkit.rules.quotation.record import Quotation
from toolkit.rules.quotation.sentences import Sentence
from toolkit.text import WORD

MIN_REPORTED = 3  # words; less is an adverbial
THAT_REACH = 8
TOLD = frozenset({"tell", "inform", "assure", "remind", "brief", "warn", "promise"})
LINKS = frozenset({",", ";", "—", "–", "and", "but", "while", "whereas"})


def reported_speech(text: str, attribution: Attribution) -> Iterator[Quotation]:
    """Reported speech and positions: what stands in the author's words.

    Args:
        text: The article.
        attribution: Its reporting verbs.

    Yields:
        Verb by verb; the clause of one can stand inside the clause of another.
    """
    for number, said in enumerate(attribution.said):
        sentence = attribution.sentences[number]
        for i, one in enumerate(said):
            for start, end in _regions(sentence, one, said[i + 1 :]):
                yield Quotation(
                    start,
                    end,
                    "reported",
                    speaker=one.verb.speaker,
                    source=one.verb.source,
                    mention=one.verb.mention,
                    cue=one.verb,
                    via=one.verb.via,
                    words=sum(1 for _ in WORD.finditer(text, start, end)),
                )


def _regions(sentence: Sentence, one: Said, later: Sequence[Said]) -> Iterator[tuple[int, int]]:
    """Half-open spans of what a verb reports; two where it is put between."""
    tokens, words = sentence.tokens, sentence.words
    first, last = one.last, len(tokens)
    least = 1 if one.takes_object else MIN_REPORTED
    if one.verb.lemma == "according to":
        first, last = _around(words, one)
    elif one.takes_object and one.subject.follows:  # The pact was condemned by Ann Roe.
        first, last = 0, one.first
        while last > 0 and words[last - 1] in v.AUXILIARIES:
            last -= 1
    else:
        that = None if one.takes_object else _that(sentence, one)
        if that is not None:
            first, least = that + 1, 2
        if that is None and _closes(sentence, one):
            first, last = 0, min(one.first, one.subject.first)
            rest = max(one.last, one.subject.last)
            is_between = not one.subject.follows and tokens[last - 1].kind != "quote"
            # The pact, he argued, was a trap.
            if is_between and words[rest : rest + 1] == [","]:
                yield from _region(sentence, rest, len(tokens), MIN_REPORTED + 1)
        else:
            last = _until(words, first, later)
    yield from _region(sentence, first, last, least)


def _region(sentence: Sentence, first: int, last: int, least: int) -> Iterator[tuple[int, int]]:
    """The span of some tokens without marks at its ends, if it has enough words."""
    tokens = sentence.tokens
    while last > first and tokens[last - 1].kind == "mark":
        last -= 1
    while first < last and tokens[first].kind == "mark":
        first += 1
    if sum(token.kind == "word" for token in tokens[first:last]) >= least:
        yield tokens[first].start, tokens[last - 1].end


def _closes(sentence: Sentence, one: Said) -> bool:
    """Whether verb and speaker stand behind what was said: The pact failed, she said."""
    opening = min(one.first, one.subject.first)
    if opening == 0 or one.takes_object:
        return False
    previous = sentence.tokens[opening - 1]
    if previous.kind == "quote":
        return True
    rest = sentence.words[max(one.last, one.subject.last) :]
    plain = 0
    for word in rest:
        if word in {",", ".", ";"}:
            break
        plain += word[0].isalnum()
    return previous.text in {",", "—", "–"} and plain <= MIN_REPORTED + 2 and opening > 3


def _that(sentence: Sentence, one: Said) -> int | None:
    """Index of the `that` behind a verb; an addressee, a day or a place may stand between."""
    words = sentence.words
    for place in range(one.last, min(len(words), one.last + THAT_REACH)):
        if words[place] == "that":
            is_told = one.verb.lemma in TOLD or words[one.last] in v.PREPOSITIONS | v.WEEKDAYS
            return place if place == one.last or is_told else None
        if sentence.tokens[place].kind == "quote":
            return None
    return None


def _until(words: Sequence[str], first: int, later: Sequence[Said]) -> int:
    """Where a reported clause ends: before the next speaker, if that one is not inside it."""
    for said in later:
        opening = min(said.first, said.subject.first)
        if opening <= first:
            continue
        link = words[max(first, opening - 2) : opening]
        if not LINKS.isdisjoint(link):
            while opening > first and words[opening - 1] in LINKS:
                opening -= 1
            return opening
    return len(words)


def _around(words: Sequence[str], one: Said) -> tuple[int, int]:
    """According to the police, two men fled; two men fled, according to the police."""
    if one.first == 0:
        last = one.subject.last
        while last < len(words) and words[last] != ",":
            last += 1
        return min(last + 1, len(words)), len(words)
    return 0, one.first
