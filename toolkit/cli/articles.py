"""`ingest`, `describe` and `suggest`: articles before any run."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from toolkit.cli.base import EXIT_REJECTED, App, say
from toolkit.errors import DataError

if TYPE_CHECKING:
    from toolkit.ingest import Reject
    from toolkit.ingest.encoding import ErrorPolicy
    from toolkit.ingest.identity import ConflictPolicy
    from toolkit.records import Article
    from toolkit.runs.correct import Corrections

Choice = TypeVar("Choice", bound=str)
ERROR_POLICIES: "tuple[ErrorPolicy, ...]" = ("strict", "replace")
CONFLICT_POLICIES: "tuple[ConflictPolicy, ...]" = ("error", "keep", "new", "suffix")

InputArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="Pages, HTML, Word, tables, zip and tar, folders, patterns; - reads stdin.",
    ),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace an existing output.")]


def register(app: App) -> None:
    """Adds the commands of this file."""
    app.add("ingest")(ingest)
    app.add("describe")(describe)
    app.add("suggest")(suggest)


def ingest(
    inputs: InputArgument,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="ARTICLES", help="JSONL (.gz, .zst); stdout without it."),
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="FIELD=COLUMN", help="Our field from the user's column; repeatable."
        ),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="Outlet of the articles.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="Encoding; found out without it.")
    ] = None,
    errors: Annotated[
        str, typer.Option("--errors", help="strict or replace: what to do with bad bytes.")
    ] = "strict",
    fix_mojibake: Annotated[
        bool, typer.Option("--fix-mojibake", help="Repair double-encoded text.")
    ] = False,
    max_chars: Annotated[
        int, typer.Option("--max-chars", min=1, help="Longest article taken, in characters.")
    ] = 200_000,
    on_conflict: Annotated[
        str,
        typer.Option(
            "--on-conflict", help="error, keep, new or suffix: one id with two different texts."
        ),
    ] = "error",
    split: Annotated[
        bool,
        typer.Option("--split", help="Part exports that hold many articles in one file."),
    ] = False,
    detect: Annotated[
        bool,
        typer.Option(
            "--language/--no-language", help="Find the language of articles that state none."
        ),
    ] = True,
    correct: Annotated[
        list[str] | None,
        typer.Option(
            "--correct",
            metavar="ROLE=SEGMENT",
            help="Give a segment another role: its number or offsets as show prints them "
            "(caption=7, title=12-80); repeatable.",
        ),
    ] = None,
    article: Annotated[
        str | None,
        typer.Option("--article", metavar="ID", help="The article that --correct is about."),
    ] = None,
    coder: Annotated[
        str | None, typer.Option("--coder", help="Who corrects; stands in the record of it.")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help="Why it is corrected.")] = None,
    store: Annotated[
        str | None,
        typer.Option(
            "--store", metavar="FILE", help="Label store that keeps the correction as an event."
        ),
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", metavar="FILE", help="Write what could not be taken as JSONL."),
    ] = None,
    on_error: Annotated[
        str, typer.Option("--on-error", help="skip goes on after a bad input; stop ends there.")
    ] = "skip",
    force: ForceOption = False,
) -> None:
    """Parses pasted pages, HTML, Word files, tables, archives and folders into articles.

    Example: toolkit ingest seeds/pages --out articles.jsonl
    """
    from toolkit.cli.progress import Progress
    from toolkit.ingest import IngestOptions
    from toolkit.runs.ingest import ingest_files

    options = IngestOptions(
        source=source,
        encoding=encoding,
        errors=_one_of(errors, ERROR_POLICIES, "--errors"),
        fix_mojibake=fix_mojibake,
        max_chars=max_chars,
        mapping=_mapping(mapping or []),
        on_conflict=_one_of(on_conflict, CONFLICT_POLICIES, "--on-conflict"),
        split=split,
        detect_language=detect,
    )
    stop = _one_of(on_error, ("skip", "stop"), "--on-error") == "stop"
    progress = Progress()
    result = ingest_files(
        inputs,
        None if out in {None, "-"} else Path(str(out)),
        options=options,
        rejects=rejects,
        stop=stop,
        force=force,
        stdin=sys.stdin.buffer,
        stdout=sys.stdout,
        corrections=_corrections(
            correct or [], coder=coder, article=article, store=store, note=note
        ),
        progress=lambda count: progress.show(count, resumed=0, share=None),
    )
    progress.end()
    for reason in result.reasons:
        say(f"rejected: {reason}")
    if result.summary.rejects > len(result.reasons):
        say(f"… and {result.summary.rejects - len(result.reasons)} more rejects")
    for article_id, warning in result.warnings:
        say(f"warning: {article_id}: {warning}")
    more = result.warned - len(result.warnings)
    if more:
        say(f"… and {more} more warnings; they stand in each article")
    for line in result.summary.lines():
        say(line)
    if result.summary.rejects:
        raise typer.Exit(EXIT_REJECTED)


def _corrections(
    values: list[str],
    *,
    coder: str | None,
    article: str | None,
    store: str | None,
    note: str | None,
) -> "Corrections | None":
    from toolkit.runs.correct import Corrections

    if not values:
        for option, value in (("--article", article), ("--coder", coder), ("--store", store)):
            if value is not None:
                raise DataError(f"{option}: says something about --correct, which is not given.")
        return None
    if coder is None:
        raise DataError("--correct: who corrects? Give --coder NAME; it stands in the record.")
    return Corrections(tuple(values), coder=coder, article=article, store=store, note=note)


def describe(
    inputs: InputArgument,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Counts articles by source, month, language and length, and finds near-duplicates.

    Example: toolkit describe seeds/corpus/examples.jsonl
    """
    from toolkit.runs.describe import describe_articles, description_lines

    rejected: list[Reject] = []
    description = describe_articles(_articles(inputs, rejected))
    if as_json:
        typer.echo(json.dumps(description, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(description_lines(description)))
    if rejected:
        raise typer.Exit(EXIT_REJECTED)


def suggest(
    inputs: InputArgument,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="FILE", help="Labelled example file (silver); - for stdout."),
    ] = None,
    codebooks: Annotated[
        list[Path] | None,
        typer.Option("--codebooks", metavar="FILE", help="Repeatable; labels/*.yaml by default."),
    ] = None,
    devices: Annotated[
        bool,
        typer.Option(
            "--devices", help="Add framing devices: quotations, loaded words, sources (English)."
        ),
    ] = False,
    force: ForceOption = False,
) -> None:
    """Suggests labels from the codebooks' terms, with the words behind them.

    Example: toolkit suggest seeds/pages/s122-valley-ledger.txt
    """
    from toolkit.codebook import load_codebooks
    from toolkit.files import open_write
    from toolkit.runs.suggest import Suggester, suggestion_lines
    from toolkit.runs.workspace import default_codebooks

    suggester = Suggester(load_codebooks(codebooks or default_codebooks()), devices=devices)
    rejected: list[Reject] = []
    articles = (a for a in _articles(inputs, rejected) if a.has_text)
    count = 0
    if out is None:
        for row in suggester.suggest(articles):
            count += 1
            typer.echo("\n".join(suggestion_lines(row, suggester.codebooks)))
    elif out == "-":
        for row in suggester.suggest(articles):
            count += 1
            typer.echo(json.dumps(row, ensure_ascii=False))
    else:
        with open_write(Path(out), force=force) as stream:
            for row in suggester.suggest(articles):
                count += 1
                stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        say(f"{out}: {count} articles with silver labels")
    if not count:
        raise DataError(f"{', '.join(inputs)}: no article with text.")
    if rejected:
        raise typer.Exit(EXIT_REJECTED)


def _articles(inputs: list[str], rejected: "list[Reject]") -> "Iterator[Article]":
    from toolkit.ingest import Reject, Summary, read_articles

    summary = Summary()
    for item in read_articles(inputs, stdin=sys.stdin.buffer, summary=summary):
        if isinstance(item, Reject):
            say(f"rejected: {item.reason}")
            rejected.append(item)
        else:
            yield item


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        field, separator, column = pair.partition("=")
        if not separator or not field or not column:
            raise DataError(f"--map {pair}: expected FIELD=COLUMN, such as text=BODY.")
        mapping[field] = column
    return mapping


def _one_of(value: str, choices: tuple[Choice, ...], option: str) -> Choice:
    for choice in choices:
        if choice == value:
            return choice
    raise DataError(f"{option}: expected {', '.join(choices)}, got {value!r}.")
