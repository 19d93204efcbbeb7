"""What stands above the body of a pasted page: title, dek, byline and publication stamp."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from toolkit.ingest import bylines, stamps
from toolkit.ingest import page_vocabulary as vocabulary
from toolkit.ingest.page_lines import Line
from toolkit.ingest.page_vocabulary import phrases

REACH = 70  # lines before the body among which the title is sought
INTO_BODY = 3  # lines at the start of the body that may still be the header
AFTER_BODY = 12  # lines behind the body in which a labelled stamp still belongs to the article
TITLE_WORDS = (3, 32)
LONGEST_TITLE = 260
CONTENT = re.compile(r"[^\W\d_]{4,}|[\u3040-\u30ff\u3400-\u9fff]{2}")
STEM = 5
OUTLET = re.compile(r"\s+[-–—|·»]\s+(?=[^-–—|·»]{2,40}$)")
# Below this a title is not worth believing; see `_title_score`.
SURE = 2.2
SCRAPED = re.compile(r"\s*(?:date|datetime)\s*[:=]?\s*((?:19|20)\d\d-\d\d-\d\d)(?!\d)", re.I)
SCRAPER_REACH = 40  # a scraper's prefix stands at the very start of the page
BARE_STAMP_WORDS = 12
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


def read_header(lines: Sequence[Line], kept: Sequence[bool]) -> Header:
    """Finds the header of a page whose body lines are known.

    Args:
        lines: The non-blank lines of the page.
        kept: Which of them the body has, as `page_body.body_lines` gives them.

    Returns:
        The header; where a part is unsure it is left out and a warning says so.
    """
    body = [index for index, keep in enumerate(kept) if keep]
    first = body[0] if body else len(lines)
    limit = body[INTO_BODY - 1] if len(body) >= INTO_BODY else (body[-1] + 1 if body else first)
    window = range(max(0, first - REACH), min(limit, len(lines)))
    credited = _bylines(lines, window)
    stamped = [index for index in window if _is_stamp(lines[index])]
    signs = sorted({*credited, *stamped})
    title = _title(lines, kept, window, signs)
    header = Header(
        title=title,
        title_end=_title_end(lines[title].text) if title is not None else 0,
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
    _read_credits(header, lines, credited, body)
    _read_stamp(header, lines, stamped, body)
    if title is not None:
        header.dek = _dek(lines, kept, title, {*signs, *header.bylines, *header.stamps})
    return header


def _bylines(lines: Sequence[Line], window: range) -> dict[int, tuple[str, ...]]:
    """Byline lines of a window and the names in them; a lone "By" takes the line below."""
    found: dict[int, tuple[str, ...]] = {}
    for index in window:
        line = lines[index]
        if line.words > 30:
            continue
        names = bylines.read_byline(line.text)
        if names is not None:
            found[index] = names
        elif line.words == 1 and line.lowered.strip(":") in {"by", "von", "por", "par", "بقلم"}:
            below = index + 1
            if below in window and lines[below].words <= 6:
                names = bylines.read_byline(f"By {lines[below].text}")
                if names:
                    found[index], found[below] = names, ()
    return found


def _is_stamp(line: Line) -> bool:
    """Whether a line may carry the publication stamp."""
    if line.start < SCRAPER_REACH and SCRAPED.match(line.text):
        return False
    if line.words > STAMP_WORDS or (line.marks & vocabulary.CREDIT and line.words > 12):
        return False
    if not any(character.isdigit() for character in line.text[: stamps.LONGEST]):
        return False
    moments = stamps.read_moments(line.text)
    labelled = any(moment.label != "none" for moment in moments)
    if labelled or bylines.OPENING.match(line.text):
        return bool(moments)
    # Unlabelled, it must be little else than the date: captions and teasers tell dates too.
    long = line.words > BARE_STAMP_WORDS or (line.closed == 2 and line.words > 8)
    return bool(moments) and not long


def _content(text: str) -> set[str]:
    """The stems of the longer words of a text."""
    return {word[:STEM] for word in CONTENT.findall(text.lower())}


def _title(
    lines: Sequence[Line], kept: Sequence[bool], window: range, signs: Sequence[int]
) -> int | None:
    """The line above the body that reads most like its title, if any does."""
    if not window:
        return None
    body_words: set[str] = set()
    for line, keep in zip(lines, kept, strict=True):
        if keep and len(body_words) < 3_000:
            body_words |= _content(line.lowered)
    first = next((i for i, keep in enumerate(kept) if keep), len(lines))
    best, best_score = None, SURE if any(kept) else SURE - 1
    for index in window:
        line = lines[index]
        if not _may_be_title(line, signs, index):
            continue
        score = _title_score(line, body_words=body_words)
        below = [sign - index for sign in signs if 0 < sign - index <= 5]
        score += 0.8 / below[0] ** 0.5 if below else 0.0
        score -= 0.02 * min(max(first - index, 0), 40)
        score -= 0.8 if _in_list(lines, index) else 0.0
        if kept[index]:
            score -= 0.6 + (1.0 if line.closed == 2 else 0.0)
        if score > best_score:
            best, best_score = index, score
    return best


def _in_list(lines: Sequence[Line], index: int) -> bool:
    """Whether a heading such as "Related articles" stands closely above, without prose between."""
    for above in range(index - 1, max(index - 30, -1), -1):
        if lines[above].prose:
            return False
        if lines[above].after and 2 <= lines[above].words <= 6:
            return True
    return False


def _may_be_title(line: Line, signs: Sequence[int], index: int) -> bool:
    """Whether nothing about a line rules out that it is the title."""
    fewest, most = TITLE_WORDS
    if not fewest <= line.words <= most or len(line.text) > LONGEST_TITLE or index in signs:
        return False
    if line.after or line.control or line.marks & vocabulary.CREDIT or "www." in line.lowered:
        return False
    if line.text.startswith(("—", "–", "-", "•", "*", "@", "#")):
        return False
    buttons = sum(word in vocabulary.CONTROLS for word in line.lowered.split())
    return 2 * buttons < line.words


def _title_score(line: Line, *, body_words: set[str]) -> float:
    """How much a line reads like a title: it shares words with the body and is no prose."""
    text = line.text[: _title_end(line.text)]
    words = _content(text.lower())
    shared = len(words & body_words)
    score = 3.0 * shared / max(len(words), 3) + 0.25 * min(shared, 4)
    score += 0.8 if 5 <= line.words <= 18 else 0.0
    score -= 0.8 if line.marks & vocabulary.BUSINESS else 0.0
    score -= 0.06 * max(line.words - 18, 0)
    ends_as_prose = line.text.rstrip("\"'”’»)").endswith(".") and not line.text.endswith("...")
    score -= 1.2 if ends_as_prose else 0.0
    return score + (0.2 if line.repeated else 0.0) + (0.2 if line.gap else 0.0)


def _title_end(text: str) -> int:
    """Where a title ends if the name of its outlet follows behind a dash or bar."""
    match = OUTLET.search(text)
    if match is None or len(text[: match.start()].split()) < 4:
        return len(text)
    tail = text[match.end() :].split()
    named = all(word[:1].isupper() or not word[:1].isalpha() for word in tail)
    return match.start() if len(tail) <= 4 and named else len(text)


def _read_credits(
    header: Header,
    lines: Sequence[Line],
    credited: dict[int, tuple[str, ...]],
    body: Sequence[int],
) -> None:
    """Puts the bylines next to the title, or right behind the body, into the header."""
    low = header.title - 3 if header.title is not None else (body[0] - 12 if body else 0)
    near = {index: names for index, names in credited.items() if index >= low}
    if not near and body:
        near = _bylines(lines, range(body[-1] + 1, min(len(lines), body[-1] + 4)))
        near = {index: names for index, names in near.items() if names}
    names = [name for found in near.values() for name in found]
    header.bylines = sorted(near)
    header.authors = tuple(dict.fromkeys(names))


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
    resolve = _Order(lines, body, moments, scraped)
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


def _take(header: Header, moment: stamps.Moment, resolve: "_Order") -> None:
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
    """Warns of a labelled stamp without a date that we can read."""
    for line in lines[max(0, anchor - 5) : anchor + 12]:
        label = stamps.PUBLISHED.match(line.text)
        if label and line.words <= 12 and any(map(str.isdigit, line.text)):
            header.warnings.append(f"date not understood: {line.text[:80]!r}")
            return


def _scraped_day(lines: Sequence[Line]) -> date | None:
    """The day in a scraper's prefix on the first line."""
    match = SCRAPED.match(lines[0].text) if lines else None
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


