"""What is the change that the agents are asked about?"""

from __future__ import annotations

from dataclasses import dataclass, field

from teammemory_bot.domain.change import ChangedFile, CommitSummary, Identity
from teammemory_bot.domain.coverage import Coverage
from teammemory_bot.domain.identity import IssueKey, Login, PullNumber, Sha
from teammemory_bot.domain.live_review import LiveReview
from teammemory_bot.domain.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A pull request, or a local range of commits.

    `as_of` is the later of the base tip's and the head commit's committer time, in UTC seconds; all
    windows and decays count from it. `number`, `title`, ... are None or empty for a local range that
    never was a pull request; `is_local` tells these apart from a pull request with an empty body.
    """

    base: Sha
    head: Sha
    merge_base: Sha
    as_of: int
    author: Identity
    title: str
    files: tuple[ChangedFile, ...]
    commits: tuple[CommitSummary, ...]
    number: PullNumber | None = None
    body: str | None = None
    """None: not known (git does not keep it); empty: known to be empty."""
    branch: str = ""
    base_branch: str = ""
    """The branch that the pull request aims at; empty where it is not known."""
    author_login: Login | None = None
    author_is_bot: bool = False
    labels: tuple[str, ...] = ()
    is_local: bool = True
    issue_keys: tuple[IssueKey, ...] = ()
    co_authors: tuple[Identity, ...] = ()
    policy: Policy = field(default_factory=Policy)
    live_review: LiveReview = field(default_factory=LiveReview)
    coverage: Coverage | None = None
    """Which lines the tests ran; None: no report was given."""
