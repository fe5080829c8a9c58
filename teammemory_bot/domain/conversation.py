"""What do the sources of conversation need of the memory, and what do they say when they end?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from teammemory_bot.domain.identity import IssueKey, Sha
from teammemory_bot.domain.records import Batch


class ConversationStore(Protocol):
    """The side of the store that sources are fed into."""

    def cursors(self, source: str) -> Mapping[str, str]:
        """Return how far a source has been read, by direction."""
        ...

    def save(self, batch: Batch) -> None:
        """Write a batch and its cursors: all of it, or nothing."""
        ...

    def named_jira_keys(self) -> frozenset[IssueKey]:
        """Return the Jira keys that commits and pull requests name."""
        ...

    def comments_under(self, number: int) -> frozenset[str]:
        """Return the `external_id` of each comment remembered under an issue or pull request of GitHub."""
        ...

    def comments_created(self, *, after: int, before: int) -> frozenset[str]:
        """Return the same of comments on pull requests that were made between two moments."""
        ...

    def issues_created(self, *, after: int, before: int) -> frozenset[IssueKey]:
        """Return the issues that GitHub told of and that were opened between two moments."""
        ...

    def commits_of_unknown_logins(self, *, after: int, limit: int) -> Sequence[tuple[int, Sha]]:
        """Return the newest commit of each e-mail address that no login is known for.

        With its number in the memory, in rising order, above `after`.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How a run of one service ended, and how far the memory reaches now."""

    service: str
    is_complete: bool
    reason: str = ""
    """Why the run ended early, in a sentence; empty: it did not."""
    calls: int = 0
    points: int = 0
    pages: int = 0
    back_filled_to: int | None = None
    """The oldest update that was met, UTC seconds; None: all, or nothing yet."""
    skipped: tuple[int, ...] = ()
    """Pull requests that the service could not give."""
    is_public: bool | None = None
    """What the service says of the repository's visibility now; None: it did not say."""
