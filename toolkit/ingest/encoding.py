"""Bytes to text: byte order marks, UTF-16 without one, legacy encodings, bad bytes."""

import codecs
import encodings.aliases
import re
from dataclasses import dataclass
from typing import Literal

from toolkit.errors import DataError, did_you_mean

ErrorPolicy = Literal["strict", "replace"]

# UTF-32 first: its little-endian mark begins with that of UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE_BYTES = 1 << 16  # enough for a guess; the whole text is decoded with what was guessed
# What charset-normalizer may choose from: what news archives are in. Left to itself it proposes
# EBCDIC and DOS code pages for short texts.
CANDIDATES = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("koi8_r", "iso8859_2", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
]
# Frequency cannot tell these from cp1252 in short texts (it takes é and curly quotes for Polish),
# so they are believed only where cp1252 would put signs inside words ("pó³nocy").
NEAR_CP1252 = {"cp1250", "cp1254", "cp1257", "cp1258", "iso8859_2"}
SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[³¹¿¯¼¾£¥¤¦±¶×÷](?=[^\W\d_])|[þð](?=[kmzt])|(?<=[aiou])þ")
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True)
class Decoded:
    """Text, and how it was read.

    Attributes:
        text: Decoded, without its byte order mark; line ends as they were.
        encoding: Python's name of the encoding.
        warnings: What was not plain UTF-8 about it, in words.
    """

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(
    data: bytes,
    where: str,
    *,
    encoding: str | None = None,
    errors: ErrorPolicy = "strict",
    declared: str | None = None,
) -> Decoded:
    """Decodes the bytes of one text.

    A byte order mark wins; then `encoding`; then UTF-8 if it fits; then what the page declares;
    then UTF-16 without a mark; then a guess, which is always reported.

    Args:
        data: The bytes of the whole text.
        where: Place for messages.
        encoding: What the user says it is.
        errors: `replace` puts U+FFFD for what cannot be read and warns with the count.
        declared: What the text says about itself (`<meta charset>`); tried, not trusted.

    Returns:
        The text with warnings; anything but UTF-8 is named with its non-ASCII count.

    Raises:
        DataError: If bytes cannot be read under `strict`, with the position of the first; or if
            the encoding is unknown or the data are not text.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], name, where, errors=errors, skipped=len(mark))
    if encoding is not None:
        return _decode_as(data, known_encoding(encoding, where), where, errors=errors)
    if b"\x00" in data:
        return _decode_as(data, utf16_flavour(data, where), where, errors=errors)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if is_damaged_utf8(data):
        return _decode_as(data, "utf-8", where, errors=errors)
    if declared is not None:
        try:
            return _described(data.decode(declared), known_encoding(declared, where))
        except (LookupError, UnicodeDecodeError, DataError):
            pass
    return _decode_as(data, guess_legacy(data, where), where, errors=errors)


def known_encoding(name: str, where: str) -> str:
    """Python's name of a text encoding.

    Args:
        name: As the user wrote it, such as `Windows-1252`.
        where: Place for the message.

    Returns:
        The canonical name.

    Raises:
        DataError: If Python has no such text encoding.
    """
    try:
        info = codecs.lookup(name)
        b"61".decode(info.name)  # refuses codecs that are no text encodings
    except (LookupError, ValueError, AttributeError) as error:
        known = sorted(set(encodings.aliases.aliases.values()))
        raise DataError(
            f"{where}: unknown encoding {name!r}. {did_you_mean(name.lower(), known)}"
        ) from error
    # Western files that call themselves Latin-1 or ASCII are cp1252 in practice; browsers read
    # them so too (https://encoding.spec.whatwg.org/#names-and-labels).
    return "cp1252" if info.name in {"iso8859-1", "ascii"} else info.name


def guess_legacy(data: bytes, where: str) -> str:
    """The most likely encoding of bytes that are not UTF-8.

    Args:
        data: Bytes with at least one that is not ASCII.
        where: Place for the message.

    Returns:
        Python's name of the encoding.

    Raises:
        DataError: If no text encoding fits.
    """
    from charset_normalizer import from_bytes  # 60 ms to import; most input is UTF-8

    first = next((i for i, byte in enumerate(data) if byte > 127), 0)
    sample = data[max(0, first - SAMPLE_BYTES // 4) : first + SAMPLE_BYTES]
    western = sample.decode("cp1252", errors="replace")
    fits_western = "\ufffd" not in western and not CONTROL.search(western)
    best = from_bytes(sample, cp_isolation=CANDIDATES).best()
    if best is not None and best.encoding not in {"ascii", "utf_8"}:
        doubtful = best.encoding in NEAR_CP1252 and not SIGN_IN_WORD.search(western)
        if not (fits_western and doubtful):
            return best.encoding
    if fits_western:
        return "cp1252"
    raise DataError(
        f"{where}: not text in any encoding we know (byte 0x{data[first]:02x} at position "
        f"{first}). Name it with --encoding, or save the file as UTF-8."
    )


def _described(text: str, encoding: str) -> Decoded:
    """Decoded text with the remark that it was not UTF-8."""
    if encoding == "utf-8":
        return Decoded(text, encoding)
    foreign = sum(map(len, re.findall(r"[^\x00-\x7f]+", text)))
    note = f"read as {encoding}, {foreign} non-ASCII characters"
    return Decoded(text, encoding, (note,))


def _decode_as(
    data: bytes, encoding: str, where: str, *, errors: ErrorPolicy, skipped: int = 0
) -> Decoded:
    """Decodes under a settled encoding; the first bad byte is located or the bad ones counted."""
    try:
        return _described(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        bad = error
    place = _place(data, bad, encoding)
    value, position = data[bad.start], bad.start + skipped
    if errors == "strict":
        raise DataError(
            f"{where}: byte 0x{value:02x} at position {position} ({place}) is not {encoding}. "
            "Mend that place, name the right one with --encoding, or use --errors replace."
        ) from bad
    text = data.decode(encoding, errors="replace")
    count = text.count("\ufffd") - data.count("\ufffd".encode(encoding))
    read = _described(text, encoding)
    lost = f"{count} unreadable byte sequences replaced, the first at position {position} ({place})"
    return Decoded(text, encoding, (*read.warnings, lost))


def _place(data: bytes, error: UnicodeDecodeError, encoding: str) -> str:
    """Line and column of the first bad byte, in characters."""
    before = data[: error.start].decode(encoding, errors="replace")
    line = before.count("\n") + 1
    return f"line {line}, column {len(before) - before.rfind(chr(10))}"


def is_damaged_utf8(data: bytes) -> bool:
    """Whether valid multi-byte sequences outweigh the bad ones; legacy text has hardly any."""
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    valid = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))
    return valid >= bad


def utf16_flavour(data: bytes, where: str) -> str:
    """`utf-16-le` or `utf-16-be` for text without a mark; blanks and line ends give it away.

    Args:
        data: Bytes with a zero byte among them.
        where: Place for the message.

    Returns:
        Python's name of the encoding.

    Raises:
        DataError: If it is neither.
    """
    sample = data[: SAMPLE_BYTES & ~1]
    low, high = sample[0::2], sample[1::2]
    blanks = {
        "utf-16-le": sum(1 for pair in zip(low, high, strict=False) if pair in {(32, 0), (10, 0)}),
        "utf-16-be": sum(1 for pair in zip(low, high, strict=False) if pair in {(0, 32), (0, 10)}),
    }
    zeros = {"utf-16-le": high.count(0), "utf-16-be": low.count(0)}
    best = max(blanks, key=lambda name: (blanks[name], zeros[name]))
    text = sample.decode(best, errors="replace")
    if len(data) % 2 or CONTROL.search(text) or "\ufffd" in text[:-1]:
        raise DataError(
            f"{where}: holds zero bytes and is not UTF-16: not a text file. "
            "Save it as text in UTF-8, or name its encoding with --encoding."
        )
    return best
