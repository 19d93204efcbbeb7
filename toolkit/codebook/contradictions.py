"""What a codebook says twice, against itself, or about labels that it lacks."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from toolkit.codebook.schema import Codebook
from toolkit.files import KeyPath
from toolkit.text import normalise

Problem = tuple[KeyPath, str]


def contradictions(codebook: Codebook) -> Iterator[Problem]:
    """Everything that the types of single values cannot tell.

    Args:
        codebook: Of valid types.

    Yields:
        Key path and what is wrong there.
    """
    yield from _repeated([label.id for label in codebook.labels], under="labels")
    yield from _repeated(list(codebook.targets_in_order), under="targets")
    yield from _label_links(codebook)
    yield from _retirement(codebook)
    yield from _alias_clashes(codebook)
    yield from _targets(codebook)
    yield from _group_members(codebook)
    yield from _readings(codebook)
    yield from _terms(codebook)
    yield from _settings(codebook)


def remarks(codebook: Codebook) -> Iterator[str]:
    """What is no mistake but makes a codebook weak: labels without definition, words or examples.

    Args:
        codebook: Any codebook.

    Yields:
        One sentence each.
    """
    labels = [label for label in codebook.labels if label.status == "active"]
    bare = [one.id for one in labels if not one.definition and not (one.terms and one.code)]
    if bare:
        yield f"without a definition: {_listed(bare)}"
    mute = [one.id for one in labels if not one.terms and not one.terms_note]
    if mute:
        yield f"without terms, and without a terms_note that says why: {_listed(mute)}"
    names = Counter((one.parent, normalise(one.name)) for one in labels)
    twins = [one.id for one in labels if names[one.parent, normalise(one.name)] > 1]
    if twins:
        yield f"of the same name under one parent: {_listed(twins)}"
    if codebook.select == "single" and codebook.primary != "none":
        yield f"primary: {codebook.primary} says nothing where one label is given"
    if codebook.select == "single" and (codebook.max_labels or 1) > 1:
        yield f"max_labels: {codebook.max_labels} says nothing where one label is given"


def _listed(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - 10} more" if len(ids) > 10 else ""
    return ", ".join(ids[:10]) + more


def _favg(codebook: Codebook) -> Iterator[Problem]:
    labels = codebook.favg or ()
    for label_id in labels:
        if label_id not in codebook.by_id:
            yield ("favg",), f"{label_id!r} is not a label. {codebook.suggest(label_id)}"
    if labels and labels[0] == labels[1]:
        yield ("favg",), f"{labels[0]!r} stands twice. Expected two labels."


def _settings(codebook: Codebook) -> Iterator[Problem]:
    yield from _favg(codebook)
    if codebook.unit == "stance-row" and codebook.targets == ():
        yield ("targets",), "a stance codebook needs targets: a list, or the word open."
    if codebook.unit == "article" and codebook.targets:
        yield ("targets",), "only a stance codebook (unit: stance-row) has targets."
    if codebook.unit == "stance-row" and codebook.select == "multi":
        yield ("select",), "stance rows carry one label each. Expected select: single."
    for j, role in enumerate(codebook.roles):
        if role in codebook.roles[:j]:
            yield ("roles", j), f"role {role!r} stands twice."
    if all(label.status == "retired" for label in codebook.labels):
        yield ("labels",), "every label is retired. Expected at least one that can be given."


def _retirement(codebook: Codebook) -> Iterator[Problem]:
    for i, label in enumerate(codebook.labels):
        if label.replaced_by and label.status == "active":
            yield (
                ("labels", i, "replaced_by"),
                f"{label.id!r} is in use, so nothing replaces it. Add status: retired.",
            )
        elif label.replaced_by and not _ends(codebook, label.id, ()):
            yield (
                ("labels", i, "replaced_by"),
                f"{label.id!r} is replaced by labels that lead back to it or to nothing in use.",
            )
        parent = codebook.by_id.get(label.parent or "")
        if parent is not None and parent.status == "retired" and label.status == "active":
            yield (
                ("labels", i, "parent"),
                f"{label.id!r} is in use and stands under {parent.id!r}, which is retired.",
            )


def _ends(codebook: Codebook, label_id: str, seen: tuple[str, ...]) -> bool:
    """Whether each successor of a label is in use, or has one that is, or is retired for good."""
    label = codebook.by_id.get(label_id)
    if label is None or (label.status == "active") or (seen and not label.replaced_by):
        return True
    if label_id in seen:
        return False
    return all(_ends(codebook, new, (*seen, label_id)) for new in label.replaced_by)


def _targets(codebook: Codebook) -> Iterator[Problem]:
    if codebook.targets == "open":
        return
    owner: dict[str, str] = {}
    for target in codebook.targets:
        owner.setdefault(normalise(target.name), target.id)
    for i, target in enumerate(codebook.targets):
        for j, alias in enumerate(target.aliases):
            place: KeyPath = ("targets", i, "aliases", j)
            taken = owner.setdefault(normalise(alias), target.id)
            if taken != target.id:
                yield place, f"{alias!r} already means target {taken!r}."
            if alias in target.not_aliases:
                yield place, f"{alias!r} stands under not_aliases of {target.id!r} too."


def _repeated(ids: Sequence[str], *, under: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, label_id in enumerate(ids):
        if label_id in seen:
            yield (under, i, "id"), f"{label_id!r} is used twice. Ids are unique."
        seen.add(label_id)


def _label_links(codebook: Codebook) -> Iterator[Problem]:
    for i, label in enumerate(codebook.labels):
        links: list[tuple[KeyPath, str]] = [
            (("replaced_by", j), linked) for j, linked in enumerate(label.replaced_by)
        ]
        if label.parent is not None:
            links.append((("parent",), label.parent))
        for key, linked in links:
            if linked not in codebook.by_id:
                yield (
                    ("labels", i, *key),
                    f"{linked!r} is not a label of this codebook. {codebook.suggest(linked)}",
                )
        if _is_in_a_cycle(codebook, label.id):
            yield ("labels", i, "parent"), f"{label.id!r} is its own ancestor."


def _is_in_a_cycle(codebook: Codebook, label_id: str) -> bool:
    seen = {label_id}
    parent = codebook.by_id[label_id].parent
    while parent is not None and parent in codebook.by_id:
        if parent == label_id:
            return True
        if parent in seen:
            return False  # a cycle further up, reported there
        seen.add(parent)
        parent = codebook.by_id[parent].parent
    return False


def _alias_clashes(codebook: Codebook) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for label in codebook.labels:
        owner.setdefault(normalise(label.id), label.id)
    names: dict[str, str] = {}
    for label in codebook.labels:
        names.setdefault(normalise(label.name), label.id)
    for i, label in enumerate(codebook.labels):
        for j, alias in enumerate(label.aliases):
            place: KeyPath = ("labels", i, "aliases", j)
            named = names.get(normalise(alias), label.id)
            taken = owner.setdefault(normalise(alias), label.id)
            if taken != label.id:
                yield place, f"{alias!r} already means {taken!r}."
            elif named != label.id:
                yield place, f"{alias!r} is already the name of {named!r}."


def _group_members(codebook: Codebook) -> Iterator[Problem]:
    for group_id, group in codebook.groups.items():
        for j, member in enumerate(group.members):
            place: KeyPath = ("groups", group_id, "members", j)
            if member not in codebook.by_id:
                yield place, f"{member!r} is not a label. {codebook.suggest(member)}"
            elif member in group.members[:j]:
                yield place, f"{member!r} stands twice in {group_id!r}."


def _readings(codebook: Codebook) -> Iterator[Problem]:
    defaults: set[str] = set()
    seen: set[tuple[str, str | None]] = set()
    for i, reading in enumerate(codebook.ambiguous):
        if reading.label is not None and reading.label not in codebook.by_id:
            message = f"{reading.label!r} is not a label. {codebook.suggest(reading.label)}"
            yield ("ambiguous", i, "label"), message
        if reading.default and reading.term in defaults:
            yield ("ambiguous", i, "default"), f"{reading.term!r} has two default readings."
        if reading.default:
            defaults.add(reading.term)
        if (reading.term, reading.label) in seen:
            yield ("ambiguous", i), f"the reading of {reading.term!r} as {reading.label!r} repeats."
        seen.add((reading.term, reading.label))
        for j, word in enumerate(reading.not_near):
            if word in reading.near:
                yield ("ambiguous", i, "not_near", j), f"{word!r} stands under near too."


def _terms(codebook: Codebook) -> Iterator[Problem]:
    yield from _term_dates(codebook)
    lists: list[tuple[KeyPath, Sequence[str]]] = [(("not_terms",), codebook.not_terms)]
    lists += [(("groups", id_, "terms"), group.terms) for id_, group in codebook.groups.items()]
    for i, reading in enumerate(codebook.ambiguous):
        lists += [(("ambiguous", i, key), getattr(reading, key)) for key in ("near", "not_near")]
    for place, terms in lists:
        for j, term in enumerate(terms):
            if not _is_searchable(term):
                yield (*place, j), _UNSEARCHABLE.format(term)


_UNSEARCHABLE = "term {!r} has no letter before its star. Expected a word or its beginning."


def _is_searchable(term: str) -> bool:
    return bool(normalise(term.partition("*")[0]))


def _term_dates(codebook: Codebook) -> Iterator[Problem]:
    for i, label in enumerate(codebook.labels):
        counts = Counter(term.term for term in label.terms)
        for j, term in enumerate(label.terms):
            place: KeyPath = ("labels", i, "terms", j)
            if counts[term.term] > 1 and not (term.from_date or term.until):
                yield place, f"term {term.term!r} stands twice under {label.id!r}."
                counts[term.term] = 1
            if not _is_searchable(term.term):
                yield place, _UNSEARCHABLE.format(term.term)
            days = [when for when in (term.from_date, term.until) if when is not None]
            for when in days:
                if not _is_date(when):
                    yield place, f"expected a date like 2024-05-31, got {when!r}."
            if days != sorted(days):
                yield place, f"holds from {days[0]} until {days[1]}, which is before."


def _is_date(when: str) -> bool:
    try:
        return date.fromisoformat(when).isoformat() == when  # not 20240531: dates compare as text
    except ValueError:
        return False
