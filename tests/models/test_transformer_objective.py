import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra 'transformer'")
pytest.importorskip("transformers", reason="needs the extra 'transformer'")

import torch

from toolkit.models.transformer.model import mean_over_tokens, pool_windows
from toolkit.models.transformer.objective import (
    FacetHead,
    Objective,
    balanced_weights,
    prior_logits,
)

MULTI = FacetHead("topic", 0, 3, softmax=False)
SINGLE = FacetHead("side", 3, 6, softmax=True)
OPEN = FacetHead("side", 3, 6, softmax=True, open=True)
ALL = np.ones(6, dtype=np.bool_)


def states(*rows):
    return torch.tensor(rows, dtype=torch.int8)


def gradient(objective, given):
    logits = torch.linspace(-1, 1, given.numel()).reshape(given.shape).requires_grad_()
    objective.loss(logits, given).backward()
    return logits.grad


def test_a_facet_that_was_not_examined_has_no_gradient():
    grad = gradient(Objective([MULTI, SINGLE], learned=ALL), states([1, 0, 0, -1, -1, -1]))
    assert torch.all(grad[0, 3:] == 0)
    assert torch.all(grad[0, :3] != 0)


def test_an_unsure_label_has_no_gradient_and_its_neighbours_do():
    given = states([1, -1, 0, 1, 0, -1])
    grad = gradient(Objective([MULTI, SINGLE], learned=ALL), given)
    assert torch.all(grad[given == -1] == 0)
    assert torch.all(grad[given >= 0] != 0)


def test_a_batch_without_any_label_has_a_loss_of_zero():
    objective = Objective([MULTI, OPEN], learned=ALL)
    grad = gradient(objective, states([-1] * 6, [-1] * 6))
    assert torch.all(grad == 0)


def test_a_column_without_a_positive_in_train_has_no_gradient_and_scores_zero():
    learned = np.array([True, False, True, True, True, False])
    objective = Objective([MULTI, SINGLE], learned=learned)
    grad = gradient(objective, states([1, 0, 0, 1, 0, 0]))
    scores = objective.scores(torch.ones((1, 6)))
    assert torch.all(grad[0, [1, 5]] == 0)
    assert torch.all(scores[0, [1, 5]] == 0)
    assert float(scores[0, 3:].sum()) == pytest.approx(1.0)


def test_single_select_is_cross_entropy_within_its_own_facet():
    logits = torch.tensor([[9.0, 9.0, 9.0, 1.0, 2.0, 0.5]])
    objective = Objective([MULTI, SINGLE], learned=ALL)
    expected = torch.nn.functional.cross_entropy(logits[:, 3:], torch.tensor([1]))
    assert objective.loss(logits, states([-1, -1, -1, 0, 1, 0])) == pytest.approx(float(expected))
    assert torch.allclose(objective.scores(logits)[:, 3:], logits[:, 3:].softmax(dim=1))


def test_no_label_at_all_is_learned_where_a_facet_allows_it():
    given = states([-1, -1, -1, 0, 0, 0])
    closed = gradient(Objective([MULTI, SINGLE], learned=ALL), given)
    opened = gradient(Objective([MULTI, OPEN], learned=ALL), given)
    assert torch.all(closed == 0)
    assert torch.all(opened[0, 3:] > 0)  # every label of the facet is pushed down


def test_a_facet_of_which_nothing_was_learned_scores_zero():
    learned = np.array([True, True, True, False, False, False])
    scores = Objective([MULTI, SINGLE], learned=learned).scores(torch.ones((2, 6)))
    assert torch.all(scores[:, 3:] == 0)


def test_a_dev_label_that_train_lacks_does_not_break_the_loss():
    learned = np.array([True, True, True, True, True, False])
    objective = Objective([MULTI, OPEN], learned=learned)
    assert torch.isfinite(objective.loss(torch.ones((1, 6)), states([0, 0, 0, 0, 0, 1])))


def test_scores_start_at_the_shares_of_the_labels():
    given = np.array([[1, 0, 0, 1, 0, 0]] * 3 + [[0, 1, 0, 0, 1, 0]] * 7, dtype=np.int8)
    heads = [MULTI, SINGLE]
    logits = torch.from_numpy(prior_logits(heads, given, np.ones(6, dtype=np.float32)))[None]
    scores = Objective(heads, learned=ALL).scores(logits)[0]
    assert scores[:2].numpy() == pytest.approx([0.3, 0.7], abs=0.05)
    assert scores[3:5].numpy() == pytest.approx([0.3, 0.7], abs=0.05)


def test_balanced_weights_favour_rare_labels_and_are_capped():
    given = np.zeros((100, 6), dtype=np.int8)
    given[:50, 0] = given[0, 1] = given[:90, 3] = given[90:, 4] = 1
    weights = balanced_weights([MULTI, SINGLE], given)
    assert weights[:2].tolist() == [1.0, 10.0]
    assert weights[3] < 1 < weights[4]


def test_the_mean_over_tokens_leaves_padding_out():
    hidden = torch.tensor([[[1.0], [3.0], [99.0]]])
    assert mean_over_tokens(hidden, torch.tensor([[1, 1, 0]])).item() == 2.0


def test_windows_are_pooled_within_their_article():
    logits = torch.tensor([[1.0], [3.0], [7.0]])
    counts = torch.tensor([2, 1])
    assert pool_windows(logits, counts, "mean").flatten().tolist() == [2.0, 7.0]
    assert pool_windows(logits, counts, "max").flatten().tolist() == [3.0, 7.0]
