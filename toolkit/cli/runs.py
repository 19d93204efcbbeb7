"""`train`, `evaluate`, `compare`, `score` and `explain`: runs."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.base import EXIT_REJECTED, App, say
from toolkit.cli.progress import one_of, score_lines
from toolkit.errors import DataError

FORMATS = ("text", "md", "latex", "json")
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
SilverOption = Annotated[
    bool,
    typer.Option("--allow-silver", help="Judge on labels of rules or models; marks the report."),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace an existing output.")]
FormatOption = Annotated[
    str, typer.Option("--format", help="What is printed: text, md, latex or json.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else on stdout.")]
InputArgument = Annotated[
    list[str],
    typer.Argument(metavar="INPUT...", help="Articles, as ingest takes them; - reads stdin."),
]


def register(app: App) -> None:
    """Adds the commands of this file."""
    for name, command in (
        ("train", train),
        ("score", score),
        ("merge", merge),
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


def score(
    run: RunArgument,
    inputs: InputArgument,
    out: Annotated[
        str,
        typer.Option(
            "--out",
            metavar="FILE",
            help=".jsonl, .parquet or .csv, here or at a URL (s3://…); - writes JSONL to stdout.",
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
    only: Annotated[
        str | None,
        typer.Option(
            "--only", metavar="review", help="Write the articles to look at, ready for label."
        ),
    ] = None,
    min_words: Annotated[
        int, typer.Option("--min-words", min=0, help="Shorter articles get status too_short.")
    ] = 0,
    max_words: Annotated[
        int, typer.Option("--max-words", min=0, help="Longer articles get status too_long.")
    ] = 0,
    skip_scored: Annotated[
        Path | None,
        typer.Option(
            "--skip-scored", metavar="FILE", help="Leave out what this run wrote there already."
        ),
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", metavar="FILE", help="Write what could not be taken as JSONL."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where an earlier job was stopped.")
    ] = False,
    shard: Annotated[
        str | None,
        typer.Option("--shard", metavar="I/N", help="Only the I-th of N parts; see merge."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, metavar="N", help="Processes, a model each."),
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", metavar="local|ray", help="This machine, or a Ray cluster.")
    ] = "local",
    address: Annotated[
        str | None, typer.Option("--address", help="Of a running Ray cluster.")
    ] = None,
    force: ForceOption = False,
) -> None:
    """Labels new articles with a run.

    Example: toolkit score starter-tfidf seeds/pages --out scored.jsonl --evidence 3
    """
    from toolkit.cli.progress import Progress
    from toolkit.runs.job_options import JobOptions, ScoreSummary, parse_shard
    from toolkit.runs.layout import open_run
    from toolkit.runs.policies import Limits
    from toolkit.runs.remote import score_anywhere
    from toolkit.runs.score import ScoreOptions

    options = ScoreOptions(
        evidence=evidence,
        targets=tuple(target or ()),
        limits=Limits(min_words=min_words, max_words=max_words),
        only="review" if one_of(only, (None, "review"), "--only") else None,
        skip_scored=skip_scored,
    )
    how = JobOptions(
        force=force,
        resume=resume,
        rejects=rejects,
        workers=workers,
        shard=parse_shard(shard),
        engine="ray" if one_of(engine, ("local", "ray"), "--engine") == "ray" else "local",
        address=address,
    )
    summary, progress = ScoreSummary(), Progress()
    for summary in score_anywhere(
        open_run(run),
        inputs,
        None if out == "-" else out,
        options=options,
        how=how,
        stdin=sys.stdin.buffer,
        stdout=sys.stdout,
    ):
        progress.show(summary["articles"], resumed=summary.resumed, share=summary.share)
    progress.end()
    for line in score_lines("stdout" if out == "-" else out, summary):
        say(line)
    if summary["rejected"]:
        raise typer.Exit(EXIT_REJECTED)


def merge(
    shards: Annotated[
        list[Path], typer.Argument(metavar="SHARD...", help="Outputs of score --shard.")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The joined output, of the same kind.")
    ],
    force: ForceOption = False,
) -> None:
    """Joins shards, after proof that nothing is missing and nothing stands twice.

    Example: toolkit merge part-1.parquet part-2.parquet --out scored.parquet
    """
    from toolkit.runs.merge import merge as merge_shards

    merged = merge_shards(shards, out, force=force)
    rejected = merged.counts.get("rejected", 0)
    say(
        f"{out}: {merged.counts.get('records', 0)} records of "
        f"{merged.counts.get('articles', 0)} articles from {merged.shards} shards "
        f"({merged.chunks} chunks, each once); {rejected} rejected"
    )
    if rejected:
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
