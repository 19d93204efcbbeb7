"""What can be copied from a report into a paper: methods, model card, checklist."""

from collections.abc import Mapping
from typing import Any

from toolkit.codebook import Codebook
from toolkit.evaluation.pages.words import interval_text, share

Item = tuple[str, str | None]


def methods_paragraph(report: Mapping[str, Any], codebooks: Mapping[str, Codebook]) -> str:
    """A paragraph on how the figures were made, with the figures.

    Args:
        report: From `evaluate`.
        codebooks: Of the run, by facet.

    Returns:
        Sentences in plain text; nothing is claimed that the report does not hold.
    """
    keys = ", ".join(f"{facet} ({book.key})" for facet, book in codebooks.items())
    said = [
        f"We judged the run {report['run']} on {report['n']} labelled examples ({report['data']}) "
        f"under the codebooks {keys}. All figures are at the thresholds stored with the run; an "
        "abstention counts as no label, and labels that coders were unsure of are left out."
    ]
    for facet, figures in report["facets"].items():
        if figures["n"] and figures["micro_f1"] is not None:
            said.append(_facet_sentence(facet, figures))
    if any(figures["intervals"] for figures in report["facets"].values()):
        said.append(
            "Intervals are 95 % percentile intervals of a bootstrap over articles, near-copies "
            "drawn together."
        )
    leakage = report["leakage"]
    if leakage is not None:
        shared = {kind: (leakage.get(kind) or {}).get("shared", 0) for kind in ("text", "cluster")}
        said.append(
            f"Of the judged articles, {shared['text']} have their exact text and "
            f"{shared['cluster']} a near-copy in the training part."
        )
    return " ".join(said)


def _facet_sentence(facet: str, figures: Mapping[str, Any]) -> str:
    micro = f"{share(figures['micro_f1'])} {interval_text(figures['intervals'].get('micro_f1'))}"
    macro = f"{share(figures['macro_f1'])} {interval_text(figures['intervals'].get('macro_f1'))}"
    rules = [row["micro_f1"] for row in figures["baselines"].values() if row["micro_f1"]]
    used = sum(bool(row["support"]) for row in figures["labels"].values())
    words = (
        f"For {facet} (n = {figures['n']}), micro F1 was {micro.strip()} and macro F1 over the "
        f"{used} labels that occur {macro.strip()}"
    )
    if rules:
        words += f"; the best trivial rule reached a micro F1 of {share(max(rules))}"
    return f"{words}."


def checklist(report: Mapping[str, Any], codebooks: Mapping[str, Codebook]) -> list[Item]:
    """What reviewers ask for: what this report says about it, or None where people must.

    Args:
        report: From `evaluate`.
        codebooks: Of the run, by facet.

    Returns:
        Pairs of question and answer.
    """
    facets = report["facets"]
    supports = "; ".join(
        f"{facet}: {sum(bool(row['support']) for row in figures['labels'].values())} of "
        f"{len(figures['labels'])} labels occur in {figures['n']} examples"
        for facet, figures in facets.items()
    )
    keys = "; ".join(f"{book.key}, sha256 {book.fingerprint[:12]}" for book in codebooks.values())
    leak = report["leakage"]
    calibrated = "; ".join(
        f"{facet}: ECE {share(figures['calibration']['ece'])}, Brier "
        f"{share(figures['calibration']['brier'])}"
        for facet, figures in facets.items()
        if figures["calibration"]
    )
    return [
        ("Population, sampling frame and period", None),
        ("Unit of analysis", "; ".join(f"{f}: {b.unit}" for f, b in codebooks.items())),
        ("Codebooks with version and hash", keys),
        ("Coders: number, training, and alpha per label with n", None),
        ("Adjudication rule", None),
        ("Leakage between train and test", None if leak is None else "table in this report"),
        ("Base rates", supports),
        ("Trivial baselines", "beside every facet's figures"),
        ("Per-label precision, recall and F1 with support", "tables in this report"),
        ("Thresholds and how they were chosen", "per label in this report; method in the config"),
        ("Calibration", calibrated or None),
        ("Errors", "the worst ones of each facet are listed"),
        ("Correction of shares for misclassification", "toolkit prevalence, from a gold sample"),
        ("Compute, seeds and versions", "manifest.json of the run"),
        ("Intended and out-of-scope uses", "not for judging individual journalists; not outside "
         "the language and period of the training data"),
        ("Licence and copyright of the texts", None),
    ]  # fmt: skip


def model_card(report: Mapping[str, Any], codebooks: Mapping[str, Codebook]) -> str:
    """A model card in Markdown, after Mitchell et al. (2019); open places say so.

    Args:
        report: From `evaluate`.
        codebooks: Of the run, by facet.

    Returns:
        Markdown to copy and complete.
    """
    lines = [f"# Model card: {report['run']}", "", "## Evaluation", ""]
    lines += [methods_paragraph(report, codebooks), "", "## Checklist", ""]
    for question, answer in checklist(report, codebooks):
        lines.append(f"- [{'x' if answer else ' '}] {question}: {answer or 'to be written'}")
    if report["warnings"]:
        lines += ["", "## Cautions", "", *(f"- {text}" for text in report["warnings"])]
    return "\n".join(lines) + "\n"
