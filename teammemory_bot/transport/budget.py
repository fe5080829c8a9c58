"""How much may this run spend? Calls, GraphQL points and time, asked before each call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from teammemory_bot.support.clock import Clock
from teammemory_bot.transport.errors import BudgetSpent

Page = TypeVar("Page")

UNLIMITED: Final = 1_000_000_000


class Budget:
    """What is left for one run. A source asks before each page and stops cleanly at the end."""

    def __init__(
        self, clock: Clock, *, points: int = UNLIMITED, seconds: float = float(UNLIMITED)
    ) -> None:
        self._clock = clock
        self._points_left = points
        self._ends_at = clock.monotonic() + seconds

    def take(self, points: int) -> None:
        """Count a call that costs so many points (a REST call costs one), or end the run."""
        if points > self._points_left:
            raise BudgetSpent("calls")
        if self._clock.monotonic() >= self._ends_at:
            raise BudgetSpent("time")
        self._points_left -= points

    def each(self, pages: Iterable[Page]) -> Iterator[Page]:
        """Yield the pages of a list of unknown length, each paid for before it is asked for."""
        self.take(1)
        for page in pages:
            yield page
            self.take(1)
