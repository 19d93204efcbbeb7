import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.labelling.alpha import (
    bootstrap_interval,
    coefficients,
    count_values,
    gwet_ac1,
    krippendorff_alpha,
    masi,
    masi_distance,
    nominal,
    raw_agreement,
)

# Krippendorff (2011), section C: four observers, twelve units, five values, missing codes.
PUBLISHED = [
    [1, 1, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [5, 5, 5],
    [1, 1],
    [3],
]
COUNTS = st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=12).map(
    lambda rows: np.array(rows, dtype=float)
)


def test_the_published_example_gives_0_743():
    found = coefficients(count_values(PUBLISHED, [1, 2, 3, 4, 5]), nominal(5))
    assert found.alpha == pytest.approx(0.743, abs=0.0005)
    assert found.n == 11
    low, high = found.interval
    assert low < found.alpha < high


def test_gwets_coefficient_on_the_same_data_is_0_775():
    # The value that Gwet's own R package irrCAC gives for these ratings (0.77544).
    counts = count_values(PUBLISHED, [1, 2, 3, 4, 5])
    assert gwet_ac1(counts) == pytest.approx(0.775, abs=0.0005)
    assert raw_agreement(counts) == pytest.approx(0.818, abs=0.0005)


def test_two_coders_and_four_units_by_hand():
    # Codes 11 10 00 00: n = 8, three ones. Alpha = 1 - 7 * 2 / (64 - 9 - 25).
    counts = count_values([[1, 1], [1, 0], [0, 0], [0, 0]], [0, 1])
    assert krippendorff_alpha(counts, nominal(2)) == pytest.approx(1 - 14 / 30)
    # Chance for AC1: 2 * 0.375 * 0.625.
    assert gwet_ac1(counts) == pytest.approx((0.75 - 0.46875) / (1 - 0.46875))


def test_sets_by_hand():
    # {a, b} against {a}, {} against {}: alpha = 1 - 3 * (4/3) / (2 * (2 + 2 + 2/3)).
    sets = [frozenset(), frozenset("a"), frozenset("ab")]
    counts = count_values([[sets[2], sets[1]], [sets[0], sets[0]]], sets)
    assert krippendorff_alpha(counts, masi(sets)) == pytest.approx(1 - 4 / (28 / 3))


def test_masi_of_overlapping_sets_by_hand():
    assert masi_distance(frozenset("ab"), frozenset("bc")) == pytest.approx(1 - 1 / 9)
    assert masi_distance(frozenset("a"), frozenset()) == 1.0


def test_no_variation_has_no_alpha():
    found = coefficients(count_values([[0, 0], [0, 0]], [0, 1]), nominal(2))
    assert found.alpha is None
    assert found.interval is None
    assert found.raw == 1.0


def test_nothing_coded_twice_has_no_figures():
    found = coefficients(count_values([[0], []], [0, 1]), nominal(2))
    assert (found.alpha, found.raw, found.ac1, found.n) == (None, None, None, 0)


def test_no_units_at_all_have_no_figures():
    assert coefficients(count_values([], []), nominal(0)).alpha is None


def test_the_interval_is_reproducible_and_needs_two_units():
    counts = count_values(PUBLISHED, [1, 2, 3, 4, 5])
    first = bootstrap_interval(counts, nominal(5), samples=200, seed=1)
    assert first == bootstrap_interval(counts, nominal(5), samples=200, seed=1)
    assert bootstrap_interval(counts[:1], nominal(5), samples=200, seed=1) is None


@given(COUNTS)
def test_alpha_is_at_most_one_and_ignores_the_order_of_units_and_values(counts):
    alpha = krippendorff_alpha(counts, nominal(3))
    turned = krippendorff_alpha(counts[::-1, ::-1], nominal(3))
    assert (alpha is None) == (turned is None)
    assert math.isclose(alpha or 0.0, turned or 0.0, abs_tol=1e-9)
    assert alpha is None or alpha <= 1 + 1e-12


@given(COUNTS)
def test_units_coded_once_change_nothing(counts):
    single = np.vstack([counts, [[1.0, 0.0, 0.0]]])
    assert krippendorff_alpha(single, nominal(3)) == krippendorff_alpha(counts, nominal(3))
