"""Codebooks: the coding instructions of a facet, typed, validated and fingerprinted."""

from toolkit.codebook.load import load_codebook, load_codebooks, parse_codebook
from toolkit.codebook.schema import Codebook, Group, Label, Target, Term

__all__ = [
    "Codebook",
    "Group",
    "Label",
    "Target",
    "Term",
    "load_codebook",
    "load_codebooks",
    "parse_codebook",
]
