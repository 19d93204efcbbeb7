"""One decision about one article: an event, never a cell to overwrite."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from toolkit.records.article import Role
from toolkit.records.example import Status

State = Literal["present", "absent", "unsure", "not_applicable"]
CoderKind = Literal["person", "rules", "run", "import", "adjudication"]
EventStatus = Literal["done", "skipped", "flagged", "noted", "reopened", "corrected"]
SpanField = Literal["title", "dek", "text", "captions"]
SILENT = frozenset({"skipped", "noted", "reopened", "corrected"})  # speak of no label
MAX_CODER = 80


def utc_now(*, after: str | None = None) -> str:
    """The time as events carry it, and later than another event's time.

    Args:
        after: Time of the coder's last event. A clock that was set back must not let an old
            decision win over a new one.

    Returns:
        ISO 8601 in UTC with microseconds, so that text order is time order.

    >>> utc_now(after="2199-01-01T00:00:00.000000Z")
    '2199-01-01T00:00:00.000001Z'
    """
    now = datetime.now(UTC)
    if after is not None:
        now = max(now, datetime.fromisoformat(after) + timedelta(microseconds=1))
    return _stamp(now)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _utc(value: str) -> str:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"expected a time with its zone, got {value!r}")
    return _stamp(moment)


def _coder(value: str) -> str:
    name = value.strip()
    if not name or not name.isprintable() or len(name) > MAX_CODER:
        raise ValueError(f"expected a name of 1 to {MAX_CODER} printable characters, got {value!r}")
    return name


class _Record(BaseModel):
    # Not-a-number has no place in JSON, so it could not be read back equal.
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Span(_Record):
    """The words that speak for a label.

    Attributes:
        label: Id of the label.
        field: Which text of the article.
        start: First code point in that field.
        end: One past the last code point.
        quote: The words themselves; empty in releases without text.
    """

    label: str
    field: SpanField
    start: int = Field(ge=0)
    end: int
    quote: str = ""

    @model_validator(mode="after")
    def _is_half_open(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"expected start before end, got {self.start}:{self.end}")
        return self


class Suggestion(_Record):
    """A label that rules or a run propose.

    Attributes:
        label: Id of the label.
        source: `rules`, or the name of the run.
        score: In [0, 1], where the source gives one.
        target: Stance only.
        holder: Stance only.
    """

    label: str
    source: str
    score: float | None = Field(default=None, ge=0, le=1)
    target: str | None = None
    holder: str | None = None


class SegmentRole(_Record):
    """What a stretch of an article's raw text is, in the judgement of a person.

    Attributes:
        raw_start: First code point in `raw`.
        raw_end: One past the last code point.
        role: Of the segment.
    """

    raw_start: int = Field(ge=0)
    raw_end: int
    role: Role


class Annotation(_Record):
    """An event of the label store.

    Current labels, gold, agreement and undo are views over events (`toolkit.labelling.views`).

    Attributes:
        id: Unique over all stores.
        time: ISO 8601 in UTC; null in exports without times.
        coder: Pseudonym of who decided.
        kind: What decided.
        article_id: Id of the article.
        fingerprint: Of the article that was read.
        codebook: Id of the codebook.
        version: Version of the codebook.
        facet: Facet that it codes.
        target: Stance: the target. An event on a stance facet without one closes the rows.
        holder: Stance: the holder.
        mention: Stance: half-open span of `text` that mentions the target, where known.
        states: State of each label that it speaks of.
        complete: Labels that are not in `states` were looked at and are absent. Without it they
            were not examined.
        primary: The main label, one of those present or of their parents.
        roles: Role of a present label.
        evidence: Words that speak for labels.
        note: In the coder's words.
        seconds: From showing the article to the decision.
        shown: Suggestions that were on screen before this event.
        withheld: Suggestions that were kept from the coder by lot; decisions taken with and
            without them show what seeing them does.
        status: `done` decides; `skipped` passes over; `flagged` asks for a second look; `noted`
            is a remark. Only events that speak of labels decide anything.
        undoes: Id of the event that this one takes back (an undone undo is a redo).
        group: Events of one group are taken back together.
        given: Status that an imported file claims for its labels.
        carries: Id of the event that this one carries over to another version of the codebook.
        corrects: Roles of segments of the raw text, for `corrected`.
    """

    id: str = Field(default_factory=lambda: uuid.uuid4().hex, min_length=1, max_length=80)
    time: Annotated[str, AfterValidator(_utc)] | None = Field(default_factory=utc_now)
    coder: Annotated[str, AfterValidator(_coder)]
    kind: CoderKind = "person"
    article_id: str
    fingerprint: str
    codebook: str
    version: str
    facet: str
    target: str | None = None
    holder: str | None = None
    mention: tuple[int, int] | None = None
    states: dict[str, State] = {}
    complete: bool = False
    primary: str | None = None
    roles: dict[str, str] = {}
    evidence: tuple[Span, ...] = ()
    note: str | None = None
    seconds: float | None = Field(default=None, ge=0)
    shown: tuple[Suggestion, ...] = ()
    withheld: tuple[Suggestion, ...] = ()
    status: EventStatus = "done"
    undoes: str | None = None
    group: str | None = None
    given: Status | None = None
    carries: str | None = None
    corrects: tuple[SegmentRole, ...] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.decides and (self.undoes or self.status in SILENT):
            raise ValueError("an undo, a skip or a remark cannot give labels")
        if bool(self.corrects) != (self.status == "corrected"):
            raise ValueError("a correction names segments, and nothing else does")
        for label in self.roles:
            if self.states.get(label) not in ({"present"} if self.complete else {"present", None}):
                raise ValueError(f"{label!r} has a role, so it must be present")
        # The main label may be a parent that only its child implies, which is not named then.
        implied = "present" in self.states.values() or not self.complete
        if self.primary is not None and self.states.get(self.primary) not in (
            {"present", None} if implied else {"present"}
        ):
            raise ValueError(f"{self.primary!r} is primary, so it must be present")
        if (self.target is None) != (self.holder is None):
            raise ValueError("a stance row has both a target and a holder")
        return self

    @property
    def decides(self) -> bool:
        """Whether the event says anything about labels."""
        return bool(self.states or self.complete or self.primary or self.roles or self.evidence)

    def to_json(self) -> dict[str, Any]:
        """The event as a JSON object without the fields at their defaults; reads back equal."""
        record = self.model_dump(mode="json", exclude_defaults=True)
        # `time` and `id` have no fixed default; a missing time must not become the present.
        return {"id": self.id, "time": self.time, "coder": self.coder, "kind": self.kind} | record
