"""Authors' names from a byline; what is no name is left out."""

import re

from toolkit.ingest.page_vocabulary import phrases

LONGEST = 300
# What is a byline only with a colon behind it.
LABEL = re.compile(
    r"\W{0,3}(?:interview|entretien|entrevista|intervista|report(?:age|ing by)?|reportaje|words"
    r"|story|analyse|analysis|kommentar|commentary|protokoll|propos recueillis par"
    r"|reporting|notizen)"
    r"(?:\s?:|(?<=reporting by))\s*",
    re.IGNORECASE,
)
# Chinese, Japanese and Korean names have no blanks.
EASTERN = re.compile(
    r"(?:(?:本报|本報)?(?:作者|記者|记者|撰文|撰稿)\s?[:：／/|丨]?|(?:文|글|기자)\s?[:：／/|丨])\s*"
    r"(?P<name>[\u4e00-\u9fff]{2,4}|[\uac00-\ud7af]{2,4})(?=$|[\s、，,／/|丨（(])"
    r"|(?P<before>[\uac00-\ud7af]{2,4})\s?(?:기자|특파원|논설위원)(?=$|[\s=(|])"
)
OPENING = re.compile(
    r"\W{0,3}(?:(?:(?:an? |story and )?(?:written|reported|story|words|report|opinion|analysis"
    r"|interview|essay|review|column|commentary|text|photos|reportage|as told to) )?by\b"
    r"|(?:(?:eine?[nr]? )?(?:kommentar|analyse|interview|gastbeitrag|geschrieben|text) )?von"
    r"|(?:(?:propos recueillis|écrit|entretien|analyse) )?par|(?:(?:escrito|entrevista) )?por"
    r"|(?:(?:intervista|articolo|testo|a cura) )?di|door|da|av|af|skrevet af|tekst|text|texte|texto"
    r"|autor(?:in|a|es)?|author|auteurs?|autore|yazan|oleh|penulis|tác giả"
    r"|بقلم|كتبت?|تقرير|حوار|حاوره|إعداد|اعداد|نوشته|نویسنده|تحریر|מאת|автор|текст|кореспондент"
    r"|लेखक|लेखिका|द्वारा|রিপোর্ট|লেখক)"
    r"(?=[\s:])\s*:?\s*",
    re.IGNORECASE,
)
# How the ASCII words of `OPENING` and `LABEL` begin: most lines begin otherwise.
HEADS = frozenset(
    phrases(
        "a |af|an|ar|as|au|av|by|co|da|di|do|ei|en|es|ga|ge|in|ko|no|ol|op|pa|pe|ph|po|pr|re|sk|st",
        "te|vo|wo|wr|ya",
    )
)
# A byline ends where the date, another label or a bar begins.
ENDING = re.compile(
    r"\s*(?:[|•·●]|\s[-–—]\s|\d|\(|@|\b(?:updated|published|posted|on|for|at|in|of|is|was|special"
    r"|photograph(?:y|s)?|follow|view|read|mon|tue|wed|thu|fri|sat|sun|am|um|le|el|il|op|em|à|publi"
    r"|actualizado|aktualisiert|veröffentlicht|publicado)\b)",
    re.IGNORECASE,
)
# Where a reporter writes from, before the next name.
PLACE = re.compile(
    r"\s(?:in|en|aus|à|em|a)\s(?:(?!(?:and|und|et|y|e|en)\s)[^\W\d_][\w'’.-]*\s?){1,3}"
    r"(?=(?<=\s)(?:and|und|et|y|e|en|&)\s|,|;|$)",
    re.IGNORECASE,
)
# A month with a figure next to it opens a date; alone it may be a name.
MONTH = re.compile(
    r"\s*(?:[-–—|·•,]\s*)?\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s\d",
    re.IGNORECASE,
)
GLUED = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ][a-z]+(?:\s[A-Z][a-z]+)*$)")
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
        "diário|jornal|gazeta|gazette|tribune|tribuna|journal|zeitung|tageblatt|correo|diario",
        "giornale|courrier|herald|telegraph|chronicle|examiner|gazete|haber",
        "online|media|network|redaktion|agencias|redacción|redacao|redação|agence|rédaction",
        "redazione",
    )
)
# A part with one of these is not a person's name.
NOT_NAMES = DESKS | frozenset(
    phrases(
        "getty|images|admin|administrator|jr|sr|phd|md|rd|ms|blog|the|this|our|all|your|how|why|what|when",
        "today|daily|weekly|magazine|radio|tv|group|invitation|popular|demand|numbers|email",
        "now|january|february|march|april|june|july|august|september|october|november",
        "december|monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    )
)
# Words of sections, places and headlines: a line with one of them credits nobody unless it says so.
NOT_BARE = frozenset(
    phrases(
        "new|york|los|angeles|san|francisco|washington|london|paris|united|states|kingdom|middle"
        "|east|west|north|south|africa|asia|europe|america|latin|hong|kong|delhi|city|county|street"
        "|park|university|school|house|court|police|president|minister|and|or|in|of|for|to|with|at"
        "|real|estate|public|notices|local|read|view|sign|text|size|getty|images|long|reads|section"
        "|topics|related|breaking|exclusive|live|updates|top|best|first|last|day|night|week|year"
        "|american|british|european|national|international|federal|state|high|black|white|red"
        "|green|blue|star|wars|game|games|movie|movies|music|food|fashion|style|education|law"
        "|crime|football|soccer|tennis|athletics|cricket|golf|premier|league|cup|world|sports"
        "|corporation|company|inc|ltd|foundation|institute|center|centre|society|association"
        "|report|reports|review|reviews|story|stories|interview|analysis|essay|explainer|quiz"
        "|medio|ambiente|estados|unidos|buenos|aires|el|los|las|das|die|les|gmbh|llc|plc"
    )
)
# What a line under a name says that its bearer is.
ROLES = frozenset(
    phrases(
        "correspondent|reporter|editor|writer|columnist|contributor|journalist|producer|critic"
        "|staff|bureau|author|analyst|freelancer|chief|fellow|professor|korrespondent|redakteur"
        "|redakteurin|korrespondentin|journaliste|correspondant|correspondante|rédacteur"
        "|rédactrice|corresponsal|periodista|redactor|redactora|enviado|enviada|especial"
        "|repórter|jornalista|correspondente|giornalista|inviato|corrispondente|redacteur"
        "|correspondente|muhabir|корреспондент|журналист|مراسل|صحفي|كاتب|صحافي"
    )
)
JOBS = (ROLES | DESKS) - {"times", "post", "guest", "author"}
# The vowel signs of Indian scripts and Persian's joiner are no letters to `re`.
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_.'’-]|[\u0900-\u0dff\u200c])*(?:[.'’-]+[^\W\d_]*)*\.?")
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
    if not line.isascii() and (eastern := EASTERN.match(line)):
        return (eastern["name"] or eastern["before"],)
    head = line[:2].lower()
    if line[:1].isalnum() and head not in HEADS and head.isascii():
        return None
    opening = OPENING.match(line) or LABEL.match(line)
    if opening is None:
        return None
    rest = line[opening.end() :]
    if len(rest) < LONGEST:
        rest = PLACE.sub(" ", rest)
    named = _named(rest)
    if len(named.split()) > 20 or not named.strip():
        return None
    names = tuple(title_case(part) for part in _parts(named) if _is_name(part))
    if names:
        return names
    # Without a name it is a byline only if it credits an agency or a desk outright.
    words = set(named.lower().replace(",", " ").split())
    return () if len(words) <= 4 and words & DESKS and named[:1].isupper() else None


