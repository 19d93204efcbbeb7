"""`ingest`: inputs to `articles.jsonl`, rejects to their own file."""

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from toolkit.errors import DataError
from toolkit.files import open_write, refuse_existing
from toolkit.ingest import IngestOptions, Reject, Summary, article_to_json, read_articles


@dataclass
class IngestResult:
    """What was read.

    Attributes:
        summary: Counts.
        rejects: What could not be taken.
        warnings: Article id and what the parser was unsure of.
    """

    summary: Summary = field(default_factory=Summary)
    rejects: list[Reject] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)


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

    Returns:
        Counts, rejects and warnings.

    Raises:
        DataError: At the first reject if `stop`; if no article is left.
    """
    result = IngestResult()
    if rejects is not None:
        refuse_existing(rejects, force=force)
    with _writer(out, force=force, stdout=stdout) as write:
        for item in read_articles(inputs, options, stdin=stdin, summary=result.summary):
            if isinstance(item, Reject):
                if stop:
                    raise DataError(item.reason)
                result.rejects.append(item)
                continue
            result.warnings += [(item.id, warning) for warning in item.warnings]
            write(article_to_json(item))
        if rejects is not None:
            _write_rejects(rejects, result.rejects, force=force)
        if result.summary.articles == 0:
            if len(result.rejects) == 1:
                raise DataError(result.rejects[0].reason)
            reasons = "".join(f"\n  {reject.reason}" for reject in result.rejects[:5])
            raise DataError(f"{', '.join(inputs)}: no article could be read.{reasons}")
    return result


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


def _write_rejects(path: Path, rejects: Sequence[Reject], *, force: bool) -> None:
    with open_write(path, force=force) as stream:
        for reject in rejects:
            row = {"origin": reject.origin, "reason": reject.reason, "row": reject.row}
            stream.write(json.dumps(row, ensure_ascii=False).encode("utf-8") + b"\n")
