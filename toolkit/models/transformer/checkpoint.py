"""Pretrained checkpoints: found, pinned and loaded; safetensors only, never remote code."""

import contextlib
import logging
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import torch
from transformers import AutoModel, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase
from transformers.utils import logging as hf_logging

from toolkit.config import TransformerConfig
from toolkit.errors import ConfigError

PACKAGE = "package:"
UNUSED = ("pooler",)  # weights that mean pooling never reads; many checkpoints lack them


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Silences transformers' progress bars and load reports; what matters, we raise."""
    verbosity, bars = hf_logging.get_verbosity(), hf_logging.is_progress_bar_enabled()
    hf_logging.set_verbosity(logging.ERROR)
    hf_logging.disable_progress_bar()
    try:
        yield
    finally:
        hf_logging.set_verbosity(verbosity)
        if bars:
            hf_logging.enable_progress_bar()


def local_folder(checkpoint: str) -> Path:
    """The folder of a checkpoint that is not on the hub.

    Args:
        checkpoint: A folder, or `package:NAME/subfolder`.

    Returns:
        An existing folder.

    Raises:
        ConfigError: If the package is not installed or the folder does not exist.
    """
    folder = Path(checkpoint).expanduser()
    if checkpoint.startswith(PACKAGE):
        name, _, inside = checkpoint.removeprefix(PACKAGE).partition("/")
        spec = find_spec(name) if name.isidentifier() else None
        if spec is None or not spec.submodule_search_locations:
            raise ConfigError(
                f"model.checkpoint: the package {name!r} of {checkpoint!r} is not installed. "
                "Install it, or give a local folder."
            )
        folder = Path(spec.submodule_search_locations[0]) / inside
    if not (folder / "config.json").is_file():
        raise ConfigError(
            f"model.checkpoint: no checkpoint at {str(folder)!r}. Expected a folder with "
            "config.json, model.safetensors and the tokenizer's files. Check the path."
        )
    return folder


def load_checkpoint(
    config: TransformerConfig,
) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """A pretrained encoder and its tokenizer.

    Args:
        config: Names the checkpoint.

    Returns:
        The encoder in float32 and its fast tokenizer.

    Raises:
        ConfigError: If the checkpoint cannot be had or is not fit for the config.
    """
    where = config.checkpoint if config.is_hub_id else str(local_folder(config.checkpoint))
    try:
        with quiet():
            tokenizer = AutoTokenizer.from_pretrained(
                where,
                revision=config.revision or "main",
                local_files_only=not config.is_hub_id,
                trust_remote_code=False,
            )
            # float32 is asked for because the default is the checkpoint's own type, and bfloat16
            # trains 14 times slower on a processor without it.
            encoder, report = AutoModel.from_pretrained(
                where,
                revision=config.revision or "main",
                local_files_only=not config.is_hub_id,
                trust_remote_code=False,
                use_safetensors=True,
                dtype=torch.float32,
                output_loading_info=True,
            )
    except (OSError, ValueError) as error:
        raise ConfigError(_why_not_loaded(config, error)) from error
    _check_complete(config, sorted(report["missing_keys"]))
    _check_fit(config, encoder, tokenizer)
    return encoder, tokenizer


def _why_not_loaded(config: TransformerConfig, error: Exception) -> str:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if config.is_hub_id:
        return (
            f"model.checkpoint: cannot get {config.checkpoint!r} at revision "
            f"{config.revision!r} ({reason}). Without network, download the checkpoint on another "
            "machine and give its folder: checkpoint: ./path/to/folder, without a revision."
        )
    return (
        f"model.checkpoint: cannot load {config.checkpoint!r} ({reason}). Expected an encoder with "
        "weights in safetensors; pickled weights and code from the checkpoint are refused."
    )


def _check_complete(config: TransformerConfig, missing: list[str]) -> None:
    # transformers fills missing weights with random numbers and goes on.
    needed = [name for name in missing if not any(part in name for part in UNUSED)]
    if needed:
        raise ConfigError(
            f"model.checkpoint: {config.checkpoint!r} lacks {len(needed)} weights of its encoder, "
            f"such as {needed[0]!r}. Expected a complete checkpoint. Download it again."
        )


def _check_fit(
    config: TransformerConfig, encoder: PreTrainedModel, tokenizer: PreTrainedTokenizerBase
) -> None:
    if not tokenizer.is_fast:
        raise ConfigError(
            f"model.checkpoint: the tokenizer of {config.checkpoint!r} does not say where its "
            "tokens stand in the text. Choose a checkpoint with a tokenizer.json."
        )
    positions = getattr(encoder.config, "max_position_embeddings", None) or config.max_tokens
    limit = min(int(positions), int(tokenizer.model_max_length))
    if config.max_tokens > limit:
        raise ConfigError(
            f"model.max_tokens: {config.max_tokens} is more than {config.checkpoint!r} can read. "
            f"Expected at most {limit}; longer articles are read with length: windows."
        )
