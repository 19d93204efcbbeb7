"""The compiled inner loops: words of a text, n-gram look-up, weighing and scoring.

Integers are signed throughout: Numba makes a float of signed and unsigned together. Every loop
runs without the interpreter's lock, so that threads work side by side.
"""

import math
from collections.abc import Callable
from typing import NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from toolkit.models.tfidf.folding import BREAK, SKIP

Function = TypeVar("Function", bound=Callable[..., object])
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float32]

SEED = 1469598103934665603  # FNV-1a (Fowler, Noll and Vo), over code points in place of bytes
PRIME = 1099511628211
MIX = -7046029254386353131  # 2^64 over the golden ratio, odd, as a signed number
SPACE, LINE = 32, 10
FREE = -1


def compiled(function: Function) -> Function:
    """Compiled by Numba on first use and kept on disk."""
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


class Lexicon(NamedTuple):
    """A vocabulary as open-addressed tables.

    Attributes:
        words: `(n_slots, 2)` hash and number of a word; number -1 is free.
        ends: Where the characters of each word end in `chars`.
        chars: Code points of all words, one after the other.
        unigrams: Feature of each word, -1 if it is none.
        pairs: `(n_slots, 2)` key (node of the n-gram so far << 32 | word) and value (node << 32 |
            feature + 1); key -1 is free. The nodes of single words are their numbers.
    """

    words: Longs
    ends: Ints
    chars: Ints
    unigrams: Ints
    pairs: Longs


class Scratch(NamedTuple):
    """Room for one thread.

    Attributes:
        chars: Folded characters of the words of a text.
        ends: Where each word ends in `chars`.
        hashes: Of each word.
        tokens: Number of each word, -1 if unknown; then of the n-gram that starts there.
        nodes: Node of the n-gram that starts at each word.
        counts: Occurrences of each feature; zero between texts.
        found: Distinct features of a text, by first occurrence.
        values: Their weights.
    """

    chars: Ints
    ends: Ints
    hashes: Longs
    tokens: Ints
    nodes: Ints
    counts: Ints
    found: Ints
    values: Floats


@compiled
def split_words(
    text: Ints, fold: Ints, starts: Ints, several: Ints, chars: Ints, ends: Ints, hashes: Longs
) -> int:
    """The words of two characters on, folded; returns their number."""
    n = 0
    first = 0  # of the current word, in chars
    at = 0
    h = SEED
    k = 0
    stop = 0
    for i in range(len(text) + 1):
        c = BREAK
        if i < len(text):
            c = fold[text[i]]
            if c == SKIP:
                continue
            if c < 0:
                k = starts[-1 - c]
                stop = starts[-c]
                c = several[k]
                k += 1
        while True:
            if c != BREAK:
                chars[at] = c
                at += 1
                h = (h ^ c) * PRIME
            else:
                if at - first >= 2:
                    ends[n] = at
                    hashes[n] = h
                    n += 1
                    first = at
                at = first
                h = SEED
            if k == stop:
                break
            c = several[k]
            k += 1
    return n


@compiled
def slot_of(key: int | np.int64, mask: int) -> int:
    """Where a key's search begins."""
    mixed = key * MIX
    return int((mixed ^ (mixed >> 32)) & mask)


@compiled
def find_word(
    h: int, chars: Ints, first: int, end: int, words: Longs, known_ends: Ints, known: Ints
) -> int:
    """Slot of a word: its own, or the free one where it belongs."""
    mask = len(words) - 1
    slot = slot_of(h, mask)
    while True:
        number = words[slot, 1]
        if number == FREE:
            return slot
        if words[slot, 0] == h:
            start = known_ends[number - 1] if number > 0 else 0
            if known_ends[number] - start == end - first:
                same = True
                for i in range(end - first):
                    if known[start + i] != chars[first + i]:
                        same = False
                        break
                if same:
                    return slot
        slot = (slot + 1) & mask


@compiled
def look_up_words(n: int, lexicon: Lexicon, scratch: Scratch) -> None:
    """Numbers of the `n` words in `scratch`, -1 for the unknown."""
    words = lexicon.words
    chars = scratch.chars
    first = 0
    for i in range(n):
        end = scratch.ends[i]
        slot = find_word(scratch.hashes[i], chars, first, end, words, lexicon.ends, lexicon.chars)
        scratch.tokens[i] = words[slot, 1]
        first = end


