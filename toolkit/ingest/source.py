"""Inputs as a user has them (pages, tables, archives, folders, stdin) as a stream of articles."""

from collections.abc import Iterator, Sequence
from typing import IO

from toolkit.errors import DataError
from toolkit.ingest.identity import Identities, winning
from toolkit.ingest.inputs import STDIN, check_inputs, expanded
from toolkit.ingest.options import IngestOptions, Reject, Summary
from toolkit.ingest.reader import Reader
from toolkit.records import Article


def read_articles(
    inputs: Sequence[str],
    options: IngestOptions | None = None,
    *,
    stdin: IO[bytes] | None = None,
    summary: Summary | None = None,
) -> Iterator[Article | Reject]:
    """Reads inputs in the order given, one article in memory at a time.

    Kinds go by suffix (`.gz` and `.zst` are decompressed): `.txt` or none is a pasted page, or
    HTML if that is what it holds; `.html`; `.docx`; `.jsonl`, `.json`, `.csv`, `.tsv`, `.xlsx`,
    `.parquet` and `.arrow` are tables; `.zip` and `.tar` (`.tar.gz`, `.tgz`, …) hold any of these.
    Folders are read through, sorted by name, hidden files left out and other kinds counted.
    Patterns such as `export/*.csv` stand for what they match. `-` is stdin: JSONL if it begins
    with `{`, else a page.

    The same article under the same id is passed on once. An id that stood already with other
    content is handled by `options.on_conflict`.

    Args:
        inputs: Paths of files and folders, patterns, or `-`.
        options: How to read; None for the defaults.
        stdin: What `-` reads; None for the process's own.
        summary: Receives counts and remarks.

    Returns:
        Articles, and a reject for each row or file whose content cannot be taken.

    Raises:
        DataError: Before anything is read, if a named input is missing, unreadable or of an
            unknown kind.
    """
    chosen = options or IngestOptions()
    counted = summary if summary is not None else Summary()
    names = expanded(inputs, counted.skipped)
    check_inputs(names)
    if STDIN in names and chosen.on_conflict == "new":
        raise DataError(
            "-: --on-conflict new reads its inputs twice, and stdin cannot be. "
            "Save it to a file first, or use keep or suffix."
        )
    return _read(names, chosen, stdin=stdin, summary=counted)


def _read(
    inputs: Sequence[str], options: IngestOptions, *, stdin: IO[bytes] | None, summary: Summary
) -> Iterator[Article | Reject]:
    """Articles with their ids settled."""
    winners: dict[int, int] | None = None
    if options.on_conflict == "new":
        # What has been passed on cannot be taken back, so the last of each id is found first.
        first_pass = Reader(options, Summary(), stdin).read(inputs)
        winners = winning(item for item in first_pass if isinstance(item, Article))
    identities = Identities(winners)
    for item in Reader(options, summary, stdin).read(inputs):
        settled = item if isinstance(item, Reject) else _settle(item, identities, options, summary)
        if isinstance(settled, Reject):
            summary.rejects += 1
        elif settled is not None:
            summary.articles += 1
        if settled is not None:
            yield settled
    summary.copies = identities.copies()


def _settle(
    article: Article, identities: Identities, options: IngestOptions, summary: Summary
) -> Article | Reject | None:
    """The article if its id is free, under a new id or a reject if not; None to pass over it."""
    if identities.loses(article):
        summary.conflicts += 1
        return None
    if identities.is_known(article):
        summary.duplicates += 1
        return None
    rival = identities.rival(article)
    if rival is None:
        identities.add(article)
        return article
    if options.on_conflict == "error":
        origin = article.origin or ""
        reason = (
            f"{origin}: id {article.id!r} stands already at {rival} with other content. Ids are "
            "unique: mend one, or use --on-conflict keep, new or suffix."
        )
        return Reject(origin, reason)
    summary.conflicts += 1
    if options.on_conflict == "keep":
        return None
    renamed = identities.renamed(article)
    identities.add(renamed)
    return renamed
