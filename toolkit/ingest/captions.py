"""Captions of pictures and who made them, as they land in pasted text."""

import re

Piece = tuple[str, int, int]  # role, start, end within the line

AGENCIES = (
    r"(?:Reuters|REUTERS|AP|AFP|EPA|EFE|dpa|DPA|ANSA|SANA|WAFA|Xinhua|TASS|UPI|PA"
    r"|Getty(?: Images)?|GETTY(?: IMAGES)?"
    r"|Shutterstock|iStock(?:photo)?|Alamy|Imago|IMAGO|Bloomberg|Unsplash|Flickr"
    r"|Wikimedia(?: Commons)?|رويترز)"
)
_MAKER = (
    r"(?:photo|photograph|image|picture|pic|credit|file|foto|bild|fotos|photos|crédit|crédito"
    r"|credito|quelle|source|fuente|courtesy|handout|illustration|صورة|الصورة|تصوير|צילום|фото)"
)
# One credit at the very end of a line, in brackets, behind a label, or an agency behind a stop.
BRACKETED = re.compile(
    rf"\s*[(\[][^()\[\]]{{0,24}}?(?<!\w){_MAKER}(?!\w)[^()\[\]]{{0,120}}[)\]]$", re.IGNORECASE
)
AGENCY = re.compile(
    rf"\s*[(\[](?:[^()\[\]/]{{2,60}}\s?/\s?)?{AGENCIES}"
    r"(?:\s?/[^()\[\]]{2,40}|[ ,][^()\[\]]{2,30})?[)\]]$"
)
CAPITALS = re.compile(r"\s*\([A-Z]{2,8}\)$")
LABELLED = re.compile(
    r"(?:(?:(?<=[.!?…”\"’)\]])\s*|(?<=[\w])(?=[PCIFB][a-zé]{3,9}(?:\s?credit)?\s?:)|\s+(?-i:(?=[A-ZÉ\u0590-\u06ff])))|^)"
    r"(?:Photo(?:graph)?(?:y|s)?|Image|Picture|Credit|Credits|Foto|Fotos|Bild|Fotografía|Crédito|Crédit|Kuva|Kuvat|Fotó"
    r"|Courtesy|Illustration|Video|Source|صورة|الصورة|תצלום|צילום)"
    r"(?:\s?(?:credit|copyright|source|courtesy|illustration|photo))?"
    r"(?:\s?:|\sby\b|\scourtesy of\b|(?<=copyright))"
    r"\s*[^:]{2,90}$",
    re.IGNORECASE,
)
TRAILING = re.compile(
    rf"(?<=[.!?”\"’])\s*(?:[\w.'’ -]{{3,40}}\s?[/|]\s?)?{AGENCIES}(?:\s(?:file|photo|images?))?$|"
    rf"(?<=[.!?”\"’])\s*[\w.'’ -]{{3,40}}\s?[/,|]\s?{AGENCIES}(?:[ /,][\w ,.-]{{2,40}})?$",
    re.IGNORECASE,
)
ALONE = re.compile(
    rf"(?:[\w.'’ -]{{2,40}}\s?[/|,]\s?)?{AGENCIES}(?:\s?[/|,]\s?[\w .'’/-]{{2,50}})?$",
    re.IGNORECASE,
)
# "江岸日报记者 何一鸣 摄", "＝31日、汐見町、宮本里香撮影"
EASTERN = re.compile(
    r"(?:＝[^＝。]{2,40}(?:撮影|提供)|[（(][^（）()。]{2,30}(?:撮影|提供|[摄攝])[）)]"
    r"|(?<=[。！？\s])[^。！？]{0,16}?[\u4e00-\u9fff]{2,4}\s?[摄攝])$"
)
EASTERN_ENDS = "影供摄攝）"
SHORT_LABEL = re.compile(r"(?:(?<=[.!?…”\"’)])\s*|^)(?:Fot|Zdj)\.\s?[^.]{2,60}(?:\.\w+)?$")
# Without any label: a name and who it works for, parted by a slash. "(Ida Moe/Lowmark Press)"
_PROPER = (
    r"[^\W\d_a-zß-ÿ][\w.'’-]*(?:\s(?:[^\W\d_a-zß-ÿ][\w.'’&-]*|de|van|von|der|la|al|of|the)){0,4}"
)
SLASHED = re.compile(rf"\s*[(\[]{_PROPER}\s?[/|]\s?{_PROPER}[)\]]$")
BARE_SLASHED = re.compile(rf"(?<=[.!?…”\"’)])\s*{_PROPER}\s?/\s?{_PROPER}$")
# A label in front of words that are a caption, not a name.
PICTURED = re.compile(
    r"(?:photo|image|picture|foto|bild|imagen|imagem|immagine|صورة|الصورة|фото)\s?:\s*(?=\S)",
    re.IGNORECASE,
)
PICTURED_WORDS = 9
PREFIX = re.compile(
    r"(?:Image caption|Photo caption|Caption|Above|Pictured|Bildunterschrift|Légende|Pie de foto"
    r"|Legenda|Didascalia|تعليق الصورة|Подпись)\s?[:\s]\s?",
    re.IGNORECASE,
)
# How lines with a caption's label begin, in lower case.
LABELS = (
    *("photo:", "image:", "picture:", "foto:", "bild:", "imagen:", "imagem:", "immagine:"),
    *("photo :", "image :", "image caption", "photo caption", "caption", "bildunterschrift"),
    *("légende", "pie de foto", "legenda", "didascalia", "صورة", "الصورة", "تعليق الصورة", "фото"),
)
SIGNS = (":", " by", "courtesy of", "copyright")  # one of them is in every labelled credit
# One of these is in every credit that `LABELLED` finds, in lower case.
MAKERS = (
    *("photo", "image", "picture", "credit", "foto", "bild", "crédit", "kuva", "courtesy"),
    *("illustration", "video", "source", "صورة", "תצלום", "צילום"),
)
CAPTIONED = ("caption", "caption:", "bildunterschrift:", "légende:", "pie de foto:", "الصورة:")
DASHES = " \t\xa0\u3000–—-|·•"  # between a caption and its credit
TAIL = 260  # no credit is longer, so only this much of a line's end is searched
SHORTEST_COPY = 20  # below this a doubled line is a menu item


