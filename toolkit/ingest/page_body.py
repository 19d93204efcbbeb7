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
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from toolkit.ingest import page_vocabulary as vocabulary
from toolkit.ingest.page_lines import FORM, WORD_BUCKETS, Line
from toolkit.ingest.page_weights import FIRST, SECOND

WORD = re.compile(r"\w")
Ints = NDArray[np.int64]
Places = NDArray[np.int16]
Floats = NDArray[np.float64]

KINDS = 3 * (len(WORD_BUCKETS) + 1)
REACHES = (4, 12)  # lines around a line in which prose is near, and wide
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
BLOCK_LINES: Ints = np.array([1, 2, 4, 10], dtype=np.int64)
BLOCK_WORDS: Ints = np.array([3, 6, 12], dtype=np.int64)

# Costs of the path, in the unit of the weighted log-odds; chosen by cross-validation over sites.
ENTER, OPEN_GAP, CLOSE_GAP, LEAVE, GAP_STEP = 2.0, 4.0, 4.0, 2.0, 0.2
LENGTH_POWER = 0.6  # a line counts by its words to this power: prose over labels
# A page whose best path holds fewer words is read again with more trust, in these steps.
FEW_WORDS = 60
TRUST = (0.0, 0.7, 1.4, 2.1)
READ_BEFORE_END = 100  # words of prose before a heading can close the article
SOCIAL_WORDS = 8  # of a line between two comments
SINCE_STAMP: Ints = np.array([2, 3, 5, 9, 20], dtype=np.int64)
SOCIAL_LINES: Ints = np.array([1, 2, 4, 8], dtype=np.int64)
FAR = 6  # lines from a list's heading at which it rules no more
LIST_HEADING_WORDS = 6
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
    counts = words.tolist()
    kept: list[bool] = []
    for trust in TRUST:
        kept = _best_path(((odds + trust) * weight).tolist())
        if sum(compress(counts, kept)) >= FEW_WORDS:
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
    known = set(uses)
    # What a body line shares with the body must not be its own words only.
    elsewhere = {stem for stem, count in uses.items() if count > 1}
    found = []
    for line, keep in zip(lines, kept, strict=True):
        own = line.stems
        if not own:
            found.append(0)
            continue
        shared = len(own & elsewhere if keep else own & known)
        share = bisect_right(SHARES, shared / len(own)) if shared else 0
        found.append(share + (7 if line.words > WORD_BUCKETS[-2] else 1))
    return found


