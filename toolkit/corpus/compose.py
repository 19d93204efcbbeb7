"""Model input: one function composes it, and training and scoring both call it."""

from toolkit.codebook import Codebook
from toolkit.config import InputConfig
from toolkit.corpus.mentions import holder_spans, target_spans
from toolkit.records import Article, ModelInput, Piece, StanceRow
from toolkit.text import dateline_end

JOINT = "\n\n"


def compose(
    article: Article,
    config: InputConfig,
    *,
    row: StanceRow | None = None,
    codebook: Codebook | None = None,
) -> ModelInput:
    """What a model sees of an article, or of a stance row of it.

    Args:
        article: The article.
        config: Which fields, in which order; whether the dateline is left out.
        row: The stance row, for stance runs.
        codebook: The stance codebook, for the names of the row's target.

    Returns:
        The fields joined by blank lines, each stretch traceable to its field.
    """
    text, pieces = _joined(article, config)
    if row is None or codebook is None:
        return ModelInput(
            article_id=article.id,
            text=text,
            pieces=pieces,
            published=article.published,
            language=article.language,
        )
    known = codebook.targets_by_id.get(row.target)
    return ModelInput(
        article_id=article.id,
        text=text,
        pieces=pieces,
        published=article.published,
        language=article.language,
        target=row.target,
        target_name=known.name if known else row.target,
        holder=row.holder,
        mentions=_mentions(text, pieces, row, codebook),
        holder_mentions=tuple(holder_spans(text, row.holder)),
    )


def _joined(article: Article, config: InputConfig) -> tuple[str, tuple[Piece, ...]]:
    parts: list[str] = []
    pieces: list[Piece] = []
    length = 0
    for field in config.fields:
        whole = article.field_text(field)
        offset = dateline_end(whole) if config.mask_dateline and field == "text" else 0
        part = whole[offset:]
        if not part.strip():
            continue
        if parts:
            parts.append(JOINT)
            length += len(JOINT)
        parts.append(part)
        pieces.append(Piece(field=field, start=length, end=length + len(part), offset=offset))
        length += len(part)
    return "".join(parts), tuple(pieces)


def _mentions(
    text: str, pieces: tuple[Piece, ...], row: StanceRow, codebook: Codebook
) -> tuple[tuple[int, int], ...]:
    """The row's own mention first, then all that the target's names find."""
    found = target_spans(text, row.target, codebook)
    for piece in pieces:
        if row.start is None or row.end is None or piece.field != "text":
            continue
        start, end = (i - piece.offset + piece.start for i in (row.start, row.end))
        if piece.start <= start and end <= piece.end:
            found = [(start, end), *(span for span in found if span != (start, end))]
    return tuple(found)
