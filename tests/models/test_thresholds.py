"""Each policy against trying every cut."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from toolkit.models.thresholds import best_f1_threshold, tuned_threshold

N = 12
SCORES = arrays(np.float64, N, elements=st.sampled_from([0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9]))
STATES = arrays(np.int8, N, elements=st.sampled_from([-1, 0, 1])).filter(lambda s: (s == 1).any())
SHARES = st.sampled_from([0.1, 0.5, 0.8, 1.0])


def at(scores, states, threshold):
    """Hits, number taken and positives of a cut."""
    known = states >= 0
    taken = (scores >= threshold) & known
    return int((taken & (states == 1)).sum()), int(taken.sum()), int((states == 1).sum())


def cuts(scores, states):
    return [at(scores, states, value) for value in np.unique(scores[states >= 0])]


@given(SCORES, STATES, SHARES)
def test_precision_is_met_with_the_most_hits_or_said_to_be_out_of_reach(scores, states, share):
    threshold, reached = tuned_threshold(scores, states, f"precision>={share}")
    hits, taken, _ = at(scores, states, threshold)
    enough = [h for h, t, _ in cuts(scores, states) if h / t >= share]
    assert reached == bool(enough)
    best = max(h / t for h, t, _ in cuts(scores, states))
    assert (hits / taken >= share and hits == max(enough)) if reached else hits / taken == best


@given(SCORES, STATES, SHARES)
def test_recall_is_met_with_the_fewest_taken(scores, states, share):
    threshold, reached = tuned_threshold(scores, states, f"recall>={share}")
    hits, taken, total = at(scores, states, threshold)
    assert reached
    assert hits / total >= share
    assert taken == min(t for h, t, p in cuts(scores, states) if h / p >= share)


@given(SCORES, STATES)
def test_the_rate_is_as_near_as_equal_scores_allow(scores, states):
    threshold, _ = tuned_threshold(scores, states, "rate")
    _, taken, total = at(scores, states, threshold)
    assert abs(taken - total) == min(abs(t - total) for _, t, _ in cuts(scores, states))


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("max_f1", 3),
        ("precision>=1", 1),
        ("precision>=0.6", 3),
        ("precision>=0.7", 1),
        ("recall>=0.3", 1),
        ("recall>=1", 3),
        ("rate", 2),
        ("rate=0.2", 1),
        ("rate=0.8", 4),
    ],
)
def test_how_many_of_five_each_policy_takes(policy, expected):
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    states = np.array([1, 0, 1, 0, 0], dtype=np.int8)
    threshold, reached = tuned_threshold(scores, states, policy)
    assert reached
    assert (scores >= threshold).sum() == expected


def test_a_precision_out_of_reach_is_answered_with_the_most_precise_cut():
    scores, states = np.array([0.9, 0.8, 0.1]), np.array([0, 1, 0], dtype=np.int8)
    threshold, reached = tuned_threshold(scores, states, "precision>=0.9")
    assert not reached
    assert 0.1 < threshold < 0.8


def test_masked_entries_are_ignored():
    scores, states = np.array([0.9, 0.8, 0.2]), np.array([-1, 1, 0], dtype=np.int8)
    assert best_f1_threshold(scores, states) == best_f1_threshold(scores[1:], states[1:])


def test_without_a_positive_there_is_nothing_to_reach():
    assert tuned_threshold(np.array([0.3]), np.zeros(1, dtype=np.int8), "rate") == (0.5, False)
