"""TF-IDF vectors of word and character n-grams, and places beside them, stored without pickle.

Two engines give the same numbers: `compiled` reads word n-grams with Numba, `sklearn` with
scikit-learn. Character n-grams are scikit-learn's under both. Neither library is imported before
it is needed.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.config import TfidfConfig
from toolkit.errors import DataError
from toolkit.files import read_json, write_json
from toolkit.models.tfidf.folding import words_with_spans
from toolkit.models.tfidf.places import counts, feature_names
from toolkit.models.tfidf.view import View

if TYPE_CHECKING:
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    from toolkit.models.tfidf.compiled import Lexicon


@dataclass(frozen=True)
class Part:
    """The learned features of one analyzer.

    Attributes:
        analyzer: `word`, `char_wb` or `places`.
        terms: The n-grams, or the names of features, in feature order.
        idf: float32 `(n_terms,)`; ones for places.
    """

    analyzer: str
    terms: list[str]
    idf: NDArray[np.float32]

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Feature by n-gram."""
        return {term: i for i, term in enumerate(self.terms)}


class Vectoriser:
    """Word n-grams; character n-grams and places beside them where the config asks for some.

    Args:
        config: Options of the `tfidf` kind.
    """

    def __init__(self, config: TfidfConfig) -> None:
        self.config = config
        characters = () if config.char_ngrams is None else ("char_wb",)
        self.analyzers = ("word", *characters, *(("places",) if config.gazetteer else ()))
        self.parts: tuple[Part, ...] = ()

    def fit_transform(self, views: Sequence[View]) -> "sparse.csr_matrix":
        """Learns the vocabulary and idf of `views`, and returns their vectors.

        Args:
            views: Train texts.

        Returns:
            float32 `(n_views, n_features)`, n-grams of either kind of unit length, features in
            rising order.

        Raises:
            DataError: If no feature passes min_df and max_df.
        """
        blocks, parts = [], []
        for analyzer in self.analyzers:
            if analyzer == "places":
                part = _learn_places(views)
                block = self._block(part, views)
            else:
                by_compiled = analyzer == "word" and self.config.engine == "compiled"
                learn = _learn_compiled if by_compiled else _learn_by_sklearn
                part, block = learn(_texts(views, analyzer), analyzer, self.config)
            parts.append(part)
            blocks.append(block)
        self.parts = tuple(parts)
        return _beside(blocks)

    def transform(self, views: Sequence[View]) -> "sparse.csr_matrix":
        """Vectors `(n_views, n_features)` under the learned vocabulary."""
        from scipy import sparse

        if not views:
            return sparse.csr_matrix((0, self.n_features), dtype=np.float32)
        return _beside([self._block(part, views) for part in self.parts])

    def margins(
        self, views: Sequence[View], weights: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Vectorises and scores in one go.

        Args:
            views: Any number.
            weights: float32 `(n_features, n_heads)`.

        Returns:
            Margins without intercepts `(n_views, n_heads)`, and the number of distinct features
            of each view.
        """
        margins = np.zeros((len(views), weights.shape[1]), dtype=np.float32)
        known = np.zeros(len(views), dtype=np.int32)
        first = 0
        for part in self.parts if views else ():
            of_part = weights[first : first + len(part.terms)]
            first += len(part.terms)
            if part.analyzer == "word" and self.config.engine == "compiled":
                found = self._lexicon.margins(
                    _texts(views, "word"), of_part, threads=self.config.threads
                )
            else:
                block = self._block(part, views)
                found = np.asarray(block @ of_part), np.diff(block.indptr)
            margins += found[0]
            known += found[1]
        return margins, known

    def _block(self, part: Part, views: Sequence[View]) -> "sparse.csr_matrix":
        from scipy import sparse

        if part.analyzer == "places":
            return counts([view.places for view in views], part.vocabulary)
        texts = _texts(views, part.analyzer)
        if part.analyzer == "word" and self.config.engine == "compiled":
            starts, features, values = self._lexicon.vectors(texts)
            return sparse.csr_matrix((values, features, starts), (len(views), len(part.terms)))
        return self._by_sklearn[part.analyzer].transform(texts)

    @cached_property
    def _lexicon(self) -> "Lexicon":
        from toolkit.models.tfidf.compiled import Lexicon

        return Lexicon(
            self.parts[0].terms,
            self.parts[0].idf,
            longest=self.config.ngrams[1],
            sublinear=self.config.sublinear_tf,
        )

    @cached_property
    def _by_sklearn(self) -> "dict[str, TfidfVectorizer]":
        """scikit-learn's vectorisers with what was learned."""
        found = {}
        for part in self.parts:
            if part.analyzer == "places":
                continue
            vectorizer = _new(self.config, part.analyzer)
            vectorizer.vocabulary_ = part.vocabulary
            vectorizer.fixed_vocabulary_ = True
            # The idf_ setter of scikit-learn checks the length against the vocabulary.
            vectorizer.idf_ = part.idf
            found[part.analyzer] = vectorizer
        return found

    @property
    def n_features(self) -> int:
        """Number of columns of a vector."""
        return sum(len(part.terms) for part in self.parts)

    def occurrences(self, view: View) -> dict[int, list[tuple[int, int]]]:
        """Where each feature of a view stands in its text.

        Args:
            view: One input.

        Returns:
            `(start, end)` of the occurrences by feature. A run of characters stands where its
            word does.
        """
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for feature, start, end in self._word_occurrences(view.text):
            found[feature].append((start, end))
        if "char_wb" in self.analyzers:
            for feature, start, end in self._character_occurrences(view.text[: view.own]):
                found[feature].append((start, end))
        return found

    def place_occurrences(self, view: View) -> dict[int, Sequence[tuple[int, int]]]:
        """Where the places of a view stand in its input's text, by feature."""
        part = self.parts[-1]
        if part.analyzer != "places":
            return {}
        first = self.n_features - len(part.terms)
        return {
            first + part.vocabulary[name]: spans
            for name, spans in view.places.items()
            if name in part.vocabulary
        }

    def _word_occurrences(self, text: str) -> Iterator[tuple[int, int, int]]:
        vocabulary = self.parts[0].vocabulary
        words = words_with_spans(text)
        shortest, longest = self.config.ngrams
        for size in range(shortest, longest + 1):
            for i in range(len(words) - size + 1):
                run = words[i : i + size]
                feature = vocabulary.get(" ".join(word for word, _, _ in run))
                if feature is not None:
                    yield feature, run[0][1], run[-1][2]

    def _character_occurrences(self, text: str) -> Iterator[tuple[int, int, int]]:
        part = self.parts[1]
        first = len(self.parts[0].terms)
        analyze = self._by_sklearn[part.analyzer].build_analyzer()
        end = 0
        for word in text.split():
            start = text.index(word, end)
            end = start + len(word)
            for run in analyze(word):
                feature = part.vocabulary.get(run)
                if feature is not None:
                    yield first + feature, start, end

    def save(self, folder: Path) -> None:
        """Writes vocabulary and idf as JSON and npy."""
        for part in self.parts:
            write_json(folder / f"vocabulary_{part.analyzer}.json", part.terms)
            np.save(folder / f"idf_{part.analyzer}.npy", part.idf, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, config: TfidfConfig) -> "Vectoriser":
        """Reads what `save` wrote."""
        vectoriser = cls(config)
        vectoriser.parts = tuple(
            Part(
                analyzer,
                read_json(folder / f"vocabulary_{analyzer}.json"),
                np.load(folder / f"idf_{analyzer}.npy", allow_pickle=False),
            )
            for analyzer in vectoriser.analyzers
        )
        return vectoriser


def _learn_compiled(
    texts: Sequence[str], analyzer: str, config: TfidfConfig
) -> "tuple[Part, sparse.csr_matrix]":
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfTransformer

    from toolkit.models.tfidf.learning import count_terms

    terms, (starts, columns, counts) = count_terms(texts, config)
    if not terms:
        raise _no_word(len(texts), config)
    block = sparse.csr_matrix((counts, columns, starts), (len(texts), len(terms)))
    block.sort_indices()
    transformer = TfidfTransformer(sublinear_tf=config.sublinear_tf)
    block = transformer.fit_transform(block)
    return Part(analyzer, terms, transformer.idf_.astype(np.float32)), block


def _learn_by_sklearn(
    texts: Sequence[str], analyzer: str, config: TfidfConfig
) -> "tuple[Part, sparse.csr_matrix]":
    vectorizer = _new(config, analyzer)
    try:
        block = vectorizer.fit_transform(texts)
    except ValueError as error:
        raise _no_word(len(texts), config) from error
    terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
    return Part(analyzer, terms, vectorizer.idf_.astype(np.float32)), block


def _learn_places(views: Sequence[View]) -> Part:
    names = feature_names([view.places for view in views])
    return Part("places", names, np.ones(len(names), dtype=np.float32))


def _no_word(n: int, config: TfidfConfig) -> DataError:
    return DataError(
        f"model: no word of the {n} train texts passes min_df {config.min_df} and max_df "
        f"{config.max_df:g}. Lower model.min_df."
    )


def _texts(views: Sequence[View], analyzer: str) -> list[str]:
    """Words are read with the markers of stance rows; runs of characters without them."""
    return [view.text if analyzer == "word" else view.text[: view.own] for view in views]


def _beside(blocks: "Sequence[sparse.csr_matrix]") -> "sparse.csr_matrix":
    from scipy import sparse

    joined = sparse.hstack(blocks, format="csr", dtype=np.float32)
    # scikit-learn leaves the features of a fitted row in any order, and a solver's last bits
    # follow the order.
    joined.sort_indices()
    return joined


def _new(config: TfidfConfig, analyzer: str) -> "TfidfVectorizer":
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        analyzer=analyzer,
        ngram_range=config.ngrams if analyzer == "word" else config.char_ngrams,
        min_df=config.min_df,
        max_df=config.max_df,
        max_features=config.max_features,
        sublinear_tf=config.sublinear_tf,
        strip_accents="unicode",
        dtype=np.float32,
    )
