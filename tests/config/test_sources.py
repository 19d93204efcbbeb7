"""The three kinds of data sources in a config: files, label stores, data sets."""

from pathlib import Path

import pytest

from toolkit.config import HubSource, StoreSource, load_config, resolved_yaml
from toolkit.errors import ConfigError


@pytest.fixture
def load(tmp_path):
    """Loads a config with this `data.train`, in a folder that has one file of each kind."""
    for name in ("topic.yaml", "e.jsonl", "s.db"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "set").mkdir()

    def load_train(train, *overrides):
        path = tmp_path / "c.yaml"
        text = f"codebooks: topic.yaml\nmodel: {{kind: tfidf}}\ndata:\n  train: {train}\n"
        path.write_text(text, encoding="utf-8")
        return load_config(path, overrides=overrides)

    return load_train


@pytest.fixture
def problem(load):
    def find(train):
        with pytest.raises(ConfigError) as caught:
            load(train)
        return str(caught.value)

    return find


@pytest.mark.parametrize(
    "train",
    [
        "e.jsonl",
        "[e.jsonl, {store: s.db, facets: [topic]}]",
        "{store: 'sqlite:///s.db'}",
        "{store: 'postgresql://host/labels'}",
        "{hub: set, split: dev, columns: {text: BODY, labels.topic: category}}",
        "{hub: acme/quays, revision: 1f3a, config: full}",
    ],
)
def test_every_kind_of_source_loads_back_equal(load, tmp_path, train):
    config = load(train)
    resolved = tmp_path / "elsewhere" / "config.yaml"
    resolved.parent.mkdir()
    resolved.write_text(resolved_yaml(config), encoding="utf-8")
    assert load_config(resolved) == config


def test_local_places_become_absolute_and_names_on_the_hub_stay(load, tmp_path):
    places = "[e.jsonl, {store: s.db}, {store: 'sqlite:///s.db'}, {hub: set}]"
    assert load(places).data.train == (
        tmp_path / "e.jsonl",
        StoreSource(store=str(tmp_path / "s.db")),
        StoreSource(store=f"sqlite:///{tmp_path / 's.db'}"),
        HubSource(hub=str(tmp_path / "set")),
    )
    (hub,) = load("{hub: acme/quays, revision: 1f3a}").data.train
    assert (hub.hub, hub.path) == ("acme/quays", None)


def test_an_override_can_name_a_source(load, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = load("e.jsonl", "data.dev={store: s.db}", "data.test.hub=set")
    assert config.data.dev == (StoreSource(store=str(tmp_path / "s.db")),)
    assert config.data.test == (HubSource(hub=str(tmp_path / "set")),)


@pytest.mark.parametrize(
    ("train", "message"),
    [
        ("{hub: acme/quays}", "'acme/quays' is no folder or file here, and a data set of the hub"),
        ("{hub: acme/quays, revisin: x}", "4:28: data.train.revisin: unknown option. Did you mean"),
        ("[e.jsonl, {store: s.db, facet: x}]", "data.train.1.facet: unknown option. Did you mean"),
        ("{hubb: acme/quays}", "got the keys ['hubb']. Did you mean 'hub'?"),
        ("{store: s.db, hub: set}", "expected a path, a list of paths, {store: PATH} or {hub:"),
        ("{hub: set, columns: {txt: BODY}}", "no field 'txt'. Did you mean 'text'?"),
        ("{hub: set, columns: {label.topic: x}}", "no field 'label.topic'."),
        ("{store: none.db}", "none.db' does not exist. Check the path."),
        ("{hub: ./none, revision: x}", "none' does not exist. Check the path."),
        ("[e.jsonl, 5]", "data.train.1: expected a path (got 5)."),
    ],
)
def test_a_wrong_source_is_told_with_its_place(problem, train, message):
    assert message in problem(train)


def test_a_data_set_knows_whether_it_is_local():
    assert HubSource(hub=str(Path("set").absolute())).path == Path("set").absolute()
