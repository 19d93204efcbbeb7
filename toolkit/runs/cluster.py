"""Scoring on a Ray cluster: the same chunk function, one loaded model for each actor."""

import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from toolkit.errors import MissingExtraError
from toolkit.runs.chunks import Chunk
from toolkit.runs.job import Product
from toolkit.runs.work import ChunkScorer, Setup

WINDOW = 64  # chunks for each actor that travel together; bounds what is held in memory


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
    """

    def __init__(self, setup: Setup, *, workers: int, address: str | None) -> None:
        if importlib.util.find_spec("ray") is None:
            raise MissingExtraError("--engine ray", extra="cluster")
        import ray

        self.setup = replace(setup, run=setup.run.resolve())
        self.workers = workers
        self._ray: Any = ray
        self._here: ChunkScorer | None = None
        ray.init(address=address, ignore_reinit_error=True, log_to_driver=False)
        ray.data.DataContext.get_current().execution_options.preserve_order = True

    def map(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Product]]:
        """Chunks with what became of them.

        Args:
            chunks: Read a window ahead.

        Yields:
            In the order of the chunks.
        """
        source = iter(chunks)
        while window := list(islice(source, WINDOW * self.workers)):
            rows = self._ray.data.from_items(
                [{"chunk": chunk} for chunk in window], override_num_blocks=len(window)
            ).map(_Actor, fn_constructor_args=(self.setup,), concurrency=self.workers)
            for chunk, row in zip(window, rows.iter_rows(), strict=True):
                yield chunk, row["product"]

    def again(self, chunk: Chunk, left_out: dict[int, bool]) -> Product:
        """Scores a chunk without some of its articles, in this process: it is rare.

        Args:
            chunk: The chunk.
            left_out: Places of articles; True where the same article stood already.

        Returns:
            What became of it.
        """
        self._here = self._here or ChunkScorer(self.setup)
        return self._here(replace(chunk, left_out=left_out))

    def close(self) -> None:
        """Lets the cluster go."""
        self._ray.shutdown()


class _Actor:
    """A worker of Ray Data: loads the model once."""

    def __init__(self, setup: Setup) -> None:
        self.score = ChunkScorer(setup)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        return {"product": self.score(row["chunk"])}
