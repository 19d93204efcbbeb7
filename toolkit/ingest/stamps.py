"""Dates and times as news pages write them, in many languages; nothing is guessed.

Month names come from CLDR (through Babel). A date whose order cannot be told (03/04/2024) keeps
both readings until the caller resolves it; a time zone counts only when its abbreviation has one
meaning.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from babel.dates import get_month_names

from toolkit.ingest.page_vocabulary import phrases

LOCALES = phrases(
    "en|de|fr|es|pt|it|nl|ar|ar_LB|ar_SY|ar_DZ|ar_TN|ar_MA|ru|uk|pl|tr|id|ro|cs|sv|da|nb",
    "fi|hu|el|he|ca|sk|bg|et|lt|lv|sl|is|hi|bn|ur|fa|sw|th|vi",
)
LONGEST = 400  # a stamp line longer than this is read up to here
# RFC 822's zones, and those others with a single meaning among news sites. IST, AST and the like
# have several: they leave the zone unknown.
ZONES = {
    **dict.fromkeys(("GMT", "UTC", "UT", "Z", "WET"), 0),
    **dict.fromkeys(("EST", "CDT"), -300),
    **{"EDT": -240, "CST": -360, "MDT": -360, "MST": -420, "PDT": -420, "PST": -480},
    **dict.fromkeys(("CET", "MEZ", "BST", "WEST"), 60),
    **dict.fromkeys(("CEST", "MESZ", "EET", "SAST"), 120),
    **{"EEST": 180, "MSK": 180, "HST": -600, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660},
}
UNITED_STATES = {"ET": -300, "CT": -360, "MT": -420, "PT": -480}
FULL, MONTH_ONLY = 3, 2
FIRST_THAI_YEAR, THAI_YEARS = 2500, 543

_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# A full stop between hour and minute is read behind one of these words only.
_DOTTED = re.compile(
    r"(?<=\d)\.(?=\d\d\s*(?:BST|CES?T|EES?T|WES?T|MES?Z|[ECMP][SD]T|[AI]ST)\b)"
    r"|(?<=\bklo\s\d)\.(?=\d\d\b)|(?<=\bklo\s\d\d)\.(?=\d\d\b)"
    r"|(?<=\bkl\s\d)\.(?=\d\d\b)|(?<=\bkl\.\s\d)\.(?=\d\d\b)|(?<=\bkl\s\d\d)\.(?=\d\d\b)|(?<=\bkl\.\s\d\d)\.(?=\d\d\b)"
    r"|(?<=\bom\s\d\d)\.(?=\d\d\b)",
    re.IGNORECASE,
)
_FIGURED_STOP = re.compile(r"\d\.\d\d")
DIGIT = re.compile(r"\d")
_ALEF = str.maketrans("أإآ", "ااا")
# By what a name lacks: the vowel signs of Indian scripts are no letters to `re`.
_LETTER = r"[^\s\d_.,:;!?()\[\]{}/|•·«»„“”‘’\"'<>@#&+=*–—-]"
_NAME = (
    rf"{_LETTER}{{3,14}}\.?(?:[ \xa0]{_LETTER}{{4,7}})?"
    rf"(?:\s?[/(]\s?{_LETTER}{{3,14}}(?: {_LETTER}{{4,7}})?\)?)?"
)
_YEAR = r"(?P<y>(?:19|20)\d\d)(?=\D|\d{1,2}[:.h]\d\d|$)"
_DAY = r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.|º|°|ª)?"
_OF = r"(?:\s+(?:del?|of|di)(?!\w)|,)?\s*"
DATE_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_DAY}{_OF}[\s-]*(?P<m>{_NAME}){_OF}[\s-]*{_YEAR}",
        # Hungarian, Lithuanian: "2031. május 4.", "2031 m. gegužės 4 d."
        rf"(?<!\d)(?P<y>(?:19|20)\d\d)(?:\.|\sm\.)?\s+(?P<m>{_NAME})\s+(?P<d>\d{{1,2}})(?![\d:])",
        r"(?<!\d)(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2}),?\s+(?:năm\s+)?(?P<y>(?:19|20)\d\d)",
        # Thailand counts from 543 years earlier.
        r"(?<!\d)(?P<d>\d{1,2})\s+(?P<m>[\u0e00-\u0e7f.]{4,12})\s+(?:พ\.ศ\.\s*)?(?P<y>25\d\d)(?!\d)",
        rf"(?P<m>{_NAME})\s*{_DAY}(?:\s*,)?(?:\s+(?:de[l]?))?\s*{_YEAR}",
        r"(?<![\d./-])(?P<y>(?:19|20)\d\d)(?P<s>[-/.])"
        r"(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)",
        r"(?P<y>(?:19|20)\d\d)\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]",
        r"(?<![\d./-])(?P<a>\d{1,2})(?P<s>[./-])(?P<b>\d{1,2})(?P=s)"
        r"(?P<y>(?:19|20)\d\d)(?!\d)",
    )
)
# What a clause must have for a form that would be tried at every letter or needs rare signs.
_NEEDED = tuple(
    re.compile(form) if form else None
    for form in (
        "",
        "",
        "tháng",
        "[\u0e00-\u0e7f]",
        rf"{_DAY}(?:\s*,)?(?:\s+(?:de[l]?))?\s*{_YEAR}",
        "",
        "[年년]",
        "",
    )
)
MONTH_FORM = re.compile(rf"(?P<m>{_NAME}){_OF}{_YEAR}")
TIME = re.compile(
    r"(?<![\d:.])(?P<h>\d{1,2})(?::|\.(?=\d\d\s*(?:[aApP]\.?\s?[mM]|[uU]hr|GMT|UTC))|\s?h\s?|時|시\s?)"
    r"(?P<min>\d\d)分?"
    r"(?::(?P<sec>\d\d)(?:\.\d{1,6})?)?(?![\d:])"
    r"(?:\s*(?P<half>[aApP]\.?\s?[mM]\b\.?|[صم](?!\w)))?"
    r"(?:\s*(?:[uU]hr|hrs?|h|Uhr)\b)?"
    r"(?:\s*\(?(?P<zone>(?:GMT|UTC)\s?[+-]\s?\d{1,2}(?::?\d\d)?|[+-]\d\d:?\d\d|[A-Za-z]{1,4}(?![\w])))?"
)
PUBLISHED = re.compile(
    r"\b(?:(?:first |originally |date )?(?:published|posted)|publish(?:ed)? date|original|created"
    r"|veröffentlicht|erschienen|erstellt|publiée?|paru|mis en ligne|publicad[oa]|publicación"
    r"|fecha|pubblicat[oa]|gepubliceerd|geplaatst|опубликован[оа]?|yayınlanma|diterbitkan"
    r"|publicerad|publisert|opublikowano|date|data|datum)\b|(?:تاريخ )?(?:ال)?نُ?شرت?(?!\w)|公開日",
    re.IGNORECASE,
)
UPDATED = re.compile(
    r"\b(?:(?:last )?(?:updated?|modified|edited)|aktualisiert|stand|geändert|mise? à jour"
    r"|modifiée?|actualizad[oa]|actualización|atualizad[oa](?: em)?|aggiornat[oa]|bijgewerkt"
    r"|обновлен[оа]?|güncelleme|diperbarui|uppdaterad|oppdatert|accessed|retrieved)\b"
    r"|(?:آخر )?تحديث|更新日",
    re.IGNORECASE,
)
Label = Literal["published", "updated", "none"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, perhaps with a time, as a line gives it.

    Attributes:
        days: The possible readings; one unless the order of day and month is open.
        clock: `T16:49` with seconds where given; empty without a time.
        offset: `+02:00`; empty where the zone is not stated or has several meanings.
        open_zone: A zone's name that has several meanings; else empty.
        label: What the line calls it.
        precision: FULL, or MONTH_ONLY.
        written: The words of the line.
        numeric: Separator of a date in figures with the year last; else empty.
    """

    days: tuple[date, ...]
    clock: str
    offset: str
    open_zone: str
    label: Label
    precision: int
    written: str
    numeric: str = ""

    def iso(self, day: date) -> str:
        """ISO 8601 with the precision of the page, for one of `days`."""
        if self.precision == MONTH_ONLY:
            return f"{day:%Y-%m}"
        return f"{day.isoformat()}{self.clock}{self.offset}"


