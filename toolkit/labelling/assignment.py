"""Who codes what, in which order: shared articles, own articles, and hidden second readings."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from toolkit.errors import DataError, did_you_mean
from toolkit.files import neutral, plain_cell, write_text
from toolkit.ingest.table_files import BadRow, delimited_rows, sniff_table
from toolkit.records.article import Article

Role = Literal["single", "overlap", "retest"]
ROLES: tuple[Role, ...] = ("single", "overlap", "retest")
COLUMNS = ("coder", "position", "article_id", "role")
RETEST_OF = "retest_of"  # key in `Article.extra`: the id of the original
SUFFIX = ".assignment.csv"
NUMBERED = re.compile(r"(.*?)(\d+)", re.DOTALL)
TRIES = 50  # a frame that fills its numbers leaves none to be found


@dataclass(frozen=True)
class AssignmentOptions:
    """How a sample is dealt out.

    Attributes:
        coders: Pseudonyms; nobody is assigned anything where empty.
        overlap: Share of the articles that several coders code, in [0, 1].
        raters: Coders of a shared article.
        retest: Articles that each coder is given a second time, unannounced.
        seed: Fixes who gets what.
    """

    coders: tuple[str, ...] = ()
    overlap: float = 0.2
    raters: int = 2
    retest: int = 0
    seed: int = 13


@dataclass
class Assignment:
    """Queues of coders.

    Attributes:
        queues: Articles with their role, in order, by coder.
        originals: Original's id by the id of each copy.
    """

    queues: dict[str, list[tuple[str, Role]]] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)

    def queue(self, coder: str, *, where: str) -> list[str]:
        """Ids that a coder codes, in order.

        Args:
            coder: Pseudonym.
            where: Place for the message.

        Returns:
            Article ids.

        Raises:
            DataError: If nothing is assigned to the coder.
        """
        if coder not in self.queues:
            hint = did_you_mean(coder, self.queues)
            raise DataError(f"{where}: nothing is assigned to {coder!r}. {hint}")
        return [article_id for article_id, _ in self.queues[coder]]

    def blind(self) -> set[str]:
        """Articles that measure reliability: nobody sees suggestions on them."""
        return {
            article_id
            for queue in self.queues.values()
            for article_id, role in queue
            if role != "single"
        } | set(self.originals.values())

    @property
    def codings(self) -> int:
        """How many articles are coded, all coders together."""
        return sum(len(queue) for queue in self.queues.values())


def assign(
    article_ids: Sequence[str], options: AssignmentOptions, *, taken: Iterable[str] = ()
) -> Assignment:
    """Deals articles out.

    Args:
        article_ids: The sample, in order.
        options: Coders, overlap, re-tests.
        taken: Other ids that are in use, such as those of the frame.

    Returns:
        Queues of about equal length. Copies for re-tests come in the last third of a queue, their
        originals stand in the first.

    Raises:
        DataError: If an option makes no sense.
    """
    _check(options, len(article_ids))
    if not options.coders:
        return Assignment()
    rng = np.random.default_rng([options.seed, len(article_ids)])
    n_shared = round(len(article_ids) * options.overlap) if len(options.coders) > 1 else 0
    shared = {int(i) for i in rng.choice(len(article_ids), size=n_shared, replace=False)}
    order = list(rng.permutation(len(options.coders)))
    queues: dict[str, list[tuple[str, Role]]] = {coder: [] for coder in options.coders}
    for index, article_id in enumerate(article_ids):
        n = min(options.raters, len(order)) if index in shared else 1
        role: Role = "overlap" if index in shared else "single"
        # Who has least comes next; the drawn order breaks ties.
        least = sorted(order, key=lambda i: (len(queues[options.coders[i]]), order.index(i)))
        for i in least[:n]:
            queues[options.coders[i]].append((article_id, role))
        order = order[1:] + order[:1]
    result = Assignment(queues)
    used = {*article_ids, *taken}
    for coder in options.coders:
        _add_retests(result, coder, options.retest, rng, used)
    return result


def copies(assignment: Assignment, articles: Sequence[Article]) -> list[Article]:
    """The copies that stand for second readings.

    Args:
        assignment: From `assign`.
        articles: The sample.

    Returns:
        Articles with another id, the original's in `extra`, and no inclusion probability: a
        second reading is no second draw.
    """
    by_id = {article.id: article for article in articles}
    found = []
    for copy_id, original_id in sorted(assignment.originals.items()):
        original = by_id[original_id]
        extra = {k: v for k, v in original.extra.items() if k not in {"inclusion", "labels"}}
        changes = {"id": copy_id, "extra": extra | {RETEST_OF: original_id}}
        found.append(original.model_copy(update=changes))
    return found


def assignment_path(sample: Path) -> Path:
    """Where the assignment of a sample lies: `sample.assignment.csv` beside `sample.jsonl`."""
    return sample.with_name(sample.name.split(".")[0] + SUFFIX)


def write_assignment(path: Path, assignment: Assignment, *, force: bool = False) -> None:
    """Writes an assignment as CSV, for people to read.

    Args:
        path: Where to.
        assignment: From `assign`.
        force: Replace an existing file.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for coder, queue in assignment.queues.items():
        for position, (article_id, role) in enumerate(queue, start=1):
            writer.writerow([neutral(coder), position, neutral(article_id), role])
    write_text(path, stream.getvalue(), force=force)


