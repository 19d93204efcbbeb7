"""What the quotation module returns."""

from dataclasses import dataclass
from typing import Literal

from toolkit.rules.quotation.cues import CueClass

QuotationKind = Literal["direct", "partial", "scare", "name", "reported"]
SourceKind = Literal["named", "collective", "anonymous"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words in the text: `text[start:end]`, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AttributionVerb:
    """A verb or phrase that gives words or a position to somebody.

    Attributes:
        start: First code point.
        end: One past the last.
        lemma: `say`, `point out`, `according to`.
        kind: neutral, doubting, endorsing, conflict or approval.
        speaker: The fullest form of the speaker's name in the article, or the words that stand
            for the speaker ("Palestinian sources"); None for a pronoun that means nobody named.
        source: Whether the speaker is named, a group or institution, or anonymous.
        mention: The speaker as written here.
        via: Who told of it, where it is known through somebody ("the official said that the
            president promised").
    """

    start: int
    end: int
    lemma: str
    kind: CueClass
    speaker: str | None
    source: SourceKind | None
    mention: Mention
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of somebody else than the author.

    Attributes:
        start: First code point, the opening mark where there is one.
        end: One past the closing mark, or past the last reported word.
        kind: `direct`: an utterance in marks. `partial`: a fragment in marks inside the author's
            sentence. `scare`: a fragment of at most four words that nobody in the sentence says:
            the author keeps a distance. `name`: a title or nickname in marks, nobody's words.
            `reported`: what somebody is said to have said, or the position that a verb gives
            them, without marks (partial quotations may stand inside).
        speaker: As in `AttributionVerb`; None where nobody is found.
        source: As in `AttributionVerb`.
        mention: The speaker as written nearest to the quotation.
        cue: The verb; None where the speaker follows from the sentences around.
        via: Who told of it.
        depth: 0, or 1 and more for a quotation inside another one, which is not attributed: its
            `speaker` is None and `via` is the speaker of the outer one.
        closed: Whether a closing mark was found; always true for `reported`.
        words: Number of words in it.
    """

    start: int
    end: int
    kind: QuotationKind
    speaker: str | None = None
    source: SourceKind | None = None
    mention: Mention | None = None
    cue: AttributionVerb | None = None
    via: str | None = None
    depth: int = 0
    closed: bool = True
    words: int = 0
