"""Learning curves that are known to the last digit."""

import numpy as np
import pytest

from toolkit.evaluation.learning import CurvePoints, learning_report

N = np.array([10.0, 20.0, 40.0, 80.0])


def points(book, f1_of_n, *, clusters=2000):
    """A label whose F1 follows a curve; the counts of a cluster are one decision or none."""
    f1 = f1_of_n(N)
    counts = np.zeros((clusters, len(N), len(book.labels), 3))
    for i, share in enumerate(f1):
        right = round(share * clusters)
        counts[:right, i, 0, 0] = 1
        counts[right:, i, 0, 1:] = 1
    positives = np.zeros((len(N), len(book.labels)))
    positives[:, 0] = N
    return CurvePoints((0.125, 0.25, 0.5, 1.0), (40, 80, 160, 320), positives, counts)


def test_a_curve_that_rises_says_how_many_more_positives(tone):
    # F1 = 0.9 - 1.5 / sqrt(n) is 0.7323 at 80 and 0.7823 at 162.4: 82 more.
    found = learning_report(points(tone, lambda n: 0.9 - 1.5 * n**-0.5), tone, seed=1)
    warm = found["labels"]["warm"]
    assert found["exponent"] == pytest.approx(0.5, abs=0.1)
    assert warm["more"] == pytest.approx(82, rel=0.2)
    assert warm["low"] <= warm["more"]
    assert warm["note"] is None
    assert warm["points"][-1] == [80.0, pytest.approx(0.7323, abs=0.001)]


def test_a_flat_curve_promises_nothing(tone):
    found = learning_report(points(tone, lambda n: 0.6 + 0 * n), tone, seed=1)
    assert found["labels"]["warm"]["more"] is None
    assert found["labels"]["warm"]["note"].startswith("flat")


def test_a_falling_curve_promises_nothing(tone):
    found = learning_report(points(tone, lambda n: 0.8 - 0.001 * n), tone, seed=1)
    assert found["labels"]["warm"]["more"] is None


def test_a_label_that_is_nearly_perfect_needs_nothing(tone):
    found = learning_report(points(tone, lambda n: 0.99 - 0.5 / n), tone, seed=1)
    assert found["labels"]["warm"]["note"] == "already within 0.05 of 1"


def test_a_label_with_few_positives_in_test_has_no_curve(tone):
    found = learning_report(points(tone, lambda n: 0.9 - n**-0.5, clusters=8), tone, seed=1)
    assert found["exponent"] is None
    assert found["labels"]["warm"]["note"].startswith("too few positives")


def test_labels_that_never_occur_are_left_out(tone):
    found = learning_report(points(tone, lambda n: 0.9 - n**-0.5), tone, seed=1)
    assert list(found["labels"]) == ["warm"]
    assert [point["n_train"] for point in found["points"]] == [40, 80, 160, 320]
