"""Fitting the network with transformers' Trainer."""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import torch
from datasets import Dataset
from torch import Tensor, nn
from transformers import Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from transformers.trainer_callback import PrinterCallback

from toolkit.config import TransformerConfig
from toolkit.errors import ConfigError
from toolkit.models.transformer.checkpoint import quiet
from toolkit.models.transformer.data import Collator
from toolkit.models.transformer.model import WindowClassifier

NO_DECAY = ("bias", "norm")  # biases and normalisation layers are not shrunk, as in BERT


@dataclass(frozen=True)
class TrainingSummary:
    """How training went.

    Attributes:
        seconds: Wall time.
        epochs: Epochs run.
        best_epoch: The epoch whose weights were kept; the last one without a dev part.
        dev_loss: Loss on dev at that epoch; None without a dev part.
    """

    seconds: float
    epochs: int
    best_epoch: int
    dev_loss: float | None


def train(
    model: WindowClassifier,
    table: Dataset,
    collator: Collator,
    *,
    dev: Dataset | None,
    config: TransformerConfig,
    seed: int,
) -> TrainingSummary:
    """Fits the model in place.

    Args:
        model: On the device that it is to be trained on.
        table: Of `data.window_table` or `data.vector_table`.
        collator: Makes batches of its rows.
        dev: For early stopping; None trains for all epochs.
        config: Rates, epochs and batch size.
        seed: Of the order of articles and of dropout.

    Returns:
        How it went.

    Raises:
        ConfigError: If the weights are not finite afterwards.
    """
    start = time.monotonic()
    keep_best = KeepBest(patience=config.patience)
    # The Trainer insists on an output folder; nothing that it might write there is wanted.
    with tempfile.TemporaryDirectory(prefix="toolkit-train-") as folder, quiet():
        trainer = Trainer(
            model=model,
            args=_arguments(folder, config, seed=seed, has_dev=dev is not None),
            data_collator=collator,
            train_dataset=table,
            eval_dataset=dev,
            optimizers=(_optimizer(model, config), None),
            callbacks=[keep_best, Progress()],
        )
        trainer.remove_callback(PrinterCallback)  # it prints every log line to stdout
        trainer.train()
    keep_best.restore(model)
    model.zero_grad(set_to_none=True)
    model.eval()
    if not all(bool(torch.isfinite(p).all()) for p in model.head.parameters()):
        raise ConfigError(
            f"model.learning_rate: training diverged at {config.learning_rate} (head "
            f"{config.head_learning_rate}). Expected finite weights. Try a tenth of it."
        )
    epochs = round(trainer.state.epoch or 0)
    return TrainingSummary(
        seconds=time.monotonic() - start,
        epochs=epochs,
        best_epoch=keep_best.epoch or epochs,
        dev_loss=keep_best.loss,
    )


def _arguments(
    folder: str, config: TransformerConfig, *, seed: int, has_dev: bool
) -> TrainingArguments:
    arguments = TrainingArguments(
        output_dir=folder,
        num_train_epochs=config.epochs,
        per_device_train_batch_size=config.batch_size,
        per_device_eval_batch_size=config.batch_size,
        warmup_steps=config.warmup,  # below 1, it is a share of the steps
        eval_strategy="epoch" if has_dev else "no",
        save_strategy="no",
        logging_strategy="epoch",
        disable_tqdm=True,
        report_to=[],
        seed=seed,
        data_seed=seed,
        # Apple's backend would be taken unasked, and it gives other numbers than the processor.
        use_cpu=not torch.cuda.is_available(),
        dataloader_pin_memory=False,
        remove_unused_columns=False,
        prediction_loss_only=True,
        label_names=["states"],
        log_level="error",
    )
    if arguments.n_gpu > 1:
        # DataParallel would cut the flat batch of windows through the middle of an article.
        arguments._n_gpu = 1
    return arguments


def _optimizer(model: WindowClassifier, config: TransformerConfig) -> torch.optim.Optimizer:
    """AdamW with a rate for the encoder and one for the head."""
    groups: list[dict[str, object]] = []
    for part, rate in (
        (model.encoder, config.learning_rate),
        (model.head, config.head_learning_rate),
    ):
        named = [(n, p) for n, p in cast(nn.Module, part).named_parameters() if p.requires_grad]
        shrunk = [p for n, p in named if not any(word in n.lower() for word in NO_DECAY)]
        other = [p for n, p in named if any(word in n.lower() for word in NO_DECAY)]
        groups.append({"params": shrunk, "lr": rate, "weight_decay": config.weight_decay})
        groups.append({"params": other, "lr": rate, "weight_decay": 0.0})
    return torch.optim.AdamW([group for group in groups if group["params"]])


class KeepBest(TrainerCallback):
    """Keeps the weights of the epoch with the lowest dev loss, and stops when it stays behind.

    In memory: the Trainer's own way writes a checkpoint, optimizer included, every epoch.

    Args:
        patience: Epochs without a lower loss after which training stops.
    """

    def __init__(self, *, patience: int) -> None:
        self.patience = patience
        self.loss: float | None = None
        self.epoch: int | None = None
        self.weights: dict[str, Tensor] = {}

    def on_evaluate(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: object,
    ) -> None:
        """Compares the epoch with the best one so far."""
        loss = cast(dict[str, float], kwargs["metrics"])["eval_loss"]
        epoch = round(state.epoch or 0)
        if self.loss is None or loss < self.loss:
            model = cast(nn.Module, kwargs["model"])
            trained = {name for name, p in model.named_parameters() if p.requires_grad}
            self.loss, self.epoch = loss, epoch
            self.weights = {
                name: value.detach().cpu().clone()
                for name, value in model.state_dict().items()
                if name in trained
            }
        elif self.epoch is not None and epoch - self.epoch >= self.patience:
            control.should_training_stop = True

    def restore(self, model: nn.Module) -> None:
        """Puts the best weights back; nothing to do without a dev part."""
        if self.weights:
            model.load_state_dict(self.weights, strict=False)


class Progress(TrainerCallback):
    """One line on stderr that overwrites itself, and only where a person may be looking."""

    def __init__(self, write: Callable[[str], object] | None = None) -> None:
        self.write = write or (sys.stderr.write if sys.stderr.isatty() else None)
        self.start = time.monotonic()

    def on_step_end(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: object,
    ) -> None:
        """Shows epoch, step and the time left at the pace so far."""
        if self.write is None:
            return
        left = (time.monotonic() - self.start) / state.global_step
        left *= state.max_steps - state.global_step
        epoch = min(int(state.epoch or 0) + 1, int(args.num_train_epochs))
        self.write(
            f"\r  epoch {epoch} of {int(args.num_train_epochs)}, "
            f"step {state.global_step} of {state.max_steps}, "
            f"{int(left) // 60}:{int(left) % 60:02d} left  "
        )

    def on_train_end(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: object,
    ) -> None:
        """Leaves the line."""
        if self.write is not None:
            self.write("\n")
