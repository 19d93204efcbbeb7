"""The model kinds and their options; `model.kind` chooses one."""

import math
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from toolkit.records import InputField

MAX_FIELD_WEIGHT = 10
Strength = Literal["auto", "per_label"]
STRENGTHS = ("auto", "per_label")


class StrictConfig(BaseModel):
    """Frozen; an unknown key is an error, and so is an infinite number."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=False, allow_inf_nan=False
    )


class RulesConfig(StrictConfig):
    """Terms and gazetteer of the codebooks; nothing to train."""

    kind: Literal["rules"]
    title_weight: float = Field(
        default=3.0, gt=0, description="A hit in the title counts as this many hits in the body."
    )
    lede_weight: float = Field(
        default=2.0,
        gt=0,
        description="A hit in the dek or the first paragraph counts as this many.",
    )
    hits_for_half: float = Field(
        default=3.0,
        gt=0,
        description="Weighted hits at which a label's score reaches 0.5, the default threshold.",
    )
    negation_window: int = Field(
        default=2,
        ge=0,
        le=10,
        description="Facets without places: a hit at most this many words behind a negation "
        "(no, not, never, without) in its clause does not count; 0 counts it.",
    )
    positive_roles: tuple[Literal["focus", "involved", "mention", "dateline"], ...] = Field(
        default=("focus",),
        description="Facets with roles (region): labels with one of these roles score at least "
        "0.5. The codebook's own rule is focus alone.",
    )


class TfidfConfig(StrictConfig):
    """TF-IDF vectors with one linear head for each label."""

    kind: Literal["tfidf"]
    ngrams: tuple[int, int] = Field(
        default=(1, 2), description="Shortest and longest run of words that is a feature."
    )
    char_ngrams: tuple[int, int] | None = Field(
        default=None,
        description="Also runs of characters within words, shortest and longest; null for none.",
    )
    min_df: int = Field(
        default=2, ge=1, description="A feature must occur in at least this many train examples."
    )
    max_df: float = Field(
        default=1.0, gt=0, le=1, description="… and in at most this share of them."
    )
    max_features: int | None = Field(
        default=None, ge=1, description="Keep only the most frequent features; null keeps all."
    )
    sublinear_tf: bool = Field(default=True, description="Use 1 + log(count) instead of the count.")
    gazetteer: bool | Path = Field(
        default=False,
        description="Add features from a region codebook: how often an article names each "
        "country in title, dek, first paragraph and body, and in which role. A path to the "
        "codebook, or true for the run's own.",
    )
    field_weights: dict[InputField, int] = Field(
        default={},
        description="Count each word of a field this many times, such as {title: 3}; fields not "
        "named count once. For articles, not for stance rows.",
    )
    loss: Literal["squared_hinge", "log"] = Field(
        default="squared_hinge",
        description="Loss of the linear heads: a support vector machine or logistic regression.",
    )
    C: Strength | float = Field(
        default=1.0,
        description="Inverse strength of the L2 regularisation of the heads. auto chooses one "
        "value for all labels by cross-validation on train, per_label one for each label with "
        "enough positives; either makes training about ten times as long.",
    )
    class_weight: Literal["balanced"] | None = Field(
        default="balanced", description="Weigh rare labels up, or null for equal weights."
    )
    engine: Literal["compiled", "sklearn"] = Field(
        default="compiled",
        description="Which implementation reads word n-grams and scores. Both give the same "
        "numbers; compiled is about ten times as fast, and compiles once after installation.",
    )
    threads: int | None = Field(
        default=None, ge=1, description="Processor threads; null takes all cores."
    )

    @field_validator("C", mode="before")
    @classmethod
    def _is_a_strength(cls, value: Any) -> Any:  # noqa: ANN401 - runs before validation
        if value in STRENGTHS:
            return value
        try:
            number = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not 0 < number < math.inf:
            raise ValueError(
                f"expected a finite number above 0, or auto or per_label, got {value!r}"
            )
        return number

    @field_validator("field_weights")
    @classmethod
    def _weights_are_small(cls, value: dict[str, int]) -> dict[str, int]:
        for name, weight in value.items():
            if not 1 <= weight <= MAX_FIELD_WEIGHT:
                raise ValueError(
                    f"{name}: expected a whole number from 1 to {MAX_FIELD_WEIGHT}, got {weight}. "
                    "Leave a field out with input.fields"
                )
        return value

    @model_validator(mode="after")
    def _ranges_run_upwards(self) -> Self:
        for name, span in (("ngrams", self.ngrams), ("char_ngrams", self.char_ngrams)):
            if span is not None and not 1 <= span[0] <= span[1]:
                raise ValueError(
                    f"{name}: expected the shortest and the longest length, such as [1, 2], "
                    f"got {list(span)}"
                )
        return self


class TransformerConfig(StrictConfig):
    """A pretrained encoder with one linear head over all labels, fine-tuned or frozen."""

    kind: Literal["transformer"]
    checkpoint: str = Field(
        min_length=1,
        description="The pretrained encoder: a hub id with a `revision`, a local folder, or "
        "package:NAME/subfolder for weights that an installed package carries. Safetensors only.",
    )
    revision: str | None = Field(
        default=None,
        description="Commit or tag of a hub checkpoint, so that a run can be repeated; required "
        "for hub ids.",
    )
    length: Literal["head", "head_tail", "windows"] = Field(
        description="What is read of an article longer than `max_tokens`: its beginning, its "
        "beginning and end, or all of it in overlapping windows. No default: it decides what the "
        "model sees."
    )
    max_tokens: int = Field(
        default=256,
        ge=16,
        description="Tokens in one window, the special tokens and a stance target included.",
    )
    window_overlap: int = Field(
        default=32, ge=0, description="Tokens that neighbouring windows share, at least."
    )
    max_windows: int = Field(
        default=8,
        ge=1,
        description="Read at most this many windows of an article, its first ones; bounds memory.",
    )
    pool: Literal["mean", "max"] = Field(
        default="mean", description="How the windows of an article become one score for a label."
    )
    tune: Literal["full", "head"] = Field(
        default="full",
        description="Train the encoder too, or only the head on a frozen encoder: each article "
        "is then encoded once, and epochs cost next to nothing.",
    )
    epochs: int = Field(default=6, ge=1, description="Passes over the train part, at most.")
    patience: int = Field(
        default=3,
        ge=1,
        description="With a dev part: stop after this many epochs without a lower dev loss. The "
        "weights of the best epoch are kept.",
    )
    batch_size: int = Field(default=8, ge=1, description="Articles (not windows) in one step.")
    learning_rate: float = Field(default=5e-5, gt=0, lt=1, description="Of the encoder.")
    head_learning_rate: float = Field(
        default=2e-3, gt=0, lt=1, description="Of the head, which starts from nothing."
    )
    weight_decay: float = Field(default=0.01, ge=0, description="AdamW's decay of the weights.")
    warmup: float = Field(
        default=0.1, ge=0, lt=1, description="Share of the steps in which learning rates rise."
    )
    encoder_dropout: bool = Field(
        default=True,
        description="The encoder's own dropout in training; false halves the time of a step on "
        "a processor.",
    )
    class_weight: Literal["balanced"] | None = Field(
        default=None, description="Weigh rare labels up, or null for equal weights."
    )
    threads: int | None = Field(
        default=None, ge=1, description="Processor threads; null takes all cores."
    )

    @property
    def is_hub_id(self) -> bool:
        """Whether the checkpoint is neither a package's nor a local folder."""
        here = self.checkpoint.startswith(("package:", ".", "~", "/", "\\"))
        return not here and not Path(self.checkpoint).is_absolute()

    @model_validator(mode="after")
    def _checkpoint_is_pinned(self) -> Self:
        if self.is_hub_id and self.revision is None:
            raise ValueError(
                f"revision: missing; the hub checkpoint {self.checkpoint!r} can change under its "
                "name. Give a commit or a tag, or write ./ before a local folder"
            )
        if not self.is_hub_id and self.revision is not None:
            raise ValueError("revision: only a hub checkpoint has one; leave it out")
        return self

    @model_validator(mode="after")
    def _windows_move_on(self) -> Self:
        if self.length == "windows" and self.window_overlap > self.max_tokens // 2:
            raise ValueError(
                f"window_overlap: expected at most half of max_tokens ({self.max_tokens // 2}), "
                f"got {self.window_overlap}"
            )
        return self


ModelConfig = Annotated[RulesConfig | TfidfConfig | TransformerConfig, Field(discriminator="kind")]
