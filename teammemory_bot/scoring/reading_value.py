"""How much does a newcomer learn from reading about a change?

    value = 3*log2(1 + people who reviewed) + 2*log2(1 + comments) + 6*share of the component's files
          + 3 if it fixed a bug + 4 if it was taken back or takes back
          + 5*share of its files that still exist; all halved every two years of age

Talk weighs most, since it holds the reasons; breadth shows how parts fit together; fixes and reverts
show what breaks; code that is gone and old talk mislead. A ranking signal, always shown with its facts.
The weights are ours and were not fitted to data: no data tells what taught a newcomer most.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import Final

from teammemory_bot.scoring.decay import halved

HALF_LIFE_DAYS: Final = 730


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingFacts:
    """What is known of one change as something to read."""

    age_seconds: int
    reviewers: int = 0
    comments: int = 0
    breadth: float = 0.0
    """Share of the component's files that it touched."""
    alive: float = 1.0
    """Share of the touched files that still exist."""
    is_fix: bool = False
    is_revert: bool = False
    """It takes an earlier change back, or was taken back itself."""


def reading_value(facts: ReadingFacts) -> float:
    """Return the value of reading about a change; only its order means something."""
    points = (
        3.0 * log2(1 + facts.reviewers)
        + 2.0 * log2(1 + facts.comments)
        + 6.0 * facts.breadth
        + 3.0 * facts.is_fix
        + 4.0 * facts.is_revert
        + 5.0 * facts.alive
    )
    return points * halved(facts.age_seconds, HALF_LIFE_DAYS)
