"""How names of countries change in a sentence, where a language changes them.

Only what is needed to find a name in running text; forms that do not exist do no harm.
"""

from collections.abc import Iterable, Iterator

GENITIVE_S = frozenset({"da", "de", "nb", "nl", "nn", "no", "sv"})
EAST_SLAVIC = frozenset({"be", "ru", "uk"})
WEST_SLAVIC = frozenset({"bs", "cs", "hr", "pl", "sk", "sl"})
AGGLUTINATING = frozenset({"et", "fi", "hu", "ko", "lt", "lv"})
VOWELS = frozenset("aeiouyáéíóúýäöüõ")
MIN_STEM = 4  # a shorter stem with a star matches too much

# Endings of a noun in -ия, -я, -а and so on, without what they share.
_EAST_ENDINGS = {
    "ія": ("ія", "ії", "ію", "ією"),
    "ия": ("ия", "ии", "ию", "ией"),
    "я": ("я", "и", "ю", "ей", "е", "і"),
    "а": ("а", "ы", "и", "е", "у", "ой", "і", "ою"),
    "й": ("й", "я", "ю", "ем", "е", "єм", "ї"),
    "ь": ("ь", "и", "ью", "я", "ю", "ем", "е", "і"),
    "ы": ("ы", "", "ам", "ами", "ах"),
    "и": ("и", "", "ам", "ами", "ах"),
}
_EAST_CONSONANT = ("", "а", "у", "ом", "е", "і", "ові")
_WEST_ENDINGS = {
    "a": ("a", "y", "i", "ę", "ą", "o", "e", "u", "ou", "ě", "ii", "ji", "om", "ie"),
    "o": ("o", "a", "u", "em", "ie", "om", "ě"),
    "y": ("y", "", "om", "ami", "ách", "ům", "ach"),
}
_WEST_CONSONANT = ("", "u", "a", "em", "ie", "om", "e", "owi", "ě", "ska", "sku", "skem")
_GREEK_ENDINGS = {"α": ("α", "ας"), "ος": ("ος", "ου", "ο"), "ο": ("ο", "ου"), "η": ("η", "ης")}
_ARABIC_BEFORE = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول")
_HEBREW_BEFORE = ("", "ו", "ב", "ל", "מ", "ה", "ש", "כ", "וב", "ול", "שב", "מה")
_ARTICLE, _FOR_THE = "ال", "لل"


def name_forms(name: str, language: str) -> Iterable[str]:
    """A name and the forms that it takes, as terms of a codebook.

    Args:
        name: As a dictionary has it.
        language: Its language, without script or territory.

    Returns:
        At least the name itself.

    >>> list(name_forms("Syrien", "de")), list(name_forms("Росія", "uk"))
    (['Syrien', 'Syriens'], ['Росія', 'Росії', 'Росію', 'Росією'])
    """
    if language in GENITIVE_S:
        return (name, f"{name}s") if name[-1:].isalpha() and name[-1] not in "sxzß" else (name,)
    if language in EAST_SLAVIC:
        return _declined(name, _EAST_ENDINGS, _EAST_CONSONANT)
    if language in WEST_SLAVIC:
        return _declined(name, _WEST_ENDINGS, _WEST_CONSONANT)
    if language == "el":
        return _declined(name, _GREEK_ENDINGS, ("",))
    if language in AGGLUTINATING:
        return (name, _stem(name, language))
    if language == "ar":
        return _with_arabic_particles(name)
    if language == "he":
        return [particle + name for particle in _HEBREW_BEFORE]
    return (name,)


def _declined(
    name: str, endings: dict[str, tuple[str, ...]], consonant: tuple[str, ...]
) -> Iterator[str]:
    """A single word with each ending; words of a phrase with any."""
    if " " in name:
        yield name
        words = [word if len(word) < MIN_STEM else f"{word[:-1]}*" for word in name.split()]
        if words[0] != name.split()[0]:
            yield " ".join(words)
        return
    for ending, others in endings.items():
        if name.endswith(ending):
            yield from (name.removesuffix(ending) + other for other in others)
            return
    yield from (name + other for other in (consonant if name[-1:].isalpha() else ("",)))


