"""The lines of the codebook pane: the coder's labels with their words, then the codebook."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from toolkit.codebook import Codebook, Label
from toolkit.labelling.draft import Draft
from toolkit.labelling.terminal.choices import Line
from toolkit.records.annotation import Suggestion
from toolkit.text import normalise

MARKS = {"present": "[x]", "unsure": "[~]", "not_applicable": "[!]", "absent": "[ ]"}
STYLES = {"present": "on", "unsure": "unsure", "not_applicable": "unsure"}
MANY = 36  # a codebook with more labels opens with its branches closed
QUOTE = 60
OWN = "yours"
NOT_FOUND = 9


def label_lines(
    draft: Draft,
    *,
    keys: Mapping[str, str],
    suggestions: Sequence[Suggestion] = (),
    opened: Collection[str] = (),
    found: Sequence[str] | None = None,
) -> list[Line]:
    """The pane for one facet.

    Args:
        draft: What the coder has ticked.
        keys: Label by key.
        suggestions: Those on screen.
        opened: Labels whose branches are open.
        found: Labels that a search found, the best first; None without a search.

    Returns:
        Lines from the top.
    """
    codebook = draft.codebook
    by_label = {label: key for key, label in keys.items()}
    sources: dict[str, str] = {}
    for item in suggestions:
        sources.setdefault(item.label, item.source)
    lines = list(_chosen(draft, by_label, sources))
    if found is not None:
        lines.append(Line(_count(len(found)), style="heading"))
        labels = [codebook.by_id[label_id] for label_id in found]
        lines += [_line(draft, label, by_label, sources, path=True) for label in labels]
        return lines
    if suggestions:
        missing = [label for label in sources if label not in draft.states]
        lines.append(Line(f"suggested by {suggestions[0].source}", style="heading"))
        lines += [
            _line(draft, codebook.by_id[label], by_label, sources)
            for label in missing
            if label in codebook.by_id
        ] or [Line("nothing else", style="faint")]
    lines.append(Line(f"{codebook.facet}: all {len(codebook.labels)} labels", style="heading"))
    lines += _tree(draft, by_label, opened)
    return lines


def search(codebook: Codebook, typed: str) -> list[str]:
    """Labels that a search means, the best first.

    Names, ids and aliases that begin with what was typed come first, then words that begin so,
    then names, definitions and borderline cases that hold it anywhere.

    Args:
        codebook: Where to look.
        typed: Any text.

    Returns:
        Ids of active labels; all of them for nothing typed.
    """
    wanted = normalise(typed)
    ranked = []
    for number, label in enumerate(codebook.labels):
        body = " ".join((label.definition, *label.includes))
        rank = _rank((label.name, label.id, *label.aliases), body, wanted)
        if label.status == "active" and rank < NOT_FOUND:
            ranked.append((rank, number))
    return [codebook.label_ids[number] for _, number in sorted(ranked)]


def search_targets(codebook: Codebook, typed: str) -> list[str]:
    """Targets that a search means, the best first.

    Args:
        codebook: Of stance, with listed targets.
        typed: Any text.

    Returns:
        Their ids; all of them for nothing typed.
    """
    wanted = normalise(typed)
    ranked = [
        (_rank((target.name, target.id, *target.aliases), target.description, wanted), number)
        for number, target in enumerate(codebook.targets_by_id.values())
    ]
    ids = list(codebook.targets_by_id)
    return [ids[number] for rank, number in sorted(ranked) if rank < NOT_FOUND]


def _rank(names: Sequence[str], body: str, wanted: str) -> int:
    """How well a search fits; lower is better."""
    folded = [normalise(name) for name in names]
    if wanted in folded:
        return 0
    if any(name.startswith(wanted) for name in folded):
        return 1
    if any(word.startswith(wanted) for name in folded for word in name.split()):
        return 2
    return 3 if any(wanted in text for text in (*folded, normalise(body))) else NOT_FOUND


def _chosen(draft: Draft, keys: Mapping[str, str], sources: Mapping[str, str]) -> Iterator[Line]:
    if draft.is_not_applicable:
        yield Line("not applicable to this article", mark="[!]", style="unsure")
        return
    if not draft.states:
        return
    yield Line(OWN, style="heading")
    for label_id in draft.states:
        yield _line(draft, draft.codebook.by_id[label_id], keys, sources, path=True)
        for span in draft.spans_of(label_id):
            quote = " ".join(span.quote.split())
            short = quote if len(quote) <= QUOTE else quote[: QUOTE - 1] + "…"
            yield Line(f"“{short}”", id=label_id, style="faint", depth=1, span=span)


def _tree(draft: Draft, keys: Mapping[str, str], opened: Collection[str]) -> Iterator[Line]:
    codebook = draft.codebook
    children: dict[str | None, list[Label]] = {}
    for label in codebook.labels:
        if label.status == "active" or label.id in draft.states:
            children.setdefault(label.parent, []).append(label)
    few = len(codebook.labels) <= MANY

    def below(parent: str | None, depth: int) -> Iterator[Line]:
        for label in children.get(parent, ()):
            inside = children.get(label.id, ())
            is_open = few or label.id in opened
            tail = "" if not inside or few else "▾" if is_open else f"▸{len(inside)}"
            yield _line(draft, label, keys, {}, depth=depth, tail=tail)
            if is_open:
                yield from below(label.id, depth + 1)

    yield from below(None, 0)


def _line(
    draft: Draft,
    label: Label,
    keys: Mapping[str, str],
    sources: Mapping[str, str],
    *,
    depth: int = 0,
    tail: str = "",
    path: bool = False,
) -> Line:
    state = draft.states.get(label.id)
    mark = "[*]" if draft.primary == label.id else MARKS[state] if state else "[ ]"
    style = STYLES.get(state or "", "")
    if label.id in sources:
        tail = f"‹{sources[label.id]}›"
        style = style or "suggested"
    role = draft.roles.get(label.id)
    above = f" ‹ {draft.codebook.by_id[label.parent].name}" if path and label.parent else ""
    # A code such as SY is how coders of countries think; other ids are noise.
    is_code = len(label.id) <= 3 and label.id.isupper() and label.id != label.name
    name = f"{label.name} ({label.id})" if is_code else label.name
    return Line(
        name + above,
        id=label.id,
        key=keys.get(label.id, ""),
        mark=mark,
        style=style,
        depth=depth,
        tail=role or tail,
    )


def _count(number: int) -> str:
    return "nothing found" if not number else "1 found" if number == 1 else f"{number} found"
