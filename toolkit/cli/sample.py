"""`sample`: which articles are coded, by whom, and what to expect."""

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from toolkit.cli.base import App, say
from toolkit.cli.store_options import CodebooksOption, chosen_codebooks
from toolkit.errors import DataError

AllocationChoice = Literal["proportional", "equal"]
PickChoice = Literal["uncertain", "diverse", "rare"]


def register(app: App) -> None:
    """Adds the command of this file."""
    app.add("sample")(sample)


def sample(
    inputs: Annotated[
        list[str], typer.Argument(metavar="ARTICLES...", help="The frame, as ingest takes it.")
    ],
    n: Annotated[int, typer.Option("--n", min=1, help="How many articles to draw.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="JSONL; without it only the plan is printed."),
    ] = None,
    by: Annotated[
        str, typer.Option("--by", help="Strata: source, month, year, section, language, or a key.")
    ] = "",
    allocation: Annotated[
        AllocationChoice, typer.Option("--allocation", help="How n is spread over the strata.")
    ] = "proportional",
    coder: Annotated[
        list[str] | None,
        typer.Option("--coder", metavar="NAME", help="Deals the articles out; repeatable."),
    ] = None,
    overlap: Annotated[
        float, typer.Option("--overlap", metavar="SHARE", help="Coded by several, to measure them.")
    ] = 0.2,
    raters: Annotated[
        int, typer.Option("--raters", min=2, help="Coders of an article that several code.")
    ] = 2,
    retest: Annotated[
        int, typer.Option("--retest", min=0, help="Articles each coder reads twice, unannounced.")
    ] = 0,
    pick: Annotated[
        PickChoice | None,
        typer.Option("--pick", help="For training only: these first, in place of a random draw."),
    ] = None,
    random_share: Annotated[
        float, typer.Option("--random-share", help="With --pick: the share drawn at random.")
    ] = 0.3,
    run: Annotated[
        Path | None,
        typer.Option("--run", metavar="RUN", help="Tells expected positives, and what to pick."),
    ] = None,
    exclude: Annotated[
        list[Path] | None,
        typer.Option("--exclude", metavar="FILE", help="Articles that stay out; repeatable."),
    ] = None,
    minutes: Annotated[
        float, typer.Option("--minutes", min=0.1, help="Time for one article.")
    ] = 4.0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Fixes the draw.")] = 13,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace existing outputs.")] = False,
    codebooks: CodebooksOption = None,
) -> None:
    """Draws a probability sample with inclusion probabilities, or picks articles for training.

    Says what to expect before anyone starts: positives of each label, and coder hours.

    Example: toolkit sample articles.jsonl --n 90 --by source --coder ana --coder ben --out s.jsonl
    """
    from toolkit.ingest import Reject, read_articles
    from toolkit.labelling.assignment import AssignmentOptions
    from toolkit.runs.layout import open_run
    from toolkit.runs.sample import SampleOptions, draw_sample, plan_lines, write_sample

    articles = []
    for item in read_articles(inputs, stdin=sys.stdin.buffer):
        if isinstance(item, Reject):
            say(f"rejected: {item.reason}")
        else:
            articles.append(item)
    if out is not None and out.exists() and not force:
        raise DataError(f"{out}: already exists. Choose another name, or use --force.")
    options = SampleOptions(
        n=n,
        by=tuple(part.strip() for part in by.split(",") if part.strip()),
        allocation=allocation,
        seed=seed,
        pick=pick,
        random_share=random_share,
        minutes=minutes,
        assignment=AssignmentOptions(
            coders=tuple(coder or ()), overlap=overlap, raters=raters, retest=retest, seed=seed
        ),
    )
    folder = open_run(run) if run is not None else None
    books = folder.codebooks if folder is not None else chosen_codebooks(codebooks)
    drawn = draw_sample(
        articles,
        options,
        codebooks=books,
        run=folder,
        exclude=_ids(exclude or []),
    )
    typer.echo(
        json.dumps(drawn.plan, ensure_ascii=False, indent=2)
        if as_json
        else "\n".join(plan_lines(drawn.plan, books))
    )
    for path in write_sample(out, drawn, force=force) if out is not None else []:
        say(f"wrote {path}")


def _ids(paths: list[Path]) -> set[str]:
    """Ids and fingerprints of articles that stay out."""
    from toolkit.ingest import Reject, read_articles

    found: set[str] = set()
    for item in read_articles([str(path) for path in paths]) if paths else ():
        if isinstance(item, Reject):
            raise DataError(f"--exclude: {item.reason}")
        found |= {item.id, item.fingerprint}
    return found
