"""Cells of a table that a spreadsheet opens."""

from typing import TypeVar

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = TypeVar("Cell")


def neutral(cell: Cell) -> Cell | str:
    """A cell that no spreadsheet runs as a formula: a quotation mark goes before it.

    >>> neutral("=1+1"), neutral("plain"), neutral(0.5)
    ("'=1+1", 'plain', 0.5)
    """
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def plain_cell(cell: str) -> str:
    """What a neutralised cell said; any other cell as it is.

    >>> plain_cell("'=1+1"), plain_cell("'tis the season")
    ('=1+1', "'tis the season")
    """
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell
