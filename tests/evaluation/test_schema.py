"""Reports hold exactly what `SCHEMA.md` says."""

from pathlib import Path

import pytest

from toolkit.evaluation import EvaluationOptions, evaluate
from toolkit.evaluation.document import schema_text
from toolkit.evaluation.schema import Report

FOLDER = Path(__file__).parents[2] / "toolkit" / "evaluation"
FEW = EvaluationOptions(bootstrap=50)


def test_the_document_is_the_one_that_make_docs_writes():
    assert (FOLDER / "SCHEMA.md").read_text(encoding="utf-8") == schema_text()


def test_every_key_is_described():
    assert "| None |" not in schema_text()


@pytest.mark.parametrize("bootstrap", [0, 50])
def test_a_multi_select_report_fits_its_schema(topic, make_judged, bootstrap):
    rows = [("sport", "sport"), (["politics"], "sport"), ([], "abstain"), (None, "sport")] * 6
    judged = make_judged(topic, rows, examples={0: {"extra": {"desk": "night"}}})
    options = EvaluationOptions(bootstrap=bootstrap)
    Report.model_validate(evaluate(judged, {"topic": topic}, options=options))


def test_a_single_select_report_fits_its_schema(tone, make_judged):
    judged = make_judged(tone, [("warm", "warm"), ("cold", "abstain"), ("cold", "warm")] * 4)
    Report.model_validate(evaluate(judged, {"tone": tone}, options=FEW))


def test_a_stance_report_fits_its_schema(stance, make_judged):
    inputs = {i: {"target": "tariffs", "holder": "author"} for i in range(12)}
    judged = make_judged(stance, [("favor", "against"), ("none", "none")] * 6, inputs=inputs)
    Report.model_validate(evaluate(judged, {"stance": stance}, options=FEW))


def test_a_report_of_one_example_fits_its_schema(topic, make_judged):
    Report.model_validate(evaluate(make_judged(topic, [([], [])]), {"topic": topic}, options=FEW))
