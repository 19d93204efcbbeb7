"""`evaluate`, `compare` and `prevalence`: from decisions to numbers that can be printed."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from toolkit.cli.base import App, say
from toolkit.errors import DataError

FORMATS = ("text", "md", "latex", "json")
PREVALENCE_FORMATS = ("text", "md", "csv", "latex", "json")
RunArgument = Annotated[
    Path, typer.Argument(metavar="RUN", help="A run folder, or a name below runs/.")
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
CodersOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FILE",
        help="A label store: its coders against each other beside the run, and alpha per label.",
    ),
]
FormatOption = Annotated[
    str, typer.Option("--format", help="What is printed: text, md, latex or json.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else on stdout.")]


def register(app: App) -> None:
    """Adds the commands of this file."""
    app.add("evaluate")(evaluate)
    app.add("compare")(compare)
    app.add("prevalence")(prevalence)


def evaluate(
    run: RunArgument,
    data: DataOption = None,
    bootstrap: BootstrapOption = None,
    allow_silver: SilverOption = False,
    store: CodersOption = None,
    learning_curve: Annotated[
        bool,
        typer.Option(
            "--learning-curve",
            help="Train on growing shares too: what more labels would bring. Takes some minutes.",
        ),
    ] = False,
    label_errors: Annotated[
        Path | None,
        typer.Option(
            "--label-errors",
            metavar="FILE",
            help="Write the articles whose gold labels look wrong, ready for label.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace an existing file of --label-errors.")
    ] = False,
    as_json: JsonOption = False,
    form: FormatOption = "text",
) -> None:
    """Judges a run on its test part, or on any labelled example file.

    Example: toolkit evaluate starter-tfidf --data seeds/corpus/pages.jsonl
    """
    from toolkit.evaluation import render_latex, render_markdown, render_text
    from toolkit.runs.evaluate import evaluate_run
    from toolkit.runs.layout import open_run

    _check_format(form, FORMATS)
    report, folder = evaluate_run(
        open_run(run),
        data,
        bootstrap=bootstrap,
        allow_silver=allow_silver,
        store=store,
        learning=learning_curve,
        doubts=label_errors,
        force=force,
        say=say,
    )
    render = {"text": render_text, "md": render_markdown, "latex": render_latex}
    _print(report, "json" if as_json else form, render)
    say(f"report: {folder / 'report.html'}")


def compare(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN RUN...", help="Two or more runs.")],
    data: DataOption = None,
    bootstrap: BootstrapOption = None,
    allow_silver: SilverOption = False,
    store: CodersOption = None,
    seeds: Annotated[
        bool,
        typer.Option(
            "--seeds",
            help="Runs of one config with different seeds are a group: adds mean and spread.",
        ),
    ] = False,
    as_json: JsonOption = False,
    form: FormatOption = "text",
) -> None:
    """Compares runs on the same examples, each with the first.

    Example: toolkit compare starter-tfidf starter-rules
    """
    from toolkit.evaluation import (
        render_comparison_latex,
        render_comparison_markdown,
        render_comparison_text,
    )
    from toolkit.runs.evaluate import compare_runs
    from toolkit.runs.layout import open_run

    _check_format(form, FORMATS)
    comparison, folder = compare_runs(
        [open_run(run) for run in runs],
        data,
        bootstrap=bootstrap,
        allow_silver=allow_silver,
        store=store,
        seeds=seeds,
        say=say,
    )
    render = {
        "text": render_comparison_text,
        "md": render_comparison_markdown,
        "latex": render_comparison_latex,
    }
    _print(comparison, "json" if as_json else form, render)
    say(f"comparison: {folder / 'comparison.html'}")


def _check_format(form: str, known: tuple[str, ...]) -> None:
    if form not in known:
        raise DataError(f"--format {form!r}: unknown. Expected one of {', '.join(known)}.")


def _print(
    report: dict[str, Any], form: str, render: Mapping[str, Callable[[dict[str, Any]], str]]
) -> None:
    """The report on stdout in the form asked for."""
    if form == "json":
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        typer.echo(render[form](report))


def prevalence(
    scored: Annotated[
        Path, typer.Argument(metavar="SCORED", help="What score wrote: .jsonl, .parquet, .csv.")
    ],
    gold: Annotated[
        Path,
        typer.Option(
            "--gold",
            metavar="FILE",
            help="Labelled examples: a probability sample of the scored articles, with inclusion.",
        ),
    ],
    by: Annotated[
        str, typer.Option("--by", metavar="A,B", help="Groups, crossed, such as source,month.")
    ] = "",
    simple_random: Annotated[
        bool,
        typer.Option("--simple-random", help="The gold rows are a simple random sample."),
    ] = False,
    facet: Annotated[list[str] | None, typer.Option("--facet", help="Only this facet.")] = None,
    label: Annotated[list[str] | None, typer.Option("--label", help="Only this label.")] = None,
    codebook: Annotated[
        list[Path] | None,
        typer.Option("--codebook", metavar="FILE", help="Of the run; labels/*.yaml by default."),
    ] = None,
    form: Annotated[str, typer.Option("--format", help="text, md, csv, latex or json.")] = "text",
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Also draw the shares (SVG).")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON and nothing else on stdout.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing plot.")] = False,
) -> None:
    """Estimates how common labels are: naive shares beside three corrected by a gold sample.

    Example: toolkit prevalence scored.jsonl --gold sample.jsonl --by source,month
    """
    from toolkit.codebook import load_codebooks
    from toolkit.evaluation import prevalence_tables as tables
    from toolkit.files import write_text
    from toolkit.runs.prevalence import PrevalenceOptions, prevalence_report
    from toolkit.runs.workspace import default_codebooks

    _check_format(form, PREVALENCE_FORMATS)
    if plot is not None and plot.suffix != ".svg":
        raise DataError(f"{plot}: plots are SVG. Expected a name that ends in .svg.")
    options = PrevalenceOptions(
        by=tuple(name.strip() for name in by.split(",") if name.strip()),
        facets=tuple(facet or ()),
        labels=tuple(label or ()),
        simple_random=simple_random,
    )
    books = load_codebooks(codebook or default_codebooks())
    report = prevalence_report(scored, gold, books, options=options)
    if plot is not None:
        write_text(plot, tables.prevalence_svg(report), force=force)
        say(f"plot: {plot}")
    if as_json or form == "json":
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        write = {
            "text": tables.prevalence_text,
            "md": tables.prevalence_markdown,
            "csv": tables.prevalence_csv,
            "latex": tables.prevalence_latex,
        }[form]
        typer.echo(write(report), nl=False)
