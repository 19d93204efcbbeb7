"""Words that say whose words follow, by class.

The classes are those of reporting verbs in studies of news language: `neutral` (said, told),
`doubting` (claimed: the paper keeps its distance), `endorsing` (admitted, pointed out: the paper
takes it to be true), `conflict` (accused, slammed) and `approval` (praised, welcomed), in which the
verb itself tells the holder's side.
"""

from typing import Literal, NamedTuple

from toolkit.rules.quotation.vocabulary import listed

CueClass = Literal["neutral", "doubting", "endorsing", "conflict", "approval"]
Form = Literal["past", "third", "plain", "ing"]

# What speakers do with a clause or with quoted words.
SAYING: dict[CueClass, str] = {
    "neutral": (
        "say tell add note state explain announce report remark comment observe mention write"
        " declare reply respond answer ask recall continue conclude predict forecast estimate"
        " reckon believe think expect hope fear suggest propose recommend express describe call"
        " characterise characterize label dub term testify tweet recount reiterate repeat assure"
        " promise pledge vow quip joke whisper shout cry sigh mutter murmur caution warn argue"
        " agree urge demand appeal plead implore encourage want wish inform brief signal calculate"
        " rule liken compare portray advise"
    ),
    "doubting": "claim allege assert contend insist maintain purport profess boast speculate",
    "endorsing": (
        "reveal admit acknowledge concede confirm confess recognise recognize disclose stress"
        " emphasise emphasize underline underscore remind"
    ),
    "conflict": "retort deny complain protest threaten fume",
    "approval": "",
}
# What speakers do to somebody or something: the object is what the position is about.
TAKING_SIDES: dict[CueClass, str] = {
    "neutral": "",
    "doubting": "",
    "endorsing": "",
    "conflict": (
        "accuse slam denounce condemn criticise criticize blame rebuke deride mock ridicule reject"
        " dismiss decry lambast lambaste assail berate castigate chide scold deplore fault oppose"
        " refute rebut dispute vilify disparage lament resent distrust"
    ),
    "approval": (
        "praise welcome hail applaud commend endorse back support defend laud thank favour favor"
        " champion salute congratulate cherish"
    ),
}
IRREGULAR = {
    "say": ("said", "says", "saying"),
    "tell": ("told", "tells", "telling"),
    "write": ("wrote", "writes", "writing"),
    "think": ("thought", "thinks", "thinking"),
    "forecast": ("forecast", "forecasts", "forecasting"),
    "begin": ("began", "begins", "beginning"),
}
DOUBLING = frozenset({"admit", "dub", "slam", "quip", "beg", "plan", "signal", "rebut"})
# Two words, of which the first alone says nothing.
PHRASES: dict[tuple[str, str], tuple[str, CueClass, bool]] = {
    ("point", "out"): ("point out", "endorsing", False),
    ("speak", "of"): ("speak of", "neutral", False),
    ("lash", "out"): ("lash out", "conflict", True),
    ("hit", "back"): ("hit back", "conflict", True),
    ("hit", "out"): ("hit out", "conflict", True),
    ("rail", "against"): ("rail against", "conflict", True),
    ("object", "to"): ("object to", "conflict", True),
    ("make", "clear"): ("make clear", "endorsing", False),
    ("go", "on"): ("go on", "neutral", False),
    ("call", "for"): ("call for", "neutral", False),
    ("call", "on"): ("call on", "neutral", False),
}
PHRASE_FORMS = {
    "point": ("pointed", "points", "pointing"),
    "speak": ("spoke", "speaks", "speaking"),
    "lash": ("lashed", "lashes", "lashing"),
    "hit": ("hit", "hits", "hitting"),
    "rail": ("railed", "rails", "railing"),
    "object": ("objected", "objects", "objecting"),
    "make": ("made", "makes", "making"),
    "go": ("went", "goes", "going"),
    "call": ("called", "calls", "calling"),
}
# "Claimed responsibility" is a plain report, "claimed four lives" no speech at all.
CLAIMED_PLAINLY = frozenset({"responsibility", "credit"})
CLAIMED_OTHERWISE = listed(
    """
    life lives victim victims victory asylum benefits damages prize title record compensation
    insurance expenses territory sovereignty
    """
)
# Forms that are nouns at least as often; they need the words of a clause behind them.
NOUNS_TOO = listed(
    """
    reports report claims claim calls call states state notes note comments comment demands
    demand labels label terms term hopes hope fears fear estimates estimate forecasts forecast
    answers answer questions question faults fault backs back favours favors favour favor
    praise blame support supports defends rules rule appeals appeal remarks remark briefs
    brief signals signal cry cries protests protest promise promises pledges pledge vows vow
    wishes wish tweets tweet thought wants want reply replies mention mentions champion
    champions agree salute salutes disputes dispute repeats repeat stress stresses welcome
    joke jokes boast boasts
    """
)


