"""What a model sees, and what is known about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from toolkit.records.article import InputField

AUTHOR = "author"
Status = Literal["gold", "consensus", "silver"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of an article that speaks for (or, with a negative weight, against) a label.

    Attributes:
        facet: The facet of the label.
        label: The label's id.
        field: `title`, `dek`, `text` or `captions`.
        start: First code point in that field.
        end: One past the last code point.
        quote: The words themselves, `field_text[start:end]`.
        weight: The contribution to the score; 0 where it has none (a coder's evidence).
        target: Stance only.
        holder: Stance only.
    """

    facet: str
    label: str
    field: str
    start: int
    end: int
    quote: str
    weight: float = 0.0
    target: str | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class StanceRow:
    """Whose stance towards what.

    Attributes:
        target: A target id of the codebook, or free text where targets are open.
        holder: `author`, or the fullest form of the holder's name in the article.
        label: Gold label; None where the row is to be scored.
        start: First code point in `text` of the target's mention, if known.
        end: One past its last code point.
    """

    target: str
    holder: str = AUTHOR
    label: str | None = None
    start: int | None = None
    end: int | None = None


def normal_holder(holder: str | None) -> str:
    """`author` for a missing or empty holder; otherwise the name without outer blanks."""
    name = (holder or "").strip()
    return AUTHOR if not name or name.casefold() == AUTHOR else name


@dataclass(frozen=True, slots=True)
class Piece:
    """Where a stretch of a model input comes from.

    `input.text[start:end]` equals `article.field_text(field)[offset:offset + end - start]`.
    """

    field: InputField
    start: int
    end: int
    offset: int


@dataclass(frozen=True, slots=True)
class ModelInput:
    """The composed input of one example; made only by `corpus.compose`.

    Attributes:
        article_id: Id of the article.
        text: The fields of the run's config joined by blank lines.
        pieces: Where each stretch of `text` comes from, in order.
        published: ISO 8601, where known (dates of validity in the gazetteer).
        language: ISO 639-1, where known.
        target: Stance: the target's id or free text.
        target_name: Stance: how the target is written for a model to read.
        holder: Stance: `author` or a name.
        mentions: Stance: half-open spans of the target's mentions in `text`.
        holder_mentions: Stance: half-open spans of the holder's name in `text`.
    """

    article_id: str
    text: str
    pieces: tuple[Piece, ...] = ()
    published: str | None = None
    language: str | None = None
    target: str | None = None
    target_name: str | None = None
    holder: str | None = None
    mentions: tuple[tuple[int, int], ...] = ()
    holder_mentions: tuple[tuple[int, int], ...] = ()

    def locate(self, start: int, end: int) -> tuple[str, int, int] | None:
        """Maps a span of `text` back to `(field, start, end)`; None if it crosses pieces."""
        for piece in self.pieces:
            if piece.start <= start and end <= piece.end:
                shift = piece.offset - piece.start
                return piece.field, start + shift, end + shift
        return None


@dataclass(frozen=True, slots=True)
class Example:
    """A model input with its labels.

    A facet that is missing from `labels` was not examined and is masked; an empty set was
    examined and nothing applies.

    Attributes:
        input: What the model sees.
        labels: Positive labels per examined facet, parents included.
        unsure: Labels per facet that are masked for this example.
        primary: The primary label per facet, where coded.
        roles: Region roles per facet: label to role.
        cluster: Near-duplicate cluster; the article's own id where it has no copies.
        source: Outlet, where known.
        authors: Names of the article's authors.
        inclusion: Inclusion probability in (0, 1], where the sample recorded one.
        status: gold, consensus or silver per facet; missing means gold.
        evidence: Coders' spans.
        fingerprint: Of the article.
        line: Line of the example file it came from.
        soft: Per article facet: label to the share of coders who gave it, parents included. It
            can stand without labels, where coders differ and nobody has settled it.
        title: Of the article, for people who read about the example.
        extra: The article's unmapped input keys, to slice by.
    """

    input: ModelInput
    labels: Mapping[str, frozenset[str]]
    unsure: Mapping[str, frozenset[str]] = field(default_factory=dict)
    primary: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cluster: str = ""
    source: str | None = None
    authors: tuple[str, ...] = ()
    inclusion: float | None = None
    status: Mapping[str, Status] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    fingerprint: str = ""
    line: int = 0
    soft: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    title: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
