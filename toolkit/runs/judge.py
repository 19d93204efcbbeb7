"""A run's decisions on labelled examples: what `evaluate` and `compare` judge."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from toolkit import __version__
from toolkit.corpus.examples import build_examples
from toolkit.corpus.labelled_row import LabelledRow
from toolkit.corpus.leakage import leakage
from toolkit.corpus.rows import read_rows
from toolkit.errors import ArtifactError, DataError, MissingExtraError
from toolkit.evaluation import Explain, Judged
from toolkit.files import read_json, sha256_of_file
from toolkit.models.base import Classifier
from toolkit.models.decide import decide
from toolkit.records import Column, Evidence, Example, ModelInput, Prediction
from toolkit.runs.ceiling import coder_labels
from toolkit.runs.data import PARTS, Log, cluster_rows, read_data
from toolkit.runs.folds import FoldScores, example_key
from toolkit.runs.layout import RunFolder
from toolkit.runs.sources import changed_sources, read_sources

OWN_TEST = "test"
SPANS_KEPT = 20  # of each column and direction; a page shows six
SLOW_TO_EXPLAIN = 40  # examples that a transformer explains: each costs a pass for every sentence


def judge(
    run: RunFolder,
    data: Path | None,
    *,
    allow_silver: bool = False,
    store: str | None = None,
    say: Log,
) -> Judged:
    """A run's decisions on labelled examples.

    Args:
        run: The run.
        data: A labelled example file; None takes the run's own test part, which for a run with
            folds is every example, each judged by the fold that never saw it.
        allow_silver: Judge on labels of rules or models too.
        store: A label store whose coders are the human ceiling.
        say: Takes one line for each step.

    Returns:
        Examples and predictions.

    Raises:
        DataError: If the run has no test part, or labels are silver and that is not allowed.
        ArtifactError: If the run's own data changed since it was trained.
    """
    warnings = list(run.manifest["warnings"])
    if data is None:
        examples, predictions, table = _own_test(run, say=say)
    else:
        examples, table = _given_examples(run, data, warnings, say=say)
        predictions = predict(run, examples)
    silver = sum("silver" in _statuses(run, example) for example in examples)
    if silver and not allow_silver:
        raise DataError(
            f"{data or run.path}: {silver} of {len(examples)} examples carry silver labels, from "
            "rules or models. Figures on them say nothing about people's labels. Expected gold or "
            "consensus; --allow-silver judges all the same and marks the report."
        )
    if silver:
        warnings.insert(0, f"SILVER: {silver} of {len(examples)} examples carry silver labels")
    return Judged(
        examples=examples,
        predictions=predictions,
        run=run.name,
        data=stem(data),
        thresholds=run.decision.thresholds(),
        unlearned=[Column(*pair) for pair in run.manifest["fit"]["unlearned"]],
        leakage=table,
        warnings=warnings,
        origin=_origin(run, data),
        explain=_explainer(run),
        coders={} if store is None else coder_labels(store, examples, run.codebooks),
    )


def _origin(run: RunFolder, data: Path | None) -> dict[str, Any]:
    """What the figures can be traced to."""
    config, manifest = run.config, run.manifest
    judged_on = manifest["data"] if data is None else {str(data): sha256_of_file(data)}
    saw = " (it was trained on these articles too)" if data is None and config.split.folds else ""
    return {
        "toolkit": __version__,
        "kind": config.model.kind,
        "seed": config.seed,
        "trained": manifest["finished"],
        "n_train": manifest["fit"]["n_train"],
        "split": config.split.model_dump(mode="json", exclude_none=True),
        "threshold": str(config.decision.threshold),
        "calibrate": config.decision.calibrate,
        "tuned_on": run.decision.tuned_on,
        "train_data": dict(manifest["data"]),
        "judged_data": dict(judged_on),
        "codebooks": {
            facet: {"key": book.key, "fingerprint": book.fingerprint}
            for facet, book in run.codebooks.items()
        },
        "evidence": f"the run's model{saw}",
        "seconds": manifest["seconds"],
        "python": manifest.get("python"),
        "platform": manifest.get("platform"),
        "libraries": manifest.get("libraries", {}),
    }


def _explainer(run: RunFolder) -> Explain:
    """The words behind scores, from the run's model; a slow model explains the first only."""
    most = SLOW_TO_EXPLAIN if run.config.model.kind == "transformer" else None
    load: Callable[[], Classifier] = cache(run.load_model)

    def explain(
        questions: Sequence[tuple[ModelInput, Sequence[Column]]],
    ) -> list[list[Evidence]]:
        answers = [
            _strongest(load().explain([item], columns)[0]) for item, columns in questions[:most]
        ]
        return answers + [[] for _ in questions[len(answers) :]]

    return explain


