"""`train`, `evaluate`, `compare`, `score` and `explain`: runs."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.base import EXIT_REJECTED, App, say
from toolkit.errors import DataError

RunArgument = Annotated[
    Path, typer.Argument(metavar="RUN", help="A run folder, or a name below runs/.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY.PATH=VALUE", help="Override a config value; repeatable."),
]
DataOption = Annotated[
    Path | None, typer.Option("--data", metavar="FILE", help="A labelled example file.")
]
BootstrapOption = Annotated[
    int | None,
    typer.Option("--bootstrap", min=0, help="Draws for the intervals instead of the config's."),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace an existing output.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else on stdout.")]
InputArgument = Annotated[
    list[str],
    typer.Argument(metavar="INPUT...", help="Articles, as ingest takes them; - reads stdin."),
]


def register(app: App) -> None:
    """Adds the commands of this file."""
    for name, command in (
        ("train", train),
        ("evaluate", evaluate),
        ("compare", compare),
        ("score", score),
        ("explain", explain),
    ):
        app.add(name)(command)


def train(
    config: Annotated[Path, typer.Argument(metavar="CONFIG", help="A run config (YAML).")],
    overrides: SetOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="RUN", help="The run folder; runs/<name> by default."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Do nothing if this very run is complete already.")
    ] = False,
    force: ForceOption = False,
) -> None:
    """Trains a run from a config.

    Example: toolkit train configs/tfidf.yaml --set model.min_df=1 --out runs/first
    """
    from toolkit.runs.train import train as train_run

    run = train_run(config, overrides=overrides or [], out=out, force=force, resume=resume, say=say)
    for warning in run.manifest["warnings"]:
        say(f"warning: {warning}")
    typer.echo(f"{run.path}: trained in {run.manifest['seconds']:.1f} s")


def evaluate(
    run: RunArgument,
    data: DataOption = None,
    bootstrap: BootstrapOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judges a run on its test part, or on any labelled example file.

    Example: toolkit evaluate starter-tfidf --data seeds/corpus/pages.jsonl
    """
    from toolkit.evaluation import render_text
    from toolkit.runs.evaluate import evaluate_run
    from toolkit.runs.layout import open_run

    report, folder = evaluate_run(open_run(run), data, bootstrap=bootstrap, say=say)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        typer.echo(render_text(report))
    say(f"report: {folder / 'report.html'}")


def compare(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN RUN...", help="Two or more runs.")],
    data: DataOption = None,
    bootstrap: BootstrapOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compares runs on the same examples, each with the first.

    Example: toolkit compare starter-tfidf starter-rules
    """
    from toolkit.evaluation import render_comparison_text
    from toolkit.runs.evaluate import compare_runs
    from toolkit.runs.layout import open_run

    opened = [open_run(run) for run in runs]
    comparison, folder = compare_runs(opened, data, bootstrap=bootstrap, say=say)
    if as_json:
        typer.echo(json.dumps(comparison, ensure_ascii=False, indent=2))
    else:
        typer.echo(render_comparison_text(comparison))
    say(f"comparison: {folder / 'comparison.html'}")


def score(
    run: RunArgument,
    inputs: InputArgument,
    out: Annotated[
        str,
        typer.Option(
            "--out", metavar="FILE", help=".jsonl, .parquet or .csv; - writes JSONL to stdout."
        ),
    ],
    evidence: Annotated[
        int,
        typer.Option("--evidence", min=0, metavar="K", help="Up to K spans behind each label."),
    ] = 0,
    target: Annotated[
        list[str] | None,
        typer.Option("--target", metavar="TEXT", help="Stance: what about; repeatable."),
    ] = None,
    force: ForceOption = False,
) -> None:
    """Labels new articles with a run.

    Example: toolkit score starter-tfidf seeds/pages --out scored.jsonl --evidence 3
    """
    from toolkit.runs.layout import open_run
    from toolkit.runs.score import ScoreOptions, ScoreSummary, score_file

    options = ScoreOptions(evidence=evidence, targets=tuple(target or ()), force=force)
    summary = ScoreSummary()
    to_stdout = out == "-"
    for summary in score_file(
        open_run(run),
        inputs,
        None if to_stdout else Path(out),
        options=options,
        stdin=sys.stdin.buffer,
        stdout=sys.stdout,
    ):
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{summary.articles} articles")
    if sys.stderr.isatty():
        sys.stderr.write("\r")
    for reject in summary.rejects:
        say(f"rejected: {reject.reason}")
    say(
        f"{'stdout' if to_stdout else out}: {summary.records} records of {summary.articles} "
        f"articles; {summary.no_text} without text, {len(summary.rejects)} rejected"
    )
    if summary.rejects:
        raise typer.Exit(EXIT_REJECTED)


def explain(
    run: RunArgument,
    inputs: InputArgument,
    target: Annotated[
        list[str] | None,
        typer.Option("--target", metavar="TEXT", help="Stance: what about; repeatable."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Shows the words behind each label, and what kept a label out.

    Example: toolkit explain starter-tfidf seeds/pages/s122-valley-ledger.txt
    """
    from toolkit.ingest import Reject, read_articles
    from toolkit.runs.explain import explain_articles, explanation_lines
    from toolkit.runs.layout import open_run
    from toolkit.runs.score import ScoreOptions, Scorer

    scorer = Scorer(open_run(run), ScoreOptions(targets=tuple(target or ())))
    rejected, explained = 0, 0
    for article in read_articles(inputs, stdin=sys.stdin.buffer):
        if isinstance(article, Reject):
            say(f"rejected: {article.reason}")
            rejected += 1
        elif article.has_text:
            for explanation in explain_articles(scorer, [article]):
                explained += 1
                if as_json:
                    typer.echo(json.dumps(explanation, ensure_ascii=False))
                else:
                    typer.echo("\n".join(explanation_lines(explanation)))
    if not explained:
        raise DataError(
            f"{', '.join(inputs)}: nothing to explain. Expected an article with text, and for "
            "stance one that mentions a target (or give --target)."
        )
    if rejected:
        raise typer.Exit(EXIT_REJECTED)
