"""Word n-grams compiled: a vocabulary with idf that weighs and scores texts in one go."""

import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from toolkit.models.tfidf import kernels
from toolkit.models.tfidf.folding import code_points, folding

log = logging.getLogger(__name__)
LONGEST_EXPANSION = 18  # code points that one becomes at most (U+FDFA)
LOG_COUNTS = np.append(np.float32(0), np.log(np.arange(1, 1024, dtype=np.float32)) + np.float32(1))


class Lexicon:
    """A vocabulary of word n-grams with idf.

    Args:
        terms: The n-grams, words between single spaces; their order numbers the features.
        idf: float32 `(n_terms,)`.
        longest: Words in the longest n-gram.
        sublinear: Whether 1 + log(count) stands for the count.
    """

    def __init__(
        self, terms: Sequence[str], idf: NDArray[np.float32], *, longest: int, sublinear: bool
    ) -> None:
        lines = np.frombuffer("".join(f"{term}\n" for term in terms).encode("utf-32-le"), "<i4")
        build = _scratch(len(lines), 0, 1)
        self.n_features = len(terms)
        self._longest = longest
        self._tables = kernels.Lexicon(*kernels.build_tables(lines, len(terms), build))
        self._weighing = (np.ascontiguousarray(idf), LOG_COUNTS, sublinear, longest)
        self._spare: list[tuple[int, kernels.Scratch]] = []

    def vectors(
        self, texts: Sequence[str]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
        """Rows of the TF-IDF matrix.

        Args:
            texts: Any number.

        Returns:
            Row starts `(n_texts + 1,)`, features in rising order within a row, and values.
        """
        ends, features, values = [0], list[NDArray[np.int32]](), list[NDArray[np.float32]]()
        for text in texts:
            points = np.frombuffer(code_points(text), "<i4")
            scratch = self._borrow(len(points))
            n = kernels.vector_of(
                points, tuple(folding()), self._tables, self._weighing, scratch
            )
            order = np.argsort(scratch.found[:n])
            features.append(scratch.found[:n][order])
            values.append(scratch.values[:n][order])
            ends.append(ends[-1] + n)
            self._give_back(len(points), scratch)
        none = np.zeros(0)
        return (
            np.array(ends, dtype=np.int32),
            np.concatenate([none.astype(np.int32), *features]),
            np.concatenate([none.astype(np.float32), *values]),
        )

    def margins(
        self, texts: Sequence[str], weights: NDArray[np.float32], *, threads: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Vectorises and scores without building the matrix.

        A text's numbers do not depend on the texts beside it or on the number of threads.

        Args:
            texts: Any number.
            weights: float32 `(n_features, n_heads)`, rows contiguous.
            threads: Texts are shared out over this many.

        Returns:
            Margins without intercepts `(n_texts, n_heads)` and the number of distinct features
            of each text.
        """
        margins = np.zeros((len(texts), weights.shape[1]), dtype=np.float32)
        known = np.zeros(len(texts), dtype=np.int32)
        cuts = _shares(texts, threads)

        def work(start: int, end: int) -> None:
            encoded = [code_points(text) for text in texts[start:end]]
            lengths = np.array([len(points) // 4 for points in encoded], dtype=np.int64)
            room = int(lengths.max())
            scratch = self._borrow(room)
            kernels.score_texts(
                np.frombuffer(b"".join(encoded), "<i4"),
                np.cumsum(lengths),
                tuple(folding()),
                self._tables,
                self._weighing,
                weights,
                scratch,
                margins[start:end],
                known[start:end],
            )
            self._give_back(room, scratch)

        if len(cuts) == 2:
            work(*cuts)
        elif len(cuts) > 2:
            with ThreadPoolExecutor(len(cuts) - 1) as pool:
                list(pool.map(work, cuts[:-1], cuts[1:]))
        return margins, known

    def _borrow(self, length: int) -> kernels.Scratch:
        """Room for texts of this many code points; `counts` must come back zero."""
        while self._spare:
            room, scratch = self._spare.pop()
            if room >= length:
                return scratch
        return _scratch(length, self.n_features, self._longest)

    def _give_back(self, length: int, scratch: kernels.Scratch) -> None:
        self._spare.append((length, scratch))


def _scratch(length: int, n_features: int, longest: int) -> kernels.Scratch:
    # Most of this is never touched, and what is not touched takes no memory.
    n_chars = LONGEST_EXPANSION * length + 1
    n_words = n_chars // 2 + 1
    n_found = min(n_features, longest * n_words)
    return kernels.Scratch(
        chars=np.empty(n_chars, dtype=np.int32),
        ends=np.empty(n_words, dtype=np.int32),
        hashes=np.empty(n_words, dtype=np.int64),
        tokens=np.empty(n_words, dtype=np.int32),
        nodes=np.empty(n_words, dtype=np.int32),
        counts=np.zeros(n_features, dtype=np.int32),
        found=np.empty(n_found, dtype=np.int32),
        values=np.empty(n_found, dtype=np.float32),
    )


def _shares(texts: Sequence[str], threads: int) -> list[int]:
    """Cuts into runs of about as many characters, one for each thread."""
    if not texts:
        return []
    sizes = np.cumsum([len(text) + 1 for text in texts])
    wanted = sizes[-1] * np.arange(1, threads) / threads
    inner = np.searchsorted(sizes, wanted).tolist()
    return sorted({0, *inner, len(texts)})
