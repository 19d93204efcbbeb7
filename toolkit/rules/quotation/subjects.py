"""Whose verb it is: the noun phrase that a reporting verb belongs to, without a parser.

News writes a speaker in few ways: before the verb ("The minister, Ann Roe, 44, said"), behind it
after a quotation ("said Ann Roe, who chairs"), as an agent ("condemned by"), through a relative
("who has promised"), or once for several verbs ("called it a gift and said"). Each is looked for
in turn; where none fits the verb has no subject and is no attribution.
"""

from collections.abc import Sequence

from toolkit.rules.quotation import vocabulary as v
from toolkit.rules.quotation.actors import Name
from toolkit.rules.quotation.cues import CUES, NOUNS_TOO, Cue
from toolkit.rules.quotation.phrases import (
    Phrase,
    main_subject,
    mark_start,
    phrase_from,
    phrase_to,
    segment_start,
)
from toolkit.rules.quotation.sentences import Sentence, Token
from toolkit.rules.quotation.vocabulary import listed

ASIDES = frozenset({"though", "however", "too", "meanwhile", "instead", "therefore", "indeed"})
MADE_OF_WORDS = frozenset({"write", "conclude", "continue", "rule", "brief", "answer"})
AGENT_REACH = 6
CLAUSE_STARTS = listed(
    """
    that the a an it he she they we i you his her its their there this these those for on to
    if not no what how why whether when who as such
    """
)
UNREAL = listed(
    """
    will would may might could should must cannot not never n't
    """
)
MODALS = listed(
    """
    has have had will would could should may might must can does do did
    """
)


def subject_of(
    sentence: Sentence,
    names: Sequence[Name],
    i: int,
    *,
    cue: Cue,
    width: int,
    previous: Phrase | None = None,
) -> Phrase | None:
    """The subject of the verb at a token.

    Args:
        sentence: The sentence.
        names: Names in it.
        i: Index of the verb.
        cue: Which verb it is.
        width: How many tokens it takes.
        previous: The subject of the reporting verb before it in the sentence, if there is one.

    Returns:
        The phrase; None if the word is no verb here or has no subject of its own.
    """
    words = sentence.words
    if cue.lemma == "according to":
        return phrase_from(sentence, names, i + width)
    if _is_noun(sentence, i, cue, width):
        return None
    if _stands_behind(sentence, names, i, cue, width):
        return phrase_from(sentence, names, i + width, follows=True)
    left, auxiliary = _skip_auxiliaries(words, i)
    if UNREAL.intersection(words[left + 1 : i]):
        return None  # not said: she would not say, they may object
    if cue.form == "past" and auxiliary in v.BE:
        return _agent(sentence, names, i + width)
    if cue.form == "ing" and auxiliary not in v.BE:
        return _of_participle(sentence, names, i)
    if left < 0:
        return None
    if previous is not None and words[left] in {"and", "but", "or"}:
        return previous
    return _before(sentence, names, left)


def _is_noun(sentence: Sentence, i: int, cue: Cue, width: int) -> bool:
    """Whether the word is a noun, an infinitive or an adjective here."""
    words, tokens = sentence.words, sentence.tokens
    before = words[i - 1] if i else ""
    if i and (
        before in v.DETERMINERS
        or before in v.POSSESSIVES
        or (before in v.PREPOSITIONS and cue.form != "ing")
        or tokens[i - 1].is_possessive
        or before == "to"
    ):
        return True
    following = tokens[i + width] if i + width < len(tokens) else None
    if words[i] in NOUNS_TOO and cue.form != "past":
        starts_clause = following is not None and (
            following.kind == "quote"
            or following.lower in CLAUSE_STARTS
            or following.is_capital
            or following.text in {",", ":"}
        )
        before_is_name = i > 0 and (tokens[i - 1].is_capital or before in v.PRONOUNS)
        goes_on = following is not None and following.kind == "word"
        is_verb = before_is_name and cue.form == "third" and goes_on
        if not starts_clause and not is_verb:
            return True
    if cue.lemma in MADE_OF_WORDS and width == 1 and not _clause_follows(sentence, i + 1):
        return True
    if cue.form != "plain":
        return False
    plural = before in {"they", "we", "i", "you", "who"} or before.endswith("s")
    return not (plural or before in v.AUXILIARIES or before in v.COLLECTIVES)


