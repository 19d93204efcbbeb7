"""TF-IDF vectors of word and character n-grams, by scikit-learn, stored without pickle."""

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from re import compile as compile_pattern

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from toolkit.config import TfidfConfig
from toolkit.errors import DataError
from toolkit.files import read_json, write_json
from toolkit.models.tfidf.view import View

TOKEN = compile_pattern(r"(?u)\b\w\w+\b")  # scikit-learn's default: words of two characters on


class Vectoriser:
    """Word n-grams, and character n-grams beside them where the config asks for some.

    Args:
        config: Options of the `tfidf` kind.
    """

    def __init__(self, config: TfidfConfig) -> None:
        self.config = config
        self.parts: list[tuple[str, TfidfVectorizer]] = [("word", _new(config, "word"))]
        if config.char_ngrams is not None:
            self.parts.append(("char_wb", _new(config, "char_wb")))

    def fit_transform(self, views: Sequence[View]) -> sparse.csr_matrix:
        """Learns the vocabulary and idf of `views`, and returns their vectors.

        Args:
            views: Train texts.

        Returns:
            float32 `(n_views, n_features)`, each part of unit length.

        Raises:
            DataError: If no feature passes min_df and max_df.
        """
        try:
            blocks = [part.fit_transform(_texts(views, name)) for name, part in self.parts]
        except ValueError as error:
            raise DataError(
                f"model: no word of the {len(views)} train texts passes min_df "
                f"{self.config.min_df} and max_df {self.config.max_df:g}. Lower model.min_df."
            ) from error
        return sparse.hstack(blocks, format="csr", dtype=np.float32)

    def transform(self, views: Sequence[View]) -> sparse.csr_matrix:
        """Vectors `(n_views, n_features)` under the learned vocabulary."""
        if not views:
            return sparse.csr_matrix((0, self.n_features), dtype=np.float32)
        blocks = [part.transform(_texts(views, name)) for name, part in self.parts]
        return sparse.hstack(blocks, format="csr", dtype=np.float32)

    @property
    def n_features(self) -> int:
        """Number of columns of a vector."""
        return sum(len(part.vocabulary_) for _, part in self.parts)

    def word_occurrences(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yields `(feature, start, end)` for each word n-gram of `text` in the vocabulary."""
        vocabulary = self.parts[0][1].vocabulary_
        spans = [(m.start(), m.end()) for m in TOKEN.finditer(text)]
        words = [_fold(text[start:end]) for start, end in spans]
        shortest, longest = self.config.ngrams
        for size in range(shortest, longest + 1):
            for i in range(len(words) - size + 1):
                feature = vocabulary.get(" ".join(words[i : i + size]))
                if feature is not None:
                    yield int(feature), spans[i][0], spans[i + size - 1][1]

    def save(self, folder: Path) -> None:
        """Writes vocabulary and idf as JSON and npy."""
        for name, part in self.parts:
            terms = sorted(part.vocabulary_, key=part.vocabulary_.__getitem__)
            write_json(folder / f"vocabulary_{name}.json", terms)
            np.save(folder / f"idf_{name}.npy", part.idf_.astype(np.float32), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, config: TfidfConfig) -> "Vectoriser":
        """Reads what `save` wrote."""
        vectoriser = cls(config)
        for name, part in vectoriser.parts:
            terms: list[str] = read_json(folder / f"vocabulary_{name}.json")
            part.vocabulary_ = {term: i for i, term in enumerate(terms)}
            part.fixed_vocabulary_ = True
            # The idf_ setter of scikit-learn checks the length against the vocabulary.
            part.idf_ = _load_vector(folder / f"idf_{name}.npy")
        return vectoriser


def _texts(views: Sequence[View], analyzer: str) -> list[str]:
    """Words are read with the markers of stance rows; runs of characters without them."""
    return [view.text if analyzer == "word" else view.text[: view.own] for view in views]


def _load_vector(path: Path) -> NDArray[np.float32]:
    vector: NDArray[np.float32] = np.load(path, allow_pickle=False)
    return vector


def _new(config: TfidfConfig, analyzer: str) -> TfidfVectorizer:
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


def _fold(word: str) -> str:
    """A word as scikit-learn's preprocessor leaves it: lower case, combining marks stripped."""
    lowered = word.lower()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(c for c in decomposed if not unicodedata.combining(c))
