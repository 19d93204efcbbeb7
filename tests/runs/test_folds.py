"""Out-of-fold scores come from models that never saw the example."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.tiny_workspace import quiet
from toolkit.codebook import load_codebooks
from toolkit.config import load_config
from toolkit.errors import ArtifactError
from toolkit.models.registry import create
from toolkit.runs.data import read_data
from toolkit.runs.folds import (
    FoldScores,
    cross_validate,
    example_key,
    needs_tuning,
    out_of_fold,
    tuning_scores,
)


@pytest.fixture
def config(untrained):
    return load_config(Path("configs/tfidf.yaml"), overrides=["split={folds: 3}"])


@pytest.fixture
def codebooks(config):
    return load_codebooks(config.codebooks)


@pytest.fixture
def data(config, codebooks):
    return read_data(config, codebooks, log=quiet)


def test_a_score_comes_from_the_model_of_the_other_folds(config, codebooks, data):
    folds = np.array(data.folds)
    batch = out_of_fold(data.train, data.folds, config, codebooks)
    model = create(config.model, codebooks, seed=config.seed)
    model.fit([e for e, fold in zip(data.train, folds, strict=True) if fold != 1], [])
    inside = np.flatnonzero(folds == 1)
    expected = model.predict_scores([data.train[i].input for i in inside])
    assert batch.scores[inside].tobytes() == expected.scores.tobytes()


def test_where_copies_tie_all_sources_thresholds_are_tuned_by_cluster(config, codebooks, data):
    train = [replace(example, source="The one paper") for example in data.train]
    split = config.split.model_copy(update={"by": ("source",)})
    tied = config.model_copy(update={"split": split})
    batch, tuned_on = tuning_scores(train, tied, codebooks)
    assert tuned_on == "out-of-fold by cluster"
    assert len(batch.scores) == len(train)


def test_a_label_of_one_fold_only_scores_zero_there(config, codebooks, data):
    """Its examples are scored by a model that has no positive of it."""
    topics = [example.labels["topic"] for example in data.train]
    folds = [0 if "jobs" in labels else 1 for labels in topics]
    batch = out_of_fold(data.train, folds, config, codebooks)
    jobs = [column.label for column in batch.columns].index("jobs")
    assert not batch.scores[np.array(folds) == 0, jobs].any()


def test_every_example_is_tested_once_under_the_decision_of_its_fold(config, codebooks, data):
    scores = cross_validate(data.train, data.folds, config, codebooks, log=quiet)
    predictions = scores.predictions(codebooks)
    assert set(predictions) == {example_key(example) for example in data.train}
    assert len(scores.decisions) == 3
    assert scores.decisions[0] != scores.decisions[1]


def test_fold_scores_are_read_back_equal(config, codebooks, data, tmp_path):
    scores = cross_validate(data.train, data.folds, config, codebooks, log=quiet)
    scores.save(tmp_path / "folds")
    loaded = FoldScores.load(tmp_path / "folds")
    assert loaded.predictions(codebooks) == scores.predictions(codebooks)


def test_fold_scores_that_are_gone_are_one_line(tmp_path):
    with pytest.raises(ArtifactError, match=r"no folds\.json"):
        FoldScores.load(tmp_path)


def test_rules_are_tuned_on_train_because_nothing_is_fitted(untrained):
    config = load_config(Path("configs/rules.yaml"), overrides=["data={train: examples.jsonl}"])
    books = load_codebooks(config.codebooks)
    examples = read_data(config, books, log=quiet).train
    batch, tuned_on = tuning_scores(examples, config, books)
    assert (len(batch), tuned_on) == (30, "train")


def test_too_few_groups_to_fold_are_tuned_on_nothing(config, codebooks, data):
    assert tuning_scores(data.train[:1], config, codebooks) == (None, "nothing")


@pytest.mark.parametrize(
    ("decision", "needed"),
    [
        ("{calibrate: none, threshold: 0.5}", False),
        ("{calibrate: auto, threshold: 0.5}", True),
        ("{calibrate: none, threshold: max_f1}", True),
    ],
)
def test_tuning_is_left_out_where_nothing_looks_at_scores(untrained, decision, needed):
    config = load_config(Path("configs/tfidf.yaml"), overrides=[f"decision={decision}"])
    assert needs_tuning(config) is needed
