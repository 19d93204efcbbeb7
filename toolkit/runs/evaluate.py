"""`evaluate` and `compare`: a run's predictions against gold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.evaluation import (
    EvaluationOptions,
    Judged,
    compare,
    evaluate,
    render_comparison_html,
    render_html,
    with_distinct_names,
)
from toolkit.files import (
    canonical_json,
    refuse_existing,
    remove_folder,
    sha256_of_bytes,
    write_json,
    write_text,
)
from toolkit.runs.data import Log
from toolkit.runs.doubts import write_doubts
from toolkit.runs.folds import example_key
from toolkit.runs.judge import judge, stem
from toolkit.runs.layout import RunFolder
from toolkit.runs.learning_curve import learning_curves, with_learning
from toolkit.runs.probes import probe_report, with_probes
from toolkit.runs.write import write_judged

MAX_NAME = 120


def evaluate_run(
    run: RunFolder,
    data: Path | None,
    *,
    bootstrap: int | None = None,
    allow_silver: bool = False,
    store: str | None = None,
    learning: bool = False,
    doubts: Path | None = None,
    force: bool = False,
    say: Log,
) -> tuple[dict[str, Any], Path]:
    """Judges a run and writes `evaluation/<name>/`.

    An earlier evaluation of that name is kept as `<name>.1`.

    Args:
        run: The run.
        data: A labelled example file; None takes the run's own test part.
        bootstrap: Draws for the intervals; None takes the config's.
        allow_silver: Judge on labels of rules or models too; the report is marked then.
        store: A label store whose coders are the human ceiling.
        learning: Train on growing shares of the run's articles for the learning curve.
        doubts: Where to write the articles whose labels are worth a second look.
        force: Replace an existing file of doubts.
        say: Takes one line for each step.

    Returns:
        The report, and the folder that it was written to.
    """
    if doubts is not None:
        refuse_existing(doubts, force=force)
    curves = learning_curves(run, say=say) if learning else None
    judged = judge(run, data, allow_silver=allow_silver, store=store, say=say)
    options = EvaluationOptions(
        bootstrap=run.config.evaluation.bootstrap if bootstrap is None else bootstrap,
        seed=run.config.seed,
    )
    report = with_probes(
        evaluate(judged, run.codebooks, options=options), probe_report(run, judged)
    )
    if curves is not None:
        report = with_learning(report, curves)
    if doubts is not None:
        write_doubts(run, data, judged, doubts, force=force, say=say)
    folder = run.evaluation_folder / stem(data)
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
    store: str | None = None,
    seeds: bool = False,
    say: Log,
) -> tuple[dict[str, Any], Path]:
    """Compares runs on a data file, or on the examples that all of them were tested on.

    Args:
        runs: Two or more; the first is what the others are compared with.
        data: A labelled example file; None takes each run's own test part.
        bootstrap: Draws for the intervals; None takes the first config's.
        allow_silver: Judge on labels of rules or models too.
        store: A label store whose coders are the human ceiling.
        seeds: Runs whose configs differ in name and seed only are one group: adds mean and spread
            of each group, and differences between groups.
        say: Takes one line for each step.

    Returns:
        The comparison, and the folder (of the first run) that it was written to.

    Raises:
        DataError: If the runs share no test example, facet or codebook.
    """
    if len(runs) < 2:
        raise DataError("compare: expected at least two runs.")
    codebooks = _shared_codebooks(runs)
    found = [judge(run, data, allow_silver=allow_silver, store=store, say=say) for run in runs]
    judged = with_distinct_names(_common(found, say=say))
    options = EvaluationOptions(
        bootstrap=runs[0].config.evaluation.bootstrap if bootstrap is None else bootstrap,
        seed=runs[0].config.seed,
    )
    groups = _seed_groups(runs) if seeds else None
    comparison = compare(judged, codebooks, options=options, groups=groups)
    reports = [evaluate(each, codebooks, options=options) for each in judged]
    folder = runs[0].evaluation_folder / _comparison_name(runs, data)
    _keep_old(folder)
    folder.mkdir(parents=True)
    write_json(folder / "comparison.json", comparison)
    page = render_comparison_html(comparison, reports=reports, codebooks=codebooks)
    write_text(folder / "comparison.html", page)
    return comparison, folder


def _seed_groups(runs: Sequence[RunFolder]) -> list[str]:
    """A name for each run, the same for runs whose configs differ in name and seed only."""
    keys = [sha256_of_bytes(canonical_json(_apart_from_seed(run)).encode()) for run in runs]
    first = {key: run.name for key, run in reversed(list(zip(keys, runs, strict=True)))}
    taken = Counter(first.values())
    return [f"{first[key]} ({key[:4]})" if taken[first[key]] > 1 else first[key] for key in keys]


def _apart_from_seed(run: RunFolder) -> dict[str, object]:
    """What makes a run, with data and codebooks by content: a copied workspace has other paths."""
    left_out = {"name", "seed", "data", "codebooks"}
    return {
        "config": run.config.model_dump(mode="json", exclude=left_out),
        "data": sorted(run.manifest["data"].values()),
        "codebooks": {facet: book.fingerprint for facet, book in run.codebooks.items()},
    }


def _comparison_name(runs: Sequence[RunFolder], data: Path | None) -> str:
    others = "-".join(run.name for run in runs[1:])
    if len(others) > MAX_NAME:  # a folder's name has 255 bytes at most
        others = f"{len(runs) - 1}-runs-{sha256_of_bytes(others.encode())[:8]}"
    return f"compare-{others}-{stem(data)}"


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
