"""Quotations of a text with their speakers."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.records import ModelInput
from toolkit.rules.layout import Layout, layout_of
from toolkit.rules.quotation.attribution import SPOKEN, Attribution, Said, Speaker
from toolkit.rules.quotation.marks import Pair, quoted_pairs
from toolkit.rules.quotation.phrases import phrase_from
from toolkit.rules.quotation.record import AttributionVerb, Mention, Quotation, QuotationKind
from toolkit.rules.quotation.reported import reported_speech
from toolkit.rules.quotation.sentences import Sentence, read_sentences
from toolkit.rules.quotation.vocabulary import listed
from toolkit.text import WORD

LOOK_BACK = 15  # sentences
SCARE_WORDS = 4  # longer fragments are somebody's words even where nobody is named
NAME_BEFORE = listed(
    """
    titled entitled named nicknamed film movie song novel book album magazine series play show
    poem exhibition painting headlined ship vessel operation aka
    """
)
MEANS = frozenset({"refers", "means", "denotes", "meaning"})


@dataclass(frozen=True)
class Quotations:
    """What a text says in other voices than the author's.

    Attributes:
        quotations: In order of `start`.
        verbs: Every reporting verb with its speaker, in order.
        pairs: The marks, whatever the language.
        sentences: Half-open spans; a quotation never ends one.
    """

    quotations: tuple[Quotation, ...]
    verbs: tuple[AttributionVerb, ...]
    pairs: tuple[Pair, ...]
    sentences: tuple[tuple[int, int], ...]


def find_quotations(text: str, *, layout: Layout | None = None) -> Quotations:
    """Quotations and reported speech of an English text, each with its speaker.

    Linear in the length of the text. For other languages use `quoted_pairs`: the marks can be
    paired in any of them, speakers cannot be found.

    Args:
        text: An article, such as `ModelInput.text`; paragraphs are separated by blank lines.
        layout: From `layout_of`; says what is headline. Read off the text without it.

    Returns:
        Offsets are code points of `text`.
    """
    layout = layout or layout_of(ModelInput(article_id="", text=text))
    blocks = [(block.start, block.end) for block in layout.blocks]
    pairs = quoted_pairs(text, blocks)
    outer = [pair for pair in pairs if pair.depth == 0]
    sentences = read_sentences(text, blocks, outer)
    attribution = Attribution(text, sentences)
    finder = _Finder(text, layout, outer, attribution)
    found = [*finder.quoted(), *reported_speech(text, attribution)]
    found += _nested(text, pairs, found)
    return Quotations(
        quotations=tuple(sorted(found, key=lambda one: (one.start, -one.end))),
        verbs=tuple(said.verb for of_sentence in attribution.said for said in of_sentence),
        pairs=tuple(pairs),
        sentences=tuple((sentence.start, sentence.end) for sentence in sentences),
    )


class _Finder:
    """Attributes quotations in order, since an unattributed one goes on where the last stopped."""

    def __init__(
        self, text: str, layout: Layout, pairs: Sequence[Pair], attribution: Attribution
    ) -> None:
        self.text = text
        self.layout = layout
        self.pairs = pairs
        self.attribution = attribution
        self.sentences = attribution.sentences
        self._last: Quotation | None = None
        self._last_block = -2

    def quoted(self) -> Iterator[Quotation]:
        """Everything in marks."""
        for number, sentence in enumerate(self.sentences):
            for place, pair in sentence.quotes.items():
                quotation = self._quotation(number, place, self.pairs[pair])
                if quotation.speaker is not None and quotation.kind == "direct":
                    self._last, self._last_block = quotation, sentence.block
                yield quotation

    def _quotation(self, number: int, place: int, pair: Pair) -> Quotation:
        sentence = self.sentences[number]
        words = sum(1 for _ in WORD.finditer(self.text, pair.inner_start, pair.inner_end))
        bare = Quotation(pair.start, pair.end, "partial", closed=pair.closed, words=words)
        said = self._verb_of(number, place)
        if said is not None and not self._is_name(sentence, place, pair, said):
            verb = said.verb
            kind: QuotationKind = "partial"
            if self._is_utterance(number, place, pair, said):
                kind = "direct"
            elif words <= SCARE_WORDS and _is_so_called(sentence, place):
                kind = "scare"
            return replace(
                bare,
                kind=kind,
                speaker=verb.speaker,
                source=verb.source,
                mention=verb.mention,
                cue=verb,
                via=verb.via,
            )
        is_heading = self.layout.blocks[sentence.block].position in {"title", "dek"}
        speaker = self._silent_speaker(number, place, is_heading=is_heading)
        if speaker is not None:
            return replace(
                bare,
                kind="direct",
                speaker=speaker.name,
                source=speaker.source,
                mention=speaker.mention,
            )
        return replace(bare, kind=self._unsaid(sentence, place, pair, words, is_heading))

    def _verb_of(self, number: int, place: int) -> Said | None:
        """The verb in the sentence that the quotation belongs to."""
        said = self.attribution.said[number]
        if not said:
            return None
        sentence = self.sentences[number]
        before = [one for one in said if one.first < place]
        after = [one for one in said if one.first > place]
        if after and self._adjoins(sentence, place, after[0]):
            return after[0]
        if before:
            return before[-1]
        return after[0] if after else None

    def _adjoins(self, sentence: Sentence, place: int, said: Said) -> bool:
        """Whether nothing but the speaker stands between a quotation and a verb behind it."""
        tokens = sentence.tokens
        first = min(said.first, said.subject.first if not said.subject.follows else said.first)
        between = [t for t in tokens[place + 1 : first] if t.text not in {",", "—", "–", "-"}]
        if between:
            return False
        pair = self.pairs[sentence.quotes[place]]
        ending = self.text[pair.inner_end - 1 : pair.inner_end]
        parted = tokens[place + 1].kind == "mark" or ending in ",?!…—–.-"
        return parted or said.first == place + 1

    def _is_utterance(self, number: int, place: int, pair: Pair, said: Said) -> bool:
        """Whether the words are a sentence of the speaker's own, not a piece of the author's."""
        sentence = self.sentences[number]
        tokens = sentence.tokens
        opens = self.text[pair.inner_start : pair.inner_start + 4].lstrip("[(…. *—–¿¡‘'“\"")
        capital = bool(opens) and not opens[0].islower()
        before = tokens[place - 1] if place else None
        if before is None:
            return capital or self._adjoins(sentence, place, said)
        if before.text == ":":
            return capital
        starts_clause = before.text == "," or said.last == place
        if starts_clause and capital and pair.inner_end - pair.inner_start > 1:
            return True
        # “We came,” he said, “and we saw.”
        resumes = before.text == "," and any(
            quote < said.first < place and self._adjoins(sentence, quote, said)
            for quote in sentence.quotes
        )
        return resumes

    def _is_name(self, sentence: Sentence, place: int, pair: Pair, said: Said) -> bool:
        """Whether the marks hold a title or a nickname although somebody speaks in the sentence."""
        if not self._looks_like_name(sentence, place, pair):
            return False
        tokens = sentence.tokens
        before = tokens[place - 1] if place else None
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        nickname = (
            before is not None and before.is_capital and after is not None and after.is_capital
        )
        titled = before is not None and before.lower in NAME_BEFORE
        return (nickname and said.last != place) or titled

    def _looks_like_name(self, sentence: Sentence, place: int, pair: Pair) -> bool:
        words = WORD.findall(self.text, pair.inner_start, pair.inner_end)
        long = [word for word in words if len(word) > 3]
        if not words or not words[0][0].isupper() or any(word[0].islower() for word in long):
            return False
        tokens = sentence.tokens
        before = tokens[place - 1] if place else None
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        inside_name = bool(before and after and before.is_capital and after.is_capital)
        return len(long) > 1 or inside_name or bool(before and before.lower in NAME_BEFORE)

    def _silent_speaker(self, number: int, place: int, *, is_heading: bool) -> Speaker | None:
        """The speaker of a quotation in whose sentence nobody says anything."""
        sentence = self.sentences[number]
        tokens = sentence.tokens
        before = tokens[place - 1].text if place else ""
        if before == ":" and place > 1:
            return self.attribution.main_speaker(number, before=place)
        if is_heading:
            return self._heading_speaker(number, place)
        if any(token.kind == "word" for token in tokens):
            return None
        return self._speaker_around(number)

    def _heading_speaker(self, number: int, place: int) -> Speaker | None:
        """“The river will send the bill”: an engineer speaks out."""
        sentence = self.sentences[number]
        if place or len(sentence.tokens) < 3 or sentence.tokens[1].text != ":":
            return None
        phrase = phrase_from(sentence, self.attribution.actors.names[number], 2)
        return self.attribution.speaker(number, phrase) if phrase is not None else None

    def _speaker_around(self, number: int) -> Speaker | None:
        """Who goes on speaking, or was introduced in the sentence before."""
        sentence = self.sentences[number]
        previous = number - 1
        if previous >= 0 and self.sentences[previous].block == sentence.block:
            is_same_block = self._last_block == sentence.block
            if self._last and is_same_block and not self._turns_to_another(previous):
                return _speaker_of(self._last)
            found = self.attribution.main_speaker(previous)
            if found is not None:
                return found
        if previous >= 0 and self.sentences[previous].block == sentence.block - 1:
            if self.sentences[previous].words[-1:] == [":"]:
                return self.attribution.main_speaker(previous)
            if self._last is not None and self._last_block == sentence.block - 1:
                return _speaker_of(self._last)
            found = self._said_last(previous)
            if found is not None:
                return found
        # An interview: questions stand between the answers.
        if self._last is not None and sentence.block - self._last_block <= 2:
            return _speaker_of(self._last)
        return self._introduced(number)

    def _turns_to_another(self, number: int) -> bool:
        """Whether a sentence between two quotations brings in another speaker."""
        if self.sentences[number].quotes or self._last is None:
            return False
        if any(
            one.verb.speaker not in {None, self._last.speaker} and one.verb.lemma in SPOKEN
            for one in self.attribution.said[number]
        ):
            return True
        actor = self.attribution.actors.first_person_in(number)
        main = self.attribution.main_speaker(number)
        return (
            actor is not None
            and main is not None
            and main.name == actor.name
            and actor.name != self._last.speaker
        )

    def _said_last(self, number: int) -> Speaker | None:
        said = [one.verb for one in self.attribution.said[number] if one.verb.speaker]
        return Speaker(said[-1].speaker, said[-1].source, said[-1].mention) if said else None

    def _introduced(self, number: int) -> Speaker | None:
        """The person whom one of the two paragraphs before names first."""
        block = self.sentences[number].block
        for earlier in range(number - 1, max(-1, number - LOOK_BACK), -1):
            if self.sentences[earlier].block < block - 2:
                return None
            actor = self.attribution.actors.first_person_in(earlier)
            if actor is not None:
                start = self.sentences[earlier].start
                place = bisect_right(actor.mentions, self.sentences[earlier].end) - 1
                start = actor.mentions[max(0, place)]
                return Speaker(actor.name, "named", Mention(start, start + len(actor.name)))
        return None

    def _unsaid(
        self, sentence: Sentence, place: int, pair: Pair, words: int, is_heading: bool
    ) -> QuotationKind:
        """What marks are for that nobody's words stand in."""
        if self._looks_like_name(sentence, place, pair):
            return "name"
        alone = len(sentence.tokens) == 1
        if is_heading:
            return "direct" if alone else "partial"
        if words <= SCARE_WORDS:
            return "scare"
        opens = self.text[pair.inner_start : pair.inner_start + 1]
        return "direct" if not opens.islower() and (alone or place == 0) else "partial"


def _is_so_called(sentence: Sentence, place: int) -> bool:
    before = sentence.words[place - 1] if place else ""
    after = sentence.words[place + 1] if place + 1 < len(sentence.words) else ""
    return before in {"so-called", "supposed", "alleged"} or after in MEANS


def _speaker_of(quotation: Quotation) -> Speaker:
    assert quotation.mention is not None
    return Speaker(quotation.speaker, quotation.source, quotation.mention)


def _nested(text: str, pairs: Sequence[Pair], found: Sequence[Quotation]) -> list[Quotation]:
    """Quotations inside quotations: known only through the speaker of the outer one."""
    outer = {one.start: one for one in found if one.kind != "reported"}
    nested: list[Quotation] = []
    around: Pair | None = None
    for pair in pairs:
        if pair.depth == 0:
            around = pair
            continue
        via = outer[around.start].speaker if around and around.start in outer else None
        words = len(WORD.findall(text, pair.inner_start, pair.inner_end))
        nested.append(
            Quotation(pair.start, pair.end, "partial", via=via, depth=pair.depth, words=words)
        )
    return nested
