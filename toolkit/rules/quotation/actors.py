"""Who is named in an article, and which words mean the same person again.

Names are read off capitals: no list of people is shipped. A name in full ("Khalil al-Hayya") makes
an actor; a part of it ("Hayya"), a title with it ("Mr al-Hayya"), the office that it was given
("Hamas official ... the Hamas official") and, for persons, `he` and `she` mean the same one. The
fullest form in the article stands for the actor.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from toolkit.rules.quotation import vocabulary as v
from toolkit.rules.quotation.sentences import Sentence, Token
from toolkit.text import normalise

Gender = Literal["female", "male"]
GENDER_OF: dict[str, Gender] = {"he": "male", "his": "male", "she": "female", "her": "female"}
LONGEST_NAME = 6  # words; Sheikh Mohammed bin Rashid Al Maktoum without his title
ROLE_REACH = 9  # words of an apposition that can name an office
ARTICLES_OF_NAMES = ("al-", "el-", "al ", "el ", "ash-", "as-", "at-", "ad-", "an-", "ar-", "az-")


@dataclass(slots=True)
class Actor:
    """Somebody or something with a name.

    Attributes:
        name: The fullest form in the article, without titles.
        parts: The words of the name as compared.
        is_person: Whether it has a title or a person's name.
        roles: Nouns by which it was introduced (official, minister, Hamas).
        gender: Where the article gives it away.
        mentions: Where its name begins, in order.
    """

    name: str
    parts: tuple[str, ...]
    is_person: bool
    roles: set[str] = field(default_factory=set)
    gender: Gender | None = None
    mentions: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitals in a sentence: `tokens[first:last]`, titles left out.

    Attributes:
        first: Index of the first token of the name itself.
        last: One past its last token.
        titles: Words of rank in front of it, in lower case.
    """

    first: int
    last: int
    titles: tuple[str, ...]


