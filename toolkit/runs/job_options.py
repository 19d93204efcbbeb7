"""How a scoring job is done, and the summary of what it did."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from toolkit.errors import DataError
from toolkit.runs.job import Product

SHOWN_REASONS = 20


@dataclass(frozen=True)
class JobOptions:
    """How a job is done; nothing here changes a byte of the output, but for `shard`.

    Attributes:
        force: Replace an existing output, or a job that was stopped.
        resume: Go on with a job that was stopped.
        rejects: JSON Lines file for what could not be taken.
        workers: Processes, a model each; None chooses by the kind of model and the input.
        shard: `(i, n)`: the i-th of n jobs that share the input, from 1; None for all of it.
        engine: `local`, or `ray` for a cluster.
        address: Of a Ray cluster; None for one on this machine.
    """

    force: bool = False
    resume: bool = False
    rejects: Path | None = None
    workers: int | None = None
    shard: tuple[int, int] | None = None
    engine: Literal["local", "ray"] = "local"
    address: str | None = None


@dataclass
class ScoreSummary:
    """What a scoring job did.

    Attributes:
        counts: `records`, `articles`, `no_text`, `rejected`, `skipped`, `duplicates`, `review`
            and `status S` for each status of a record.
        reasons: The first reasons for rejecting something.
        resumed: Articles that an earlier job had done.
        share: Of the input read, in [0, 1]; None where it cannot be told.
        complete: The output stood already, complete.
        remarks: What the user should know, one line each.
    """

    counts: dict[str, int] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    resumed: int = 0
    share: float | None = None
    complete: bool = False
    remarks: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> int:
        return self.counts.get(name, 0)

    def add(self, product: Product) -> None:
        """Adds what became of a chunk."""
        for name, count in product.counts.items():
            self.counts[name] = self.counts.get(name, 0) + count
        self.reasons += product.reasons[: SHOWN_REASONS - len(self.reasons)]


def parse_shard(text: str | None) -> tuple[int, int] | None:
    """Reads `I/N`.

    Args:
        text: As typed; None for no shard.

    Returns:
        I and N.

    Raises:
        DataError: If it is not two numbers with 1 <= I <= N.

    >>> parse_shard("2/8")
    (2, 8)
    """
    if text is None:
        return None
    found = re.fullmatch(r"(\d+)/(\d+)", text)
    i, n = (int(part) for part in found.groups()) if found else (0, 0)
    if not 1 <= i <= n:
        raise DataError(f"--shard: got {text!r}. Expected I/N with I from 1 to N, such as 1/4.")
    return i, n
