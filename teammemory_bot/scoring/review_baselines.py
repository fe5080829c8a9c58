"""Which simpler ways of naming reviewers must the product beat? Six of them, measured beside it.

Each learns landed changes in time order and ranks people for a question. Definitions as in
docs/review-routing.md; the published ones carry their source. Ties go to the lower person number.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from math import inf
from typing import Final, Protocol

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import (
    MAX_FILES,
    PastChange,
    ReviewQuestion,
)
from teammemory_bot.scoring.nodes import (
    ROOT,
    Node,
    chain_of,
    touched_nodes,
)
from teammemory_bot.support.clock import SECONDS_PER_DAY

ACTIVE_DAYS: Final = 90


class ReviewerMethod(Protocol):
    """A way of ranking reviewers that learns as time goes by."""

    def learn(self, change: PastChange) -> None:
        """Take a landed change as evidence; changes come in time order."""

    def rank(self, question: ReviewQuestion) -> list[DeveloperId]:
        """Return people, best first; the author is never among them."""


def by_score(
    scores: Mapping[DeveloperId, float], *, without: DeveloperId | None
) -> list[DeveloperId]:
    """Return the people with a score, best first."""
    people = (person for person in scores if person != without)
    return sorted(people, key=lambda person: (-scores[person], person))


class MostActive:
    """Who reviewed most changes in the last 90 days, whatever the files."""

    def __init__(self) -> None:
        self._recent: deque[tuple[int, tuple[DeveloperId, ...]]] = deque()
        self._counts: dict[DeveloperId, int] = {}

    def learn(self, change: PastChange) -> None:
        if change.n_files > MAX_FILES:
            return
        self._recent.append((change.at, change.reviewers))
        for person in change.reviewers:
            self._counts[person] = self._counts.get(person, 0) + 1

    def rank(self, question: ReviewQuestion) -> list[DeveloperId]:
        oldest = question.now - ACTIVE_DAYS * SECONDS_PER_DAY
        while self._recent and self._recent[0][0] < oldest:
            for person in self._recent.popleft()[1]:
                self._counts[person] -= 1
        active = {person: float(count) for person, count in self._counts.items() if count}
        return by_score(active, without=question.author)


class LastReviewers:
    """Who reviewed the files last; then their directories, the next ones up, the root."""

    def __init__(self) -> None:
        self._last: dict[Node, dict[DeveloperId, int]] = {}

    def learn(self, change: PastChange) -> None:
        if change.n_files > MAX_FILES or not change.reviewers:
            return
        for node in touched_nodes(change.paths, change.files):
            last = self._last.setdefault(node, {})
            for person in change.reviewers:
                last[person] = change.at

    def rank(self, question: ReviewQuestion) -> list[DeveloperId]:
        best: dict[DeveloperId, tuple[float, int]] = {}
        for level, node in _levels(question):
            for person, at in self._last.get(node, {}).items():
                standing = (level, -at)
                if person != question.author and standing < best.get(person, (inf, 0)):
                    best[person] = standing
        return sorted(best, key=lambda person: (*best[person], person))


def _levels(question: ReviewQuestion) -> set[tuple[float, Node]]:
    return {
        (inf if node == ROOT else level, node)
        for path, key in zip(question.paths, question.files, strict=True)
        for level, node in enumerate(reversed(chain_of(path, key)))
    }
