"""Which lines of a pasted page are its body.

A linear model gives every line the log-odds of being body, from its own form (length, closing
mark, case, vocabulary) and that of its surroundings; the best path through four states (before
the body, in it, in a gap, behind it) then decides. Then the page is read once more with one
measurement added: how many of a line's words the lines of the first reading have too. So a short
answer or a subheading amid prose is kept, and a long teaser behind a heading like "Most read" or
about another subject is not.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from toolkit.ingest import page_vocabulary as vocabulary
from toolkit.ingest.page_lines import BULLET, OPENERS, WORD_BUCKETS, Line
from toolkit.ingest.page_weights import FIRST, SECOND

WORD = re.compile(r"\w")
Ints = NDArray[np.int64]
Places = NDArray[np.int16]
Floats = NDArray[np.float64]

KINDS = 3 * (len(WORD_BUCKETS) + 1)
NEIGHBOURS = (-2, -1, 0, 1, 2)
# The columns and how many values each has; `FIRST` and `SECOND` hold one number per value, in
# this order.
COLUMNS: tuple[tuple[str, int], ...] = (
    *((f"kind{step:+d}", KINDS + 1) for step in NEIGHBOURS),
    ("gaps", 16),
    ("near", 5),
    ("wide", 5),
    ("business", 3),
    ("credit", 3),
    ("stamp", 3),
    ("after", 3),
    ("control", 2),
    ("repeated", 3),
    ("quote", 2),
    ("bullet", 2),
    ("case", 5),
    ("figures", 5),
    ("address", 3),
    ("block", 20),
    ("social", 4),
    ("since list", 7),
    ("closings", 3),
    ("since stamp", 6),
    ("comments", 5),
    *(
        (f"{name}{step:+d}", 2)
        for step in (-1, 1)
        for name in ("after", "control", "business", "credit", "stamp")
    ),
)
PIECE = 20_000  # lines whose weights are added up at once
ECHO = 12  # values of the one column that only the second reading has
FLAGS = (vocabulary.BUSINESS, vocabulary.CREDIT, vocabulary.STAMP)
BUCKETS: Ints = np.array(WORD_BUCKETS, dtype=np.int64)
OFFSETS: Ints = np.cumsum([0, *(size for _, size in COLUMNS)], dtype=np.int64)
FIGURED = 80  # code points in which figures are counted
FIGURES = b"0123456789"
FIGURE_SHARES: Floats = np.array([0.01, 0.08, 0.2, 0.4])

# Costs of the path, in the unit of the weighted log-odds; chosen by cross-validation over sites.
ENTER, OPEN_GAP, CLOSE_GAP, LEAVE, GAP_STEP = 2.0, 4.0, 4.0, 2.0, 0.2
LENGTH_POWER = 0.6  # a line counts by its words to this power: prose over labels
# A page whose best path holds fewer words is read again with more trust, in these steps.
FEW_WORDS = 60
TRUST = (0.0, 0.7, 1.4, 2.1)
READ_BEFORE_END = 100  # words of prose before a heading can close the article
SOCIAL_WORDS = 8  # of a line between two comments
SINCE_STAMP, SOCIAL_LINES = (2, 3, 5, 9, 20), (1, 2, 4, 8)
SHARES = (0.08, 0.18, 0.3, 0.45)  # classes of a line by how many of its stems the body has too


def body_lines(lines: list[Line]) -> list[bool]:
    """Decides for every line whether it belongs to the body.

    Args:
        lines: The non-blank lines of a page, in order.

    Returns:
        One decision per line.
    """
    # Rules and invisible marks stand between paragraphs without parting them.
    worded = [index for index, line in enumerate(lines) if line.words > 1 or WORD.search(line.text)]
    decisions = [False] * len(lines)
    if worded:
        found = _read([lines[index] for index in worded])
        for index, keep in zip(worded, found, strict=True):
            # A button inside the body is cheaper for the path to keep than to go round.
            decisions[index] = keep and not lines[index].control
    return decisions


def _read(lines: list[Line]) -> list[bool]:
    """Reads the page twice: the second time it is known which words the article uses."""
    words = np.array([line.words for line in lines], dtype=np.int64)
    places = columns(lines, words=words)
    kept = best_lines(_summed(FIRST, places), words)
    echoed = echoes(lines, kept)
    kept = best_lines(_summed(SECOND, places) + SECOND[OFFSETS[-1] :][echoed], words)
    if not any(kept):  # a short article among many menus is still one
        kept = [line.prose for line in lines]
    return kept


def _summed(weights: Floats, places: Places) -> Floats:
    """The log-odds of each line; in pieces, because a page may have a million lines."""
    if len(places) <= PIECE:
        return np.asarray(weights[places].sum(axis=1))
    pieces = range(0, len(places), PIECE)
    return np.concatenate([weights[places[at : at + PIECE]].sum(axis=1) for at in pieces])


def best_lines(odds: Floats, words: Ints) -> list[bool]:
    """The best path for some log-odds; with more trust where it would hold next to nothing.

    Args:
        odds: For each line, that it is body.
        words: Of each line.

    Returns:
        One decision per line.
    """
    weight = np.maximum(words, 1) ** LENGTH_POWER / 2
    kept: list[bool] = []
    for trust in TRUST:
        kept = _best_path(((odds + trust) * weight).tolist())
        if int(words[kept].sum()) >= FEW_WORDS:
            break
    return kept


def echoes(lines: list[Line], kept: Sequence[bool]) -> list[int]:
    """Class of each line by how many of its words the lines of a first reading have too.

    Args:
        lines: The lines.
        kept: Which of them the first reading took for body.

    Returns:
        One of `ECHO` values per line.
    """
    uses: Counter[str] = Counter()
    for line, keep in zip(lines, kept, strict=True):
        if keep:
            uses.update(line.stems)
    known = uses.keys()
    # What a body line shares with the body must not be its own words only.
    elsewhere = {stem for stem, count in uses.items() if count > 1}
    found = []
    for line, keep in zip(lines, kept, strict=True):
        if not line.stems:
            found.append(0)
            continue
        shared = len(line.stems & elsewhere if keep else line.stems & known)
        share = shared / len(line.stems)
        found.append(bisect_right(SHARES, share) + (7 if line.words > WORD_BUCKETS[-2] else 1))
    return found


def columns(lines: list[Line], *, words: Ints) -> Places:
    """The measurements of lines as places in `FIRST` and `SECOND`.

    Args:
        lines: The lines of a page that have words, in order; at least one.
        words: How many each of them has.

    Returns:
        Array `(n_lines, n_columns)`; a row's weights sum to its log-odds of being body.
    """
    measured = np.fromiter(
        chain.from_iterable([_measurements(line) for line in lines]), dtype=np.int64
    ).reshape(len(lines), -1)
    closed, marks, gaps, prose, after, control, repeated, quote, bullet, address = measured.T[:10]
    case, head, others = measured.T[10:]
    prose = prose * words
    long = np.where(words > WORD_BUCKETS[-2], 2, 1)
    flags = np.array(
        [after, control, *(np.minimum(marks & flag, 1) for flag in FLAGS)], dtype=np.int64
    )
    values = np.empty((len(COLUMNS), len(lines)), dtype=np.int16)
    values[: -2 * len(flags)] = [
        *_kinds(closed, words=words),
        (gaps * 2 + np.append(gaps[1:], 1)) * 4 + np.minimum(words // 4, 3),
        _density(prose, words=words, reach=4),
        _density(prose, words=words, reach=12),
        *(flags[2:] * long),
        after * np.where(words > 6, 2, 1),
        control,
        repeated * long,
        quote,
        bullet,
        case,
        FIGURE_SHARES.searchsorted(1 - others / head, side="right"),
        address * np.where(words > 3, 2, 1),
        _blocks(gaps, words=words),
        _social(marks, words=words),
        *_history(lines, prose=prose.tolist()),
    ]
    around = np.zeros((len(flags), len(lines) + 2), dtype=np.int64)
    around[:, 1:-1] = flags
    values[-2 * len(flags) :] = np.concatenate((around[:, :-2], around[:, 2:]))
    return values.T + OFFSETS[:-1].astype(np.int16)


def _measurements(line: Line) -> tuple[int, ...]:
    """What `columns` takes from a line as it is."""
    text = line.text
    head = text[:FIGURED].encode("ascii", "replace")
    return (
        line.closed,
        line.marks,
        line.gap,
        line.prose,
        line.after,
        line.control,
        line.repeated,
        text[0] in OPENERS,
        not text[0].isupper() and BULLET.match(text) is not None,
        "www." in text or "://" in text or ".co" in text or ".org" in text or ".net" in text,
        int(line.cased * 3.99) + 1 if line.cased >= 0 else 0,
        len(head),
        len(head.translate(None, FIGURES)),
    )


def _kinds(closed: Ints, *, words: Ints) -> list[Ints]:
    """Length class and closing mark of each line and of its neighbours; `KINDS` is no line."""
    reach = NEIGHBOURS[-1]
    kinds = np.full(len(words) + 2 * reach, KINDS, dtype=np.int64)
    kinds[reach:-reach] = BUCKETS.searchsorted(words) * 3 + closed
    return [kinds[reach + step : reach + step + len(words)] for step in NEIGHBOURS]


def _window(values: Ints, *, reach: int) -> Ints:
    """Sum over the `reach` lines before and after each line, itself included."""
    total = np.concatenate(([0], np.cumsum(values)))
    index = np.arange(len(values))
    upper = np.minimum(index + reach + 1, len(values))
    return np.asarray(total[upper] - total[np.maximum(index - reach, 0)], dtype=np.int64)


def _density(prose: Ints, *, words: Ints, reach: int) -> Ints:
    """In fifths, the share of the words around a line that stand in prose, itself left out."""
    around = np.maximum(_window(words, reach=reach) - words, 1)
    share = (_window(prose, reach=reach) - prose) / around
    return np.asarray(share * 4.99, dtype=np.int64)


def _blocks(gaps: Ints, *, words: Ints) -> Ints:
    """Class of the block without blank lines that each line stands in: its lines, their length."""
    number = np.cumsum(gaps)
    number -= number[0]
    size = np.bincount(number)
    mean = np.bincount(number, weights=words) / np.maximum(size, 1)
    kind = np.searchsorted([1, 2, 4, 10], size) * 4 + np.searchsorted(
        [3, 6, 12], mean, side="right"
    )
    return np.asarray(kind[number], dtype=np.int64)


def _social(marks: Ints, *, words: Ints) -> Ints:
    """How many short lines around each one look like those between readers' comments; at most 3."""
    short = ((marks & vocabulary.SOCIAL) > 0) & (words <= SOCIAL_WORDS)
    return np.minimum(_window(short.astype(np.int64), reach=4), 3)


