"""`merge`: shards to one output, after proof that nothing is missing and nothing stands twice."""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

from toolkit.errors import DataError
from toolkit.files import (
    open_read,
    open_write,
    read_json,
    refuse_existing,
    sha256_of_bytes,
    sha256_of_file,
    write_json,
)
from toolkit.runs.job import SCHEMA, manifest_path, table_writer, total_counts
from toolkit.runs.job_begin import differing
from toolkit.runs.known_ids import KnownIds

IDENTITY = ("schema", "toolkit", "inputs", "run", "codebooks", "options")
IDS_AT_ONCE = 65_536


@dataclass(frozen=True)
class Shard:
    """One shard with its manifest.

    Attributes:
        path: The scored file.
        manifest: What stands beside it.
    """

    path: Path
    manifest: dict[str, Any]

    @property
    def number(self) -> tuple[int, int]:
        """Its number and how many there are."""
        i, n = self.manifest["options"]["shard"]
        return int(i), int(n)


@dataclass(frozen=True)
class Merged:
    """What was joined.

    Attributes:
        shards: How many.
        chunks: Chunks of the whole input.
        counts: As of a job that was never split.
    """

    shards: int
    chunks: int
    counts: dict[str, int]


def merge(paths: Sequence[Path], out: Path, *, force: bool) -> Merged:
    """Joins the shards of one job; the result is the file that one job would have written.

    Args:
        paths: All shards, in any order.
        out: The output, of the same kind.
        force: Replace an existing output.

    Returns:
        Counts.

    Raises:
        DataError: If a shard is missing, given twice, damaged or of another job; if the shards
            do not cover the input; or if an article stands in two of them.
    """
    refuse_existing(out, force=force)
    shards = sorted((_read(path) for path in paths), key=lambda shard: shard.number)
    _check_same_job(shards)
    order = _check_complete(shards)
    _check_articles(shards)
    first = shards[0].manifest
    form = first["options"]["format"]
    if not out.name.endswith(f".{form}"):
        raise DataError(f"{out}: the shards are of the kind .{form}. Give --out such a name.")
    # Under a name without .gz or .zst: the shards are compressed already.
    joined = out.with_name(f"{out.name}.joined")
    with open_write(joined, force=True) as stream:
        chunks = _join_tables(order, stream) if form == "parquet" else _join(order, stream)
    manifest = {
        **{key: first[key] for key in IDENTITY},
        "options": {**first["options"], "shard": None},
        "total_chunks": len(order),
        "start_bytes": first["start_bytes"],
        "counts": total_counts(chunks),
        "bytes": joined.stat().st_size,
        "sha256": sha256_of_file(joined),
        "chunks": chunks,
    }
    write_json(manifest_path(out), manifest)
    joined.replace(out)
    return Merged(len(shards), len(order), manifest["counts"])


def _read(path: Path) -> Shard:
    """A shard whose file is what its manifest says."""
    beside = manifest_path(path)
    if not path.is_file() or not beside.is_file():
        raise DataError(
            f"{path}: no shard. Expected an output of score --shard with {beside.name} beside it."
        )
    manifest = read_json(beside)
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
        raise DataError(f"{beside}: not a manifest of schema {SCHEMA}. Score the shard again.")
    if not manifest.get("options", {}).get("shard"):
        raise DataError(f"{path}: not a shard, but a whole output. Leave it out.")
    if sha256_of_file(path) != manifest.get("sha256"):
        raise DataError(f"{path}: changed since it was written. Score the shard again.")
    return Shard(path, manifest)


def _check_same_job(shards: Sequence[Shard]) -> None:
    first = _identity(shards[0])
    for shard in shards[1:]:
        differences = differing(first, _identity(shard))
        if differences:
            raise DataError(
                f"{shard.path}: not of the same job as {shards[0].path}; different: "
                f"{'; '.join(differences)}."
            )


def _identity(shard: Shard) -> dict[str, Any]:
    """What the shards of one job share; the same input may have another path on each machine."""
    manifest = shard.manifest
    return {
        **{key: manifest[key] for key in IDENTITY},
        "inputs": [{**item, "path": ""} for item in manifest["inputs"]],
        "options": {**manifest["options"], "shard": shard.number[1]},
    }


