"""The `rules` kind: scores from the terms of the codebooks; nothing is trained."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from pydantic import ValidationError

from toolkit.codebook import Codebook
from toolkit.config import RulesConfig
from toolkit.errors import ArtifactError
from toolkit.files import read_json, write_json
from toolkit.models.base import FitReport, columns_of
from toolkit.records import Column, Evidence, Example, ModelInput, ScoreBatch
from toolkit.rules import Finding, Gazetteer, Lexicon, layout_of, names_places

MODEL_FILE = "rules.json"
SCHEMA = 1


class RulesClassifier:
    """Lexicon for codebooks with plain terms, gazetteer for those whose labels are places.

    Args:
        config: Weights of title and lede.
        codebooks: By facet.

    Attributes:
        columns: (facet, label) pairs in codebook order.
    """

    columns: tuple[Column, ...]

    def __init__(self, config: RulesConfig, codebooks: Mapping[str, Codebook]) -> None:
        self.columns = columns_of(codebooks)
        self._config = config
        self._codebooks = dict(codebooks)
        self._finders = {
            facet: Gazetteer(codebook, config)
            if names_places(codebook)
            else Lexicon(codebook, config)
            for facet, codebook in codebooks.items()
        }

    def fit(self, train: Sequence[Example], dev: Sequence[Example]) -> FitReport:
        """Learns nothing; reports the labels that have no terms, below them included.

        Args:
            train: Counted only.
            dev: Not used.

        Returns:
            The number of examples and terms, and the labels that can never score.
        """
        return FitReport(
            n_train=len(train),
            unlearned=tuple(c for c in self.columns if not self._has_terms(c)),
            details={
                "terms": sum(
                    len(label.terms) for book in self._codebooks.values() for label in book.labels
                )
            },
        )

    def predict_scores(self, inputs: Sequence[ModelInput]) -> ScoreBatch:
        """Scores by terms; the whole input is read.

        Args:
            inputs: The articles.

        Returns:
            Scores `(n_inputs, n_columns)`; `known` counts word tokens; roles come from the
            facets whose labels are places.
        """
        index = {column: j for j, column in enumerate(self.columns)}
        scores = np.zeros((len(inputs), len(self.columns)), dtype=np.float32)
        known = np.zeros(len(inputs), dtype=np.int32)
        roles: list[dict[str, str]] = []
        for i, model_input in enumerate(inputs):
            layout = layout_of(model_input)
            known[i] = layout.words
            roles.append({})
            for facet, finder in self._finders.items():
                for finding in finder.find(model_input, layout):
                    scores[i, index[Column(facet, finding.label)]] = finding.score
                    if finding.role is not None:
                        roles[i][finding.label] = finding.role
        return ScoreBatch(
            columns=self.columns,
            scores=scores,
            read_share=np.ones(len(inputs), dtype=np.float32),
            known=known,
            roles=tuple(roles) if any(roles) else (),
        )

    def explain(
        self, inputs: Sequence[ModelInput], columns: Sequence[Column]
    ) -> list[list[Evidence]]:
        """The words that speak for the columns.

        Args:
            inputs: The articles.
            columns: Some of this model's columns.

        Returns:
            For each input its evidence, strongest first; the weights of a column add up to its
            score.
        """
        wanted = {facet: {c.label for c in columns if c.facet == facet} for facet in self._finders}
        explained: list[list[Evidence]] = []
        for model_input in inputs:
            layout = layout_of(model_input)
            evidence = [
                item
                for facet, finder in self._finders.items()
                if wanted[facet]
                for finding in finder.find(model_input, layout)
                if finding.label in wanted[facet]
                for item in _evidence(model_input, facet, finding)
            ]
            explained.append(sorted(evidence, key=lambda item: -item.weight))
        return explained

    def save(self, folder: Path) -> None:
        """Writes config and codebooks as JSON."""
        content = {
            "schema": SCHEMA,
            "config": self._config.model_dump(mode="json"),
            "codebooks": {
                facet: codebook.model_dump(mode="json", by_alias=True, exclude_defaults=True)
                for facet, codebook in self._codebooks.items()
            },
        }
        write_json(folder / MODEL_FILE, content)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads what `save` wrote.

        Args:
            folder: The model folder.

        Returns:
            A model with the same scores.

        Raises:
            ArtifactError: If the file is of another schema or does not fit it.
        """
        path = folder / MODEL_FILE
        content = read_json(path)
        if not isinstance(content, dict) or content.get("schema") != SCHEMA:
            raise ArtifactError(
                f"{path}: not schema {SCHEMA}. The model was written by another version; "
                "train the run again."
            )
        try:
            config = RulesConfig.model_validate(content["config"])
            codebooks = {
                facet: Codebook.model_validate(codebook)
                for facet, codebook in content["codebooks"].items()
            }
        except (KeyError, ValidationError) as error:
            raise ArtifactError(
                f"{path}: damaged ({type(error).__name__}). Restore it, or train the run again."
            ) from error
        return cls(config, codebooks)

    def _has_terms(self, column: Column) -> bool:
        """Whether a label, or one below it, can be found at all."""
        codebook = self._codebooks[column.facet]
        return any(
            label.terms
            and label.status == "active"
            and column.label in codebook.with_parents(frozenset([label.id]))
            for label in codebook.labels
        )


def _evidence(model_input: ModelInput, facet: str, finding: Finding) -> list[Evidence]:
    evidence: list[Evidence] = []
    for span in finding.spans:
        place = model_input.locate(span.start, span.end)
        if place is None and not model_input.pieces:
            place = ("text", span.start, span.end)  # an input made by hand, all of it text
        if place is None:
            continue
        field, start, end = place
        evidence.append(
            Evidence(
                facet=facet,
                label=finding.label,
                field=field,
                start=start,
                end=end,
                quote=model_input.text[span.start : span.end],
                weight=span.weight,
                target=model_input.target,
                holder=model_input.holder,
            )
        )
    return evidence
