"""How good is a ranking, when it is known who the right ones were?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

TOP: Final = (1, 3, 5)
"""A ranking is right at k when one of its first k is a right one."""


@dataclass(slots=True)
class RankingScore:
    """Sums over the rankings judged so far. What is not ranked at all counts as wrong."""

    judged: int = 0
    reciprocal_ranks: float = 0.0
    right_at: dict[int, int] = field(default_factory=lambda: dict.fromkeys(TOP, 0))

    def judge(self, ranking: Sequence[int], right: Collection[int]) -> None:
        """Count one ranking against those who were right."""
        place = next((at for at, one in enumerate(ranking, start=1) if one in right), None)
        self.judged += 1
        if place is None:
            return
        self.reciprocal_ranks += 1.0 / place
        for k in TOP:
            self.right_at[k] += place <= k

    def as_json(self) -> dict[str, float]:
        """Return fractions of the rankings judged: mean reciprocal rank, right at 1, 3 and 5."""
        shares = {f"top{k}": _share(count, self.judged) for k, count in self.right_at.items()}
        return {**shares, "mrr": _share(self.reciprocal_ranks, self.judged)}


def _share(part: float, whole: int) -> float:
    return round(part / whole, 6) if whole else 0.0
