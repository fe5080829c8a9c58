"""How fast is this machine just now? A limit of time is meant for a quiet one, and stretched for a busy one.

A test that asserts seconds fails where others work; one that compares with a fixed loop of the same moment
fails only where the code is slow.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

_TURNS: Final = 200_000
_QUIET_SECONDS: Final = 0.008
"""What the loop takes of the processor on a quiet machine of two cores, Python 3.11."""
_TRIES: Final = 3


def slowness() -> float:
    """Return how many times slower than a quiet machine a fixed loop runs; at least 1."""
    return max(1.0, least_seconds(_loop) / _QUIET_SECONDS)


def is_within(limit: float, work: Callable[[], object]) -> bool:
    """Tell whether some work takes at most so many seconds of a quiet machine's processor."""
    spent = _seconds(work)
    if spent <= limit:
        return True
    return min(spent, least_seconds(work)) <= limit * slowness()


def least_seconds(work: Callable[[], object]) -> float:
    """Return the processor's seconds for some work, the least of a few tries."""
    return min(_seconds(work) for _ in range(_TRIES))


def _seconds(work: Callable[[], object]) -> float:
    # The thread's clock: the process's one ticks in hundredths once a limit of its time is set.
    began = time.thread_time()
    work()
    return time.thread_time() - began


def _loop() -> int:
    total = 0
    for number in range(_TURNS):
        total += number
    return total
