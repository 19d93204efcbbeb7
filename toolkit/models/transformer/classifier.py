"""The transformer kind in the interface that all kinds share."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray

from toolkit.codebook import Codebook
from toolkit.config import TransformerConfig
from toolkit.errors import ArtifactError, DataError
from toolkit.models.base import POSITIVE, FitReport, columns_of, label_states
from toolkit.models.transformer import storage
from toolkit.models.transformer.checkpoint import load_checkpoint
from toolkit.models.transformer.data import Collator, vector_table, window_table
from toolkit.models.transformer.inference import (
    best_device,
    occlusion,
    scores_of,
    using_threads,
    window_vectors,
)
from toolkit.models.transformer.model import WindowClassifier, reads_types
from toolkit.models.transformer.objective import (
    Objective,
    balanced_weights,
    facet_heads,
    prior_logits,
)
from toolkit.models.transformer.training import TrainingSummary, train
from toolkit.models.transformer.windows import Encoded, WindowCutter
from toolkit.records import Column, Evidence, Example, ModelInput, ScoreBatch
from toolkit.text import sentences

# A training step on a window costs this many times its scoring (MiniLM on two cores: 4.0 at 128
# tokens, 5.2 at 256).
STEP_COST = 4.5
TIMED_WINDOWS = 16
TRUNCATION_WORTH_SAYING = 0.2  # share of articles that are not read to their end


class TransformerClassifier:
    """An encoder with one linear head over all columns of a run.

    Args:
        config: Options of the kind.
        codebooks: By facet; they own the columns and their order.
        seed: Every random choice follows it.
        log: Takes lines for the user, such as the expected time; None sends them to `logging`.

    Attributes:
        columns: (facet, label) pairs in codebook order.
    """

    columns: tuple[Column, ...]

    def __init__(
        self,
        config: TransformerConfig,
        codebooks: Mapping[str, Codebook],
        *,
        seed: int,
        log: Callable[[str], None] | None = None,
    ) -> None:
        self.config = config
        self.codebooks = codebooks
        self.columns = columns_of(codebooks)
        self.seed = seed
        self.log = log or logging.getLogger(__name__).info
        self._fitted: storage.Fitted | None = None

    def fit(self, train: Sequence[Example], dev: Sequence[Example]) -> FitReport:
        """Fine-tunes the encoder, or trains the head on it.

        Args:
            train: Examples to learn from.
            dev: For early stopping on its loss; may be empty.

        Returns:
            What fitting found; `details` has windows, share read, epochs, seconds and dev loss.

        Raises:
            ConfigError: If the checkpoint cannot be had, or training diverged.
            DataError: If train has no positive label.
        """
        states = label_states(train, self.columns)
        learned = (states == POSITIVE).any(axis=0) if len(train) else np.zeros(0, dtype=np.bool_)
        if not learned.any():
            raise DataError(
                f"train: {len(train)} examples without a single label of this run's codebooks. "
                "Expected at least one. Check data.train and codebooks."
            )
        torch.manual_seed(self.seed)  # for weights that a checkpoint leaves to chance
        with using_threads(self.config.threads):
            fitted = self._new_model(states, learned)
            encoded = fitted.cutter.encode([example.input for example in train])
            self._announce(fitted, encoded)
            summary = self._train(fitted, encoded, states, dev)
        self._fitted = fitted
        return FitReport(
            n_train=len(train),
            unlearned=tuple(c for c, known in zip(self.columns, learned, strict=True) if not known),
            details=_details(fitted.model, encoded, summary),
        )

    def _new_model(self, states: NDArray[np.int8], learned: NDArray[np.bool_]) -> storage.Fitted:
        encoder, tokenizer = load_checkpoint(self.config)
        heads = facet_heads(self.codebooks, states)
        weights = np.ones(len(self.columns), dtype=np.float32)
        if self.config.class_weight == "balanced":
            weights = balanced_weights(heads, states)
        objective = Objective(heads, learned=learned, weights=weights)
        model = WindowClassifier(
            encoder,
            objective,
            pool=self.config.pool,
            encoder_dropout=self.config.encoder_dropout,
        )
        with torch.no_grad():
            model.head.bias.copy_(torch.from_numpy(prior_logits(heads, states, weights)))
        model.encoder.requires_grad_(self.config.tune == "full")
        return storage.Fitted(
            model=model.to(best_device()),
            cutter=WindowCutter(tokenizer, self.config),
            collator=Collator(
                pad_id=tokenizer.pad_token_id or 0, uses_types=reads_types(encoder, tokenizer)
            ),
        )

    def _announce(self, fitted: storage.Fitted, encoded: Sequence[Encoded]) -> None:
        """Says how long training will take, from the pace of a few windows, and what is cut."""
        windows = [window for item in encoded for window in item.windows]
        sample = windows[:: max(1, len(windows) // TIMED_WINDOWS)][:TIMED_WINDOWS]
        window_vectors(fitted.model, sample[:1], fitted.collator)  # the first run is slower
        start = time.perf_counter()
        window_vectors(fitted.model, sample, fitted.collator)
        seconds = (time.perf_counter() - start) / len(sample) * len(windows)
        if self.config.tune == "full":
            seconds *= STEP_COST * self.config.epochs
        threads = torch.get_num_threads()
        self.log(
            f"transformer: {len(encoded)} examples in {len(windows)} windows of up to "
            f"{self.config.max_tokens} tokens, {self.config.epochs} epochs at most, "
            f"about {_duration(seconds)} on {fitted.model.head.weight.device} "
            f"({threads} {'thread' if threads == 1 else 'threads'})"
        )
        cut = sum(item.read_share < 1 for item in encoded)
        if cut > TRUNCATION_WORTH_SAYING * len(encoded):
            self.log(
                f"transformer: {cut} of {len(encoded)} examples are not read to their end "
                f"(length: {self.config.length}, max_windows: {self.config.max_windows})"
            )

    def _train(
        self,
        fitted: storage.Fitted,
        encoded: Sequence[Encoded],
        states: NDArray[np.int8],
        dev: Sequence[Example],
    ) -> TrainingSummary:
        parts = [(encoded, states)]
        if dev:
            dev_states = label_states(dev, self.columns)
            parts.append((fitted.cutter.encode([e.input for e in dev]), dev_states))
        if self.config.tune == "full":
            tables = [window_table(items, known) for items, known in parts]
        else:
            tables = [vector_table(_vectors(fitted, items), known) for items, known in parts]
        return train(
            fitted.model,
            tables[0],
            fitted.collator,
            dev=tables[1] if dev else None,
            config=self.config,
            seed=self.seed,
        )

    def predict_scores(self, inputs: Sequence[ModelInput]) -> ScoreBatch:
        """Scores `(n_inputs, n_columns)`; an empty sequence gives an empty batch."""
        fitted = self._need_fitted()
        with using_threads(self.config.threads):
            encoded = fitted.cutter.encode(inputs)
            scores = scores_of(fitted.model, encoded, fitted.collator)
        return ScoreBatch(
            columns=self.columns,
            scores=scores,
            read_share=np.array([item.read_share for item in encoded], dtype=np.float32),
            known=np.array([item.known for item in encoded], dtype=np.int32),
        )

    def explain(
        self, inputs: Sequence[ModelInput], columns: Sequence[Column]
    ) -> list[list[Evidence]]:
        """For each input, the sentences by how far scores fall without them, strongest first.

        Args:
            inputs: What was scored.
            columns: Which scores to explain.

        Returns:
            A list for each input; a negative weight speaks against the label.
        """
        fitted = self._need_fitted()
        with using_threads(self.config.threads):
            return [
                self._explain_one(fitted, item, encoded, columns)
                for item, encoded in zip(inputs, fitted.cutter.encode(inputs), strict=True)
            ]

    def _explain_one(
        self,
        fitted: storage.Fitted,
        item: ModelInput,
        encoded: Encoded,
        columns: Sequence[Column],
    ) -> list[Evidence]:
        spans = list(sentences(item.text))
        drops = occlusion(fitted.model, encoded, spans, fitted.collator)
        index = {column: j for j, column in enumerate(self.columns)}
        found = []
        for (start, end), drop in zip(spans, drops, strict=True):
            place = item.locate(start, end)
            if place is None:
                continue
            for column in columns:
                weight = float(drop[index[column]])
                if weight != 0.0:
                    found.append(
                        Evidence(
                            facet=column.facet,
                            label=column.label,
                            field=place[0],
                            start=place[1],
                            end=place[2],
                            quote=item.text[start:end],
                            weight=weight,
                            target=item.target,
                            holder=item.holder,
                        )
                    )
        return sorted(found, key=lambda evidence: -abs(evidence.weight))

    def save(self, folder: Path) -> None:
        """Writes weights, the encoder's config, the tokenizer and the columns; no pickles."""
        storage.save(self._need_fitted(), folder, columns=self.columns, config=self.config)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads what `save` wrote, from the folder alone.

        Args:
            folder: A model folder.

        Returns:
            The fitted model.

        Raises:
            ArtifactError: If the folder is damaged.
        """
        fitted, columns, config = storage.load(folder)
        model = cls(config, {}, seed=0)
        model.columns = columns
        fitted.model.to(best_device())
        model._fitted = fitted
        return model

    def _need_fitted(self) -> storage.Fitted:
        if self._fitted is None:
            raise ArtifactError("transformer: not fitted. Train it, or load it from a run.")
        return self._fitted


def _vectors(fitted: storage.Fitted, encoded: Sequence[Encoded]) -> list[NDArray[np.float32]]:
    """What the frozen encoder makes of each article: `(n_windows, hidden_size)`."""
    windows = [window for item in encoded for window in item.windows]
    vectors = window_vectors(fitted.model, windows, fitted.collator)
    parts = torch.split(vectors, [len(item.windows) for item in encoded])
    return [np.asarray(part.numpy(), dtype=np.float32) for part in parts]


def _details(
    model: WindowClassifier, encoded: Sequence[Encoded], summary: TrainingSummary
) -> dict[str, float | int | str]:
    details: dict[str, float | int | str] = {
        "windows": sum(len(item.windows) for item in encoded),
        "tokens": sum(len(item.offsets) for item in encoded),
        "read_share": round(float(np.mean([item.read_share for item in encoded])), 4),
        "parameters": sum(p.numel() for p in model.parameters()),
        "epochs": summary.epochs,
        "best_epoch": summary.best_epoch,
        "seconds": round(summary.seconds, 1),
    }
    return details | ({} if summary.dev_loss is None else {"dev_loss": summary.dev_loss})


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
