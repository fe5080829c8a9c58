"""What share of something does each person have, when most people have none of it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.scoring.review_evidence import EvidenceKey, ReviewEvidence, Signal


class Spread(NamedTuple):
    """A share per person, as `by_person[p] + rest * prior(p)`: sparse, and exact."""

    by_person: Mapping[DeveloperId, float]
    rest: float

    def share(self, person: DeveloperId, prior: float) -> float:
        """Return the person's share, given the share that the person falls back to."""
        return self.by_person.get(person, 0.0) + self.rest * prior


ALL_PRIOR: Final = Spread({}, 1.0)
"""No evidence: everybody keeps the share they fall back to."""


def plain_shares(evidence: ReviewEvidence, signal: Signal) -> Mapping[DeveloperId, float]:
    """Return each person's part of the total, nothing mixed in."""
    total = evidence.total(signal)
    return evidence.combined(signal, {None: 1.0 / total}) if total > 0.0 else {}


def smoothed(
    evidence: ReviewEvidence, signal: Signal, key: EvidenceKey = None, *, prior: float
) -> Spread:
    """Return (M(p) + prior * Q(p)) / (sum of M + prior), with Q(p) left open."""
    return smoothed_mean(evidence, signal, {key: 1.0}, prior=prior)


def smoothed_mean(
    evidence: ReviewEvidence, signal: Signal, weights: Mapping[EvidenceKey, float], *, prior: float
) -> Spread:
    """Return the weighted mean of the smoothed shares of several keys; of none, the prior."""
    all_weight = sum(weights.values())
    if all_weight <= 0.0:
        return ALL_PRIOR
    factors: dict[EvidenceKey, float] = {}
    rest = 0.0
    for key, weight in weights.items():
        factor = weight / all_weight / (evidence.total(signal, key) + prior)
        factors[key] = factor
        rest += factor * prior
    return Spread(evidence.combined(signal, factors), rest)
