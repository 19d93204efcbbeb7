"""Arrays of articles on disk, so that what is held in memory does not grow with their texts."""

import tempfile
from array import array
from collections.abc import Iterator
from types import TracebackType
from typing import Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

Element = TypeVar("Element", np.uint32, np.uint64)
IN_MEMORY = 32 * 2**20  # bytes; a small corpus never touches the disk


class Spool(Generic[Element]):
    """Arrays of one type, by number, in a temporary file that nobody else sees.

    Args:
        dtype: Of the elements.
    """

    def __init__(self, dtype: type[Element]) -> None:
        self._dtype: np.dtype[Element] = np.dtype(dtype)
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - see close
        self._starts = array("q")
        self._lengths = array("q")
        self._end = 0

    def __len__(self) -> int:
        return len(self._starts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def append(self, values: NDArray[Element]) -> None:
        """Adds an array; its number is the length before."""
        self._file.seek(self._end)
        self._file.write(values.astype(self._dtype, copy=False).tobytes())
        self._starts.append(self._end)
        self._lengths.append(len(values))
        self._end += len(values) * self._dtype.itemsize

    def lengths(self) -> NDArray[np.int64]:
        """The number of elements of each array."""
        return np.array(self._lengths, dtype=np.int64)

    def read(self, i: int, start: int = 0, stop: int | None = None) -> NDArray[Element]:
        """Elements `start` to `stop` of array `i`.

        Args:
            i: Its number.
            start: First element.
            stop: One past the last; the whole rest without it.

        Returns:
            A copy that cannot be written to.
        """
        size = self._dtype.itemsize
        stop = self._lengths[i] if stop is None else stop
        self._file.seek(self._starts[i] + start * size)
        return np.frombuffer(self._file.read((stop - start) * size), dtype=self._dtype)

    def __iter__(self) -> Iterator[NDArray[Element]]:
        for i in range(len(self)):
            yield self.read(i)
