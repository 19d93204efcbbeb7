"""Captions and credits among the lines of a pasted page."""

from collections.abc import Sequence

from toolkit.ingest import captions
from toolkit.ingest import page_vocabulary as vocabulary
from toolkit.ingest.page_lines import Line

SLASH_REACH = 70  # characters at a line's end in which "name/agency" may stand
PICTURE_WORDS = 90  # of the longest caption; twice that where it was pasted twice
CAPTION_WORDS = (4, 60)
NAMED = vocabulary.CREDIT | vocabulary.AGENCY
LABEL_HEAD = 3  # code points by which most lines are told from a caption's label
LABEL_HEADS = frozenset(label[:LABEL_HEAD] for label in captions.LABELS)
CREDIT_WORDS = 4  # of a photographer's name in capitals below a caption
# Buttons of pictures, and on which side of them the caption stands.
BESIDE_CAPTION = {
    "view image in fullscreen": 1,
    "enlarge this image": 1,
    "open image in gallery": 1,
    "open image modal": 1,
    "image caption": 1,
    "bildunterschrift": 1,
    "bild vergrößern": 1,
    "agrandir l'image": 1,
    "ampliar foto": 1,
    "hide caption": -1,
    "toggle caption": -1,
    "purchase licensing rights": -1,
    "buy photo": -1,
    "buy this photo": -1,
}


def find_pictures(lines: Sequence[Line], kept: Sequence[bool]) -> dict[int, list[captions.Piece]]:
    """Lines that are captions or credits, cut into their parts.

    Args:
        lines: The non-blank lines of the page.
        kept: Which of them the body has.

    Returns:
        The parts by index of the line, in the order in which they were found.
    """
    found: dict[int, list[captions.Piece]] = {}
    beside: list[int] = []
    for index, line in enumerate(lines):
        if line.control:
            if step := BESIDE_CAPTION.get(line.lowered.strip(" :.")):
                beside.append(index + step)
            continue
        if line.repeated and index not in found:
            _pasted_twice(lines, found, index)
        if index in found or not _may_be_picture(line):
            continue
        pieces = _picture(line)
        if pieces is None:
            continue
        found[index] = pieces
        if all(role == "credit" for role, _, _ in pieces) and not line.gap:
            _caption_above(lines, kept, found, index)
    for index in beside:
        _caption_beside(lines, found, index)
    return found


def _may_be_picture(line: Line) -> bool:
    """A quick look that most lines do not pass: words of credits, a slash, the same half twice."""
    text, lowered = line.text, line.lowered
    if line.words > 2 * PICTURE_WORDS:
        return False
    if line.marks & NAMED or text[-1] in captions.EASTERN_ENDS or "/" in text[-SLASH_REACH:]:
        return True
    middle = len(text) // 2
    if middle >= captions.SHORTEST_COPY and text[0] in (text[middle], text[-middle]):
        return True
    return lowered[:LABEL_HEAD] in LABEL_HEADS and lowered.startswith(captions.LABELS)


def _picture(line: Line) -> list[captions.Piece] | None:
    """The parts of a line that is a caption, a credit, or a caption pasted twice."""
    text = line.text
    copy = captions.doubled(text)
    single = text[:copy].rstrip() if copy else text
    pieces = None
    named = line.marks & NAMED or "/" in text[-SLASH_REACH:]
    if named or text[-1] in captions.EASTERN_ENDS:
        pieces = captions.split_caption(single)
    if copy and pieces is None and len(single.split()) >= 6:
        pieces = [("caption", 0, len(single))]
    if pieces is None or not copy:
        return pieces
    return [*pieces, ("residue", copy, len(text))]


def _pasted_twice(
    lines: Sequence[Line], found: dict[int, list[captions.Piece]], index: int
) -> None:
    """Takes two equal lines in a row for a caption, and a name below them for its credit.

    Sites give the caption as the picture's description too.
    """
    line = lines[index]
    fits = CAPTION_WORDS[0] < line.words <= CAPTION_WORDS[1] and index + 1 < len(lines)
    if not fits or lines[index + 1].text != line.text or lines[index + 1].gap or line.after:
        return
    for place in (index, index + 1):
        found.setdefault(place, [("caption", 0, len(line.text))])
    if index + 2 < len(lines):
        below = lines[index + 2]
        if not below.gap and 1 < below.words <= CREDIT_WORDS and below.text.isupper():
            found.setdefault(index + 2, [("credit", 0, len(below.text))])


def _caption_beside(
    lines: Sequence[Line], found: dict[int, list[captions.Piece]], index: int
) -> None:
    """Takes a line next to a picture's buttons for its caption."""
    if not 0 <= index < len(lines) or index in found or lines[index].control:
        return
    line = lines[index]
    if CAPTION_WORDS[0] <= line.words <= CAPTION_WORDS[1] and not line.after:
        found[index] = [("caption", 0, len(line.text))]


def _caption_above(
    lines: Sequence[Line],
    kept: Sequence[bool],
    found: dict[int, list[captions.Piece]],
    credit: int,
) -> None:
    """Takes the line right above a lone credit for its caption, unless it is body."""
    above = credit - 1
    if above < 0 or above in found or kept[above]:
        return
    line = lines[above]
    if line.words >= 6 and not line.marks & vocabulary.BUSINESS and not line.after:
        found[above] = [("caption", 0, len(line.text))]
