"""Features from a gazetteer: how often an article names each country where, and in which role."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import ValidationError

from toolkit.codebook import Codebook
from toolkit.config import RulesConfig
from toolkit.errors import ArtifactError
from toolkit.files import read_json, write_json
from toolkit.records import ModelInput
from toolkit.rules import Gazetteer, layout_of

if TYPE_CHECKING:
    from scipy import sparse

CODEBOOK_FILE = "gazetteer.json"
Span = tuple[int, int]
# Feature by name ("SY@title", "SY:focus"), with the spans in the input's text that it comes from.
Places = Mapping[str, tuple[Span, ...]]


class PlaceFinder:
    """Names what a gazetteer finds in an article as features.

    Args:
        codebook: Its labels are places.
    """

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._gazetteer = Gazetteer(codebook, RulesConfig(kind="rules"))

    def find(self, item: ModelInput) -> Places:
        """The features of one input.

        Args:
            item: From `corpus.compose`.

        Returns:
            For each country `<label>@<title, dek, lede, body>` with one span for each mention
            there, and `<label>:<role>` with all of its mentions.
        """
        layout = layout_of(item)
        found: dict[str, list[Span]] = defaultdict(list)
        for finding in self._gazetteer.find(item, layout):
            for span in finding.spans:
                position = layout.blocks[layout.block_of(span.start)].position
                found[f"{finding.label}@{position}"].append((span.start, span.end))
                if finding.role is not None:
                    found[f"{finding.label}:{finding.role}"].append((span.start, span.end))
        return {name: tuple(spans) for name, spans in found.items()}

    def save(self, folder: Path) -> None:
        """Writes the codebook, so that the model depends on no other file."""
        content = self._codebook.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        write_json(folder / CODEBOOK_FILE, content)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads what `save` wrote."""
        path = folder / CODEBOOK_FILE
        try:
            return cls(Codebook.model_validate(read_json(path)))
        except ValidationError as error:
            raise ArtifactError(
                f"{path}: damaged ({type(error).__name__}). Restore it, or train the run again."
            ) from error


def feature_names(found: Sequence[Places]) -> list[str]:
    """All features of some inputs, sorted."""
    return sorted({name for places in found for name in places})


def counts(found: Sequence[Places], vocabulary: Mapping[str, int]) -> "sparse.csr_matrix":
    """One row for each input: 1 + log(mentions) in a field, 1 for a role.

    Unlike the words of an article these values are not divided by its length: a country named
    once in a headline says the same whatever stands below.

    Args:
        found: Features of the inputs.
        vocabulary: Index by feature; others are left out.

    Returns:
        float32 `(n_inputs, n_features)`, features in rising order.
    """
    from scipy import sparse

    starts, columns, values = [0], [], []
    for places in found:
        row = sorted((vocabulary[name], name) for name in places if name in vocabulary)
        columns += [column for column, _ in row]
        values += [1.0 + np.log(len(places[name])) if "@" in name else 1.0 for _, name in row]
        starts.append(len(columns))
    parts = (np.array(values, dtype=np.float32), np.array(columns, dtype=np.int32), starts)
    return sparse.csr_matrix(parts, (len(found), len(vocabulary)))
