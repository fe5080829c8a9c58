"""Who knows these files by the design's first formula? Counts, lines and a bonus for recency.

    score = commits * 10 + reviews * 8 + comments * 2 + churn / 20 + recency bonus

The bonus is 20, 10 or 5 points for a last touch within 30, 90 or 180 days. It is a ranking signal,
explainable by its own counts; measured accuracy: docs/review-routing.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import (
    MAX_FILES,
    FileKey,
    PastChange,
    ReviewQuestion,
)
from teammemory_bot.scoring.review_baselines import by_score
from teammemory_bot.support.clock import SECONDS_PER_DAY

_RECENCY_BONUS: Final = ((30, 20.0), (90, 10.0), (180, 5.0))
"""Days since the last touch, and the points for being within them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertiseCounts:
    """What one person did to a set of files. `churn` is lines added and deleted."""

    commits: int = 0
    reviews: int = 0
    comments: int = 0
    churn: int = 0
    last_at: int | None = None


def recency_bonus(last_at: int | None, *, now: int) -> float:
    """Return the points for having touched the files lately; none for never."""
    if last_at is None:
        return 0.0
    days = (now - last_at) / SECONDS_PER_DAY
    return next((points for within, points in _RECENCY_BONUS if days <= within), 0.0)


def classic_score(counts: ExpertiseCounts, *, now: int) -> float:
    """Return the expertise score exactly as the design writes it."""
    return (
        counts.commits * 10.0
        + counts.reviews * 8.0
        + counts.comments * 2.0
        + counts.churn / 20.0
        + recency_bonus(counts.last_at, now=now)
    )


class ClassicExpertise:
    """The classic score as a way of ranking reviewers, over the files exactly as named."""

    def __init__(self) -> None:
        self._changes: list[PastChange] = []
        self._touching: dict[FileKey, list[int]] = {}

    def learn(self, change: PastChange) -> None:
        if change.n_files > MAX_FILES:
            return
        for key in change.files:
            self._touching.setdefault(key, []).append(len(self._changes))
        self._changes.append(change)

    def rank(self, question: ReviewQuestion) -> list[DeveloperId]:
        tallies = self._tallies(question)
        scores = {person: tally.score(question.now) for person, tally in tallies.items()}
        known = {person: score for person, score in scores.items() if score > 0.0}
        return by_score(known, without=question.author)

    def _tallies(self, question: ReviewQuestion) -> dict[DeveloperId, _Tally]:
        asked = set(question.files)
        numbers = {number for key in question.files for number in self._touching.get(key, ())}
        tallies: dict[DeveloperId, _Tally] = {}
        for number in sorted(numbers):
            change = self._changes[number]
            if change.writer is not None:
                lines = sum(
                    n or 0
                    for key, n in zip(change.files, change.churn, strict=False)
                    if key in asked
                )
                tallies.setdefault(change.writer, _Tally()).wrote(lines, change.at)
            for person in change.reviewers:
                tallies.setdefault(person, _Tally()).reviewed(change.at)
        return tallies


@dataclass(slots=True)
class _Tally:
    commits: int = 0
    reviews: int = 0
    churn: int = 0
    last_at: int = 0

    def wrote(self, lines: int, at: int) -> None:
        self.commits += 1
        self.churn += lines
        self.last_at = max(self.last_at, at)

    def reviewed(self, at: int) -> None:
        self.reviews += 1
        self.last_at = max(self.last_at, at)

    def score(self, now: int) -> float:
        counts = ExpertiseCounts(
            commits=self.commits, reviews=self.reviews, churn=self.churn, last_at=self.last_at
        )
        return classic_score(counts, now=now)
