"""A wrong parse set right by hand: segments get other roles, the raw text stays as it is."""

from collections.abc import Iterable, Sequence

from toolkit.errors import DataError, did_you_mean
from toolkit.ingest.bylines import read_bare_names, read_byline
from toolkit.ingest.pieces import Piece, assembled, solid
from toolkit.ingest.stamps import read_moments
from toolkit.records import Article
from toolkit.records.article import Role, Segment

ROLES: tuple[Role, ...] = (
    *("title", "dek", "byline", "published", "caption", "credit"),
    *("subheading", "paragraph", "residue"),
)
Stretch = tuple[int, int, Role]


def read_correction(value: str, article: Article) -> Stretch:
    """What a person wrote, as a stretch of the raw text with its new role.

    Args:
        value: `ROLE=NUMBER` (a segment as `toolkit show` numbers it) or `ROLE=START-END` (code
            points of the raw text).
        article: The article that is corrected.

    Returns:
        Start, end and role.

    Raises:
        DataError: If it is neither, or there is no such place or role.
    """
    name, separator, place = value.partition("=")
    role = next((role for role in ROLES if role == name.strip()), None)
    if role is None or not separator:
        raise DataError(
            f"--correct {value}: expected ROLE=NUMBER or ROLE=START-END, such as caption=7. "
            f"{did_you_mean(name, ROLES)}"
        )
    first, dash, last = place.strip().partition("-")
    if not first.isdecimal() or (dash and not last.isdecimal()):
        raise DataError(
            f"--correct {value}: {place!r} is no place. Expected the number of a segment or its "
            "offsets START-END, as toolkit show prints them."
        )
    if dash:
        return int(first), int(last), role
    number = int(first)
    if not 1 <= number <= len(article.segments):
        raise DataError(
            f"--correct {value}: {article.id} has {len(article.segments)} segments, no number "
            f"{number}. See toolkit show."
        )
    segment = article.segments[number - 1]
    return segment.raw_start, segment.raw_end, role


def corrected(article: Article, roles: Sequence[Stretch]) -> Article:
    """The article with some stretches of its raw text taken for something else.

    Title, dek, text and captions are put together anew from the segments. Authors and date are
    read again where a byline or stamp changed, and stay where none did.

    Args:
        article: Parsed from a page.
        roles: Start and end in the raw text, and the role; a later one wins over an earlier.

    Returns:
        The same id, raw text and origin; new segments, fields and fingerprint.

    Raises:
        DataError: If the article has no raw text, a stretch lies outside of it or holds blanks
            only, or nothing would be left to read.
    """
    raw = article.raw
    if raw is None or not article.segments:
        raise DataError(
            f"{article.origin or article.id}: has no segments: it came from a table. Correct the "
            "table itself."
        )
    pieces = [Piece(s.role, s.raw_start, s.raw_end) for s in article.segments]
    touched: set[Role] = set()
    for start, end, role in roles:
        pieces, before = _replaced(raw, pieces, _checked(article, start, end), role)
        touched |= {*before, role}
    built = assembled(raw, pieces)
    fields: dict[str, object] = {
        "title": built.title,
        "dek": built.dek,
        "text": built.text,
        "captions": built.captions,
        "segments": built.segments,
        "status": _status(article, built.title, built.text),
    }
    if "byline" in touched:
        fields["authors"] = _authors(raw, built.segments)
    if "published" in touched:
        fields["published"], fields["published_zone"] = _published(raw, built.segments)
    return Article.model_validate({**dict(article), **fields, "fingerprint": ""})


def _checked(article: Article, start: int, end: int) -> tuple[int, int]:
    """A stretch without blanks at its ends."""
    raw = article.raw or ""
    place = solid(raw, start, end) if 0 <= start < end <= len(raw) else None
    if place is None:
        raise DataError(
            f"{article.origin or article.id}: {start}-{end} is no stretch of words in the raw "
            f"text, which has {len(raw)} characters. Expected offsets as toolkit show prints them."
        )
    return place


def _replaced(
    raw: str, pieces: Iterable[Piece], place: tuple[int, int], role: Role
) -> tuple[list[Piece], set[Role]]:
    """The pieces with a stretch cut out of them, and the roles that it had."""
    start, end = place
    result: list[Piece] = []
    before: set[Role] = set()
    for piece in pieces:
        if piece.end <= start or piece.start >= end:
            result.append(piece)
            continue
        before.add(piece.role)
        for first, last in ((piece.start, start), (end, piece.end)):
            rest = solid(raw, first, last) if first < last else None
            if rest is not None:
                result.append(Piece(piece.role, *rest))
    result.append(Piece(role, start, end))
    return sorted(result, key=lambda piece: piece.start), before


def _status(article: Article, title: str | None, text: str) -> str:
    """What the parser remarked no longer holds once a person has looked."""
    if text.strip():
        return "ok"
    if title is None:
        raise DataError(
            f"{article.origin or article.id}: no title and no paragraph would be left. Give at "
            "least one piece the role title or paragraph."
        )
    return "no_body"


def _authors(raw: str, segments: Iterable[Segment]) -> tuple[str, ...]:
    names: list[str] = []
    for segment in segments:
        if segment.role == "byline":
            line = raw[segment.raw_start : segment.raw_end]
            names += read_byline(line) or read_bare_names(line)
    return tuple(dict.fromkeys(names))


def _published(raw: str, segments: Iterable[Segment]) -> tuple[str | None, str]:
    """The first stamp that says when the article came out; a date of two readings is none."""
    moments = [
        moment
        for segment in segments
        if segment.role == "published"
        for moment in read_moments(raw[segment.raw_start : segment.raw_end])
        if len(moment.days) == 1
    ]
    for label in ("published", "none", "updated"):
        for moment in moments:
            if moment.label == label:
                return moment.iso(moment.days[0]), "known" if moment.offset else "unknown"
    return None, "unknown"
