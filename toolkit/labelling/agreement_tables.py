"""The agreement report as text, as rows of a table, and as CSV."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.files import neutral

# Krippendorff (2004), "Content Analysis", chapter 11: reliable, and lowest for tentative use.
RELIABLE, TENTATIVE = 0.800, 0.667
MAX_LABELS_LISTED = 60
FIGURES = ("n", "present", "alpha", "low", "high", "raw", "ac1", "ac1_low", "ac1_high")
COLUMNS = ("facet", "measure", "about", *FIGURES)
Row = dict[str, Any]


def agreement_rows(report: Mapping[str, Any]) -> list[Row]:
    """Every figure of the report on one line each.

    Args:
        report: From `agreement.agree`.

    Returns:
        Rows with the keys of `COLUMNS`. `measure` is `label`, `sets (MASI)`, `sets (Jaccard)`,
        `primary`, `stance rows` or `stance labels`; `evidence overlap`; the same measures with
        `intra-coder` before them; `week`; `suggestions shown` and the like. Where a measure is a
        share or an F1, it stands under `raw`, its interval under `low` and `high`.
    """
    rows: list[Row] = []
    for facet, found in report["facets"].items():
        rows += [_row(facet, *parts) for parts in _measures(found)]
        again = found.get("intra_coder")
        if again is not None:
            rows += [
                _row(facet, f"intra-coder, {measure}", about, figures)
                for measure, about, figures in _measures(again)
            ]
            rows += [
                _row(facet, "intra-coder, exactly the same", coder, _share(row["n"], row["same"]))
                for coder, row in again["by_coder"].items()
            ]
        rows.append(_row(facet, "evidence overlap", "F1", _overlap(found["evidence"])))
        rows += [_row(facet, "week", week["week"], week) for week in found["weeks"]]
    for facet, found in report["anchoring"].items():
        rows += [_row(facet, *parts) for parts in _anchoring(found)]
    return rows


def agreement_csv(report: Mapping[str, Any]) -> str:
    """The rows of `agreement_rows` as CSV; missing figures are empty cells.

    Args:
        report: From `agreement.agree`.

    Returns:
        CSV with a header, cells neutralised for spreadsheets.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in agreement_rows(report):
        writer.writerow([neutral(row[column]) for column in COLUMNS])
    return stream.getvalue()


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
        lines += _facet_lines(found)
        lines += _more_lines(found)
        if facet in report["anchoring"]:
            lines += _anchoring_lines(report["anchoring"][facet])
    lines += [
        "",
        f"alpha: Krippendorff's, >= {RELIABLE:.3f} reliable, >= {TENTATIVE:.3f} tentative; "
        "AC1: Gwet's; intervals: 95 %, bootstrap over articles.",
    ]
    return "\n".join(lines)


# --- rows -------------------------------------------------------------------------------------


