"""Names of inputs: what kind a name says, patterns, and what is refused before anything is read."""

import glob
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from toolkit.errors import DataError, did_you_mean
from toolkit.files import open_read
from toolkit.ingest.archives import ARCHIVE_SUFFIXES
from toolkit.ingest.rows import TABLE_SUFFIXES

STDIN = "-"
PAGE_SUFFIXES = ("", ".txt", ".text")
HTML_SUFFIXES = (".html", ".htm", ".xhtml")
WORD_SUFFIXES = (".docx",)
READABLE_SUFFIXES = (*PAGE_SUFFIXES, *HTML_SUFFIXES, *TABLE_SUFFIXES, *WORD_SUFFIXES)
KNOWN_SUFFIXES = (*READABLE_SUFFIXES, *ARCHIVE_SUFFIXES)
COMPRESSED = (".gz", ".zst")
TAR_COMPRESSED = (".bz2", ".xz")  # within tar only
ADVICE = {
    ".xls": "Save the sheet as .xlsx or CSV.",
    ".ods": "Save the sheet as .xlsx or CSV.",
    ".doc": "Save it as .docx or plain text (.txt).",
    ".rtf": "Save it as .docx or plain text (.txt).",
    ".odt": "Save it as .docx or plain text (.txt).",
    ".pdf": "Copy its text into a .txt file.",
    ".rar": "Unpack it and give the folder.",
    ".7z": "Unpack it and give the folder.",
    ".mhtml": "Save the page as HTML.",
    ".md": "Save it as plain text (.txt).",
}
WILD = re.compile(r"[*?\[]")


def kind_suffix(name: str) -> str:
    """The suffix that says what a file is, compression left out, lower-case.

    What follows a dot in a headline is no suffix.

    >>> kind_suffix("a/b.JSONL.gz"), kind_suffix("Mr. Roe goes home"), kind_suffix("vol 3.11")
    ('.jsonl', '', '')
    >>> kind_suffix("a.tar.xz"), kind_suffix("a.xz")
    ('.tar', '.xz')
    """
    path = Path(name)
    inner = path.with_suffix("") if path.suffix else path
    if path.suffix.lower() in COMPRESSED or (
        path.suffix.lower() in TAR_COMPRESSED and inner.suffix.lower() == ".tar"
    ):
        path = inner
    suffix = path.suffix.lower()
    return suffix if suffix[1:].isalnum() and not suffix[1:].isdigit() else ""


def expanded(inputs: Sequence[str], skipped: Counter[str] | None = None) -> list[str]:
    """The inputs with patterns (`export/*.csv`, `**/*.txt`) replaced by what they match.

    A shell does this for names without quotes; on Windows none does.

    Args:
        inputs: Paths, patterns, or `-`. A name that exists is no pattern.
        skipped: Receives the files of other kinds that a pattern matched, by suffix.

    Returns:
        Names in the order given, the matches of a pattern sorted.

    Raises:
        DataError: If a pattern matches nothing that can be read.
    """
    names: list[str] = []
    for name in inputs:
        if name == STDIN or not WILD.search(name) or Path(name).exists():
            names.append(name)
            continue
        found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - absolute ones, too
        if "**" in name:  # matches folders and, again, what is in them
            found = [match for match in found if not Path(match).is_dir()]
        taken = []
        for match in found:
            if Path(match).is_dir() or kind_suffix(match) in KNOWN_SUFFIXES:
                taken.append(match)
            elif skipped is not None:
                skipped[kind_suffix(match)] += 1
        if not taken:
            raise DataError(
                f"{name}: no file that can be read matches this pattern ({len(found)} of other "
                "kinds). Check the folder and the pattern."
            )
        names += taken
    return names


def check_inputs(inputs: Sequence[str]) -> None:
    """Refuses, before anything is read, what no option makes readable.

    Args:
        inputs: Paths, patterns replaced, or `-`.

    Raises:
        DataError: If there is none, stdin stands twice, or a file is missing, unreadable or of a
            kind that is not read.
    """
    if not inputs:
        raise DataError("no input. Give files or folders, or - for stdin.")
    if list(inputs).count(STDIN) > 1:
        raise DataError("-: given twice. Stdin can be read once.")
    for name in inputs:
        path = Path(name)
        if name == STDIN or path.is_dir():
            continue
        with open_read(path) as stream:
            stream.read(1)
        suffix = kind_suffix(name)
        if suffix not in KNOWN_SUFFIXES:
            advice = ADVICE.get(suffix) or did_you_mean(suffix, KNOWN_SUFFIXES[1:])
            raise DataError(f"{name}: files of kind {suffix!r} are not read. {advice}")
