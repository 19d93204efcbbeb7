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
from toolkit.config.sources import HubSource, Source, StoreSource

__all__ = [
    "DataConfig",
    "DecisionConfig",
    "EvaluationConfig",
    "HubSource",
    "InputConfig",
    "ModelConfig",
    "RulesConfig",
    "RunConfig",
    "Source",
    "SplitConfig",
    "StoreSource",
    "TfidfConfig",
    "TransformerConfig",
    "load_config",
    "resolved_yaml",
]
