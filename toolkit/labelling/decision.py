"""From what a coder says to an event: labels resolved, rules of the codebook checked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.codebook import Codebook
from toolkit.errors import DataError, bullet_list, did_you_mean
from toolkit.labelling.evidence import check_spans
from toolkit.records.annotation import Annotation, CoderKind, Span, State, Suggestion
from toolkit.records.article import Article
from toolkit.records.example import Status, normal_holder


@dataclass(frozen=True)
class Decision:
    """What a coder decides about one facet of an article, or about one stance row.

    Labels may be written as ids, names or aliases.

    Attributes:
        present: Labels that apply, in the coder's order.
        absent: Labels that do not.
        unsure: Labels that the coder cannot decide.
        not_applicable: Labels whose question does not arise here.
        primary: The main label.
        roles: Role by label.
        evidence: Spans of the article.
        note: In the coder's words.
        complete: All labels were looked at; those not named are absent.
        seconds: Time that the decision took.
        shown: Suggestions that were on screen.
        withheld: Suggestions that were kept back by lot.
        mention: Stance: half-open span of the text that mentions the target.
    """

    present: Sequence[str] = ()
    absent: Sequence[str] = ()
    unsure: Sequence[str] = ()
    not_applicable: Sequence[str] = ()
    primary: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    evidence: Sequence[Span] = ()
    note: str | None = None
    complete: bool = True
    seconds: float | None = None
    shown: Sequence[Suggestion] = ()
    withheld: Sequence[Suggestion] = ()
    mention: tuple[int, int] | None = None


@dataclass(frozen=True)
class By:
    """Who decides, and when.

    Attributes:
        coder: Pseudonym.
        kind: Person, rules, run, import or adjudication.
        time: Of the event, from `Store.next_time`.
        given: Status that an imported file claims.
        event_id: Of a decision that comes from a file: the same file gives the same event again.
    """

    coder: str
    time: str
    kind: CoderKind = "person"
    given: Status | None = None
    event_id: str | None = None

    @property
    def at_work(self) -> bool:
        """Whether the decision is taken now, so that the coder can still mend it."""
        return self.kind != "import" and self.event_id is None


def make_annotation(
    article: Article,
    codebook: Codebook,
    *,
    decision: Decision,
    by: By,
    row: tuple[str, str | None] | None = None,
) -> Annotation:
    """One event from a decision.

    Args:
        article: What was read.
        codebook: The instructions that were followed.
        decision: What was decided.
        by: Who decided, and when.
        row: Target and holder, for stance; the holder defaults to `author`.

    Returns:
        The event, not stored yet.

    Raises:
        DataError: With every rule of the codebook that the decision breaks.
    """
    target, holder = _row(codebook, row)
    checked, states = _check(codebook, decision, strict=by.at_work)
    check_spans(article, decision.evidence)
    identity = {} if by.event_id is None else {"id": by.event_id}
    try:
        return Annotation(
            **identity,
            time=by.time,
            coder=by.coder,
            kind=by.kind,
            article_id=article.id,
            fingerprint=article.fingerprint,
            codebook=codebook.id,
            version=codebook.version,
            facet=codebook.facet,
            target=target,
            holder=holder,
            mention=decision.mention,
            states=states,
            complete=checked.complete,
            primary=checked.primary,
            roles=dict(checked.roles),
            evidence=tuple(checked.evidence),
            note=decision.note,
            seconds=decision.seconds,
            shown=tuple(decision.shown),
            withheld=tuple(decision.withheld),
            given=by.given,
        )
    except ValueError as error:
        raise DataError(f"annotation of {article.id!r}: {first_problem(error)}") from error


def make_remark(article: Article, codebook: Codebook, *, by: By, **fields: object) -> Annotation:
    """An event that gives no label: a skip, a flag, a note, an undo, or closed stance rows.

    Args:
        article: What was read.
        codebook: Of the facet.
        by: Who, and when.
        **fields: Fields of the event, such as `status="skipped"`.

    Returns:
        The event, not stored yet.
    """
    return Annotation.model_validate(
        {
            "time": by.time,
            "coder": by.coder,
            "kind": by.kind,
            "article_id": article.id,
            "fingerprint": article.fingerprint,
            "codebook": codebook.id,
            "version": codebook.version,
            "facet": codebook.facet,
        }
        | fields
    )


def first_problem(error: ValueError) -> str:
    """What a validation error says, in one line."""
    lines = [line.strip() for line in str(error).splitlines()]
    return " ".join(lines[1:3]) if len(lines) > 2 else lines[0]


# --- labels -----------------------------------------------------------------------------------


def resolve_label(codebook: Codebook, written: str) -> str:
    """The label id that a spelling means.

    Args:
        codebook: Of the facet.
        written: Id, name or alias.

    Returns:
        The label id.

    Raises:
        DataError: If the codebook has no such label; suggests the nearest.
    """
    label = codebook.resolve(written)
    if label is None:
        hint = codebook.suggest(written)
        raise DataError(f"{codebook.key}: label {written!r} is not in the codebook. {hint}")
    return label


def resolve_target(codebook: Codebook, written: str) -> str:
    """The target that a spelling means: id, name or alias; any text where targets are open.

    Args:
        codebook: The stance codebook.
        written: What was typed.

    Returns:
        The target id, or the text itself where targets are open.

    Raises:
        DataError: If the codebook has no such target; suggests the nearest.
    """
    target = codebook.resolve_target(written)
    if target is None:
        hint = did_you_mean(written.strip(), codebook.targets_by_id)
        raise DataError(
            f"{codebook.key}: target {written!r} is not in the codebook. {hint}".strip()
        )
    return target


def remarks_on(codebook: Codebook, decision: Decision) -> list[str]:
    """What is allowed but surprising about a decision, in words."""
    most = codebook.max_labels
    count = len(decision.present)
    if most is not None and count > most:
        return [f"{count} labels given; {codebook.key} asks for {most} at most."]
    return []


def _row(codebook: Codebook, row: tuple[str, str | None] | None) -> tuple[str | None, str | None]:
    if codebook.unit == "stance-row":
        if row is None:
            raise DataError(
                f"{codebook.key}: a stance needs a target. Give --target, and --holder unless it "
                "is the author's."
            )
        return resolve_target(codebook, row[0]), normal_holder(row[1])
    if row is not None:
        raise DataError(f"{codebook.key}: only stance has targets and holders (got {row[0]!r}).")
    return None, None


def _check(
    codebook: Codebook, decision: Decision, *, strict: bool
) -> tuple[Decision, dict[str, State]]:
    """The decision with ids for spellings, and its label states.

    Labels that others gave are taken as they are; what only a coder at work must heed (retired
    labels, a missing main label, exhaustive codebooks) counts when `strict`.
    """
    problems: list[str] = []
    states = _states(codebook, decision, problems)
    present = [label for label, state in states.items() if state == "present"]
    if codebook.select == "single" and len(present) > 1:
        problems.append(f"takes one label, got {', '.join(map(repr, present))}")
    checked = replace(
        decision,
        primary=_primary(codebook, decision, present, problems),
        roles=_roles(codebook, decision, present, problems),
        evidence=[_labelled_span(codebook, span, problems) for span in decision.evidence],
        # Naming the one label of a single-select facet settles all others.
        complete=decision.complete or (codebook.select == "single" and bool(present)),
    )
    if strict:
        problems += _rules_for_coders(codebook, checked, present)
    if problems:
        raise DataError(bullet_list([f"{codebook.key}: {problem}" for problem in problems]))
    return checked, states


def _rules_for_coders(
    codebook: Codebook, decision: Decision, present: Sequence[str]
) -> Iterator[str]:
    for label in present:
        if codebook.by_id[label].status == "retired":
            instead = " or ".join(repr(new) for new in codebook.by_id[label].replaced_by)
            hint = f"Use {instead}." if instead else "Choose another."
            yield f"label {label!r} is retired. {hint}"
    for label, role in decision.roles.items():
        if role not in codebook.roles:
            hint = did_you_mean(role, codebook.roles) or "The codebook has no roles."
            yield f"role {role!r} of {label!r} is unknown. {hint}"
    if not decision.complete:
        return
    if codebook.primary == "required" and decision.primary is None and len(present) > 1:
        yield "needs a primary label; name one of those that apply"
    asked = codebook.unit == "article"  # a stance row without a label is one taken back
    if asked and codebook.exhaustive and not present and not decision.unsure:
        yield "every article needs a label; mark one as unsure if you cannot decide"


def _roles(
    codebook: Codebook, decision: Decision, present: Sequence[str], problems: list[str]
) -> dict[str, str]:
    roles: dict[str, str] = {}
    for written, role in decision.roles.items():
        label = codebook.resolve(written)
        if label is None or label not in present:
            problems.append(f"{written!r} has a role but is not among the labels that apply")
        else:
            roles[label] = role
    return roles


def _states(codebook: Codebook, decision: Decision, problems: list[str]) -> dict[str, State]:
    states: dict[str, State] = {}
    groups: tuple[tuple[State, Sequence[str]], ...] = (
        ("present", decision.present),
        ("unsure", decision.unsure),
        ("not_applicable", decision.not_applicable),
        ("absent", decision.absent),
    )
    for state, labels in groups:
        for written in labels:
            label = codebook.resolve(written)
            if label is None:
                hint = codebook.suggest(written)
                problems.append(f"label {written!r} is not in the codebook. {hint}")
            elif states.get(label, state) != state:
                problems.append(f"label {label!r} is both {states[label]} and {state}")
            else:
                states[label] = state
    return states


def _primary(
    codebook: Codebook, decision: Decision, present: Sequence[str], problems: list[str]
) -> str | None:
    if decision.primary is not None:
        label = codebook.resolve(decision.primary)
        if codebook.primary == "none":
            problems.append("has no primary label; leave it out")
        elif label not in codebook.with_parents(frozenset(present)):
            problems.append(f"primary {decision.primary!r} is not among the labels that apply")
        return label
    # A label that is alone is the main one, whether or not the coder says so.
    alone = codebook.primary == "required" and decision.complete and len(present) == 1
    return present[0] if alone else None


def _labelled_span(codebook: Codebook, span: Span, problems: list[str]) -> Span:
    label = codebook.resolve(span.label)
    if label is None:
        problems.append(f"evidence for {span.label!r}, which is not in the codebook")
        return span
    return span.model_copy(update={"label": label})
