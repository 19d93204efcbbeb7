"""`label`, `annotate` and `adjudicate`: decisions into the label store."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.base import EXIT_REJECTED, App, say
from toolkit.cli.store_options import (
    CodebooksOption,
    FacetsOption,
    StoreOption,
    chosen_codebook,
    chosen_codebooks,
)
from toolkit.errors import DataError

if TYPE_CHECKING:
    from toolkit.labelling.decision import Decision
    from toolkit.records import Article

CoderOption = Annotated[str, typer.Option("--coder", metavar="NAME", help="A pseudonym.")]
FacetOption = Annotated[str, typer.Option("--facet", help="The facet that is decided.")]
PresentOption = Annotated[
    list[str] | None, typer.Option("--present", metavar="LABEL", help="Applies; repeatable.")
]
AbsentOption = Annotated[
    list[str] | None, typer.Option("--absent", metavar="LABEL", help="Does not apply; repeatable.")
]
UnsureOption = Annotated[
    list[str] | None, typer.Option("--unsure", metavar="LABEL", help="Undecided; repeatable.")
]
PrimaryOption = Annotated[
    str | None, typer.Option("--primary", metavar="LABEL", help="The main label.")
]
TargetOption = Annotated[str | None, typer.Option("--target", help="Stance: what it is about.")]
HolderOption = Annotated[
    str | None, typer.Option("--holder", help="Stance: whose; author without.")
]
EvidenceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--evidence",
        metavar="FIELD:START:END",
        help="A span that speaks for the labels present, or LABEL=FIELD:START:END; repeatable.",
    ),
]
RoleOption = Annotated[
    list[str] | None,
    typer.Option("--role", metavar="LABEL=ROLE", help="Role of a label (region); repeatable."),
]
CompleteOption = Annotated[
    bool, typer.Option("--complete", help="Labels not named are absent; alone: nothing applies.")
]


def register(app: App) -> None:
    """Adds the commands of this file."""
    app.add("label")(label)
    app.add("annotate")(annotate)
    app.add("adjudicate")(adjudicate)


def label(
    inputs: Annotated[
        list[str], typer.Argument(metavar="ARTICLES...", help="Articles, as ingest takes them.")
    ],
    coder: CoderOption,
    plain: Annotated[
        bool, typer.Option("--plain", help="Line mode; so far the only one, so also the default.")
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
    reliability: Annotated[
        bool, typer.Option("--reliability", help="A reliability sample: never show suggestions.")
    ] = False,
    store: StoreOption = "annotations.db",
    codebooks: CodebooksOption = None,
) -> None:
    """Labels articles in the terminal; stops and resumes anywhere, and loses nothing.

    Example: toolkit label seeds/pages --coder anna --plain --facet topic
    """
    from toolkit.labelling.plain import run_plain
    from toolkit.labelling.session import SessionOptions
    from toolkit.labelling.show import console_writer
    from toolkit.labelling.store import Store
    from toolkit.runs.label import open_session, rule_suggestions, run_suggestions
    from toolkit.runs.layout import open_run

    books = chosen_codebooks(codebooks)
    suggest = run_suggestions(open_run(run)) if run else rule_suggestions(books) if rules else None
    options = SessionOptions(
        facets=tuple(facet or ()), suggest=suggest, blind=not show_first, reliability=reliability
    )
    with Store(store) as opened:
        session, rejects = open_session(
            opened, inputs, books, coder=coder, options=options, stdin=sys.stdin.buffer
        )
        for reject in rejects:
            say(f"rejected: {reject.reason}")
        run_plain(session, read=input, write=console_writer(sys.stdout))
    if rejects:
        raise typer.Exit(EXIT_REJECTED)


def annotate(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a stored article.")],
    coder: CoderOption,
    facet: FacetOption,
    present: PresentOption = None,
    absent: AbsentOption = None,
    unsure: UnsureOption = None,
    primary: PrimaryOption = None,
    target: TargetOption = None,
    holder: HolderOption = None,
    evidence: EvidenceOption = None,
    role: RoleOption = None,
    complete: CompleteOption = False,
    note: Annotated[str | None, typer.Option("--note", help="In the coder's words.")] = None,
    store: StoreOption = "annotations.db",
    codebooks: CodebooksOption = None,
) -> None:
    """Stores one decision, for scripts.

    Example: toolkit annotate s001 --coder anna --facet topic --present health --complete
    """
    from toolkit.labelling.annotate import annotate as store_decision
    from toolkit.labelling.history import summary
    from toolkit.labelling.store import Store

    codebook = chosen_codebook(codebooks, facet)
    with Store(store, create=False) as opened:
        decision = _decision(
            opened.article(article_id),
            labels=(present, absent, unsure),
            primary=primary,
            evidence=evidence,
            role=role,
            complete=complete,
            note=note,
        )
        event = store_decision(
            opened,
            codebook,
            article_id=article_id,
            coder=coder,
            decision=decision,
            row=(target, holder) if target is not None else None,
        )
    typer.echo(f"{article_id} {facet}: {summary(event)}")


def adjudicate(
    article_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Without it: what waits for a decision.")
    ] = None,
    coder: Annotated[str, typer.Option("--coder", help="The adjudicator's pseudonym.")] = "",
    facet: Annotated[str | None, typer.Option("--facet", help="The facet.")] = None,
    present: PresentOption = None,
    unsure: UnsureOption = None,
    primary: PrimaryOption = None,
    target: TargetOption = None,
    holder: HolderOption = None,
    evidence: EvidenceOption = None,
    role: RoleOption = None,
    reason: Annotated[str, typer.Option("--reason", help="Which rule decided.")] = "",
    store: StoreOption = "annotations.db",
    codebooks: CodebooksOption = None,
) -> None:
    """Lists where coders differ, or settles one case; the coders' labels stay as they are.

    Example: toolkit adjudicate s001 --coder eva --facet topic --present health --reason "headline"
    """
    from toolkit.labelling.gold import adjudicate as settle
    from toolkit.labelling.gold import disagreements
    from toolkit.labelling.history import summary
    from toolkit.labelling.store import Store

    books = chosen_codebooks(codebooks)
    with Store(store, create=False) as opened:
        if article_id is None:
            for line in _open_cases(disagreements(opened.events(), books)):
                typer.echo(line)
            return
        if not coder.strip() or facet is None:
            raise DataError("adjudicate: --coder and --facet are needed to settle a case.")
        decision = _decision(
            opened.article(article_id),
            labels=(present, None, unsure),
            primary=primary,
            evidence=evidence,
            role=role,
            complete=True,
            note=None,
        )
        event = settle(
            opened,
            chosen_codebook(codebooks, facet),
            article_id=article_id,
            decision=decision,
            by=(coder, reason),
            row=(target, holder) if target is not None else None,
        )
    typer.echo(f"{article_id} {facet}: {summary(event)}")


def _decision(
    article: "Article",
    *,
    labels: tuple[list[str] | None, list[str] | None, list[str] | None],
    primary: str | None,
    evidence: list[str] | None,
    role: list[str] | None,
    complete: bool,
    note: str | None,
) -> "Decision":
    from toolkit.labelling.decision import Decision
    from toolkit.labelling.evidence import parse_span

    present, absent, unsure = (tuple(given or ()) for given in labels)
    spans = [
        span for written in evidence or () for span in parse_span(article, written, labels=present)
    ]
    return Decision(
        present=present,
        absent=absent,
        unsure=unsure,
        primary=primary,
        roles=dict(_role(written) for written in role or ()),
        evidence=spans,
        note=note,
        complete=complete,
    )


def _role(written: str) -> tuple[str, str]:
    name, separator, role = written.rpartition("=")
    if not separator or not name or not role:
        raise DataError(f"--role {written}: expected LABEL=ROLE, such as SY=focus.")
    return name, role


def _open_cases(cases: Sequence[object]) -> list[str]:
    from toolkit.labelling.gold import Disagreement

    lines = []
    for case in cases:
        if not isinstance(case, Disagreement):
            continue
        unit = case.unit
        about = f" | {unit.target} | {unit.holder}" if unit.target else ""
        lines.append(f"{unit.article_id} {unit.facet}{about}")
        for coder, current in case.by_coder.items():
            lines.append(f"    {coder}: {'no such row' if current is None else _said(current)}")
    return lines or ["nothing waits for adjudication"]


def _said(current: object) -> str:
    from toolkit.labelling.views import Current

    if not isinstance(current, Current):
        return ""
    marks = {"present": "", "unsure": "~"}
    parts = [f"{marks[s]}{name}" for name, s in current.states.items() if s in marks]
    primary = f" (main: {current.primary})" if current.primary else ""
    return (", ".join(parts) or "nothing applies") + primary