def read_bare_names(line: str) -> tuple[str, ...]:
    """The names in a line that is nothing but names, jobs and perhaps a date.

    The line itself does not say that it is a byline; its place must.

    Args:
        line: One line of a page.

    Returns:
        Names in order, capitals turned to title case; empty if anything else stands in it.

    >>> read_bare_names("HARRIET COLQUHOUN-VANE")
    ('Harriet Colquhoun-Vane',)
    >>> read_bare_names("Tom Krisher, AP Auto Writer"), read_bare_names("Local News")
    (('Tom Krisher',), ())
    """
    named = _named(line[:LONGEST])
    if not 2 <= len(named.split()) <= 14:
        return ()
    names: list[str] = []
    for part in _parts(named):
        words = part.lower().split()
        if _is_name(part) and len(words) <= 4 and not NOT_BARE.intersection(words):
            names.append(title_case(part))
        elif not names or not ROLES.union(DESKS).intersection(words):
            return ()
    return tuple(names)


def is_role(line: str) -> bool:
    """Whether a line is somebody's job.

    >>> is_role("SEOUL CORRESPONDENT"), is_role("The editor resigned.")
    (True, False)
    """
    words = line.lower().replace(",", " ").split()
    return 0 < len(words) <= 7 and not line.endswith(".") and bool(ROLES.intersection(words))


def _named(rest: str) -> str:
    """The part of a byline before the date, another label or a bar."""
    ends = [match.start() for match in (ENDING.search(rest), MONTH.search(rest)) if match]
    named = rest[: min(ends)] if ends else rest
    glue = GLUED.search(named)
    if glue and DESKS.union(ROLES).intersection(named[glue.start() :].lower().split()):
        named = named[: glue.start()]
    return named


def _parts(named: str) -> list[str]:
    """What conjunctions and commas part."""
    parts = [_without_job(part.strip(" .:–—-|")) for part in AND.split(named)]
    return [part for part in parts if part]


def _without_job(part: str) -> str:
    """A name without the job that follows it without a comma."""
    words = part.split(" ")
    while len(words) > 2 and words[-1].strip(".").lower() in JOBS:
        words.pop()
    return " ".join(words)


def _is_name(part: str) -> bool:
    """Whether some words look like a person's name: two to six, capitalised but for particles."""
    words = part.split()
    if not 2 <= len(words) <= 6:
        return False
    # Initials stand beside a longer word; a choice of text sizes does not.
    if sum(len(word) == 1 for word in words) > len(words) // 2:
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
