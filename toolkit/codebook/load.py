"""Reading codebooks: every problem of a file in one pass, with its line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from toolkit.codebook.schema import Codebook, Term
from toolkit.errors import CodebookError, bullet_list, did_you_mean, is_echo, plain_reason
from toolkit.files import KeyPath, YamlFile, read_yaml
from toolkit.text import normalise

Problem = tuple[KeyPath, str]


def load_codebook(path: Path) -> Codebook:
    """Reads and validates one codebook.

    Args:
        path: A YAML file.

    Returns:
        The frozen codebook.

    Raises:
        CodebookError: With every problem of the file, each with line and column.
    """
    return parse_codebook(read_yaml(path, error=CodebookError))


def load_codebooks(paths: Iterable[Path]) -> dict[str, Codebook]:
    """Reads several codebooks, one for each facet.

    Args:
        paths: YAML files, in the order in which facets are reported.

    Returns:
        Codebook by facet, in the given order.

    Raises:
        CodebookError: If a file has problems or two files code the same facet.
    """
    codebooks: dict[str, Codebook] = {}
    problems: list[str] = []
    for path in paths:
        try:
            codebook = load_codebook(path)
        except CodebookError as error:
            problems.append(str(error))
            continue
        if codebook.facet in codebooks:
            problems.append(
                f"{path}: a second codebook for facet {codebook.facet!r}. "
                "Give one codebook for each facet."
            )
        codebooks[codebook.facet] = codebook
    if problems:
        raise CodebookError("\n".join(problems))
    return codebooks


def parse_codebook(file: YamlFile) -> Codebook:
    """Validates a parsed file.

    Args:
        file: From `files.read_yaml`.

    Returns:
        The frozen codebook.

    Raises:
        CodebookError: With every problem of the file, each with line and column.
    """
    try:
        codebook = Codebook.model_validate(file.value)
    except ValidationError as error:
        items = error.errors()
        places = [item["loc"] for item in items]
        problems = [
            _from_pydantic(file, item)
            for item in items
            if not is_echo(item["type"], item["loc"], places)
        ]
        raise CodebookError(bullet_list(problems)) from error
    found = list(_contradictions(codebook))
    if found:
        lines = [f"{file.where(place)}: {_dotted(place)}: {message}" for place, message in found]
        raise CodebookError(bullet_list(lines))
    return codebook


def _from_pydantic(file: YamlFile, item: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails
    place: KeyPath = tuple(item["loc"])
    if place[:1] == ("targets",):  # pydantic's name of the union's member is no key of the file
        place = ("targets", *place[2:])
    known = [i for i, _ in enumerate(place, start=1) if place[:i] in file.positions]
    shown = place[: max(known, default=0)] if item["type"] != "missing" else place
    if item["type"] == "extra_forbidden":
        message = f"unknown key {place[-1]!r}. {did_you_mean(str(place[-1]), _keys_beside(place))}"
    elif item["type"] == "missing":
        message = "missing. Expected a value here."
    else:
        message = plain_reason(item["type"], str(item["msg"]), got=item["input"])
    return f"{file.where(shown)}: {_dotted(shown)}: {message.strip()}"


def _keys_beside(place: KeyPath) -> list[str]:
    from toolkit.codebook import schema

    model: Any = Codebook
    children = {
        "labels": schema.Label,
        "examples": schema.LabelExample,
        "terms": Term,
        "targets": schema.Target,
        "groups": schema.Group,
        "ambiguous": schema.Ambiguity,
    }
    for key in place[:-1]:
        model = children.get(str(key), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _dotted(place: KeyPath) -> str:
    return ".".join(str(part) for part in place) or "(file)"


def _contradictions(codebook: Codebook) -> Iterator[Problem]:
    yield from _repeated([label.id for label in codebook.labels], under="labels")
    yield from _repeated(list(_target_ids(codebook)), under="targets")
    yield from _label_links(codebook)
    yield from _alias_clashes(codebook)
    yield from _group_members(codebook)
    yield from _term_dates(codebook)
    if codebook.favg:
        for label_id in codebook.favg:
            if label_id not in codebook.by_id:
                yield ("favg",), f"{label_id!r} is not a label. {codebook.suggest(label_id)}"
    if codebook.unit == "stance-row" and codebook.targets == ():
        yield ("targets",), "a stance codebook needs targets: a list, or the word open."
    if codebook.unit == "article" and codebook.targets:
        yield ("targets",), "only a stance codebook (unit: stance-row) has targets."
    if codebook.unit == "stance-row" and codebook.select == "multi":
        yield ("select",), "stance rows carry one label each. Expected select: single."


def _target_ids(codebook: Codebook) -> Sequence[str]:
    return [] if codebook.targets == "open" else [target.id for target in codebook.targets]


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
        owner[normalise(label.id)] = label.id
    names: dict[str, str] = {}
    for label in codebook.labels:
        names.setdefault(normalise(label.name), label.id)
    for i, label in enumerate(codebook.labels):
        for j, alias in enumerate(label.aliases):
            named = names.get(normalise(alias), label.id)
            if named != label.id:
                yield ("labels", i, "aliases", j), f"{alias!r} is already the name of {named!r}."
            taken = owner.setdefault(normalise(alias), label.id)
            if taken != label.id:
                yield ("labels", i, "aliases", j), f"{alias!r} already means {taken!r}."


def _group_members(codebook: Codebook) -> Iterator[Problem]:
    for group_id, group in codebook.groups.items():
        for j, member in enumerate(group.members):
            if member not in codebook.by_id:
                message = f"{member!r} is not a label. {codebook.suggest(member)}"
                yield ("groups", group_id, "members", j), message
    for i, reading in enumerate(codebook.ambiguous):
        if reading.label is not None and reading.label not in codebook.by_id:
            message = f"{reading.label!r} is not a label. {codebook.suggest(reading.label)}"
            yield ("ambiguous", i, "label"), message


def _term_dates(codebook: Codebook) -> Iterator[Problem]:
    for i, label in enumerate(codebook.labels):
        counts = Counter(term.term for term in label.terms)
        for j, term in enumerate(label.terms):
            place: KeyPath = ("labels", i, "terms", j)
            if counts[term.term] > 1 and not (term.from_date or term.until):
                yield place, f"term {term.term!r} stands twice under {label.id!r}."
                counts[term.term] = 1
            if not normalise(term.term.replace("*", "")):
                yield place, f"term {term.term!r} has no letters."
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
