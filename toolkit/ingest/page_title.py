"""Which line of a pasted page is its title.

Every line above the body that could be a title is scored by a linear model: whether the body uses
its words, where it stands, how it is written, what stands around it. A conditional logit over a
page's lines, with "none of them" as one more choice, gives the probability of each; a title that
is not likely enough is left out.
"""

import math
import re
from collections.abc import Collection, Sequence
from operator import mul

from toolkit.ingest import page_vocabulary as vocabulary
from toolkit.ingest.page_lines import WIDE, Line
from toolkit.ingest.page_weights import TITLE_BIAS, TITLE_WEIGHTS

REACH = 70  # lines above the body among which the title is sought
SHOWN = 20_000  # code points of the page's short lines among which a title may come again
GLUE = 6  # letters at the end by which lines are compared
TITLE_WORDS = (2, 36)
LONGEST_TITLE = 280
STEM = 5
OUTLET = re.compile(r"\s+[-–—|·»]\s+(?=[^-–—|·»]{2,40}$)")
SENTENCES = re.compile(r"[^\W\d_]{3}[”’\")]?[.!?] \W{0,2}[^\W\d_a-zß-ÿ]")
BREADCRUMB = re.compile(r"\s[›»>/|·•]\s")
PAIRS = re.compile(r"(?=([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}))")
# The first letters of a word; article, conjunction and prepositions that Arabic and Hebrew write
# together with their word do not count.
WORD = re.compile(r"\b[^\W\d_\u0590-\u06ff]{4,5}")
SEMITIC = re.compile(
    "\\b(?:\u0648\u0627\u0644|[\u0628\u0643\u0641]\u0627\u0644|\u0627\u0644|\u0644\u0644|\u0648|[\u05d1\u05d4\u05d5\u05dc\u05de])?([\u0590-\u06ff]{3,4})"
)
BODY_CHARACTERS = 20_000  # enough of the body to know its words
# A title below this probability is not worth believing: a wrong title is worse than none.
SURE = 0.3

FEATURES = (
    "shared",
    "share",
    "repeated",
    "distance",
    "inside",
    "sign near",
    "sign below",
    "sign above",
    "short",
    "long",
    "stop",
    "mark",
    "gap",
    "in list",
    "among headlines",
    "business",
    "crumbs",
    "below title",
    "above dek",
    "capitals",
    "adjoins",
    "top",
    "late",
    "glued",
    "echoed",
    "headlines above",
    "sentences",
)


