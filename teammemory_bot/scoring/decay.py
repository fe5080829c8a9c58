"""How much does the past weigh? Sums that halve every H days, kept without touching old ones.

A weight 2^((t - origin) / H) grows instead of the old ones shrinking; dividing by the weight of
"now" gives the decayed sum. The origin moves on before the exponent leaves what a float can hold.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import exp2
from typing import Final, Generic, TypeVar

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.support.clock import SECONDS_PER_DAY

_MAX_EXPONENT: Final = 512.0
"""A double holds 2^1023; half of that leaves room for the sums themselves."""

Key = TypeVar("Key", bound=Hashable)


def halved(age_seconds: float, half_life_days: float) -> float:
    """Return 2^(-age / half-life)."""
    return exp2(-age_seconds / (half_life_days * SECONDS_PER_DAY))


class DecayedSums(Generic[Key]):
    """Sums per key and person of events that lose half their weight every `half_life_days`."""

    def __init__(self, half_life_days: float) -> None:
        self._half_life_seconds: Final = half_life_days * SECONDS_PER_DAY
        self._origin: float | None = None
        self._sums: dict[Key, dict[DeveloperId, float]] = {}
        self._totals: dict[Key, float] = {}

    def weight(self, at: int) -> float:
        """Return the weight of an event at this time, in the units of the sums."""
        if self._origin is None:
            self._origin = float(at)
        exponent = (at - self._origin) / self._half_life_seconds
        if exponent <= _MAX_EXPONENT:
            return exp2(exponent)
        self._move_origin(exponent)
        return 1.0

    def add(self, keys: Iterable[Key], pairs: Sequence[tuple[DeveloperId, float]]) -> None:
        """Add the weighted amounts of one change to each of the keys."""
        gain = sum(amount for _, amount in pairs)
        for key in keys:
            sums = self._sums.get(key)
            if sums is None:
                sums = self._sums[key] = {}
                self._totals[key] = 0.0
            for person, amount in pairs:
                sums[person] = sums.get(person, 0.0) + amount
            self._totals[key] += gain

    def total(self, key: Key, *, now: int) -> float:
        """Return what all persons' events of one key weigh now."""
        scale = 1.0 / self.weight(now)  # first: it may move the origin, and the sums with it
        return self._totals.get(key, 0.0) * scale

    def combined(self, factors: Mapping[Key, float], *, now: int) -> dict[DeveloperId, float]:
        """Return per person the sum, over the keys, of factor times what the events weigh now."""
        scale = 1.0 / self.weight(now)
        people: dict[DeveloperId, float] = {}
        for key, factor in factors.items():
            scaled = factor * scale
            for person, amount in self._sums.get(key, {}).items():
                people[person] = people.get(person, 0.0) + scaled * amount
        return people

    def _move_origin(self, exponent: float) -> None:
        shrink = exp2(-exponent)
        self._origin = (self._origin or 0.0) + exponent * self._half_life_seconds
        for key, sums in self._sums.items():
            for person in sums:
                sums[person] *= shrink
            self._totals[key] *= shrink
