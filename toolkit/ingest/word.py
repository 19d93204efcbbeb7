"""The text of Word documents (DOCX), paragraph by paragraph."""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from toolkit.errors import DataError
from toolkit.ingest.limits import check_packed

MAX_DOCUMENT_BYTES = 512 << 20  # of document.xml; five hundred long articles have 20 MB
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def word_text(path: Path, where: str) -> str:
    """The text of a Word document without its notes, headers and footers.

    Args:
        path: A DOCX file.
        where: The file as given, for messages.

    Returns:
        Paragraphs that hold anything, a blank line between two; table cells are paragraphs.

    Raises:
        DataError: If it is no Word document, or unpacks to more than any text does.
    """
    check_packed(path, where)
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo("word/document.xml")
            if info.file_size > MAX_DOCUMENT_BYTES:
                raise DataError(
                    f"{where}: more than {MAX_DOCUMENT_BYTES >> 20} MB of text. Cut it in parts."
                )
            data = archive.read(info)
    except (KeyError, RuntimeError, OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise DataError(
            f"{where}: not a readable Word document ({error}). Save it again as .docx or as plain "
            "text."
        ) from error
    return "\n\n".join(text for text in _paragraphs(data, where) if text.strip())


def _paragraphs(data: bytes, where: str) -> Iterator[str]:
    """The paragraphs in order; those within a text box after the one that holds the box."""
    from lxml import etree

    # No entities: they could be made to unfold without end.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise DataError(
            f"{where}: not a readable Word document ({error}). Save it again as .docx or as plain "
            "text."
        ) from error
    for fallback in root.iter(FALLBACK):  # says again, for old programs, what stands beside it
        fallback.clear()
    for space in (W, STRICT):
        for paragraph in root.iter(f"{space}p"):
            yield "".join(_words(paragraph, space))


def _words(element: Iterable[Any], space: str) -> Iterator[str]:
    """The text of a paragraph's runs; deleted words stand in other elements and are left out."""
    for child in element:
        name = child.tag.removeprefix(space) if isinstance(child.tag, str) else ""
        if name == "t":
            yield child.text or ""
        elif name in BREAKS:
            yield BREAKS[name]
        elif name != "p" and name != "pPr":
            yield from _words(child, space)
