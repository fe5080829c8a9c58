"""Who knows these files? Shares smoothed from the root over the directories down to each file.

At every node the parent's share counts as two more events: F_k = (R_k + 2 F_parent) / (sum R_k + 2).
That is linear in the masses, so one factor per node suffices, however many people there are.
"""

from __future__ import annotations

from typing import Final

from teammemory_bot.domain.past_change import ReviewQuestion
from teammemory_bot.scoring.nodes import Node, chain_of
from teammemory_bot.scoring.review_evidence import EvidenceKey, ReviewEvidence, Signal
from teammemory_bot.scoring.spread import ALL_PRIOR, Spread

PLACE_PRIOR: Final = 2.0


class PlaceTree:
    """The nodes above a change's files, every directory before what lies below it."""

    def __init__(self, question: ReviewQuestion) -> None:
        self._parent_of: dict[Node, Node | None] = {}
        self._share_at: dict[Node, float] = {}
        for path, key in zip(question.paths, question.files, strict=True):
            parent: Node | None = None
            for node in chain_of(path, key):
                self._parent_of.setdefault(node, parent)
                parent = node
            if parent is not None:
                self._share_at[parent] = self._share_at.get(parent, 0.0) + 1 / len(question.paths)

    def spread(self, evidence: ReviewEvidence, signal: Signal) -> Spread:
        """Return the mean over the files of each person's share at the file."""
        if not self._parent_of:
            return ALL_PRIOR
        pending = dict(self._share_at)
        factors: dict[EvidenceKey, float] = {}
        rest = 1.0
        for node in reversed(self._parent_of):
            factor = pending[node] / (evidence.total(signal, node) + PLACE_PRIOR)
            factors[node] = factor
            rest = factor * PLACE_PRIOR
            parent = self._parent_of[node]
            if parent is not None:
                pending[parent] = pending.get(parent, 0.0) + rest
        return Spread(evidence.combined(signal, factors), rest)
