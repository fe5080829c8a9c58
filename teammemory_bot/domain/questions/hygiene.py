"""Which links do people write here, and which of them lead somewhere?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from teammemory_bot.domain.identity import PullNumber
from teammemory_bot.domain.key_habit import ChangeKeys


class HygieneQuestions(Protocol):
    """What the hygiene rules ask about one pull request."""

    def keys_of_newest_changes(self, last: int) -> tuple[ChangeKeys, ...]:
        """Return titles and issue keys of the newest changes, the newest first.

        Numbers that are pull requests, and changes written by bots, are left out.
        """
        ...

    def pulls_among(self, numbers: Iterable[int]) -> frozenset[PullNumber]:
        """Return which of the numbers are pull requests."""
        ...