def find_title(
    lines: Sequence[Line], kept: Sequence[bool], window: range, signs: Collection[int]
) -> int | None:
    """The line that is most likely the title, if any is likely enough.

    Args:
        lines: The non-blank lines of the page.
        kept: Which of them the body has.
        window: Where to look.
        signs: Lines that carry a byline or stamp.

    Returns:
        Its index, or None.
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
    return choices[scores.index(top)] if same / total >= SURE else None


def candidates(
    lines: Sequence[Line], kept: Sequence[bool], window: range, signs: Collection[int]
) -> tuple[list[int], list[list[float]]]:
    """The lines that could be the title, and the value of each feature for each of them."""
    choices = [index for index in window if _may_be_title(lines[index]) and index not in signs]
    if not choices:
        return [], []
    body = "\n".join(line.lowered for line, keep in zip(lines, kept, strict=True) if keep)
    words = stems(body[:BODY_CHARACTERS])
    first = next((i for i, keep in enumerate(kept) if keep and lines[i].prose), None)
    if first is None:
        first = next((i for i, keep in enumerate(kept) if keep), window.stop)
    shown = "\n".join(line.text for line in lines if line.words <= TITLE_WORDS[1])[:SHOWN]
    own = {i: stems(lines[i].text[: title_end(lines[i].text)].lower()) for i in choices}
    shared = {i: len(found & words) for i, found in own.items()}
    ordered = sorted(signs)
    rows = [
        _row(lines, kept, index, signs=ordered, first=first, shared=shared, own=own[index])
        for index in choices
    ]
    ends: dict[str, list[str]] = {}
    for index in choices:
        ends.setdefault(lines[index].text[-GLUE:], []).append(lines[index].text)
    passed = 0
    for index, row in zip(choices, rows, strict=True):
        text = lines[index].text
        row.append(float(_ends_with_other(text, ends[text[-GLUE:]])))
        row.append(float(shown.count(text) > 1 and lines[index].words >= 3))
        row.append(math.log1p(passed))
        row.append(float(bool(SENTENCES.search(text))))
        passed += lines[index].words >= 5 and shared[index] >= 1 and lines[index].closed < 2
    return choices, rows


def stems(text: str) -> set[str]:
    """The stems of the longer words of a lower-cased text; pairs of signs where no blanks part them."""
    found = set(WORD.findall(text))
    if not text.isascii():
        found.update(SEMITIC.findall(text))
        if WIDE.search(text):
            found.update(PAIRS.findall(text))
    return found


def title_end(text: str) -> int:
    """Where a title ends if the name of its outlet follows behind a dash or bar."""
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
    buttons = sum(word in vocabulary.CONTROLS for word in line.lowered.split())
    return 2 * buttons < line.words


def _headline(line: Line) -> bool:
    """Whether a line is written like a headline: some words, no full stop."""
    return 4 <= line.words <= 22 and line.closed == 0 and not line.control


def _row(
    lines: Sequence[Line],
    kept: Sequence[bool],
    index: int,
    *,
    signs: list[int],
    first: int,
    shared: dict[int, int],
    own: Collection[str],
) -> list[float]:
    """The features of one candidate, in the order of `FEATURES`."""
    line = lines[index]
    above = lines[index - 1] if index else None
    below = lines[index + 1] if index + 1 < len(lines) else None
    text = line.text.rstrip("\"'”’»)")
    count = shared[index]
    below_signs = [sign - index for sign in signs if sign > index and sign - index <= 6]
    under = any(
        other in shared and _headline(lines[other]) and not lines[other].after
        for other in (index - 1, index - 2)
    )
    dek = below is not None and below.words > line.words and below.words >= 8 and not below.control
    headlines = (above is not None and _headline(above)) + (below is not None and _headline(below))
    return [
        min(count, 5) / 5,
        count / max(len(own), 3),
        float(line.repeated),
        -math.log1p(max(first - index, 0)),
        float(kept[index]) * (1.0 + (line.closed == 2)),
        1.0 if below_signs and below_signs[0] <= 2 else 0.0,
        1.0 if below_signs else 0.0,
        float(any(0 < index - sign <= 4 for sign in signs)),
        float(line.words <= 4),
        max(line.words - 18, 0) / 10,
        float(text.endswith(".") and not text.endswith("..")),
        float(text.endswith(("?", "!", "؟", "？", "！"))),
        float(line.gap) + float(below is None or below.gap),
        float(_in_list(lines, index)),
        headlines / 2,
        float(bool(line.marks & (vocabulary.BUSINESS | vocabulary.STAMP)) or line.after),
        float(bool(BREADCRUMB.search(line.text)) and title_end(line.text) == len(line.text)),
        float(under),
        float(dek and (below is None or below.closed == 2 or below.words >= 12)),
        float(line.text.isupper()),
        float(first - index == 1),
        float(index <= 1),
        float(index >= first),
    ]


def _ends_with_other(text: str, others: list[str]) -> bool:
    """Whether the line is some words glued before another line."""
    return any(len(other) < len(text) and text.endswith(other) for other in others)


def _in_list(lines: Sequence[Line], index: int) -> bool:
    """Whether a heading such as "Related articles" stands closely above, without prose between."""
    for above in range(index - 1, max(index - 30, -1), -1):
        if lines[above].prose:
            return False
        if lines[above].after and 2 <= lines[above].words <= 6:
            return True
    return False
