"""What share of something does each person have, when most people have none of it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.scoring.decay import Mass


class Spread(NamedTuple):
    """A share per person, as `by_person[p] + rest * prior(p)`: sparse, and exact."""

    by_person: Mapping[DeveloperId, float]
    rest: float

    def share(self, person: DeveloperId, prior: float) -> float:
        """Return the person's share, given the share that the person falls back to."""
        return self.by_person.get(person, 0.0) + self.rest * prior


ALL_PRIOR = Spread({}, 1.0)
"""No evidence: everybody keeps the share they fall back to."""


def shares(mass: Mass) -> dict[DeveloperId, float]:
    """Return each person's plain share of the total."""
    if mass.total <= 0.0:
        return {}
    return {person: value / mass.total for person, value in mass.by_person.items()}


def smooth(mass: Mass, prior: float) -> Spread:
    """Return (M(p) + prior * Q(p)) / (sum of M + prior), with Q(p) left open."""
    return mean(((1.0, mass),), prior)


def mean(weighted: Iterable[tuple[float, Mass]], prior: float) -> Spread:
    """Return the weighted mean of smoothed shares; of none, everybody's prior."""
    pairs = tuple(weighted)
    all_weight = sum(weight for weight, _ in pairs)
    if all_weight <= 0.0:
        return ALL_PRIOR
    sums: dict[DeveloperId, float] = {}
    rest = 0.0
    for weight, mass in pairs:
        part = weight / all_weight / (mass.total * mass.scale + prior)
        rest += part * prior
        factor = part * mass.scale
        for person, value in mass.by_person.items():
            sums[person] = sums.get(person, 0.0) + value * factor
    return Spread(sums, rest)
