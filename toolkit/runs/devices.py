"""Framing devices of an article as a record and for the terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.config import InputConfig
from toolkit.corpus.compose import compose
from toolkit.errors import DataError
from toolkit.ingest import IngestOptions, Reject, read_articles
from toolkit.records import Article, ModelInput
from toolkit.records.example import AUTHOR
from toolkit.rules.devices import Device, DeviceReport, find_devices

INPUT = InputConfig()
NOT_AVAILABLE = "devices are read off English words; the article is not in English"
LONGEST = 70  # characters of a quotation that the terminal shows


def devices_record(article: Article) -> dict[str, Any]:
    """The devices of one article, as JSON.

    Args:
        article: With text.

    Returns:
        `status` `available` with `counts`, `sources` and `found` (each with `kind`, `field`,
        `start`, `end`, `quote`, `voice` and, where they apply, `detail`, `polarity`, `about`), or
        `status` `not_available` with the reason and no counts at all.
    """
    item = compose(article, INPUT)
    report = find_devices(item)
    if report is None:
        return {"status": "not_available", "reason": NOT_AVAILABLE, "language": article.language}
    return {
        "status": "available",
        "counts": report.counts,
        "sources": [
            {
                "name": source.name,
                "kind": source.kind,
                "verbs": source.verbs,
                "quoted_words": source.quoted_words,
                "reported_words": source.reported_words,
            }
            for source in report.sources
        ],
        "found": list(_found(item, report)),
    }


def devices_of_file(
    path: str, *, article: str | None = None, options: IngestOptions | None = None
) -> Iterator[dict[str, Any]]:
    """The devices of every article of a file.

    Args:
        path: Whatever `ingest` takes.
        article: Only the article of this id.
        options: How articles are read.

    Yields:
        `id`, `title` and `devices` (see `devices_record`), in order.

    Raises:
        DataError: If an input cannot be read, or there is no such article.
    """
    count = 0
    for item in read_articles([path], options):
        if isinstance(item, Reject):
            raise DataError(item.reason)
        if article is not None and item.id != article:
            continue
        count += 1
        yield {"id": item.id, "title": item.title, "devices": devices_record(item)}
    if not count:
        named = f"no article {article!r} in it" if article is not None else "no article in it"
        raise DataError(f"{path}: {named}.")


def _found(item: ModelInput, report: DeviceReport) -> Iterator[dict[str, Any]]:
    for device in report.devices:
        place = item.locate(device.start, device.end)
        if place is None:  # a quotation that was opened in one field and closed in another
            continue
        field, start, end = place
        yield {
            "kind": device.kind,
            "field": field,
            "start": start,
            "end": end,
            "quote": item.text[device.start : device.end],
            "voice": device.voice,
        } | _more(device)


def _more(device: Device) -> dict[str, str]:
    more = {"detail": device.detail, "polarity": device.polarity, "about": device.about}
    return {key: value for key, value in more.items() if value is not None}


def device_lines(record: Mapping[str, Any]) -> Iterator[str]:
    """A device record for the terminal.

    Args:
        record: From `devices_record`.

    Yields:
        Counts, sources, then every device in order with its place and voice.
    """
    if record["status"] != "available":
        yield f"devices not available: {record['reason']}"
        return
    counts = {name: count for name, count in record["counts"].items() if count}
    yield "devices: " + (", ".join(f"{k} {v}" for k, v in counts.items()) or "none found")
    for source in record["sources"]:
        yield (
            f"  source {source['name']} ({source['kind']}): {source['verbs']} verbs, "
            f"{source['quoted_words']} words quoted, {source['reported_words']} reported"
        )
    for device in record["found"]:
        words = " ".join(device["quote"].split())
        shown = words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
        yield f"  {device['field']} {device['start']}-{device['end']}  {_told(device)}: {shown}"


def _told(device: Mapping[str, Any]) -> str:
    name = str(device["kind"]).replace("_", " ")
    details = [device[key] for key in ("polarity", "detail", "about") if key in device]
    if device["voice"] != AUTHOR:
        details.append(f"voice of {device['voice'] or 'nobody named'}")
    return f"{name} ({', '.join(details)})" if details else name
