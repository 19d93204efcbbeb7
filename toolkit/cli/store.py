"""`agree`, `history`, `export` and `import`: what the label store holds, out and in."""

import json
from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.base import App, say
from toolkit.cli.store_options import CodebooksOption, FacetsOption, StoreOption, chosen_codebooks


def register(app: App) -> None:
    """Adds the commands of this file."""
    app.add("agree")(agree)
    app.add("history")(history)
    app.add("export")(export)
    app.add("import")(import_)


def agree(
    facet: FacetsOption = None,
    coder: Annotated[
        list[str] | None, typer.Option("--coder", help="Only these coders; repeatable.")
    ] = None,
    samples: Annotated[
        int, typer.Option("--bootstrap", min=0, help="Draws for the intervals; 0 for none.")
    ] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    store: StoreOption = "annotations.db",
    codebooks: CodebooksOption = None,
) -> None:
    """Measures how well coders agree: Krippendorff's alpha for each label, with intervals.

    Example: toolkit agree --facet topic
    """
    from toolkit.labelling.agreement import AgreementOptions, agreement_text
    from toolkit.labelling.agreement import agree as measure
    from toolkit.labelling.store import Store

    options = AgreementOptions(
        facets=tuple(facet or ()), coders=tuple(coder or ()), samples=samples
    )
    with Store(store, create=False) as opened:
        report = measure(opened, chosen_codebooks(codebooks), options=options)
    typer.echo(
        json.dumps(report, ensure_ascii=False, indent=2) if as_json else agreement_text(report)
    )


def history(
    article_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Only this article.")
    ] = None,
    facet: Annotated[str | None, typer.Option("--facet", help="Only this facet.")] = None,
    coder: Annotated[str | None, typer.Option("--coder", help="Only this coder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print events, one a line.")] = False,
    store: StoreOption = "annotations.db",
) -> None:
    """Shows who decided what, when, under which codebook version.

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
        str, typer.Option("--out", metavar="FILE", help="A JSONL file or, for hf, a folder.")
    ],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="examples: for train and evaluate; events: everything, to merge stores; "
            "hf: a Hugging Face datasets folder.",
        ),
    ] = "examples",
    facet: FacetsOption = None,
    coder: Annotated[
        str | None, typer.Option("--coder", help="Only this coder's own labels.")
    ] = None,
    text: Annotated[
        bool, typer.Option("--text/--no-text", help="Without texts and quotes: to publish labels.")
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
    force: Annotated[bool, typer.Option("--force", help="Replace an existing output.")] = False,
    store: StoreOption = "annotations.db",
    codebooks: CodebooksOption = None,
) -> None:
    """Writes labels as examples for training, as events, or as a Hugging Face data set.

    Example: toolkit export --out labelled.jsonl
    """
    from toolkit.labelling.exchange import ExportOptions
    from toolkit.labelling.store import Store
    from toolkit.runs.label import export_labels

    options = ExportOptions(
        facets=tuple(facet or ()),
        coder=coder,
        include_text=text,
        names=names,
        times=times,
        silver=silver,
    )
    with Store(store, create=False) as opened:
        for line in export_labels(
            opened, chosen_codebooks(codebooks), Path(out), form=form, options=options, force=force
        ):
            say(line)


def import_(
    inputs: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Articles, labelled examples, or exported events."),
    ],
    coder: Annotated[
        str | None,
        typer.Option(
            "--coder",
            help="Examples: the person who gave these labels, so that agree counts them. "
            "Without it they are kept as imported gold under the file's name.",
        ),
    ] = None,
    store: StoreOption = "annotations.db",
    codebooks: CodebooksOption = None,
) -> None:
    """Takes articles, labelled examples or exported events into the store.

    Example: toolkit import seeds/corpus/reading-1.jsonl --coder reader-1
    """
    from toolkit.labelling.store import Store
    from toolkit.runs.label import import_files

    with Store(store) as opened:
        for line in import_files(opened, inputs, lambda: chosen_codebooks(codebooks), coder=coder):
            say(line)
