"""What stands above the body of a pasted page: title, dek, byline and publication stamp."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from toolkit.ingest import bylines, stamps
from toolkit.ingest import page_vocabulary as vocabulary
from toolkit.ingest.page_day import DayOrder
from toolkit.ingest.page_lines import Line
from toolkit.ingest.page_plain import plain_title
from toolkit.ingest.page_title import REACH, SURE, find_title, title_end

INTO_BODY = 3  # lines at the start of the body that may still be the header
AFTER_BODY = 12  # lines behind the body in which a labelled stamp still belongs to the article
BARE_REACH = 8  # lines below the title among which a name may be a byline without saying so
# A word that makes the line below it a byline; a byline behind a date; what follows a date.
LONE = {"by", "von", "por", "par", "di", "door", "بقلم", "מאת", "автор", "written by", "author"}
LATER = re.compile(r"(?<=[\s|/•·])(?i:by):?\s(?=[^\W\d_a-zß-ÿ])")
DIGIT, YEAR = re.compile(r"\d"), re.compile(r"\d{4}")
# Dates with a year of two figures, and years of another calendar in the figures of its script.
SHAPED = re.compile(
    r"(?<![\d./-])\d{1,2}([./-])\d{1,2}\1\d\d(?![\d./-])|(?<!\d)(?![0-9])\d{4}(?!\d)"
)
AFTER_DATE = re.compile(r"\b(?:19|20)\d\d\b[\s,|•·/–—-]*")
BIOGRAPHY = re.compile(r"\s(?:is|was|writes|covers|has|reports|joined|\(@)\b")
SCRAPED = re.compile(r"\s*(?:date|datetime)\s*[:=]?\s*((?:19|20)\d\d-\d\d-\d\d)(?!\d)", re.I)
SCRAPER_REACH = 40  # a scraper's prefix stands at the very start of the page
BARE_STAMP_WORDS = 12
BYLINE_WORDS = 30
STAMP_WORDS = 26  # a longer line tells a date, it does not carry the stamp


@dataclass(slots=True)
class Header:
    """Places of the header's parts among the lines, and what they say.

    Attributes:
        title: Index of the title's line, or None.
        title_end: Code points of that line that are the title; the rest names the outlet.
        dek: Index of the dek's line, or None.
        bylines: Indices of byline lines.
        authors: Names, in order.
        stamps: Indices of the lines that carry a stamp.
        published: ISO 8601, or None.
        zone: Whether `published` states its offset.
        warnings: What was unsure.
    """

    title: int | None
    title_end: int
    dek: int | None
    bylines: list[int]
    authors: tuple[str, ...]
    stamps: list[int]
    published: str | None
    zone: Literal["known", "unknown"]
    warnings: list[str]


def read_header(lines: Sequence[Line], kept: Sequence[bool], *, plain: bool) -> Header:
    """Finds the header of a page whose body lines are known.

    Args:
        lines: The non-blank lines of the page.
        kept: Which of them the body has, as `page_body.body_lines` gives them.
        plain: Whether the text is nothing but an article.

    Returns:
        The header; where a part is unsure it is left out and a warning says so.
    """
    body = [index for index, keep in enumerate(kept) if keep]
    window = window_above(lines, body)
    credited = _bylines(lines, window)
    stamped = [index for index in window if _is_stamp(lines[index])]
    signs = {*credited, *stamped}
    title, likely = plain_title(lines, kept), 1.0
    if not plain:
        title, likely = find_title(lines, kept, window, signs) or (None, 0.0)
    header = Header(
        title=title,
        title_end=title_end(lines[title].text) if title is not None else 0,
        dek=None,
        bylines=[],
        authors=(),
        stamps=[],
        published=None,
        zone="unknown",
        warnings=[],
    )
    if title is None:
        header.warnings.append("no title found: no line above the body reads like one")
    elif likely < SURE:
        header.warnings.append(f"title unsure: {lines[title].text!r:.80}")
    _read_credits(header, lines, credited, body, stamped)
    _read_stamp(header, lines, stamped, body)
    if title is not None:
        header.dek = _dek(lines, kept, title, {*signs, *header.bylines, *header.stamps})
    return header


def window_above(lines: Sequence[Line], body: Sequence[int]) -> range:
    """The lines above the body, and the first few of it, that may be the header."""
    first = body[0] if body else len(lines)
    limit = body[INTO_BODY - 1] if len(body) >= INTO_BODY else (body[-1] + 1 if body else first)
    return range(max(0, first - REACH), min(limit, len(lines)))


def signs_of(lines: Sequence[Line], window: range) -> set[int]:
    """Lines of a window that carry a byline or a stamp."""
    return {*_bylines(lines, window), *(index for index in window if _is_stamp(lines[index]))}


def _bylines(lines: Sequence[Line], window: range) -> dict[int, tuple[str, ...]]:
    """Byline lines of a window and the names in them; a lone "By" takes the line below."""
    found: dict[int, tuple[str, ...]] = {}
    for index in window:
        line = lines[index]
        if line.words > BYLINE_WORDS:
            continue
        names = bylines.read_byline(line.text)
        if names is not None:
            found[index] = names
        elif line.words <= 2 and line.lowered.strip(":") in LONE and index + 1 in window:
            names = bylines.read_byline(f"By {lines[index + 1].text}")
            if names and lines[index + 1].words <= 6:
                found[index], found[index + 1] = names, ()
        elif names := _later_byline(line):
            found[index] = names
    return found


def _later_byline(line: Line) -> tuple[str, ...]:
    """The names behind a "by" that a date precedes."""
    unfit = line.words > STAMP_WORDS or line.marks & vocabulary.CREDIT or "by" not in line.lowered
    if unfit or not DIGIT.search(line.text):
        return ()
    match = LATER.search(line.text)
    return (bylines.read_byline(line.text[match.start() :]) or ()) if match else ()


def _is_stamp(line: Line) -> bool:
    """Whether a line may carry the publication stamp."""
    if line.start < SCRAPER_REACH and SCRAPED.match(line.text):
        return False
    if line.words > STAMP_WORDS or (line.marks & vocabulary.CREDIT and line.words > 12):
        return False
    if not YEAR.search(line.text, 0, stamps.LONGEST):
        return False
    moments = stamps.read_moments(line.text)
    labelled = any(moment.label != "none" for moment in moments)
    if labelled or bylines.OPENING.match(line.text):
        return bool(moments)
    # Unlabelled, it must be little else than the date: captions and teasers tell dates too.
    long = line.words > BARE_STAMP_WORDS or (line.closed == 2 and line.words > 8)
    return bool(moments) and not long


def _read_credits(
    header: Header,
    lines: Sequence[Line],
    credited: dict[int, tuple[str, ...]],
    body: Sequence[int],
    stamped: Sequence[int],
) -> None:
    """Puts the bylines next to the title, or right behind the body, into the header."""
    low = header.title - 3 if header.title is not None else (body[0] - 12 if body else 0)
    near = {index: names for index, names in credited.items() if index >= low}
    if not any(near.values()):
        near |= _bare_bylines(header, lines, body, set(stamped))
    if not near and body:
        near = _bylines(lines, range(body[-1] + 1, min(len(lines), body[-1] + 4)))
        near = {index: names for index, names in near.items() if names}
    names = [name for found in near.values() for name in found]
    header.bylines = sorted(near)
    header.authors = tuple(dict.fromkeys(names))


def _bare_bylines(
    header: Header, lines: Sequence[Line], body: Sequence[int], stamped: set[int]
) -> dict[int, tuple[str, ...]]:
    """The first line of names between title and body whose place shows that it is a byline."""
    if header.title is None or not body:
        return {}
    for index in range(header.title + 1, min(body[0] + 1, header.title + 1 + BARE_REACH)):
        line = lines[index]
        if line.words > STAMP_WORDS or line.closed == 2 or line.after or line.control:
            continue
        names = bylines.read_bare_names(line.text)
        if not names and index in stamped and (match := AFTER_DATE.search(line.text)):
            names = bylines.read_bare_names(line.text[match.end() :])
        if names and _is_credited(lines, index, names, stamped):
            return {index: names}
    return {}


def _is_credited(
    lines: Sequence[Line], index: int, names: tuple[str, ...], stamped: set[int]
) -> bool:
    """Whether a job or a stamp stands by a name, or the page tells below who it is."""
    if any(near in stamped for near in range(index - 2, index + 3)):
        return True
    line = lines[index]
    bare = " ".join(names).lower()
    if bylines.ROLES.intersection(line.lowered.replace(",", " ").split()):
        return True
    if index + 1 < len(lines) and bylines.is_role(lines[index + 1].text):
        return True
    return any(
        other.lowered.startswith(bare) and BIOGRAPHY.match(other.lowered, len(bare))
        for other in lines[index + 1 : index + 400]
    )


def _dek(lines: Sequence[Line], kept: Sequence[bool], title: int, signs: set[int]) -> int | None:
    """The summary between the title and the byline, stamp or body."""
    for index in range(title + 1, min(title + 4, len(lines))):
        line = lines[index]
        if index in signs:
            return None
        if line.control or line.after or line.marks & (vocabulary.CREDIT | vocabulary.BUSINESS):
            continue
        if line.words < 6 or line.text == lines[title].text or len(line.text) > 600:
            continue
        if kept[index]:
            # Body-like text is the dek only if the byline or stamp stands between it and the body.
            following = next((i for i in range(index + 1, len(lines)) if kept[i]), len(lines))
            return index if any(index < sign < following for sign in signs) else None
        if line.closed == 2 or line.cased >= 0.5 or line.cased < 0 or line.words >= 12:
            return index
    return None


def _read_stamp(
    header: Header, lines: Sequence[Line], stamped: Sequence[int], body: Sequence[int]
) -> None:
    """Chooses the publication stamp among the dates near the title."""
    anchor = header.title if header.title is not None else (body[0] if body else len(lines))
    near = [index for index in stamped if anchor - 5 <= index <= anchor + 12]
    if body:
        near += [
            index
            for index in range(body[-1] + 1, min(len(lines), body[-1] + 1 + AFTER_BODY))
            if lines[index].marks & vocabulary.STAMP and _is_stamp(lines[index])
        ]
    moments = [
        (index, moment) for index in near for moment in stamps.read_moments(lines[index].text)
    ]
    scraped = _scraped_day(lines)
    resolve = DayOrder(lines, body, moments, scraped)
    for label in ("published", "none"):
        found = [
            (i, m) for i, m in moments if m.label == label and (label != "none" or i in stamped)
        ]
        if label == "none":
            found.sort(key=lambda item: (item[0] < anchor, abs(item[0] - anchor)))
        if found:
            _take(header, found[0][1], resolve)
            header.stamps = sorted({index for index, _ in moments if index != header.title})
            return
    header.stamps = sorted({index for index, _ in moments if index != header.title})
    updated = [moment for _, moment in moments if moment.label == "updated"]
    if updated:
        shown = (
            updated[0].iso(updated[0].days[0]) if len(updated[0].days) == 1 else updated[0].written
        )
        header.warnings.append(
            f"no publication date: the page gives only its last update ({shown})"
        )
    else:
        _warn_not_understood(header, lines, anchor)
    if scraped and not updated:
        header.published = scraped.isoformat()
        header.warnings.append(
            f"published {scraped} comes from the scraper's prefix; the page itself has no stamp"
        )


def _take(header: Header, moment: stamps.Moment, resolve: DayOrder) -> None:
    """Writes a moment into the header, or a warning if its day is not certain."""
    day = resolve.day(moment)
    if day is None:
        readings = " or ".join(day.isoformat() for day in moment.days)
        header.warnings.append(f"ambiguous date {moment.written!r:.80}: {readings}")
        return
    header.published = moment.iso(day)
    header.zone = "known" if moment.offset else "unknown"
    if moment.open_zone:
        header.warnings.append(f"time zone {moment.open_zone!r} has several meanings; left open")


def _warn_not_understood(header: Header, lines: Sequence[Line], anchor: int) -> None:
    """Warns of what looks like a stamp and has no date that we can read."""
    for line in lines[max(0, anchor - 5) : anchor + 12]:
        label = stamps.PUBLISHED.match(line.text)
        labelled = label and line.words <= 12 and any(map(str.isdigit, line.text))
        shaped = line.words <= BARE_STAMP_WORDS and line.closed != 2 and SHAPED.search(line.text)
        if labelled or shaped:
            header.warnings.append(f"date not understood: {line.text[:80]!r}")
            return


def _scraped_day(lines: Sequence[Line]) -> date | None:
    """The day in a scraper's prefix on the first line."""
    match = SCRAPED.match(lines[0].text) if lines else None
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None
