"""Arrow tables for training, and the tensors of a batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import torch
from datasets import Dataset, Features, List, Value
from numpy.typing import NDArray
from torch import Tensor

from toolkit.models.transformer.windows import Encoded


class TableRow(TypedDict, total=False):
    """One article of a table: `states`, and either `ids` and `types` or `vectors`."""

    states: Sequence[int]
    ids: Sequence[Sequence[int]]
    types: Sequence[Sequence[int]]
    vectors: Sequence[Sequence[float]]


def window_table(encoded: Sequence[Encoded], states: NDArray[np.int8]) -> Dataset:
    """A row for each article: its windows and what is known about its labels.

    Args:
        encoded: The articles.
        states: `(n_articles, n_columns)`: 1 positive, 0 negative, -1 masked.

    Returns:
        An Arrow table in memory with `states`, `ids` and `types`.
    """
    # Features are spelled out: what datasets guesses depends on the first row.
    features = Features(
        {
            "states": List(Value("int8"), length=states.shape[1]),
            "ids": List(List(Value("int32"))),
            "types": List(List(Value("int8"))),
        }
    )
    rows = {
        "states": list(states),
        "ids": [[list(window.ids) for window in item.windows] for item in encoded],
        "types": [[list(window.types) for window in item.windows] for item in encoded],
    }
    return Dataset.from_dict(rows, features=features)


def vector_table(vectors: Sequence[NDArray[np.float32]], states: NDArray[np.int8]) -> Dataset:
    """A row for each article: what a frozen encoder made of its windows, and the label states.

    Args:
        vectors: For each article `(n_windows, hidden_size)`.
        states: `(n_articles, n_columns)`.

    Returns:
        An Arrow table in memory with `states` and `vectors`.
    """
    hidden = vectors[0].shape[1]
    features = Features(
        {
            "states": List(Value("int8"), length=states.shape[1]),
            "vectors": List(List(Value("float32"), length=hidden)),
        }
    )
    rows = {"states": list(states), "vectors": [list(item) for item in vectors]}
    return Dataset.from_dict(rows, features=features).with_format("numpy")


def pad_windows(
    ids: Sequence[Sequence[int]],
    types: Sequence[Sequence[int]],
    *,
    pad_id: int,
    hidden: Sequence[NDArray[np.bool_] | None] | None = None,
) -> dict[str, Tensor]:
    """Windows as tensors, padded to the longest.

    Args:
        ids: Token ids of each window.
        types: Token types of each window.
        pad_id: Stands where a window has ended.
        hidden: For each window, which of its tokens the encoder must not see; None for none.

    Returns:
        `input_ids`, `token_type_ids` and `attention_mask`, each `(n_windows, longest)`.
    """
    shape = (len(ids), max(len(row) for row in ids))
    tokens = torch.full(shape, pad_id, dtype=torch.long)
    kinds = torch.zeros(shape, dtype=torch.long)
    mask = torch.zeros(shape, dtype=torch.long)
    for i, (row, kind) in enumerate(zip(ids, types, strict=True)):
        tokens[i, : len(row)] = torch.tensor(row)
        kinds[i, : len(row)] = torch.tensor(kind)
        mask[i, : len(row)] = 1
        unseen = hidden[i] if hidden else None
        if unseen is not None:
            mask[i, : len(row)][torch.from_numpy(unseen)] = 0
    return {"input_ids": tokens, "token_type_ids": kinds, "attention_mask": mask}


@dataclass(frozen=True)
class Collator:
    """Makes a batch of articles: their windows in one flat batch, and how many each has.

    Attributes:
        pad_id: Stands where a window has ended.
        uses_types: Whether the encoder reads token types.
    """

    pad_id: int
    uses_types: bool

    def __call__(self, rows: Sequence[TableRow]) -> dict[str, Tensor]:
        """The arguments of `WindowClassifier.forward`."""
        # states comes first: the Trainer takes the batch size from the first tensor, and it is
        # articles, not windows, that a dev loss is averaged over.
        batch = {"states": torch.as_tensor(np.asarray([row["states"] for row in rows]))}
        if "vectors" in rows[0]:
            stacked = np.concatenate([np.asarray(row["vectors"]) for row in rows])
            batch["vectors"] = torch.from_numpy(stacked)
            counts = [len(row["vectors"]) for row in rows]
        else:
            ids = [window for row in rows for window in row["ids"]]
            types = [window for row in rows for window in row["types"]]
            batch |= pad_windows(ids, types, pad_id=self.pad_id)
            if not self.uses_types:
                del batch["token_type_ids"]
            counts = [len(row["ids"]) for row in rows]
        batch["n_windows"] = torch.tensor(counts)
        return batch