def _history(lines: list[Line], *, prose: list[int]) -> tuple[list[int], ...]:
    """Per line: lines since a list's heading, closing headings, since a date, between comments."""
    since, read, past, stamp, social = 6, 0, 0, 99, 0
    found: list[tuple[int, int, int, int]] = []
    for line, count in zip(lines, prose, strict=True):
        found.append(
            (
                since if since < 6 else 6,
                past,
                bisect_right(SINCE_STAMP, stamp),
                bisect_right(SOCIAL_LINES, social),
            )
        )
        read += count
        stamp = 1 if line.dated else stamp + 1
        if read >= READ_BEFORE_END:
            past += line.final and past < 2
            social += bool(line.marks & vocabulary.SOCIAL) and line.words <= SOCIAL_WORDS
        if line.after and line.words <= 6:
            since = 1
        else:
            # A paragraph takes us further from the list than another teaser does.
            since += 3 if count else 1
    return tuple(list(column) for column in zip(*found, strict=True))


def _best_path(gains: list[float]) -> list[bool]:
    """The lines in the state "body" on the path with the largest sum of gains less costs."""
    never = float("-inf")
    body, gap, behind = never, never, never
    backs: list[tuple[int, int, int]] = []
    for gain in gains:
        new_body, from_body = -ENTER, 0
        if body > new_body:
            new_body, from_body = body, 1
        if gap - CLOSE_GAP > new_body:
            new_body, from_body = gap - CLOSE_GAP, 2
        opened, stayed, left = body - OPEN_GAP, gap - GAP_STEP, body - LEAVE
        backs.append((from_body, 1 if opened >= stayed else 2, 1 if left >= behind else 3))
        body = new_body + gain
        gap = opened if opened >= stayed else stayed
        behind = left if left >= behind else behind
    _, state = max((0.0, 0), (body, 1), (behind, 3))
    kept = [False] * len(gains)
    for index in range(len(gains) - 1, -1, -1):
        if state == 0:
            break
        kept[index] = state == 1
        state = backs[index][state - 1]
    return kept
