"""`agree`, `history`, `export`, `import`, `migrate`: what the label store holds, out and in."""

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from toolkit.cli.base import App, say
from toolkit.cli.store_options import CodebooksOption, FacetsOption, StoreOption, chosen_codebooks
from toolkit.errors import DataError

TableForm = Literal["text", "md", "csv", "latex", "json"]


def register(app: App) -> None:
    """Adds the commands of this file."""
    app.add("agree")(agree)
    app.add("history")(history)
    app.add("export")(export)
    app.add("import")(import_)
    app.add("migrate")(migrate)


def agree(
    facet: FacetsOption = None,
    coder: Annotated[
        list[str] | None, typer.Option("--coder", help="Only these coders; repeatable.")
    ] = None,
    samples: Annotated[
        int, typer.Option("--bootstrap", min=0, help="Draws for the intervals; 0 for none.")
    ] = 1000,
    form: Annotated[TableForm, typer.Option("--format", help="How it is printed.")] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    store: StoreOption = "annotations.db",
    codebooks: CodebooksOption = None,
) -> None:
    """Measures how well coders agree with each other, with themselves, and with suggestions.

    Krippendorff's alpha and Gwet's AC1 for each label, with intervals; label sets, main labels,
    stance rows, evidence, drift by week, re-tests, and what seeing suggestions does.

    Example: toolkit agree --facet topic
    """
    from toolkit.labelling.agreement import AgreementOptions
    from toolkit.labelling.agreement import agree as measure
    from toolkit.labelling.agreement_tables import agreement_csv, agreement_text
    from toolkit.labelling.store import Store
    from toolkit.runs.agreement import agreement_latex, agreement_markdown

    options = AgreementOptions(
        facets=tuple(facet or ()), coders=tuple(coder or ()), samples=samples
    )
    with Store(store, create=False) as opened:
        report = measure(opened, chosen_codebooks(codebooks), options=options)
    if as_json or form == "json":
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    elif form == "text":
        typer.echo(agreement_text(report))
    else:
        render = {"csv": agreement_csv, "latex": agreement_latex, "md": agreement_markdown}
        typer.echo(render[form](report), nl=False)


def history(
    article_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Only this article.")
    ] = None,
    facet: Annotated[str | None, typer.Option("--facet", help="Only this facet.")] = None,
    coder: Annotated[str | None, typer.Option("--coder", help="Only this coder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print events, one a line.")] = False,
    store: StoreOption = "annotations.db",
) -> None:
    """Shows who decided what, when, under which codebook version, with what on screen.

    Example: toolkit history s001
    """
    from toolkit.labelling.history import history_lines
    from toolkit.labelling.store import Store

    with Store(store, create=False) as opened:
        events = opened.events(article_id=article_id, facet=facet, coder=coder)
    if as_json:
        for event in events:
            typer.echo(json.dumps(event.to_json(), ensure_ascii=False))
    else:
        typer.echo("\n".join(history_lines(events)) or "no decisions yet")


def export(
    out: Annotated[
        str, typer.Option("--out", metavar="FILE", help="A file; for release and hf a folder.")
    ],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="examples: for train and evaluate; events: everything, to merge stores; release: "
            "without texts, to publish; table: CSV or XLSX; label-studio, doccano, prodigy: for "
            "these tools; hf: a Hugging Face datasets folder.",
        ),
    ] = "examples",
    facet: FacetsOption = None,
    coder: Annotated[
        str | None, typer.Option("--coder", help="Only this coder's own labels.")
    ] = None,
    text: Annotated[
        bool, typer.Option("--text/--no-text", help="Without texts and quotes.")
    ] = True,
    names: Annotated[
        bool, typer.Option("--names/--no-names", help="Without names: coder-1, coder-2, …")
    ] = True,
    times: Annotated[
        bool, typer.Option("--times/--no-times", help="Without times and seconds spent.")
    ] = True,
    silver: Annotated[
        bool, typer.Option("--silver", help="Let rules and runs speak where no person has.")
    ] = False,
    soft: Annotated[
        bool,
        typer.Option("--soft", help="Add the share of coders who gave each label, to train on."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing output.")] = False,
    store: StoreOption = "annotations.db",
    codebooks: CodebooksOption = None,
) -> None:
    """Writes labels: as examples for training, events, a release without texts, or for a tool.

    Example: toolkit export --out labelled.jsonl
    """
    from toolkit.labelling.exchange import ExportOptions
    from toolkit.labelling.store import Store
    from toolkit.runs.exchange import export_labels

    options = ExportOptions(
        facets=tuple(facet or ()),
        coder=coder,
        include_text=text,
        names=names,
        times=times,
        silver=silver,
        soft=soft,
    )
    with Store(store, create=False) as opened:
        for line in export_labels(
            opened, chosen_codebooks(codebooks), Path(out), form=form, options=options, force=force
        ):
            say(line)


def import_(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Articles, labelled examples, events, a release, or another tool's file.",
        ),
    ],
    coder: Annotated[
        str | None,
        typer.Option(
            "--coder",
            help="The person who gave labels that name nobody, so that agree counts them. "
            "Without it they are kept as imported gold under the file's name.",
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="label-studio, doccano, prodigy, table, examples, events or release; found out "
            "without it, but for tables: without it they are articles.",
        ),
    ] = None,
    facet: Annotated[
        str | None, typer.Option("--facet", help="Of a file with one set of labels.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="OURS=THEIRS", help="Facet or field by its name there."),
    ] = None,
    map_labels: Annotated[
        Path | None,
        typer.Option("--map-labels", metavar="CSV", help="Columns from and to: label spellings."),
    ] = None,
    articles: Annotated[
        list[str] | None,
        typer.Option("--articles", metavar="FILE", help="Your texts, to be joined to a release."),
    ] = None,
    store: StoreOption = "annotations.db",
    codebooks: CodebooksOption = None,
) -> None:
    """Takes articles and labels into the store; a label that the codebook lacks stops it.

    Example: toolkit import seeds/corpus/reading-1.jsonl --coder reader-1
    """
    from toolkit.labelling.store import Store
    from toolkit.runs.exchange import ImportOptions, import_files

    options = ImportOptions(
        coder=coder,
        form=form,
        facet=facet,
        names=dict(_theirs(written) for written in mapping or ()),
        label_map=map_labels,
        articles=tuple(articles or ()),
    )
    with Store(store) as opened:
        for line in import_files(
            opened, inputs, lambda: chosen_codebooks(codebooks), options=options
        ):
            say(line)