def _clause_follows(sentence: Sentence, first: int) -> bool:
    """Whether words or a clause follow a verb that can also have a thing as its object."""
    if first >= len(sentence.tokens) or sentence.tokens[first].kind != "word":
        return True
    if sentence.words[first] not in {"a", "an", "the", "its", "his", "her", "their", "this"}:
        return True
    near = sentence.tokens[first : first + 5]
    return "that" in sentence.words[first : first + 6] or any(t.kind == "quote" for t in near)


def _stands_behind(sentence: Sentence, names: Sequence[Name], i: int, cue: Cue, width: int) -> bool:
    """Whether the subject follows: “…,” said Ann Roe."""
    tokens, words = sentence.tokens, sentence.words
    first = i + width
    if cue.form == "ing" or cue.takes_object or first >= len(tokens) or i == 0:
        return False
    previous = tokens[i - 1]
    if not (previous.kind == "quote" or previous.text in {",", "—", "–", "-"}):
        return False
    if not _begins_phrase(sentence, names, first):
        return False
    if previous.kind == "quote" or (i > 1 and tokens[i - 2].kind == "quote"):
        return cue.form in {"past", "third"} or words[i] == "say"
    # Without a quotation only at the end: "The pact will fail, said Ann Roe."
    phrase = phrase_from(sentence, names, first)
    ends = phrase is not None and tokens[min(phrase.last, len(tokens) - 1)].text in {".", ","}
    return ends and cue.lemma in {"say", "add", "write", "report"} and i > len(tokens) // 2


def _begins_phrase(sentence: Sentence, names: Sequence[Name], first: int) -> bool:
    """Whether a noun phrase for a person begins at a token."""
    token = sentence.tokens[first]
    if token.lower in v.WEEKDAYS or token.kind != "word":
        return False
    if (
        token.is_capital
        or token.lower in v.DETERMINERS | v.POSSESSIVES | v.PEOPLE | v.ANONYMOUS
        or token.lower in {"he", "she", "they"}
    ):
        return True
    for name in names:  # argues park director Ann Roe
        start = name.first - len(name.titles)
        if first < start <= first + 4:
            between = sentence.tokens[first:start]
            return all(
                t.kind == "word" and t.lower not in v.PREPOSITIONS | v.CLAUSE_OPENERS
                for t in between
            )
    return False


def _skip_auxiliaries(words: Sequence[str], i: int) -> tuple[int, str]:
    """Index of the word before the verb group, and the auxiliary nearest to the verb."""
    place, nearest = i - 1, ""
    while place >= 0 and (words[place] in v.AUXILIARIES or words[place].endswith("ly")):
        if words[place] == "that":
            break
        if not nearest and not words[place].endswith("ly"):
            nearest = words[place] if words[place] in v.BE or words[place] in MODALS else nearest
        place -= 1
    return place, nearest


def _agent(sentence: Sentence, names: Sequence[Name], i: int) -> Phrase | None:
    """The agent of a passive: condemned by the union."""
    for place in range(i, min(i + AGENT_REACH, len(sentence.tokens) - 1)):
        if sentence.tokens[place].kind == "mark":
            return None
        if sentence.words[place] == "by":
            return phrase_from(sentence, names, place + 1)
    return None


