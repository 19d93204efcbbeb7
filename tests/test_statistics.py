import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    f1_score,
    precision_score,
    recall_score,
)

from toolkit import statistics as stats

RNG = np.random.default_rng(7)
GOLD = RNG.random((200, 6)) < 0.3
PREDICTED = GOLD ^ (RNG.random((200, 6)) < 0.15)
SCORES = np.round(np.clip(GOLD * 0.4 + RNG.random((200, 6)) * 0.6, 0, 1), 2)
KNOWN = np.ones_like(GOLD)
COUNTS = stats.confusion_counts(GOLD, PREDICTED, known=KNOWN)


def test_label_figures_equal_those_of_scikit_learn():
    np.testing.assert_allclose(
        stats.precision(COUNTS), precision_score(GOLD, PREDICTED, average=None)
    )
    np.testing.assert_allclose(stats.recall(COUNTS), recall_score(GOLD, PREDICTED, average=None))
    np.testing.assert_allclose(stats.f1(COUNTS), f1_score(GOLD, PREDICTED, average=None))


def test_micro_and_macro_f1_equal_those_of_scikit_learn():
    assert stats.micro_f1(COUNTS) == pytest.approx(f1_score(GOLD, PREDICTED, average="micro"))
    assert stats.macro_f1(COUNTS) == pytest.approx(f1_score(GOLD, PREDICTED, average="macro"))


def test_average_precision_with_ties_equals_that_of_scikit_learn():
    expected = average_precision_score(GOLD[:, 0], SCORES[:, 0])
    assert stats.average_precision(GOLD[:, 0], SCORES[:, 0]) == pytest.approx(expected)


def test_brier_score_equals_that_of_scikit_learn():
    expected = brier_score_loss(GOLD[:, 0], SCORES[:, 0])
    assert stats.brier(GOLD[:, 0], SCORES[:, 0]) == pytest.approx(expected)


def test_a_label_without_positives_has_neither_recall_nor_f1():
    counts = np.array([[0.0, 4.0, 0.0]])
    assert np.isnan(stats.recall(counts)).all()
    assert np.isnan(stats.f1(counts)).all()
    assert stats.precision(counts).tolist() == [0.0]


def test_a_label_that_was_never_assigned_has_f1_zero_and_no_precision():
    counts = np.array([[0.0, 0.0, 3.0]])
    assert stats.f1(counts).tolist() == [0.0]
    assert np.isnan(stats.precision(counts)).all()