def columns(lines: list[Line], *, words: Ints) -> Places:
    """The measurements of lines as places in `FIRST` and `SECOND`.

    Args:
        lines: The lines of a page that have words, in order; at least one.
        words: How many each of them has.

    Returns:
        Array `(n_lines, n_columns)`; a row's weights sum to its log-odds of being body.
    """
    closed, prose, quote, bullet, case, figures, address, dated = _forms(lines)
    marks = _bytes([line.marks for line in lines])
    gaps = _bytes([line.gap for line in lines])
    after = _bytes([line.after for line in lines])
    control = _bytes([line.control for line in lines])
    repeated = _bytes([line.repeated for line in lines])
    final = _bytes([line.final for line in lines])
    below = np.ones_like(gaps)
    below[:-1] = gaps[1:]
    prose = prose * words
    social = ((marks & vocabulary.SOCIAL) > 0) & (words <= SOCIAL_WORDS)
    near, wide, comments = _surroundings(prose, words, social)
    closings, between = _since_read(prose, final=final, social=social)
    long = np.where(words > WORD_BUCKETS[-2], 2, 1)
    flags = np.array([after, control, *((marks & flag) > 0 for flag in FLAGS)], dtype=np.int64)
    values = np.empty((len(COLUMNS), len(lines)), dtype=np.int16)
    values[: -2 * len(flags)] = [
        *_kinds(closed, words=words),
        (gaps * 2 + below) * 4 + np.minimum(words // 4, 3),
        near,
        wide,
        *(flags[2:] * long),
        after * np.where(words > 6, 2, 1),
        control,
        repeated * long,
        quote,
        bullet,
        case,
        figures,
        address * np.where(words > 3, 2, 1),
        _blocks(gaps, words=words),
        comments,
        _since_list((after > 0) & (words <= LIST_HEADING_WORDS), prose=prose),
        closings,
        _since_stamp(dated),
        between,
    ]
    around = np.zeros((len(flags), len(lines) + 2), dtype=np.int64)
    around[:, 1:-1] = flags
    values[-2 * len(flags) :] = np.concatenate((around[:, :-2], around[:, 2:]))
    return values.T + OFFSETS[:-1].astype(np.int16)


def _forms(lines: list[Line]) -> Ints:
    """One row for each name in `FORM`."""
    found = np.frombuffer(b"".join([line.form for line in lines]), dtype=np.uint8)
    return found.reshape(-1, len(FORM)).T.astype(np.int64)


def _bytes(values: list[int]) -> Ints:
    """Small numbers as an array; by way of bytes, which is the fastest."""
    return np.frombuffer(bytes(values), dtype=np.uint8).astype(np.int64)


def _kinds(closed: Ints, *, words: Ints) -> list[Ints]:
    """Length class and closing mark of each line and of its neighbours; `KINDS` is no line."""
    reach = NEIGHBOURS[-1]
    kinds = np.full(len(words) + 2 * reach, KINDS, dtype=np.int64)
    kinds[reach:-reach] = BUCKETS.searchsorted(words) * 3 + closed
    return [kinds[reach + step : reach + step + len(words)] for step in NEIGHBOURS]


def _surroundings(prose: Ints, words: Ints, social: NDArray[np.bool_]) -> list[Ints]:
    """How dense prose is near and wide around each line, and lines as between comments, at most 3.

    Densities are in fifths: the share of the words around a line that stand in prose, itself left
    out.
    """
    size = len(words)
    total = np.zeros((3, size + 1), dtype=np.int64)
    own = np.array([prose, words, social], dtype=np.int64)
    own.cumsum(axis=1, out=total[:, 1:])
    index = np.arange(size)
    found: list[Ints] = []
    for reach in REACHES:
        upper = np.minimum(index + (reach + 1), size)
        sums = total[:, upper] - total[:, np.maximum(index - reach, 0)]
        others = sums - own
        found.append((others[0] / np.maximum(others[1], 1) * 4.99).astype(np.int64))
        if reach == REACHES[0]:
            comments = np.minimum(sums[2], 3)
    return [*found, comments]


def _blocks(gaps: Ints, *, words: Ints) -> Ints:
    """Class of the block without blank lines that each line stands in: its lines, their length."""
    number = np.cumsum(gaps)
    number -= number[0]
    size = np.bincount(number)
    mean = np.bincount(number, weights=words) / np.maximum(size, 1)
    kind = BLOCK_LINES.searchsorted(size) * 4 + BLOCK_WORDS.searchsorted(mean, side="right")
    return np.asarray(kind[number], dtype=np.int64)


def _before(values: Ints) -> Ints:
    """For each line the sum over all lines above it."""
    total = np.zeros(len(values), dtype=np.int64)
    values[:-1].cumsum(out=total[1:])
    return total


def _last(places: NDArray[np.bool_]) -> Ints:
    """For each line the index of the last one above it with a property; -1 for none."""
    last = np.full(len(places), -1, dtype=np.int64)
    np.maximum.accumulate(np.where(places, np.arange(len(places)), -1)[:-1], out=last[1:])
    return last


def _since_list(headings: NDArray[np.bool_], *, prose: Ints) -> Ints:
    """Lines since a list's heading; a paragraph takes further from it than a teaser does."""
    if not headings.any():
        return np.full(len(prose), FAR, dtype=np.int64)
    passed = _before(np.where(prose > 0, 3, 1))
    last = _last(headings)
    # From behind the heading, whose own step does not count.
    since = 1 + passed - passed[np.minimum(last + 1, len(prose) - 1)]
    return np.where(last < 0, FAR, np.minimum(since, FAR))


def _since_read(prose: Ints, *, final: Ints, social: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Closing headings above each line, and lines as between comments, both behind prose."""
    read = prose.cumsum() >= READ_BEFORE_END
    between = SOCIAL_LINES.searchsorted(_before((social & read).astype(np.int64)), side="right")
    return np.minimum(_before(final * read), 2), between


def _since_stamp(dated: Ints) -> Ints:
    """Class of each line by the number of lines since the last date; the farthest for none."""
    last = _last(dated > 0)
    since = np.where(last < 0, SINCE_STAMP[-1], np.arange(len(dated)) - last)
    return np.asarray(SINCE_STAMP.searchsorted(since, side="right"), dtype=np.int64)


def _best_path(gains: list[float]) -> list[bool]:
    """The lines in the state "body" on the path with the largest sum of gains less costs."""
    never = float("-inf")
    body, gap, behind = never, never, never
    # Per line, where the best path came from: into the body 0, 1 or 2; +3 if the gap was just
    # opened; +6 if the body was just left.
    backs: list[int] = []
    note = backs.append
    for gain in gains:
        best, back = -ENTER, 0
        if body > best:
            best, back = body, 1
        closed = gap - CLOSE_GAP
        if closed > best:
            best, back = closed, 2
        opened, gap = body - OPEN_GAP, gap - GAP_STEP
        if opened >= gap:
            gap = opened
            back += 3
        left = body - LEAVE
        if left >= behind:
            behind = left
            back += 6
        note(back)
        body = best + gain
    _, state = max((0.0, 0), (body, 1), (behind, 3))
    kept = [False] * len(gains)
    for index in range(len(gains) - 1, -1, -1):
        if state == 0:
            break
        back = backs[index]
        if state == 1:
            kept[index] = True
            state = back % 3
        elif state == 2:
            state = 1 if back % 6 >= 3 else 2
        else:
            state = 1 if back >= 6 else 3
    return kept
