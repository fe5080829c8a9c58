"""What is known of an issue, and what hangs on it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.records import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownIssue:
    """An issue as its tracker told of it."""

    key: IssueKey
    tracker: Tracker
    summary: str
    status: str = ""
    status_category: str = ""
    priority: str = ""
    type: str = ""
    components: tuple[str, ...] = ()
    created_at: int | None = None
    updated_at: int | None = None
    resolved_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerReading:
    """How far a tracker has been read."""

    tracker: Tracker
    issues: int = 0
    """Issues that the tracker told us of."""
    highest: int = 0
    """The highest number of them, in the project asked about."""
    read_until: int | None = None
    """The newest update seen, UTC seconds; None: never read."""
    is_complete: bool = False
    """Whether everything older has been read too."""


class ContextQuestions(Protocol):
    """What the context agent asks."""

    def issue_of(self, key: IssueKey) -> KnownIssue | None:
        """Return an issue as its tracker told of it; None where only others name it, or nobody."""
        ...

    def reading_of(self, tracker: Tracker, *, project: str = "") -> TrackerReading:
        """Return how far a tracker has been read, of Jira: for one project."""
        ...
