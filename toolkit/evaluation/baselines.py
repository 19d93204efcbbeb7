"""What trivial rules reach on the same examples: the yardstick of every figure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit import statistics as stats
from toolkit.evaluation.figures import METRICS, PRIMARY, RIGHT, metrics_of, number
from toolkit.evaluation.judged import Bools, FacetData, Floats


def baselines(data: FacetData, targets: Sequence[str | None]) -> dict[str, dict[str, float | None]]:
    """Figures of rules that know nothing but the base rates of these examples.

    Knowing the base rates of the very examples that are judged makes the rules a little too
    good, which is the safe side for a yardstick.

    Args:
        data: The facet.
        targets: The stance target of each row; None for articles.

    Returns:
        The figures of `METRICS` by rule, null where one does not apply: `majority` gives every
        example the most frequent label, `majority_per_target` (stance) the most frequent label
        of its target, `prior` draws each label at its base rate (expected counts), `all`
        (multi-select) gives every label. Empty without examples.
    """
    if not len(data):
        return {}
    one = np.zeros(len(data), dtype=np.int_)
    found = {"majority": _figures(data, _majority(data, one))}
    if any(target is not None for target in targets):
        numbers = {target: j for j, target in enumerate(dict.fromkeys(targets))}
        of_target = np.array([numbers[target] for target in targets], dtype=np.int_)
        found["majority_per_target"] = _figures(data, _majority(data, of_target))
    found["prior"] = _named(data, np.concatenate([_prior(data), _prior_shares(data)]))
    if data.codebook.select == "multi":
        found["all"] = _figures(data, np.ones_like(data.gold)) | {"primary_accuracy": None}
    return found


def most_frequent(data: FacetData) -> Bools:
    """The most frequent gold label with its parents, `(k,)`; nothing without positives."""
    positives, ids = data.positives(), data.codebook.label_ids
    if not positives.any():
        return np.zeros(len(ids), dtype=bool)
    best = data.codebook.with_parents(frozenset([ids[int(positives.argmax())]]))
    return np.array([label in best for label in ids])


def _majority(data: FacetData, group: NDArray[np.int_]) -> Bools:
    """Each group's most frequent label, with its parents, for all of its examples."""
    assigned = np.zeros_like(data.gold)
    for g in np.unique(group):
        mine = group == g
        assigned[mine] = most_frequent(data.part(mine))
    return assigned


def _prior(data: FacetData) -> Floats:
    """Expected counts of drawing each label at its base rate."""
    positives = data.positives().astype(np.float64)
    known = data.known.sum(axis=0).astype(np.float64)
    rate = np.nan_to_num(stats.ratio(positives, known), nan=0.0)
    wrong = positives * (1 - rate)  # as many drawn in vain as missed, in expectation
    return np.stack([positives * rate, wrong, wrong], axis=-1)


def _prior_shares(data: FacetData) -> Floats:
    """Expected (right, judged, 0) of one label, and of the primary label, drawn at its rate."""
    shares = np.zeros((2, 3))
    judged = ~np.isnan(data.right)
    if judged.any():
        _, n_of_set = np.unique(data.gold[judged], axis=0, return_counts=True)
        shares[RIGHT, :2] = (n_of_set**2).sum() / judged.sum(), judged.sum()
    primary = data.primary[data.primary >= 0]
    if len(primary):
        shares[PRIMARY, :2] = (np.bincount(primary) ** 2).sum() / len(primary), len(primary)
    return shares


def _figures(data: FacetData, assigned: Bools) -> dict[str, float | None]:
    shares = np.zeros((2, 3))
    judged = ~np.isnan(data.right)
    right = (data.gold == assigned).all(axis=1)[judged]
    shares[RIGHT, :2] = right.sum(), judged.sum()
    primary = data.primary[data.primary >= 0]
    if len(primary):
        shares[PRIMARY, :2] = np.bincount(primary).max(), len(primary)
    counts = stats.confusion_counts(data.gold, assigned, known=data.known)
    return _named(data, np.concatenate([counts, shares]))


def _named(data: FacetData, counts: Floats) -> dict[str, float | None]:
    return dict(zip(METRICS, map(number, metrics_of(counts, data.codebook)), strict=True))