class Actors:
    """The named actors of one article.

    Args:
        text: The article.
        sentences: Of it, in order.

    Attributes:
        names: The names of each sentence, in order.
        persons: Names of the actors that are persons.
    """

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self._text = text
        self._small = {
            token.text
            for sentence in sentences
            for token in sentence.tokens
            if token.text.islower()
        }
        self.names = [list(self._names(sentence)) for sentence in sentences]
        self._by_part: dict[str, list[Actor]] = {}
        self._by_role: dict[str, list[Actor]] = {}
        self._persons: list[tuple[int, int, Actor]] = []  # start, sentence, who
        self._register(sentences)
        self.persons = frozenset(actor.name for _, _, actor in self._persons)

    def _names(self, sentence: Sentence) -> Iterator[Name]:
        """Runs of capitalised words, with particles between them."""
        tokens = sentence.tokens
        i = 0
        while i < len(tokens):
            if not tokens[i].is_capital or self._only_opens(sentence, i):
                i += 1
                continue
            last = i + 1
            while last < len(tokens) and not tokens[last - 1].is_possessive:
                reach = self._reach(tokens, last)
                if not reach:
                    break
                last += reach
            yield from self._without_titles(tokens, i, last)
            i = last

    def _only_opens(self, sentence: Sentence, i: int) -> bool:
        """Whether a word has its capital from the place where it stands."""
        token = sentence.tokens[i]
        before = sentence.tokens[i - 1] if i else None
        if before is not None and not (before.kind == "mark" and before.text in ":*—–-("):
            return token.lower in v.WEEKDAYS or token.text == "I"
        if token.lower in v.OPENERS or token.lower in v.PEOPLE_FIRST:
            return True
        following = sentence.tokens[i + 1] if i + 1 < len(sentence.tokens) else None
        is_alone = following is None or not following.is_capital
        return is_alone and token.lower in self._small

    def _reach(self, tokens: Sequence[Token], i: int) -> int:
        """How many tokens from here on continue a name."""
        if tokens[i].is_capital and tokens[i].lower not in v.WEEKDAYS:
            return 1
        if tokens[i].lower in v.PARTICLES:
            for reach in (1, 2):
                if i + reach < len(tokens) and tokens[i + reach].is_capital:
                    return reach + 1
                if i + reach >= len(tokens) or tokens[i + reach].lower not in v.PARTICLES:
                    return 0
        if tokens[i].lower in {"of", "for"} and tokens[i - 1].lower in v.ORGANISATIONS:
            skip = 2 if i + 1 < len(tokens) and tokens[i + 1].lower == "the" else 1
            if i + skip < len(tokens) and tokens[i + skip].is_capital:
                return skip + 1
        return 0

    def _without_titles(self, tokens: Sequence[Token], first: int, last: int) -> Iterator[Name]:
        words = [token.lower.rstrip(".") for token in tokens[first:last]]
        cut = max((i + 1 for i, word in enumerate(words[:-1]) if word in v.TITLES), default=0)
        if words[-1] in v.ORGANISATIONS:
            cut = 0
        yield Name(first + cut, last, tuple(words[:cut]))

    def _register(self, sentences: Sequence[Sentence]) -> None:
        found = [
            (number, sentence, name)
            for number, sentence in enumerate(sentences)
            for name in self.names[number]
        ]
        longest = sorted(found, key=lambda item: -(item[2].last - item[2].first))
        for _, sentence, name in longest:
            # A longer run is a headline in capitals.
            self._actor_of(sentence, name, create=name.last - name.first <= LONGEST_NAME)
        for number, sentence, name in found:
            actor = self._actor_of(sentence, name)
            if actor is None:
                continue
            actor.mentions.append(sentence.tokens[name.first].start)
            actor.is_person = actor.is_person or _is_person(sentence, name)
            self._introduce(actor, sentence, name)
            if actor.is_person:
                self._persons.append((sentence.tokens[name.first].start, number, actor))

    def _actor_of(self, sentence: Sentence, name: Name, *, create: bool = False) -> Actor | None:
        tokens = sentence.tokens[name.first : name.last]
        parts = tuple(_part(token.lower) for token in tokens)
        known = self._known(parts)
        if known is not None or not create:
            return known
        written = self._text[tokens[0].start : tokens[-1].end]
        for ending in ("’s", "'s"):
            written = written.removesuffix(ending)
        is_organisation = any(part in v.ORGANISATIONS for part in parts)
        actor = Actor(" ".join(written.split()), parts, is_person=False)
        for part in parts if not is_organisation or len(parts) == 1 else ():
            self._by_part.setdefault(part, []).append(actor)
        if is_organisation and len(parts) > 1:
            self._by_part.setdefault(" ".join(parts), []).append(actor)
            initials = "".join(part[0] for part in parts if part not in v.ORG_LINKS)
            self._by_part.setdefault(initials, []).append(actor)
        return actor

    def _known(self, parts: Sequence[str]) -> Actor | None:
        """The actor that has all these parts in its name."""
        whole = self._by_part.get(" ".join(parts))
        if whole:
            return whole[0]
        if not all(part in self._by_part for part in parts):
            return None
        fitting = [a for a in self._by_part[parts[0]] if set(parts) <= set(a.parts)]
        # A part shared by several (a family) is the surname of the first named.
        fitting.sort(key=lambda actor: parts[-1] != actor.parts[-1])
        return fitting[0] if fitting else None

    def _introduce(self, actor: Actor, sentence: Sentence, name: Name) -> None:
        """Learns from the words around a name: office, gender."""
        words = [*name.titles, *_words_before(sentence, name)]
        gender_words = words[: len(name.titles) + 3]
        words += _words_behind(sentence, name)
        nouns = {w for w in words if w in v.PEOPLE or w in v.TITLES or w in v.COLLECTIVES}
        if nouns:
            actor.roles |= set(words) - v.DETERMINERS - v.PREPOSITIONS
        for noun in nouns:
            known = self._by_role.setdefault(noun, [])
            if actor not in known:
                known.append(actor)
        if actor.gender is None and not v.FEMALE.isdisjoint(gender_words):
            actor.gender = "female"
        elif actor.gender is None and not v.MALE.isdisjoint(gender_words):
            actor.gender = "male"

    def of_name(self, sentence: Sentence, name: Name) -> Actor | None:
        """The actor that a name means."""
        return self._actor_of(sentence, name)

    def of_role(self, words: Sequence[str], before: int) -> Actor | None:
        """The actor that an office means ("the Hamas official"), introduced before or later.

        Args:
            words: Of the noun phrase, in lower case, without its determiner.
            before: Where the phrase stands.

        Returns:
            The actor whose introduction has the head noun and all names in the phrase; of several
            the one named last.
        """
        if not words:
            return None
        fitting = [a for a in self._by_role.get(words[-1], []) if a.roles.issuperset(words)]
        earlier = [a for a in fitting if a.mentions and a.mentions[0] < before]
        return max(
            earlier or fitting[:1],
            key=lambda a: a.mentions[max(0, bisect_left(a.mentions, before) - 1)],
            default=None,
        )

    def of_pronoun(
        self, word: str, sentence: int, before: int, *, last: Actor | None
    ) -> Actor | None:
        """The person whom `he` or `she` means.

        Args:
            word: The pronoun.
            sentence: Index of its sentence.
            before: Where it stands.
            last: Who spoke last, as the likeliest.

        Returns:
            The first person named in the nearest sentence that names one; the last speaker if the
            three sentences before name nobody.
        """
        gender = GENDER_OF.get(word)
        if gender is None:
            return None
        place = bisect_left(self._persons, (before,), key=lambda item: (item[0],)) - 1
        best: Actor | None = None
        nearest = None
        while place >= 0:
            _, number, actor = self._persons[place]
            if number < sentence - 4 or (nearest is not None and number < nearest):
                break
            if actor.gender in {None, gender}:
                best, nearest = actor, number
            place -= 1
        if best is None and last is not None and last.gender in {None, gender}:
            best = last
        if best is not None and best.gender is None:
            best.gender = gender
        return best

    def first_person_in(self, sentence: int) -> Actor | None:
        """The first person named in a sentence."""
        place = bisect_left(self._persons, sentence, key=lambda item: item[1])
        if place < len(self._persons) and self._persons[place][1] == sentence:
            return self._persons[place][2]
        return None


