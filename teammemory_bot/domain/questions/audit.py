"""What is in the memory as a whole? Everything that the audit looks at, in one pass each.

Plain rows in plain tuples: an old repository has hundreds of thousands of them.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from teammemory_bot.domain.identity import DeveloperId, IssueKey, PullNumber, Sha
from teammemory_bot.domain.records import BodyState, PullState, Tracker


class AuditedCommit(NamedTuple):
    """A commit of the branch."""

    sha: Sha
    seq: int
    author: DeveloperId
    at: int
    subject: str
    is_merge: bool
    is_own: bool  # the change's own commit, by which the step was made
    keys: tuple[IssueKey, ...]


class AuditedPull(NamedTuple):
    """A pull request that landed."""

    number: PullNumber
    seq: int
    at: int
    title: str
    is_told: bool  # by the API; else only history shows it
    author: DeveloperId | None
    merged_by: DeveloperId | None
    state: PullState
    body: BodyState
    created_at: int | None
    base_branch: str
    labels: tuple[str, ...]
    keys: tuple[IssueKey, ...]


class PullReview(NamedTuple):
    """Somebody's reviews of one landed pull request."""

    pull: PullNumber
    reviewer: DeveloperId
    has_approved: bool


class AuditedIssue(NamedTuple):
    """An issue that its tracker told of, or that somebody names."""

    key: IssueKey
    tracker: Tracker
    is_known: bool
    status: str
    status_category: str
    components: tuple[str, ...]
    created_at: int | None
    resolved_at: int | None


class ActiveDeveloper(NamedTuple):
    """A human who wrote or reviewed, with when last and how much."""

    id: DeveloperId
    changes: int
    reviews: int
    last_at: int


class SourceReading(NamedTuple):
    """How far one source was read in one direction."""

    source: str
    direction: str
    is_done: bool | None  # None: the direction has no end


class AuditQuestions(Protocol):
    """What the audit asks."""

    def audited_commits(self) -> list[AuditedCommit]:
        """Return the commits of the branch, oldest change first."""
        ...

    def audited_pulls(self) -> list[AuditedPull]:
        """Return the pull requests that landed, by change."""
        ...

    def audited_reviews(self) -> list[PullReview]:
        """Return who reviewed landed pull requests, by number."""
        ...

    def audited_issues(self) -> list[AuditedIssue]:
        """Return all issues, by key."""
        ...

    def active_developers(self) -> list[ActiveDeveloper]:
        """Return the humans of the memory, by number."""
        ...

    def readings(self) -> list[SourceReading]:
        """Return how far each source was read, by source and direction."""
        ...