def migrate(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The codebook as it was.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The codebook as it is now.")],
    apply: Annotated[
        bool, typer.Option("--apply", help="Store it; without it only what would happen is shown.")
    ] = False,
    move: Annotated[
        list[str] | None,
        typer.Option(
            "--move", metavar="OLD=NEW", help="Where a label goes: one, several (A=B,C) or none."
        ),
    ] = None,
    examples: Annotated[
        Path | None,
        typer.Option(
            "--examples", metavar="FILE", help="Migrate a labelled example file, not the store."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The migrated example file.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing output.")] = False,
    store: StoreOption = "annotations.db",
) -> None:
    """Carries decisions to a new version of a codebook, and queues what must be coded again.

    Example: toolkit migrate old/topic.yaml labels/topic.yaml
    """
    from toolkit.codebook import load_codebook
    from toolkit.codebook.migrate import plan as make_plan
    from toolkit.labelling.migration import affected, apply_migration
    from toolkit.labelling.store import Store
    from toolkit.runs.migrate_examples import migrate_examples

    before, after = load_codebook(old), load_codebook(new)
    moves = dict(_move(written) for written in move or ())
    plan = make_plan(before, after, moves=moves)
    typer.echo(f"{plan.old} → {plan.new}")
    for line in plan.lines or ["no label changes"]:
        typer.echo(f"  {line}")
    if examples is not None or out is not None:
        if examples is None or out is None or apply:
            raise DataError(
                "--examples FILE --out FILE: both are needed to migrate a file, and no --apply."
            )
        for line in migrate_examples(
            examples, out, plan, old=before, new=after, force=force
        ).lines():
            say(line)
        return
    with Store(store, create=False) as opened:
        items = affected(opened.events(facet=plan.facet), plan, after)
        for item in items:
            if item.changes:
                typer.echo(item.line())
        again = sum(item.must_be_coded_again for item in items)
        changed = sum(item.changes for item in items)
        say(
            f"{len(items)} decisions under {plan.old}: {changed} affected, {again} to be coded "
            "again, the others keep their labels"
        )
        if not apply:
            say("Nothing was stored. Store it with --apply.")
            return
        events = apply_migration(opened, plan, after, items=items)
        asked = sum(event.status == "reopened" for event in events)
        say(f"{len(events)} events stored; {asked} questions will be asked again by label")


def _theirs(written: str) -> tuple[str, str]:
    """Our name by theirs, from OURS=THEIRS."""
    ours, separator, theirs = written.partition("=")
    if not separator or not ours.strip() or not theirs.strip():
        raise DataError(f"--map {written}: expected OURS=THEIRS, such as topic=category.")
    return theirs.strip(), ours.strip()


def _move(written: str) -> tuple[str, list[str]]:
    label, separator, into = written.partition("=")
    if not separator or not label.strip():
        raise DataError(f"--move {written}: expected OLD=NEW, OLD=NEW1,NEW2 or OLD= for none.")
    return label.strip(), [part.strip() for part in into.split(",") if part.strip()]
