"""A run: which data, codebooks, split, input, model, decision and evaluation."""

import math
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from toolkit.config.model import ModelConfig, RulesConfig, StrictConfig
from toolkit.config.sources import Sources
from toolkit.records import InputField

# A number outside of [0, 1] is no share; so 1.5 is refused in a policy as it is by itself.
SHARE = r"(?:0|1|0?\.\d+|1\.0+)"
POLICY = rf"max_f1|(?:precision|recall)>={SHARE}|rate(?:={SHARE})?"
ThresholdPolicy = Annotated[str, Field(pattern=f"^(?:{POLICY})$")]
SplitKey = Literal["cluster", "time", "source", "author", "target"]


def _one_or_many(value: Any) -> Any:  # noqa: ANN401 - runs before validation
    return [value] if isinstance(value, (str, Path)) else value


Paths = Annotated[
    tuple[Path, ...], BeforeValidator(_one_or_many, json_schema_input_type=Path | list[Path])
]


class DataConfig(StrictConfig):
    """Labelled examples; `dev` and `test` are given parts, or cut by `split`."""

    train: Sources = Field(
        default=(),
        description="Labelled example files (JSONL): one path or a list. Or {store: …} for a "
        "label store, {hub: …} for a Hugging Face data set, or a list with these.",
    )
    dev: Sources = Field(
        default=(),
        description="Given dev part, for thresholds and calibration, as `train`; else see `split`.",
    )
    test: Sources = Field(default=(), description="Given test part, as `train`; else see `split`.")


class SplitConfig(StrictConfig):
    """How parts are cut from `data.train`. A cluster of near-duplicates never crosses a cut."""

    by: tuple[SplitKey, ...] = Field(
        default=("cluster",),
        description="Keep together what shares these: cluster (always), source, author, target; "
        "time puts the latest articles into test.",
    )
    test: float | None = Field(
        default=None, gt=0, lt=1, description="Share of the examples cut off as test part."
    )
    dev: float | None = Field(
        default=None, gt=0, lt=1, description="Share of the examples cut off as dev part."
    )
    folds: int | None = Field(
        default=None,
        ge=2,
        le=50,
        description="For small sets, instead of a test part: every example is tested once by a "
        "model that was trained on the other folds; the final model is trained on all.",
    )
    gap_days: int = Field(
        default=0,
        ge=0,
        description="With time: days between train, dev and test; articles in between are left "
        "out.",
    )
    min_positives: int = Field(
        default=1,
        ge=1,
        description="Clusters with a positive of each label that every part or fold should have; "
        "labels that are too rare for it are named in a warning.",
    )
    inherit: Path | None = Field(
        default=None,
        description="split.json of an earlier run: articles that it lists, and new ones that are "
        "near-copies of these, keep their side. The earlier articles must be in the data too.",
    )
    on_leak: Literal["warn", "error"] = Field(
        default="warn",
        description="What to do when given parts share articles or near-copies.",
    )

    @field_validator("by", mode="before")
    @classmethod
    def _one_key_is_a_list(cls, value: Any) -> Any:  # noqa: ANN401 - runs before validation
        return [value] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if (self.test or 0) + (self.dev or 0) >= 1:
            raise ValueError("test and dev leave nothing to train on; expected a sum below 1")
        if self.folds is not None and self.test is not None:
            raise ValueError("folds and test exclude each other; folds test every example once")
        if self.folds is not None and "time" in self.by:
            raise ValueError("folds cannot be cut by time; use a test share")
        if self.gap_days and "time" not in self.by:
            raise ValueError("gap_days needs time among by; expected by: [time]")
        if self.inherit is not None and "time" in self.by:
            raise ValueError("inherit and time exclude each other; later articles are the test")
        if self.inherit is not None and not (self.test or self.dev or self.folds):
            raise ValueError("inherit needs a test or dev share, or folds, for what is new")
        return self


