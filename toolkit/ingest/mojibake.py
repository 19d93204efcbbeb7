"""UTF-8 that was once read as cp1252 and saved again ("â€˜warmâ€™"): found, shown, repaired."""

import re
from dataclasses import dataclass

PREVIEW_CHARACTERS = 24  # on either side of the first place
MAX_ROUNDS = 3  # text that went wrong more often than this is not recoverable in practice

# cp1252 leaves five bytes undefined; programs that make mojibake map them to the control
# characters of the same number, so both spellings are understood.
_BYTE_OF = {
    bytes([byte]).decode("cp1252", errors="replace"): byte
    for byte in range(0x80, 0x100)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
} | {chr(byte): byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_TAIL = "[" + "".join(re.escape(char) for char, byte in _BYTE_OF.items() if byte < 0xC0) + "]"
_SEQUENCE = f"(?:[\u00c2-\u00df]{_TAIL}|[\u00e0-\u00ef]{_TAIL}{{2}}|[\u00f0-\u00f4]{_TAIL}{{3}})"
# One sequence counts where real text hardly has it: "â€" and a third character, "Ã©", "Â£" at a
# place where no capital word ends. Other lead characters need two in a row: "É»" closes a French
# quotation, a whole run of such pairs is Cyrillic or Arabic.
_CAPITAL = "[A-Z\u00c0-\u00de]"
_STRONG = f"\u00e2{_TAIL}{{2}}|(?<!{_CAPITAL}{{2}})[\u00c2\u00c3]{_TAIL}|\u00f0\u0178{_TAIL}{{2}}"
# Many programs drop the third byte of ”, which cp1252 does not define.
_CUT = "\u00e2\u20ac\ufffd?"
# Begins with a plain character class, which is searched several times faster.
_POSSIBLE = re.compile(f"[\u00c2-\u00f4](?:{_TAIL}|\ufffd)")
MOJIBAKE = re.compile(f"{_SEQUENCE}{{2,}}|{_STRONG}|{_CUT}(?!{_TAIL})")


@dataclass(frozen=True)
class Mojibake:
    """What double encoding was found in a text.

    Attributes:
        count: Number of places.
        preview: The surroundings of the first, as they are and as they would read.
        repaired: The whole text, mended.
    """

    count: int
    preview: str
    repaired: str


def find_mojibake(text: str) -> Mojibake | None:
    """Looks for double-encoded characters.

    Args:
        text: Any text.

    Returns:
        The finding, or None for text that is in order.

    >>> find_mojibake("a â€˜warmâ€™ word").repaired
    'a ‘warm’ word'
    >>> find_mojibake("le «CAFÉ» — naïve, Ångström") is None
    True
    """
    if text.isascii() or not _POSSIBLE.search(text):
        return None
    repaired, count = _repair(text)
    if not count:
        return None
    preview = _preview(text)
    for _ in range(MAX_ROUNDS - 1):
        repaired, again = _repair(repaired)
        if not again:
            break
    return Mojibake(count=count, preview=preview, repaired=repaired)


def _repair(text: str) -> tuple[str, int]:
    """The text after one round of repair, and the number of places mended."""
    count = 0

    def mend(match: re.Match[str]) -> str:
        nonlocal count
        found = _decoded(match.group())
        if found is None:
            return match.group()
        count += 1
        return found

    return MOJIBAKE.sub(mend, text), count


def _decoded(piece: str) -> str | None:
    """The characters that the bytes behind a sequence stand for, if they are UTF-8."""
    if piece in {"\u00e2\u20ac", "\u00e2\u20ac\ufffd"}:
        return "”"
    try:
        return bytes(_BYTE_OF[char] for char in piece).decode("utf-8")
    except UnicodeDecodeError:
        return None


def _preview(text: str) -> str:
    """The first place that can be mended, before and after."""
    first = next(match for match in MOJIBAKE.finditer(text) if _decoded(match.group()) is not None)
    start = max(0, first.start() - PREVIEW_CHARACTERS)
    # Up to the end of the word, so that no sequence is cut in two and shown unrepaired.
    end = re.compile(r"\S{0,20}").match(text, first.end() + PREVIEW_CHARACTERS)
    piece = text[start : end.end() if end else len(text)]
    return f"{' '.join(piece.split())!r} would read {' '.join(_repair(piece)[0].split())!r}"
