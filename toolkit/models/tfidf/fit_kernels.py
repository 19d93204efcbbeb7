"""The compiled inner loops of learning a vocabulary; see `kernels` for the conventions."""

import numpy as np
from numpy.typing import NDArray

from toolkit.models.tfidf.kernels import (
    FREE,
    Floats,
    Ints,
    Longs,
    Scratch,
    compiled,
    find_pair,
    grown,
    number_words,
    split_words,
)


@compiled
def read_text(
    text: Ints,
    folding: tuple[Ints, Ints, Ints],
    scratch: Scratch,
    words: Longs,
    ends: Ints,
    chars: Ints,
    n_known: int,
) -> tuple[Longs, Ints, Ints, int, int]:
    """Numbers the words of a text into `scratch.tokens`; returns tables, sizes and word count."""
    fold, starts, several = folding
    n = split_words(text, fold, starts, several, scratch.chars, scratch.ends, scratch.hashes)
    words, ends, chars, n_known = number_words(n, scratch, words, ends, chars, n_known)
    return words, ends, chars, n_known, n


@compiled
def frequencies(nodes: Ints, doc_ends: Longs, n_nodes: int) -> tuple[Ints, Ints]:
    """Number of texts and of occurrences of each node."""
    texts = np.zeros(n_nodes, dtype=np.int32)
    total = np.zeros(n_nodes, dtype=np.int32)
    last = np.full(n_nodes, -1, dtype=np.int32)
    first = 0
    for doc in range(len(doc_ends)):
        for i in range(first, doc_ends[doc]):
            node = nodes[i]
            if node < 0:
                continue
            total[node] += 1
            if last[node] != doc:
                last[node] = doc
                texts[node] += 1
        first = doc_ends[doc]
    return texts, total


@compiled
def lengthen(
    nodes: Ints,
    tokens: Ints,
    doc_ends: Longs,
    size: int,
    kept: NDArray[np.bool_],
    kept_words: NDArray[np.bool_],
) -> tuple[Ints, Ints, Ints]:
    """N-grams of `size` words, from kept ones of one word less and kept words.

    Returns the n-gram that starts at each word (-1 for none), and of each n-gram the one that it
    lengthens and its last word.
    """
    pairs = np.full((1024, 2), -1, dtype=np.int64)
    result = np.full(len(tokens), -1, dtype=np.int32)
    n = 0
    first = 0
    for doc in range(len(doc_ends)):
        end = doc_ends[doc]
        for i in range(first, end - size + 1):
            node = nodes[i]
            word = tokens[i + size - 1]
            if node < 0 or not kept[node] or not kept_words[word]:
                continue
            if 2 * (n + 1) > len(pairs):
                pairs = grown(pairs)
            key = (np.int64(node) << 32) | word
            slot = find_pair(key, pairs)
            if pairs[slot, 0] == FREE:
                pairs[slot, 0] = key
                pairs[slot, 1] = n
                n += 1
            result[i] = pairs[slot, 1]
        first = end
    shorter = np.empty(n, dtype=np.int32)
    last = np.empty(n, dtype=np.int32)
    for slot in range(len(pairs)):
        if pairs[slot, 0] != FREE:
            shorter[pairs[slot, 1]] = pairs[slot, 0] >> 32
            last[pairs[slot, 1]] = pairs[slot, 0] & 0xFFFFFFFF
    return result, shorter, last


@compiled
def count_rows(
    features: Ints, doc_ends: Longs, n_features: int, n_hits: int
) -> tuple[Ints, Ints, Floats]:
    """Counts of features by text as rows of a sparse matrix; `features` is one row a length."""
    starts = np.zeros(len(doc_ends) + 1, dtype=np.int32)
    columns = np.empty(n_hits, dtype=np.int32)
    values = np.empty(n_hits, dtype=np.float32)
    place = np.full(n_features, -1, dtype=np.int32)  # of a feature in the row being written
    n = 0
    first = 0
    for doc in range(len(doc_ends)):
        start = n
        for i in range(first, doc_ends[doc]):
            for k in range(len(features)):
                feature = features[k, i]
                if feature < 0:
                    continue
                if place[feature] < start:
                    place[feature] = n
                    columns[n] = feature
                    values[n] = 0
                    n += 1
                values[place[feature]] += 1
        first = doc_ends[doc]
        starts[doc + 1] = n
    return starts, columns[:n].copy(), values[:n].copy()
