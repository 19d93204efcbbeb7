"""Word n-grams compiled: a vocabulary with idf that weighs and scores texts in one go."""

import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.models.cores import available_cores
from toolkit.models.tfidf.folding import code_points, folding

if TYPE_CHECKING:
    from toolkit.models.tfidf.kernels import Lexicon as Tables
    from toolkit.models.tfidf.kernels import Scratch

log = logging.getLogger(__name__)
LONGEST_EXPANSION = 18  # code points that one becomes at most (U+FDFA)
LOG_COUNTS = np.append(np.float32(0), np.log(np.arange(1, 1024, dtype=np.float32)) + np.float32(1))
PATIENCE_S = 1.5  # reading the compiled code from disk takes less; compiling takes more
SMALL = 200_000  # characters that are not worth a second thread


@cache
def loops(module: Literal["kernels", "fit_kernels"]) -> ModuleType:
    """A module of compiled loops, ready to run; says so when it has to be compiled first.

    Args:
        module: `kernels` to score, `fit_kernels` to learn.

    Returns:
        The module.

    Raises:
        ToolkitError: If compiled code can be kept nowhere.
    """
    said = threading.Timer(
        PATIENCE_S, log.warning, ["compiling the vectoriser (once after installation, ~20 s)"]
    )
    said.start()
    started = time.perf_counter()
    try:
        found = import_module(f"toolkit.models.tfidf.{module}")
        (_warm_up if module == "kernels" else _warm_up_fit)(found)
    except RuntimeError as error:
        if "cache" not in str(error):
            raise
        raise ToolkitError(
            "model.engine: compiled code can be kept neither beside the package nor in the user's "
            "cache folder. Set NUMBA_CACHE_DIR to a folder that can be written, or set "
            "model.engine to sklearn."
        ) from error
    finally:
        said.cancel()
    if time.perf_counter() - started > PATIENCE_S:
        log.info("the vectoriser was ready after %.0f s", time.perf_counter() - started)
    return found


def _warm_up(kernels: ModuleType) -> None:
    """Calls every loop on next to nothing, so that all is compiled at one time."""
    terms = np.array([97, 97, 10], dtype=np.int32)
    tables = _tables(kernels, terms)
    weighing = (np.ones(1, dtype=np.float32), LOG_COUNTS, True, 1)
    scratch = new_scratch(4, 1, 1)
    text = np.frombuffer(code_points("aa"), "<i4")
    kernels.vector_of(text, tuple(folding()), tables, weighing, scratch)
    kernels.score_texts(
        text,
        np.array([2], dtype=np.int64),
        tuple(folding()),
        tables,
        weighing,
        np.ones((1, 1), dtype=np.float32),
        scratch,
        np.zeros((1, 1), dtype=np.float32),
        np.zeros(1, dtype=np.int32),
    )


def _warm_up_fit(kernels: ModuleType) -> None:
    text = np.frombuffer(code_points("aa"), "<i4")
    slots = np.full((8, 2), -1, dtype=np.int64)
    room = np.empty(8, dtype=np.int32)
    scratch = new_scratch(4, 1, 1)
    kernels.read_text(text, tuple(folding()), scratch, slots, room, room.copy(), 0)
    tokens, ends = scratch.tokens[:1].copy(), np.array([1], dtype=np.int64)
    kernels.frequencies(tokens, ends, 1)
    kernels.lengthen(tokens, tokens, ends, 2, np.array([True]), np.array([True]))
    kernels.count_rows(tokens[None], ends, 1, 1)


def _tables(kernels: ModuleType, terms: NDArray[np.int32]) -> "Tables":
    scratch = new_scratch(len(terms), 0, 1)
    found: Tables = kernels.Lexicon(*kernels.build_tables(terms, scratch))
    return found


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
        kernels = loops("kernels")
        lines = "".join(f"{term}\n" for term in terms).encode("utf-32-le")
        self.n_features = len(terms)
        self._longest = longest
        self._tables = _tables(kernels, np.frombuffer(lines, "<i4").astype(np.int32))
        self._weighing = (np.ascontiguousarray(idf), LOG_COUNTS, sublinear, longest)
        self._spare: list[tuple[int, Scratch]] = []

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
            n = loops("kernels").vector_of(
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
        self, texts: Sequence[str], weights: NDArray[np.float32], *, threads: int | None
    ) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Vectorises and scores without building the matrix.

        A text's numbers do not depend on the texts beside it or on the number of threads.

        Args:
            texts: Any number.
            weights: float32 `(n_features, n_heads)`, rows contiguous.
            threads: Texts are shared out over this many; None takes all cores.

        Returns:
            Margins without intercepts `(n_texts, n_heads)` and the number of distinct features
            of each text.
        """
        margins = np.zeros((len(texts), weights.shape[1]), dtype=np.float32)
        known = np.zeros(len(texts), dtype=np.int32)
        cuts = _shares(texts, threads or available_cores())

        def work(start: int, end: int) -> None:
            encoded = [code_points(text) for text in texts[start:end]]
            lengths = np.array([len(points) // 4 for points in encoded], dtype=np.int64)
            room = int(lengths.max())
            scratch = self._borrow(room)
            loops("kernels").score_texts(
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

    def _borrow(self, length: int) -> "Scratch":
        """Room for texts of this many code points; `counts` must come back zero."""
        with suppress(IndexError):  # another thread may take the last one
            room, scratch = self._spare.pop()
            if room >= length:
                return scratch
        return new_scratch(length, self.n_features, self._longest)

    def _give_back(self, length: int, scratch: "Scratch") -> None:
        self._spare.append((length, scratch))


def new_scratch(length: int, n_features: int, longest: int) -> "Scratch":
    """Room for texts of `length` code points, n-grams of `longest` words and `n_features`."""
    from toolkit.models.tfidf.kernels import Scratch

    # Most of this is never touched, and what is not touched takes no memory.
    n_chars = LONGEST_EXPANSION * length + 1
    n_words = n_chars // 2 + 1
    n_found = min(n_features, longest * n_words)
    return Scratch(
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
    threads = max(1, min(threads, int(sizes[-1]) // SMALL))
    wanted = sizes[-1] * np.arange(1, threads) / threads
    inner = np.searchsorted(sizes, wanted).tolist()
    return sorted({0, *inner, len(texts)})
