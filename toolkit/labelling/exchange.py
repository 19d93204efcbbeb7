"""Writing labels out: example files for training, events without loss, releases without text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.files import open_write
from toolkit.labelling.store import Store
from toolkit.labelling.stored import record_text
from toolkit.records.annotation import Span


@dataclass(frozen=True)
class ExportOptions:
    """What an export holds.

    Attributes:
        facets: Only these; all where empty.
        coder: Only this coder's own labels (never gold: nobody else has looked at them).
        include_text: Write titles, bodies, captions and quotes; without them spans keep offsets.
        names: Write coders' pseudonyms; otherwise `coder-1`, `coder-2`, … in order of their first
            event.
        times: Write times and seconds.
        silver: Let rules and runs speak where no person has.
        soft: Add the share of coders who gave each label, also where coders differ.
    """

    facets: Sequence[str] = ()
    coder: str | None = None
    include_text: bool = True
    names: bool = True
    times: bool = True
    silver: bool = False
    soft: bool = False


def write_jsonl(path: Path, rows: Iterator[dict[str, Any]], *, force: bool = False) -> int:
    """Writes one JSON object a line, atomically.

    Args:
        path: Where to; compressed by suffix.
        rows: The objects.
        force: Replace an existing file.

    Returns:
        Number of lines.

    Raises:
        DataError: If the file exists and `force` is false.
    """
    count = 0
    with open_write(path, force=force) as stream:
        for row in rows:
            stream.write(record_text(row).encode("utf-8") + b"\n")
            count += 1
    return count


# --- events -----------------------------------------------------------------------------------


def event_rows(store: Store, *, options: ExportOptions | None = None) -> Iterator[dict[str, Any]]:
    """All events as JSON objects, in order; they import without loss.

    Args:
        store: The label store.
        options: Without names, times or text the rest still imports; notes are kept as written.

    Yields:
        One object for each event.
    """
    chosen = options or ExportOptions()
    names = CoderNames(store, keep=chosen.names)
    for event in store.events(coder=chosen.coder):
        if chosen.facets and event.facet not in chosen.facets:
            continue
        row = event.to_json()
        row["coder"] = names.of(event.coder)
        if not chosen.times:
            row["time"] = None
            row.pop("seconds", None)
        if not chosen.include_text and event.evidence:
            row["evidence"] = [span_json(span, chosen) for span in event.evidence]
        yield row


class CoderNames:
    """Coders' pseudonyms, or numbers in their place: the same ones in every export of a store."""

    def __init__(self, store: Store, *, keep: bool) -> None:
        coders = [] if keep else dict.fromkeys(event.coder for event in store.events())
        self._numbers = {coder: f"coder-{i}" for i, coder in enumerate(coders, start=1)}

    def of(self, coder: str) -> str:
        """The name that an export gives a coder."""
        return self._numbers.get(coder, coder)


def span_json(span: Span, options: ExportOptions) -> dict[str, Any]:
    """A span as JSON, without its words where texts stay out."""
    record = span.model_dump(mode="json")
    if not options.include_text:
        del record["quote"]
    return record
