"""Compares runs on the same examples: differences with their own intervals, and label tests."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from toolkit import statistics as stats
from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.evaluation.figures import (
    DIGITS,
    METRICS,
    cluster_counts,
    figures,
    metrics_of,
    number,
)
from toolkit.evaluation.judged import EvaluationOptions, FacetData, Judged, facet_data
from toolkit.evaluation.seeds import seed_groups
from toolkit.records import Example

SCHEMA = 1
SILVER = "SILVER"
MIN_SUPPORT = 10  # positives a label needs before it is tested
Key = tuple[str, str | None, str | None]


def compare(
    runs: Sequence[Judged],
    codebooks: Mapping[str, Codebook],
    *,
    options: EvaluationOptions | None = None,
    groups: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Compares each run with the first on the same draws of the same clusters.

    Two intervals that overlap say little about a difference, so the difference gets its own:
    a paired bootstrap over clusters. For each label, McNemar's test of right and wrong
    decisions, corrected over the labels of a facet by Holm's method.

    Args:
        runs: Two or more runs judged on the same examples, in any order of examples.
        codebooks: Facets to compare; one that a run has no scores for is left out and said.
        options: Bootstrap draws and seed.
        groups: Group of each run: runs of a group differ in their seed only. Adds `groups` and
            `group_differences` of `seed_groups` to each facet.

    Returns:
        `{schema, data, n, runs, facets: {f: {n, clusters, metrics: {run: {…}}, differences:
        [{run, against, metrics: {m: {difference, interval}}, labels: [{label, name, support,
        only_run, only_against, p, p_holm}]}]}}, warnings}`; `interval` is null without draws.

    Raises:
        DataError: With fewer than two runs, or if examples or gold labels differ.
    """
    if len(runs) < 2:
        raise DataError(f"compare: got {len(runs)} run. Expected at least two.")
    named = with_distinct_names(runs)
    aligned = [named[0], *(_align(named[0], run) for run in named[1:])]
    chosen, warnings = options or EvaluationOptions(), _shared_warnings(aligned)
    facets: dict[str, Any] = {}
    for facet, codebook in codebooks.items():
        lacking = [run.run for run in aligned if not _has_scores(run, facet)]
        if lacking:
            warnings.append(f"{facet}: left out; no scores from {', '.join(lacking)}.")
            continue
        data = [facet_data(run, codebook) for run in aligned]
        if not len(data[0]):
            warnings.append(f"{facet}: left out; it was not examined in any example.")
            continue
        facets[facet] = _facet_comparison(aligned, data, chosen)
        if groups is not None:
            names = [run.run for run in aligned]
            facets[facet] |= seed_groups(data, names, groups, chosen)
    return {
        "schema": SCHEMA,
        "data": aligned[0].data,
        "n": len(aligned[0].examples),
        "runs": [run.run for run in aligned],
        "facets": facets,
        "warnings": warnings,
    }


def _shared_warnings(runs: Sequence[Judged]) -> list[str]:
    """Silver labels are said once; what else a run warns of stands in its own report."""
    return list(dict.fromkeys(w for run in runs for w in run.warnings if w.startswith(SILVER)))


def _facet_comparison(
    runs: Sequence[Judged], data: Sequence[FacetData], options: EvaluationOptions
) -> dict[str, Any]:
    first = data[0]
    return {
        "n": len(first),
        "clusters": first.n_clusters,
        "metrics": {run.run: figures(mine) for run, mine in zip(runs, data, strict=True)},
        "differences": [
            {
                "run": run.run,
                "against": runs[0].run,
                "metrics": _differences(first, mine, options),
                "labels": _label_tests(first, mine),
            }
            for run, mine in zip(runs[1:], data[1:], strict=True)
        ],
    }


