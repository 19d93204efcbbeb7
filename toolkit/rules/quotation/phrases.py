"""Noun phrases in a sentence, read off its marks, its small words and its names."""

from collections.abc import Sequence
from typing import NamedTuple

from toolkit.rules.quotation import vocabulary as v
from toolkit.rules.quotation.actors import Name
from toolkit.rules.quotation.cues import CUES
from toolkit.rules.quotation.sentences import Sentence

BOUNDARIES = frozenset(',;:—–()[]"*')
MAX_PHRASE = 14  # words; a longer stretch before a verb is a clause, not a speaker


class Phrase(NamedTuple):
    """A noun phrase: `sentence.tokens[first:last]`.

    Attributes:
        first: Index of its first token.
        last: One past its last token.
        follows: Whether it stands behind its verb.
    """

    first: int
    last: int
    follows: bool = False


def main_subject(sentence: Sentence, names: Sequence[Name], *, before: int) -> Phrase | None:
    """The first name or pronoun of a sentence that can be its subject.

    Args:
        sentence: The sentence.
        names: Names in it.
        before: Index of the token before which it must stand.

    Returns:
        The phrase, or None.
    """
    words = sentence.words
    opening = _opening_phrase(sentence, names, before)
    if opening is not None:
        return opening
    for name in names:
        start = name.first - len(name.titles)
        if name.last > before:
            break
        if start and words[start - 1] in v.PREPOSITIONS:
            continue
        if sentence.tokens[name.last - 1].is_possessive or not _ends_here(words, name.last):
            continue
        return Phrase(start, name.last)
    return None


def _opening_phrase(sentence: Sentence, names: Sequence[Name], before: int) -> Phrase | None:
    """The phrase that a sentence begins with, behind an adverbial, if it is a speaker."""
    words = sentence.words
    first = 0
    if words and words[0] in v.PREPOSITIONS and "," in words[:before]:
        first = words.index(",") + 1
    while first < before and words[first] in v.OPENERS and words[first] not in v.DETERMINERS:
        if words[first] in v.PRONOUNS or words[first] in v.POSSESSIVES:
            break
        first += 1
    if first >= before:
        return None
    if words[first] in {"he", "she", "they"}:
        return Phrase(first, first + 1)
    phrase = phrase_from(sentence, names, first, follows=False)
    if phrase is None or phrase.last > before:
        return None
    if any(n.last == phrase.last and n.first >= phrase.first for n in names):
        return phrase
    for place in range(phrase.first + 1, min(phrase.last, phrase.first + 5)):
        if words[place] in v.PEOPLE | v.COLLECTIVES | v.ANONYMOUS:
            return Phrase(phrase.first, place + 1)
    return None


def phrase_from(
    sentence: Sentence, names: Sequence[Name], first: int, *, follows: bool = True
) -> Phrase | None:
    """The noun phrase that begins at a token.

    Args:
        sentence: The sentence.
        names: Names in it.
        first: Index of its first token.
        follows: Whether its verb stands before it.

    Returns:
        The phrase, up to the end of a name, a mark or a preposition that does not belong to it.
    """
    tokens, words = sentence.tokens, sentence.words
    if first >= len(tokens) or tokens[first].kind != "word":
        return None
    if words[first] in v.PRONOUNS:
        return Phrase(first, first + 1, follows)
    last = first
    ends = {name.last for name in names if name.first >= first}
    while last < min(len(tokens), first + MAX_PHRASE) and _goes_on(sentence, first, last):
        last += 1
        if last in ends and not tokens[last - 1].is_possessive and _ends_here(words, last):
            break
    if last == first:
        return None
    is_described = words[first] in v.DETERMINERS | v.POSSESSIVES
    if last < len(tokens) - 1 and tokens[last].text == "," and (is_described or last not in ends):
        for name in names:  # the Algerian envoy, Ann Roe
            if name.first - len(name.titles) == last + 1 and name.last - name.first > 1:
                return Phrase(last + 1, name.last, follows)
    return Phrase(first, last, follows)


def _goes_on(sentence: Sentence, first: int, place: int) -> bool:
    """Whether a phrase that begins at one token can hold another."""
    token = sentence.tokens[place]
    word = token.lower
    if token.kind != "word" or word in v.CLAUSE_OPENERS - {"for"}:
        return False
    if word in v.PREPOSITIONS:
        return place > first and word in {"of", "for", "at", "from", "in", "with"}
    if word in v.RELATIVES or word in v.WEEKDAYS or word in v.BE:
        return False
    return place == first or token.is_capital or word not in CUES


def _ends_here(words: Sequence[str], last: int) -> bool:
    """Whether a phrase that ends in a name goes no further (Hamas | said; Hamas officials)."""
    for following in words[last : last + 3]:
        if following in v.PREPOSITIONS | v.CLAUSE_OPENERS or not following.isalpha():
            return True
        if following in v.PEOPLE | v.COLLECTIVES | v.ANONYMOUS:
            return False
        if following.endswith(v.HUMAN_ENDINGS) and following not in v.NOT_HUMAN:
            return False
    return True


def phrase_to(sentence: Sentence, names: Sequence[Name], first: int, last: int) -> Phrase | None:
    """The noun phrase at the end of a stretch.

    Args:
        sentence: The sentence.
        names: Names in it.
        first: Index of the first token of the stretch.
        last: One past its last token.

    Returns:
        The phrase, without adverbs before it and clauses behind it; None if there is none.
    """
    words = sentence.words
    if words[last - 1] in v.PRONOUNS:
        return Phrase(last - 1, last)
    while first < last and words[first] in v.OPENERS and words[first] not in v.DETERMINERS:
        if words[first] in v.PREPOSITIONS or words[first] in v.POSSESSIVES:
            break
        first += 1
    for place in range(first + 1, last):
        if words[place] in {"who", "which", "whose"}:
            last = place
            break
    if first >= last:
        return None
    if words[first] in v.PREPOSITIONS or last - first > MAX_PHRASE:
        return _last_phrase(sentence, names, first, last)
    return Phrase(first, last)


def _last_phrase(sentence: Sentence, names: Sequence[Name], first: int, last: int) -> Phrase | None:
    """The phrase behind an adverbial without a comma: In London the president said."""
    for name in names:
        if name.last == last and name.first - len(name.titles) > first:
            return Phrase(name.first - len(name.titles), last)
    words = sentence.words
    for place in range(last - 1, first, -1):
        if words[place] in v.DETERMINERS and words[place - 1] not in v.PREPOSITIONS:
            return Phrase(place, last)
    return None


def segment_start(sentence: Sentence, last: int) -> int:
    """Where the stretch without marks and conjunctions begins that ends at a token."""
    first = last
    while first > 0:
        token = sentence.tokens[first - 1]
        if token.kind == "quote" or token.text in BOUNDARIES or token.text == "-":
            break
        # "A spokesman for the ministry": part of the phrase.
        is_inside = token.lower == "for" and first > 1
        if token.lower in v.CLAUSE_OPENERS and not is_inside:
            break
        first -= 1
    return first


def mark_start(sentence: Sentence, last: int) -> int:
    """Where the stretch without marks begins that ends at a token."""
    first = last
    while first > 0:
        token = sentence.tokens[first - 1]
        if token.kind == "quote" or token.text in BOUNDARIES or token.text == "-":
            break
        first -= 1
    return first
