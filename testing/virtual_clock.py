"""How long would that have taken? A clock that only moves when somebody sleeps or pushes it."""

from __future__ import annotations

import threading
from typing import Final

WEDNESDAY: Final = 1_792_567_650
"""2026-10-21 07:27:30 UTC: where a test's time begins."""


class VirtualClock:
    """A `Clock` whose sleeps take no time and are written down; safe to share with a server."""

    def __init__(self, now: float = WEDNESDAY) -> None:
        self._lock = threading.Lock()
        self._started_at = now
        self._passed = 0.0
        self.sleeps: list[float] = []

    def now(self) -> float:
        """Return the UTC seconds since 1970."""
        return self._started_at + self._passed

    def monotonic(self) -> float:
        """Return the seconds that have passed."""
        return self._passed

    def sleep(self, seconds: float) -> None:
        """Let the time pass at once, and remember that somebody waited for it."""
        self.sleeps.append(seconds)
        self.push(seconds)

    def push(self, seconds: float) -> None:
        """Let the time pass without anybody waiting."""
        assert seconds >= 0
        with self._lock:
            self._passed += seconds