def _differences(
    first: FacetData, second: FacetData, options: EvaluationOptions
) -> dict[str, dict[str, Any]]:
    """`second - first` of each metric that has a value in both."""
    one, two, book = cluster_counts(first), cluster_counts(second), first.codebook
    difference = metrics_of(two.sum(axis=0), book) - metrics_of(one.sum(axis=0), book)
    limits = np.full((len(METRICS), 2), np.nan)
    if options.bootstrap and first.n_clusters > 1:
        samples = stats.f1(np.stack([first.counts(), second.counts()]))
        draws = stats.paired_bootstrap(
            one,
            two,
            lambda drawn: metrics_of(drawn, book, fallback=samples),
            resamples=options.bootstrap,
            seed=options.seed,
        )
        limits = stats.percentile_interval(draws)
    return {
        name: {
            "difference": number(difference[j]),
            "interval": None
            if np.isnan(limits[j, 0])
            else [round(float(limit), DIGITS) for limit in limits[j]],
        }
        for j, name in enumerate(METRICS)
        if not np.isnan(difference[j])
    }


def _label_tests(first: FacetData, second: FacetData) -> list[dict[str, Any]]:
    right_one = (first.predicted == first.gold) & first.known
    right_two = (second.predicted == second.gold) & second.known
    support = first.positives()
    rows: list[dict[str, Any]] = []
    for j in np.flatnonzero(support >= MIN_SUPPORT):
        only_run = int((right_two[:, j] & ~right_one[:, j]).sum())
        only_against = int((right_one[:, j] & ~right_two[:, j]).sum())
        label = first.codebook.labels[j]
        rows.append(
            {
                "label": label.id,
                "name": label.name,
                "support": int(support[j]),
                "only_run": only_run,
                "only_against": only_against,
                "p": stats.mcnemar(only_against, only_run),
            }
        )
    adjusted = stats.holm([row["p"] for row in rows])
    return [
        row | {"p": round(row["p"], DIGITS), "p_holm": round(p, DIGITS)}
        for row, p in zip(rows, adjusted, strict=True)
    ]


def _has_scores(run: Judged, facet: str) -> bool:
    return all(facet in prediction.scores for prediction in run.predictions)


def with_distinct_names(runs: Sequence[Judged]) -> list[Judged]:
    """The runs, a repeated name numbered: two folders can hold runs of one name."""
    seen: dict[str, int] = {}
    named = []
    for run in runs:
        seen[run.run] = seen.get(run.run, 0) + 1
        n = seen[run.run]
        named.append(run if n == 1 else replace(run, run=f"{run.run} ({n})"))
    return named


def _align(first: Judged, other: Judged) -> Judged:
    """The other run with its examples in the order of the first."""
    wanted, found = _positions(first), _positions(other)
    lacking, extra = wanted.keys() - found.keys(), found.keys() - wanted.keys()
    if lacking or extra:
        raise DataError(
            f"compare: {first.run} and {other.run} were judged on different examples "
            f"({len(wanted.keys() & found.keys())} shared, {len(lacking)} only in {first.run}, "
            f"{len(extra)} only in {other.run}). Expected the same. "
            "Judge both on one file with --data."
        )
    order = [found[key] for key in wanted]
    aligned = replace(
        other,
        examples=[other.examples[i] for i in order],
        predictions=[other.predictions[i] for i in order],
    )
    _check_gold(first, aligned)
    return aligned


def _check_gold(first: Judged, other: Judged) -> None:
    shared = {f for e in first.examples for f in e.labels} & {
        f for e in other.examples for f in e.labels
    }
    differing = [
        one.input.article_id
        for one, two in zip(first.examples, other.examples, strict=True)
        if any(_gold(one, facet) != _gold(two, facet) for facet in shared)
    ]
    if differing:
        raise DataError(
            f"compare: gold labels of {len(differing)} examples differ between {first.run} and "
            f"{other.run} (the first is {differing[0]!r}). Expected one gold standard and one "
            "codebook version. Judge both on one file with --data."
        )


def _gold(example: Example, facet: str) -> tuple[object, ...]:
    return (
        example.labels.get(facet),
        frozenset(example.unsure.get(facet, ())),
        example.primary.get(facet),
    )


def _positions(run: Judged) -> dict[Key, int]:
    positions: dict[Key, int] = {}
    for i, example in enumerate(run.examples):
        key = (example.input.article_id, example.input.target, example.input.holder)
        if key in positions:
            raise DataError(
                f"compare: {run.run}: article {key[0]!r} occurs twice with the same target and "
                "holder. Expected each example once. Remove the copy."
            )
        positions[key] = i
    return positions
