"""`prevalence`: from decisions to a number that can be printed."""

import json
from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.base import App, say
from toolkit.errors import DataError

FORMATS = ("text", "md", "csv", "latex", "json")


def register(app: App) -> None:
    """Adds the commands of this file."""
    app.add("prevalence")(prevalence)


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

    if form not in FORMATS:
        raise DataError(f"--format {form!r}: unknown. Expected one of {', '.join(FORMATS)}.")
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
