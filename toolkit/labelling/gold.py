"""Which labels stand for an article when all coders are heard, and where they differ.

gold       somebody adjudicated.
consensus  all persons who coded it agree, or, with three or more, more than half of them do, or
           only one person coded it. None of these is ever gold: nobody has looked at the case
           again. Exports count them.
(none)     persons differ, no majority, and nobody adjudicated: a disagreement, exported as not
           examined.
imported   where no person coded: the status that the file claims.
silver     where nobody did: rules and runs, only when asked for.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.labelling.decision import By, Decision, make_annotation
from toolkit.labelling.majority import label_shares, majority
from toolkit.labelling.store import Store
from toolkit.labelling.views import Current, CurrentKey, Unit, by_article, current, row_key
from toolkit.records.annotation import Annotation, CoderKind, Span
from toolkit.records.example import Status

SOURCES: tuple[tuple[CoderKind, ...], ...] = (
    ("adjudication",),
    ("person",),
    ("import",),
    ("run", "rules"),
)


@dataclass(frozen=True)
class Settled:
    """Labels that stand for one unit.

    Attributes:
        unit: An article's facet or a stance row. A stance facet without a target says that all
            rows of the article were looked for.
        status: gold, consensus or silver.
        labels: Those that apply, as coded (without parents), in the coder's order.
        masked: Those of which nothing is known: unsure, not applicable or not examined.
        primary: The main label.
        roles: Roles on which all agree.
        evidence: Spans of all coders, each once.
        coders: Who gave the labels.
        kind: What gave the labels.
        reason: Of the adjudication.
        partial: Whether some labels were never examined.
        majority: Whether coders differed and more than half of them were followed.
        shares: Share of the coders who gave each label, parents included; labels that nobody
            gave are left out. Empty where no person's decision stands behind it.
        mention: Stance: where the text mentions the target.
    """

    unit: Unit
    status: Status
    labels: tuple[str, ...]
    masked: tuple[str, ...]
    coders: tuple[str, ...]
    kind: CoderKind
    primary: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Span, ...] = ()
    reason: str | None = None
    partial: bool = False
    majority: bool = False
    shares: Mapping[str, float] = field(default_factory=dict)
    mention: tuple[int, int] | None = None


@dataclass(frozen=True)
class Disagreement:
    """A unit on which coders differ and nobody has decided yet.

    Attributes:
        unit: What it is about.
        by_coder: Each coder's labels; None where a coder has no such stance row.
        other_holder: The coders gave the target the same label for different holders.
        shares: As in `Settled`.
    """

    unit: Unit
    by_coder: Mapping[str, Current | None]
    other_holder: bool = False
    shares: Mapping[str, float] = field(default_factory=dict)


def settle(
    labels: Mapping[CurrentKey, Current], codebook: Codebook, *, silver: bool = False
) -> tuple[list[Settled], list[Disagreement]]:
    """Puts all coders' labels of one facet together.

    Args:
        labels: From `views.current`; without the copies of hidden second readings.
        codebook: Of the facet.
        silver: Whether rules and runs may speak where nobody else has.

    Returns:
        What stands, and what is open, both in order of first decision.
    """
    settled: list[Settled] = []
    open_units: list[Disagreement] = []
    for _, items in by_article(labels, codebook.facet):
        chosen = _by_best_source(items, silver=silver)
        if codebook.unit == "stance-row":
            found = _settle_rows(chosen, codebook)
        else:
            found = [_settle_unit(chosen, codebook)] if chosen else []
        settled += [item for item in found if isinstance(item, Settled)]
        open_units += [item for item in found if isinstance(item, Disagreement)]
    return settled, open_units


def disagreements(
    events: Iterable[Annotation], codebooks: Mapping[str, Codebook], *, skip: Container[str] = ()
) -> list[Disagreement]:
    """Everything that waits for adjudication.

    Args:
        events: In order of time, undos included.
        codebooks: By facet; other facets are passed over.
        skip: Articles that are left out: the copies of hidden second readings.

    Returns:
        Open units, facet by facet.
    """
    labels = {k: item for k, item in current(events).items() if item.unit.article_id not in skip}
    return [item for codebook in codebooks.values() for item in settle(labels, codebook)[1]]


def adjudicate(
    store: Store,
    codebook: Codebook,
    *,
    article_id: str,
    decision: Decision,
    by: tuple[str, str],
    row: tuple[str, str | None] | None = None,
) -> Annotation:
    """Stores the labels that stand from now on; the coders' own labels stay as they are.

    Args:
        store: The label store.
        codebook: Of the facet.
        article_id: Id of a stored article.
        decision: The labels; none at all withdraws a stance row.
        by: The adjudicator's pseudonym, and the reason in words.
        row: Target and holder, for stance.

    Returns:
        The stored event.

    Raises:
        DataError: If the reason is missing, or the decision breaks a rule of the codebook.
    """
    coder, reason = by
    if not reason.strip():
        raise DataError(
            f"adjudication of {article_id!r}: the reason is missing. Say in a few words which "
            "rule decided."
        )
    item = make_annotation(
        store.article(article_id),
        codebook,
        decision=replace(decision, note=reason.strip()),
        by=By(coder=coder, time=store.next_time(coder), kind="adjudication"),
        row=row,
    )
    store.append([item])
    return item


def _by_best_source(items: Sequence[Current], *, silver: bool) -> list[Current]:
    """Adjudications and the labels of the best source below them."""
    adjudicated = [item for item in items if item.kind == "adjudication"]
    for kinds in SOURCES[1:] if silver else SOURCES[1:-1]:
        rest = [item for item in items if item.kind in kinds]
        if rest:
            return adjudicated + rest
    return adjudicated


def _settle_unit(items: Sequence[Current], codebook: Codebook) -> Settled | Disagreement:
    """One unit from its adjudications and the labels of one source."""
    adjudicated = [item for item in items if item.kind == "adjudication"]
    if adjudicated:
        return _settled([max(adjudicated, key=_time)], codebook)
    if items[0].kind in {"run", "rules"}:
        return _settled([max(items, key=_time)], codebook)
    # A decision about all labels outweighs a remark about one.
    voters = [item for item in items if item.complete] or list(items)
    shares = label_shares(voters, codebook)
    if len({_signature(item, codebook) for item in voters}) == 1:
        return replace(_settled(voters, codebook), shares=shares)
    by_majority = majority(voters, codebook)
    if by_majority is None:
        return Disagreement(items[0].unit, {item.coder: item for item in voters}, shares=shares)
    return replace(_settled([by_majority], codebook), **_of_majority(by_majority, voters, shares))


def _settle_rows(items: Sequence[Current], codebook: Codebook) -> list[Settled | Disagreement]:
    """Stance rows of one article, and whether all rows were looked for."""
    closings = [item for item in items if item.unit.target is None]
    closers = {item.coder for item in closings if item.kind != "adjudication"}
    groups: dict[tuple[str, str], list[Current]] = {}
    for item in items:
        if item.unit.target is not None:
            groups.setdefault(row_key(item.unit), []).append(item)
    found: list[Settled | Disagreement] = []
    for group in groups.values():
        found += _settle_row(group, closers, codebook)
    disputed = [item for item in found if isinstance(item, Disagreement)]
    if closings and not disputed:
        found.append(_settle_unit(closings, codebook))
    return [_with_holder_remark(item, disputed) for item in found]


def _settle_row(
    group: Sequence[Current], closers: set[str], codebook: Codebook
) -> list[Settled | Disagreement]:
    """One stance row; nothing where it was withdrawn by all, or by the adjudicator."""
    if any(item.kind == "adjudication" for item in group):
        result = _settle_unit(group, codebook)
        return [result] if isinstance(result, Settled) and (result.labels or result.masked) else []
    standing = [item for item in group if item.is_row]
    having = {item.coder for item in standing}
    lacking = closers - having  # who did not close the article may not have got to this row
    if not standing:
        return []
    if lacking:
        return _vote_on_row(standing, lacking, codebook)
    return [_settle_unit(standing, codebook)]


def _vote_on_row(
    standing: Sequence[Current], lacking: set[str], codebook: Codebook
) -> list[Settled | Disagreement]:
    """A row that some coders have and others, who closed the article, do not."""
    n = len(standing) + len(lacking)
    shares = {
        label: share * len(standing) / n
        for label, share in label_shares(standing, codebook).items()
    }
    if len(lacking) * 2 > n:
        return []  # most say that there is no such row
    first = max(shares, key=lambda label: shares[label], default=None)
    if first is not None and shares[first] * 2 > 1:
        row = next(item for item in standing if first in item.present)
        return [replace(_settled([row], codebook), **_of_majority(row, standing, shares))]
    votes: dict[str, Current | None] = {item.coder: item for item in standing}
    votes |= dict.fromkeys(sorted(lacking))
    return [Disagreement(standing[0].unit, votes, shares=shares)]


def _of_majority(
    found: Current, voters: Sequence[Current], shares: Mapping[str, float]
) -> dict[str, Any]:
    """What is said of labels that more than half of the coders gave."""
    roles = [set(voter.roles.items()) for voter in voters]
    common = {
        pair for pair in set().union(*roles) if sum(pair in own for own in roles) * 2 > len(roles)
    }
    spans = (span for voter in voters for span in voter.evidence if span.label in found.present)
    return {
        "coders": tuple(voter.coder for voter in voters),
        "roles": {label: role for label, role in sorted(common) if label in found.present},
        "evidence": tuple(dict.fromkeys(spans)),
        "majority": True,
        "shares": shares,
    }


def _with_holder_remark(
    item: Settled | Disagreement, disputed: Sequence[Disagreement]
) -> Settled | Disagreement:
    """Marks rows that another coder has under another holder."""
    if isinstance(item, Settled):
        return item
    mine = {(coder, row.present) for coder, row in item.by_coder.items() if row is not None}
    for other in disputed:
        if other is item or other.unit.target != item.unit.target:
            continue
        theirs = {(c, row.present) for c, row in other.by_coder.items() if row is not None}
        if any(a != b and labels == same for a, labels in mine for b, same in theirs):
            return replace(item, other_holder=True)
    return item


def _settled(voters: Sequence[Current], codebook: Codebook) -> Settled:
    first = voters[0]
    last = max(voters, key=_time)
    given = last.last.given if last.last is not None else None
    status: dict[CoderKind, Status] = {
        "adjudication": "gold",
        "person": "consensus",
        "import": given or "gold",
        "run": "silver",
        "rules": "silver",
    }
    known = first.known(codebook)
    masked = tuple(label for label in codebook.label_ids if known.value(label) is None)
    shared = set.intersection(*(set(voter.roles.items()) for voter in voters))
    return Settled(
        unit=first.unit,
        status=status[first.kind],
        labels=first.present,
        # A stance row and an imported label outside the codebook have nothing else to mask.
        masked=first.masked if codebook.unit == "stance-row" else masked,
        coders=tuple(voter.coder for voter in voters),
        kind=first.kind,
        primary=first.primary,
        roles={label: role for label, role in first.roles.items() if (label, role) in shared},
        evidence=tuple(dict.fromkeys(span for voter in voters for span in voter.evidence)),
        reason=last.note if first.kind in {"adjudication", "import"} else None,
        partial=not first.complete,
        mention=next((voter.mention for voter in voters if voter.mention), None),
    )


def _signature(item: Current, codebook: Codebook) -> tuple[object, ...]:
    """What two coders must share to agree: labels with parents, masks and the main label."""
    known = item.known(codebook)
    return known.applies, known.masked, item.primary if codebook.primary == "required" else None


def _time(item: Current) -> str:
    return (item.last.time if item.last is not None else None) or ""
