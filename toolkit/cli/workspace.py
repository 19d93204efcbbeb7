"""`init`, `check` and `show`: the workspace and what is in it."""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from toolkit.cli.base import EXIT_ERROR, App, say
from toolkit.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.runs.check import CheckResult

ManualForm = Literal["text", "md", "html"]


def register(app: App) -> None:
    """Adds the commands of this file."""
    app.add("init")(init)
    app.add("check")(check)
    app.add("show")(show)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The new workspace.")],
) -> None:
    """Makes a workspace with configs/, labels/ and seeds/ to start from.

    Example: toolkit init study
    """
    from toolkit.runs.workspace import make_workspace

    made = make_workspace(folder)
    typer.echo(f"{folder}: {made} files. Next: cd {folder} && toolkit train configs/tfidf.yaml")


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...", help="Files or folders; by default configs and labels."
        ),
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option(
            "--against",
            metavar="FILE",
            help="Labelled examples: also show what the codebooks' terms find, share and get "
            "wrong in them; repeatable.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON and nothing else on stdout.")
    ] = False,
) -> None:
    """Checks configs, codebooks and example files, and prints every problem.

    Example: toolkit check labels/topic.yaml study/examples.jsonl
    """
    from toolkit.runs.check import check_files, results_json, terms_against

    results = check_files(paths or [])
    tables = terms_against(results, against) if against else []
    if as_json:
        typer.echo(json.dumps(results_json(results, tables), ensure_ascii=False, indent=2))
    else:
        _print_check(results, tables)
    bad = sum(not result.ok for result in results)
    if bad:
        say(f"{bad} of {len(results)} files have problems")
        raise typer.Exit(EXIT_ERROR)


def _print_check(results: "Sequence[CheckResult]", tables: "Sequence[Mapping[str, Any]]") -> None:
    from toolkit.runs.terms import term_lines

    for result in results:
        typer.echo(f"{'ok   ' if result.ok else 'ERROR'} {result.path}  {result.what}")
        for line in (*result.problems, *result.notes):
            typer.echo(f"      {line}")
    for table in tables:
        typer.echo("")
        for line in term_lines(table):
            typer.echo(line)


def show(
    path: Annotated[
        str, typer.Argument(metavar="PATH", help="An article, codebook, config, run, or runs/.")
    ],
    label: Annotated[
        str | None, typer.Option("--label", help="Of a codebook: only this label.")
    ] = None,
    article: Annotated[
        str | None,
        typer.Option("--article", metavar="ID", help="Of many articles: only this one."),
    ] = None,
    residue: Annotated[
        bool, typer.Option("--residue", help="Every line of residue with its place.")
    ] = False,
    split: Annotated[
        bool, typer.Option("--split", help="Part an export that holds many articles.")
    ] = False,
    form: Annotated[
        ManualForm,
        typer.Option("--format", help="Of a codebook: text, or the coder's manual as md or html."),
    ] = "text",
    devices: Annotated[
        bool,
        typer.Option(
            "--devices", help="Of articles: quotations with speakers, loaded words, sources."
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="With --devices: one record a line.")
    ] = False,
    color: Annotated[
        bool | None,
        typer.Option("--color/--no-color", help="Colours; on a terminal unless NO_COLOR is set."),
    ] = None,
) -> None:
    """Shows an article as parsed, a codebook, a config, a run, or the list of runs.

    Example: toolkit show seeds/pages/s122-valley-ledger.txt
    """
    from toolkit.ingest import IngestOptions
    from toolkit.runs.show import manual, show_path
    from toolkit.runs.show_article import Look

    if color is None:
        color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    if devices or as_json:
        _show_devices(path, article, split=split, devices=devices, as_json=as_json)
        return
    if form != "text":
        typer.echo(manual(Path(path), form), nl=False)
        return
    look = Look(width=shutil.get_terminal_size((100, 24)).columns, color=color, residue=residue)
    options = IngestOptions(split=split)
    for line in show_path(path, label=label, article=article, look=look, options=options):
        typer.echo(line, color=color)


def _show_devices(
    path: str, article: str | None, *, split: bool, devices: bool, as_json: bool
) -> None:
    """The framing devices of the articles of a file."""
    from toolkit.ingest import IngestOptions
    from toolkit.runs.devices import device_lines, devices_of_file

    if not devices:
        raise DataError("--json: says something about --devices, which is not given.")
    for record in devices_of_file(path, article=article, options=IngestOptions(split=split)):
        if as_json:
            typer.echo(json.dumps(record, ensure_ascii=False))
            continue
        typer.echo(f"{record['id']}  {record['title'] or '(no title)'}")
        for line in device_lines(record["devices"]):
            typer.echo(line)
