"""How common labels are in an archive: naive shares beside three that know about errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit import statistics as stats
from toolkit.codebook import Codebook
from toolkit.errors import DataError

SCHEMA = 1
MIN_GOLD = 20  # fewer gold articles say too little about the errors of a cell
DIGITS = 4
METHODS = ("naive", "rogan_gladen", "ppi", "dsl")
CORRECTED = METHODS[1:]
ALL = "(all)"
UNKNOWN = "(unknown)"

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]


@dataclass(frozen=True)
class Archive:
    """Decisions on one facet of an archive, with the gold labels of a sample of it.

    Attributes:
        codebook: The facet's codebook; columns are in its order.
        assigned: 0 or 1, `(n, k)`; an abstention assigned nothing.
        gold: 0 or 1, `(n, k)`; NaN outside the gold sample and where a coder was unsure.
        inclusion: Recorded inclusion probability in (0, 1], `(n,)`; None for a simple random
            sample, which is one within every group too.
        cluster: Near-copies and rows of one article share a number, `(n,)`, from 0 without gaps.
        groups: Value of each unit by dimension, each of length `n`.
    """

    codebook: Codebook
    assigned: Floats
    gold: Floats
    inclusion: Floats | None
    cluster: Ints
    groups: Mapping[str, Sequence[str]]


def prevalence(
    archive: Archive, by: Sequence[str] = (), *, level: float = 0.95
) -> list[dict[str, Any]]:
    """Shares of each label in the whole archive and in each group.

    Args:
        archive: Decisions and gold labels of one facet.
        by: Dimensions that are crossed; groups of `(all)` stand for the whole.
        level: Of the intervals.

    Returns:
        A row for each group and each label that was assigned or is gold: `facet`, `label`,
        `name`, `group` {dimension: value}, `n`, `gold` (units with a known gold label), for each
        of `METHODS` an object `{share, low, high}` or null, and `refused` (why the corrected ones
        are null, or null). Rogan-Gladen takes the error rates of the whole archive.
    """
    values = [archive.groups[dimension] for dimension in by]
    cells: dict[tuple[str, ...], list[int]] = {}
    if by:
        for i, cell in enumerate(zip(*values, strict=True)):
            cells.setdefault(cell, []).append(i)
    n = len(archive.assigned)
    rows = _cell_rows(archive, np.arange(n), dict.fromkeys(by, ALL), level)
    for cell in sorted(cells):
        members = np.array(cells[cell], dtype=np.int_)
        rows += _cell_rows(archive, members, dict(zip(by, cell, strict=True)), level)
    return rows


def error_table(archive: Archive) -> dict[str, dict[str, Any]]:
    """What the gold sample says about the decisions, by label that occurs in it.

    Args:
        archive: Decisions and gold labels of one facet.

    Returns:
        `{label: {positives, negatives, recall, false_positive_rate}}`, weighted by inclusion.
    """
    everything = np.arange(len(archive.assigned))
    inclusion = _inclusion(archive, everything)
    rates = stats.error_rates(archive.assigned, archive.gold, inclusion=inclusion)
    positives, negatives = (archive.gold == 1).sum(axis=0), (archive.gold == 0).sum(axis=0)
    return {
        label: {
            "positives": int(positives[j]),
            "negatives": int(negatives[j]),
            "recall": _number(rates[0, j]),
            "false_positive_rate": _number(rates[1, j]),
        }
        for j, label in enumerate(archive.codebook.label_ids)
        if positives[j] or archive.assigned[:, j].any()
    }


def _cell_rows(
    archive: Archive, members: Ints, group: Mapping[str, str], level: float
) -> list[dict[str, Any]]:
    """Rows of one cell, for the labels that occur in it."""
    assigned, gold = archive.assigned[members], archive.gold[members]
    n_gold = (~np.isnan(gold)).sum(axis=0)
    shown = np.flatnonzero(assigned.any(axis=0) | (gold == 1).any(axis=0))
    if not len(shown):
        return []
    found = {"naive": stats.naive_share(assigned[:, shown], level=level)}
    if n_gold[shown].max() >= MIN_GOLD:
        found |= _corrected(archive, members, shown, level)
    return [
        {
            "facet": archive.codebook.facet,
            "label": archive.codebook.label_ids[j],
            "name": archive.codebook.labels[j].name,
            "group": dict(group),
            "n": len(members),
            "gold": int(n_gold[j]),
            "naive": _object(found["naive"][position]),
            **{
                method: _object(found[method][position]) if n_gold[j] >= MIN_GOLD else None
                for method in CORRECTED
            },
            "refused": None
            if n_gold[j] >= MIN_GOLD
            else f"{n_gold[j]} gold, at least {MIN_GOLD} are needed",
        }
        for position, j in enumerate(shown)
    ]


def _corrected(archive: Archive, members: Ints, shown: Ints, level: float) -> dict[str, Floats]:
    gold = archive.gold[np.ix_(members, shown)]
    assigned = archive.assigned[np.ix_(members, shown)]
    inclusion, cluster = _inclusion(archive, members), _renumbered(archive.cluster[members])
    inside = np.zeros(len(archive.assigned), dtype=bool)
    inside[members] = True
    wide = np.flatnonzero(inside | ~np.isnan(archive.gold).all(axis=1))
    return {
        "rogan_gladen": stats.rogan_gladen(
            archive.assigned[np.ix_(wide, shown)],
            archive.gold[np.ix_(wide, shown)],
            inclusion=_inclusion(archive, np.arange(len(archive.assigned)))[wide],
            cluster=_renumbered(archive.cluster[wide]),
            inside=inside[wide],
            level=level,
        ),
        "ppi": stats.prediction_powered(
            assigned, gold, inclusion=inclusion, cluster=cluster, level=level
        ),
        "dsl": stats.design_based(
            assigned, gold, inclusion=inclusion, cluster=cluster, level=level
        ),
    }


def _inclusion(archive: Archive, members: Ints) -> Floats:
    if archive.inclusion is not None:
        return archive.inclusion[members]
    sampled = ~np.isnan(archive.gold[members]).all(axis=1)
    return np.full(len(members), max(float(sampled.mean()), 1 / max(len(members), 1)))


def _renumbered(cluster: Ints) -> Ints:
    return np.asarray(np.unique(cluster, return_inverse=True)[1], dtype=np.int_)


def _object(values: Floats) -> dict[str, float] | None:
    if np.isnan(values[0]):
        return None
    return {
        name: round(float(value), DIGITS)
        for name, value in zip(("share", "low", "high"), values, strict=True)
    }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), DIGITS)


def check_sample(archive: Archive) -> None:
    """Refuses a gold sample that cannot be weighted.

    Args:
        archive: Decisions and gold labels of one facet.

    Raises:
        DataError: If a gold unit has no inclusion probability in (0, 1].
    """
    if archive.inclusion is None:
        return
    sampled = ~np.isnan(archive.gold).all(axis=1)
    lacking = int((sampled & ~((archive.inclusion > 0) & (archive.inclusion <= 1))).sum())
    if lacking:
        raise DataError(
            f"{archive.codebook.facet}: {lacking} of {int(sampled.sum())} gold rows have no "
            "inclusion probability. Expected `inclusion` in (0, 1] in each gold row; toolkit "
            "sample records it. For a simple random sample, use --simple-random."
        )
