"""Who changed and reviewed these files and directories most, and most lately? (WhoDo)

After Asthana et al., "WhoDo: Automating Reviewer Suggestions at Scale", ESEC/FSE 2019, with all
weights 1 and without the load term.
"""

from __future__ import annotations

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import (
    MAX_FILES,
    PastChange,
    ReviewQuestion,
)
from teammemory_bot.scoring.nodes import FileNode, Node, directories_of
from teammemory_bot.scoring.review_baselines import by_score
from teammemory_bot.support.clock import SECONDS_PER_DAY

_Tally = dict[Node, dict[DeveloperId, tuple[int, int]]]
"""Per node and person: how many, and when the last."""


class WhoDo:
    """Changes / (1 + days since the last) + the same for reviews, over files and directories."""

    def __init__(self) -> None:
        self._written: _Tally = {}
        self._reviewed: _Tally = {}

    def learn(self, change: PastChange) -> None:
        if change.n_files > MAX_FILES:
            return
        nodes = immediate_nodes(change)
        if change.writer is not None:
            _count(self._written, nodes, change.writer, change.at)
        for person in change.reviewers:
            _count(self._reviewed, nodes, person, change.at)

    def rank(self, question: ReviewQuestion) -> list[DeveloperId]:
        scores: dict[DeveloperId, float] = {}
        for node in immediate_nodes(question):
            for tally in (self._written, self._reviewed):
                for person, (count, last) in tally.get(node, {}).items():
                    days = (question.now - last) / SECONDS_PER_DAY
                    scores[person] = scores.get(person, 0.0) + count / (1.0 + days)
        return by_score(scores, without=question.author)


def immediate_nodes(change: PastChange | ReviewQuestion) -> list[Node]:
    """Return the files and their distinct immediate directories, in a fixed order."""
    nodes: dict[Node, None] = {FileNode(key): None for key in change.files}
    nodes.update((directories_of(path)[-1], None) for path in change.paths)
    return list(nodes)


def _count(tally: _Tally, nodes: list[Node], person: DeveloperId, at: int) -> None:
    for node in nodes:
        people = tally.setdefault(node, {})
        people[person] = (people.get(person, (0, 0))[0] + 1, at)
