"""What becomes of articles that are not simply scored: statuses, articles to skip or to look at."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.files import neutral, open_read, read_json, read_lines
from toolkit.records import Article, ScoredRecord
from toolkit.runs.job import manifest_path
from toolkit.text import WORD

NO_KNOWN_WORDS = "no known words"  # the reason that `decide` gives


@dataclass(frozen=True)
class Limits:
    """Lengths beyond which an article gets a status; it is scored all the same.

    Attributes:
        min_words: Shorter ones are `too_short`; 0 for no limit.
        max_words: Longer ones are `too_long`; 0 for no limit.
    """

    min_words: int = 0
    max_words: int = 0

    def status(self, article: Article) -> str | None:
        """`too_short`, `too_long`, or None; words are those of title, dek and text."""
        if not self.min_words and not self.max_words:
            return None
        fields = (article.title or "", article.dek or "", article.text)
        words = sum(1 for text in fields for _ in WORD.finditer(text))
        if words < self.min_words:
            return "too_short"
        return "too_long" if self.max_words and words > self.max_words else None


def outcome_status(abstained: Mapping[str, str]) -> str | None:
    """`no_known_words` or `abstained` where a facet was not decided; None otherwise.

    >>> outcome_status({"topic": "best score 0.100 below 0.2"}), outcome_status({})
    ('abstained', None)
    """
    if not abstained:
        return None
    reasons = set(abstained.values())
    return "no_known_words" if reasons == {NO_KNOWN_WORDS} else "abstained"


def reasons_to_look(record: ScoredRecord, codebooks: Mapping[str, Codebook]) -> list[str]:
    """Why a person should look at an article; none where the run is sure of itself.

    Args:
        record: Its record.
        codebooks: Of the run.

    Returns:
        In words: a status other than ok, a facet that was not decided, a facet without any label
        where its codebook asks for one.
    """
    found = [] if record.status == "ok" else [f"status {record.status}"]
    found += [f"{facet}: {reason}" for facet, reason in record.abstained.items()]
    for facet, book in codebooks.items():
        asked = book.exhaustive or book.primary == "required"
        if asked and not record.labels[facet] and facet not in record.abstained:
            found.append(f"{facet}: no label, and the codebook asks for one")
    return found


def scored_key(article_id: str, fingerprint: str) -> bytes:
    """A short key of an article in a certain version."""
    # Under the form that a CSV cell has, so that all kinds of output give the same key.
    text = f"{neutral(article_id)}\n{fingerprint}"
    return blake2b(text.encode("utf-8", errors="surrogatepass"), digest_size=12).digest()


def load_scored(path: Path, run: str, run_fingerprint: str) -> frozenset[bytes]:
    """Keys of what an output of this run holds already.

    Args:
        path: A scored file of any kind.
        run: Name of the run; records of others are passed over.
        run_fingerprint: Of the run, compared with the manifest beside the file where there is one.

    Returns:
        Keys as `scored_key` makes them.

    Raises:
        DataError: If the file is not a scored one, or another run of that name wrote it.
    """
    manifest = read_json(manifest_path(path)) if manifest_path(path).is_file() else {}
    recorded = manifest.get("run", {})
    if recorded.get("name") == run and recorded.get("fingerprint") != run_fingerprint:
        raise DataError(
            f"{path}: was scored by an earlier run of the name {run!r}, and this one is another. "
            "Leave --skip-scored out to score all articles again."
        )
    found = set()
    for row in _rows(path):
        if not {"article_id", "fingerprint", "run"} <= row.keys():
            raise DataError(f"{path}: not an output of score (no article_id, fingerprint, run).")
        if row["run"] == run:
            found.add(scored_key(str(row["article_id"]), str(row["fingerprint"])))
    return frozenset(found)


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    if path.suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(columns=["article_id", "fingerprint", "run"]):
                    yield from batch.to_pylist()
        except (pa.ArrowException, OSError) as error:
            raise DataError(f"{path}: not a readable Parquet file ({error}).") from error
    elif path.suffix == ".csv":
        with open_read(path) as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="") as text:
            yield from csv.DictReader(text)
    else:
        for number, line in read_lines(path):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise DataError(f"{path}:{number}: not valid JSON ({error}).") from error
            yield row if isinstance(row, dict) else {}
