"""The model folder: safetensors, the encoder's config, the tokenizer's files and one JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_model, save_model
from transformers import AutoConfig, AutoModel, AutoTokenizer

from toolkit.config import TransformerConfig
from toolkit.errors import ArtifactError, DataError
from toolkit.files import read_json, write_json
from toolkit.models.transformer.checkpoint import quiet
from toolkit.models.transformer.data import Collator
from toolkit.models.transformer.model import WindowClassifier
from toolkit.models.transformer.objective import FacetHead, Objective
from toolkit.models.transformer.windows import WindowCutter
from toolkit.records import Column

SCHEMA = 1
WEIGHTS = "model.safetensors"
COLUMNS = "columns.json"


@dataclass(frozen=True)
class Fitted:
    """What a fitted model consists of.

    Attributes:
        model: The network.
        cutter: The tokenizer and how articles are cut.
        collator: How windows are padded.
    """

    model: WindowClassifier
    cutter: WindowCutter
    collator: Collator


def save(
    fitted: Fitted, folder: Path, *, columns: Sequence[Column], config: TransformerConfig
) -> None:
    """Writes a model.

    Args:
        fitted: The model.
        folder: An existing empty folder.
        columns: Of the head, in order.
        config: Of the run.
    """
    model, tokenizer = fitted.model, fitted.cutter.tokenizer
    model.encoder.config.save_pretrained(folder)
    # A checkpoint's own cuts and padding would stay in tokenizer.json and act on whoever reads it.
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    with quiet():
        tokenizer.save_pretrained(folder)
    save_model(model, str(folder / WEIGHTS))
    write_json(
        folder / COLUMNS,
        {
            "schema": SCHEMA,
            "columns": [list(column) for column in columns],
            "learned": model.objective.learned.tolist(),
            "heads": [asdict(head) for head in model.objective.heads],
            "pad_id": fitted.collator.pad_id,
            "uses_types": fitted.collator.uses_types,
            "options": config.model_dump(mode="json"),
        },
    )


def load(folder: Path) -> tuple[Fitted, tuple[Column, ...], TransformerConfig]:
    """Reads a model from its folder alone; the checkpoint it came from is not needed.

    Args:
        folder: What `save` wrote.

    Returns:
        The model, its columns and its config.

    Raises:
        ArtifactError: If a file is missing, damaged or of another version.
    """
    try:
        return _load(folder)
    except (OSError, ValueError, KeyError, TypeError, SafetensorError, DataError) as error:
        raise ArtifactError(
            f"{folder}: cannot be read as a transformer model ({_first_line(error)}). "
            "Restore the folder, or train the run again."
        ) from error
    except RuntimeError as error:  # torch: weights that do not fit the network
        raise ArtifactError(
            f"{folder / WEIGHTS}: does not fit the model ({_first_line(error)}). "
            "Restore the folder, or train the run again."
        ) from error


def _load(folder: Path) -> tuple[Fitted, tuple[Column, ...], TransformerConfig]:
    record = _record(folder / COLUMNS)
    columns = tuple(Column(facet, label) for facet, label in record["columns"])
    config = TransformerConfig.model_validate(record["options"])
    objective = Objective(
        [FacetHead(**head) for head in record["heads"]],
        learned=np.array(record["learned"], dtype=np.bool_),
    )
    with quiet():
        encoder_config = AutoConfig.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
        encoder = AutoModel.from_config(encoder_config, trust_remote_code=False)
        tokenizer = AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
    model = WindowClassifier(encoder.float(), objective, pool=config.pool)
    load_model(model, str(folder / WEIGHTS), strict=True)
    model.eval()
    fitted = Fitted(
        model=model,
        cutter=WindowCutter(tokenizer, config),
        collator=Collator(pad_id=record["pad_id"], uses_types=record["uses_types"]),
    )
    return fitted, columns, config


def _record(path: Path) -> dict[str, Any]:
    record = read_json(path)
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        raise ArtifactError(
            f"{path}: not schema {SCHEMA}. The model was written by another version; "
            "train the run again."
        )
    return record


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "its options are not valid here"
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
