"""The transformer kind: an encoder with one linear head, on transformers' Trainer.

Needs the extra `transformer`. Nothing outside this package imports torch or transformers.
"""

from importlib.util import find_spec

from toolkit.errors import MissingExtraError

# Asked at the door, so that a missing extra fails once, with the command that mends it, and not
# half-way through a run with the name of some inner package.
if any(
    find_spec(name) is None
    for name in ("torch", "transformers", "datasets", "accelerate", "safetensors")
):
    raise MissingExtraError("The model kind 'transformer'", extra="transformer")

from toolkit.models.transformer.classifier import TransformerClassifier

__all__ = ["TransformerClassifier"]
