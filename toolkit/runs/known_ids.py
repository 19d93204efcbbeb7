"""Which article stands under which id, over an archive of any size."""

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]


class KnownIds:
    """Which article stands under which id; 16 bytes an article, twice that while stretches merge.

    A dictionary took 150 bytes an article, which a year of an archive cannot afford. The keys
    stand in sorted stretches, each at least twice as long as the next: the look-ups of a chunk
    are a few binary searches, and every key is merged about log2(n) times.

    Args:
        keys: Of articles that are done, 16 bytes each: of the id, then of the content.
    """

    def __init__(self, keys: bytes = b"") -> None:
        self._stretches: list[Keys] = []  # (2, n): keys of ids in rising order, of contents
        self.add(keys)

    def __len__(self) -> int:
        """Number of ids."""
        return sum(stretch.shape[1] for stretch in self._stretches)

    def add(self, keys: bytes) -> dict[int, bool]:
        """Adds articles.

        Args:
            keys: As `work.article_key` makes them, one after the other.

        Returns:
            The places of those whose id is taken, by an article before them here or in an earlier
            call; True where the same article has it.
        """
        names, contents = np.frombuffer(keys, dtype="<u8").reshape(-1, 2).T
        if not len(names):
            return {}
        # By the first place of each id, so that the owner of an id is the article met first.
        ids, first, owner = np.unique(names, return_index=True, return_inverse=True)
        owned, known = contents[first].copy(), np.zeros(len(ids), dtype=bool)
        for stretch in self._stretches:
            at = np.minimum(np.searchsorted(stretch[0], ids), stretch.shape[1] - 1)
            found = stretch[0, at] == ids
            owned[found] = stretch[1, at[found]]
            known |= found
        is_owner = np.zeros(len(names), dtype=bool)
        is_owner[first[~known]] = True
        self._keep(np.stack([ids[~known], owned[~known]]))
        taken = np.flatnonzero(~is_owner)
        same = contents[taken] == owned[owner[taken]]
        return dict(zip(taken.tolist(), same.tolist(), strict=True))

    def _keep(self, stretch: Keys) -> None:
        """Adds a stretch; short ones are merged until each is twice as long as the next."""
        if not stretch.shape[1]:
            return
        while self._stretches and self._stretches[-1].shape[1] < 2 * stretch.shape[1]:
            both = np.concatenate([self._stretches.pop(), stretch], axis=1)
            stretch = both[:, np.argsort(both[0], kind="stable")]
        self._stretches.append(stretch)
