"""Probes of a stance run."""

from pathlib import Path

from tests.tiny_workspace import quiet
from toolkit.evaluation.schema import Report
from toolkit.runs.evaluate import evaluate_run
from toolkit.runs.judge import judge
from toolkit.runs.layout import open_run
from toolkit.runs.probes import probe_report


def test_every_probe_is_held_against_the_same_gold(workspace):
    run = open_run(Path("tiny-stance"))
    report, folder = evaluate_run(run, Path("examples.jsonl"), bootstrap=20, say=quiet)
    stance = report["facets"]["stance"]
    probes = stance["probes"]
    assert {"unchanged", "target removed"} <= set(probes)
    assert probes["unchanged"]["changed"] == 0.0
    assert probes["unchanged"]["micro_f1"] == stance["micro_f1"]
    assert probes["target removed"]["n"] == stance["n"]
    assert "does the run read target and holder?" in (folder / "report.html").read_text()
    Report.model_validate(report)


def test_runs_on_articles_are_not_probed(workspace):
    run = open_run(Path("tiny"))
    assert probe_report(run, judge(run, None, say=quiet)) == {}