def doubled(line: str) -> int:
    """Where the second copy begins if a line is the same text twice, glued or with a blank.

    >>> doubled("A man waves. (AP)A man waves. (AP)"), doubled("A man waves. (AP)")
    (17, 0)
    """
    size = len(line)
    if size < 2 * SHORTEST_COPY and size < 2 * 12:
        return 0
    middle = size // 2
    if size % 2 == 0 and line[:middle] == line[middle:]:
        return middle
    if size % 2 == 1 and line[middle].isspace() and line[:middle] == line[middle + 1 :]:
        return middle + 1
    return 0


def split_caption(line: str) -> list[Piece] | None:
    """The parts of a line that is a caption with a credit, or a credit alone.

    Args:
        line: One line of a page, no blanks at its ends; not doubled.

    Returns:
        Pieces in order with the roles caption, credit and residue, blanks between them left
        out; None if the line carries no credit.

    >>> split_caption("Boats at dusk. (photo credit: MERIDIAN)")
    [('caption', 0, 14), ('credit', 15, 39)]
    """
    pictured = PICTURED.match(line)
    if pictured and _is_sentence(line[pictured.end() :]):
        label = len(line[: pictured.end()].rstrip())
        inner = split_caption(line[pictured.end() :]) or [
            ("caption", 0, len(line) - pictured.end())
        ]
        rest = [(role, a + pictured.end(), b + pictured.end()) for role, a, b in inner]
        return [("residue", 0, label), *rest]
    end = len(line)
    credits: list[Piece] = []
    prefix = PREFIX.match(line)
    while end > 0 and len(credits) < 4:
        start = _credit_start(line, end, first=not credits)
        if start is None:
            break
        below = len(line[:start].rstrip(DASHES))
        # A dash in front of the credit goes with it.
        start -= len(line[below:start].lstrip())
        credits.insert(0, ("credit", start, end))
        end = below
    if not credits and not (prefix and prefix.group().rstrip().lower().endswith(CAPTIONED)):
        return None
    begin = prefix.end() if prefix and prefix.end() < end else 0
    pieces: list[Piece] = []
    if begin:
        pieces.append(("residue", 0, len(line[:begin].rstrip())))
    if end > begin:
        pieces.append(("caption", begin, end))
    return pieces + credits


def _is_sentence(text: str) -> bool:
    """Whether words behind "Photo:" describe a picture; a name would be short and capitalised."""
    words = text.split()
    if len(words) < PICTURED_WORDS:
        return False
    upper = sum(word[:1].isupper() for word in words)
    return 2 * upper < len(words)


def _credit_start(line: str, end: int, *, first: bool) -> int | None:
    """Where the credit that ends at `end` begins."""
    floor = max(0, end - TAIL)
    tail = line[floor:end]
    opening = max(tail.rfind("("), tail.rfind("["))
    if tail[-1] in ")]" and opening >= 0:
        lead = len(tail[:opening].rstrip())
        forms = (BRACKETED, AGENCY, SLASHED) if first else (BRACKETED, AGENCY, SLASHED, CAPITALS)
        if any(form.fullmatch(tail, lead) for form in forms):
            return floor + opening
        return None
    if tail[-1] in EASTERN_ENDS and (match := EASTERN.search(tail)):
        return floor + match.start()
    lowered = tail.lower()
    labelled = any(sign in lowered for sign in SIGNS) and any(word in lowered for word in MAKERS)
    forms = (SHORT_LABEL, TRAILING, BARE_SLASHED)
    for form in (LABELLED, *forms) if labelled else forms:
        match = form.search(tail)
        if match:
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            return floor + start
    if floor == 0 and end <= 80 and ALONE.fullmatch(tail):
        return 0
    return None
