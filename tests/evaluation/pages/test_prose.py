"""What can be copied into a paper says what the report holds, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from toolkit.evaluation import CoderLabels, EvaluationOptions, evaluate
from toolkit.evaluation.pages.facets import learning_words
from toolkit.evaluation.pages.prose import checklist, methods_paragraph, model_card
from toolkit.evaluation.pages.report import origin_rows, report_view

FEW = EvaluationOptions(bootstrap=50)
ORIGIN = {
    "toolkit": "1.0",
    "kind": "tfidf",
    "seed": 7,
    "trained": "2024-05-03T10:00:00+00:00",
    "n_train": 120,
    "split": {"by": ["cluster"], "folds": 5},
    "threshold": "max_f1",
    "calibrate": "auto",
    "tuned_on": "out-of-fold",
    "train_data": {"examples.jsonl": "ab12"},
    "judged_data": {"examples.jsonl": "ab12"},
    "codebooks": {"tone": {"key": "tone@1", "fingerprint": "cd34"}},
    "evidence": "the run's model",
    "seconds": 3.2,
    "python": "3.11",
    "platform": "Linux",
    "libraries": {"numpy": "2.0"},
}
CODERS = CoderLabels(
    ("anna", "bert"),
    np.arange(4),
    np.array([[[1.0, 0.0], [0.0, 1.0]] * 2, [[1.0, 0.0], [0.0, 1.0]] * 2]),
)


@pytest.fixture
def judged(tone, make_judged):
    rows = [("warm", "warm"), ("cold", "cold")] * 10
    return make_judged(tone, rows, origin=ORIGIN, coders={"tone": CODERS})


@pytest.fixture
def report(judged, tone):
    return evaluate(judged, {"tone": tone}, options=FEW)


def test_methods_say_how_the_run_was_trained_and_judged(report, tone):
    text = methods_paragraph(report, {"tone": tone})
    assert "of kind tfidf (seed 7), was trained on 120 examples" in text
    assert "5-fold cross-validation that never parts a cluster" in text
    assert "thresholds follow max_f1 on out-of-fold scores" in text
    assert "a bootstrap over articles with 50 draws" in text
    assert "they reached 1.000 against each other and the run 1.000" in text


def test_methods_claim_nothing_that_is_not_known(judged, tone):
    bare = replace(judged, origin={}, coders={})
    options = EvaluationOptions(bootstrap=0)
    text = methods_paragraph(evaluate(bare, {"tone": tone}, options=options), {"tone": tone})
    assert "trained" not in text
    assert "bootstrap" not in text
    assert "coders decided alone" not in text


def test_the_checklist_has_alpha_where_coders_are_known(report, judged, tone):
    books = {"tone": tone}
    answers = dict(checklist(report, books))
    agreement = "Agreement: alpha per label with interval and n"
    assert answers[agreement].startswith("alpha per label: tone: Warm 1.00 (n 4)")
    assert answers["Population, sampling frame and period"] is None
    alone = evaluate(replace(judged, coders={}), books, options=FEW)
    assert dict(checklist(alone, books))[agreement] is None


def test_the_model_card_leaves_open_what_people_must_write(report, tone):
    card = model_card(report, {"tone": tone})
    assert "- [ ] Population, sampling frame and period: to be written" in card
    assert "- examples.jsonl: sha256 ab12" in card
    assert card.count("ab12") == 1
    assert "journalists" in card


def test_fingerprints_of_data_and_codebooks_are_on_the_page(report):
    rows = dict(origin_rows(report))
    assert rows["trained on examples.jsonl"] == "sha256 ab12"
    assert rows["codebook tone@1"] == "sha256 cd34"


def test_the_gravest_warnings_come_first(judged, tone):
    said = ["split: a long story", "something", "SILVER: 3 of 20 examples carry silver labels"]
    report = evaluate(replace(judged, warnings=said), {"tone": tone}, options=FEW)
    shown = report_view(report, {"tone": tone})["warnings"]
    assert shown[0].startswith("SILVER")
    assert shown[-1].startswith("split:")


def test_more_positives_are_said_in_words():
    row = {"more": 40, "low": 20, "high": None, "note": None}
    assert learning_words(row) == (
        "about 40 more positives for +0.05 F1 (likely 20 to no end in sight)"
    )
    assert learning_words({"more": None, "note": "flat"}) == "flat"
