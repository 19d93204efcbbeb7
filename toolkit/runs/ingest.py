"""`ingest`: inputs to `articles.jsonl`, rejects to their own file."""

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from toolkit.errors import DataError
from toolkit.files import open_write
from toolkit.ingest import IngestOptions, Reject, Summary, article_to_json, read_articles
from toolkit.records import Article
from toolkit.runs.correct import Corrections, with_corrections

SHOWN = 20  # rejects and warnings kept for the terminal; all of them stand in the files


@dataclass
class IngestResult:
    """What was read.

    Attributes:
        summary: Counts.
        reasons: Why the first inputs and rows were not taken.
        warned: How many warnings there are.
        warnings: The first of them: article id and what the parser was unsure of.
    """

    summary: Summary = field(default_factory=Summary)
    reasons: list[str] = field(default_factory=list)
    warned: int = 0
    warnings: list[tuple[str, str]] = field(default_factory=list)

    def note(self, item: Article | Reject) -> None:
        """Keeps what is to be said about an article or a reject."""
        if isinstance(item, Reject):
            if len(self.reasons) < SHOWN:
                self.reasons.append(item.reason)
            return
        self.warned += len(item.warnings)
        for warning in item.warnings[: SHOWN - len(self.warnings)]:
            self.warnings.append((item.id, warning))


def ingest_files(
    inputs: Sequence[str],
    out: Path | None,
    *,
    options: IngestOptions,
    rejects: Path | None,
    stop: bool,
    force: bool,
    stdin: IO[bytes] | None = None,
    stdout: IO[str] | None = None,
    corrections: Corrections | None = None,
    progress: Callable[[int], None] | None = None,
) -> IngestResult:
    """Reads inputs and writes articles, one a line.

    Args:
        inputs: Paths, or `-`.
        out: JSONL file; None writes to `stdout`.
        options: How to read.
        rejects: JSONL file for what could not be taken.
        stop: End at the first reject and write nothing.
        force: Replace existing outputs.
        stdin: For the input `-`.
        stdout: For `out` None.
        corrections: What a person sets right in one of the articles.
        progress: Told the number of articles after each.

    Returns:
        Counts, rejects and warnings.

    Raises:
        DataError: At the first reject if `stop`; if no article is left.
    """
    result = IngestResult()
    nothing: _NothingLeft | None = None
    with _reject_writer(rejects, force=force) as write_reject:
        try:
            with _writer(out, force=force, stdout=stdout) as write:
                items = read_articles(inputs, options, stdin=stdin, summary=result.summary)
                if corrections is not None:
                    items = with_corrections(items, corrections)
                for item in items:
                    result.note(item)
                    if not isinstance(item, Reject):
                        write(article_to_json(item))
                        if progress is not None:
                            progress(result.summary.articles)
                    elif stop:
                        raise DataError(item.reason)
                    else:
                        write_reject(item)
                if result.summary.articles == 0:
                    raise _nothing_left(inputs, result)
        except _NothingLeft as error:  # the output goes, the file of rejects stays
            nothing = error
    if nothing is not None:
        raise nothing
    return result


class _NothingLeft(DataError):
    """No article could be read."""


def _nothing_left(inputs: Sequence[str], result: IngestResult) -> _NothingLeft:
    if result.summary.rejects == 1:
        return _NothingLeft(result.reasons[0])
    reasons = "".join(f"\n  {reason}" for reason in result.reasons[:5])
    return _NothingLeft(f"{', '.join(inputs)}: no article could be read.{reasons}")


@contextlib.contextmanager
def _writer(
    out: Path | None, *, force: bool, stdout: IO[str] | None
) -> Iterator[Callable[[str], object]]:
    if out is None:
        if stdout is None:
            raise DataError("ingest: no output. Give --out ARTICLES.")
        yield lambda line: stdout.write(line + "\n")
        return
    with open_write(out, force=force) as stream:
        yield lambda line: stream.write(line.encode("utf-8") + b"\n")


@contextlib.contextmanager
def _reject_writer(path: Path | None, *, force: bool) -> Iterator[Callable[[Reject], object]]:
    if path is None:
        yield lambda reject: None
        return
    with open_write(path, force=force) as stream:
        yield lambda reject: stream.write(_reject_line(reject))


def _reject_line(reject: Reject) -> bytes:
    row = {"origin": reject.origin, "reason": reject.reason, "row": reject.row}
    return json.dumps(row, ensure_ascii=False).encode("utf-8", errors="backslashreplace") + b"\n"
