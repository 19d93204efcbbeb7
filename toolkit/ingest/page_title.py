"""Which line of a pasted page is its title.

Every line above the body that could be a title is scored by a linear model: whether the body uses
its words, where it stands, how it is written, what stands around it. A conditional logit over a
page's lines, with "none of them" as one more choice, gives the probability of each; a title that
is not likely enough is left out.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from itertools import compress
from operator import mul

from toolkit.ingest import page_vocabulary as vocabulary
from toolkit.ingest.page_lines import OPENERS, Line
from toolkit.ingest.page_stems import stems
from toolkit.ingest.page_weights import TITLE_BIAS, TITLE_WEIGHTS

REACH = 70  # lines above the body among which the title is sought
SHOWN = 10_000  # code points of the page's short lines among which a title may come again
LIST = 30  # lines below a heading that its list may have
MENU_WORDS = 4
SIGN_REACH = 6  # lines below a title in which a byline or stamp speaks for it
GLUE = 6  # letters at the end by which lines are compared
TITLE_WORDS = (2, 36)
LONGEST_TITLE = 280
OUTLET = re.compile(r"\s+[-–—|·»]\s+(?=[^-–—|·»]{2,40}$)")
SENTENCES = re.compile(r"[^\W\d_]{3}[”’\")]?[.!?] \W{0,2}[^\W\d_a-zß-ÿ]")
BREADCRUMB = re.compile(r"\s[›»>/|·•]\s")
LEAD_LINES = 3  # lines at the start of the body that a headline sums up
SENTENCE_WORDS = 10
# A title below the first probability is not worth believing: a wrong title is worse than none.
# Below the second one, a warning says that it is unsure.
LIKELY, SURE = 0.35, 0.6

FEATURES = (
    *("shared", "repeated", "distance", "sign near", "sign below", "sign above", "short", "long"),
    *("stop", "mark", "gap", "among headlines", "business", "below title", "above dek"),
    *("capitals", "adjoins", "top", "late", "sentences", "share", "inside", "in list", "crumbs"),
    *("glued", "echoed", "headlines above", "lead", "best lead", "sentence", "lower case"),
)


def find_title(
    lines: Sequence[Line], kept: Sequence[bool], window: range, signs: Collection[int]
) -> tuple[int, float] | None:
    """The line that is most likely the title, if any is likely enough.

    Args:
        lines: The non-blank lines of the page.
        kept: Which of them the body has.
        window: Where to look.
        signs: Lines that carry a byline or stamp.

    Returns:
        Its index and how likely it is, or None.
    """
    choices, rows = candidates(lines, kept, window, signs)
    if not choices:
        return None
    scores = [TITLE_BIAS + sum(map(mul, TITLE_WEIGHTS, row)) for row in rows]
    top = max(scores)
    total = math.exp(-top) + sum(math.exp(score - top) for score in scores)
    best = lines[choices[scores.index(top)]].text
    same = sum(
        math.exp(score - top)
        for index, score in zip(choices, scores, strict=True)
        if lines[index].text == best
    )
    return (choices[scores.index(top)], same / total) if same / total >= LIKELY else None


def candidates(
    lines: Sequence[Line], kept: Sequence[bool], window: range, signs: Collection[int]
) -> tuple[list[int], list[list[float]]]:
    """The lines that could be the title, and the value of each feature for each of them."""
    choices = [index for index in window if _may_be_title(lines[index]) and index not in signs]
    if not choices:
        return [], []
    first = next((i for i, keep in enumerate(kept) if keep and lines[i].prose), None)
    if first is None:
        first = next((i for i, keep in enumerate(kept) if keep), window.stop)
    # A pull quote between the first paragraphs is no title.
    choices = [i for i in choices if i < first or not lines[i].text.startswith(OPENERS)]
    lead, words = _body_stems(lines, kept, first)
    ends = {i: title_end(lines[i].text) for i in choices}
    own = {i: _stems(lines[i], ends[i]) for i in choices}
    shared = {i: len(found & words) for i, found in own.items()}
    # A menu is full of short lines whose words the body lacks.
    choices = [i for i in choices if shared[i] or lines[i].words > MENU_WORDS]
    in_lead = {i: len(own[i] & lead) / max(len(own[i]), 3) for i in choices}
    most = max(in_lead.values(), default=0.0)
    shown = "\n".join(line.text for line in lines if line.words <= TITLE_WORDS[1])[:SHOWN]
    tails: dict[str, list[str]] = {}
    for index in choices:
        tails.setdefault(lines[index].text[-GLUE:], []).append(lines[index].text)
    ordered, listed, passed = sorted(signs), _listed(lines, window), 0
    rows = []
    for index in choices:
        line = lines[index]
        row = _row(lines, index, signs=ordered, first=first, shared=shared)
        row += [
            shared[index] / max(len(own[index]), 3),
            float(kept[index]) * (1.0 + (line.closed == 2)),
            float(index in listed),
            float(ends[index] == len(line.text) and bool(BREADCRUMB.search(line.text))),
            float(
                any(
                    len(o) < len(line.text)
                    for o in tails[line.text[-GLUE:]]
                    if line.text.endswith(o)
                )
            ),
            float(line.words >= 3 and shown.count(line.text) > 1),
            math.log1p(passed),
            in_lead[index],
            float(in_lead[index] == most),
            float(line.closed == 2 and line.words >= SENTENCE_WORDS),
            max(line.cased, 0.0),
        ]
        rows.append(row)
        passed += line.words >= 5 and shared[index] >= 1 and line.closed < 2
    return choices, rows


def _body_stems(
    lines: Sequence[Line], kept: Sequence[bool], first: int
) -> tuple[set[str], set[str]]:
    """The stems of the body's first paragraphs, and those of all of it."""
    lead: set[str] = set()
    words: set[str] = set()
    words.update(*[line.stems for line in compress(lines, kept)])
    for index in range(first, min(first + LEAD_LINES, len(lines))):
        if kept[index]:
            lead |= lines[index].stems
    return lead, words


