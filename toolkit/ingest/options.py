"""How inputs are to be read, and what is said about those that could not be."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.errors import DataError
from toolkit.ingest.encoding import ErrorPolicy, known_encoding
from toolkit.ingest.identity import ConflictPolicy
from toolkit.ingest.tables import check_mapping

MAX_ARTICLE_CHARACTERS = 200_000  # about 35,000 words; the longest news features have 30,000


@dataclass(frozen=True)
class IngestOptions:
    """How inputs are read.

    Attributes:
        source: Outlet of pages, in place of what they say; of rows that name none.
        encoding: Of inputs without a byte order mark; None finds it out.
        errors: `replace` reads on where bytes cannot be decoded, and warns.
        fix_mojibake: Repair double-encoded text; it is only pointed out otherwise.
        max_chars: Longest article taken, in characters of its text as decoded.
        mapping: Our field to the user's column, for tables.
        on_conflict: What to do with an id that stood already with other content: `error` rejects
            the later article, `keep` passes over it, `new` takes the last of them (all inputs are
            read twice), `suffix` gives it a free id.
        split: Take archive exports apart that hold many articles in one file.
        detect_language: Find the language of articles that state none.
    """

    source: str | None = None
    encoding: str | None = None
    errors: ErrorPolicy = "strict"
    fix_mojibake: bool = False
    max_chars: int = MAX_ARTICLE_CHARACTERS
    mapping: Mapping[str, str] = field(default_factory=dict)
    on_conflict: ConflictPolicy = "error"
    split: bool = False
    detect_language: bool = True

    def __post_init__(self) -> None:
        check_mapping(self.mapping)
        if self.encoding is not None:
            known_encoding(self.encoding, "--encoding")
        if self.max_chars < 1:
            raise DataError(f"--max-chars: got {self.max_chars}. Expected a number above 0.")


@dataclass(frozen=True)
class Reject:
    """One input or row that could not be taken.

    Attributes:
        origin: Path as given, with `#line` for a row.
        reason: Where, what is wrong, what to do.
        row: The row as text, for the file of rejects; None for whole inputs.
    """

    origin: str
    reason: str
    row: str | None = None


@dataclass
class Summary:
    """What was read and what was passed over; complete when the articles are exhausted.

    Attributes:
        files: Inputs opened.
        articles: Articles passed on.
        rejects: Inputs and rows that could not be taken.
        duplicates: Articles that stood already, same id and same content.
        conflicts: Articles passed over or renamed because their id stood with other content.
        copies: Articles passed on that have the same text as one before them under another id.
        hidden: Hidden files and folders passed over.
        skipped: Files in folders passed over, by suffix.
        notes: How tables were read.
    """

    files: int = 0
    articles: int = 0
    rejects: int = 0
    duplicates: int = 0
    conflicts: int = 0
    copies: int = 0
    hidden: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The findings in words, one line each, what was normal first."""
        found = [
            f"{self.articles} article{_s(self.articles)} from {self.files} file{_s(self.files)}, "
            f"{self.rejects} rejected",
            *self.notes,
        ]
        if self.duplicates:
            found.append(f"read once, same id and same text: {self.duplicates}")
        if self.conflicts:
            found.append(f"passed over or renamed, same id and other text: {self.conflicts}")
        if self.copies:
            found.append(
                f"kept, same text and another id: {self.copies}; each shares the cluster of the "
                "article that it repeats"
            )
        if self.skipped:
            kinds = ", ".join(f"{suffix} ({n})" for suffix, n in sorted(self.skipped.items()))
            found.append(f"files of other kinds passed over: {kinds}")
        if self.hidden:
            found.append(f"{self.hidden} hidden files or folders passed over")
        return found


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def too_long(origin: str, max_chars: int) -> DataError:
    """The refusal of an article that is none.

    Args:
        origin: Place for the message.
        max_chars: The limit.

    Returns:
        The error, to be raised.
    """
    return DataError(
        f"{origin}: more than {max_chars} characters. This looks like many articles in one file: "
        "take an archive export apart with --split, give each article its own file or line of "
        "JSONL, or raise --max-chars."
    )