# Frequent short words; a page in a language other than English writes the day first.
_ENGLISH = frozenset(
    phrases(
        "the|of|and|to|in|that|is|was|for|with|said|on|it|as|at",
    )
)
_OTHERS = frozenset(
    phrases(
        "der|die|das|und|ist|nicht|mit|den|von|le|les|des|et|est|une|dans|pour|que|el|los|las",
        "y|en|una|por|con|il|di|che|per|della|non|è|o|os|da|em|não|com|uma|het|een|van|niet|в",
        "и|на|не|что|в|من|في|على|إلى|أن|التي",
    )
)


class _Order:
    """Which reading of a date in figures the page itself supports."""

    def __init__(
        self,
        lines: Sequence[Line],
        body: Sequence[int],
        moments: Sequence[tuple[int, stamps.Moment]],
        scraped: date | None,
    ) -> None:
        self.sure = {moment.days[0] for _, moment in moments if len(moment.days) == 1}
        self.sure |= {scraped} if scraped else set()
        self.lines, self.body = lines, body

    def day(self, moment: stamps.Moment) -> date | None:
        """The day of a moment; None if the page does not tell which of two it is."""
        if len(moment.days) == 1:
            return moment.days[0]
        agreed = [day for day in moment.days if day in self.sure]
        if len(agreed) == 1:
            return agreed[0]
        return self._day_first(moment) if self._is_foreign() else None

    def _is_foreign(self) -> bool:
        """Whether the body is plainly in a language other than English."""
        words = [word for i in self.body[:12] for word in self.lines[i].lowered.split()]
        english = sum(word in _ENGLISH for word in words)
        others = sum(word in _OTHERS for word in words)
        return others >= 5 and others > 3 * english

    def _day_first(self, moment: stamps.Moment) -> date | None:
        figures = re.search(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-]\d{4}", moment.written)
        if figures is None:
            return None
        return next((day for day in moment.days if day.day == int(figures[1])), None)
