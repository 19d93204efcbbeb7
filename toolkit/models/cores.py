"""How many processor cores this process may keep busy."""

import os

_sharing = 1  # set once, when a worker process starts


def available_cores() -> int:
    """Cores for this process: what the scheduler grants it, shared with its sister workers.

    Returns:
        1 or more. On a cluster that is what the job was given, not what the machine has.
    """
    granted = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    cores = len(granted(0)) if granted is not None else os.cpu_count() or 1
    return max(1, cores // _sharing)


def share_cores(processes: int) -> None:
    """Tells this process how many like it work side by side.

    Without it each of n workers runs as many threads as there are cores, and they wait for each
    other.

    Args:
        processes: This one included.
    """
    global _sharing
    _sharing = max(1, processes)
