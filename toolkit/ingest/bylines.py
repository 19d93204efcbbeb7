"""Authors' names from a byline; what is no name is left out."""

import re

from toolkit.ingest.page_vocabulary import phrases

LONGEST = 300
OPENING = re.compile(
    r"\W{0,3}(?:(?:written |reported |story |words |report |opinion |analysis )?by\b|von|par|por"
    r"|di|door|da|av|af|text|autor(?:in)?"
    r"|author|auteur|escrito por|écrit par|geschrieben von|بقلم|كتبت?|تقرير|מאת|автор)"
    r"(?=[\s:])\s*:?\s*",
    re.IGNORECASE,
)
# A byline ends where the date, another label or a bar begins.
ENDING = re.compile(
    r"\s*(?:[|•·●]|\s[-–—]\s|\d|\(|@|\b(?:updated|published|posted|on|for|at|in|of|is|was|special"
    r"|photograph(?:y|s)?|follow|view|read|mon|tue|wed|thu|fri|sat|sun|am|um|le|el|il|op|em|à|publi"
    r"|actualizado|aktualisiert|veröffentlicht|publicado)\b)",
    re.IGNORECASE,
)
AND = re.compile(
    r"\s*(?:,|;|&|/|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\bwith\b|(?<=\s)و(?=\s))\s*"
)
PARTICLES = frozenset(
    phrases(
        "de|del|della|di|da|das|do|dos|du|van|von|der|den|ter|ten|la|le|el|al|bin|ibn|abu|ben",
        "y|e|und|zu|zur|af|av",
    )
)
# Agencies, desks and jobs.
DESKS = frozenset(
    phrases(
        "staff|agency|agencies|press|reuters|afp|ap|upi|dpa|news|desk|editor|editors",
        "editorial|reporter|correspondent|writer|team|times|post|associated|contributor",
        "bureau|service|newsroom|guest|wire|wires|special|journalist|columnist|author|chief",
        "online|media|network|redaktion|agencias|redacción|redacao|redação|agence|rédaction",
        "redazione",
    )
)
# A part with one of these is not a person's name.
NOT_NAMES = DESKS | frozenset(
    phrases(
        "admin|administrator|jr|sr|phd|md|rd|ms|blog|the|this|our|all|your|how|why|what|when",
        "today|daily|weekly|magazine|radio|tv|group|invitation|popular|demand|numbers|email",
        "now|january|february|march|april|june|july|august|september|october|november",
        "december|monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    )
)
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[.'’-]+[^\W\d_]*)*\.?")
_MC = re.compile(r"\bMc(?=[A-Z])")
_CASED = re.compile(r"[^\W\d_]+")


def read_byline(line: str) -> tuple[str, ...] | None:
    """The names in a byline.

    Args:
        line: One line of a page.

    Returns:
        Names in order, capitals turned to title case; empty if it credits nobody by name (an
        agency, a desk); None if it is no byline.

    >>> read_byline("By KHALED ABU TOAMEH")
    ('Khaled Abu Toameh',)
    >>> read_byline("By Ana de la Cruz and Ian McKay, Agency Staff")
    ('Ana de la Cruz', 'Ian McKay')
    >>> read_byline("By the numbers") is None
    True
    """
    line = line[:LONGEST]
    opening = OPENING.match(line)
    if opening is None:
        return None
    rest = line[opening.end() :]
    ending = ENDING.search(rest)
    named = rest[: ending.start()] if ending else rest
    if len(named.split()) > 20 or not named.strip():
        return None
    parts = [part.strip(" .:–—-") for part in AND.split(named)]
    parts = [part for part in parts if part]
    names = tuple(title_case(part) for part in parts if _is_name(part))
    if names:
        return names
    # Without a name it is a byline only if it credits an agency or a desk outright.
    words = set(named.lower().replace(",", " ").split())
    return () if len(words) <= 4 and words & DESKS and named[:1].isupper() else None


def _is_name(part: str) -> bool:
    """Whether some words look like a person's name: two to six, capitalised but for particles."""
    words = part.split()
    if not 2 <= len(words) <= 6:
        return False
    for word in words:
        bare = word.strip(".,'’")
        if not _NAME_WORD.fullmatch(word) or bare.lower() in NOT_NAMES:
            return False
        if (
            bare[:1].islower()
            and bare.lower() not in PARTICLES
            and bare[:2] not in {"d'", "d’", "al"}
        ):
            return False
    return not words[0][:1].islower() or words[0].lower() in PARTICLES


def title_case(name: str) -> str:
    """A name in capitals as it is written in running text; other names unchanged.

    >>> title_case("SEAN O'NEILL-MCDONALD"), title_case("ANA DE LA CRUZ"), title_case("Ian McKay")
    ("Sean O'Neill-McDonald", 'Ana de la Cruz', 'Ian McKay')
    """
    name = " ".join(name.split())
    if not _MC.sub("", name).isupper():
        return name
    words = name.split(" ")
    return " ".join(
        word.lower()
        if place and word.lower() in PARTICLES - {"abu", "ben", "bin"}
        else _CASED.sub(_cased, word)
        for place, word in enumerate(words)
    )


def _cased(match: re.Match[str]) -> str:
    """One run of letters in title case, `Mc` and `O'` minded."""
    word = match.group()
    before = match.string[match.start() - 1 : match.start()]
    if len(word) == 1 and before not in {"'", "’"}:
        return word
    if before in {"'", "’"} and match.end() == len(match.string) and len(word) == 1:
        return word.lower()  # a possessive, not O'X
    if word[:2].upper() == "MC" and len(word) > 3:
        return "Mc" + word[2:].capitalize()
    return word.capitalize()
