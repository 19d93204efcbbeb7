"""`annotate` and `adjudicate`: decisions into the label store."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.base import App
from toolkit.cli.store_options import (
    CodebooksOption,
    StoreOption,
    chosen_codebook,
    chosen_codebooks,
)
from toolkit.errors import DataError

if TYPE_CHECKING:
    from toolkit.codebook import Codebook
    from toolkit.labelling.decision import Decision
    from toolkit.labelling.gold import Disagreement
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
    app.add("annotate")(annotate)
    app.add("adjudicate")(adjudicate)


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
    take: Annotated[
        str | None, typer.Option("--take", metavar="CODER", help="Decide as this coder did.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Which rule decided.")] = "",
    store: StoreOption = "annotations.db",
    codebooks: CodebooksOption = None,
) -> None:
    """Shows where coders differ, side by side with their evidence, or settles one case.

    Without --coder nothing is decided. The coders' own labels stay as they are.

    Example: toolkit adjudicate s001 --coder eva --facet topic --take anna --reason "headline"
    """
    from toolkit.labelling.gold import adjudicate as settle
    from toolkit.labelling.gold import disagreements
    from toolkit.labelling.history import summary
    from toolkit.labelling.side_by_side import case_of, decision_of
    from toolkit.labelling.store import Store

    books = chosen_codebooks(codebooks)
    with Store(store, create=False) as opened:
        cases = disagreements(opened.events(), books, skip=opened.retests())
        if not coder.strip():
            if present or unsure or primary or take or reason:
                raise DataError("adjudicate: who decides? Give --coder NAME.")
            _print_cases(cases, books, article_id=article_id, facet=facet)
            return
        if article_id is None or facet is None:
            raise DataError("adjudicate: an article's ID and --facet are needed to settle a case.")
        codebook = chosen_codebook(codebooks, facet)
        row = _row(codebook, target, holder)
        if take is not None:
            if present or unsure or primary or evidence or role:
                raise DataError("adjudicate: --take goes without labels of your own.")
            decision = decision_of(case_of(cases, article_id, facet, row), take)
        else:
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
            codebook,
            article_id=article_id,
            decision=decision,
            by=(coder, reason),
            row=row,
        )
    typer.echo(f"{article_id} {facet}: {summary(event)}")


def _row(codebook: "Codebook", target: str | None, holder: str | None) -> tuple[str, str] | None:
    """Target and holder of a stance row, as they are stored."""
    from toolkit.labelling.decision import resolve_target
    from toolkit.records.example import normal_holder

    if target is None:
        return None
    return resolve_target(codebook, target), normal_holder(holder)


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


def _print_cases(
    cases: "Sequence[Disagreement]",
    codebooks: "dict[str, Codebook]",
    *,
    article_id: str | None,
    facet: str | None,
) -> None:
    from toolkit.labelling.side_by_side import case_lines

    shown = [
        case
        for case in cases
        if article_id in {None, case.unit.article_id} and facet in {None, case.unit.facet}
    ]
    for case in shown:
        for line in case_lines(case, codebooks[case.unit.facet]):
            typer.echo(line)
    if not shown:
        typer.echo("nothing waits for adjudication")
