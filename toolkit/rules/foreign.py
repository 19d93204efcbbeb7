"""Names of countries in other languages: CLDR's, inflected, with cities and adjectives.

CLDR (through Babel) has the names of all territories in hundreds of languages, the names of the
cities that stand for time zones, and the names of languages. The last are adjectives of the
country where the language is at home. What news writes otherwise stands in `foreign_words.yaml`.
"""

import functools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from toolkit.codebook.schema import Cue
from toolkit.files import read_yaml
from toolkit.rules.inflection import adjective_forms, name_forms

if TYPE_CHECKING:
    from babel import Locale

WORDS_FILE = Path(__file__).with_name("foreign_words.yaml")
NOT = "not"
# Where a language is at home, for languages whose name is the adjective of one country.
HOME = {
    **{"be": "BY", "bg": "BG", "bs": "BA", "cs": "CZ", "da": "DK", "de": "DE", "el": "GR"},
    **{"en": "GB", "es": "ES", "et": "EE", "fa": "IR", "fi": "FI", "fr": "FR", "he": "IL"},
    **{"hr": "HR", "hu": "HU", "hy": "AM", "id": "ID", "is": "IS", "it": "IT", "ja": "JP"},
    **{"ka": "GE", "kk": "KZ", "km": "KH", "ko": "KR", "ky": "KG", "lo": "LA", "lt": "LT"},
    **{"lv": "LV", "mk": "MK", "mn": "MN", "mt": "MT", "my": "MM", "ne": "NP", "nl": "NL"},
    **{"no": "NO", "pl": "PL", "pt": "PT", "ro": "RO", "ru": "RU", "sk": "SK", "sl": "SI"},
    **{"so": "SO", "sq": "AL", "sr": "RS", "sv": "SE", "tg": "TJ", "th": "TH", "tk": "TM"},
    **{"tr": "TR", "uk": "UA", "uz": "UZ", "vi": "VN", "zh": "CN"},
}
# CLDR calls them "... special administrative region" and "... territories" in every language.
REGIONS_OF_CHINA = ("HK", "MO")


class ForeignTerm(NamedTuple):
    """A word for a country in another language.

    Attributes:
        label: Alpha-2 code; None for an English term that means something else in the language.
        term: As a codebook would write it.
        cue: What kind of word it is.
    """

    label: str | None
    term: str
    cue: Cue


@functools.cache
def foreign_terms(language: str) -> tuple[ForeignTerm, ...]:
    """The words for countries in a language.

    Args:
        language: A code such as `de`, `pt-BR` or `zh_Hant`.

    Returns:
        Each term once for a country; nothing for a language that CLDR does not know.
    """
    locale = _locale(language)
    if locale is None:
        return ()
    found = [
        *_names(locale),
        *_cities(locale),
        *_adjectives(locale),
        *_own_words(locale.language),
    ]
    once = {(word.label, word.term): word for word in reversed(found) if word.term}
    return tuple(reversed(once.values()))


def _locale(language: str) -> "Locale | None":
    from babel import Locale, UnknownLocaleError

    parts = language.replace("_", "-").split("-")
    for code in ("_".join(parts), parts[0]):
        try:
            return Locale.parse(code)
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _names(locale: "Locale") -> Iterator[ForeignTerm]:
    territories: Mapping[str, str] = locale.territories
    short = _without_what_they_share([territories.get(code, "") for code in REGIONS_OF_CHINA])
    for code, name in territories.items():
        if len(code) != 2 or not code.isalpha() or code in {"EU", "EZ", "UN", "ZZ"}:
            continue
        spelled = [name]
        if code in REGIONS_OF_CHINA:
            spelled.append(short[REGIONS_OF_CHINA.index(code)])
        for text in spelled:
            for form in name_forms(text, locale.language):
                yield ForeignTerm(code, form, "name")


def _without_what_they_share(names: Sequence[str]) -> list[str]:
    """What is left of names without their common beginning and end, whole words only.

    >>> _without_what_they_share(["RAE de Hong Kong (China)", "RAE de Macao (China)"])
    ['Hong Kong', 'Macao']
    >>> _without_what_they_share(["中国香港特区", "中国澳门特区"])
    ['香港', '澳门']
    """
    joint = " " if any(" " in name for name in names) else ""
    parts = [name.split() if joint else list(name) for name in names]
    for end in (0, -1):
        while all(len(part) > 1 for part in parts) and len({part[end] for part in parts}) == 1:
            for part in parts:
                del part[end]
    return [joint.join(part) for part in parts]


def _cities(locale: "Locale") -> Iterator[ForeignTerm]:
    """The cities that stand for time zones, where the language has a name of its own for them."""
    from babel.core import get_global

    territory_of: Mapping[str, str] = get_global("zone_territories")
    countries = frozenset(locale.territories.values())
    for zone, names in locale.time_zones.items():
        city, territory = names.get("city"), territory_of.get(zone)
        if not isinstance(city, str) or territory is None or len(territory) != 2:
            continue
        if city not in countries:  # "Luxemburg" is the country first
            for form in name_forms(city, locale.language):
                yield ForeignTerm(territory, form, "city")


def _adjectives(locale: "Locale") -> Iterator[ForeignTerm]:
    for language, territory in HOME.items():
        name = locale.languages.get(language)
        for form in adjective_forms(name, locale.language) if name else ():
            yield ForeignTerm(territory, form, "demonym")


def _own_words(language: str) -> Iterator[ForeignTerm]:
    for label, words in _word_lists().get(language, {}).items():
        for word in words:
            for form in name_forms(word, language) if "*" not in word else (word,):
                if label == NOT:
                    yield ForeignTerm(None, form, "name")
                else:
                    yield ForeignTerm(label, form, "demonym" if form.islower() else "name")


@functools.cache
def _word_lists() -> Mapping[str, Mapping[str, Sequence[str]]]:
    lists: Mapping[str, Mapping[str, Sequence[str]]] = read_yaml(WORDS_FILE).value
    return lists
