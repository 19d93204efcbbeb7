"""Which lines of a pasted page are its body.

A linear model gives every line the log-odds of being body, from its own form (length, closing
mark, case, vocabulary) and that of its surroundings; the best path through four states (before
the body, in it, in a gap, behind it) then decides. So a short answer or a subheading amid prose
is kept and a long teaser behind a heading like "Most read" is not.
"""

import numpy as np
from numpy.typing import NDArray

from toolkit.ingest import page_vocabulary as vocabulary
from toolkit.ingest.page_lines import BULLET, OPENERS, WORD_BUCKETS, Line
from toolkit.ingest.page_weights import WEIGHTS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

KINDS = 3 * (len(WORD_BUCKETS) + 1)
NEIGHBOURS = (-2, -1, 0, 1, 2)
# The columns and how many values each has; `WEIGHTS` holds one number per value, in this order.
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
    ("since", 7),
    ("block", 20),
    ("social", 4),
    ("past", 3),
    *(
        (f"{name}{step:+d}", 2)
        for step in (-1, 1)
        for name in ("after", "control", "business", "credit", "stamp")
    ),
)
SINGLE = len(COLUMNS) - 10  # the last columns are those of the lines around
FLAGS = (vocabulary.BUSINESS, vocabulary.CREDIT, vocabulary.STAMP)
BUCKETS: Ints = np.array(WORD_BUCKETS, dtype=np.int64)
OFFSETS: Ints = np.cumsum([0, *(size for _, size in COLUMNS)], dtype=np.int64)

# Costs of the path, in the unit of the weighted log-odds; chosen by cross-validation over sites.
ENTER, OPEN_GAP, CLOSE_GAP, LEAVE, GAP_STEP = 2.0, 4.0, 4.0, 2.0, 0.2
LENGTH_POWER = 0.6  # a line counts by its words to this power: prose over labels
# A page whose best path holds fewer words is read again with more trust, in these steps.
FEW_WORDS = 60
TRUST = (0.0, 0.7, 1.4, 2.1)
READ_BEFORE_END = 100  # words of prose before a heading can close the article


def body_lines(lines: list[Line]) -> list[bool]:
    """Decides for every line whether it belongs to the body.

    Args:
        lines: The non-blank lines of a page, in order.

    Returns:
        One decision per line.
    """
    if not lines:
        return []
    odds = WEIGHTS[columns(lines)].sum(axis=1)
    words = np.array([line.words for line in lines], dtype=np.int64)
    weight = np.maximum(words, 1) ** LENGTH_POWER / 2
    kept = np.zeros(len(lines), dtype=bool)
    for trust in TRUST:
        kept = _best_path(((odds + trust) * weight).tolist())
        if int(words[kept].sum()) >= FEW_WORDS:
            break
    if not kept.any():  # a short article among many menus is still one
        kept = np.array([line.prose for line in lines], dtype=bool)
    # A button inside the body is cheaper for the path to keep than to go round.
    return [bool(keep) and not line.control for keep, line in zip(kept, lines, strict=True)]


def columns(lines: list[Line]) -> Ints:
    """The measurements of lines as places in `WEIGHTS`.

    Args:
        lines: The non-blank lines of a page, in order; at least one.

    Returns:
        Array `(n_lines, n_columns)`; a row's weights sum to its log-odds of being body.
    """
    words, marks, gaps, prose = (
        np.array(column, dtype=np.int64)
        for column in zip(
            *[(line.words, line.marks, line.gap, line.prose) for line in lines], strict=True
        )
    )
    prose *= words
    long = np.where(words > WORD_BUCKETS[-2], 2, 1)
    flags = np.array(
        [
            [line.after for line in lines],
            [line.control for line in lines],
            *(np.minimum(marks & flag, 1) for flag in FLAGS),
        ],
        dtype=np.int64,
    )
    since, past = _history(lines, prose=prose.tolist())
    values = np.empty((len(COLUMNS), len(lines)), dtype=np.int64)
    values[:SINGLE] = [
        *_kinds(lines, words=words),
        (gaps * 2 + np.append(gaps[1:], 1)) * 4 + np.minimum(words // 4, 3),
        _density(prose, words=words, reach=4),
        _density(prose, words=words, reach=12),
        *(flags[2:] * long),
        flags[0] * np.where(words > 6, 2, 1),
        flags[1],
        np.array([line.repeated for line in lines]) * long,
        [line.text.startswith(OPENERS) for line in lines],
        [BULLET.match(line.text) is not None for line in lines],
        [int(line.cased * 3.99) + 1 if line.cased >= 0 else 0 for line in lines],
        since,
        _blocks(gaps, words=words),
        _social(marks, words=words),
        past,
    ]
    around = np.zeros((len(flags), len(lines) + 2), dtype=np.int64)
    around[:, 1:-1] = flags
    values[SINGLE:] = np.concatenate((around[:, :-2], around[:, 2:]))
    return values.T + OFFSETS[:-1]


def _kinds(lines: list[Line], *, words: Ints) -> list[Ints]:
    """Length class and closing mark of each line and of its neighbours; `KINDS` is no line."""
    closed = np.array([line.closed for line in lines], dtype=np.int64)
    reach = NEIGHBOURS[-1]
    kinds = np.full(len(lines) + 2 * reach, KINDS, dtype=np.int64)
    kinds[reach:-reach] = BUCKETS.searchsorted(words) * 3 + closed
    return [kinds[reach + step : reach + step + len(lines)] for step in NEIGHBOURS]


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
    short = ((marks & vocabulary.SOCIAL) > 0) & (words <= 8)
    return np.minimum(_window(short.astype(np.int64), reach=4), 3)


def _history(lines: list[Line], *, prose: list[int]) -> tuple[list[int], list[int]]:
    """Per line: lines since a heading of other things (at most 6), closing headings seen (2)."""
    since, read, past = 6, 0, 0
    distances, closings = [], []
    for line, count in zip(lines, prose, strict=True):
        distances.append(since if since < 6 else 6)
        closings.append(past)
        read += count
        if line.final and past < 2 and read >= READ_BEFORE_END:
            past += 1
        if line.after and line.words <= 6:
            since = 1
        else:
            # A paragraph takes us further from the list than another teaser does.
            since += 3 if count else 1
    return distances, closings


def _best_path(gains: list[float]) -> NDArray[np.bool_]:
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
    kept = np.zeros(len(gains), dtype=bool)
    for index in range(len(gains) - 1, -1, -1):
        if state == 0:
            break
        kept[index] = state == 1
        state = backs[index][state - 1]
    return kept
