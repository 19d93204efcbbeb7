"""The human ceiling, against figures worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from toolkit.evaluation import CoderLabels, EvaluationOptions, evaluate
from toolkit.evaluation.human import human_ceiling
from toolkit.evaluation.judged import facet_data

FEW = EvaluationOptions(bootstrap=100)
ROWS = [("warm", "warm"), ("cold", "warm"), ("cold", "cold"), ("warm", "cold")]


def coders(*answers, rows=None, names=("anna", "bert", "cleo")):
    """Labels of the two-label codebook; `answers` are texts of w, c and blanks for nothing."""
    code = {"w": (1.0, 0.0), "c": (0.0, 1.0), " ": (np.nan, np.nan)}
    values = np.array([[code[letter] for letter in answer] for answer in answers])
    where = np.arange(values.shape[1]) if rows is None else np.array(rows)
    return CoderLabels(names[: len(answers)], where, values)


def test_two_coders_who_agree_on_three_of_four(tone, make_judged):
    data = facet_data(make_judged(tone, ROWS), tone)
    found = human_ceiling(data, coders("wccw", "wcww"), FEW)
    # Three shared labels, and one that each gave alone: 2 * 3 / (2 * 3 + 1 + 1).
    assert found["micro_f1"] == 0.75
    assert found["labels"]["warm"]["f1"] == pytest.approx(2 * 2 / (2 * 2 + 1), abs=1e-4)
    # The run gave w w c c: right on 1 and 3 for anna, on 1 for bert, of eight pairs.
    assert found["run_micro_f1"] == pytest.approx(3 / 8)
    assert found["difference"] == pytest.approx(3 / 8 - 3 / 4)
    assert found["run_gold_micro_f1"] == 0.5
    assert (found["n"], found["coders"]) == (4, 2)


def test_alpha_is_that_of_the_label_alone(tone, make_judged):
    data = facet_data(make_judged(tone, ROWS), tone)
    found = human_ceiling(data, coders("wccw", "wcww"), FEW)["labels"]["warm"]
    # Binary alpha by hand: values 5 warm and 3 not, one of four units disagrees:
    # 1 - (n - 1) * (1 * 2) / (2 * 5 * 3) with n = 8.
    assert found["alpha"] == pytest.approx(1 - 7 * 2 / 30, abs=1e-4)
    assert found["n"] == 4


def test_three_coders_are_three_pairs_and_gaps_are_no_answers(tone, make_judged):
    data = facet_data(make_judged(tone, ROWS), tone)
    found = human_ceiling(data, coders("wc  ", "wc  ", "cc  "), FEW)
    # Pairs: anna-bert agree twice, each of them with cleo once.
    assert found["micro_f1"] == pytest.approx(4 / 6, abs=1e-4)


def test_only_the_examples_that_two_coded_count(tone, make_judged):
    data = facet_data(make_judged(tone, ROWS), tone)
    found = human_ceiling(data, coders("cw", "cw", rows=[1, 3]), FEW)
    assert found["n"] == 2
    assert found["micro_f1"] == 1.0
    assert found["run_micro_f1"] == 0.0
    assert found["intervals"]["difference"] == [-1.0, -1.0]


def test_without_a_store_there_is_no_ceiling_and_without_doubles_no_figure(tone, make_judged):
    data = facet_data(make_judged(tone, ROWS), tone)
    assert human_ceiling(data, None, FEW) is None
    nobody = CoderLabels((), np.array([], dtype=int), np.zeros((0, 0, 2)), ("3 decisions",))
    found = human_ceiling(data, nobody, FEW)
    assert found["micro_f1"] is None
    assert found["labels"] == {}
    assert found["left_out"] == ["3 decisions"]


def test_low_agreement_lowers_the_tier_of_a_label(tone, make_judged):
    rows = [("warm", "warm"), ("cold", "cold")] * 30
    judged = make_judged(tone, rows)
    alone = evaluate(judged, {"tone": tone}, options=FEW)
    assert alone["facets"]["tone"]["labels"]["warm"]["tier"] == "A"
    said = {"tone": coders("wc" * 30, "ww" * 30)}
    together = evaluate(replace(judged, coders=said), {"tone": tone}, options=FEW)
    assert together["facets"]["tone"]["labels"]["warm"]["tier"] == "C"
