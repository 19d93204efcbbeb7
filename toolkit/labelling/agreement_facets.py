"""Agreement on one facet: per label, on whole sets, on the main label, on stance rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.codebook import Codebook
from toolkit.labelling.alpha import (
    Coefficients,
    Floats,
    coefficients,
    count_values,
    jaccard,
    masi,
    nominal,
)
from toolkit.labelling.views import Current, Known, rows_by_coder

NO_PRIMARY = ""  # a value of its own: to name no main label is a decision too
Group = Sequence[Current]  # what all coders said of one article and facet


@dataclass(frozen=True)
class Bootstrap:
    """How intervals are drawn.

    Attributes:
        samples: Resamples over articles; 0 for no intervals.
        seed: Of the generator.
    """

    samples: int = 1000
    seed: int = 13

    def measure(self, counts: Floats, distance: Floats) -> dict[str, Any]:
        """Coefficients as JSON, with these bootstrap settings."""
        found = coefficients(counts, distance, samples=self.samples, seed=self.seed)
        return as_json(found)


def as_json(found: Coefficients) -> dict[str, Any]:
    """Coefficients as a JSON object."""
    return asdict(found)


def measure_facet(
    groups: Sequence[Group], codebook: Codebook, bootstrap: Bootstrap
) -> dict[str, Any]:
    """Agreement on one facet.

    Args:
        groups: Labels of all coders, article by article.
        codebook: Of the facet.
        bootstrap: Of the intervals.

    Returns:
        A JSON object; `agreement.agreement_of` describes it.
    """
    if codebook.unit == "stance-row":
        return _stance(groups, codebook, bootstrap)
    return _article_facet(groups, codebook, bootstrap)


def set_units(groups: Sequence[Group], codebook: Codebook) -> list[list[frozenset[str]]]:
    """Whole label sets of each article, parents included; a set with a masked label is missing."""
    known = [[item.known(codebook) for item in group] for group in groups]
    return [
        [item.applies for item in group if item.complete and not item.masked] for group in known
    ]


def measure_sets(
    units: Sequence[Sequence[frozenset[str]]], bootstrap: Bootstrap
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Alpha of label sets with MASI and with Jaccard distance.

    Args:
        units: The sets given to each article.
        bootstrap: Of the intervals.

    Returns:
        Coefficients with MASI, and with Jaccard.
    """
    values = sorted({value for unit in units for value in unit}, key=sorted)
    counts = count_values(units, values)
    return bootstrap.measure(counts, masi(values)), bootstrap.measure(counts, jaccard(values))


# --- article facets ---------------------------------------------------------------------------


def _article_facet(
    groups: Sequence[Group], codebook: Codebook, bootstrap: Bootstrap
) -> dict[str, Any]:
    known = [[item.known(codebook) for item in group] for group in groups]
    sets, sets_jaccard = measure_sets(set_units(groups, codebook), bootstrap)
    result: dict[str, Any] = {
        "articles": sum(len(group) >= 2 for group in groups),
        "coders": sorted({item.coder for group in groups for item in group}),
        "labels": _labels(known, codebook.label_ids, bootstrap),
        "sets": sets,
        "sets_jaccard": sets_jaccard,
    }
    if codebook.primary != "none":
        result["primary"] = _primary(groups, bootstrap)
    return result


def _labels(
    known: Sequence[Sequence[Known]], labels: Sequence[str], bootstrap: Bootstrap
) -> dict[str, dict[str, Any]]:
    """Agreement on each label."""
    unit = np.array([u for u, group in enumerate(known) for _ in group], dtype=np.int_)
    values = _values([item for group in known for item in group], labels)
    found: dict[str, dict[str, Any]] = {}
    for j, label in enumerate(labels):
        counts = np.stack(
            [np.bincount(unit[values[:, j] == said], minlength=len(known)) for said in (0, 1)],
            axis=1,
        ).astype(np.float64)
        present = int(counts[counts.sum(axis=1) >= 2, 1].sum())
        found[label] = bootstrap.measure(counts, nominal(2)) | {"present": present}
    return found


def _values(items: Sequence[Known], labels: Sequence[str]) -> NDArray[np.int8]:
    """What each decision says of each label: 1 applies, 0 does not, -1 is not known."""
    column = {label: j for j, label in enumerate(labels)}
    values = np.full((len(items), len(labels)), -1, dtype=np.int8)
    for row, item in zip(values, items, strict=True):
        if item.complete:
            row[:] = 0
        # The later outweigh the earlier, as in `Known.value`.
        for said, named in ((0, item.absent), (-1, item.masked), (1, item.applies)):
            row[[column[label] for label in named if label in column]] = said
    return values


def _primary(groups: Sequence[Group], bootstrap: Bootstrap) -> dict[str, Any]:
    units = [
        [item.primary or NO_PRIMARY for item in group if item.complete and not _is_open(item)]
        for group in groups
    ]
    values = sorted({value for unit in units for value in unit})
    return bootstrap.measure(count_values(units, values), nominal(len(values)))


def _is_open(item: Current) -> bool:
    """Whether the main label is open because the coder was unsure."""
    return item.primary is None and bool(item.masked)


# --- stance -----------------------------------------------------------------------------------


def _stance(groups: Sequence[Group], codebook: Codebook, bootstrap: Bootstrap) -> dict[str, Any]:
    rows = {"shared": 0, "only_one": 0, "holder_differs": 0}
    units: list[list[str]] = []
    closed_by_two = 0
    for group in groups:
        closers = {item.coder for item in group if item.unit.target is None}
        by_coder = rows_by_coder(group)
        closed_by_two += len(closers) >= 2
        # Only who closed an article has said that there are no further rows.
        for one, other in combinations(sorted(closers), 2):
            _compare_rows(by_coder[one], by_coder[other], rows)
        keys = dict.fromkeys(key for own in by_coder.values() for key in own)
        for key in keys:
            codes = [own[key].present for own in by_coder.values() if key in own]
            units.append([labels[0] for labels in codes if labels])
    total = 2 * rows["shared"] + rows["only_one"]
    counts = count_values(units, codebook.label_ids)
    return {
        "articles": closed_by_two,
        "coders": sorted({item.coder for group in groups for item in group}),
        "rows": {"f1": 2 * rows["shared"] / total if total else None, **rows},
        "labels_of_rows": bootstrap.measure(counts, nominal(len(codebook.label_ids))),
    }


def _compare_rows(
    one: Mapping[tuple[str, str], Current],
    other: Mapping[tuple[str, str], Current],
    rows: dict[str, int],
) -> None:
    """Adds one pair of coders on one article to the counts."""
    rows["shared"] += len(set(one) & set(other))
    rows["only_one"] += len(set(one) ^ set(other))
    mine = {(key[0], one[key].present) for key in set(one) - set(other)}
    theirs = {(key[0], other[key].present) for key in set(other) - set(one)}
    rows["holder_differs"] += len(mine & theirs)
