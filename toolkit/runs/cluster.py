"""Scoring on a Ray cluster: the same chunk function, one loaded model for each actor."""

import importlib.util
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from toolkit.errors import DataError, MissingExtraError, ToolkitError
from toolkit.models.cores import available_cores, share_cores
from toolkit.runs.chunks import Chunk
from toolkit.runs.job import Product
from toolkit.runs.work import ChunkScorer, Setup

WINDOW = 256  # chunks that this process holds while it hands them over
CORES_OF_ACTOR = 0.9  # less than one, so that as many actors as cores leave Ray room for its own
ALONE = 1 << 16  # as if so many shared the cores: one thread for each actor


@dataclass(frozen=True)
class Ticket:
    """A chunk as it travels: a stretch of a file goes by its place, so that nodes read it.

    Attributes:
        chunk: Without its lines where `path` is given.
        path: The file, absolute; None where this process had to read the articles or rows.
        content: Where Ray keeps those, on disk if need be.
        start: First byte of the lines.
        length: Bytes of the lines.
    """

    chunk: Chunk
    path: str | None = None
    content: Any = None
    start: int = 0
    length: int = 0

    @classmethod
    def of(cls, chunk: Chunk) -> "Ticket":
        """The ticket of a chunk."""
        if chunk.lines is None:
            content = _ray().put((chunk.items, chunk.batch))
            return cls(replace(chunk, items=(), batch=None), content=content)
        length = len(chunk.lines)
        path = str(Path(chunk.where).resolve())
        return cls(
            replace(chunk, lines=None),
            path,
            start=chunk.behind.offset - length,
            length=length,
        )

    def redeem(self) -> Chunk:
        """The chunk with its content.

        Returns:
            As it was cut.

        Raises:
            DataError: If this node cannot read the file, or finds less than was there.
        """
        if self.path is None:
            items, batch = _ray().get(self.content)
            return replace(self.chunk, items=items, batch=batch)
        try:
            with Path(self.path).open("rb") as stream:
                stream.seek(self.start)
                lines = stream.read(self.length)
        except OSError as error:
            raise DataError(
                f"{self.path}: a node of the cluster cannot read it ({error}). Put the input on a "
                "file system that all nodes share."
            ) from error
        if len(lines) < self.length:
            raise DataError(f"{self.path}: was cut short while the job ran. Score it again.")
        return replace(self.chunk, lines=lines)


class RayEngine:
    """Scores chunks on Ray Data, which does the scheduling, the retries and the lost workers.

    Results come in the order of the chunks and are written by this process, so an output is the
    same as that of the local engine, byte for byte.

    Args:
        setup: The run and how to score; the run's folder must be readable on every node.
        workers: Actors, a model each.
        address: Of a running cluster; None starts one on this machine.

    Raises:
        MissingExtraError: If Ray is not installed.
        DataError: If the cluster cannot be reached, or has too few cores.
    """

    def __init__(self, setup: Setup, *, workers: int, address: str | None) -> None:
        if importlib.util.find_spec("ray") is None:
            raise MissingExtraError("--engine ray", extra="cluster")
        self.setup = replace(setup, run=setup.run.resolve())
        self.workers = workers
        self._here: ChunkScorer | None = None
        self._tickets: dict[int, Ticket] = {}
        _connect(address, workers)
        context = _ray().data.DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = False

    def map(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Product]]:
        """Chunks with what became of them.

        All chunks are handed over before the first is scored. What a ticket holds goes to Ray's
        store, which spills to disk.

        Args:
            chunks: In order.

        Yields:
            In the order of the chunks.

        Raises:
            DataError: If a worker met one.
        """
        source = iter(chunks)
        tickets: list[Ticket] = []
        parts: list[Any] = []
        while window := [Ticket.of(chunk) for chunk in islice(source, WINDOW)]:
            rows = [{"ticket": ticket} for ticket in window]
            parts.append(_ray().data.from_items(rows, override_num_blocks=len(rows)))
            tickets += window
        if not parts:
            return
        whole = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
        scored = whole.map(
            _Actor,
            fn_constructor_args=(self.setup,),
            compute=_ray().data.ActorPoolStrategy(size=self.workers),
            num_cpus=CORES_OF_ACTOR,
        )
        try:
            for ticket, row in zip(tickets, scored.iter_rows(), strict=True):
                self._tickets[ticket.chunk.number] = ticket
                yield ticket.chunk, row["product"]
                del self._tickets[ticket.chunk.number]
        except _ray().exceptions.RayError as error:
            raise _as_ours(error) from error

    def again(self, chunk: Chunk, left_out: dict[int, bool]) -> Product:
        """Scores a chunk without some of its articles, in this process: it is rare.

        Args:
            chunk: The chunk that `map` has just given.
            left_out: Places of articles; True where the same article stood already.

        Returns:
            What became of it.
        """
        self._here = self._here or ChunkScorer(self.setup)
        whole = self._tickets[chunk.number].redeem()
        return self._here(replace(whole, left_out=left_out))

    def close(self) -> None:
        """Lets the cluster go."""
        _ray().shutdown()


class _Actor:
    """A worker of Ray Data: loads the model once."""

    def __init__(self, setup: Setup) -> None:
        share_cores(ALONE)
        self.score = ChunkScorer(setup)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        return {"product": self.score(row["ticket"].redeem())}


def _ray() -> Any:  # noqa: ANN401 - the module
    import ray
    import ray.data

    return ray


def _connect(address: str | None, workers: int) -> None:
    """Joins a cluster, or starts one here; refuses what would wait for ever."""
    if address is None:
        _check_cores(workers, available_cores())
    # Ray reports use to its makers unless told otherwise; nothing leaves the machine unasked.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # what matters comes as exceptions
    ray = _ray()
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    settings: dict[str, Any] = {
        "runtime_env": {"env_vars": {"OMP_NUM_THREADS": "1"}},
        "logging_level": logging.ERROR,
        "log_to_driver": False,
    }
    if address is None:
        settings["include_dashboard"] = False
    try:
        ray.init(address=address or "local", ignore_reinit_error=True, **settings)
    except (ConnectionError, ValueError) as error:
        raise DataError(
            f"--address {address}: no Ray cluster there ({error}). Start one with ray start "
            "--head, or leave --address out to use this machine."
        ) from error
    if address is not None:
        _check_cores(workers, int(ray.cluster_resources().get("CPU", 0)))


def _check_cores(workers: int, cores: int) -> None:
    """More actors than cores would wait for ever, without a word."""
    if workers > cores:
        raise DataError(
            f"--workers {workers}: more than there are cores for, and each worker takes one. "
            f"Expected at most {cores}."
        )


def _as_ours(error: Exception) -> DataError:
    """What a worker met, as the local engine says it."""
    cause = getattr(error, "cause", None)
    if isinstance(cause, ToolkitError):
        return DataError(str(cause))
    first = str(error).strip().splitlines()[-1:] or [type(error).__name__]
    return DataError(
        f"--engine ray: the cluster gave up ({first[0]}). What is complete is safe: go on with "
        "--resume."
    )
