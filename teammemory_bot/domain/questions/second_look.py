"""What did an API tell of one pull request? Asked by the skeptic, of single records.

Agents ask for whole pasts; here one record at a time is looked at, by another statement. What git
itself knows is never asked here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from teammemory_bot.domain.identity import Developer, IssueKey, PullNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPull:
    """A pull request as the API told of it: who opened it, who submitted reviews of it."""

    title: str
    author: Developer | None
    reviewers: tuple[Developer, ...]
    """In a total order; the author's own remarks, and bots, may be among them."""
    issues: frozenset[IssueKey] = frozenset()
    """The issues that it names or closes."""


class SecondLookQuestions(Protocol):
    """What the skeptic asks where git cannot say."""

    def has_told_pulls(self) -> bool:
        """Tell whether any pull request came from an API."""
        ...

    def told_pull(self, number: PullNumber) -> ToldPull | None:
        """Return what an API told of a pull request; None where none did."""
        ...
