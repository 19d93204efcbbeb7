"""How far coders agree, measured on what each decided alone and before adjudication."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from toolkit.codebook import Codebook
from toolkit.labelling.alpha import (
    Coefficients,
    Floats,
    coefficients,
    count_values,
    masi,
    nominal,
)
from toolkit.labelling.store import Store
from toolkit.labelling.views import Current, Known, by_article, independent, rows_by_coder
from toolkit.records.annotation import Annotation

# Krippendorff (2004), "Content Analysis", chapter 11: reliable, and lowest for tentative use.
RELIABLE, TENTATIVE = 0.800, 0.667
MAX_LABELS_LISTED = 60
NO_PRIMARY = ""  # a value of its own: to name no main label is a decision too


@dataclass(frozen=True)
class AgreementOptions:
    """How agreement is measured.

    Attributes:
        facets: Only these; all codebooks where empty.
        coders: Only these; all persons where empty.
        samples: Bootstrap resamples over articles; 0 for no intervals.
        seed: Of the bootstrap.
    """

    facets: Sequence[str] = ()
    coders: Sequence[str] = ()
    samples: int = 1000
    seed: int = 13

    def measure(self, counts: Floats, distance: Floats) -> Coefficients:
        """Coefficients with these bootstrap settings."""
        return coefficients(counts, distance, samples=self.samples, seed=self.seed)


def agree(
    store: Store, codebooks: Mapping[str, Codebook], *, options: AgreementOptions | None = None
) -> dict[str, Any]:
    """Agreement of the coders in a store; see `agreement_of`."""
    return agreement_of(store.events(), codebooks, options=options)


def agreement_of(
    events: Iterable[Annotation],
    codebooks: Mapping[str, Codebook],
    *,
    options: AgreementOptions | None = None,
) -> dict[str, Any]:
    """Agreement on every facet that two persons coded.

    Counted are persons' decisions before the adjudication of the article's facet and before
    suggestions were on screen. Parents of hierarchical labels are added first. Unsure, not
    applicable and not examined are missing, never values.

    Args:
        events: In order of time, undos included.
        codebooks: By facet.
        options: Facets, coders, bootstrap.

    Returns:
        A JSON object: `coders`, `left_out` (decisions taken with suggestions on screen or after
        adjudication) and `facets`. An article facet has `articles` (coded by two or more),
        `coders`, `labels` {id: {alpha, interval, raw, ac1, n, present}}, `sets` (alpha with MASI
        distance) and `primary`. Stance has `articles`, `coders`, `rows` {f1, shared, only_one,
        holder_differs} and `labels_of_rows`. An alpha of null means that there is no variation
        or no unit with two codes.
    """
    chosen = options or AgreementOptions()
    labels, left_out = independent(events)
    kept = {
        key: item
        for key, item in labels.items()
        if not chosen.coders or item.coder in chosen.coders
    }
    facets: dict[str, Any] = {}
    for facet, codebook in codebooks.items():
        groups = [items for _, items in by_article(kept, facet)]
        if (chosen.facets and facet not in chosen.facets) or not groups:
            continue
        measure = _stance if codebook.unit == "stance-row" else _article_facet
        facets[facet] = measure(groups, codebook, chosen)
    coders = sorted({item.coder for item in kept.values()})
    return {"coders": coders, "left_out": left_out, "facets": facets}


# --- article facets ---------------------------------------------------------------------------


def _article_facet(
    groups: Sequence[Sequence[Current]], codebook: Codebook, options: AgreementOptions
) -> dict[str, Any]:
    whole = [[item for item in group if item.complete] for group in groups]
    known = [[item.known(codebook) for item in group] for group in groups]
    result: dict[str, Any] = {
        "articles": sum(len(group) >= 2 for group in groups),
        "coders": sorted({item.coder for group in groups for item in group}),
        "labels": {label: _label(label, known, options) for label in codebook.label_ids},
        "sets": _json(_sets(known, options)),
    }
    if codebook.primary != "none":
        units = [
            [item.primary or NO_PRIMARY for item in group if not _open_primary(item)]
            for group in whole
        ]
        values = sorted({value for unit in units for value in unit})
        counts = count_values(units, values)
        result["primary"] = _json(options.measure(counts, nominal(len(values))))
    return result


def _label(
    label: str, known: Sequence[Sequence[Known]], options: AgreementOptions
) -> dict[str, Any]:
    units = []
    for group in known:
        values = [item.value(label) for item in group]
        units.append([value for value in values if value is not None])
    counts = count_values(units, [False, True])
    pairable = counts[counts.sum(axis=1) >= 2]
    found = _json(options.measure(counts, nominal(2)))
    return found | {"present": int(pairable[:, 1].sum())}


def _sets(known: Sequence[Sequence[Known]], options: AgreementOptions) -> Coefficients:
    """Alpha over whole label sets; a set with a masked label is missing."""
    units = [
        [item.applies for item in group if item.complete and not item.masked] for group in known
    ]
    values = sorted({value for unit in units for value in unit}, key=sorted)
    return options.measure(count_values(units, values), masi(values))


def _open_primary(item: Current) -> bool:
    """Whether the main label is open because the coder was unsure."""
    return item.primary is None and bool(item.masked)


# --- stance -----------------------------------------------------------------------------------


def _stance(
    groups: Sequence[Sequence[Current]], codebook: Codebook, options: AgreementOptions
) -> dict[str, Any]:
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
    return {
        "articles": closed_by_two,
        "coders": sorted({item.coder for group in groups for item in group}),
        "rows": {"f1": 2 * rows["shared"] / total if total else None, **rows},
        "labels_of_rows": _json(
            options.measure(
                count_values(units, codebook.label_ids), nominal(len(codebook.label_ids))
            )
        ),
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


# --- as text ----------------------------------------------------------------------------------


def agreement_text(report: Mapping[str, Any]) -> str:
    """The report as a table for people.

    Args:
        report: From `agree`.

    Returns:
        Lines for each facet; labels that nobody used are counted where the list would be long.
    """
    if not report["facets"]:
        return "No decisions by persons yet."
    lines = [f"Coders: {', '.join(report['coders'])}"]
    if report["left_out"]:
        lines.append(
            f"{report['left_out']} decisions left out (after adjudication, or with suggestions "
            "on screen)."
        )
    for facet, found in report["facets"].items():
        lines += ["", f"{facet}: {found['articles']} articles coded by two or more"]
        lines += _stance_lines(found) if "rows" in found else _facet_lines(found)
    lines += [
        "",
        f"alpha: Krippendorff's, >= {RELIABLE:.3f} reliable, >= {TENTATIVE:.3f} tentative; "
        "intervals: 95 %, bootstrap over articles; AC1: Gwet's.",
    ]
    return "\n".join(lines)


def _facet_lines(found: Mapping[str, Any]) -> list[str]:
    labels: dict[str, Any] = found["labels"]
    listed = labels
    if len(labels) > MAX_LABELS_LISTED:
        listed = {label: row for label, row in labels.items() if row["present"]}
    lines = [_line(label, row) for label, row in listed.items()]
    if len(listed) < len(labels):
        lines.append(f"  {len(labels) - len(listed)} other labels: n/a (no variation; never used)")
    lines.append(_line("(label sets, MASI)", found["sets"]))
    if "primary" in found:
        lines.append(_line("(primary label)", found["primary"]))
    return lines


def _stance_lines(found: Mapping[str, Any]) -> list[str]:
    rows = found["rows"]
    f1 = "n/a (no article closed by two coders)" if rows["f1"] is None else f"{rows['f1']:.3f}"
    return [
        f"  which rows exist: F1 {f1} ({rows['shared']} shared, {rows['only_one']} by one coder "
        f"only, {rows['holder_differs']} of them the same stance under another holder)",
        _line("(labels of shared rows)", found["labels_of_rows"]),
    ]


def _line(name: str, row: Mapping[str, Any]) -> str:
    head = f"  {name:<28} n={row['n']:<5}"
    if row["raw"] is None:
        return f"{head} n/a (nothing coded by two)"
    if row["alpha"] is None:
        return f"{head} n/a (no variation; raw agreement {row['raw']:.2f})"
    low_high = "" if row["interval"] is None else "[{:.3f}, {:.3f}]".format(*row["interval"])
    ac1 = "n/a" if row["ac1"] is None else f"{row['ac1']:.3f}"
    return f"{head} alpha {row['alpha']:6.3f} {low_high:<16} raw {row['raw']:.3f}  AC1 {ac1}"


def _json(found: Coefficients) -> dict[str, Any]:
    return asdict(found)
