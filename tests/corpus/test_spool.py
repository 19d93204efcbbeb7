import numpy as np
import pytest

from toolkit.corpus import spool
from toolkit.corpus.spool import Spool


@pytest.mark.parametrize("in_memory", [1 << 20, 1])
def test_arrays_come_back_whether_they_lie_on_disk_or_not(monkeypatch, in_memory):
    monkeypatch.setattr(spool, "IN_MEMORY", in_memory)
    with Spool(np.uint64) as kept:
        for values in ([1, 2, 3], [], [2**63]):
            kept.append(np.array(values, dtype=np.uint64))
        assert [values.tolist() for values in kept] == [[1, 2, 3], [], [2**63]]
        kept.append(np.array([4], dtype=np.uint64))
        assert kept.read(0, 1, 3).tolist() == [2, 3]
        assert kept.lengths().tolist() == [3, 0, 1, 1]
        assert len(kept) == 4
