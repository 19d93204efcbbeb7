"""Learning a vocabulary of word n-grams, compiled: what scikit-learn learns, several times faster.

N-grams get numbers instead of strings, and one that grows from a rarer than `min_df` is never
counted; only those that become features are ever written out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from toolkit.config import TfidfConfig
from toolkit.models.tfidf.compiled import loops, new_scratch
from toolkit.models.tfidf.folding import code_points, folding

Counts = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]


@dataclass(frozen=True)
class Length:
    """N-grams of one length.

    Attributes:
        nodes: Number of the n-gram that starts at each word of the texts, -1 for none.
        texts: Number of texts that hold each n-gram.
        total: Number of its occurrences.
        written: Each n-gram as a string; empty for those in fewer than `min_df` texts.
    """

    nodes: NDArray[np.int32]
    texts: NDArray[np.int32]
    total: NDArray[np.int32]
    written: list[str]


def count_terms(texts: Sequence[str], config: TfidfConfig) -> tuple[list[str], Counts]:
    """The vocabulary of texts, and how often each text holds each term.

    Args:
        texts: Train texts.
        config: N-gram lengths, min_df, max_df and max_features.

    Returns:
        Terms in code point order, and a sparse matrix: row starts, columns, counts. No terms if
        none passes.
    """
    kernels = loops("fit_kernels")
    tokens, doc_ends, words = _read(kernels, texts)
    lengths = _lengths(kernels, tokens, doc_ends, words, config)
    shortest = config.ngrams[0]
    chosen: list[tuple[str, int, int]] = []
    for k, length in enumerate(lengths[shortest - 1 :]):
        passing = (length.texts >= config.min_df) & (length.texts <= config.max_df * len(texts))
        chosen += [(length.written[node], k, node) for node in np.flatnonzero(passing).tolist()]
    chosen.sort()
    if config.max_features is not None and len(chosen) > config.max_features:
        # scikit-learn's own way of choosing, so that ties fall as they do there.
        total = [lengths[shortest - 1 + k].total[node] for _, k, node in chosen]
        best = (-np.array(total, dtype=np.float32)).argsort()[: config.max_features]
        chosen = [chosen[i] for i in sorted(best.tolist())]
    features = [np.full(len(length.texts) + 1, -1, np.int32) for length in lengths[shortest - 1 :]]
    for feature, (_, k, node) in enumerate(chosen):
        features[k][node] = feature
    # The last entry stays -1: where no n-gram starts, node -1 reads it.
    at_words = np.stack(
        [of[length.nodes] for of, length in zip(features, lengths[shortest - 1 :], strict=True)]
    )
    hits = int((at_words >= 0).sum())
    counts: Counts = kernels.count_rows(at_words, doc_ends, len(chosen), hits)
    return [term for term, _, _ in chosen], counts


def _read(
    kernels: ModuleType, texts: Sequence[str]
) -> tuple[NDArray[np.int32], NDArray[np.int64], list[str]]:
    """Numbers of all words one after the other, where each text ends, and the words."""
    slots = np.full((1024, 2), -1, dtype=np.int64)
    ends, chars = np.empty(512, dtype=np.int32), np.empty(4096, dtype=np.int32)
    n_known = 0
    parts = [np.empty(0, dtype=np.int32)]
    scratch = new_scratch(0, 0, 1)
    room = 0
    for text in texts:
        points = np.frombuffer(code_points(text), "<i4")
        if len(points) > room:
            room = 2 * len(points)
            scratch = new_scratch(room, 0, 1)
        slots, ends, chars, n_known, n = kernels.read_text(
            points, tuple(folding()), scratch, slots, ends, chars, n_known
        )
        parts.append(scratch.tokens[:n].copy())
    doc_ends = np.cumsum([len(part) for part in parts[1:]], dtype=np.int64)
    stops = ends[:n_known].tolist()
    letters = chars[: stops[-1] if stops else 0].tobytes().decode("utf-32-le", "surrogatepass")
    words = [letters[a:b] for a, b in zip([0, *stops], stops, strict=False)]
    return np.concatenate(parts), doc_ends, words


def _lengths(
    kernels: ModuleType,
    tokens: NDArray[np.int32],
    doc_ends: NDArray[np.int64],
    words: list[str],
    config: TfidfConfig,
) -> list[Length]:
    """The n-grams of each length, from single words to the longest."""
    texts, total = kernels.frequencies(tokens, doc_ends, len(words))
    kept_words = texts >= config.min_df
    lengths = [Length(tokens, texts, total, words)]
    for size in range(2, config.ngrams[1] + 1):
        before = lengths[-1]
        nodes, shorter, last = kernels.lengthen(
            before.nodes, tokens, doc_ends, size, before.texts >= config.min_df, kept_words
        )
        texts, total = kernels.frequencies(nodes, doc_ends, len(shorter))
        written = [""] * len(shorter)
        for node in np.flatnonzero(texts >= config.min_df).tolist():
            written[node] = f"{before.written[shorter[node]]} {words[last[node]]}"
        lengths.append(Length(nodes, texts, total, written))
    return lengths