def _stem(name: str, language: str) -> str:
    """What all cases begin with."""
    last = name[-1:].lower()
    stem = name[:-1] if language != "ko" and last in VOWELS and language != "fi" else name
    return f"{stem}*" if len(stem) >= MIN_STEM or language == "ko" else name


def _with_arabic_particles(name: str) -> Iterator[str]:
    """With the conjunctions and prepositions that are written together with it."""
    for particle in _ARABIC_BEFORE:
        if particle.endswith("ل") and name.startswith(_ARTICLE):
            yield f"{particle[:-1]}{_FOR_THE}{name.removeprefix(_ARTICLE)}"
        else:
            yield particle + name


def adjective_forms(name: str, language: str) -> list[str]:
    """The adjective of a country from the name of its language.

    Args:
        name: Of the country's language, such as "Russisch" or "ruso".
        language: In which that name is.

    Returns:
        Terms of a codebook; none where the language forms its adjectives otherwise.

    >>> adjective_forms("Russisch", "de"), adjective_forms("francés", "es")
    (['russisch*'], ['francés', 'francesa', 'franceses', 'francesas'])
    """
    rules = {
        "ar": _arabic_adjective,
        "de": _german_adjective,
        "es": _romance_adjective,
        "fr": _french_adjective,
        "it": _italian_adjective,
        "pt": _romance_adjective,
    }
    if language in rules:
        return list(rules[language](name))
    ends = {
        **{"ru": ("ский", "цкий"), "uk": ("ська", "цька"), "be": ("ская",), "pl": ("ski", "cki")},
        **{"da": ("sk",), "no": ("sk",), "nb": ("sk",), "sv": ("ska",), "nl": ("s", "isch")},
    }.get(language, ())
    if " " in name or not name.endswith(ends or ("\0",)):
        return []
    cut = {"ru": 2, "uk": 1, "be": 2, "pl": 1, "sv": 1}.get(language, 0)
    return [f"{name[: len(name) - cut]}*"]


def _german_adjective(name: str) -> Iterator[str]:
    if name.lower().endswith(("isch", "deutsch")) and " " not in name:
        yield f"{name.lower()}*"


def _french_adjective(name: str) -> Iterator[str]:
    if " " in name:
        return
    yield from dict.fromkeys((name, f"{name}e".replace("ee", "e"), f"{name}s".replace("ss", "s")))
    yield f"{name.removesuffix('e')}es"


def _romance_adjective(name: str) -> Iterator[str]:
    if " " in name:
        return
    yield name
    for ending, others in {
        "ão": ("ã", "ães", "ãs"),
        "o": ("a", "os", "as"),
        "és": ("esa", "eses", "esas"),
        "ês": ("esa", "eses", "esas"),
        "án": ("ana", "anes", "anas"),
    }.items():
        if name.endswith(ending):
            yield from (name.removesuffix(ending) + other for other in others)
            return
    yield f"{name}s"


def _italian_adjective(name: str) -> Iterator[str]:
    if " " in name:
        return
    yield name
    for ending, others in {
        "co": ("ca", "ci", "chi", "che"),
        "o": ("a", "i", "e"),
        "e": ("i",),
    }.items():
        if name.endswith(ending):
            yield from (name.removesuffix(ending) + other for other in others)
            return


def _arabic_adjective(name: str) -> Iterator[str]:
    """The name of a language is the feminine with the article ("al-rusiyya")."""
    if not name.startswith(_ARTICLE) or not name.endswith("ة") or " " in name:
        return
    bare = name.removeprefix(_ARTICLE).removesuffix("ة")
    for form in (bare, f"{bare}ة", _ARTICLE + bare, name):
        yield from _with_arabic_particles(form)