def _words_before(sentence: Sentence, name: Name) -> Iterator[str]:
    """The office in front of a name, nearest first: the deputy trade minister, Ghassan Murtada."""
    beside = name.first - len(name.titles) - 1
    for i in range(beside, max(-1, name.first - 8), -1):
        token = sentence.tokens[i]
        if token.text == "," and i == beside:
            continue
        if token.kind != "word" or token.lower in v.PREPOSITIONS or token.lower in v.BE:
            return
        yield token.lower
        if token.lower in v.DETERMINERS:
            return


def _words_behind(sentence: Sentence, name: Name) -> Iterator[str]:
    """The office behind a name: Ann Roe, chief negotiator for the unions."""
    if name.last >= len(sentence.tokens) or sentence.tokens[name.last].text != ",":
        return
    for token in sentence.tokens[name.last + 1 : name.last + 1 + ROLE_REACH]:
        if token.kind != "word":
            return
        yield token.lower


def _is_person(sentence: Sentence, name: Name) -> bool:
    """Whether a name is used as one of a person: in full, and not as a place."""
    if any(sentence.words[i] in v.ORGANISATIONS for i in range(name.first, name.last)):
        return False
    before = sentence.words[name.first - 1] if name.first and not name.titles else ""
    behind = sentence.words[name.last] if name.last < len(sentence.words) else ""
    if behind in v.PEOPLE or behind in v.COLLECTIVES or behind in v.ANONYMOUS:
        return False  # North Korean leader
    if name.titles and name.titles[-1] in v.TITLES:
        return True
    return name.last - name.first > 1 and before not in v.BEFORE_PLACES


def _part(word: str) -> str:
    """A word of a name as compared: without its article, accents kept."""
    word = normalise(word)
    for article in ARTICLES_OF_NAMES:
        if word.startswith(article):
            return word[len(article) :]
    return word