def _measures(found: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    if "rows" in found:
        rows = found["rows"]
        counts = f"F1; {rows['shared']} shared, {rows['only_one']} by one coder only, "
        counts += f"{rows['holder_differs']} under another holder"
        yield "stance rows", counts, {"n": found["articles"], "raw": rows["f1"]}
        yield "stance labels", "(labels of shared rows)", found["labels_of_rows"]
        return
    for label, figures in found["labels"].items():
        yield "label", label, figures
    yield "sets (MASI)", "(label sets)", found["sets"]
    yield "sets (Jaccard)", "(label sets)", found["sets_jaccard"]
    if "primary" in found:
        yield "primary", "(primary label)", found["primary"]


def _anchoring(found: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for group in ("shown", "withheld"):
        share = _share(found[group]["n"], found[group]["agreement"])
        yield f"suggestions {group}", "agreement", share
    low_high = found["interval"]
    n = found["shown"]["n"] + found["withheld"]["n"]
    yield "anchoring effect", "difference", _share(n, found["difference"], low_high)
    blind = found["blind_first"]
    for when in ("before", "after"):
        yield "blind first", f"agreement {when}", _share(blind["n"], blind[when])


def _row(facet: str, measure: str, about: str, figures: Mapping[str, Any]) -> Row:
    row: Row = {"facet": facet, "measure": measure, "about": about}
    for key in ("n", "present", "alpha", "raw", "ac1"):
        row[key] = figures.get(key)
    for key, (low, high) in {"interval": ("low", "high"), "ac1_interval": _AC1}.items():
        row[low], row[high] = figures.get(key) or (None, None)
    return row


_AC1 = ("ac1_low", "ac1_high")


def _share(
    n: int, share: float | None, interval: tuple[float, float] | None = None
) -> dict[str, Any]:
    return {"n": n, "raw": share, "interval": interval}


def _overlap(found: Mapping[str, Any]) -> dict[str, Any]:
    return _share(found["n"], found["f1"], found["interval"])


# --- lines ------------------------------------------------------------------------------------


def _facet_lines(found: Mapping[str, Any]) -> list[str]:
    if "rows" in found:
        return _stance_lines(found)
    labels: dict[str, Any] = found["labels"]
    listed = labels
    if len(labels) > MAX_LABELS_LISTED:
        listed = {label: row for label, row in labels.items() if row["present"]}
    lines = [_line(label, row) for label, row in listed.items()]
    if len(listed) < len(labels):
        lines.append(f"  {len(labels) - len(listed)} other labels: n/a (no variation; never used)")
    lines.append(_line("(label sets, MASI)", found["sets"]))
    lines.append(_line("(label sets, Jaccard)", found["sets_jaccard"]))
    if "primary" in found:
        lines.append(_line("(primary label)", found["primary"]))
    return lines


def _stance_lines(found: Mapping[str, Any]) -> list[str]:
    rows = found["rows"]
    f1 = "n/a (no article closed by two coders)" if rows["f1"] is None else f"{rows['f1']:.3f}"
    lines = [
        f"  which rows exist: F1 {f1} ({rows['shared']} shared, {rows['only_one']} by one coder "
        "only)"
    ]
    if rows["holder_differs"]:
        lines.append(
            f"  holder disagreements: {rows['holder_differs']} rows with the same target and label "
            "under another holder"
        )
    return [*lines, _line("(labels of shared rows)", found["labels_of_rows"])]


def _more_lines(found: Mapping[str, Any]) -> list[str]:
    """Evidence, drift and intra-coder consistency, where there is anything to say."""
    lines = []
    evidence = found["evidence"]
    if evidence["n"]:
        lines.append(
            f"  evidence for shared labels: F1 {evidence['f1']:.3f} "
            f"{_range(evidence['interval'])}n={evidence['n']}, "
            f"{evidence['touching']:.0%} with words in common"
        )
    if evidence["only_one"]:
        lines.append(f"  evidence by one coder only: {evidence['only_one']} shared labels")
    if len(found["weeks"]) > 1:
        lines.append("  week by week:")
        lines += [f"  {_line(week['week'], week)}" for week in found["weeks"]]
    again = found.get("intra_coder")
    if again is not None:
        lines.append("  the same coder, the same article, read twice:")
        lines += [
            f"    {coder}: {row['same']:.0%} of {row['n']} articles labelled exactly the same"
            for coder, row in again["by_coder"].items()
        ]
        lines += [f"  {line}" for line in _facet_lines(again)]
    return lines


def _anchoring_lines(found: Mapping[str, Any]) -> list[str]:
    lines = ["  agreement with suggestions (share of labels in common):"]
    for group in ("shown", "withheld"):
        row = found[group]
        mean = "n/a" if row["agreement"] is None else f"{row['agreement']:.3f}"
        lines.append(f"    {group:<9} {mean}  n={row['n']}")
    if found["difference"] is None:
        lines.append("    anchoring effect: n/a (needs decisions of both kinds; see --withhold)")
    else:
        lines.append(
            f"    anchoring effect: {found['difference']:+.3f} {_range(found['interval'])}".rstrip()
        )
    blind = found["blind_first"]
    if blind["n"]:
        lines.append(
            f"    blind first: {blind['before']:.3f} before suggestions were shown, "
            f"{blind['after']:.3f} after; {blind['changed']} of {blind['n']} decisions changed"
        )
    return lines


def _line(name: str, row: Mapping[str, Any]) -> str:
    head = f"  {name:<28} n={row['n']:<5}"
    if row["raw"] is None:
        return f"{head} n/a (nothing coded by two)"
    if row["alpha"] is None:
        return f"{head} n/a (no variation; raw agreement {row['raw']:.2f})"
    ac1 = "n/a" if row["ac1"] is None else f"{row['ac1']:.3f} {_range(row['ac1_interval'])}"
    alpha = f"alpha {row['alpha']:6.3f} {_range(row['interval']):<17}"
    return f"{head} {alpha} raw {row['raw']:.3f}  AC1 {ac1}".rstrip()


def _range(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f"[{interval[0]:.3f}, {interval[1]:.3f}] "
