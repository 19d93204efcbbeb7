"""Tables of text cells: for a terminal, in Markdown and in LaTeX."""

import re
from collections.abc import Sequence

LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}
MARKDOWN = re.compile(r"([\\|`*_<]|\](?=\())")


def text_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, numeric: set[int]) -> str:
    """A table in plain text, columns two blanks apart.

    Args:
        header: Column names.
        rows: Cells.
        numeric: Columns that are aligned to the right.

    Returns:
        Lines without blanks at their ends.
    """
    widths = [max(len(row[j]) for row in [header, *rows]) for j in range(len(header))]
    lines = []
    for row in [header, ["-" * width for width in widths], *rows]:
        cells = [
            cell.rjust(width) if j in numeric else cell.ljust(width)
            for j, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def markdown_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, numeric: set[int]
) -> str:
    r"""A table in Markdown; what Markdown would take for markup is escaped.

    Args:
        header: Column names.
        rows: Cells.
        numeric: Columns that are aligned to the right.

    Returns:
        Lines, each ended.

    >>> markdown_table(["a", "n"], [["x|y", "1"]], numeric={1}).splitlines()[2]
    '| x\\|y | 1 |'
    """
    rule = ["---:" if j in numeric else "---" for j in range(len(header))]
    escaped = [[MARKDOWN.sub(r"\\\1", _one_line(cell)) for cell in row] for row in [header, *rows]]
    lines = [escaped[0], rule, *escaped[1:]]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def latex_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, numeric: set[int]) -> str:
    """A LaTeX `tabular` with the rules of booktabs.

    Args:
        header: Column names.
        rows: Cells.
        numeric: Columns that are aligned to the right.

    Returns:
        Lines, each ended; what LaTeX would take for commands is escaped.
    """
    columns = "".join("r" if j in numeric else "l" for j in range(len(header)))
    lines = [f"\\begin{{tabular}}{{{columns}}}", r"\toprule", _latex_row(header), r"\midrule"]
    lines += [_latex_row(row) for row in rows]
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}"]) + "\n"


def _latex_row(row: Sequence[str]) -> str:
    cells = ("".join(LATEX.get(sign, sign) for sign in _one_line(cell)) for cell in row)
    # A cell that starts with a bracket would be read as an option of the line break before it.
    return " & ".join(f"{{}}{cell}" if cell.startswith("[") else cell for cell in cells) + r" \\"


def _one_line(cell: str) -> str:
    return " ".join(cell.split())