@lru_cache(maxsize=1)
def month_names() -> dict[str, int]:
    """Month names and abbreviations of `LOCALES`, lower case without a final full stop.

    Returns:
        Name to month; a name that means two months in two languages is left out.
    """
    found: dict[str, set[int]] = {"sept": {9}}
    for locale in LOCALES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                names = get_month_names(width, context, locale)
                for number, name in names.items():
                    key = _month_key(str(name))
                    if not key.isdigit():
                        found.setdefault(key, set()).add(int(number))
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


def _month_key(name: str) -> str:
    return name.lower().strip(". ").replace("\xa0", " ").translate(_ALEF)


def _month(written: str) -> int | None:
    """The month that a word means, also one given in two calendars' names."""
    if written.isdigit():
        return int(written)
    names = month_names()
    numbers = set()
    for part in re.split(r"[/(]", written.rstrip(")")):
        key = _month_key(part)
        words = key.split(" ")
        number = names.get(key) or names.get(words[0].strip(".")) or names.get(words[-1])
        if number is None and key.startswith("ב"):
            number = names.get(key[1:])
        numbers.add(number)
    return numbers.pop() if len(numbers) == 1 else None


def read_moments(line: str) -> list[Moment]:
    """All dates of a line, each with the time and the label that belong to it.

    Args:
        line: One line of a page; only its first `LONGEST` code points are read.

    Returns:
        In the order of the line; empty if it has no full date.
    """
    return list(_moments(line[:LONGEST]))


