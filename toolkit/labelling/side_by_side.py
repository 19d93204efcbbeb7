"""What coders said of one case, side by side, with their evidence: what an adjudicator reads."""

from collections.abc import Mapping, Sequence

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.labelling.decision import Decision
from toolkit.labelling.gold import Disagreement
from toolkit.labelling.views import Current

MAX_QUOTE = 160
NO_ROW = "(no such row)"


def case_lines(case: Disagreement, codebook: Codebook) -> list[str]:
    """One case as lines: a table of labels by coder, then evidence and notes.

    Args:
        case: From `gold.disagreements`.
        codebook: Of the facet.

    Returns:
        Lines; `*` marks the main label, `~` unsure, `≠` where coders differ.
    """
    unit = case.unit
    about = f" | {unit.target} | {unit.holder}" if unit.target is not None else ""
    lines = [f"{unit.article_id} {unit.facet}{about}"]
    if case.other_holder:
        lines.append("  the same target and label stand under another holder: who is it?")
    coders = list(case.by_coder)
    widths = [max(len(coder), len(NO_ROW)) for coder in coders]
    labels = _labels(case, codebook)
    shown = {label: _named(label, codebook) for label in labels}
    name_width = max(map(len, shown.values()), default=0)
    head = "  ".join(coder.ljust(width) for coder, width in zip(coders, widths, strict=True))
    lines.append(f"  {'':2}{'':{name_width}}  {head}".rstrip())
    for label in labels:
        cells = [_cell(case.by_coder[coder], label) for coder in coders]
        mark = "≠ " if len(set(cells)) > 1 else "  "
        row = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        lines.append(f"  {mark}{shown[label]:{name_width}}  {row}".rstrip())
    if not labels:
        lines.append("    nothing applies, or no row")
    return lines + _words(case.by_coder)


def decision_of(case: Disagreement, coder: str) -> Decision:
    """One coder's side of a case, as a decision that an adjudicator can make their own.

    Args:
        case: The case.
        coder: Whose side.

    Returns:
        Labels, main label, roles and evidence; no label at all where the coder has no such row.

    Raises:
        DataError: If the coder has no side in it.
    """
    if coder not in case.by_coder:
        listed = ", ".join(case.by_coder)
        raise DataError(f"--take {coder}: did not code this case. Expected one of {listed}.")
    side = case.by_coder[coder]
    if side is None:
        return Decision()
    return Decision(
        present=side.present,
        unsure=side.having("unsure"),
        not_applicable=side.having("not_applicable"),
        primary=side.primary,
        roles=side.roles,
        evidence=side.evidence,
        mention=side.mention,
    )


def _labels(case: Disagreement, codebook: Codebook) -> list[str]:
    named = {
        label
        for side in case.by_coder.values()
        if side is not None
        for label in (*side.present, *side.masked, *([side.primary] if side.primary else []))
    }
    return [label for label in codebook.label_ids if label in named] + sorted(
        named - set(codebook.label_ids)
    )


def _named(label: str, codebook: Codebook) -> str:
    """The id, with the name where that says more."""
    name = codebook.by_id[label].name if label in codebook.by_id else label
    return label if name.casefold() == label.casefold() else f"{label} {name}"


def _cell(side: Current | None, label: str) -> str:
    if side is None:
        return NO_ROW
    state = side.states.get(label)
    role = f" ({side.roles[label]})" if label in side.roles else ""
    star = "*" if side.primary == label else ""
    words = {"present": "yes", "unsure": "~ unsure", "not_applicable": "n/a"}
    if state in words:
        return f"{words[state]}{star}{role}"
    return f"implied{star}" if star else "-"


def _words(by_coder: Mapping[str, Current | None]) -> list[str]:
    lines = []
    for coder, side in by_coder.items():
        if side is None:
            continue
        lines += [
            f"    {coder}, {span.label}: “{_short(span.quote)}” [{span.field}]"
            for span in side.evidence
        ]
        if side.note:
            lines.append(f"    {coder} notes: {side.note}")
    return lines


def _short(quote: str) -> str:
    flat = " ".join(quote.split())
    return flat if len(flat) <= MAX_QUOTE else f"{flat[: MAX_QUOTE - 1]}…"


def case_of(
    cases: Sequence[Disagreement], article_id: str, facet: str, row: tuple[str, str] | None
) -> Disagreement:
    """The case of an article and facet, or of one stance row.

    Args:
        cases: From `gold.disagreements`.
        article_id: Id of the article.
        facet: Its facet.
        row: Target and holder, for stance.

    Returns:
        The case.

    Raises:
        DataError: If there is none.
    """
    for case in cases:
        unit = case.unit
        if (unit.article_id, unit.facet) != (article_id, facet):
            continue
        if row is None or (row[0], row[1].casefold()) == (
            unit.target,
            (unit.holder or "").casefold(),
        ):
            return case
    about = f" ({row[0]} | {row[1]})" if row else ""
    raise DataError(
        f"{article_id} {facet}{about}: coders do not differ here. See: toolkit adjudicate."
    )
