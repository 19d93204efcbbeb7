"""The records that travel through the house: frozen, typed, JSON-serialisable.

Offsets are Unicode code points, half-open. Unknown keys fail; what a user's file has beyond our
fields is kept in `extra` by the reader that met it.
"""

from toolkit.records.annotation import Annotation, Span, Suggestion
from toolkit.records.article import TEXT_FIELDS, Article, InputField, Role, Segment, TextField
from toolkit.records.example import (
    AUTHOR,
    Evidence,
    Example,
    ModelInput,
    Piece,
    StanceRow,
    normal_holder,
)
from toolkit.records.scores import Column, Prediction, ScoreBatch, ScoredRecord

__all__ = [
    "AUTHOR",
    "TEXT_FIELDS",
    "Annotation",
    "Article",
    "Column",
    "Evidence",
    "Example",
    "InputField",
    "ModelInput",
    "Piece",
    "Prediction",
    "Role",
    "ScoreBatch",
    "ScoredRecord",
    "Segment",
    "Span",
    "StanceRow",
    "Suggestion",
    "TextField",
    "normal_holder",
]
