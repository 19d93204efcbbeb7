"""Run configs: one frozen, typed object, validated once at the door."""

from toolkit.config.load import load_config, resolved_yaml
from toolkit.config.model import ModelConfig, RulesConfig, TfidfConfig, TransformerConfig
from toolkit.config.run import (
    DataConfig,
    DecisionConfig,
    EvaluationConfig,
    InputConfig,
    RunConfig,
    SplitConfig,
)

__all__ = [
    "DataConfig",
    "DecisionConfig",
    "EvaluationConfig",
    "InputConfig",
    "ModelConfig",
    "RulesConfig",
    "RunConfig",
    "SplitConfig",
    "TfidfConfig",
    "TransformerConfig",
    "load_config",
    "resolved_yaml",
]
