"""What a reader of a report should know before trusting its figures."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from toolkit.evaluation.judged import FacetData, Judged
from toolkit.records import Column

FEW_POSITIVES = 10  # one error more or less moves a label's recall by ten points
FEW_CLUSTERS = 30  # percentile intervals are too narrow on fewer units
MANY_ABSTAINED = 0.2
MANY_TRUNCATED = 0.2
LISTED = 8


def cautions(
    judged: Judged, facets: Mapping[str, FacetData], report: Mapping[str, Any]
) -> list[str]:
    """Warnings for the header of a report, each once and with its number.

    Args:
        judged: Examples and predictions; its own warnings come first.
        facets: Arrays by facet.
        report: The figures so far.

    Returns:
        One sentence or two each.
    """
    found = [*judged.warnings, *_leakage(judged.leakage), *_truncated(judged)]
    for facet, data in facets.items():
        if not len(data):
            found.append(f"{facet}: not examined in any example, so there are no figures.")
            continue
        found += [f"{facet}: {text}" for text in _facet_cautions(judged, data)]
        found += [f"{facet}: {text}" for text in _below_baseline(report["facets"][facet])]
    return list(dict.fromkeys(found))


def _leakage(leakage: Mapping[str, Any] | None) -> list[str]:
    found = []
    for kind, words in (("text", "the exact text"), ("cluster", "a near-copy")):
        shared = ((leakage or {}).get(kind) or {}).get("shared", 0)
        if leakage and shared:
            found.append(
                f"leakage: {shared} of {leakage['n_test']} articles have {words} in train. "
                "The figures are too good by an unknown amount."
            )
    return found


def _truncated(judged: Judged) -> list[str]:
    n, cut = len(judged.predictions), sum(p.read_share < 1 for p in judged.predictions)
    if cut <= MANY_TRUNCATED * n:
        return []
    return [f"The model read only a part of {cut} of {n} examples; see the slices by share read."]


def _facet_cautions(judged: Judged, data: FacetData) -> list[str]:
    facet, ids = data.codebook.facet, data.codebook.label_ids
    n, positives, found = len(data), data.positives(), []
    abstained = int(data.abstained.sum())
    if abstained > MANY_ABSTAINED * n:
        found.append(f"the run abstained on {abstained} of {n} examples ({abstained / n:.0%}).")
    silver = sum(judged.examples[i].status.get(facet) == "silver" for i in data.rows)
    if silver:
        found.append(
            f"{silver} of {n} examples carry silver labels; on them the figures measure "
            "agreement with rules or models, not with people."
        )
    unlearned = [
        label
        for label, count in zip(ids, positives, strict=True)
        if count and Column(facet, label) in set(judged.unlearned)
    ]
    if unlearned:
        found.append(f"{_labels(unlearned)} never learned (no positive in train) and missed here.")
    few = int(((positives > 0) & (positives < FEW_POSITIVES)).sum())
    if few:
        found.append(
            f"{few} of {int(np.count_nonzero(positives))} labels in use have fewer than "
            f"{FEW_POSITIVES} positives here; read their figures with their intervals."
        )
    if data.n_clusters < FEW_CLUSTERS:
        found.append(
            f"the intervals rest on {data.n_clusters} independent articles and are too narrow."
        )
    return found


def _below_baseline(facet: Mapping[str, Any]) -> list[str]:
    mine = facet["micro_f1"]
    rules = {name: row["micro_f1"] for name, row in facet["baselines"].items()}
    better = {name: value for name, value in rules.items() if (value or 0) > (mine or 0)}
    if not better:
        return []
    best = max(better, key=lambda name: better[name])
    return [f"micro F1 {mine or 0:.3f} is below the trivial rule {best!r} ({better[best]:.3f})."]


def _labels(ids: Sequence[str]) -> str:
    listed = ", ".join(ids[:LISTED])
    more = f" and {len(ids) - LISTED} more" if len(ids) > LISTED else ""
    return (
        f"1 label ({listed}) was" if len(ids) == 1 else f"{len(ids)} labels ({listed}{more}) were"
    )
