"""The `tfidf` kind."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.codebook import Codebook
from toolkit.config import TfidfConfig
from toolkit.errors import ArtifactError
from toolkit.files import read_json, write_json
from toolkit.models.base import FitReport, label_states
from toolkit.models.tfidf.heads import Heads, fit_heads
from toolkit.models.tfidf.places import PlaceFinder, Span
from toolkit.models.tfidf.strength import chosen_strengths
from toolkit.models.tfidf.vectoriser import Vectoriser
from toolkit.models.tfidf.view import View, view
from toolkit.records import Column, Evidence, Example, ModelInput, ScoreBatch

if TYPE_CHECKING:
    from scipy import sparse


class TfidfClassifier:
    """TF-IDF vectors and a linear head for each label.

    Args:
        config: Options of the kind.
        columns: (facet, label) pairs in codebook order.
        seed: Of the solvers.
        gazetteer: A codebook whose labels are places; their mentions are features too, where
            `config.gazetteer` asks for them.
    """

    def __init__(
        self,
        config: TfidfConfig,
        columns: tuple[Column, ...],
        *,
        seed: int,
        gazetteer: Codebook | None = None,
    ) -> None:
        self.config = config
        self.columns = columns
        self.seed = seed
        self._places = PlaceFinder(gazetteer) if gazetteer is not None else None
        self._fitted: tuple[Vectoriser, Heads] | None = None

    @property
    def fitted(self) -> tuple[Vectoriser, Heads]:
        """Vectoriser and heads.

        Raises:
            ArtifactError: If the model was neither fitted nor loaded.
        """
        if self._fitted is None:
            raise ArtifactError("model: not fitted. Call fit or load first.")
        return self._fitted

    def fit(self, train: Sequence[Example], dev: Sequence[Example]) -> FitReport:
        """Learns vocabulary, idf and heads from `train`; `dev` is not looked at."""
        vectoriser = Vectoriser(self.config)
        vectors = vectoriser.fit_transform([self._view(example.input) for example in train])
        states = label_states(train, self.columns)
        strengths = self._strengths(vectors, states, train)
        heads = fit_heads(vectors, states, self.config, seed=self.seed, strengths=strengths)
        self._fitted = vectoriser, heads
        learned = set(heads.learned.tolist())
        return FitReport(
            n_train=len(train),
            unlearned=tuple(c for j, c in enumerate(self.columns) if j not in learned),
            details={
                "features": vectoriser.n_features,
                "heads": len(learned),
                "C": _listed(strengths[heads.learned]),
            },
        )

    def _strengths(
        self, vectors: "sparse.csr_matrix", states: NDArray[np.int8], train: Sequence[Example]
    ) -> NDArray[np.float64]:
        """C of each column: as given, or chosen by cross-validation on train."""
        if isinstance(self.config.C, float):
            return np.full(len(self.columns), self.config.C)

        def fit(
            rows: "sparse.csr_matrix", known: NDArray[np.int8], strengths: NDArray[np.float64]
        ) -> Heads:
            return fit_heads(rows, known, self.config, seed=self.seed, strengths=strengths)

        groups = [example.cluster or example.input.article_id for example in train]
        own = self.config.C == "per_label"
        return chosen_strengths(vectors, states, groups, fit, own=own, seed=self.seed)

    def predict_scores(self, inputs: Sequence[ModelInput]) -> ScoreBatch:
        """Scores `(n_inputs, n_columns)`; `known` counts the distinct features of an input."""
        vectoriser, heads = self.fitted
        margins, known = vectoriser.margins([self._view(item) for item in inputs], heads.weights)
        return ScoreBatch(
            columns=self.columns,
            scores=heads.scores(margins),
            read_share=np.ones(len(inputs), dtype=np.float32),
            known=known,
        )

    def explain(
        self, inputs: Sequence[ModelInput], columns: Sequence[Column]
    ) -> list[list[Evidence]]:
        """For each input, the n-grams and places that moved the scores of the columns.

        A weight is the n-gram's share of the head's margin (weight × TF-IDF value), divided over
        its occurrences: with the intercept, the weights of an article add up to the margin. A run
        of characters is quoted with the word it stands in, a place with its mentions; what is
        made of a stance row's target and holder has no place in the text and is left out.
        """
        return [self._explain_one(item, columns) for item in inputs]

    def _view(self, item: ModelInput) -> View:
        seen = view(item, weights=self.config.field_weights)
        return seen if self._places is None else replace(seen, places=self._places.find(item))

    def _explain_one(self, item: ModelInput, columns: Sequence[Column]) -> list[Evidence]:
        vectoriser, heads = self.fitted
        seen = self._view(item)
        vector = vectoriser.transform([seen])
        value = dict(zip(vector.indices.tolist(), vector.data.tolist(), strict=True))
        spans: dict[int, Sequence[Span | None]] = {
            feature: [seen.source(*place) for place in places]
            for feature, places in vectoriser.occurrences(seen).items()
        }
        spans |= vectoriser.place_occurrences(seen)
        row_of = {int(j): i for i, j in enumerate(heads.learned)}
        found: list[Evidence] = []
        for column in columns:
            row = row_of.get(self.columns.index(column))
            if row is None:
                continue
            for feature, places in spans.items():
                weight = float(heads.weights[feature, row]) * value.get(feature, 0.0) / len(places)
                found += _located(item, column, places, weight)
        return sorted(found, key=lambda e: (-abs(e.weight), e.field, e.start, e.label))

    def top_features(self, column: Column, *, limit: int = 20) -> list[tuple[str, float]]:
        """The n-grams that speak most for a label and most against it.

        Args:
            column: Of the model.
            limit: At most this many.

        Returns:
            N-gram and weight × idf (what one occurrence in a text of unit length moves the margin
            by), the strongest first; none for an unlearned label.
        """
        vectoriser, heads = self.fitted
        rows = np.flatnonzero(heads.learned == self.columns.index(column))
        if len(rows) == 0:
            return []
        idf = np.concatenate([part.idf for part in vectoriser.parts])
        terms = [term for part in vectoriser.parts for term in part.terms]
        strength = heads.weights[:, rows[0]] * idf
        order = np.argsort(-np.abs(strength), kind="stable")[:limit]
        return [(terms[i], float(strength[i])) for i in order.tolist() if strength[i] != 0]

    def save(self, folder: Path) -> None:
        """Writes settings (JSON), vocabulary (JSON) and arrays (npy)."""
        vectoriser, heads = self.fitted
        vectoriser.save(folder)
        if self._places is not None:
            self._places.save(folder)
        for name in ("learned", "weights", "intercepts"):
            np.save(folder / f"{name}.npy", getattr(heads, name), allow_pickle=False)
        settings = {
            "config": self.config.model_dump(mode="json"),
            "columns": [list(column) for column in self.columns],
            "seed": self.seed,
        }
        write_json(folder / "model.json", settings)

    @classmethod
    def load(cls, folder: Path) -> "TfidfClassifier":
        """Reads what `save` wrote; arrays are mapped, not copied."""
        settings = read_json(folder / "model.json")
        config = TfidfConfig.model_validate(settings["config"])
        columns = tuple(Column(*pair) for pair in settings["columns"])
        model = cls(config, columns, seed=int(settings["seed"]))
        arrays = {
            # Copy-on-write: a read-only array would be another type to the compiled engine.
            name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="c", allow_pickle=False))
            for name in ("learned", "weights", "intercepts")
        }
        heads = Heads(**arrays, n_columns=len(columns))
        model._fitted = Vectoriser.load(folder, config), heads
        if config.gazetteer:
            model._places = PlaceFinder.load(folder)
        return model


def _listed(strengths: NDArray[np.float64]) -> str:
    """The values of C with how many heads have each, such as `1 (12), 3 (2)`."""
    values, counts = np.unique(strengths, return_counts=True)
    return ", ".join(f"{v:g} ({n})" for v, n in zip(values, counts, strict=True))


def _located(
    item: ModelInput,
    column: Column,
    sources: Sequence[Span | None],
    weight: float,
) -> list[Evidence]:
    found = []
    for source in sources:
        located = item.locate(*source) if source is not None else None
        if source is None or located is None or weight == 0:
            continue
        start, end = source
        field, field_start, field_end = located
        found.append(
            Evidence(
                facet=column.facet,
                label=column.label,
                field=field,
                start=field_start,
                end=field_end,
                quote=item.text[start:end],
                weight=weight,
                target=item.target,
                holder=item.holder,
            )
        )
    return found
