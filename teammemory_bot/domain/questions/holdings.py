"""How much does the memory hold?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from teammemory_bot.domain.identity import PullNumber, Sha


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What there is to build an answer on, as of one change."""

    tip: Sha | None
    """The newest commit; None when there is none."""
    commits: int
    changes: int
    pull_requests: int
    """Pull requests that landed."""
    issues: int
    """Issues that the landed commits and pull requests name."""


class HoldingsQuestions(Protocol):
    """What a run says about its own foundation."""

    def holdings(self) -> Holdings:
        """Return how much the memory holds."""
        ...

    def landing_of(self, number: PullNumber) -> Sha | None:
        """Return the commit by which a pull request landed, if it did."""
        ...
