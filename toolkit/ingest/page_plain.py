"""Texts that are nothing but an article: a title perhaps, and paragraphs.

Files typed or exported by hand have no menus and no comments. Where nothing of a site is found,
everything below the header is the body, however short.
"""

import re
from collections.abc import Sequence

from toolkit.ingest import page_vocabulary as vocabulary
from toolkit.ingest.bylines import read_byline
from toolkit.ingest.page_lines import Line
from toolkit.ingest.stamps import read_moments

SITE = vocabulary.BUSINESS | vocabulary.SOCIAL | vocabulary.CREDIT | vocabulary.LETTER
SIGN_WORDS = 14  # of a line that is a byline, a stamp or a button
MOST_HEADER = 6  # lines above the first paragraph
MOST_NAMED = 2  # of these that are no byline or stamp: a title and a dek
PROSE_SHARE = 0.7  # of the words, in a text of more than `FEW_LINES` lines
FEW_LINES = 3
LONG = 25  # words of a line that is a paragraph also without a full stop
TITLE_WORDS = 22
HEADER_PROSE = 8  # a sentence at the top of this many words is a paragraph, not a title
POST = re.compile(r"^[A-Z][a-z]{1,8}:\s|\w@\w|https?://|(?:^|\s)[#@]\w|[.!?…؟。！？]\s+\S")


def plain_body(lines: Sequence[Line]) -> list[bool] | None:
    """The body of a text without a site around it.

    Args:
        lines: The non-blank lines; at least one.

    Returns:
        One decision per line; None if the text has menus, links, comments or the like.
    """
    if not _is_plain(lines):
        return None
    if len(lines) == 1:
        return [not _is_headline(lines[0])]
    first = next((i for i, line in enumerate(lines) if _is_paragraph(line)), None)
    if first is None:
        first = 1 if _is_headline(lines[0]) else 0
    # What stands above a byline or stamp is a dek at most.
    first = max(first, *(i + 1 for i, line in enumerate(lines[:MOST_HEADER]) if _is_sign(line)), 0)
    named = sum(not _is_sign(line) for line in lines[:first])
    if not first < len(lines) or first > MOST_HEADER or named > MOST_NAMED:
        return None
    return [index >= first for index in range(len(lines))]


def plain_title(lines: Sequence[Line], kept: Sequence[bool]) -> int | None:
    """The title of such a text: its first line, if that is a headline above the body."""
    return 0 if not kept[0] and _is_headline(lines[0]) else None


def _is_plain(lines: Sequence[Line]) -> bool:
    """Whether no line belongs to a site and most words stand in prose."""
    if any(line.control or line.after or line.final or line.repeated for line in lines):
        return False
    if any(line.marks & SITE and line.words <= SIGN_WORDS and line.closed != 2 for line in lines):
        return False
    prose = sum(line.words for line in lines if _is_paragraph(line))
    return len(lines) <= FEW_LINES or prose >= PROSE_SHARE * sum(line.words for line in lines)


def _is_paragraph(line: Line) -> bool:
    return line.words >= LONG or (line.words >= HEADER_PROSE and line.closed == 2)


def _is_headline(line: Line) -> bool:
    """Whether a line is short, no sentence, and no post of somebody."""
    question = line.text.endswith(("?", "!", "؟", "？", "！"))
    if line.words > TITLE_WORDS or (line.closed == 2 and not question):
        return False
    return not POST.search(line.text) and line.closed != 1


def _is_sign(line: Line) -> bool:
    """Whether a line is a byline or a stamp."""
    if line.words > SIGN_WORDS or line.closed == 2:
        return False
    return read_byline(line.text) is not None or bool(read_moments(line.text))
