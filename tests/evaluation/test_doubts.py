"""Label-error candidates."""

import numpy as np

from toolkit.evaluation import evaluate
from toolkit.evaluation.doubts import MISSING, WRONG, doubtful

GOLD = np.array([[True]] * 10 + [[False]] * 10)
SCORES = np.array([[0.9]] * 10 + [[0.1]] * 10)
KNOWN = np.ones_like(GOLD)


def test_a_negative_that_scores_like_a_positive_may_be_missing_its_label():
    scores = SCORES.copy()
    scores[15] = 0.95
    assert doubtful(GOLD, scores, known=KNOWN) == [(15, 0, MISSING, 0.95)]


def test_a_positive_that_scores_like_a_negative_may_be_wrong():
    scores = SCORES.copy()
    scores[3] = 0.05
    assert [cell[:3] for cell in doubtful(GOLD, scores, known=KNOWN)] == [(3, 0, WRONG)]


def test_the_most_doubtful_come_first():
    scores = SCORES.copy()
    scores[3], scores[15] = 0.1, 0.99
    assert [cell[0] for cell in doubtful(GOLD, scores, known=KNOWN)] == [15, 3]


def test_unsure_cells_and_rare_labels_are_not_doubted():
    scores = SCORES.copy()
    scores[15] = 0.95
    masked = KNOWN.copy()
    masked[15] = False
    assert doubtful(GOLD, scores, known=masked) == []
    assert doubtful(GOLD[6:], scores[6:], known=KNOWN[6:]) == []  # four positives


def test_a_model_that_learned_nothing_doubts_nothing():
    assert doubtful(GOLD, np.full_like(SCORES, 0.5), known=KNOWN) == []
    assert doubtful(GOLD, 1 - SCORES, known=KNOWN) == []


def test_a_report_lists_doubts_with_headlines(topic, make_judged):
    rows = [("sport", "sport")] * 8 + [([], [])] * 8 + [([], "sport")]
    judged = make_judged(topic, rows, examples={16: {"title": "Late goal decides the cup"}})
    doubts = evaluate(judged, {"topic": topic})["doubts"]["topic"]
    assert doubts == [
        {
            "article_id": "a16",
            "title": "Late goal decides the cup",
            "label": "sport",
            "kind": "perhaps missing",
            "score": 0.9,
        }
    ]
