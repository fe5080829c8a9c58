"""Where does a score stand among its likes? Raw sums do not travel; percentiles do."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

HIGH_FROM: Final = 95
ELEVATED_FROM: Final = 80


class RiskLevel(StrEnum):
    """The bands in which a change is shown; `usual` gets one line at most."""

    HIGH = "high"
    ELEVATED = "elevated"
    USUAL = "usual"


def percentile(value: float, among: Sequence[float]) -> int:
    """Return how many percent of the sorted scores lie below the value, ties counted half.

    Rounded down: 0 to 99, since nobody is above all of those one belongs to. `among` is sorted ascending
    and not empty.
    """
    below = bisect_left(among, value)
    equal = bisect_right(among, value) - below
    return min(99, 50 * (2 * below + equal) // len(among))


def level_of(percent: int) -> RiskLevel:
    """Return the band of a percentile."""
    if percent >= HIGH_FROM:
        return RiskLevel.HIGH
    return RiskLevel.ELEVATED if percent >= ELEVATED_FROM else RiskLevel.USUAL
