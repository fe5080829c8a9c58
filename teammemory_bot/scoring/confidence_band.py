"""How well does a candidate fit? Three bands, since a percentage would claim more than is known.

A candidate's standing is exp(score) / sum of exp(score) over all candidates. Measured on two
development histories the first place's standing is about right between 0.3 and 0.7 and too sure
above (docs/review-routing.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, fsum
from typing import Final

from teammemory_bot.domain.finding import Band

STRONG: Final = 0.6
GOOD: Final = 0.3


def standings(scores: Sequence[float]) -> list[float]:
    """Return each score's standing among all; they add up to one."""
    if not scores:
        return []
    best = max(scores)  # exp of a difference cannot overflow
    weights = [exp(score - best) for score in scores]
    total = fsum(weights)
    return [weight / total for weight in weights]


def band_of(standing: float) -> Band:
    """Return the band of a standing."""
    if standing >= STRONG:
        return Band.STRONG
    return Band.GOOD if standing >= GOOD else Band.WEAK
