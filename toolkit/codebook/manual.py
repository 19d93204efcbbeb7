"""A codebook as a manual for coders: Markdown for a repository, HTML for reading and printing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from jinja2 import Environment, PackageLoader

from toolkit.codebook.schema import Codebook, Label, Target, Term

# What Markdown would take for markup; a dot or a dash matters only at the beginning of a line.
MARKUP = re.compile(r"([\\`*_\[\]<>|#~$])")
LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)", re.MULTILINE)
TERMS_SHOWN = 200  # of one label; a country has a few dozen


@dataclass(frozen=True)
class Entry:
    """A label with its place among the others.

    Attributes:
        label: The label.
        anchor: Its place in the page.
        depth: 0, or the number of labels above it.
        parents: Names of the labels above it, the highest first.
        terms: Its terms by cue, in codebook order.
        hidden_terms: Number of terms that are not shown.
    """

    label: Label
    anchor: str
    depth: int
    parents: tuple[str, ...]
    terms: tuple[tuple[str, tuple[str, ...]], ...]
    hidden_terms: int


def manual_markdown(codebook: Codebook) -> str:
    """The manual in Markdown.

    Args:
        codebook: Any codebook.

    Returns:
        CommonMark; whatever the codebook's texts contain shows as written.
    """
    return "\n".join(_markdown(codebook)).rstrip() + "\n"


def manual_html(codebook: Codebook) -> str:
    """The manual as one HTML page without anything from outside.

    Args:
        codebook: Any codebook.

    Returns:
        The page; every text of the codebook is escaped.
    """
    environment = Environment(
        loader=PackageLoader("toolkit.codebook"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("manual.html.j2")
    return template.render(
        codebook=codebook,
        rules=list(rules(codebook)),
        entries=entries(codebook),
        targets=list(codebook.targets_by_id.values()),
        paragraphs=paragraphs,
        names={label.id: label.name for label in codebook.labels},
    )


def rules(codebook: Codebook) -> Iterator[str]:
    """What the codebook's settings ask of a coder, in sentences.

    Args:
        codebook: Any codebook.

    Yields:
        One rule each.
    """
    if codebook.unit == "stance-row":
        yield "Code rows: one for each target and holder that the article speaks of."
        if codebook.targets == "open":
            yield "Targets are open: write down what the stance is about in a few words."
    else:
        yield "Code whole articles."
    if codebook.select == "single":
        yield "Give exactly one label."
    elif codebook.exhaustive:
        yield "Give every label that applies; every article has at least one."
    else:
        yield "Give every label that applies, or none."
    if codebook.max_labels is not None:
        yield f"Give at most {codebook.max_labels}; parents do not count."
    if codebook.primary != "none":
        needed = "Mark" if codebook.primary == "required" else "You may mark"
        yield f"{needed} the one that matters most as primary."
    if codebook.roles:
        yield f"Each label has a role: {', '.join(codebook.roles)}."


def entries(codebook: Codebook) -> list[Entry]:
    """The labels in codebook order, each with its place in the hierarchy.

    Args:
        codebook: Any codebook.

    Returns:
        One entry for each label.
    """
    found = []
    for number, label in enumerate(codebook.labels, start=1):
        above = [codebook.by_id[parent].name for parent in codebook.ancestors(label.id)]
        found.append(
            Entry(
                label=label,
                anchor=f"label-{number}",
                depth=len(above),
                parents=tuple(reversed(above)),
                terms=_terms(label.terms[:TERMS_SHOWN]),
                hidden_terms=max(0, len(label.terms) - TERMS_SHOWN),
            )
        )
    return found


def paragraphs(text: str) -> list[str]:
    """A text of the codebook as paragraphs; a line break inside one means nothing."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def _terms(terms: Iterable[Term]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    ordered = sorted(terms, key=lambda term: term.cue != "name")
    grouped: dict[str, list[str]] = {}
    for cue, group in groupby(ordered, key=lambda term: term.cue):
        grouped.setdefault(cue, []).extend(_dated(term) for term in group)
    return tuple((cue, tuple(found)) for cue, found in grouped.items())


