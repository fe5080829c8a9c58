"""What is known of an issue, and what hangs on it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from teammemory_bot.domain.identity import Developer, IssueKey, PullNumber, RepoPath, Sha
from teammemory_bot.domain.records import PullState, Tracker


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
    moved_to: IssueKey | None = None
    """How its tracker calls it now, where it was moved to another project."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPull:
    """A pull request that names an issue."""

    number: PullNumber
    title: str
    state: PullState
    author: Developer | None
    closes: bool
    seq: int | None
    """The change by which it landed; None: it has not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedCommit:
    """A commit that names an issue."""

    sha: Sha
    seq: int
    subject: str
    author: Developer
    at: int
    closes: bool
    is_merge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPull:
    """A pull request as far as the memory knows it."""

    number: PullNumber
    title: str
    state: PullState
    author: Developer | None
    created_at: int | None
    merged_at: int | None


class PullPath(NamedTuple):
    """A path that a pull request changes."""

    path: RepoPath
    added: int | None
    deleted: int | None


class ContextQuestions(Protocol):
    """What the context agent and the questions about issues and pull requests ask."""

    def issue_of(self, key: IssueKey) -> KnownIssue | None:
        """Return an issue as its tracker told of it; None where only others name it, or nobody."""
        ...

    def reading_of(self, tracker: Tracker, *, project: str = "") -> TrackerReading:
        """Return how far a tracker has been read, of Jira: for one project."""
        ...

    def pulls_naming(self, key: IssueKey, *, until: int) -> tuple[RelatedPull, ...]:
        """Return the pull requests that name an issue, the highest number first.

        Those that have not landed count if they were opened until a time.
        """
        ...

    def commits_naming(self, key: IssueKey) -> tuple[RelatedCommit, ...]:
        """Return the commits that name an issue, the newest change first."""
        ...

    def paths_of_issue(self, key: IssueKey) -> tuple[tuple[RepoPath, int], ...]:
        """Return what the commits naming an issue touched, most of them first, then by path."""
        ...

    def commenters_of_issue(self, key: IssueKey, *, until: int) -> tuple[Developer, ...]:
        """Return who commented on an issue until a time, most comments first."""
        ...

    def pull_of(self, number: PullNumber) -> KnownPull | None:
        """Return a pull request by its number."""
        ...

    def paths_of_pull(self, number: PullNumber) -> tuple[PullPath, ...]:
        """Return which paths a pull request changes, by path."""
        ...

    def reviewers_of_pull(self, number: PullNumber) -> tuple[Developer, ...]:
        """Return who reviewed a pull request, most reviews first."""
        ...

    def issues_of_pull(self, number: PullNumber) -> tuple[IssueKey, ...]:
        """Return which issues a pull request and its commits name, by key."""
        ...