class Cue(NamedTuple):
    """A form of a cue.

    Attributes:
        lemma: The verb, `according to` or another phrase.
        kind: Its class.
        takes_object: Whether its object is what the holder takes a side on.
        form: `past`, `third` person, `plain` (plural), or `ing`.
    """

    lemma: str
    kind: CueClass
    takes_object: bool
    form: Form


def _forms(verb: str) -> tuple[str, str, str]:
    """Past, third person and -ing of a regular verb."""
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d", f"{verb}s", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ied", f"{verb[:-1]}ies", f"{verb}ing"
    third = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x")) else f"{verb}s"
    stem = verb + verb[-1] if verb in DOUBLING else verb
    return f"{stem}ed", third, f"{stem}ing"


def _table() -> dict[str, Cue]:
    table: dict[str, Cue] = {}
    for group, takes_object in ((SAYING, False), (TAKING_SIDES, True)):
        for kind, verbs in group.items():
            for verb in verbs.split():
                past, third, ing = _forms(verb)
                forms: tuple[tuple[str, Form], ...] = (
                    (verb, "plain"),
                    (third, "third"),
                    (ing, "ing"),
                    (past, "past"),
                )
                for written, form in forms:
                    table[written] = Cue(verb, kind, takes_object, form)
    return table


def _phrase_table() -> dict[tuple[str, str], Cue]:
    table: dict[tuple[str, str], Cue] = {}
    for (first, second), (lemma, kind, takes_object) in PHRASES.items():
        past, third, ing = PHRASE_FORMS[first]
        table[first, second] = Cue(lemma, kind, takes_object, "plain")
        table[third, second] = Cue(lemma, kind, takes_object, "third")
        table[ing, second] = Cue(lemma, kind, takes_object, "ing")
        table[past, second] = Cue(lemma, kind, takes_object, "past")
    return table


CUES = _table()
PHRASE_CUES = _phrase_table()
ACCORDING_TO = Cue("according to", "neutral", False, "ing")


def cue_at(words: list[str], i: int) -> tuple[Cue, int] | None:
    """The cue that begins at a word, as far as the words alone can tell.

    Args:
        words: Of a sentence, in lower case; marks are words too.
        i: Index of the word.

    Returns:
        The cue and how many words it takes; None if there is none.

    >>> cue_at(["she", "pointed", "out", "that"], 1)[0].lemma
    'point out'
    >>> cue_at(["it", "claimed", "four", "lives"], 1) is None
    True
    """
    following = words[i + 1] if i + 1 < len(words) else ""
    if words[i] == "according" and following == "to":
        return ACCORDING_TO, 2
    phrase = PHRASE_CUES.get((words[i], following))
    if phrase is not None:
        return phrase, 2
    cue = CUES.get(words[i])
    if cue is None:
        return None
    if cue.lemma == "claim":
        near = words[i + 1 : i + 6]
        if CLAIMED_PLAINLY.intersection(near):
            return cue._replace(kind="neutral"), 1
        if CLAIMED_OTHERWISE.intersection(near) and "that" not in near:
            return None
    return cue, 1