def read_assignment(path: Path, originals: Mapping[str, str]) -> Assignment:
    """Reads an assignment back.

    Args:
        path: A CSV file with the columns of `COLUMNS`.
        originals: Original's id by copy's id, from the articles.

    Returns:
        The assignment.

    Raises:
        DataError: If the file is missing, or a row is wrong.
    """
    found: dict[str, list[tuple[int, str, Role]]] = {}
    encoding = sniff_table(path, encoding=None)
    for item in delimited_rows(path, encoding=encoding, errors="strict", mapping=None, notes=[]):
        if isinstance(item, BadRow):
            raise DataError(item.reason)
        number, row = item
        coder, position, article_id, role = (str(row.get(name) or "") for name in COLUMNS)
        if not coder or not article_id or not position.isdecimal() or role not in ROLES:
            raise DataError(
                f"{path}:{number}: expected coder, position, article_id and a role "
                f"({', '.join(ROLES)}), got {coder!r}, {position!r}, {article_id!r}, {role!r}."
            )
        place = (int(position), plain_cell(article_id), role)
        found.setdefault(plain_cell(coder), []).append(place)
    queues = {
        coder: [(article_id, role) for _, article_id, role in sorted(queue)]
        for coder, queue in found.items()
    }
    return Assignment(queues, dict(originals))


def _check(options: AssignmentOptions, n: int) -> None:
    if len(set(options.coders)) < len(options.coders):
        raise DataError("--coder: a name is given twice. Name each coder once.")
    if not 0 <= options.overlap <= 1:
        raise DataError(f"--overlap {options.overlap}: expected a share from 0 to 1.")
    if options.coders and options.raters < 1:
        raise DataError(f"--raters {options.raters}: expected at least 1.")
    each = n // max(1, len(options.coders)) // 3
    if options.retest > each:
        raise DataError(
            f"--retest {options.retest}: a coder codes about {3 * each} articles, and a second "
            f"reading should be far from the first. Expected at most {each}."
        )
    if options.retest and not options.coders:
        raise DataError("--retest: who should code again? Name the coders: --coder.")


def _add_retests(
    assignment: Assignment, coder: str, n: int, rng: np.random.Generator, used: set[str]
) -> None:
    """Puts copies of early articles among the late ones of a coder's queue."""
    queue = assignment.queues[coder]
    third = len(queue) // 3
    chosen = sorted(int(i) for i in rng.choice(third, size=n, replace=False)) if n else []
    late = sorted((int(i) for i in rng.integers(2 * third, len(queue) + 1, size=n)), reverse=True)
    known = {original: copy_id for copy_id, original in assignment.originals.items()}
    for index, place in zip(chosen, late, strict=True):
        original = queue[index][0]
        copy_id = known.get(original) or _lookalike(original, used, rng)
        used.add(copy_id)
        assignment.originals[copy_id] = original
        queue.insert(place, (copy_id, "retest"))


def _lookalike(original: str, used: set[str], rng: np.random.Generator) -> str:
    """An id of the same form that nobody has: a coder must not know a second reading by it."""
    match = NUMBERED.fullmatch(original)
    if match is not None:
        prefix, digits = match.groups()
        width = min(len(digits), 15)
        # Where all numbers of that length are taken, one that is a digit longer.
        for low, high in ((0, 10**width), (10**width, 10 ** (width + 1))):
            for _ in range(TRIES):
                copy_id = f"{prefix}{int(rng.integers(low, high)):0{width}}"
                if copy_id not in used:
                    return copy_id
    return hashlib.sha256(f"retest\x1f{original}".encode()).hexdigest()[:16]
