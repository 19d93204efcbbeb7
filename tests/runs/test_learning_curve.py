"""Learning curves of real runs."""

from pathlib import Path

import pytest

from tests.tiny_workspace import quiet
from toolkit.errors import DataError
from toolkit.evaluation.schema import Report
from toolkit.runs.evaluate import evaluate_run
from toolkit.runs.layout import open_run
from toolkit.runs.learning_curve import SHARES, learning_curves
from toolkit.runs.train import train


def test_a_run_with_a_test_part_is_trained_on_growing_shares(workspace):
    curves = learning_curves(open_run(Path("tiny")), say=quiet)
    points = curves["topic"]["points"]
    assert [point["share"] for point in points] == list(SHARES)
    sizes = [point["n_train"] for point in points]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


def test_all_articles_give_the_figures_of_the_run_itself(workspace):
    report, folder = evaluate_run(
        open_run(Path("tiny")), None, learning=True, bootstrap=20, say=quiet
    )
    topic = report["facets"]["topic"]
    assert topic["learning"]["points"][-1]["micro_f1"] == topic["micro_f1"]
    assert "What more labels would bring" in (folder / "report.html").read_text()
    Report.model_validate(report)


def test_a_run_with_folds_is_judged_on_every_example(workspace):
    overrides = ["split={folds: 3}", "name=folded"]
    folded = train(Path("configs/tfidf.yaml"), overrides=overrides, say=quiet)
    report, _ = evaluate_run(folded, None, learning=True, bootstrap=20, say=quiet)
    topic = report["facets"]["topic"]
    assert topic["learning"]["points"][-1]["micro_f1"] == topic["micro_f1"]


def test_rules_learn_nothing(workspace):
    with pytest.raises(DataError, match="a run of kind rules learns nothing"):
        learning_curves(open_run(Path("tiny-rules")), say=quiet)
