"""Where the lines of a pasted page begin and end, also where a mail program broke them."""

import re
from itertools import pairwise

WORD = re.compile(r"\w")
# Widths at which mail and terminals break lines; the share of a wrapped text's words that may
# stand in longer lines; how many of its lines must be broken where the next word did not fit.
WRAP_WIDTHS = (50, 100)
WRAP_LONG, WRAP_SHARE, WRAP_QUANTILE, WRAP_LEAST = 0.1, 0.6, 0.97, 0.6
HEADER_LINE = re.compile(
    r"(?:by|von|par|por|di|door|بقلم|published|posted|updated|publicado|publié)\b[ :]"
    r"|[•●▪‣◦*–—-]\s|>\s",
    re.IGNORECASE,
)


def split_lines(raw: str) -> list[tuple[int, int, bool]]:
    """Start and end of every non-blank line without the blanks at its ends, and its gap.

    Every line break that Unicode knows counts; a carriage return with its line feed is one.

    Args:
        raw: The page's text.

    Returns:
        In order: start, end, whether a blank line, a rule or the start of the text precedes.
    """
    spans: list[tuple[int, int, bool]] = []
    position, gap = 0, True
    for piece in raw.splitlines(keepends=True):
        body = piece.strip()
        if body:
            indented = piece[0] != body[0]
            start = position + len(piece) - len(piece.lstrip()) if indented else position
            spans.append((start, start + len(body), gap))
            # A rule or an invisible mark on a line of its own parts what is around it.
            gap = not (body[0].isalnum() or WORD.search(body))
        else:
            gap = True
        position += len(piece)
    return spans


def unwrapped(raw: str, spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Joins the lines of paragraphs that were broken at a fixed width, as in mail.

    A line was broken there if the first word of the next one did not fit any more. Text is only
    taken for wrapped if that holds for most lines that another one follows without a blank line.

    Args:
        raw: The page's text.
        spans: Its lines as `split_lines` gives them.

    Returns:
        The spans themselves, or fewer that run over line breaks.
    """
    lengths = [end - start for start, end, _ in spans]
    over = sum([length for length in lengths if length > WRAP_WIDTHS[1]])
    if len(spans) < 3 or over > WRAP_LONG * sum(lengths):
        return spans
    followed = sorted(
        length
        for length, (_, _, gap) in zip(lengths, spans[1:], strict=False)
        if not gap and length <= WRAP_WIDTHS[1]
    )
    if not followed or followed[-1] < WRAP_WIDTHS[0]:
        return spans
    width = followed[int(WRAP_QUANTILE * (len(followed) - 1))]
    joins = [False] + [
        not below[2] and _was_broken(raw, above, below, width) for above, below in pairwise(spans)
    ]
    # Only lines that come near the width can have been broken: a header's are short.
    near = sum(length >= WRAP_LEAST * width for length in followed)
    if sum(joins) < max(2, WRAP_SHARE * near):
        return spans
    joined: list[tuple[int, int, bool]] = []
    for span, join in zip(spans, joins, strict=True):
        if join:
            start, _, gap = joined.pop()
            span = (start, span[1], gap)
        joined.append(span)
    return joined


def _was_broken(
    raw: str, above: tuple[int, int, bool], below: tuple[int, int, bool], width: int
) -> bool:
    """Whether the first word of the line below did not fit on the line above."""
    length = above[1] - above[0]
    if length < WRAP_LEAST * width:
        return False
    word = raw[below[0] : below[0] + width].split(None, 1)[0]
    if length + 1 + len(word) <= width:
        return False
    return not HEADER_LINE.match(raw, below[0], below[1])
