"""Options and look-ups that the commands over the label store share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from toolkit.codebook import Codebook

StoreOption = Annotated[
    str, typer.Option("--store", metavar="FILE", help="The label store (SQLite).")
]
CodebooksOption = Annotated[
    list[Path] | None,
    typer.Option("--codebooks", metavar="FILE", help="Repeatable; labels/*.yaml by default."),
]
FacetsOption = Annotated[
    list[str] | None, typer.Option("--facet", help="Only this facet; repeatable.")
]


def chosen_codebooks(paths: list[Path] | None) -> "dict[str, Codebook]":
    """The named codebooks, or `labels/*.yaml` of the current folder."""
    from toolkit.codebook import load_codebooks
    from toolkit.runs.workspace import default_codebooks

    return load_codebooks(paths or default_codebooks())


def chosen_codebook(paths: list[Path] | None, facet: str) -> "Codebook":
    """The codebook of one facet.

    Args:
        paths: From `--codebooks`.
        facet: Its facet.

    Returns:
        The codebook.

    Raises:
        DataError: If no codebook codes that facet.
    """
    books = chosen_codebooks(paths)
    if facet not in books:
        raise DataError(f"--facet {facet!r}: no codebook for it. {did_you_mean(facet, books)}")
    return books[facet]
