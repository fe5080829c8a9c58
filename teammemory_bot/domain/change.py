"""What is a commit, a file change, a change? The records that sources yield and the store saves.

A *commit* is git's. A *change* is one first-parent step of the branch that the memory follows, with
the whole step's diff: a merged pull request is one change, a direct commit is one change. Risk,
co-change and review routing are defined on changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from teammemory_bot.domain.coverage import Coverage
from teammemory_bot.domain.identity import IssueKey, Login, PullNumber, RepoPath, Sha
from teammemory_bot.domain.live_review import LiveReview
from teammemory_bot.domain.policy import Policy


class ChangeStatus(StrEnum):
    """GitHub's words for what happened to a file in a diff."""

    ADDED = "added"
    REMOVED = "removed"
    MODIFIED = "modified"
    RENAMED = "renamed"
    COPIED = "copied"
    CHANGED = "changed"  # type or mode only
    UNCHANGED = "unchanged"


class FileKind(StrEnum):
    """What a path is, by convention and `.gitattributes` (conventions: docs/risk.md)."""

    SOURCE = "source"
    TEST = "test"
    DOC = "doc"
    GENERATED = "generated"
    VENDORED = "vendored"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Identity:
    """A (name, e-mail) pair as a commit or trailer carries it, after the mailmap.

    `login` is set only where the text itself proves it: a GitHub noreply address or `r=login`.
    """

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRange:
    """Lines `first` to `last` of a file, both counted from 1 and included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOrigin:
    """The commit that last wrote a range of lines, by `git blame` at the merge base."""

    lines: LineRange
    sha: Sha


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFile:
    """One file of the change under review: the diff between merge base and head (`-w -M`)."""

    path: RepoPath
    status: ChangeStatus
    kind: FileKind
    previous_path: RepoPath | None = None
    added: int | None = None
    deleted: int | None = None
    is_binary: bool = False
    is_submodule: bool = False
    decision_tokens: int | None = None
    replaced: tuple[LineRange, ...] = ()
    """Line ranges of the file at the merge base that the change deletes or replaces."""
    written: tuple[LineRange, ...] = ()
    """Line ranges of the file at the head that the change adds."""
    origins: tuple[LineOrigin, ...] = ()
    """Who last wrote the replaced lines (blame at the merge base); empty where not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitSummary:
    """A commit of the change under review, as far as the agents need it."""

    sha: Sha
    subject: str
    author: Identity
    is_merge: bool
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """The change that the agents are asked about: a pull request, or a local range of commits.

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
