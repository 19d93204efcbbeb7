"""The `toolkit` command."""

import os
import sys
from typing import Annotated

import typer

from toolkit import __version__
from toolkit.cli import articles, coding, judging, label, runs, sample, store, workspace
from toolkit.cli.base import DEBUG, App, utf8_streams

app = App(
    help="Labels news articles for topic, region, framing and targeted stance; trains, evaluates "
    "and batch-scores classifiers. Nothing leaves this machine unless you ask.",
    no_args_is_help=False,
    invoke_without_command=True,
)
workspace.register(app)
articles.register(app)
sample.register(app)
label.register(app)
coding.register(app)
store.register(app)
runs.register(app)
judging.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"toolkit {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks of errors.")] = False,
) -> None:
    """Labels news articles; trains, evaluates and batch-scores classifiers."""
    if debug:
        DEBUG["on"] = True
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """Entry point of the installed command."""
    # torch's threads must not spin while they wait: two such processes on two cores would each
    # run six times slower. It reads this once, when it is imported.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    utf8_streams()
    if "--debug" in sys.argv[1:]:  # also after the command, where people type it
        DEBUG["on"] = True
        sys.argv[1:] = [argument for argument in sys.argv[1:] if argument != "--debug"]
    app(prog_name="toolkit")
