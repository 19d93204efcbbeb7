"""The decision layer: properties of `decide`, and thresholds against brute force."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from toolkit.codebook import Codebook
from toolkit.config import DecisionConfig
from toolkit.errors import ArtifactError
from toolkit.models.base import NEGATIVE, POSITIVE, UNKNOWN, columns_of
from toolkit.models.calibrate import Calibration
from toolkit.models.decide import (
    NEVER,
    ColumnDecision,
    Decision,
    decide,
    fit_decision,
)
from toolkit.models.thresholds import best_f1_threshold
from toolkit.records import Column, ScoreBatch


def book(facet, labels, **options):
    return Codebook.model_validate(
        {"id": facet, "version": 1, "facet": facet, "unit": "article", "labels": labels} | options
    )


TOPIC = book(
    "topic",
    [
        {"id": "sport", "name": "Sport"},
        {"id": "cup", "name": "Cup", "parent": "sport"},
        {"id": "final", "name": "Final", "parent": "cup"},
        {"id": "weather", "name": "Weather"},
    ],
    select="multi",
    primary="required",
)
TONE = book(
    "tone",
    [{"id": "warm", "name": "Warm"}, {"id": "cold", "name": "Cold"}, {"id": "dry", "name": "Dry"}],
    select="single",
    exhaustive=True,
)
BOOKS = {"topic": TOPIC, "tone": TONE}
COLUMNS = columns_of(BOOKS)
WIDTH = len(COLUMNS)

SHARES = st.floats(0, 1, width=32, allow_nan=False)
THRESHOLDS = st.lists(
    st.one_of(st.floats(0, 1, allow_nan=False), st.just(NEVER)), min_size=WIDTH, max_size=WIDTH
)
SCORES = st.integers(0, 6).flatmap(lambda n: hnp.arrays(np.float32, (n, WIDTH), elements=SHARES))
ABSTAIN = st.one_of(st.none(), st.floats(0, 1, allow_nan=False))


def batch_of(scores, known=None):
    scores = np.asarray(scores, dtype=np.float32).reshape(-1, WIDTH)
    n = len(scores)
    return ScoreBatch(
        columns=COLUMNS,
        scores=scores,
        read_share=np.ones(n, dtype=np.float32),
        known=np.ones(n, dtype=np.int32) if known is None else np.array(known, dtype=np.int32),
    )


def decision_of(thresholds, abstain_below=None):
    rules = tuple(
        ColumnDecision(t, Calibration(), 5, "unlearned" if t > 1 else "tuned") for t in thresholds
    )
    return Decision(COLUMNS, rules, "dev", abstain_below)


HALF = decision_of([0.5] * WIDTH)


# --- Properties ---------------------------------------------------------------------------------


@given(SCORES, THRESHOLDS, ABSTAIN)
def test_labels_are_always_labels_of_the_codebook_in_its_order(scores, thresholds, abstain):
    for prediction in decide(batch_of(scores), decision_of(thresholds, abstain), BOOKS):
        assert set(prediction.labels) == set(BOOKS)
        for facet, labels in prediction.labels.items():
            order = [BOOKS[facet].label_ids.index(label) for label in labels]
            assert order == sorted(set(order))
            assert list(prediction.scores[facet]) == list(BOOKS[facet].label_ids)


@given(SCORES, THRESHOLDS, st.randoms(use_true_random=False))
def test_permuting_rows_permutes_the_decisions(scores, thresholds, random):
    order = list(range(len(scores)))
    random.shuffle(order)
    decision = decision_of(thresholds)
    straight = decide(batch_of(scores), decision, BOOKS)
    assert decide(batch_of(scores[order]), decision, BOOKS) == [straight[i] for i in order]


@given(SCORES, THRESHOLDS)
def test_an_assigned_label_brings_its_parents(scores, thresholds):
    for prediction in decide(batch_of(scores), decision_of(thresholds), BOOKS):
        labels = frozenset(prediction.labels["topic"])
        assert TOPIC.with_parents(labels) == labels


@given(SCORES, THRESHOLDS)
def test_a_parent_scores_at_least_what_its_children_score(scores, thresholds):
    for prediction in decide(batch_of(scores), decision_of(thresholds), BOOKS):
        row = prediction.scores["topic"]
        assert row["sport"] >= row["cup"] >= row["final"]


@given(SCORES, THRESHOLDS)
def test_a_single_select_facet_gets_at_most_one_label(scores, thresholds):
    for prediction in decide(batch_of(scores), decision_of(thresholds), BOOKS):
        assert len(prediction.labels["tone"]) <= 1


@given(SCORES, st.lists(st.floats(0, 1, allow_nan=False), min_size=WIDTH, max_size=WIDTH))
def test_an_exhaustive_facet_gets_a_label_whatever_the_scores(scores, thresholds):
    for prediction in decide(batch_of(scores), decision_of(thresholds), BOOKS):
        assert len(prediction.labels["tone"]) == 1
        assert "tone" not in prediction.abstained


@given(SCORES)
def test_an_unlearned_label_is_never_assigned(scores):
    decision = decision_of([0.0, 0.0, 0.0, NEVER, 0.0, NEVER, 0.0])
    for prediction in decide(batch_of(scores), decision, BOOKS):
        assert "weather" not in prediction.labels["topic"]
        assert "cold" not in prediction.labels["tone"]


@given(SCORES)
def test_with_nothing_learned_nothing_is_assigned(scores):
    for prediction in decide(batch_of(scores), decision_of([NEVER] * WIDTH), BOOKS):
        assert prediction.labels == {"topic": (), "tone": ()}
        assert prediction.primary == {}


@given(SCORES, THRESHOLDS, ABSTAIN)
def test_an_abstention_is_empty_and_says_why(scores, thresholds, abstain):
    for prediction in decide(batch_of(scores), decision_of(thresholds, abstain), BOOKS):
        for facet, reason in prediction.abstained.items():
            assert reason
            assert prediction.labels[facet] == ()
            assert facet not in prediction.primary


@given(SCORES, THRESHOLDS)
def test_the_primary_label_is_the_best_assigned_one(scores, thresholds):
    for prediction in decide(batch_of(scores), decision_of(thresholds), BOOKS):
        labels = prediction.labels["topic"]
        assert ("topic" in prediction.primary) == bool(labels)
        if labels:
            row = prediction.scores["topic"]
            assert row[prediction.primary["topic"]] == max(row[label] for label in labels)
        assert "tone" not in prediction.primary


# --- Cases --------------------------------------------------------------------------------------


def one(scores, decision=HALF, **options):
    return decide(batch_of([scores], **options), decision, BOOKS)[0]


def test_ties_go_to_the_label_that_comes_first():
    assert one([0, 0, 0, 0, 0.7, 0.7, 0.7]).labels["tone"] == ("warm",)


def test_an_exhaustive_facet_takes_the_best_of_what_does_not_pass():
    assert one([0, 0, 0, 0, 0.1, 0.3, 0.2]).labels["tone"] == ("cold",)


def test_an_exhaustive_facet_never_falls_back_on_an_unlearned_label():
    decision = decision_of([0.5, 0.5, 0.5, 0.5, 0.5, NEVER, 0.5])
    assert one([0, 0, 0, 0, 0.1, 0.4, 0.2], decision).labels["tone"] == ("dry",)


def test_a_single_select_facet_takes_the_best_that_passes_its_own_threshold():
    decision = decision_of([0.5, 0.5, 0.5, 0.5, 0.3, 0.9, 0.5])
    assert one([0, 0, 0, 0, 0.4, 0.8, 0.2], decision).labels["tone"] == ("warm",)


def test_a_threshold_is_reached_by_an_equal_score():
    assert one([0, 0, 0, 0.5, 0, 0, 0]).labels["topic"] == ("weather",)


def test_an_input_without_known_words_abstains_on_every_facet():
    prediction = one([0.9] * WIDTH, known=[0])
    assert prediction.abstained == {"topic": "no known words", "tone": "no known words"}
    assert prediction.labels == {"topic": (), "tone": ()}


def test_a_facet_whose_best_score_is_too_low_abstains_and_the_other_does_not():
    prediction = one([0.2, 0.1, 0.1, 0.3, 0.1, 0.1, 0.8], decision_of([0.5] * WIDTH, 0.4))
    assert prediction.abstained == {"topic": "best score 0.300 below 0.4"}
    assert prediction.labels["tone"] == ("dry",)


def test_a_child_alone_brings_the_whole_line_above_it():
    assert one([0, 0, 0.8, 0, 0, 0, 0]).labels["topic"] == ("sport", "cup", "final")


def test_of_more_labels_than_the_codebook_allows_the_strongest_are_taken():
    at_most = {**BOOKS, "topic": TOPIC.model_copy(update={"max_labels": 1})}
    scores = np.zeros((1, WIDTH), dtype=np.float32)
    scores[0, :4] = 0.9, 0.6, 0.1, 0.8  # sport by itself and by cup, weather
    thresholds = [0.5] * WIDTH
    every = decide(batch_of(scores), decision_of(thresholds), BOOKS)[0]
    one = decide(batch_of(scores), decision_of(thresholds), at_most)[0]
    assert every.labels["topic"] == ("sport", "cup", "weather")
    assert one.labels["topic"] == ("weather",)  # sport is there because of cup


def test_a_parent_does_not_count_towards_the_most_labels():
    at_most = {**BOOKS, "topic": TOPIC.model_copy(update={"max_labels": 1})}
    scores = np.zeros((1, WIDTH), dtype=np.float32)
    scores[0, :4] = 0.2, 0.3, 0.9, 0.8
    found = decide(batch_of(scores), decision_of([0.5] * WIDTH), at_most)[0]
    assert found.labels["topic"] == ("sport", "cup", "final")


def test_an_empty_batch_gives_no_predictions():
    assert decide(batch_of([]), HALF, BOOKS) == []


def test_roles_stand_under_the_facet_whose_codebook_has_roles():
    places = TOPIC.model_copy(update={"roles": ("focus", "mention")})
    batch = ScoreBatch(
        columns=COLUMNS,
        scores=np.zeros((2, WIDTH), dtype=np.float32),
        read_share=np.ones(2, dtype=np.float32),
        known=np.ones(2, dtype=np.int32),
        roles=({"sport": "focus"}, {}),
    )
    first, second = decide(batch, HALF, BOOKS | {"topic": places})
    assert first.roles == {"topic": {"sport": "focus"}}
    assert second.roles == {}


def test_columns_of_another_model_are_refused():
    other = Decision(COLUMNS[1:], HALF.rules[1:], "dev")
    with pytest.raises(ArtifactError, match="not those of the model"):
        decide(batch_of([[0.1] * WIDTH]), other, BOOKS)


# --- Thresholds ---------------------------------------------------------------------------------


def f1_at(threshold, scores, states):
    known = states != UNKNOWN
    assigned, gold = scores[known] >= threshold, states[known] == POSITIVE
    hits = int((assigned & gold).sum())
    return 2 * hits / max(1, int(assigned.sum()) + int(gold.sum()))


def brute_force(scores, states):
    cuts = [*np.unique(scores), 1.1]
    return max(f1_at(cut, scores, states) for cut in cuts)


STATES = st.sampled_from([UNKNOWN, NEGATIVE, POSITIVE])


@given(
    scores=hnp.arrays(np.float64, 12, elements=st.sampled_from(np.linspace(0, 1, 9).tolist())),
    states=hnp.arrays(np.int8, 12, elements=STATES),
)
def test_max_f1_is_as_good_as_trying_every_cut(scores, states):
    threshold = best_f1_threshold(scores, states)
    assert 0 <= threshold <= 1
    if (states == POSITIVE).any():
        assert f1_at(threshold, scores, states) == pytest.approx(brute_force(scores, states))
    else:
        assert threshold == 0.5


def test_masked_rows_move_no_threshold():
    scores, states = np.array([0.2, 0.6, 0.9, 0.95]), np.array([0, 1, 1, UNKNOWN], dtype=np.int8)
    assert best_f1_threshold(scores, states) == best_f1_threshold(scores[:3], states[:3])


def states_of(rows):
    return np.array(rows, dtype=np.int8).reshape(-1, WIDTH)


def fitted(scores, states, unlearned=(), **options):
    config = DecisionConfig(**({"calibrate": "none", "min_positives": 1} | options))
    return fit_decision(
        batch_of(scores),
        states_of(states),
        config,
        BOOKS,
        columns=COLUMNS,
        unlearned=unlearned,
        tuned_on="dev",
    )


def tuned(scores, states, unlearned=None):
    """Calibrated, thresholds tuned, ten positives asked for."""
    return fit_decision(
        replace(batch_of(scores), unlearned=unlearned),
        states,
        DecisionConfig(),
        BOOKS,
        columns=COLUMNS,
        unlearned=(),
        tuned_on="dev",
    )


SCORED = [[0.9, 0.1, 0.1, 0.2, 0.8, 0.1, 0.1], [0.2, 0.1, 0.1, 0.6, 0.3, 0.6, 0.1]]
KNOWN = [[1, 0, 0, 0, 1, 0, 0], [0, 0, 0, 1, 0, 1, 0]]


def test_a_tuned_threshold_lies_half_way_between_the_scores_it_parts():
    decision = fitted(SCORED, KNOWN)
    thresholds = decision.thresholds()
    assert thresholds[Column("topic", "sport")] == pytest.approx(0.55)
    assert thresholds[Column("tone", "cold")] == pytest.approx(0.35)
    assert decision.tuned_on == "dev"


def test_a_label_with_few_positives_leans_on_the_threshold_of_its_facet():
    own = fitted(SCORED, KNOWN).rules[0]
    leaning = fitted(SCORED, KNOWN, min_positives=4).rules[0]
    lone = fitted(SCORED, KNOWN, min_positives=1000).rules[0]
    assert (own.how, leaning.how) == ("tuned", "shared")
    assert leaning.threshold == pytest.approx(
        0.25 * own.threshold + 0.75 * lone.threshold, abs=0.01
    )


def test_rare_labels_of_a_facet_share_one_calibration():
    rng = np.random.default_rng(1)
    scores = rng.random((60, WIDTH), dtype=np.float32)
    states = np.full((60, WIDTH), NEGATIVE, dtype=np.int8)
    states[:20, 0] = POSITIVE
    states[:4, 1], states[4:9, 2], states[9:12, 3] = POSITIVE, POSITIVE, POSITIVE
    scores[states == POSITIVE] += 0.5
    rules = tuned(np.minimum(scores, 1), states).rules
    assert rules[1].calibration == rules[2].calibration == rules[3].calibration
    assert rules[0].calibration != rules[1].calibration
    assert rules[1].calibration.x[0] > 0


def test_the_zero_of_a_fold_that_had_not_learned_a_label_moves_nothing():
    rng = np.random.default_rng(2)
    scores = rng.random((40, WIDTH), dtype=np.float32)
    states = np.where(scores > 0.6, POSITIVE, NEGATIVE).astype(np.int8)
    without = tuned(scores[10:], states[10:])
    unlearned = np.zeros(scores.shape, dtype=bool)
    unlearned[:10] = True
    scores[:10] = 0
    assert tuned(scores, states, unlearned=unlearned) == without


def test_an_unlearned_column_gets_no_threshold_under_any_policy():
    unlearned = [Column("topic", "weather")]
    for options in ({}, {"threshold": 0.3}):
        decision = fitted(SCORED, KNOWN, unlearned, **options)
        assert decision.thresholds()[unlearned[0]] is None
        assert decision.rules[3].how == "unlearned"


def test_a_fixed_threshold_holds_for_every_learned_label():
    decision = fitted(SCORED, KNOWN, threshold=0.3)
    assert set(decision.thresholds().values()) == {0.3}


@pytest.mark.parametrize("threshold", ["max_f1", 0.7])
def test_without_scores_to_tune_on_the_decision_says_so(threshold):
    decision = fit_decision(
        None,
        states_of([]),
        DecisionConfig(threshold=threshold),
        BOOKS,
        columns=COLUMNS,
        unlearned=[],
        tuned_on="dev",
    )
    assert decision.tuned_on == "nothing"
    assert set(decision.thresholds().values()) == {0.5 if threshold == "max_f1" else 0.7}


def test_rows_that_were_not_examined_do_not_calibrate():
    masked = [[UNKNOWN] * 4 + [1, 0, 0]] * 30
    with_masks = fitted(SCORED + [[0.5] * WIDTH] * 30, KNOWN + masked, calibrate="platt")
    without = fitted(SCORED, KNOWN, calibrate="platt")
    assert with_masks.rules[0] == without.rules[0]
    assert with_masks.rules[4] != without.rules[4]


# --- On disk ------------------------------------------------------------------------------------


@given(THRESHOLDS, ABSTAIN)
def test_a_decision_is_read_back_equal(thresholds, abstain):
    decision = decision_of(thresholds, abstain)
    assert Decision.from_json(decision.to_json()) == decision


@pytest.mark.parametrize("value", [{}, [], {"schema": 2}, "text"])
def test_a_foreign_schema_is_refused(value):
    with pytest.raises(ArtifactError, match=r"decision\.json: schema .* is not 1"):
        Decision.from_json(value)


@pytest.mark.parametrize("lost", ["columns", "tuned_on", "abstain_below"])
def test_a_decision_with_a_part_missing_is_damaged(lost):
    value = {key: part for key, part in HALF.to_json().items() if key != lost}
    with pytest.raises(ArtifactError, match=rf"decision\.json: damaged \(KeyError: '{lost}'\)"):
        Decision.from_json(value)


def test_a_column_without_its_calibration_is_damaged():
    value = HALF.to_json()
    value["columns"][0]["calibration"] = None
    with pytest.raises(ArtifactError, match="damaged"):
        Decision.from_json(value)
