"""Every reporting verb of a text with its speaker."""

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.rules.quotation import vocabulary as v
from toolkit.rules.quotation.actors import Actor, Actors, Name
from toolkit.rules.quotation.cues import Cue, cue_at
from toolkit.rules.quotation.phrases import Phrase, main_subject
from toolkit.rules.quotation.record import AttributionVerb, Mention, SourceKind
from toolkit.rules.quotation.sentences import Sentence
from toolkit.rules.quotation.subjects import subject_of

# Verbs that need no person before them: a report says, a law states.
SPOKEN = frozenset(
    {"say", "tell", "add", "write", "argue", "report", "announce", "claim", "insist"}
)
COORDINATION = frozenset({"and", "but", "while", "whereas", "yet"})


@dataclass(frozen=True, slots=True)
class Said:
    """A reporting verb in its sentence.

    Attributes:
        sentence: Index of the sentence.
        first: Index of its first token.
        last: One past its last token.
        subject: Whose it is.
        takes_object: Whether its object is what the holder takes a side on.
        verb: What the caller sees.
    """

    sentence: int
    first: int
    last: int
    subject: Phrase
    takes_object: bool
    verb: AttributionVerb


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, as the article knows them."""

    name: str | None
    source: SourceKind | None
    mention: Mention


class Attribution:
    """Reads the verbs sentence by sentence, so that pronouns can look back.

    Args:
        text: The article.
        sentences: Of it, in order.
    """

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self.text = text
        self.sentences = sentences
        self.actors = Actors(text, sentences)
        self._last_person: Actor | None = None
        self._last_group: tuple[str, SourceKind] | None = None
        self.said: list[list[Said]] = [self._read(number) for number in range(len(sentences))]

    def _read(self, number: int) -> list[Said]:
        sentence, names = self.sentences[number], self.actors.names[number]
        found: list[Said] = []
        i = 0
        while i < len(sentence.tokens):
            cue = cue_at(sentence.words, i) if sentence.tokens[i].kind == "word" else None
            said = self._said(number, names, i, cue, found) if cue is not None else None
            if said is not None:
                found.append(said)
            i += cue[1] if cue is not None else 1
        return found

    def _said(
        self,
        number: int,
        names: Sequence[Name],
        i: int,
        found_cue: tuple[Cue, int] | None,
        before: Sequence[Said],
    ) -> Said | None:
        assert found_cue is not None
        sentence = self.sentences[number]
        cue, width = found_cue
        if (
            i
            and sentence.tokens[i].is_capital
            and cue.form != "ing"
            and cue.lemma != "according to"
        ):
            return None  # a name: Hope, Claims Tribunal
        previous = before[-1].subject if before else None
        subject = subject_of(sentence, names, i, cue=cue, width=width, previous=previous)
        if subject is None or not self._can_speak(sentence, names, subject, i, cue, width):
            return None
        speaker = self.speaker(number, subject)
        verb = AttributionVerb(
            start=sentence.tokens[i].start,
            end=sentence.tokens[i + width - 1].end,
            lemma=cue.lemma,
            kind=cue.kind,
            speaker=speaker.name,
            source=speaker.source,
            mention=speaker.mention,
            via=_teller(sentence, before, subject, speaker, i),
        )
        return Said(number, i, i + width, subject, cue.takes_object, verb)

    def _can_speak(
        self,
        sentence: Sentence,
        names: Sequence[Name],
        subject: Phrase,
        i: int,
        cue: Cue,
        width: int,
    ) -> bool:
        """Whether the subject is somebody who can have said it, and is not the author."""
        words = sentence.words
        if subject.last - subject.first == 1 and words[subject.first] in {"i", "we", "you"}:
            return False
        end = _head(sentence, subject)
        if any(n.last in {end, subject.last} and n.first >= subject.first for n in names):
            return True
        head = words[end - 1]
        if head in v.PEOPLE or head in v.COLLECTIVES or head in v.ANONYMOUS or head in v.PRONOUNS:
            return head != "it" or cue.lemma in SPOKEN
        if head.endswith(v.HUMAN_ENDINGS) and head not in v.NOT_HUMAN:
            return True
        near = sentence.tokens[i + width] if i + width < len(sentence.tokens) else None
        beside_quote = near is not None and near.kind == "quote"
        beside_quote = beside_quote or any(
            sentence.tokens[k].kind == "quote" for k in range(max(0, subject.first - 2), i)
        )
        return cue.lemma in SPOKEN and (beside_quote or (near is not None and near.lower == "that"))

    def speaker(self, number: int, subject: Phrase) -> Speaker:
        """Who a noun phrase is.

        Args:
            number: Index of its sentence.
            subject: The phrase.

        Returns:
            The speaker, by the fullest form of the name where there is one.
        """
        sentence = self.sentences[number]
        first = subject.first
        while first + 1 < subject.last and sentence.words[first] in {"then", "also", "only", "and"}:
            first += 1
        tokens = sentence.tokens[first : subject.last]
        mention = Mention(tokens[0].start, tokens[-1].end)
        if len(tokens) == 1 and tokens[0].lower in v.PRONOUNS:
            return self._of_pronoun(number, tokens[0].lower, mention)
        head = _head(sentence, Phrase(first, subject.last))
        for name in self.actors.names[number]:
            if name.last == head and name.first >= first:
                return self._named(sentence, name, mention)
        return self._described(number, Phrase(first, subject.last), mention)

    def _named(self, sentence: Sentence, name: Name, mention: Mention) -> Speaker:
        if _is_people(sentence, name):
            written = self.text[mention.start : mention.end]
            self._last_group = (written, "collective")
            return Speaker(written, "collective", mention)
        actor = self.actors.of_name(sentence, name)
        # A capital at the beginning of a sentence proves nothing: "Insurers want a date."
        word = sentence.words[name.first]
        is_group = (
            name.first == 0
            and name.last == 1
            and (word in v.COLLECTIVES or word in v.ANONYMOUS or word.endswith(v.HUMAN_ENDINGS))
        )
        if actor is None or (is_group and not actor.is_person):
            tokens = sentence.tokens[name.first : name.last]
            written = self.text[tokens[0].start : tokens[-1].end]
            source: SourceKind = "collective" if is_group else "named"
            self._last_group = (written, source)
            return Speaker(written, source, mention)
        if actor.is_person:
            self._last_person = actor
        else:
            self._last_group = (actor.name, "named")
        return Speaker(actor.name, "named", mention)

    def _of_pronoun(self, number: int, word: str, mention: Mention) -> Speaker:
        actor = self.actors.of_pronoun(word, number, mention.start, last=self._last_person)
        if actor is not None:
            self._last_person = actor
            return Speaker(actor.name, "named", mention)
        if word in {"they", "it"}:
            group = self._group_before(number) or self._last_group
            if group is not None:
                return Speaker(group[0], group[1], mention)
        return Speaker(None, None, mention)

    def _group_before(self, number: int) -> tuple[str, SourceKind] | None:
        """The group or institution that the sentence before is about."""
        if number == 0:
            return None
        sentence, names = self.sentences[number - 1], self.actors.names[number - 1]
        subject = main_subject(sentence, names, before=len(sentence.tokens))
        if subject is None or sentence.words[subject.first] in v.PRONOUNS:
            return None
        speaker = self.speaker(number - 1, subject)
        if speaker.name is None or speaker.source is None:
            return None
        return None if speaker.name in self.actors.persons else (speaker.name, speaker.source)

    def _described(self, number: int, subject: Phrase, mention: Mention) -> Speaker:
        """A speaker without a name in the phrase: an office, a group, a source."""
        sentence = self.sentences[number]
        head = _head(sentence, subject)
        words = sentence.words[subject.first : head]
        determiner = words[0] if words and words[0] in v.DETERMINERS | v.POSSESSIVES else ""
        noun = words[-1] if words else ""
        if determiner in {"the", "this", "that"} and noun in v.PEOPLE | v.TITLES:
            actor = self.actors.of_role(words[1:], mention.start)
            if actor is not None:
                if actor.is_person:
                    self._last_person = actor
                return Speaker(actor.name, "named", mention)
        written = " ".join(self.text[mention.start : mention.end].split())
        source = _source(words, determiner)
        if source == "collective":
            self._last_group = (written, source)
        return Speaker(written, source, mention)

    def main_speaker(self, number: int, *, before: int | None = None) -> Speaker | None:
        """Who a sentence is about, where that can be told.

        Args:
            number: Index of the sentence.
            before: Only look before this token.

        Returns:
            The speaker of its last verb, else its subject if it is a person.
        """
        sentence = self.sentences[number]
        stop = len(sentence.tokens) if before is None else before
        for said in reversed(self.said[number]):
            if said.first < stop and said.verb.speaker is not None:
                return Speaker(said.verb.speaker, said.verb.source, said.verb.mention)
        subject = main_subject(sentence, self.actors.names[number], before=stop)
        if subject is None:
            return None
        speaker = self.speaker(number, subject)
        return speaker if speaker.name is not None else None


def _teller(
    sentence: Sentence, before: Sequence[Said], subject: Phrase, speaker: Speaker, i: int
) -> str | None:
    """Who tells of it: the speaker of the verb in whose clause this one stands."""
    for said in reversed(before):
        outer = said.verb
        if subject.first < said.last or outer.speaker in {None, speaker.name}:
            continue
        link = sentence.words[said.last : subject.first]
        if any(word in {",", ";", "—", "–"} or word in COORDINATION for word in link[-2:]):
            return None
        return outer.speaker
    return None


def _head(sentence: Sentence, subject: Phrase) -> int:
    """One past the head noun: before the first preposition, possessor left in front."""
    for place in range(subject.first + 1, subject.last):
        if sentence.words[place] in v.PREPOSITIONS or sentence.words[place] in v.RELATIVES:
            return place
    return subject.last


def _is_people(sentence: Sentence, name: Name) -> bool:
    """The Syrians, the Greens: a plural with a capital behind the article."""
    word = sentence.words[name.last - 1]
    return (
        name.last - name.first == 1
        and name.first > 0
        and sentence.words[name.first - 1] == "the"
        and word.endswith(v.PEOPLES)
    )


def _source(words: Sequence[str], determiner: str) -> SourceKind:
    noun = words[-1] if words else ""
    if v.ALWAYS_ANONYMOUS.intersection(words):
        return "anonymous"
    is_plural = noun.endswith("s") or noun in {"people", "men", "women"}
    if noun in v.ANONYMOUS and (determiner in v.INDEFINITE or (not determiner and not is_plural)):
        return "anonymous"
    if noun in v.COLLECTIVES or is_plural:
        return "collective"
    if determiner in v.INDEFINITE or not determiner:
        return "anonymous"
    return "named" if noun in v.PEOPLE or noun in v.TITLES else "collective"
