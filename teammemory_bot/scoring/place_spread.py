"""Who knows these files? Shares smoothed from the root over the directories down to each file.

At every node the parent's share counts as two more events: F_k = (R_k + 2 F_parent) / (sum R_k + 2).
That is linear in the masses, so one factor per node suffices, however many people there are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import ReviewQuestion
from teammemory_bot.scoring.decay import Mass
from teammemory_bot.scoring.nodes import Node, chain_of
from teammemory_bot.scoring.spread import ALL_PRIOR, Spread

PLACE_PRIOR: Final = 2.0


class PlaceTree:
    """The nodes above a change's files, and how many of its files lie at each."""

    def __init__(self, question: ReviewQuestion) -> None:
        self._parent_of: dict[Node, Node | None] = {}
        self._files_at: dict[Node, int] = {}
        self._n_files = len(question.paths)
        for path, key in zip(question.paths, question.files, strict=True):
            parent: Node | None = None
            for node in chain_of(path, key):
                self._parent_of.setdefault(node, parent)
                parent = node
            if parent is not None:
                self._files_at[parent] = self._files_at.get(parent, 0) + 1

    def nodes(self) -> list[Node]:
        """Return all nodes, every directory before what lies below it."""
        return list(self._parent_of)

    def spread(self, mass_at: Callable[[Node], Mass]) -> Spread:
        """Return the mean over the files of each person's share at the file."""
        if not self._n_files:
            return ALL_PRIOR
        down = {node: self._files_at.get(node, 0) / self._n_files for node in self._parent_of}
        sums: dict[DeveloperId, float] = {}
        rest = 1.0
        for node in reversed(self._parent_of):
            mass = mass_at(node)
            below = mass.total * mass.scale + PLACE_PRIOR
            factor = down[node] * mass.scale / below
            for person, value in mass.by_person.items():
                sums[person] = sums.get(person, 0.0) + value * factor
            rest = down[node] * PLACE_PRIOR / below
            parent = self._parent_of[node]
            if parent is not None:
                down[parent] += rest
        return Spread(sums, rest)
