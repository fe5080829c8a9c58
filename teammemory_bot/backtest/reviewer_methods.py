"""Which ways of naming reviewers are measured against each other? One line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import PastChange, ReviewQuestion
from teammemory_bot.scoring.chrev import CHRev
from teammemory_bot.scoring.classic_expertise import ClassicExpertise
from teammemory_bot.scoring.lift import DEFAULT_WEIGHTS, LiftRanking, Weights
from teammemory_bot.scoring.revfinder import RevFinder
from teammemory_bot.scoring.review_baselines import LastReviewers, MostActive, ReviewerMethod
from teammemory_bot.scoring.review_evidence import ReviewLedger
from teammemory_bot.scoring.whodo import WhoDo


class Lift:
    """The product's own ranking, fed by the same ledger of evidence."""

    def __init__(self, weights: Weights = DEFAULT_WEIGHTS) -> None:
        self._ledger = ReviewLedger()
        self._weights = weights

    def learn(self, change: PastChange) -> None:
        self._ledger.learn(change)

    def rank(self, question: ReviewQuestion) -> list[DeveloperId]:
        ranking = LiftRanking(question, self._ledger.at(question.now), self._weights)
        return [one.person for one in ranking.ranked()]


METHODS: Final[Mapping[str, Callable[[], ReviewerMethod]]] = {
    "lift": Lift,
    "classic": ClassicExpertise,
    "recent": LastReviewers,
    "active90": MostActive,
    "revfinder": RevFinder,
    "chrev": CHRev,
    "whodo": WhoDo,
}

SAMPLED: Final = frozenset({"revfinder"})
"""Methods too slow for every change: asked about evenly spaced ones."""