def _strongest(spans: Sequence[Evidence]) -> list[Evidence]:
    """The first spans of each column and direction; an article has thousands of n-grams."""
    seen: Counter[tuple[str, bool]] = Counter()
    kept = []
    for span in spans:
        key = (span.label, span.weight > 0)
        seen[key] += 1
        if seen[key] <= SPANS_KEPT:
            kept.append(span)
    return kept


def _statuses(run: RunFolder, example: Example) -> set[str]:
    """gold, consensus or silver of the facets that the run is judged on."""
    return {
        status
        for facet, status in example.status.items()
        if facet in run.codebooks and facet in example.labels
    }


def stem(data: Path | None) -> str:
    """What the report calls the data: a file's name without its ending."""
    # A file called `.jsonl` still needs a folder of its own.
    return OWN_TEST if data is None else data.name.split(".jsonl")[0] or "data"


def _own_test(
    run: RunFolder, *, say: Log
) -> tuple[list[Example], list[Prediction], dict[str, Any] | None]:
    sources = [source for part in PARTS for source in getattr(run.config.data, part)]
    changed = changed_sources(sources, run.manifest["data"], run.codebooks)
    if changed:
        raise ArtifactError(
            f"{run.path}: {changed[0]} is missing or changed since training. "
            "Restore it, train again, or name a file with --data."
        )
    data = read_data(run.config, run.codebooks, log=say)
    if not data.test:
        raise DataError(
            f"{run.path}: the run has no test part. Name a labelled file with --data, or set "
            "split.test, split.folds or data.test in the config."
        )
    table = data.leakage.to_json() if data.leakage else None
    if data.folds is None:
        return data.test, predict(run, data.test), table
    by_key = FoldScores.load(run.folds_folder).predictions(run.codebooks)
    try:
        return data.test, [by_key[example_key(example)] for example in data.test], table
    except KeyError as error:
        raise ArtifactError(
            f"{run.folds_folder}: no scores for {error.args[0]!r}. Train the run again."
        ) from error


def _given_examples(
    run: RunFolder, path: Path, warnings: list[str], *, say: Log
) -> tuple[list[Example], dict[str, Any] | None]:
    rows, report = read_rows([path], run.codebooks)
    warnings += report.lines()
    train = _train_rows(run)
    if train is None and run.config.data.train:
        warnings.append("the training data are gone or changed, so leakage was not checked")
    clusters = cluster_rows({"train": train or [], "test": rows})
    examples = build_examples(
        rows,
        run.codebooks,
        run.config.input,
        clusters={row.article.id: clusters["test", row.article.id] for row in rows},
    )
    if not examples:
        raise DataError(f"{path}: no example of {', '.join(run.codebooks)}. Check labels and text.")
    say(f"read {len(examples)} labelled examples from {path}")
    if not train:
        return examples, None
    learned_from = build_examples(
        train,
        run.codebooks,
        run.config.input,
        clusters={row.article.id: clusters["train", row.article.id] for row in train},
    )
    return examples, leakage(_in_train_part(run, learned_from), examples, wording=True).to_json()


def _train_rows(run: RunFolder) -> list[LabelledRow] | None:
    sources = run.config.data.train
    if not sources:
        return []
    try:
        if changed_sources(sources, run.manifest["data"], run.codebooks):
            return None
    except (DataError, MissingExtraError):  # a store or a data set that cannot be read any more
        return None
    return read_sources(sources, run.codebooks).rows


def _in_train_part(run: RunFolder, examples: Sequence[Example]) -> list[Example]:
    try:
        ids = set(read_json(run.split_file)["parts"]["train"])
    except (KeyError, TypeError) as error:
        raise ArtifactError(
            f"{run.split_file}: damaged (no parts.train). Train the run again."
        ) from error
    return [example for example in examples if example.input.article_id in ids]


def predict(run: RunFolder, examples: Sequence[Example]) -> list[Prediction]:
    """The run's decisions on examples."""
    batch = run.load_model().predict_scores([example.input for example in examples])
    return decide(batch, run.decision, run.codebooks)
