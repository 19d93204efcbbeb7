"""Operations on plain text: normalising, fingerprints, tokens, sentences, windows."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator

# Marks that carry no content: zero-width characters, byte order mark, directional marks and
# isolates, soft hyphen, Arabic tatweel.
INVISIBLE = re.compile("[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
WORD = re.compile(r"\w+")
# A sentence ends at . ! ? (or their kin in other scripts), closing marks included, before a blank
# and something that can open a sentence. Initials and short titles do not end one.
SENTENCE_END = re.compile(r"[.!?…؟。！？]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[\w])|[。！？]+|\n{2,}")
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Sen|Rep|Gov|St|Jr|Sr|No|vs|etc|e\.g|i\.e|Inc|Ltd|Co"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|U\.S|U\.K|U\.N|a\.m|p\.m)|\b[A-Z])\.$"
)


def normalise(text: str) -> str:
    r"""Text as it is compared: NFKC, case-folded, no invisible marks, single blanks.

    Idempotent. Used for fingerprints and matching, never for storage.

    >>> normalise("  The\u00a0ﬁrst\n\u200fDay ")
    'the first day'
    """
    if text.isascii():
        return _single_blanks(text.lower())
    plain = _lower_where_plain(text)
    if plain is not None:
        return _single_blanks(plain)
    folded = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    # Folding can undo composition, and an invisible mark can keep a letter from its accent, so
    # compose again: this makes the function idempotent.
    folded = unicodedata.normalize("NFKC", folded)
    return " ".join(folded.split())  # at what `\s` matches, and faster


class _Plain(dict[str, bool]):
    """Whether normalising leaves a character beyond ASCII alone, whatever stands beside it."""

    def __missing__(self, char: str) -> bool:
        same = unicodedata.normalize("NFKC", char).casefold() == char
        composes = unicodedata.combining(char) or not unicodedata.is_normalized("NFKC", f"a{char}")
        # Vowels and finals of Hangul compose with what stands before them, without being marks.
        jamo = "\u1100" <= char <= "\u11ff"
        marks = unicodedata.category(char)[0] in "MCZ" or INVISIBLE.match(char)
        self[char] = same and not (composes or jamo or marks)
        return self[char]


_PLAIN = _Plain()
_ASCII = bytes(range(128))
_ASCII_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f"


def _lower_where_plain(text: str) -> str | None:
    """Lower-cased text if its characters beyond ASCII are few and plain; None if they are not.

    News in Latin letters is mostly of this kind (curly quotes, dashes, accents), and here takes a
    third of the time of composing and folding: fingerprints are a third of reading an archive.
    """
    try:
        encoded = text.encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair
        return None
    others = encoded.translate(None, _ASCII).decode("utf-8")
    if 4 * len(others) > len(text) or not all(map(_PLAIN.__getitem__, others)):
        return None
    return encoded.lower().decode("utf-8")  # of bytes: ASCII letters only


def _single_blanks(text: str) -> str:
    """What `" ".join(text.split())` gives without blanks beyond ASCII, in half the time."""
    for blank in _ASCII_BLANKS:
        if blank in text:
            text = text.replace(blank, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ")


def fingerprint(*parts: str) -> str:
    """SHA-256 (hex) of the normalised parts; parts never run into each other.

    >>> fingerprint("A b", "c") == fingerprint("a  B", "C")
    True
    >>> fingerprint("ab", "c") == fingerprint("a", "bc")
    False
    """
    joined = "\x1f".join(normalise(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", errors="surrogatepass")).hexdigest()


def tokens(text: str) -> list[str]:
    r"""Runs of word characters (`\w+`), lower-cased, in order.

    >>> tokens("Al-Hayya said: “warm”.")
    ['al', 'hayya', 'said', 'warm']
    """
    return [match.group().lower() for match in WORD.finditer(text)]


def shingles(text: str, *, size: int) -> set[tuple[str, ...]]:
    """The distinct runs of `size` consecutive tokens; one short run if there are fewer.

    >>> sorted(shingles("a b c", size=2))
    [('a', 'b'), ('b', 'c')]
    """
    words = tokens(text)
    if not words:
        return set()
    return {tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1))}


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Sentence spans as half-open code point offsets, blanks at the ends left out.

    Closing quotation marks belong to the sentence that they close; a blank line always ends one.

    >>> s = 'He met Mr. Roe. “Fine,” she said.'
    >>> [s[a:b] for a, b in sentences(s)]
    ['He met Mr. Roe.', '“Fine,” she said.']
    """
    start = 0
    for match in SENTENCE_END.finditer(text):
        if match.group().startswith(".") and ABBREVIATION.search(text, start, match.start() + 1):
            continue
        yield from _stripped(text, start, match.end())
        start = match.end()
    yield from _stripped(text, start, len(text))


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    body = piece.strip()
    if body:
        yield start + left, start + left + len(body)


def is_word_boundary(text: str, position: int) -> bool:
    """Whether no word character runs across `position` (0 … len(text)).

    >>> is_word_boundary("Chad said", 4), is_word_boundary("Chadian", 4)
    (True, False)
    """
    if position <= 0 or position >= len(text):
        return True
    before, after = text[position - 1], text[position]
    return not ((before.isalnum() or before == "_") and (after.isalnum() or after == "_"))


# A place in capitals ("WASHINGTON/PARIS", "ST. JOHN'S"), then a country or a day, then an agency,
# then a dash. A place alone needs a long dash: "NATO - the alliance" is prose.
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_PLACE = rf"{_CAPITAL}(?:{_CAPITAL}|['’./ -])*{_CAPITAL}"
_MORE = r"(?:,[^\n,(–—]{2,24}){1,2}"
_AGENCY = r"\([^()\n]{2,30}\)"
DATELINE = re.compile(
    rf"\s*{_PLACE}(?:(?:{_MORE}(?:\s*{_AGENCY})?|\s+{_AGENCY})\s*(?:--?|–|—)|\s*(?:--|—))\s+"
)


def dateline_end(text: str) -> int:
    """Length of a dateline at the start of a body, its dash included; 0 where there is none.

    >>> dateline_end("ANKARA, March 3 (Meridian) - Ministers met.")
    29
    >>> dateline_end("Ministers met in ANKARA - again.")
    0
    """
    match = DATELINE.match(text)
    return match.end() if match else 0