@lru_cache(maxsize=64)  # a stamp is looked at when lines are sorted, and again when it is chosen
def _moments(line: str) -> tuple[Moment, ...]:
    """The dates of a line that is not too long."""
    text = line if line.isascii() else _plain_digits(_MARKS.sub(" ", line))
    if _FIGURED_STOP.search(text):
        text = _DOTTED.sub(":", text)
    cuts = [(match.start(), "updated") for match in UPDATED.finditer(text)]
    cuts += [(match.start(), "published") for match in PUBLISHED.finditer(text)]
    cuts.sort()
    moments: list[Moment] = []
    starts: list[tuple[int, Label]] = [(0, "none")]
    starts += [(at, "updated" if kind == "updated" else "published") for at, kind in cuts]
    ends = [at for at, _ in starts[1:]] + [len(text)]
    for (start, label), end in zip(starts, ends, strict=True):
        moments += _in_clause(text[start:end], label)
    return tuple(moments)


def _plain_digits(text: str) -> str:
    """The same text with the digits of every script as 0 to 9."""
    if text.isascii():
        return text
    return DIGIT.sub(lambda match: str(int(match.group())), text)


def _in_clause(clause: str, label: Label) -> list[Moment]:
    """The dates of a part of a line that has at most one label."""
    found = sorted(
        ((match.start(), match.end(), days, numeric) for match, days, numeric in _dates(clause)),
        key=lambda item: (item[0], -item[1]),
    )
    moments: list[Moment] = []
    last = 0
    for position, (start, end, days, numeric) in enumerate(found):
        if start < last:
            continue
        limit = found[position + 1][0] if position + 1 < len(found) else len(clause)
        clock, offset, open_zone = _time(
            clause, after=(end, max(end, limit)), before=(last, start), day=days[0]
        )
        written = clause[:LONGEST].strip()
        moments.append(
            Moment(days, clock, offset, open_zone, label, FULL, written, numeric=numeric)
        )
        last = end
    if not moments and label == "published":
        moments += _month_only(clause)
    return moments


def _month_only(clause: str) -> Iterable[Moment]:
    """A labelled date without a day."""
    label = PUBLISHED.match(clause)
    for match in MONTH_FORM.finditer(clause, label.end() if label else 0):
        month = _month(match["m"])
        if month:
            days = (date(int(match["y"]), month, 1),)
            yield Moment(days, "", "", "", "published", MONTH_ONLY, clause.strip())
            return


def _dates(clause: str) -> Iterable[tuple[re.Match[str], tuple[date, ...], str]]:
    """Every date in figures or words with its possible readings."""
    for form, needed in zip(DATE_FORMS, _NEEDED, strict=True):
        if needed is not None and not needed.search(clause):
            continue
        for match in form.finditer(clause):
            groups = match.groupdict()
            year = int(groups["y"])
            year -= THAI_YEARS if year >= FIRST_THAI_YEAR else 0
            if "a" in groups:
                pairs = {(int(groups["b"]), int(groups["a"])), (int(groups["a"]), int(groups["b"]))}
                days = tuple(sorted(filter(None, (_day(year, m, d) for m, d in pairs))))
                numeric = groups["s"]
            else:
                month = _month(groups["m"])
                day = _day(year, month, int(groups["d"])) if month else None
                days, numeric = ((day,) if day else ()), ""
            if days:
                yield match, days, numeric


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(
    clause: str, *, after: tuple[int, int], before: tuple[int, int], day: date
) -> tuple[str, str, str]:
    """Clock, offset and open zone: the time right behind the date, else the one before it."""
    end, limit = after
    match = TIME.search(clause, end, limit)
    if match is None or match.start() - end > 30 or re.search(r"\d", clause[end : match.start()]):
        earlier = list(TIME.finditer(clause, *before))
        match = earlier[-1] if earlier else None
        if match is None or before[1] - match.end() > 25:
            return "", "", ""
    hour, minute = int(match["h"]), int(match["min"])
    half = (match["half"] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half[0] in "pم" else 0)
    if hour > 23 or minute > 59:
        return "", "", ""
    seconds = f":{int(match['sec']):02d}" if match["sec"] and int(match["sec"]) < 60 else ""
    offset, open_zone = _offset(match["zone"] or "", day)
    return f"T{hour:02d}:{minute:02d}{seconds}", offset, open_zone


def _offset(zone: str, day: date) -> tuple[str, str]:
    """ISO offset of a stated zone, or the name of one that is not known for sure."""
    figures = re.search(r"([+-])\s?(\d{1,2}):?(\d\d)?$", zone)
    name = zone.upper()
    if figures:
        minutes = int(figures[2]) * 60 + int(figures[3] or 0)
        minutes = -minutes if figures[1] == "-" else minutes
    elif name in ZONES:
        minutes = ZONES[name]
    elif name in UNITED_STATES:
        minutes = UNITED_STATES[name] + (60 if _is_us_summer(day) else 0)
    else:
        return "", zone if len(name) > 2 and name.endswith("T") and zone.isalpha() else ""
    if abs(minutes) > 14 * 60:
        return "", zone
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}", ""


def _is_us_summer(day: date) -> bool:
    """Whether daylight saving time holds in the United States (rule since 2007)."""
    march, november = date(day.year, 3, 8), date(day.year, 11, 1)
    begins = march + timedelta(days=(6 - march.weekday()) % 7)
    ends = november + timedelta(days=(6 - november.weekday()) % 7)
    return begins <= day < ends
