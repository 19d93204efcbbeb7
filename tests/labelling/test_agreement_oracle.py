"""NLTK's figures, where its definition is the same."""

import pytest

from toolkit.labelling.alpha import (
    count_values,
    jaccard,
    jaccard_distance,
    krippendorff_alpha,
    masi,
    nominal,
)

nltk = pytest.importorskip("nltk.metrics")
agreement = pytest.importorskip("nltk.metrics.agreement")

CODES = [
    ("a", "a"),
    ("a", "b"),
    ("b", "b"),
    ("c", "c"),
    ("c", "a"),
    ("b", "b"),
    ("a", "a"),
    ("a", "c"),
]
SETS = [
    ({"x"}, {"x", "y"}),
    ({"y"}, {"y"}),
    ({"x", "y", "z"}, {"z"}),
    ({"z"}, {"x"}),
    ({"x", "y"}, {"y", "z"}),
    ({"x"}, {"x"}),
]


def triples(units):
    return [
        (coder, str(number), value)
        for number, unit in enumerate(units)
        for coder, value in zip(("ana", "ben"), unit, strict=True)
    ]


def test_nominal_alpha_is_nltks():
    task = agreement.AnnotationTask(data=triples(CODES))
    ours = krippendorff_alpha(count_values(CODES, ["a", "b", "c"]), nominal(3))
    assert ours == pytest.approx(task.alpha())


def test_set_valued_alpha_with_jaccard_is_nltks():
    units = [tuple(frozenset(value) for value in unit) for unit in SETS]
    task = agreement.AnnotationTask(data=triples(units), distance=nltk.jaccard_distance)
    values = sorted({value for unit in units for value in unit}, key=sorted)
    ours = krippendorff_alpha(count_values(units, values), jaccard(values))
    assert ours == pytest.approx(task.alpha())


def test_set_valued_alpha_with_masi_is_nltks_but_for_its_rounded_thirds():
    # NLTK writes 0.67 and 0.33 for Passonneau's 2/3 and 1/3.
    units = [tuple(frozenset(value) for value in unit) for unit in SETS]
    task = agreement.AnnotationTask(data=triples(units), distance=nltk.masi_distance)
    values = sorted({value for unit in units for value in unit}, key=sorted)
    ours = krippendorff_alpha(count_values(units, values), masi(values))
    assert ours == pytest.approx(task.alpha(), abs=0.005)


def test_jaccard_distance_is_nltks_where_it_is_defined():
    theirs = nltk.jaccard_distance(set("ab"), set("bc"))
    assert jaccard_distance(frozenset("ab"), frozenset("bc")) == pytest.approx(theirs)
    assert jaccard_distance(frozenset(), frozenset()) == 0.0  # NLTK divides by zero
