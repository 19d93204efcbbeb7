"""Scoring chunks: the function that every engine runs, and the processes of this machine."""

import json
import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from toolkit.errors import ArtifactError, DataError
from toolkit.files import canonical_json, sha256_of_bytes, sha256_of_file
from toolkit.ingest import Reject, article_to_json
from toolkit.ingest.identity import content_key
from toolkit.models.cores import share_cores
from toolkit.records import Article, ModelInput, ScoredRecord
from toolkit.runs.chunks import Chunk
from toolkit.runs.job import Product
from toolkit.runs.job_options import SHOWN_REASONS
from toolkit.runs.layout import RunFolder
from toolkit.runs.policies import load_scored, reasons_to_look, scored_key
from toolkit.runs.score import ScoreOptions, Scorer
from toolkit.runs.write import compressed, encoder

BATCH = 1024  # inputs scored together; stance rows can be many more than articles
AHEAD = 2  # chunks that wait for each worker, so that none waits for the reader


@dataclass(frozen=True)
class Setup:
    """What a worker needs to know; it can be sent to another process.

    Attributes:
        run: Folder of the run.
        fingerprint: Of the run; a worker that finds another refuses to work.
        options: What is scored, and how.
        form: Kind of output.
    """

    run: Path
    fingerprint: str
    options: ScoreOptions
    form: str


def run_fingerprint(run: RunFolder) -> str:
    """SHA-256 over all that decides what a run says about an article.

    Args:
        run: The run.

    Returns:
        Hex; its model counts by the checksums that loading it verifies.
    """
    content = {
        "config": sha256_of_file(run.config_file),
        "decision": sha256_of_file(run.decision_file),
        "model": sha256_of_file(run.model_folder / "manifest.json"),
        "codebooks": {facet: book.fingerprint for facet, book in run.codebooks.items()},
    }
    return sha256_of_bytes(canonical_json(content).encode())


class ChunkScorer:
    """Scores chunks with one loaded model.

    Args:
        setup: The run and how to score.

    Raises:
        ArtifactError: If the run is not the one that the job began with.
    """

    def __init__(self, setup: Setup) -> None:
        run = RunFolder(setup.run)
        self.options = setup.options
        self.scorer = Scorer(run, setup.options)
        if run_fingerprint(run) != setup.fingerprint:
            raise ArtifactError(
                f"{setup.run}: was replaced while the job ran. Put the run back and go on with "
                "--resume, or begin again with --force."
            )
        self.codebooks = run.codebooks
        self.encode = encoder(setup.form, run.codebooks)
        self.form = setup.form
        self.scored: frozenset[bytes] = frozenset()
        if setup.options.skip_scored is not None:
            self.scored = load_scored(setup.options.skip_scored, run.name, setup.fingerprint)

    def __call__(self, chunk: Chunk) -> Product:
        """Scores a chunk.

        Args:
            chunk: A stretch of the input.

        Returns:
            Its stretch of the output; the same whoever scores it.
        """
        counts: Counter[str] = Counter()
        rejects: list[Reject] = []
        keys: list[bytes] = []
        pairs: list[tuple[Article, ModelInput]] = []
        for article in self._taken(chunk, counts, rejects, keys):
            try:
                inputs = list(self.scorer.inputs(article))
            except DataError as error:  # its stance rows are wrong; the others go on
                rejects.append(Reject(article.origin or article.id, str(error)))
                continue
            counts["articles"] += 1
            pairs += [(article, item) for item in inputs]
        records: list[ScoredRecord] = []
        for first in range(0, len(pairs), BATCH):
            records += self.scorer.score(pairs[first : first + BATCH])
        counts["records"] = len(records)
        counts["rejected"] = len(rejects)
        for record in records:
            counts[f"status {record.status}"] += 1
        return Product(
            data=self._output(pairs, records, counts),
            keys=b"".join(keys),
            rejects="".join(_reject_line(reject) for reject in rejects).encode(
                "utf-8", errors="surrogatepass"
            ),
            counts={name: count for name, count in sorted(counts.items()) if count},
            reasons=tuple(reject.reason for reject in rejects[:SHOWN_REASONS]),
        )

    def _taken(
        self, chunk: Chunk, counts: Counter[str], rejects: list[Reject], keys: list[bytes]
    ) -> Iterator[Article]:
        """The articles that are to be scored; the others are counted."""
        place = -1
        for item in chunk.read(self.options.ingest):
            if isinstance(item, Reject):
                rejects.append(item)
                continue
            place += 1
            if place in chunk.left_out:
                if chunk.left_out[place]:
                    counts["duplicates"] += 1
                else:
                    rejects.append(_id_taken(item))
                continue
            keys.append(article_key(item))
            if not item.has_text:
                counts["no_text"] += 1
            elif self.scored and scored_key(item.id, item.fingerprint) in self.scored:
                counts["skipped"] += 1
            else:
                yield item

    def _output(
        self,
        pairs: list[tuple[Article, ModelInput]],
        records: list[ScoredRecord],
        counts: Counter[str],
    ) -> bytes:
        if self.options.only is None:
            return self.encode(records)
        lines: dict[str, str] = {}
        for (article, _), record in zip(pairs, records, strict=True):
            reasons = reasons_to_look(record, self.codebooks)
            if reasons and article.id not in lines:
                extra = {**article.extra, "review": reasons}
                lines[article.id] = article_to_json(article.model_copy(update={"extra": extra}))
        counts["review"] = len(lines)
        return compressed(self.form, "".join(f"{line}\n" for line in lines.values()).encode())


