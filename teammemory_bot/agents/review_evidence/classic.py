"""How does the design's first formula rank reviewers? The profile `classic`, exactly as written."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from teammemory_bot.agents.answers.experts import Expert, experts_of
from teammemory_bot.agents.review_evidence.case import RoutingCase
from teammemory_bot.domain.finding import Quoted, Term, phrase
from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.scoring.classic_expertise import recency_bonus
from teammemory_bot.scoring.lift import Ranked

_PER_COMMIT: Final = 10.0
_PER_REVIEW: Final = 8.0
_PER_COMMENT: Final = 2.0
_LINES_PER_POINT: Final = 20.0


class ClassicRanking:
    """Who knows the change's files, by counts."""

    def __init__(self, case: RoutingCase) -> None:
        self._case = case

    @cached_property
    def _experts(self) -> dict[DeveloperId, Expert]:
        memory, author = self._case.memory, self._case.author
        numbers = sorted(set(self._case.numbers.values()))
        touches = [touch for number in numbers for touch in memory.touches_of(number)]
        without = frozenset([author.id] if author else [])
        found = experts_of(touches, memory, now=self._case.pr.as_of, without=without)
        return {expert.person.id: expert for expert in found if expert.score > 0.0}

    def ranked(self) -> tuple[Ranked, ...]:
        """Return everybody with points, the most first."""
        return tuple(Ranked(who, expert.score) for who, expert in self._experts.items())

    def terms_of(self, person: DeveloperId) -> tuple[Term, ...]:
        """Return the addends of a person's score."""
        expert = self._experts.get(person)
        if expert is None:
            return ()
        counts, now = expert.counts, self._case.pr.as_of
        bonus = recency_bonus(counts.last_at, now=now)
        return (
            _term("commits", counts.commits, counts.commits * _PER_COMMIT),
            _term("reviews", counts.reviews, counts.reviews * _PER_REVIEW),
            _term("comments", counts.comments, counts.comments * _PER_COMMENT),
            _term("churn", counts.churn, counts.churn / _LINES_PER_POINT),
            Term(name="recency", points=bonus),
        )


def _term(name: str, count: int, points: float) -> Term:
    return Term(name=name, points=points, share=float(count), says=phrase(Quoted(str(count))))
