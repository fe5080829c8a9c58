"""How much does a file's past weigh now? A count whose events lose half their weight every H days.

Events older than three years are left out. What they would add is small (1.5 % of an event at 180
days, 13 % at 365), the figures of docs/risk.md stay the same to .002, and so no question has to
read the whole past of a large repository.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from math import exp2, fsum
from typing import Final

from teammemory_bot.support.clock import SECONDS_PER_DAY

HORIZON_SECONDS: Final = 3 * 365 * SECONDS_PER_DAY


def decayed_count(times: Sequence[int], *, now: int, half_life_days: int) -> float:
    """Return the sum of 0.5^(age/half-life) over events at sorted `times`, none later than `now`."""
    half_life = half_life_days * SECONDS_PER_DAY
    first = bisect_left(times, now - HORIZON_SECONDS)
    return fsum([exp2((at - now) / half_life) for at in times[first:]])
