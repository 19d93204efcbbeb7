"""The run folder: what is in it, and that it says how it came about."""

import json
from pathlib import Path

import pytest

from tests.tiny_workspace import quiet
from toolkit.config import load_config
from toolkit.corpus.leakage import leakage_lines
from toolkit.errors import ArtifactError, DataError
from toolkit.models.bundle import check_model
from toolkit.runs.layout import RunFolder
from toolkit.runs.train import train

CONFIG = Path("configs/tfidf.yaml")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def read(run, name):
    return json.loads((run.path / name).read_text())


@pytest.fixture
def run(workspace):
    return RunFolder(workspace / "runs" / "tiny")


def test_the_run_folder_is_laid_out_as_documented(run):
    assert names(run.path) == [
        *("codebooks", "config.yaml", "decision.json", "leakage.json", "log.jsonl"),
        *("manifest.json", "model", "split.json"),
    ]
    assert names(run.path / "codebooks") == ["tone.yaml", "topic.yaml"]
    assert check_model(run.path / "model") == "tfidf"


def test_a_run_with_folds_keeps_its_fold_scores(untrained):
    run = train(CONFIG, overrides=["split={folds: 3}"], say=quiet)
    assert names(run.folds_folder) == ["folds.json", "known.npy", "read_share.npy", "scores.npy"]
    assert set(read(run, "split.json")["folds"].values()) == {0, 1, 2}


def test_the_resolved_config_loads_back_equal(run, trained_once):
    original = load_config(trained_once / CONFIG)
    assert load_config(run.config_file) == original
    assert run.config == original


def test_the_manifest_says_what_the_run_was_made_of(run):
    manifest = read(run, "manifest.json")
    assert manifest["schema"] == 1
    assert (manifest["name"], manifest["kind"], manifest["seed"]) == ("tiny", "tfidf", 13)
    assert manifest["facets"] == ["topic", "tone"]
    assert manifest["codebooks"]["topic"]["key"] == "tiny-topic@2"
    assert manifest["counts"]["examples"] == {"train": 21, "dev": 0, "test": 9}
    assert manifest["fit"]["unlearned"] == [["topic", "space"]]
    assert [len(digest) for digest in manifest["data"].values()] == [64]
    assert manifest["seconds"] > 0
    assert set(manifest["libraries"]) >= {"numpy", "scikit-learn", "scipy", "pyarrow"}


def test_the_manifest_counts_ignored_facets(run):
    notes = run.manifest["notes"]
    assert "data.train: facet 'stance' has no codebook in this run: ignored in 13 rows" in notes


def test_the_log_has_a_line_for_each_step_with_its_time(run):
    events = [json.loads(line) for line in (run.path / "log.jsonl").read_text().splitlines()]
    assert [event["event"] for event in events] == [
        "read 30 labelled articles for train",
        *leakage_lines(read(run, "leakage.json")),
        "fitting tfidf on 21 examples",
        "tuning thresholds on out-of-fold scores",
    ]
    assert events[2]["event"] == "near-copy in train: 0 of 9 test articles (0.0%)"
    assert events[0]["seconds"] <= events[-1]["seconds"]


def test_no_cluster_stands_in_two_parts(run):
    split = read(run, "split.json")
    clusters = split["clusters"]
    assert not set(clusters["train"]) & set(clusters["test"])
    assert "t29" not in clusters["train"] + clusters["test"]  # a copy of t10, in its cluster
    together = [part for part, ids in split["parts"].items() if {"t10", "t29"} & set(ids)]
    assert together == ["test"]


def test_decisions_are_tuned_out_of_fold_without_a_dev_part(trained_once, untrained):
    run = RunFolder(trained_once / "runs" / "tiny")
    assert run.decision.tuned_on == "out-of-fold"
    with_dev = train(CONFIG, overrides=["split.dev=0.2"], say=quiet)
    assert with_dev.decision.tuned_on == "dev"
    fixed = ["decision={calibrate: none, threshold: 0.4}"]
    assert train(CONFIG, overrides=fixed, force=True, say=quiet).decision.tuned_on == "nothing"


