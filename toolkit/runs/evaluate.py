"""`evaluate` and `compare`: a run's predictions against gold."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook
from toolkit.corpus.examples import build_examples
from toolkit.corpus.leakage import leakage
from toolkit.corpus.row_labels import LabelledRow
from toolkit.corpus.rows import read_rows
from toolkit.errors import ArtifactError, DataError, MissingExtraError
from toolkit.evaluation import (
    EvaluationOptions,
    Judged,
    add_spread,
    compare,
    evaluate,
    render_comparison_html,
    render_html,
)
from toolkit.files import read_json, remove_folder, write_json, write_text
from toolkit.models.decide import decide
from toolkit.records import Column, Example, Prediction
from toolkit.runs.data import PARTS, Log, cluster_rows, read_data
from toolkit.runs.folds import FoldScores, example_key
from toolkit.runs.layout import RunFolder
from toolkit.runs.sources import changed_sources, read_sources
from toolkit.runs.write import write_judged

OWN_TEST = "test"


def evaluate_run(
    run: RunFolder,
    data: Path | None,
    *,
    bootstrap: int | None = None,
    allow_silver: bool = False,
    say: Log,
) -> tuple[dict[str, Any], Path]:
    """Judges a run and writes `evaluation/<name>/`.

    An earlier evaluation of that name is kept as `<name>.1`.

    Args:
        run: The run.
        data: A labelled example file; None takes the run's own test part.
        bootstrap: Draws for the intervals; None takes the config's.
        allow_silver: Judge on labels of rules or models too; the report is marked then.
        say: Takes one line for each step.

    Returns:
        The report, and the folder that it was written to.
    """
    judged = judge(run, data, allow_silver=allow_silver, say=say)
    options = EvaluationOptions(
        bootstrap=run.config.evaluation.bootstrap if bootstrap is None else bootstrap,
        seed=run.config.seed,
    )
    report = evaluate(judged, run.codebooks, options=options)
    folder = run.evaluation_folder / _stem(data)
    _keep_old(folder)
    folder.mkdir(parents=True)
    write_json(folder / "report.json", report)
    write_text(folder / "report.html", render_html(report, codebooks=run.codebooks))
    write_judged(folder / "predictions.parquet", judged, run.codebooks)
    return report, folder


def compare_runs(
    runs: Sequence[RunFolder],
    data: Path | None,
    *,
    bootstrap: int | None = None,
    allow_silver: bool = False,
    seeds: bool = False,
    say: Log,
) -> tuple[dict[str, Any], Path]:
    """Compares runs on a data file, or on the examples that all of them were tested on.

    Args:
        runs: Two or more; the first is what the others are compared with.
        data: A labelled example file; None takes each run's own test part.
        bootstrap: Draws for the intervals; None takes the first config's.
        allow_silver: Judge on labels of rules or models too.
        seeds: The runs differ in their seed only; adds mean and spread over them.
        say: Takes one line for each step.

    Returns:
        The comparison, and the folder (of the first run) that it was written to.

    Raises:
        DataError: If the runs share no test example, facet or codebook.
    """
    if len(runs) < 2:
        raise DataError("compare: expected at least two runs.")
    codebooks = _shared_codebooks(runs)
    judged = _common(
        [judge(run, data, allow_silver=allow_silver, say=say) for run in runs], say=say
    )
    options = EvaluationOptions(
        bootstrap=runs[0].config.evaluation.bootstrap if bootstrap is None else bootstrap,
        seed=runs[0].config.seed,
    )
    comparison = compare(judged, codebooks, options=options)
    if seeds:
        comparison = add_spread(comparison)
    others = "-".join(run.name for run in runs[1:])
    folder = runs[0].evaluation_folder / f"compare-{others}-{_stem(data)}"
    _keep_old(folder)
    folder.mkdir(parents=True)
    write_json(folder / "comparison.json", comparison)
    write_text(folder / "comparison.html", render_comparison_html(comparison))
    return comparison, folder


def judge(run: RunFolder, data: Path | None, *, allow_silver: bool = False, say: Log) -> Judged:
    """A run's decisions on labelled examples.

    Args:
        run: The run.
        data: A labelled example file; None takes the run's own test part, which for a run with
            folds is every example, each judged by the fold that never saw it.
        allow_silver: Judge on labels of rules or models too.
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
        predictions = _predict(run, examples)
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
        data=_stem(data),
        thresholds=run.decision.thresholds(),
        unlearned=[Column(*pair) for pair in run.manifest["fit"]["unlearned"]],
        leakage=table,
        warnings=warnings,
    )


def _statuses(run: RunFolder, example: Example) -> set[str]:
    """gold, consensus or silver of the facets that the run is judged on."""
    return {
        status
        for facet, status in example.status.items()
        if facet in run.codebooks and facet in example.labels
    }


def _stem(data: Path | None) -> str:
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
        return data.test, _predict(run, data.test), table
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
    return examples, leakage(_in_train_part(run, learned_from), examples).to_json()


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


def _predict(run: RunFolder, examples: Sequence[Example]) -> list[Prediction]:
    batch = run.load_model().predict_scores([example.input for example in examples])
    return decide(batch, run.decision, run.codebooks)


def _keep_old(folder: Path) -> None:
    if folder.exists():
        old = folder.with_name(f"{folder.name}.1")
        remove_folder(old)
        folder.rename(old)


def _shared_codebooks(runs: Sequence[RunFolder]) -> dict[str, Codebook]:
    shared = {
        facet: book
        for facet, book in runs[0].codebooks.items()
        if all(facet in run.codebooks for run in runs[1:])
    }
    if not shared:
        raise DataError("compare: the runs have no facet in common.")
    for run in runs[1:]:
        for facet, book in shared.items():
            other = run.codebooks[facet]
            if other.fingerprint != book.fingerprint:
                raise DataError(
                    f"{run.path}: codebook {other.key} ({other.fingerprint[:8]}) differs from "
                    f"{book.key} ({book.fingerprint[:8]}) of {runs[0].path}. Train both under one."
                )
    return shared


def _common(runs: Sequence[Judged], *, say: Log) -> list[Judged]:
    """The examples that every run was judged on; each run judges only what it never saw."""
    keys = [{example_key(example) for example in run.examples} for run in runs]
    common = set.intersection(*keys)
    if not common:
        raise DataError(
            "compare: the runs were tested on different examples. Name a file with --data."
        )
    if all(len(mine) == len(common) for mine in keys):
        return list(runs)
    say(f"comparing on the {len(common)} examples that are test examples of every run")
    return [_restricted(run, common) for run in runs]


def _restricted(run: Judged, keys: set[Any]) -> Judged:
    kept = [i for i, example in enumerate(run.examples) if example_key(example) in keys]
    return replace(
        run,
        examples=[run.examples[i] for i in kept],
        predictions=[run.predictions[i] for i in kept],
    )
