"""What else is on record about a file or change? Signals that are shown, and carry no points.

Each comes from where it was written down: a tracker, a deployment, a review, another commit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from teammemory_bot.domain.identity import IssueKey, PullNumber, RepoPath
from teammemory_bot.domain.risk_history import FileId


class LinkedIssue(NamedTuple):
    """An issue that a change names, as far as its tracker told of it."""

    key: IssueKey
    summary: str
    type: str


class OpenPull(NamedTuple):
    """An open pull request that changes some of the same files."""

    number: PullNumber
    title: str
    paths: tuple[RepoPath, ...]


class Deployment(NamedTuple):
    """A deployment that failed, of a change that touched a file."""

    seq: int
    environment: str
    at: int


class Repair(NamedTuple):
    """A change of the file, and a later one that names it as what it repairs or follows up."""

    seq: int
    by: int
    kind: str  # fixes, regression, amends, follow-up


class RiskSignalQuestions(Protocol):
    """What the risk agent asks beyond counts."""

    def issues_of(self, seq: int) -> tuple[LinkedIssue, ...]:
        """Return the issues that a change's commits or pull request name, by key."""
        ...

    def incidents_on(self, file: FileId) -> tuple[tuple[int, LinkedIssue], ...]:
        """Return changes of the file, newest first, that name an incident, with the incident."""
        ...

    def failed_deployments_on(self, file: FileId) -> tuple[Deployment, ...]:
        """Return failed deployments of changes that touched the file, newest first."""
        ...

    def open_pulls_on(self, paths: Iterable[RepoPath]) -> tuple[OpenPull, ...]:
        """Return the open pull requests that change some of these paths, by number."""
        ...

    def repairs_on(self, file: FileId) -> tuple[Repair, ...]:
        """Return later changes that name a change of the file as what they repair, newest first."""
        ...

    def discussed_on(self, file: FileId, *, since: int, last: int) -> tuple[int, ...]:
        """Return the changes of a file since a time that were discussed most, most first."""
        ...
