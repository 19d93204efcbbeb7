"""`init`, `check` and `show`: the workspace and what is in it."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.base import EXIT_ERROR, App, say


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
) -> None:
    """Checks configs, codebooks and example files, and prints every problem.

    Example: toolkit check labels/topic.yaml study/examples.jsonl
    """
    from toolkit.runs.check import check_files

    results = check_files(paths or [])
    for result in results:
        typer.echo(f"{'ok   ' if result.ok else 'ERROR'} {result.path}  {result.what}")
        for line in (*result.problems, *result.notes):
            typer.echo(f"      {line}")
    bad = sum(not result.ok for result in results)
    if bad:
        say(f"{bad} of {len(results)} files have problems")
        raise typer.Exit(EXIT_ERROR)


def show(
    path: Annotated[
        str, typer.Argument(metavar="PATH", help="An article, codebook, config, run, or runs/.")
    ],
    label: Annotated[
        str | None, typer.Option("--label", help="Of a codebook: only this label.")
    ] = None,
) -> None:
    """Shows an article as parsed, a codebook, a config, a run, or the list of runs.

    Example: toolkit show seeds/pages/s122-valley-ledger.txt
    """
    from toolkit.runs.show import show_path

    for line in show_path(path, label=label):
        typer.echo(line)