def test_macro_f1_over_all_labels_counts_a_missing_figure_as_zero():
    counts = np.array([[2.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    assert stats.macro_f1(counts) == 1.0
    assert stats.macro_f1_all(counts) == 0.5


def test_nothing_gold_and_nothing_assigned_has_no_micro_f1():
    assert np.isnan(stats.micro_f1(np.zeros((3, 3))))


def test_masked_cells_count_nowhere():
    counts = stats.confusion_counts(GOLD, PREDICTED, known=np.zeros_like(GOLD))
    assert counts.sum() == 0


def test_counts_of_groups_add_up_to_the_counts_of_all():
    group = np.arange(200) % 37
    grouped = stats.grouped_counts(GOLD, PREDICTED, known=KNOWN, group=group)
    assert grouped.shape == (37, 6, 3)
    np.testing.assert_array_equal(grouped.sum(axis=0), COUNTS)


def test_perfectly_calibrated_scores_have_no_calibration_error():
    gold = np.array([True, False, False, False] * 50)
    assert stats.calibration_error(stats.calibration_bins(gold, np.full(200, 0.25))) == 0.0


def test_calibration_bins_hold_equal_mass_and_never_split_equal_scores():
    scores = np.concatenate([np.zeros(50), np.linspace(0.1, 1, 50)])
    bins = stats.calibration_bins(np.zeros(100, dtype=bool), scores, n_bins=5)
    assert [item.n for item in bins] == [50, 10, 20, 20]


@given(st.permutations(range(40)))
def test_calibration_does_not_depend_on_the_order_of_rows(order):
    order = np.array(order)
    gold, scores = GOLD[:40, 1], SCORES[:40, 1]
    one = stats.calibration_error(stats.calibration_bins(gold, scores))
    two = stats.calibration_error(stats.calibration_bins(gold[order], scores[order]))
    assert one == pytest.approx(two)


def test_bootstrap_draws_are_the_same_for_the_same_seed():
    grouped = stats.grouped_counts(GOLD, PREDICTED, known=KNOWN, group=np.arange(200))
    one = stats.cluster_bootstrap(grouped, _micro, resamples=50, seed=3)
    two = stats.cluster_bootstrap(grouped, _micro, resamples=50, seed=3)
    np.testing.assert_array_equal(one, two)


def test_bootstrap_of_a_mean_has_the_standard_error_of_the_mean():
    values = RNG.integers(0, 20, size=(400, 1)).astype(float)
    draws = stats.cluster_bootstrap(values, lambda sums: sums / 400, resamples=4000, seed=1)
    expected = values.std() / np.sqrt(400)
    assert draws.std() == pytest.approx(expected, rel=0.05)


def test_bootstrap_over_clusters_is_wider_than_over_copies():
    one = stats.grouped_counts(GOLD, PREDICTED, known=KNOWN, group=np.arange(200))
    copies = np.concatenate([one, one, one, one])
    clusters = 4 * one
    low, high = stats.percentile_interval(stats.cluster_bootstrap(copies, _micro, seed=1))[0]
    low_c, high_c = stats.percentile_interval(stats.cluster_bootstrap(clusters, _micro, seed=1))[0]
    assert high_c - low_c > 1.8 * (high - low)


def test_bootstrap_survives_counts_that_are_all_zero():
    draws = stats.cluster_bootstrap(np.zeros((5, 2, 3)), _micro, resamples=10)
    assert np.isnan(draws).all()
    assert np.isnan(stats.percentile_interval(draws)).all()


def test_macro_f1_interval_holds_the_figure_when_most_labels_are_rare():
    rng = np.random.default_rng(5)
    gold = rng.random((216, 250)) < np.minimum(0.5, 1 / np.arange(1, 251) ** 1.1)
    predicted = (gold & (rng.random(gold.shape) > 0.3)) | (rng.random(gold.shape) < 0.01)
    grouped = stats.grouped_counts(gold, predicted, known=np.ones_like(gold), group=np.arange(216))
    sample = stats.f1(grouped.sum(axis=0))
    draws = stats.cluster_bootstrap(
        grouped, lambda drawn: stats.macro_f1(drawn, fallback=sample)[:, None], seed=1
    )
    low, high = stats.percentile_interval(draws)[0]
    assert low < stats.macro_f1(grouped.sum(axis=0)) < high


def test_paired_bootstrap_of_a_model_with_itself_is_zero():
    grouped = stats.grouped_counts(GOLD, PREDICTED, known=KNOWN, group=np.arange(200))
    assert (stats.paired_bootstrap(grouped, grouped, _micro, resamples=20) == 0).all()


def test_paired_bootstrap_finds_the_better_model():
    worse = stats.grouped_counts(GOLD, PREDICTED, known=KNOWN, group=np.arange(200))
    better = stats.grouped_counts(GOLD, GOLD, known=KNOWN, group=np.arange(200))
    low, _ = stats.percentile_interval(stats.paired_bootstrap(worse, better, _micro))[0]
    assert low > 0


def test_interval_leaves_out_draws_without_a_value():
    draws = np.array([[0.0, np.nan], [1.0, np.nan], [np.nan, np.nan]])
    low, high = stats.percentile_interval(draws, level=0.5)[0]
    assert (low, high) == (0.25, 0.75)


def test_mcnemar_is_the_exact_binomial_test():
    assert stats.mcnemar(2, 8) == pytest.approx(2 * (1 + 10 + 45) / 1024)
    assert stats.mcnemar(5, 5) == 1.0


def test_mcnemar_approximation_takes_over_smoothly():
    assert stats.mcnemar(530, 471) == pytest.approx(stats.mcnemar(529, 471), abs=0.01)


def test_holm_keeps_the_order_of_p_values_and_stays_below_one():
    assert stats.holm([0.9, 0.001, 0.02]) == [0.9, 0.003, 0.04]
    assert stats.holm([0.6, 0.7]) == [1.0, 1.0]
    assert stats.holm([]) == []


def _micro(counts):
    return stats.micro_f1(counts)[..., None]


def test_bootstrap_of_many_different_clusters_has_the_spread_of_a_mean():
    sums = np.column_stack([np.arange(6000.0), np.ones(6000)])
    draws = stats.cluster_bootstrap(sums, lambda s: s[:, :1] / s[:, 1:], resamples=400)
    expected = np.arange(6000.0).std() / np.sqrt(6000)
    assert draws.mean() == pytest.approx(2999.5, abs=4 * expected / 20)
    assert draws.std() == pytest.approx(expected, rel=0.15)


def test_bootstrap_of_whole_numbers_and_of_the_same_as_fractions_agree():
    sums = stats.grouped_counts(GOLD, PREDICTED, known=KNOWN, group=np.arange(200))
    whole = stats.cluster_bootstrap(sums, stats.f1, resamples=50)
    fractions = stats.cluster_bootstrap(sums / 4, stats.f1, resamples=50)
    np.testing.assert_allclose(whole, fractions)


# --- official metrics and edge cases ------------------------------------------------------------


def test_fnc_score_of_the_organisers_baseline_is_the_published_one():
    # Their confusion matrix on the competition set; the published score is 8761.75 of 11651.25.
    baseline = {
        "agree": {"agree": 173, "disagree": 10, "discuss": 1435, "unrelated": 285},
        "disagree": {"agree": 39, "disagree": 7, "discuss": 413, "unrelated": 238},
        "discuss": {"agree": 221, "disagree": 7, "discuss": 3556, "unrelated": 680},
        "unrelated": {"agree": 10, "disagree": 3, "discuss": 358, "unrelated": 17978},
    }
    assert stats.fnc_score(baseline) == pytest.approx(8761.75 / 11651.25)


def test_always_unrelated_scores_what_the_challenge_says():
    always = {
        "agree": {"unrelated": 1903},
        "disagree": {"unrelated": 697},
        "discuss": {"unrelated": 4464},
        "unrelated": {"unrelated": 18349},
    }
    assert stats.fnc_score(always) == pytest.approx(0.394, abs=0.0005)


def test_an_abstention_scores_nothing_in_the_challenge():
    assert stats.fnc_score({"agree": {"(abstained)": 1, "agree": 1}}) == 0.5
    assert stats.fnc_score({}) is None


@pytest.mark.parametrize(
    ("gold", "predicted"),
    [
        ([[0, 0]], [[0, 0]]),
        ([[1, 1]], [[1, 1]]),
        ([[1, 0]], [[0, 1]]),
        ([[1], [1], [1]], [[1], [0], [1]]),
        ([[0], [0], [0]], [[1], [0], [1]]),
        ([[1], [0]], [[1], [1]]),
    ],
    ids=["nothing", "everything", "swapped", "all positive", "no positives", "one each"],
)
def test_edge_cases_equal_scikit_learn_with_undefined_left_open(gold, predicted):
    gold, predicted = np.array(gold, dtype=bool), np.array(predicted, dtype=bool)
    counts = stats.confusion_counts(gold, predicted, known=np.ones_like(gold))
    options = {"average": None, "zero_division": np.nan}
    # A single column would be read as two classes; a second one that never occurs is cut off.
    wide = [np.column_stack([each, np.zeros(len(each), dtype=bool)]) for each in (gold, predicted)]
    k = gold.shape[1]
    np.testing.assert_allclose(stats.precision(counts), precision_score(*wide, **options)[:k])
    np.testing.assert_allclose(stats.recall(counts), recall_score(*wide, **options)[:k])
    has_positives = gold.any(axis=0)
    expected = f1_score(*wide, average=None, zero_division=0.0)[:k]
    np.testing.assert_allclose(stats.f1(counts)[has_positives], expected[has_positives])
    assert np.isnan(stats.f1(counts)[~has_positives]).all()


@pytest.mark.parametrize("positives", [1, 5, 20], ids=["one", "some", "all"])
def test_average_precision_equals_scikit_learn_whatever_the_share_of_positives(positives):
    gold = np.arange(20) < positives
    scores = np.round(RNG.random(20), 1)
    assert stats.average_precision(gold, scores) == pytest.approx(
        average_precision_score(gold, scores)
    )


def test_scores_of_one_example_have_a_brier_score_and_a_bin():
    gold, scores = np.array([True]), np.array([0.75])
    assert stats.brier(gold, scores) == pytest.approx(0.0625)
    assert stats.calibration_bins(gold, scores) == [stats.Bin(1, 0.75, 1.0)]
    assert stats.calibration_error(stats.calibration_bins(gold, scores)) == 0.25


def test_no_scores_have_no_figures():
    nothing = np.array([], dtype=bool)
    assert np.isnan(stats.brier(nothing, np.array([])))
    assert np.isnan(stats.average_precision(nothing, np.array([])))
    assert np.isnan(stats.calibration_error(stats.calibration_bins(nothing, np.array([]))))


def test_calibration_error_of_equal_mass_bins_by_hand():
    gold = np.array([False, False, True, True])
    scores = np.array([0.1, 0.3, 0.6, 1.0])
    # Two bins: mean score 0.2 with share 0, and 0.8 with share 1.
    bins = stats.calibration_bins(gold, scores, n_bins=2)
    assert stats.calibration_error(bins) == pytest.approx(0.2)


# --- several seeds ------------------------------------------------------------------------------


def _runs(*flips):
    """Counts of runs that err on other examples each, `(n_clusters, n_runs, k, 3)`."""
    group = np.arange(200)
    return np.stack(
        [
            stats.grouped_counts(GOLD, GOLD ^ flip, known=KNOWN, group=group)
            for flip in (np.random.default_rng(seed).random(GOLD.shape) < at for seed, at in flips)
        ],
        axis=1,
    )


def test_a_group_of_one_run_is_that_run():
    sums = _runs((1, 0.2))
    one = stats.seed_bootstrap(sums, _micro, groups=[[0]], resamples=50, seed=3)
    alone = stats.cluster_bootstrap(sums[:, 0], _micro, resamples=50, seed=3)
    np.testing.assert_allclose(one[:, 0], alone)


def test_seeds_that_differ_widen_the_interval():
    same = _runs((1, 0.2), (1, 0.2), (1, 0.2))
    differing = _runs((1, 0.05), (2, 0.2), (3, 0.4))
    widths = []
    for sums in (same, differing):
        draws = stats.seed_bootstrap(sums, _micro, groups=[[0, 1, 2]], seed=3)
        low, high = stats.percentile_interval(draws[:, 0])[0]
        widths.append(high - low)
    assert widths[1] > 2 * widths[0]


def test_groups_are_drawn_on_the_same_articles():
    sums = _runs((1, 0.2), (1, 0.2), (1, 0.2), (1, 0.2))
    draws = stats.seed_bootstrap(sums, _micro, groups=[[0, 1], [2, 3]], resamples=50, seed=3)
    np.testing.assert_allclose(draws[:, 0], draws[:, 1])


def test_nearly_empty_counts_give_the_same_draws_as_full_ones():
    few = stats.grouped_counts(GOLD[:, :1], GOLD[:, :1], known=KNOWN[:, :1], group=np.arange(200))
    few[np.arange(200) % 4 > 0] = 0.0
    thin = np.concatenate([few, np.zeros((200, 20, 3))], axis=1)
    thin[0, 1:] = 1.0  # every cell is in use somewhere, nearly all of the table is zero
    full = np.concatenate([thin, np.ones((200, 60, 3))], axis=1)

    def first(drawn):
        return drawn[:, 0]

    one, two = (stats.cluster_bootstrap(s, first, resamples=40, seed=2) for s in (thin, full))
    np.testing.assert_array_equal(one, two)
