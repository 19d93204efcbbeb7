"""The shape of a codebook. Behaviour follows `unit`, `select` and `primary`, never a name."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
)

from toolkit.errors import did_you_mean
from toolkit.files import canonical_json, sha256_of_bytes
from toolkit.text import normalise

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
FACET = re.compile(r"^[a-z][a-z0-9_-]*$")
MAX_LABEL_ID = 80

Cue = Literal[
    "name", "former", "demonym", "capital", "city", "metonym", "leader", "organisation", "region"
]


def _label_id(value: str) -> str:
    if value != value.strip() or not value:
        raise ValueError(f"a label id has no blanks at its ends and is not empty (got {value!r})")
    if "|" in value or CONTROL.search(value):
        raise ValueError(f"a label id has no '|' and no control characters (got {value!r})")
    if len(value) > MAX_LABEL_ID:
        raise ValueError(f"a label id has at most {MAX_LABEL_ID} characters (got {len(value)})")
    return value


def _facet(value: str) -> str:
    if not FACET.match(value):
        raise ValueError(f"expected a lower-case id such as topic, got {value!r}")
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("expected text, got nothing")
    return value


def _text(value: Any) -> Any:  # noqa: ANN401 - runs before validation
    """Numbers are accepted where text is meant (`version: 4`); truth values are not."""
    if isinstance(value, bool):
        word = "yes or true" if value else "no or false"
        message = f"expected text, got a truth value; if you mean the word {word}, quote it"
        raise ValueError(message)  # noqa: TRY004 - pydantic collects ValueError only
    return str(value) if isinstance(value, (int, float)) else value


def _list(value: Any) -> Any:  # noqa: ANN401 - runs before validation
    return [value] if isinstance(value, (str, int, float)) else value


Text = Annotated[str, BeforeValidator(_text)]
LabelId = Annotated[str, BeforeValidator(_text), AfterValidator(_label_id)]
Named = Annotated[str, BeforeValidator(_text), AfterValidator(_filled)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_list)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LabelExample(_Strict):
    """A worked example: a text, whether the label applies, and why.

    Attributes:
        text: A sentence or two.
        applies: Whether a coder should give the label.
        why: The reason, which is what coders learn from.
    """

    text: Text
    applies: bool = True
    why: Text = ""


class Term(_Strict):
    """A word or pattern that points to a label.

    Lower-case terms match any case; a term with a capital matches as written or in capitals; a
    `*` at the end of a word stands for any ending.

    Attributes:
        term: The word or phrase.
        weight: Strength of the cue; 1 is ordinary.
        cue: What kind of pointer it is (region).
        from_date: First day on which it holds (an office holder), ISO 8601.
        until: Last day on which it holds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    term: Text
    weight: float = Field(default=1.0, gt=0, le=10)
    cue: Cue = "name"
    from_date: Text | None = Field(default=None, alias="from")
    until: Text | None = None


def _term(value: Any) -> Any:  # noqa: ANN401 - runs before validation
    return {"term": value} if isinstance(value, (str, int, float)) else value


class Label(_Strict):
    """One category of a codebook.

    Attributes:
        id: Stable; its identity everywhere.
        name: For people.
        definition: What it means; a region may do with name, terms and code.
        includes: Borderline cases that count.
        excludes: Near misses, each with where it goes instead.
        examples: Worked examples with reasons.
        terms: Words and patterns that point to it.
        terms_note: Why there are none.
        aliases: Other ids and names that imports use.
        code: Its code in an outside scheme.
        parent: Id of the label above it.
        status: A retired label is readable and cannot be newly assigned.
        replaced_by: Where a retired label went; several labels if it was split.
    """

    id: LabelId
    name: Named
    definition: Text = ""
    includes: Texts = ()
    excludes: Texts = ()
    examples: tuple[LabelExample, ...] = ()
    terms: tuple[Annotated[Term, BeforeValidator(_term)], ...] = ()
    terms_note: Text = ""
    aliases: Texts = ()
    code: Text | None = None
    parent: LabelId | None = None
    status: Literal["active", "retired"] = "active"
    replaced_by: Annotated[tuple[LabelId, ...], BeforeValidator(_list)] = ()


class Target(_Strict):
    """What a stance can be about.

    Attributes:
        id: Stable id.
        name: For people and models.
        type: What kind of thing it is.
        aliases: Surface forms in articles.
        not_aliases: Longer forms that contain an alias and mean something else.
        description: What being for or against it means.
    """

    id: LabelId
    name: Named
    type: Literal["person", "organisation", "country", "policy", "event", "practice"] = "policy"
    aliases: Texts = ()
    not_aliases: Texts = ()
    description: Text = ""


class Group(_Strict):
    """A named group of labels for roll-ups, such as an M49 region.

    Attributes:
        name: For people.
        members: Label ids.
        terms: Words that name the group itself.
    """

    name: Text
    members: tuple[LabelId, ...]
    terms: Texts = ()


