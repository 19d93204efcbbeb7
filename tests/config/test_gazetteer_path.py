"""The path of `model.gazetteer` is relative to the file that names it."""

import pytest

from toolkit.config import load_config
from toolkit.errors import ConfigError

CONFIG = """\
name: words-and-places
codebooks: [topic.yaml]
data: {train: train.jsonl}
model: {kind: tfidf, gazetteer: region.yaml}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "run.yaml").write_text(CONFIG)
    for name in ("topic.yaml", "train.jsonl"):
        (tmp_path / name).write_text("")
    return tmp_path


def test_the_path_becomes_absolute(folder):
    (folder / "region.yaml").write_text("")
    assert load_config(folder / "run.yaml").model.gazetteer == folder / "region.yaml"


def test_true_stays_true(folder):
    config = load_config(folder / "run.yaml", overrides=["model.gazetteer=true"])
    assert config.model.gazetteer is True


def test_a_missing_file_is_said_with_its_line(folder):
    with pytest.raises(ConfigError, match=r"run\.yaml:4.*model\.gazetteer.*does not exist"):
        load_config(folder / "run.yaml")
