"""How much does a file's past weigh now? A count whose events lose half their weight every H days.

Two forms of the same sum: over a list of times, for one question; and running, for a replay of a
whole history, which never touches an old event again.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp2, fsum
from typing import Final

SECONDS_PER_DAY: Final = 86_400


def decayed_count(times: Iterable[int], *, now: int, half_life_days: int) -> float:
    """Return the sum of 0.5^(age/half-life) over events at `times`, none later than `now`."""
    half_life = half_life_days * SECONDS_PER_DAY
    return fsum(exp2((at - now) / half_life) for at in times)


class DecayedCount:
    """The same sum, kept while a history is replayed in its order."""

    __slots__ = ("_at", "_half_life", "_sum")

    def __init__(self, half_life_days: int) -> None:
        self._half_life = half_life_days * SECONDS_PER_DAY
        self._sum = 0.0
        self._at = 0

    def add(self, at: int) -> None:
        """Count one more event, no earlier than the last."""
        self._sum = self.value(at) + 1.0
        self._at = at

    def value(self, now: int) -> float:
        """Return the sum as of `now`, no earlier than the last event."""
        return self._sum * exp2((self._at - now) / self._half_life) if self._sum else 0.0