class InputConfig(StrictConfig):
    """Which text of an article a model sees; the same in training and scoring."""

    fields: tuple[InputField, ...] = Field(
        default=("title", "dek", "text"),
        min_length=1,
        description="Fields of the article, in this order, joined by blank lines.",
    )
    mask_dateline: bool = Field(
        default=False, description="Leave out a dateline at the start of the body."
    )
    language: str | None = Field(
        default=None,
        description="Train and evaluate on this language only (ISO 639-1); others are scored "
        "with the status wrong_language. null takes all.",
    )

    @field_validator("language")
    @classmethod
    def _is_a_code(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch("[a-z]{2,3}", value):
            raise ValueError(f"expected an ISO 639-1 code such as en, got {value!r}")
        return value

    @field_validator("fields")
    @classmethod
    def _each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < len(value):
            raise ValueError(f"expected each field once, got {list(value)}")
        return value


class DecisionConfig(StrictConfig):
    """How scores become labels: calibration, thresholds, abstention."""

    calibrate: Literal["auto", "platt", "isotonic", "none"] = Field(
        default="auto",
        description="Map scores to probabilities on dev or out-of-fold scores: auto takes Platt "
        "scaling, or isotonic regression from 1,000 positives on.",
    )
    threshold: ThresholdPolicy | float = Field(
        default="max_f1",
        description="Tune one threshold for each label: max_f1; precision>=0.9, the lowest that is "
        "as precise; recall>=0.9, the highest that finds as many; rate, as often as it is true; "
        "rate=0.05, for that share of articles. A number in [0, 1] fixes it for all.",
    )
    min_positives: int = Field(
        default=10,
        ge=1,
        description="A label with fewer positives in the tuning scores leans on the threshold "
        "that all labels of its facet share.",
    )
    abstain_below: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Abstain on a facet whose best score is below this; null never does.",
    )

    @field_validator("threshold", mode="before")
    @classmethod
    def _is_a_share(cls, value: Any) -> Any:  # noqa: ANN401 - runs before validation
        try:
            share = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            share = math.nan
        policy = isinstance(value, str) and re.fullmatch(POLICY, value)
        if not policy and not 0 <= share <= 1:
            raise ValueError(
                "expected max_f1 or a number in [0, 1], or precision>=, recall>= or rate= with "
                f"one, or rate, got {value!r}"
            )
        return value


class EvaluationConfig(StrictConfig):
    """What `evaluate` computes."""

    bootstrap: int = Field(
        default=2000,
        ge=0,
        le=100_000,
        description="Bootstrap draws for the intervals, over clusters; 0 leaves them out.",
    )


class RunConfig(StrictConfig):
    """A run config (configs/*.yaml)."""

    name: str = Field(
        default="run",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        description="Name of the run; its folder is runs/<name> unless --out says otherwise.",
    )
    seed: int = Field(default=13, ge=0, lt=2**31, description="Every random choice follows it.")
    codebooks: Paths = Field(
        min_length=1, description="Codebook files, one for each facet, in report order."
    )
    data: DataConfig = Field(default=DataConfig(), description="Labelled examples.")
    split: SplitConfig = Field(default=SplitConfig(), description="How parts are cut.")
    input: InputConfig = Field(default=InputConfig(), description="What a model sees.")
    model: ModelConfig = Field(description="The model kind and its options.")
    decision: DecisionConfig = Field(default=DecisionConfig(), description="From scores to labels.")
    evaluation: EvaluationConfig = Field(
        default=EvaluationConfig(), description="What is computed about a run."
    )

    @field_validator("data", "split", "input", "decision", "evaluation", mode="before")
    @classmethod
    def _no_options_are_the_defaults(cls, value: Any) -> Any:  # noqa: ANN401 - as above
        return {} if value is None else value  # a section whose lines are all commented out

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        if not isinstance(self.model, RulesConfig) and not self.data.train:
            raise ValueError(f"data.train: missing; kind {self.model.kind!r} has to be trained")
        for part in ("test", "dev"):
            if getattr(self.data, part) and getattr(self.split, part):
                raise ValueError(f"data.{part} is given, so split.{part} must not be set")
        if self.data.test and self.split.folds:
            raise ValueError("data.test is given, so split.folds must not be set")
        return self