def _stems(line: Line, end: int) -> set[str]:
    """The stems of a line's title, without the outlet's name behind it."""
    if end == len(line.text) and line.stems:
        return line.stems
    return stems(line.lowered[:end], latin=line.text.isascii())


def title_end(text: str) -> int:
    """Where a title ends if the name of its outlet follows behind a dash or bar."""
    if text.isascii() and "-" not in text and "|" not in text:
        return len(text)
    match = OUTLET.search(text)
    if match is None or len(text[: match.start()].split()) < 4:
        return len(text)
    tail = text[match.end() :].split()
    named = all(word[:1].isupper() or not word[:1].isalpha() for word in tail)
    return match.start() if len(tail) <= 4 and named else len(text)


def _may_be_title(line: Line) -> bool:
    """Whether nothing about a line rules out that it is the title."""
    fewest, most = TITLE_WORDS
    if not fewest <= line.words <= most or len(line.text) > LONGEST_TITLE:
        return False
    if line.control or line.marks & vocabulary.CREDIT or "www." in line.lowered:
        return False
    if line.after and line.words <= 4:
        return False
    if line.text.startswith(("—", "–", "-", "•", "*", "@", "#")):
        return False
    buttons = sum(map(vocabulary.CONTROLS.__contains__, line.lowered.split()))
    return 2 * buttons < line.words


def _headline(line: Line) -> bool:
    """Whether a line is written like a headline: some words, no full stop."""
    return 4 <= line.words <= 22 and line.closed == 0 and not line.control


def _row(
    lines: Sequence[Line], index: int, *, signs: list[int], first: int, shared: dict[int, int]
) -> list[float]:
    """The features of one candidate that its own line, its place and its neighbours give."""
    line = lines[index]
    above = lines[index - 1] if index else None
    below = lines[index + 1] if index + 1 < len(lines) else None
    text = line.text.rstrip("\"'”’»)")
    place = bisect_right(signs, index)
    sign_below = signs[place] - index if place < len(signs) else SIGN_REACH + 1
    sign_above = index - signs[bisect_left(signs, index) - 1] if signs and signs[0] < index else 9
    under = any(
        other in shared
        and _headline(lines[other])
        and not lines[other].after
        and not BREADCRUMB.search(lines[other].text)
        for other in (index - 1, index - 2)
    )
    dek = below is not None and below.words >= 8 and below.words > line.words
    dek = dek and below is not None and not below.control
    headlines = (above is not None and _headline(above)) + (below is not None and _headline(below))
    return [
        min(shared[index], 5) / 5,
        float(line.repeated),
        -math.log1p(max(first - index, 0)),
        float(sign_below <= 2),
        float(sign_below <= SIGN_REACH),
        float(sign_above <= 4),
        float(line.words <= 4),
        max(line.words - 18, 0) / 10,
        float(text.endswith(".") and not text.endswith("..")),
        float(text.endswith(("?", "!", "؟", "？", "！"))),
        float(line.gap) + float(below is None or below.gap),
        headlines / 2,
        float(bool(line.marks & (vocabulary.BUSINESS | vocabulary.STAMP)) or line.after),
        float(under),
        float(dek and below is not None and (below.closed == 2 or below.words >= 12)),
        float(line.text.isupper()),
        float(first - index == 1),
        float(index <= 1),
        float(index >= first),
        float(bool(SENTENCES.search(line.text))),
    ]


def _listed(lines: Sequence[Line], window: range) -> set[int]:
    """Lines below a heading such as "Related articles", without prose between."""
    found: set[int] = set()
    left = 0
    for index in range(max(window.start - LIST, 0), window.stop):
        line = lines[index]
        if left > 0:
            found.add(index)
        left -= 1
        if line.prose:
            left = 0
        elif line.after and 2 <= line.words <= 6:
            left = LIST
    return found
