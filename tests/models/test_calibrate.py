"""Calibration against scikit-learn, and what every map promises."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression

from toolkit.errors import ArtifactError
from toolkit.models.calibrate import Calibration, fit_calibration, log_odds, sigmoid

SHARES = st.floats(0, 1, allow_nan=False)
GRID = np.linspace(0, 1, 201)


def noisy_scores(seed, n=400):
    rng = np.random.default_rng(seed)
    positive = rng.random(n) < 0.3
    scores = np.clip(rng.normal(np.where(positive, 0.6, 0.4), 0.15), 0.001, 0.999)
    return scores, positive


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_platt_gives_the_numbers_of_scikit_learn(seed):
    scores, positive = noisy_scores(seed)
    ours = fit_calibration(scores, positive, "platt").apply(GRID)
    oracle = _SigmoidCalibration().fit(log_odds(scores), positive.astype(float))
    np.testing.assert_allclose(ours, oracle.predict(log_odds(GRID)), atol=2e-3)


def test_isotonic_gives_the_numbers_of_scikit_learn():
    scores, positive = noisy_scores(3)
    ours = fit_calibration(scores, positive, "isotonic").apply(GRID)
    oracle = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(scores, positive)
    np.testing.assert_allclose(ours, oracle.predict(GRID), atol=1e-9)


def test_auto_takes_platt_for_few_positives_and_isotonic_for_many():
    few, many = noisy_scores(4), noisy_scores(5, n=6000)
    assert fit_calibration(*few, "auto").kind == "platt"
    assert fit_calibration(*many, "auto").kind == "isotonic"


@given(
    scores=hnp.arrays(np.float64, 30, elements=SHARES),
    positive=hnp.arrays(np.bool_, 30),
    kind=st.sampled_from(["auto", "platt", "isotonic", "none"]),
)
def test_every_map_keeps_the_order_and_stays_a_share(scores, positive, kind):
    mapped = fit_calibration(scores, positive, kind).apply(GRID)
    assert np.isfinite(mapped).all()
    assert mapped.min() >= 0
    assert mapped.max() <= 1
    assert (np.diff(mapped) >= -1e-12).all()


@given(scores=hnp.arrays(np.float64, 12, elements=SHARES), positive=hnp.arrays(np.bool_, 12))
def test_a_map_is_read_back_equal(scores, positive):
    fitted = fit_calibration(scores, positive, "auto")
    assert Calibration.from_json(fitted.to_json()) == fitted


@pytest.mark.parametrize("positive", [True, False])
def test_one_class_alone_teaches_nothing(positive):
    fitted = fit_calibration(np.array([0.2, 0.7]), np.array([positive, positive]), "auto")
    assert fitted == Calibration()
    assert fitted.apply(np.array([0.25])).tolist() == [0.25]


def test_no_scores_at_all_give_the_identity():
    assert fit_calibration(np.zeros(0), np.zeros(0, dtype=bool), "auto") == Calibration()


def test_scores_that_run_against_the_labels_are_not_turned_round():
    scores = np.array([0.9, 0.8, 0.7, 0.3, 0.2, 0.1])
    positive = np.array([False, False, False, True, True, True])
    low, high = fit_calibration(scores, positive, "platt").apply(np.array([0.1, 0.9]))
    assert low < high


def test_equal_scores_give_the_share_of_positives():
    scores, positive = np.full(100, 0.4), np.arange(100) < 25
    below, at, above = fit_calibration(scores, positive, "platt").apply(np.array([0.39, 0.4, 0.41]))
    assert at == pytest.approx(0.25, abs=0.01)
    assert below == pytest.approx(at, abs=0.02)  # a score nearby is no certainty
    assert above == pytest.approx(at, abs=0.02)


def test_perfectly_parted_scores_stay_inside_the_open_interval():
    scores = np.array([0.0, 0.0, 1.0, 1.0])
    mapped = fit_calibration(scores, scores > 0.5, "platt").apply(scores)
    assert 0 < mapped[0] < 0.5 < mapped[3] < 1


def test_sigmoid_does_not_overflow():
    assert sigmoid(np.array([-1e6, 0.0, 1e6])).tolist() == [0.0, 0.5, 1.0]


def test_an_unknown_kind_of_map_is_refused():
    with pytest.raises(ArtifactError, match="unknown calibration 'spline'"):
        Calibration.from_json({"kind": "spline"})
