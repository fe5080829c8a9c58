"""May the next request leave now? Spacing of writes, closed gates, and the patience of one run."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from teammemory_bot.support.clock import Clock
from teammemory_bot.transport.errors import RateLimitReached
from teammemory_bot.transport.limits import Pause

SECONDS_BETWEEN_WRITES: Final = 1.0
"""GitHub asks for at least one second between requests that create or change content."""

DEFAULT_PATIENCE: Final = 300.0
"""Seconds that one run may wait in all because a service asks it to."""

_EVERYTHING: Final = ""


class Pace:
    """The turn-taking of all requests to one service; shared by everything that talks to it."""

    def __init__(
        self, service: str, clock: Clock, *, patience_seconds: float = DEFAULT_PATIENCE
    ) -> None:
        self._service = service
        self._clock = clock
        self._patience_left = patience_seconds
        self._gates: dict[str, float] = {}
        self._write_lock = threading.Lock()
        self._next_write_at = clock.monotonic()

    @contextmanager
    def turn(self, resource: str, *, is_write: bool) -> Iterator[None]:
        """Wait until the request may leave, and hold other writes back until it has ended."""
        if not is_write:
            self._wait_for_gates(resource)
            yield
            return
        with self._write_lock:
            self._wait_for_gates(resource)
            self._sleep_until(self._next_write_at)
            try:
                yield
            finally:
                self._next_write_at = self._clock.monotonic() + SECONDS_BETWEEN_WRITES

    def close(self, resource: str, pause: Pause) -> None:
        """Let nothing leave for the pause: this kind of calls (primary limit), or anything at all."""
        gate = resource if pause.is_primary else _EVERYTHING
        until = self._clock.monotonic() + pause.seconds
        self._gates[gate] = max(until, self._gates.get(gate, 0.0))

    def rest(self, seconds: float) -> None:
        """Wait out of our own caution, after a failure; the bounded tries bound this too."""
        self._sleep_until(self._clock.monotonic() + seconds)

    def _wait_for_gates(self, resource: str) -> None:
        opens_at = max(self._gates.get(_EVERYTHING, 0.0), self._gates.get(resource, 0.0))
        wait = opens_at - self._clock.monotonic()
        if wait > 0:
            self._spend(wait)
            self._sleep_until(opens_at)

    def _spend(self, seconds: float) -> None:
        if seconds > self._patience_left:
            raise RateLimitReached(self._service, until=self._clock.now() + seconds)
        self._patience_left -= seconds

    def _sleep_until(self, moment: float) -> None:
        # A sleep may end early (signals, coarse clocks): never a request earlier than told.
        while (rest := moment - self._clock.monotonic()) > 0:
            self._clock.sleep(rest)