def _dated(term: Term) -> str:
    if term.from_date is None and term.until is None:
        return term.term
    return f"{term.term} ({term.from_date or '…'} to {term.until or 'now'})"


def _markdown(codebook: Codebook) -> Iterator[str]:
    yield f"# {_escaped(codebook.id)}: coder's manual"
    yield ""
    yield (
        f"Version {_escaped(codebook.version)} · facet {_escaped(codebook.facet)} · "
        f"{len(codebook.labels)} labels · fingerprint `{codebook.fingerprint[:12]}`"
    )
    yield from ("", "## How to code", "")
    for rule in rules(codebook):
        yield f"- {_escaped(rule)}"
    for paragraph in paragraphs(codebook.description):
        yield from ("", _escaped(paragraph))
    listed = entries(codebook)
    yield from ("", "## Labels at a glance", "")
    for entry in listed:
        retired = " (retired)" if entry.label.status == "retired" else ""
        indent = "  " * entry.depth
        yield f"{indent}- [{_escaped(entry.label.name)}](#{entry.anchor}){retired}"
    if codebook.targets_by_id:
        yield from ("", "## Targets")
        for target in codebook.targets_by_id.values():
            yield from _target_markdown(target)
    yield from ("", "## Labels")
    for entry in listed:
        yield from _label_markdown(entry)
    if codebook.groups:
        yield from ("", "## Groups", "")
        for group in codebook.groups.values():
            yield f"- **{_escaped(group.name)}**: {_escaped(', '.join(group.members))}"


def _target_markdown(target: Target) -> Iterator[str]:
    yield from ("", f"### {_escaped(target.name)}", "")
    yield f"`{target.id}` · {target.type}"
    for paragraph in paragraphs(target.description):
        yield from ("", _escaped(paragraph))
    if target.aliases or target.not_aliases:
        yield ""
    if target.aliases:
        yield f"- Named in articles as: {_escaped(', '.join(target.aliases))}"
    if target.not_aliases:
        yield f"- Not meant by: {_escaped(', '.join(target.not_aliases))}"


def _label_markdown(entry: Entry) -> Iterator[str]:
    label = entry.label
    yield from ("", f'<a id="{entry.anchor}"></a>', "")
    yield from (f"### {_escaped(label.name)}", "")
    code = f" · code {_escaped(label.code)}" if label.code else ""
    under = f" · under {_escaped(' › '.join(entry.parents))}" if entry.parents else ""
    yield f"{_escaped(label.id)}{code}{under}"
    if label.status == "retired":
        instead = f" Use {_escaped(', '.join(label.replaced_by))}." if label.replaced_by else ""
        yield from ("", f"**Retired: cannot be given any more.**{instead}")
    for paragraph in paragraphs(label.definition):
        yield from ("", _escaped(paragraph))
    for heading, items in (("Include", label.includes), ("Do not include", label.excludes)):
        if items:
            yield from ("", f"**{heading}**", "")
            yield from (f"- {_escaped(' '.join(item.split()))}" for item in items)
    if label.examples:
        yield from ("", "**Examples**", "")
        for example in label.examples:
            verdict = "Applies" if example.applies else "Does not apply"
            why = f" ({_escaped(' '.join(example.why.split()))})" if example.why else ""
            yield f"- {verdict}: “{_escaped(' '.join(example.text.split()))}”{why}"
    for cue, terms in entry.terms:
        heading = "Words that point to it" if cue == "name" else f"Words of kind {cue}"
        yield from ("", f"{heading}: {_escaped(', '.join(terms))}")
    if entry.hidden_terms:
        yield from ("", f"… and {entry.hidden_terms} more words.")
    if not label.terms and label.terms_note:
        yield from ("", f"No words point to it: {_escaped(' '.join(label.terms_note.split()))}")


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return LINE_START.sub(r"\1\\\2", MARKUP.sub(r"\\\1", text))