def test_the_same_config_gives_the_same_run(trained_once, untrained):
    run = RunFolder(trained_once / "runs" / "tiny")
    again = train(CONFIG, overrides=["data.train=examples.jsonl"], say=quiet)
    for name in ("model/manifest.json", "decision.json", "split.json", "leakage.json"):
        assert (again.path / name).read_bytes() == (run.path / name).read_bytes()


def test_rules_need_no_data(untrained):
    run = train(Path("configs/rules.yaml"), overrides=["data={}"], say=quiet)
    assert run.manifest["counts"]["examples"] == {"train": 0, "dev": 0, "test": 0}


def test_one_example_is_enough_to_train(untrained):
    one = Path("examples.jsonl").read_text().splitlines()[0]
    Path("one.jsonl").write_text(one)
    run = train(CONFIG, overrides=["data.train=one.jsonl", "split.test=null"], say=quiet)
    assert run.decision.tuned_on == "nothing"
    assert ["topic", "sport"] not in run.manifest["fit"]["unlearned"]


def rewritten(change):
    rows = [json.loads(line) for line in Path("examples.jsonl").read_text().splitlines()]
    Path("changed.jsonl").write_text("".join(json.dumps(row | change(row)) + "\n" for row in rows))
    return ["data.train=changed.jsonl"]


def test_a_facet_that_no_train_row_examined_is_unlearned(untrained):
    overrides = rewritten(lambda row: {"labels": {"topic": row["labels"]["topic"]}})
    run = train(CONFIG, overrides=overrides, say=quiet)
    assert ["tone", "bright"] in run.manifest["fit"]["unlearned"]
    assert (
        "tone: 2 of 2 labels have nothing to learn from and are never assigned"
        in (run.manifest["warnings"])
    )


def test_a_facet_with_one_class_trains(untrained):
    overrides = rewritten(
        lambda _row: {"labels": {"topic": ["sport"], "tone": "grim"}} | {"primary": {}}
    )
    run = train(CONFIG, overrides=overrides, say=quiet)
    assert [label for facet, label in run.manifest["fit"]["unlearned"] if facet == "tone"] == [
        "bright"
    ]


def test_articles_with_only_a_title_train(untrained):
    run = train(CONFIG, overrides=rewritten(lambda _row: {"text": ""}), say=quiet)
    assert run.manifest["fit"]["n_train"] == 21


def test_given_parts_that_share_articles_are_warned_about_once_with_counts(untrained):
    overrides = ["data.test=examples.jsonl", "split.test=null"]
    said = []
    run = train(CONFIG, overrides=overrides, say=said.append)
    warning = "30 of 30 test articles stand word for word in train, 30 have a near-copy there"
    assert [w for w in run.manifest["warnings"] if w.startswith(warning)]
    assert read(run, "leakage.json")["text"] == {"shared": 30, "known": 30, "share": 1.0}


def test_given_parts_that_share_articles_can_be_refused(untrained):
    overrides = ["data.test=examples.jsonl", "split={on_leak: error}"]
    with pytest.raises(DataError, match=r"30 of 30 test articles .* Mend the parts"):
        train(CONFIG, overrides=overrides, say=quiet)
    assert not Path("runs").exists()


def test_a_run_that_fails_leaves_nothing_behind(untrained):
    with pytest.raises(DataError, match="no word"):
        train(CONFIG, overrides=["model.min_df=50"], say=quiet)
    assert list(Path("runs").iterdir()) == []


def test_force_does_not_remove_a_folder_that_is_no_run(untrained):
    with pytest.raises(ArtifactError, match="not a run folder"):
        train(CONFIG, out=Path("labels"), force=True, say=quiet)
    assert Path("labels/topic.yaml").is_file()