def _of_participle(sentence: Sentence, names: Sequence[Name], i: int) -> Phrase | None:
    """Describing it as “warm”, the official said; …, adding that: the subject of the main verb."""
    words = sentence.words
    opens = i == 0 or (i == 1 and words[0] in v.PREPOSITIONS | v.CLAUSE_OPENERS)
    if not opens:
        before = sentence.tokens[i - 1]
        is_attached = (
            before.text == "," or before.kind == "quote" or words[i - 1] in {"while", "by"}
        )
        return main_subject(sentence, names, before=i) if is_attached else None
    for place in range(i + 1, len(words) - 1):
        token = sentence.tokens[place]
        if token.text == "," or (token.kind == "quote" and place > i + 1):
            following = sentence.tokens[place + 1]
            if following.kind == "word" and words[place + 1] not in v.PREPOSITIONS:
                return phrase_from(sentence, names, place + 1)
    return None


def _before(sentence: Sentence, names: Sequence[Name], last: int) -> Phrase | None:
    """The phrase that ends at a token, or that an insertion separates from it."""
    token = sentence.tokens[last]
    word = token.lower
    if word in v.RELATIVES:
        return _antecedent(sentence, names, last)
    if word in {"and", "but", "or"}:
        return main_subject(sentence, names, before=last)
    if token.text in {",", "—", "–", ")", "-"}:
        return _across_insertion(sentence, names, last)
    if token.kind != "word" or word in v.CLAUSE_OPENERS or word in v.PREPOSITIONS:
        return None
    first = segment_start(sentence, last)
    before = sentence.words[max(0, first - 6) : first]
    # "She said that he": a clause of its own. "A plan that failed": no subject stands behind it.
    if before[-1:] == ["that"] and len(before) > 1 and CUES.keys().isdisjoint(before):
        return None
    return phrase_to(sentence, names, first, last + 1)


def _antecedent(sentence: Sentence, names: Sequence[Name], i: int) -> Phrase | None:
    """What `who` stands for."""
    last = i - 1 if i and sentence.tokens[i - 1].text == "," else i
    if last <= 0 or sentence.words[i] not in {"who", "which"}:
        return None
    return _before(sentence, names, last - 1)


def _across_insertion(sentence: Sentence, names: Sequence[Name], comma: int) -> Phrase | None:
    """Ann Roe, 44, who chairs the board, said; the minister, Ann Roe of Hull, said."""
    last = comma
    while last > 0:
        first = mark_start(sentence, last - 1)
        if first >= last:
            return None
        name = _name_of(sentence, names, first, last)
        if name is not None:
            return Phrase(first, name.last)
        is_inserted = first > 0 and (
            _is_insertion(sentence.tokens[first]) or _follows_name(sentence, names, first, last)
        )
        if not is_inserted:
            return phrase_to(sentence, names, segment_start(sentence, last - 1), last)
        last = first - 1
        if sentence.tokens[last].kind == "quote":
            return None
    return None


def _name_of(sentence: Sentence, names: Sequence[Name], first: int, last: int) -> Name | None:
    """The name that a stretch consists of, a place behind it aside."""
    for name in names:
        if name.first - len(name.titles) == first and name.last <= last:
            goes_on = name.last < last and sentence.words[name.last] not in {"of", "from", "in"}
            return None if goes_on else name
    return None


def _follows_name(sentence: Sentence, names: Sequence[Name], first: int, last: int) -> bool:
    """Ann Roe, national organiser at the union, said: words in small letters behind a name."""
    if sentence.tokens[first].is_capital or last - first < 2 or first < 2:
        return False
    before = mark_start(sentence, first - 2)
    return any(
        name.last == first - 1 and name.last - name.first > 1 and name.first >= before
        for name in names
    )


def _is_insertion(token: Token) -> bool:
    """Whether what stands between two commas says more about what stands before them."""
    word = token.lower
    if token.text[0].isdigit() or word in v.RELATIVES or word in v.POSSESSIVES:
        return True
    if word in ASIDES:
        return True
    if word in {"a", "an", "the", "one", "now", "then", "both", "himself", "herself", "whose"}:
        return True
    if word in v.PREPOSITIONS or word in v.PEOPLE or word in v.TITLES:
        return True
    return word.endswith(("ing", "ed")) and not token.is_capital