def _check_complete(shards: Sequence[Shard]) -> list[tuple[Shard, dict[str, Any]]]:
    """All chunks of the input in order, each once."""
    n = shards[0].number[1]
    numbers = [shard.number[0] for shard in shards]
    twice = sorted({i for i in numbers if numbers.count(i) > 1})
    if twice:
        both = " and ".join(str(shard.path) for shard in shards if shard.number[0] == twice[0])
        raise DataError(f"shard {twice[0]}/{n} is given twice: {both}.")
    missing = sorted(set(range(1, n + 1)) - set(numbers))
    if missing:
        listed = ", ".join(f"{i}/{n}" for i in missing[:10])
        raise DataError(f"shards are missing: {listed}. Score them, then merge again.")
    totals = {shard.manifest["total_chunks"] for shard in shards}
    order = sorted(
        ((shard, chunk) for shard in shards for chunk in shard.manifest["chunks"]),
        key=lambda pair: pair[1]["chunk"],
    )
    if len(totals) != 1 or [chunk["chunk"] for _, chunk in order] != list(range(max(totals))):
        raise DataError(
            f"{shards[0].path}: the shards do not cover the input once (chunks "
            f"{sorted(totals)}, found {len(order)}). Did the input change? Score them again."
        )
    return order


def _check_articles(shards: Sequence[Shard]) -> None:
    """No article stands in two shards; within one, `score` has seen to it."""
    known = KnownIds()
    for i, shard in enumerate(shards):
        names = _ids(shard)
        while batch := list(islice(names, IDS_AT_ONCE)):
            for place, same_shard in known.add(_keys(batch, i)).items():
                if not same_shard:
                    _refuse_twice(batch[place], shard, shards[:i])


def _keys(names: Sequence[str], number: int) -> bytes:
    """A key of each id, and the number of its shard in place of its content."""
    digests = (blake2b(name.encode("utf-8"), digest_size=8).digest() for name in names)
    shard = number.to_bytes(8, "little")
    return b"".join(digest + shard for digest in digests)


def _refuse_twice(name: str, shard: Shard, earlier: Sequence[Shard]) -> None:
    """Names both shards. Of a billion ids two may share a key by chance; then nothing is wrong."""
    other = next((one for one in earlier if name in _ids(one)), None)
    if other is not None:
        raise DataError(
            f"article {name!r} stands in {other.path} and in {shard.path}. "
            "Ids are unique: pass the input through toolkit ingest first, which drops "
            "copies, then score its output in shards."
        )


def _ids(shard: Shard) -> Iterator[str]:
    form, review = shard.manifest["options"]["format"], shard.manifest["options"]["only"]
    if form == "parquet":
        import pyarrow.parquet as pq

        with pq.ParquetFile(shard.path) as file:
            for batch in file.iter_batches(columns=["article_id"]):
                yield from batch.column(0).to_pylist()
    elif form == "csv":
        import csv

        with shard.path.open(encoding="utf-8", newline="") as stream:
            yield from (row["article_id"] for row in csv.DictReader(stream))
    else:
        with open_read(shard.path) as raw:
            for line in raw:
                yield json.loads(line)["id" if review else "article_id"]


def _join(order: Sequence[tuple[Shard, dict[str, Any]]], stream: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a binary stream
    """Copies the stretches of text in order; returns their places in the joined file."""
    start = order[0][0] if order else None
    position, chunks = 0, []
    files = {path: path.open("rb") for path in {shard.path for shard, _ in order}}
    try:
        if start is not None:
            position = stream.write(files[start.path].read(start.manifest["start_bytes"]))
        for shard, chunk in order:
            first, last = chunk["bytes"]
            files[shard.path].seek(first)
            data = files[shard.path].read(last - first)
            if sha256_of_bytes(data) != chunk["sha256"]:
                raise DataError(
                    f"{shard.path}: chunk {chunk['chunk']} is damaged. Score the shard again."
                )
            stream.write(data)
            chunks.append({**chunk, "bytes": [position, position + len(data)]})
            position += len(data)
    finally:
        for file in files.values():
            file.close()
    return chunks


def _join_tables(
    order: Sequence[tuple[Shard, dict[str, Any]]],
    stream: Any,  # noqa: ANN401 - a binary stream
) -> list[dict[str, Any]]:
    """Copies row groups in order: a chunk with records is one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = {path: pq.ParquetFile(path) for path in {shard.path for shard, _ in order}}
    next_group = dict.fromkeys(files, 0)
    # The schema as it was written: reading a file adds field numbers to it.
    stored = next(iter(files.values())).metadata.metadata[b"ARROW:schema"]
    schema = pa.ipc.read_schema(pa.py_buffer(base64.b64decode(stored)))
    with table_writer(stream, schema) as writer:
        for shard, chunk in order:
            if chunk["counts"].get("records"):
                table = files[shard.path].read_row_group(next_group[shard.path])
                writer.write_table(table.cast(schema))
                next_group[shard.path] += 1
    for file in files.values():
        file.close()
    position, chunks = 0, []
    for _, chunk in order:
        length = chunk["bytes"][1] - chunk["bytes"][0]
        chunks.append({**chunk, "bytes": [position, position + length]})
        position += length
    return chunks
