"""What a report's page shows as a whole."""

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.codebook import Codebook
from toolkit.evaluation.pages.facets import facet_view
from toolkit.evaluation.pages.prose import checklist, methods_paragraph, model_card
from toolkit.evaluation.pages.words import LEAKAGE_NAMES, SLICE_NAMES, View

FIRST_WARNINGS = ("SILVER", "leakage:", "the training data")
LAST_WARNINGS = ("split:",)  # true and long: they say why some figures are not stable
WARNINGS_SHOWN = 6


def report_view(report: Mapping[str, Any], codebooks: Mapping[str, Codebook]) -> View:
    """The context of a run's part of a page.

    Args:
        report: From `evaluate`.
        codebooks: By facet.

    Returns:
        Names that the template's macro `run` uses.
    """
    warnings = sorted(report["warnings"], key=_rank)
    return {
        "run": report["run"],
        "data": report["data"],
        "n": report["n"],
        "schema": report["schema"],
        "silver": any(text.startswith("SILVER") for text in report["warnings"]),
        "draws": report["bootstrap"]["draws"],
        "facets": [
            facet_view(facet, figures, report, codebooks.get(facet))
            for facet, figures in report["facets"].items()
        ],
        "leakage": leakage_rows(report["leakage"]),
        "slices": _slice_tables(report),
        "warnings": warnings[:WARNINGS_SHOWN],
        "more_warnings": warnings[WARNINGS_SHOWN:],
        "origin": origin_rows(report),
        "evidence": report["origin"].get("evidence", "nobody"),
        "methods": methods_paragraph(report, codebooks),
        "checklist": checklist(report, codebooks),
        "card": model_card(report, codebooks),
    }


def _rank(warning: str) -> int:
    if warning.startswith(FIRST_WARNINGS):
        return 0
    return 2 if warning.startswith(LAST_WARNINGS) else 1


def leakage_rows(leakage: Mapping[str, Any] | None) -> list[View] | None:
    """What the judged articles share with train; None without a train part."""
    if leakage is None:
        return None
    return [
        {
            "name": LEAKAGE_NAMES[kind],
            "shared": leakage[kind]["shared"],
            "known": leakage[kind]["known"],
            "share": leakage[kind]["share"],
            "bad": kind in {"text", "cluster"} and leakage[kind]["shared"] > 0,
        }
        for kind in LEAKAGE_NAMES
        if kind in leakage
    ]


def origin_rows(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the figures can be traced to, in words and fingerprints."""
    origin = report["origin"]
    if not origin:
        return []
    split = ", ".join(f"{key} {_words(value)}" for key, value in origin["split"].items())
    rows = [
        ("model", f"{origin['kind']}, seed {origin['seed']}, {origin['n_train']} train examples"),
        ("trained", str(origin["trained"])),
        ("split", split),
        ("thresholds", f"{origin['threshold']}, tuned on {origin['tuned_on']} scores"),
        ("calibration", str(origin["calibrate"])),
    ]
    rows += [
        (f"codebook {book['key']}", f"sha256 {book['fingerprint']}")
        for book in origin["codebooks"].values()
    ]
    rows += [(f"trained on {name}", f"sha256 {sha}") for name, sha in origin["train_data"].items()]
    rows += [(f"judged on {name}", f"sha256 {sha}") for name, sha in origin["judged_data"].items()]
    libraries = ", ".join(f"{name} {version}" for name, version in origin["libraries"].items())
    return [*rows, ("made with", f"toolkit {origin['toolkit']}; {libraries}")]


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _slice_tables(report: Mapping[str, Any]) -> list[View]:
    tables = []
    for dimension, values in report["slices"].items():
        facets = [f for f in report["facets"] if any(f in row for row in values.values())]
        tables.append(
            {
                "name": slice_name(dimension),
                "facets": facets,
                "rows": [
                    {"name": value, "cells": [row.get(facet) for facet in facets]}
                    for value, row in values.items()
                ],
            }
        )
    return tables


def slice_name(dimension: str) -> str:
    """A dimension in words.

    >>> slice_name("read_share"), slice_name("extra.desk"), slice_name("region (roll-up)")
    ('Share of the input that the model read', 'Column desk', 'Gold region, rolled up')
    """
    if dimension.startswith("extra."):
        return f"Column {dimension.removeprefix('extra.')}"
    if dimension.endswith(" (roll-up)"):
        return f"Gold {dimension.removesuffix(' (roll-up)')}, rolled up"
    return SLICE_NAMES.get(dimension, dimension)


def silver_of(reports: Sequence[Mapping[str, Any]]) -> bool:
    """Whether any of the reports was judged on silver labels."""
    return any(text.startswith("SILVER") for report in reports for text in report["warnings"])
