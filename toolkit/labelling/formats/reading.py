"""How a file of another tool is read: codebooks, the user's names and label spellings, notes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.codebook import Codebook
from toolkit.errors import DataError, did_you_mean
from toolkit.files import plain_cell
from toolkit.ingest.table_files import BadRow, delimited_rows, sniff_table


@dataclass
class Reading:
    """How a file is read, and what was met.

    Attributes:
        codebooks: By facet.
        facet: For files with one label set; None where the only codebook is meant.
        names: Our facet or field by the file's name for it.
        label_map: Label id by spelling, from `read_label_map`.
        notes: What was passed over or mapped, with counts.
    """

    codebooks: Mapping[str, Codebook]
    facet: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    label_map: Mapping[str, str] = field(default_factory=dict)
    notes: Counter[str] = field(default_factory=Counter)

    def only_facet(self, path: Path) -> str:
        """The facet of a file that holds one label set.

        Args:
            path: For the message.

        Returns:
            The facet.

        Raises:
            DataError: If several codebooks are given and none is named.
        """
        if self.facet is None and len(self.codebooks) == 1:
            return next(iter(self.codebooks))
        if self.facet is None:
            listed = ", ".join(self.codebooks)
            raise DataError(
                f"{path}: holds one set of labels, and there are codebooks for {listed}. "
                "Say which one is meant: --facet."
            )
        return self.facet

    def mapped(self, label: str) -> str:
        """The label that the user's table gives for a spelling; the spelling where it has none."""
        instead = self.label_map.get(label.strip())
        if instead is None:
            return label
        self.notes[f"label {label!r} taken for {instead!r}, as the label map says"] += 1
        return instead


def read_label_map(path: Path) -> dict[str, str]:
    """A user's table of label spellings.

    Args:
        path: CSV with the columns `from` and `to`.

    Returns:
        Label by spelling.

    Raises:
        DataError: If the file is missing, or a row lacks one of the two.
    """
    found: dict[str, str] = {}
    encoding = sniff_table(path, encoding=None)
    for item in delimited_rows(path, encoding=encoding, errors="strict", mapping=None, notes=[]):
        number, row = (item.number, {}) if isinstance(item, BadRow) else item
        source, target = row.get("from"), row.get("to")
        if not source or not target:
            raise DataError(
                f"{path}:{number}: expected a spelling under `from` and a label under `to`."
            )
        found[plain_cell(str(source)).strip()] = plain_cell(str(target)).strip()
    return found


def check_facets(names: Iterable[str], reading: Reading, *, where: str) -> None:
    """Raises if a name in a file is no facet of the codebooks.

    Args:
        names: Facets as the file (or the user's mapping) names them.
        reading: With the codebooks.
        where: Place for the message.

    Raises:
        DataError: With the nearest facet.
    """
    for name in names:
        if name not in reading.codebooks:
            hint = did_you_mean(name, reading.codebooks)
            raise DataError(
                f"{where}: {name!r} is no facet of the codebooks. {hint} Name it: "
                f"--map FACET={name}."
            )