@compiled
def find_pair(key: int | np.int64, pairs: Longs) -> int:
    """Slot of a pair: its own, or the free one where it belongs."""
    mask = len(pairs) - 1
    slot = slot_of(key, mask)
    while pairs[slot, 0] != key and pairs[slot, 0] != FREE:
        slot = (slot + 1) & mask
    return slot


@compiled
def count_one(feature: int, counts: Ints, found: Ints, n_found: int) -> int:
    """Counts a feature; returns the number of distinct ones so far."""
    if feature < 0:
        return n_found
    if counts[feature] == 0:
        found[n_found] = feature
        n_found += 1
    counts[feature] += 1
    return n_found


@compiled
def count_features(n: int, longest: int, lexicon: Lexicon, scratch: Scratch) -> int:
    """Counts the n-grams of the `n` words that are features; returns the number of features."""
    tokens = scratch.tokens
    nodes = scratch.nodes
    counts = scratch.counts
    found = scratch.found
    pairs = lexicon.pairs
    unigrams = lexicon.unigrams
    n_found = 0
    for i in range(n):
        node = tokens[i]
        nodes[i] = node
        if node >= 0:
            n_found = count_one(unigrams[node], counts, found, n_found)
    for size in range(2, longest + 1):
        for i in range(n - size + 1):
            node = nodes[i]
            word = tokens[i + size - 1]
            if node < 0 or word < 0:
                nodes[i] = -1
                continue
            slot = find_pair((np.int64(node) << 32) | word, pairs)
            if pairs[slot, 0] == FREE:
                nodes[i] = -1
                continue
            value = pairs[slot, 1]
            nodes[i] = value >> 32
            n_found = count_one((value & 0xFFFFFFFF) - 1, counts, found, n_found)
    return n_found


@compiled
def weigh(n_found: int, idf: Floats, log_counts: Floats, sublinear: bool, scratch: Scratch) -> None:
    """TF-IDF of the features in `scratch.found`, of unit length; clears the counts."""
    counts = scratch.counts
    values = scratch.values
    norm = 0.0
    for i in range(n_found):
        feature = scratch.found[i]
        count = counts[feature]
        counts[feature] = 0
        if not sublinear:
            value = np.float32(count)
        elif count < len(log_counts):
            value = log_counts[count]
        else:
            value = np.float32(math.log(np.float32(count))) + np.float32(1)
        value *= idf[feature]
        values[i] = value
        norm += np.float64(value * value)
    norm = math.sqrt(norm)
    for i in range(n_found):
        values[i] = np.float32(values[i] / norm)


@compiled
def vector_of(
    text: Ints,
    folding: tuple[Ints, Ints, Ints],
    lexicon: Lexicon,
    weighing: tuple[Floats, Floats, bool, int],
    scratch: Scratch,
) -> int:
    """The vector of one text in `scratch.found` and `scratch.values`; returns its length."""
    fold, starts, several = folding
    idf, log_counts, sublinear, longest = weighing
    n = split_words(text, fold, starts, several, scratch.chars, scratch.ends, scratch.hashes)
    look_up_words(n, lexicon, scratch)
    n_found = count_features(n, longest, lexicon, scratch)
    weigh(n_found, idf, log_counts, sublinear, scratch)
    return n_found


@compiled
def score_texts(
    text: Ints,
    ends: Longs,
    folding: tuple[Ints, Ints, Ints],
    lexicon: Lexicon,
    weighing: tuple[Floats, Floats, bool, int],
    weights: Floats,
    scratch: Scratch,
    margins: Floats,
    known: Ints,
) -> None:
    """Adds the texts' margins to `margins`, and their number of features to `known`.

    `text` holds the texts one after the other, up to `ends`; `weights` is `(n_features, n_heads)`.
    """
    n_heads = weights.shape[1]
    sums = np.empty(n_heads, dtype=np.float32)
    first = 0
    for row in range(len(ends)):
        end = ends[row]
        n_found = vector_of(text[first:end], folding, lexicon, weighing, scratch)
        first = end
        sums[:] = 0
        for i in range(n_found):
            value = scratch.values[i]
            feature = scratch.found[i]
            for j in range(n_heads):
                sums[j] += value * weights[feature, j]
        for j in range(n_heads):
            margins[row, j] += sums[j]
        known[row] += n_found


