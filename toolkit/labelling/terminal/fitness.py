"""Whether the terminal can show the full-screen workspace."""

import codecs
from collections.abc import Mapping
from typing import TextIO

DUMB = frozenset({"dumb", "unknown", "emacs"})
MIN_COLUMNS, MIN_ROWS = 60, 16


def why_not(
    stdin: TextIO,
    screen: TextIO,
    *,
    environment: Mapping[str, str],
    size: tuple[int, int],
    windows: bool = False,
) -> str | None:
    """Why the full-screen workspace cannot be opened here.

    Args:
        stdin: Where keys come from.
        screen: The stream that is drawn on.
        environment: For `TERM`.
        size: Columns and rows.
        windows: There, `TERM` says nothing.

    Returns:
        The reason in words; None if it can be opened.
    """
    if not stdin.isatty():
        return "the input is not a terminal"
    if not screen.isatty():
        return "the output is not a terminal"
    term = environment.get("TERM", "")
    if not windows and (not term or term in DUMB):
        return f"the terminal cannot place text on the screen (TERM={term or 'not set'})"
    encoding = screen.encoding or "ascii"
    try:
        is_unicode = codecs.lookup(encoding).name.startswith("utf")
    except LookupError:
        is_unicode = False
    if not is_unicode:
        return f"the console writes {encoding}, and the workspace needs UTF-8"
    columns, rows = size
    if columns < MIN_COLUMNS or rows < MIN_ROWS:
        return f"the terminal has {columns}×{rows} cells; {MIN_COLUMNS}×{MIN_ROWS} are needed"
    return None
