"""The main job on the files that are shipped, as a user does it."""

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

STANCE = """\
name: starter-stance
codebooks: [../labels/stance.yaml]
data: {train: ../seeds/corpus/examples.jsonl}
split: {test: 0.25}
model: {kind: tfidf}
evaluation: {bootstrap: 50}
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    from toolkit.runs.workspace import make_workspace

    folder = tmp_path_factory.mktemp("study") / "study"
    make_workspace(folder)
    (folder / "configs" / "stance.yaml").write_text(STANCE)
    return folder


@pytest.fixture
def inside(study, monkeypatch):
    monkeypatch.chdir(study)
    return study


def test_framing_is_trained_evaluated_scored_and_explained(toolkit, inside):
    overrides = ["--set", "codebooks=labels/framing.yaml", "--set", "split={test: 0.25}"]
    trained = toolkit("train", "configs/tfidf.yaml", *overrides, "--out", "runs/framing")
    assert trained.exit_code == 0
    report = json.loads(toolkit("evaluate", "framing", "--json").stdout)
    figures = report["facets"]["framing"]
    assert figures["micro_f1"] > figures["baselines"]["majority"]["micro_f1"]
    scored = toolkit("score", "framing", "seeds/pages", "--out", "s.csv", "--evidence", "3")
    assert scored.exit_code in {0, 3}
    assert len(Path("s.csv").read_text().splitlines()) > 10
    assert toolkit("explain", "framing", "seeds/pages/s122-valley-ledger.txt").exit_code == 0


def test_stance_is_trained_evaluated_and_scored(toolkit, inside):
    assert toolkit("train", "configs/stance.yaml").exit_code == 0
    figures = json.loads(toolkit("evaluate", "starter-stance", "--json").stdout)["facets"]["stance"]
    assert 0 < figures["f_avg"] <= 1
    page = "seeds/pages/s013-civic-tribune.txt"
    scored = toolkit(
        "score", "starter-stance", page, "--out", "-", "--target", "Economic sanctions"
    )
    record = json.loads(scored.stdout)
    assert record["target"] == "economic_sanctions"
    assert sum(record["scores"]["stance"].values()) > 0


def test_the_shipped_rules_evaluate_on_the_whole_corpus(toolkit, inside):
    assert toolkit("train", "configs/rules.yaml").exit_code == 0
    arguments = ["evaluate", "starter-rules", "--bootstrap", "0", "--json"]
    facets = json.loads(toolkit(*arguments).stdout)["facets"]
    assert set(facets) == {"topic", "region", "framing"}
    assert facets["region"]["micro_f1"] > 0.5
