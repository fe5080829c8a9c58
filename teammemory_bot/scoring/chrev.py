"""Whose share of a file's reviews, and of its review days, is largest, and freshest? (cHRev)

After Zanjani, Kagdi and Bird, "Automatically Recommending Peer Reviewers in Modern Code Review",
IEEE TSE 2016. Where nobody reviewed the files, their directories are asked, then the project.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import (
    MAX_FILES,
    PastChange,
    ReviewQuestion,
)
from teammemory_bot.scoring.nodes import ROOT, FileNode, Node, directories_of
from teammemory_bot.scoring.review_baselines import by_score
from teammemory_bot.support.clock import SECONDS_PER_DAY


@dataclass(slots=True)
class _Reviewed:
    """The reviews at one node: how many and on which days, per person and in all."""

    reviews: dict[DeveloperId, int] = field(default_factory=dict)
    days: dict[DeveloperId, int] = field(default_factory=dict)
    last_day: dict[DeveloperId, int] = field(default_factory=dict)
    all_reviews: int = 0
    all_days: int = 0
    latest_day: int = -1

    def add(self, people: tuple[DeveloperId, ...], day: int) -> None:
        for person in people:
            self.reviews[person] = self.reviews.get(person, 0) + 1
            if self.last_day.get(person) != day:
                self.days[person] = self.days.get(person, 0) + 1
                self.last_day[person] = day
        self.all_reviews += len(people)
        if self.latest_day != day:
            self.all_days += 1
            self.latest_day = day

    def add_factors(self, scores: dict[DeveloperId, float]) -> None:
        for person, count in self.reviews.items():
            factor = (
                count / self.all_reviews
                + self.days[person] / self.all_days
                + 1.0 / (1.0 + self.latest_day - self.last_day[person])
            )
            scores[person] = scores.get(person, 0.0) + factor


class CHRev:
    """The sum of the three factors over the files of the change."""

    def __init__(self) -> None:
        self._at: dict[Node, _Reviewed] = {}

    def learn(self, change: PastChange) -> None:
        if change.n_files > MAX_FILES or not change.reviewers:
            return
        day = change.at // SECONDS_PER_DAY
        nodes: dict[Node, None] = {ROOT: None}
        nodes.update((directories_of(path)[-1], None) for path in change.paths)
        nodes.update((FileNode(key), None) for key in change.files)
        for node in nodes:
            self._at.setdefault(node, _Reviewed()).add(change.reviewers, day)

    def rank(self, question: ReviewQuestion) -> list[DeveloperId]:
        files: list[Node] = [FileNode(key) for key in question.files]
        directories: list[Node] = list(
            dict.fromkeys(directories_of(path)[-1] for path in question.paths)
        )
        for nodes in (files, directories, [ROOT]):
            scores: dict[DeveloperId, float] = {}
            for node in nodes:
                if node in self._at:
                    self._at[node].add_factors(scores)
            ranking = by_score(scores, without=question.author)
            if ranking:
                return ranking
        return []