def article_key(article: Article) -> bytes:
    """8 bytes of an article's id and 8 of its content."""
    name = blake2b(article.id.encode("utf-8", errors="surrogatepass"), digest_size=8).digest()
    return name + bytes.fromhex(content_key(article)[:16])


def _id_taken(article: Article) -> Reject:
    origin = article.origin or article.id
    return Reject(
        origin,
        f"{origin}: id {article.id!r} stands already with other content. Ids are unique: mend one.",
    )


def _reject_line(reject: Reject) -> str:
    row = {"origin": reject.origin, "reason": reject.reason, "row": reject.row}
    return json.dumps(row, ensure_ascii=False) + "\n"


class LocalEngine:
    """Scores chunks on this machine, in order.

    One worker is a thread beside the one that reads and writes; more are processes with a model
    each.

    Args:
        setup: The run and how to score.
        workers: How many.
    """

    def __init__(self, setup: Setup, *, workers: int) -> None:
        self.setup = setup
        self.workers = workers
        self._local: ChunkScorer | None = None
        self._pool: Executor
        if workers == 1:
            self._local = ChunkScorer(setup)
            self._pool = ThreadPoolExecutor(1)
        else:
            self._pool = ProcessPoolExecutor(
                workers,
                multiprocessing.get_context(_start_method(setup)),
                initializer=_begin_worker,
                initargs=(workers,),
            )

    def map(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Product]]:
        """Chunks with what became of them.

        Args:
            chunks: Read a few ahead, so that memory does not grow with the input.

        Yields:
            In the order of the chunks.

        Raises:
            DataError: If a worker process ended.
        """
        waiting: deque[tuple[Chunk, Future[Product]]] = deque()
        try:
            for chunk in chunks:
                waiting.append((chunk, self._submit(chunk)))
                if len(waiting) > self.workers * AHEAD:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        except BrokenProcessPool as error:
            raise _worker_lost(self.setup) from error

    def again(self, chunk: Chunk, left_out: dict[int, bool]) -> Product:
        """Scores a chunk without some of its articles.

        Args:
            chunk: The chunk.
            left_out: Places of articles; True where the same article stood already.

        Returns:
            What became of it.
        """
        return self._submit(replace(chunk, left_out=left_out)).result()

    def close(self) -> None:
        """Ends the workers; chunks that wait are dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _submit(self, chunk: Chunk) -> Future[Product]:
        if self._local is not None:
            return self._pool.submit(self._local, chunk)
        return self._pool.submit(_score_in_worker, self.setup, chunk)


def _worker_lost(setup: Setup) -> DataError:
    return DataError(
        f"{setup.run}: a worker process ended before its time (killed, or out of memory). "
        "Go on with --resume, perhaps with fewer --workers."
    )


def _start_method(setup: Setup) -> str:
    """Workers come from one process that has read the code, where the system has such a thing."""
    if "forkserver" not in multiprocessing.get_all_start_methods():  # Windows
        return "spawn"
    compiled = RunFolder(setup.run).config.model.kind == "tfidf"
    kernels = ["toolkit.models.tfidf.kernels"] if compiled else []
    multiprocessing.set_forkserver_preload([__name__, *kernels])
    return "forkserver"


def _begin_worker(workers: int) -> None:
    """The parent takes Ctrl-C for all; a worker whose parent was killed ends, too."""
    share_cores(workers)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: "multiprocessing.process.BaseProcess") -> None:
    parent.join()
    os._exit(1)


_CURRENT: dict[str, ChunkScorer] = {}


def _score_in_worker(setup: Setup, chunk: Chunk) -> Product:
    """Scores with the model that this process has loaded."""
    if "scorer" not in _CURRENT:
        _CURRENT["scorer"] = ChunkScorer(setup)
    return _CURRENT["scorer"](chunk)
