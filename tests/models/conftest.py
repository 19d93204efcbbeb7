"""Fixtures of the model tests."""

from tests.models.transformer_fixtures import tiny_checkpoint

__all__ = ["tiny_checkpoint"]