@compiled
def grown(slots: Longs) -> Longs:
    """A word or pair table of twice the size with the same entries."""
    # Of words the second column tells whether a slot is free, of pairs the first; both are -1.
    bigger = np.full((2 * len(slots), 2), -1, dtype=np.int64)
    mask = len(bigger) - 1
    for i in range(len(slots)):
        if slots[i, 0] == FREE and slots[i, 1] == FREE:
            continue
        slot = slot_of(slots[i, 0], mask)
        while bigger[slot, 0] != FREE or bigger[slot, 1] != FREE:
            slot = (slot + 1) & mask
        bigger[slot] = slots[i]
    return bigger


@compiled
def extended(values: Ints, length: int) -> Ints:
    """The same values with room for at least `length`."""
    longer = np.empty(max(2 * len(values), length), dtype=np.int32)
    longer[: len(values)] = values
    return longer


@compiled
def number_words(
    n: int, scratch: Scratch, words: Longs, ends: Ints, chars: Ints, n_known: int
) -> tuple[Longs, Ints, Ints, int]:
    """Numbers of the `n` words in `scratch`; the unknown get new ones. Returns the grown tables."""
    first = 0
    for i in range(n):
        if 2 * (n_known + 1) > len(words):
            words = grown(words)
        end = scratch.ends[i]
        slot = find_word(scratch.hashes[i], scratch.chars, first, end, words, ends, chars)
        if words[slot, 1] == FREE:
            start = ends[n_known - 1] if n_known > 0 else 0
            if n_known >= len(ends):
                ends = extended(ends, n_known + 1)
            if start + end - first > len(chars):
                chars = extended(chars, start + end - first)
            chars[start : start + end - first] = scratch.chars[first:end]
            ends[n_known] = start + end - first
            words[slot, 0] = scratch.hashes[i]
            words[slot, 1] = n_known
            n_known += 1
        scratch.tokens[i] = words[slot, 1]
        first = end
    return words, ends, chars, n_known


@compiled
def build_tables(terms: Ints, scratch: Scratch) -> tuple[Longs, Ints, Ints, Ints, Longs]:
    """The tables of a vocabulary whose terms are lines of words between single spaces."""
    words = np.full((1024, 2), -1, dtype=np.int64)
    pairs = np.full((1024, 2), -1, dtype=np.int64)
    ends = np.empty(512, dtype=np.int32)
    chars = np.empty(4096, dtype=np.int32)
    n_known = 0
    at = 0
    h = SEED
    n = 0
    # First all words get a number, for the nodes of longer n-grams are numbered after them.
    for i in range(len(terms)):
        c = terms[i]
        if c in (SPACE, LINE):
            scratch.ends[n] = at
            scratch.hashes[n] = h
            h = SEED
            n += 1
        else:
            scratch.chars[at] = c
            at += 1
            h = (h ^ c) * PRIME
    words, ends, chars, n_known = number_words(n, scratch, words, ends, chars, n_known)
    unigrams = np.full(n_known, -1, dtype=np.int32)
    n_nodes = n_known
    n_pairs = 0
    k = 0
    node = np.int64(-1)
    slot = -1
    feature = 0
    for i in range(len(terms)):
        c = terms[i]
        if c not in (SPACE, LINE):
            continue
        word = np.int64(scratch.tokens[k])
        k += 1
        if node < 0:
            node = word
            slot = -1
        else:
            if 2 * (n_pairs + 1) > len(pairs):
                pairs = grown(pairs)
            key = (node << 32) | word
            slot = find_pair(key, pairs)
            if pairs[slot, 0] == FREE:
                pairs[slot, 0] = key
                pairs[slot, 1] = np.int64(n_nodes) << 32
                n_nodes += 1
                n_pairs += 1
            node = pairs[slot, 1] >> 32
        if c == LINE:
            if slot < 0:
                unigrams[word] = feature
            else:
                pairs[slot, 1] |= feature + 1
            feature += 1
            node = np.int64(-1)
    return words, ends[:n_known].copy(), chars, unigrams, pairs
