"""What time is it, and who waits? The one door to clock and sleep; tests bring a virtual one."""

from __future__ import annotations

import time
from typing import Final, Protocol

SECONDS_PER_DAY: Final = 86_400


class Clock(Protocol):
    """Seconds, in three senses. Handed in by the composition root, never asked for elsewhere."""

    def now(self) -> float:
        """Return the UTC seconds since 1970."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards; only differences mean something."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        ...


class SystemClock:
    """This machine's own clock."""

    def now(self) -> float:
        """Return the UTC seconds since 1970."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        time.sleep(seconds)
