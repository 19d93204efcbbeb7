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
        f"under the codebooks {keys}.",
        *_training(report["origin"]),
        "All figures are at the thresholds stored with the run; an abstention counts as no label, "
        "and labels that coders were unsure of are left out.",
    ]
    for facet, figures in report["facets"].items():
        if figures["n"] and figures["micro_f1"] is not None:
            said.append(_facet_sentence(facet, figures))
    if any(figures["intervals"] for figures in report["facets"].values()):
        said.append(
            f"Intervals are 95 % percentile intervals of a bootstrap over articles with "
            f"{report['bootstrap']['draws']:,} draws, near-copies drawn together."
        )
    leakage = report["leakage"]
    if leakage is not None:
        shared = {kind: (leakage.get(kind) or {}).get("shared", 0) for kind in ("text", "cluster")}
        said.append(
            f"Of the judged articles, {shared['text']} have their exact text and "
            f"{shared['cluster']} a near-copy in the training part."
        )
    return " ".join(said)


def _training(origin: Mapping[str, Any]) -> list[str]:
    """How the run was made; nothing where the report does not say."""
    if not origin:
        return []
    folds = origin["split"].get("folds")
    by = ", ".join(origin["split"].get("by", ())) or "article"
    if folds:
        how = f"judged by {folds}-fold cross-validation that never parts a {by}"
    else:
        how = "judged on articles held out from training"
    made = f"It is of kind {origin['kind']} (seed {origin['seed']}), was trained on "
    made += f"{origin['n_train']} examples and {how}"
    if origin["tuned_on"] != "nothing":
        made += f"; thresholds follow {origin['threshold']} on {origin['tuned_on']} scores"
    return [f"{made}."]


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
    human = figures["human"]
    if human and human["micro_f1"] is not None:
        words += (
            f"; on the {human['n']} examples that two coders decided alone, they reached "
            f"{share(human['micro_f1'])} against each other and the run "
            f"{share(human['run_micro_f1'])} against the same coders"
        )
    return f"{words}."


def _agreement(facets: Mapping[str, Any]) -> str | None:
    """Alpha per label with its n, as far as coders of a store are known."""
    rows = [
        f"{facet}: {row['name']} {row['human']['alpha']:.2f} (n {row['human']['n']})"
        for facet, figures in facets.items()
        for row in figures["labels"].values()
        if row["human"] and row["human"]["alpha"] is not None
    ]
    return "alpha per label: " + "; ".join(rows) if rows else None


def _compute(origin: Mapping[str, Any]) -> str:
    if not origin:
        return "manifest.json of the run"
    libraries = ", ".join(f"{name} {version}" for name, version in origin["libraries"].items())
    seconds = f"trained in {origin['seconds']:.0f} s on {origin['platform']}"
    return f"seed {origin['seed']}; {seconds}; python {origin['python']}, {libraries}"


def _split_words(origin: Mapping[str, Any]) -> str | None:
    if not origin:
        return None
    rule = ", ".join(f"{key} {value}" for key, value in origin["split"].items())
    return f"near-copies are kept on one side; {rule}"


def _threshold_words(origin: Mapping[str, Any]) -> str:
    if not origin:
        return "per label in this report; method in the config"
    return f"per label in this report; {origin['threshold']} on {origin['tuned_on']} scores"


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
        ("Coders: number and training", None),
        ("Agreement: alpha per label with interval and n", _agreement(facets)),
        ("Adjudication rule", None),
        ("Removal of duplicates, and split rule", _split_words(report["origin"])),
        ("Leakage between train and test", None if leak is None else "table in this report"),
        ("Base rates", supports),
        ("Trivial baselines", "beside every facet's figures"),
        ("Per-label precision, recall and F1 with support", "tables in this report"),
        ("Thresholds and how they were chosen", _threshold_words(report["origin"])),
        ("Calibration", calibrated or None),
        ("Errors", "the worst ones of each label are listed with the words behind them"),
        ("Correction of shares for misclassification", "toolkit prevalence, from a gold sample"),
        ("Compute, seeds and versions", _compute(report["origin"])),
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
    origin = report["origin"]
    details = [f"- kind: {origin['kind']}", f"- trained: {origin['trained']}"] if origin else []
    fingerprints = [
        f"- {name}: sha256 {sha}"
        for part in ("train_data", "judged_data")
        for name, sha in origin.get(part, {}).items()
    ]
    lines = [f"# Model card: {report['run']}", "", "## Model details", "", *details]
    lines += ["", "## Intended use", "", "- to be written", "- out of scope: judging single "]
    lines[-1] += "journalists; other languages and periods than those of the training data"
    lines += ["", "## Evaluation", "", methods_paragraph(report, codebooks)]
    lines += ["", "## Data", "", *dict.fromkeys(fingerprints)]
    lines += ["", "## Checklist", ""]
    for question, answer in checklist(report, codebooks):
        lines.append(f"- [{'x' if answer else ' '}] {question}: {answer or 'to be written'}")
    if report["warnings"]:
        lines += ["", "## Cautions", "", *(f"- {text}" for text in report["warnings"])]
    return "\n".join(lines) + "\n"
