"""`report.json` keeps its schema, whatever kind of run."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.tiny_workspace import quiet
from toolkit.errors import DataError
from toolkit.evaluation import render_text
from toolkit.runs.evaluate import compare_runs, evaluate_run
from toolkit.runs.layout import open_run

TOP = ("schema", "run", "data", "n", "facets", "leakage", "slices", "warnings")
OF_FACET = (
    *("n", "micro_f1", "macro_f1", "macro_f1_all", "accuracy", "primary_accuracy", "f_avg"),
    *("labels", "baselines", "intervals"),
)
OF_LABEL = ("precision", "recall", "f1", "support", "threshold")


def evaluated(name, data=None, **options):
    return evaluate_run(open_run(Path(name)), data, say=quiet, **options)


@pytest.mark.parametrize("name", ["tiny", "tiny-rules", "tiny-stance"])
def test_the_report_has_the_documented_keys(workspace, name):
    report, folder = evaluated(name)
    assert report["schema"] == 1
    assert report["run"] == name
    assert set(TOP) <= set(report)
    for facet, figures in report["facets"].items():
        assert set(OF_FACET) <= set(figures)
        assert list(figures["labels"]) == list(open_run(Path(name)).codebooks[facet].label_ids)
        for row in figures["labels"].values():
            assert set(OF_LABEL) <= set(row)
        for row in figures["baselines"].values():
            assert set(row) >= {"micro_f1", "macro_f1"}
        for low, high in figures["intervals"].values():
            assert low <= high
    assert json.loads((folder / "report.json").read_text()) == report


def test_figures_that_do_not_apply_are_null(workspace):
    facets = evaluated("tiny")[0]["facets"]
    assert facets["topic"]["accuracy"] is None
    assert facets["topic"]["primary_accuracy"] is not None
    assert facets["tone"]["accuracy"] is not None
    assert facets["tone"]["primary_accuracy"] is None
    assert facets["topic"]["f_avg"] is facets["tone"]["f_avg"] is None
    assert evaluated("tiny-stance")[0]["facets"]["stance"]["f_avg"] is not None


def test_thresholds_are_those_of_the_run_and_null_where_never_assigned(workspace):
    labels = evaluated("tiny")[0]["facets"]["topic"]["labels"]
    decision = open_run(Path("tiny")).decision
    stored = {c.label: t for c, t in decision.thresholds().items() if c.facet == "topic"}
    assert labels["sport"]["threshold"] == pytest.approx(stored["sport"], abs=1e-4)
    assert labels["space"]["threshold"] is stored["space"] is None


def test_the_report_page_stands_alone(workspace):
    page = (evaluated("tiny")[1] / "report.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert "<script src" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_predictions_stand_beside_gold(workspace):
    _, folder = evaluated("tiny")
    rows = {
        row["article_id"]: row for row in pq.read_table(folder / "predictions.parquet").to_pylist()
    }
    assert rows["t10"]["topic_gold"] == ["weather"]
    assert rows["t10"]["cluster"] == rows["t29"]["cluster"] == "t10"
    assert rows["t13"]["tone_gold"] is None  # not examined


def test_a_report_without_draws_has_no_intervals(workspace):
    assert evaluated("tiny", bootstrap=0)[0]["facets"]["topic"]["intervals"] == {}


def test_a_file_with_nothing_of_the_run_is_an_error(workspace):
    Path("other.jsonl").write_text('{"id": "1", "text": "x", "labels": {"topic": ["sport"]}}\n')
    with pytest.raises(DataError, match=r"other\.jsonl: no example of stance"):
        evaluated("tiny-stance", Path("other.jsonl"))


def test_runs_tested_on_different_examples_need_a_file(workspace):
    run = open_run(Path("tiny"))
    stance = open_run(Path("tiny-stance"))
    with pytest.raises(DataError, match="no facet in common"):
        compare_runs([run, stance], None, say=quiet)


def test_silver_labels_are_refused_unless_allowed_and_then_marked(workspace):
    row = {"id": "1", "text": "A late goal.", "labels": {"topic": ["sport"]}}
    Path("silver.jsonl").write_text(json.dumps(row | {"status": {"topic": "silver"}}) + "\n")
    with pytest.raises(DataError, match=r"silver\.jsonl: 1 of 1 examples carry silver labels"):
        evaluated("tiny", Path("silver.jsonl"))
    with pytest.raises(DataError, match="--allow-silver"):
        compare_runs([open_run(Path("tiny"))] * 2, Path("silver.jsonl"), say=quiet)
    report, folder = evaluated("tiny", Path("silver.jsonl"), allow_silver=True)
    assert report["warnings"][0] == "SILVER: 1 of 1 examples carry silver labels"
    assert render_text(report).splitlines()[1] == report["warnings"][0]
    assert ">SILVER</span></h1>" in (folder / "report.html").read_text()


def test_silver_labels_of_another_facet_do_no_harm(workspace):
    row = {"id": "1", "text": "A late goal.", "labels": {"topic": ["sport"]}}
    Path("mixed.jsonl").write_text(json.dumps(row | {"status": {"frame": "silver"}}) + "\n")
    assert evaluated("tiny", Path("mixed.jsonl"))[0]["n"] == 1