class Ambiguity(_Strict):
    """How one reading of an ambiguous term is chosen.

    Attributes:
        term: The ambiguous term.
        label: The label that this reading means; null for none.
        near: Words in the article that speak for this reading.
        not_near: Words that speak against it.
        default: Taken when no reading has a word near.
    """

    term: Text
    label: LabelId | None = None
    near: Texts = ()
    not_near: Texts = ()
    default: bool = False


def _kind_of_targets(value: Any) -> str:  # noqa: ANN401 - runs before validation
    return "open" if isinstance(value, str) else "list"


class Codebook(_Strict):
    """The coding instructions of one facet.

    Attributes:
        id: Name of the scheme.
        version: Text; part of every record made under it.
        facet: The facet it codes.
        unit: `article`, or `stance-row` (article × target × holder).
        select: One label or several.
        primary: Whether one label is marked as the main one.
        exhaustive: Whether every example must have a label.
        max_labels: More is a warning; parents do not count.
        favg: The two labels whose F1 are averaged (SemEval-2016's F_avg).
        description: General rules for coders.
        roles: Roles a label can have in an article (region).
        groups: Roll-ups by group id.
        not_terms: Phrases that contain a term and do not mean it.
        ambiguous: Readings of ambiguous terms.
        targets: Stance targets, or `open` for free text.
        labels: In the order that every score matrix and table keeps.
    """

    id: Named
    version: Named
    facet: Annotated[Text, AfterValidator(_facet)]
    unit: Literal["article", "stance-row"]
    select: Literal["single", "multi"]
    primary: Literal["required", "optional", "none"] = "none"
    exhaustive: bool = False
    max_labels: int | None = Field(default=None, ge=1)
    favg: tuple[LabelId, LabelId] | None = None
    description: Text = ""
    roles: Texts = ()
    groups: dict[str, Group] = {}
    not_terms: Texts = ()
    ambiguous: tuple[Ambiguity, ...] = ()
    targets: Annotated[
        Annotated[tuple[Target, ...], Tag("list")] | Annotated[Literal["open"], Tag("open")],
        Discriminator(_kind_of_targets),
    ] = ()
    labels: tuple[Label, ...] = Field(min_length=1)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the content; comments and key order do not matter."""
        content = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return sha256_of_bytes(canonical_json(content).encode("utf-8"))

    @property
    def targets_in_order(self) -> tuple[str, ...]:
        """Target ids in codebook order; empty where targets are open."""
        return () if self.targets == "open" else tuple(target.id for target in self.targets)

    @property
    def key(self) -> str:
        """`id@version`, as records carry it."""
        return f"{self.id}@{self.version}"

    @cached_property
    def label_ids(self) -> tuple[str, ...]:
        """Ids in codebook order."""
        return tuple(label.id for label in self.labels)

    @cached_property
    def by_id(self) -> Mapping[str, Label]:
        """Label by id."""
        return {label.id: label for label in self.labels}

    @cached_property
    def targets_by_id(self) -> Mapping[str, Target]:
        """Target by id; empty where targets are open."""
        return {} if self.targets == "open" else {target.id: target for target in self.targets}

    def ancestors(self, label_id: str) -> Iterator[str]:
        """Parents of a label, nearest first."""
        parent = self.by_id[label_id].parent
        while parent is not None:
            yield parent
            parent = self.by_id[parent].parent

    def with_parents(self, label_ids: frozenset[str]) -> frozenset[str]:
        """The labels and all labels above them."""
        above = {parent for label_id in label_ids for parent in self.ancestors(label_id)}
        return label_ids | above

    def resolve(self, written: str) -> str | None:
        """The label id that a user's spelling means: the id, or an alias or name as normalised.

        A spelling that two labels share, such as the name of a residual category under each
        parent, means neither.
        """
        return written if written in self.by_id else self._spellings.get(normalise(written))

    def resolve_target(self, written: str) -> str | None:
        """The target that a spelling means: id, name or alias; any text where targets are open."""
        name = written.strip()
        if self.targets == "open":
            return name or None
        folded = normalise(name)
        for target in self.targets:
            if folded in {normalise(known) for known in (target.id, target.name, *target.aliases)}:
                return target.id
        return None

    def suggest(self, written: str) -> str:
        """A sentence that names the nearest label."""
        spelling = did_you_mean(normalise(written), self._spellings)
        for known, label_id in self._spellings.items():
            if spelling == f"Did you mean {known!r}?":
                return f"Did you mean {label_id!r}?"
        return did_you_mean(written, self.label_ids)

    @cached_property
    def _spellings(self) -> Mapping[str, str]:
        found: dict[str, str | None] = {}
        for spelled in (_ids, _aliases, _names):  # an id means its label, whoever is named like it
            level: dict[str, str | None] = {}
            for label in self.labels:
                for spelling in {normalise(text) for text in spelled(label)}:
                    level[spelling] = None if spelling in level else label.id
            found = level | found
        return {spelling: label_id for spelling, label_id in found.items() if label_id is not None}


def _ids(label: Label) -> tuple[str, ...]:
    return (label.id,)


def _aliases(label: Label) -> tuple[str, ...]:
    return label.aliases


def _names(label: Label) -> tuple[str, ...]:
    return (label.name,)
