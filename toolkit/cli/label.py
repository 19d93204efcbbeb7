"""`label`: the workspace for coders, on the full screen or line by line."""

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from toolkit.cli.base import EXIT_REJECTED, App, say
from toolkit.cli.store_options import (
    CodebooksOption,
    FacetsOption,
    StoreOption,
    chosen_codebooks,
)

if TYPE_CHECKING:
    from toolkit.codebook import Codebook
    from toolkit.labelling.options import SessionOptions
    from toolkit.labelling.session import Session

KEYS_FILE = Path("keys.yaml")


def register(app: App) -> None:
    """Adds the command of this file."""
    app.add("label")(label)


def label(
    inputs: Annotated[
        list[str], typer.Argument(metavar="ARTICLES...", help="Articles, as ingest takes them.")
    ],
    coder: Annotated[str, typer.Option("--coder", metavar="NAME", help="A pseudonym.")],
    plain: Annotated[
        bool,
        typer.Option("--plain", help="Line mode, for dumb terminals, screen readers and scripts."),
    ] = False,
    facet: FacetsOption = None,
    run: Annotated[
        Path | None, typer.Option("--run", metavar="RUN", help="Take suggestions from this run.")
    ] = None,
    rules: Annotated[
        bool, typer.Option("--rules", help="Take suggestions from the codebooks' terms.")
    ] = False,
    show_first: Annotated[
        bool,
        typer.Option(
            "--show-suggestions-first", help="Before the coder's own decision, not after."
        ),
    ] = False,
    withhold: Annotated[
        float,
        typer.Option(
            "--withhold",
            metavar="SHARE",
            help="Keep suggestions back on this share of articles, drawn by lot, so that agree "
            "can tell what seeing them does.",
        ),
    ] = 0.0,
    reliability: Annotated[
        bool, typer.Option("--reliability", help="A reliability sample: never show suggestions.")
    ] = False,
    assignment: Annotated[
        Path | None,
        typer.Option(
            "--assignment",
            metavar="FILE",
            help="Who codes what; the one that sample wrote beside the articles is found.",
        ),
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", metavar="FILE", help="Own keys; keys.yaml if it is there."),
    ] = None,
    theme: Annotated[
        Literal["dark", "light"], typer.Option("--theme", help="Colours to begin with.")
    ] = "dark",
    store: StoreOption = "annotations.db",
    codebooks: CodebooksOption = None,
) -> None:
    """Labels articles in the terminal; stops and resumes anywhere, and loses nothing.

    Example: toolkit label seeds/pages --coder anna --facet topic
    """
    from toolkit.labelling.store import Store
    from toolkit.labelling.terminal.keys import default_keys, load_keys
    from toolkit.runs.label import open_session

    books = chosen_codebooks(codebooks)
    own = keys or (KEYS_FILE if KEYS_FILE.is_file() else None)
    bound = load_keys(own, books) if own is not None else default_keys()
    options = _options(run, facets=tuple(facet or ()), rules=rules, books=books)
    options = replace(options, blind=not show_first, reliability=reliability, withhold=withhold)
    with Store(store) as opened:
        session, rejects = open_session(
            opened,
            inputs,
            books,
            coder=coder,
            options=options,
            assignment=assignment,
            stdin=sys.stdin.buffer,
        )
        for reject in rejects:
            say(f"rejected: {reject.reason}")
        if plain or _must_be_plain():
            _label_plainly(session)
        else:
            from toolkit.labelling.terminal.app import run_terminal

            progress = run_terminal(session, keys=bound, theme=theme)
            say(f"Everything decided is stored in {opened.path}. {progress.line()}")
    if rejects:
        raise typer.Exit(EXIT_REJECTED)


def _options(
    run: Path | None, *, facets: tuple[str, ...], rules: bool, books: "dict[str, Codebook]"
) -> "SessionOptions":
    from toolkit.labelling.options import SessionOptions
    from toolkit.runs.layout import open_run
    from toolkit.runs.suggestions import RuleSource, RunSource

    source = RunSource(open_run(run)) if run else RuleSource(books) if rules else None
    if source is None:
        return SessionOptions(facets=facets)
    return SessionOptions(facets=facets, suggest=source.suggest, explain=source.explain)


def _must_be_plain() -> bool:
    """Whether only the line mode works here; says why."""
    from toolkit.labelling.terminal.fitness import why_not

    windows = sys.platform == "win32"
    reason = why_not(
        sys.stdin,
        sys.stdout if windows else sys.stderr,  # what Textual draws on
        environment=os.environ,
        size=shutil.get_terminal_size(),
        windows=windows,
    )
    if reason is not None:
        say(f"Line mode, as with --plain: {reason}.")
    return reason is not None


def _label_plainly(session: "Session") -> None:
    from toolkit.labelling.plain import run_plain
    from toolkit.labelling.show import console_writer

    run_plain(session, read=input, write=console_writer(sys.stdout))
