"""What trivial rules reach on the same examples: the yardstick of every figure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit import statistics as stats
from toolkit.evaluation.figures import f_avg, number
from toolkit.evaluation.judged import Bools, FacetData, Floats


def baselines(data: FacetData, targets: Sequence[str | None]) -> dict[str, dict[str, float | None]]:
    """Figures of rules that know nothing but the base rates of these examples.

    Knowing the base rates of the very examples that are judged makes the rules a little too
    good, which is the safe side for a yardstick.

    Args:
        data: The facet.
        targets: The stance target of each row; None for articles.

    Returns:
        `micro_f1` and `macro_f1` (and `f_avg` where the codebook has it) by rule: `majority`
        gives every example the most frequent label, `majority_per_target` (stance) the most
        frequent label of its target, `prior` draws each label at its base rate (expected
        counts), `all` (multi-select) gives every label. Empty without examples.
    """
    if not len(data):
        return {}
    found = {"majority": _figures(_majority(data, np.zeros(len(data), dtype=np.int_)), data)}
    if any(target is not None for target in targets):
        numbers = {target: j for j, target in enumerate(dict.fromkeys(targets))}
        of_target = np.array([numbers[target] for target in targets], dtype=np.int_)
        found["majority_per_target"] = _figures(_majority(data, of_target), data)
    found["prior"] = _figures(_prior(data), data)
    if data.codebook.select == "multi":
        found["all"] = _figures(_counts(data, np.ones_like(data.gold)), data)
    return found


def _majority(data: FacetData, group: NDArray[np.int_]) -> Floats:
    """Counts of giving each group its most frequent label, with its parents."""
    assigned = np.zeros_like(data.gold)
    ids = data.codebook.label_ids
    for g in np.unique(group):
        mine = group == g
        positives = (data.gold & data.known)[mine].sum(axis=0)
        if positives.any():
            best = data.codebook.with_parents(frozenset([ids[int(positives.argmax())]]))
            assigned[mine] = [label in best for label in ids]
    return _counts(data, assigned)


def _prior(data: FacetData) -> Floats:
    """Expected counts of drawing each label at its base rate."""
    positives = data.positives().astype(np.float64)
    known = data.known.sum(axis=0).astype(np.float64)
    rate = np.nan_to_num(stats.ratio(positives, known), nan=0.0)
    wrong = positives * (1 - rate)  # as many drawn in vain as missed, in expectation
    return np.stack([positives * rate, wrong, wrong], axis=-1)


def _counts(data: FacetData, assigned: Bools) -> Floats:
    return stats.confusion_counts(data.gold, assigned, known=data.known)


def _figures(counts: Floats, data: FacetData) -> dict[str, float | None]:
    found = {
        "micro_f1": number(float(stats.micro_f1(counts))),
        "macro_f1": number(float(stats.macro_f1(counts))),
    }
    if data.codebook.favg is not None:
        found["f_avg"] = number(float(f_avg(counts, data.codebook)))
    return found
