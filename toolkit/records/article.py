"""One news item, and where each of its pieces stands in the raw text."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from toolkit import text as plain

Role = Literal[
    "title",
    "dek",
    "byline",
    "published",
    "caption",
    "credit",
    "subheading",
    "paragraph",
    "residue",
]
TextField = Literal["title", "dek", "text"]
InputField = Literal["title", "dek", "text", "captions"]  # what a model may be given
TEXT_FIELDS: tuple[TextField, ...] = ("title", "dek", "text")
PARAGRAPH_BREAK = "\n\n"


class Segment(BaseModel):
    """A piece of the raw text and what it was taken for.

    `raw[raw_start:raw_end] == getattr(article, field)[start:end]` where a field is given; for
    `field == "captions"` the offsets count in the captions joined by blank lines.

    Attributes:
        role: What the piece is; everything that is not part of the article is residue.
        raw_start: First code point in `raw`.
        raw_end: One past the last code point in `raw`.
        field: The text-bearing field that the piece went into, if any.
        start: First code point in that field.
        end: One past the last code point in that field.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    raw_start: int
    raw_end: int
    field: InputField | None = None
    start: int | None = None
    end: int | None = None


class Article(BaseModel):
    """One news item (a line of `articles.jsonl`).

    Attributes:
        id: As given, always text; else the first 16 digits of the fingerprint.
        title: Headline, or null.
        dek: Summary line under the headline, or null.
        text: Body paragraphs and subheadings joined by blank lines; may be empty.
        authors: Names, in order; empty where unknown.
        source: Outlet, as given; never guessed.
        url: As given.
        section: As given.
        language: ISO 639-1 code, or null where unknown.
        captions: Without their credits, each once.
        published: ISO 8601 with the precision that the page gives.
        published_zone: Whether `published` states its offset from UTC.
        raw: The page's decoded text (for HTML the extracted text); null for tables.
        origin: Path of the file as given, with `#line` or `#entry` where it holds several.
        segments: For parsed pages, in raw order; cover every non-blank code point once.
        raw_sha256: Of the bytes as read; null for rows of a table.
        fingerprint: SHA-256 of the normalised title and text.
        status: A remark, such as `ok` or `no_body`; nothing is left out because of it.
        warnings: What the parser was unsure of, in words.
        extra: Input keys that have no field here.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = ""
    title: str | None = None
    dek: str | None = None
    text: str = ""
    authors: tuple[str, ...] = ()
    source: str | None = None
    url: str | None = None
    section: str | None = None
    language: str | None = None
    captions: tuple[str, ...] = ()
    published: str | None = None
    published_zone: Literal["known", "unknown"] = "unknown"
    raw: str | None = None
    origin: str | None = None
    segments: tuple[Segment, ...] = ()
    raw_sha256: str | None = None
    fingerprint: str = ""
    status: str = "ok"
    warnings: tuple[str, ...] = ()
    extra: dict[str, Any] = {}

    @model_validator(mode="after")
    def _derive_fingerprint_and_id(self) -> Self:
        # Derived in the constructor, so that no article is ever without them; a stored
        # fingerprint is recomputed because a table's row may have been edited by hand.
        fingerprint = plain.fingerprint(self.title or "", self.text)
        object.__setattr__(self, "fingerprint", fingerprint)
        if not self.id:
            object.__setattr__(self, "id", fingerprint[:16])
        return self

    @property
    def has_text(self) -> bool:
        """Whether there is any text to label: a title, a dek or a body."""
        return bool((self.title or "").strip() or (self.dek or "").strip() or self.text.strip())

    def field_text(self, field: str) -> str:
        """The text of `title`, `dek`, `text` or `captions`; empty where there is none."""
        if field == "captions":
            return PARAGRAPH_BREAK.join(self.captions)
        value: str | None = getattr(self, field)
        return value or ""
