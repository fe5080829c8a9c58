"""What do sources yield and the store save? Records by their natural names, never by a number.

A source yields `Batch`es; the store saves a batch and its cursor in one transaction. Saving a
record twice is saving it once: each has a natural key, and the newer state of the same record wins
(`updated_at`). Records of git's history are tuples, since there are very many of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import IssueKey, Login, PullNumber, RepoPath, Sha


class Tracker(StrEnum):
    """Where an issue lives."""

    JIRA = "jira"
    GITHUB = "github"
    UNKNOWN = "unknown"  # only a commit or pull request names it so far


class BodyState(StrEnum):
    """What is known of a pull request's description; the text itself is not kept."""

    UNKNOWN = "unknown"
    EMPTY = "empty"
    PRESENT = "present"


class PullState(StrEnum):
    """How far a pull request got, in GitHub's words."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    MERGED = "MERGED"


class ReviewState(StrEnum):
    """GitHub's words for what a review says."""

    APPROVED = "APPROVED"
    CHANGES_REQUESTED = "CHANGES_REQUESTED"
    COMMENTED = "COMMENTED"
    DISMISSED = "DISMISSED"
    PENDING = "PENDING"


class ReviewSource(StrEnum):
    """Where a review is written down."""

    API = "api"
    TRAILER = "trailer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user of GitHub or Jira as an API names them. None in its place: a deleted account."""

    login: Login | None = None
    name: str = ""
    email: str = ""
    jira_account: str = ""
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequestRecord:
    """A pull request as an API tells it. Natural key: `number`."""

    number: PullNumber
    title: str
    state: PullState
    author: Account | None
    created_at: int
    updated_at: int
    merged_at: int | None = None
    closed_at: int | None = None
    merged_by: Account | None = None
    body_state: BodyState = BodyState.UNKNOWN
    is_draft: bool = False
    base_branch: str = ""
    head_branch: str = ""
    head_sha: Sha | None = None
    merge_commit_sha: Sha | None = None
    labels: tuple[str, ...] = ()
    requested_reviewers: tuple[Account, ...] = ()
    n_files: int | None = None
    """The true number of files, also where fewer are listed."""
    files: tuple[PullFileRecord, ...] | None = None
    """None: not asked; what is stored stays."""
    commits: tuple[Sha, ...] | None = None
    issues: tuple[IssueMention, ...] = ()
    untold: frozenset[str] = frozenset()
    """Further fields that this record says nothing about, such as `author`, `labels`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullFileRecord:
    """One file of a pull request, as an API lists it."""

    path: RepoPath
    added: int | None = None
    deleted: int | None = None


class IssueMention(NamedTuple):
    """A pull request or commit names an issue; `closes` when it says that it closes it."""

    key: IssueKey
    tracker: Tracker = Tracker.UNKNOWN
    closes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """A review as an API tells it. Natural key: `external_id`."""

    external_id: str
    pull: PullNumber
    reviewer: Account | None
    state: str
    """A `ReviewState`, or a word newer than this program."""
    submitted_at: int
    n_comments: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRecord:
    """An issue as an API or export tells it. Natural key: `tracker` and `key`."""

    key: IssueKey
    tracker: Tracker
    summary: str
    type: str | None = ""
    """None: not asked; a type known of this very state stays."""
    status: str = ""
    status_category: str = ""
    """`new`, `indeterminate` or `done` in Jira; `open` or `closed` in GitHub; empty: unknown."""
    priority: str = ""
    components: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    created_at: int = 0
    updated_at: int = 0
    resolved_at: int | None = None
    reporter: Account | None = None
    assignee: Account | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCommentRecord:
    """A comment on an issue or pull request; its text is not kept. Key: tracker and `external_id`."""

    external_id: str
    tracker: Tracker
    author: Account | None
    created_at: int
    issue: IssueKey | None = None
    pull: PullNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentRecord:
    """A deployment of a commit. Natural key: `external_id`."""

    external_id: str
    sha: Sha
    environment: str
    state: str
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class LoginProof:
    """What the API says of commits with this name and e-mail address: whose account they are by.

    Where no account has proved the address to be its own, `login` is empty, and `carried_by` is the
    account whose pull request brought the commits.
    """

    name: str
    email: str
    login: str
    carried_by: str = ""


MOVED: Final = "teammemory:moved"
"""The kind of link from a key to the one by which its tracker calls the issue now."""


@dataclass(frozen=True, slots=True)
class IssueLinkRecord:
    """An issue is linked with another one; `kind` in the tracker's words: `blocks`, or `MOVED`."""

    key: IssueKey
    other: IssueKey
    kind: str


@dataclass(frozen=True, slots=True)
class GoneAccount:
    """A Jira account that its owner has deleted: nothing about it is kept."""

    jira_account: str


@dataclass(frozen=True, slots=True)
class GoneComment:
    """A comment on GitHub that is no longer there, by its `external_id`."""

    external_id: str


@dataclass(frozen=True, slots=True)
class GoneIssue:
    """An issue of GitHub's tracker that is no longer there: deleted, or transferred elsewhere."""

    key: IssueKey


ApiRecord = (
    PullRequestRecord
    | ReviewRecord
    | IssueRecord
    | IssueCommentRecord
    | DeploymentRecord
    | LoginProof
    | IssueLinkRecord
    | GoneAccount
    | GoneComment
    | GoneIssue
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far one source has been read in one direction (`live`, `back-fill`, `history`)."""

    source: str
    name: str
    position: str


Signature = tuple[str, str]
"""Name and e-mail address of a commit, after the mailmap."""

TouchedPath = tuple[str, RepoPath, RepoPath | None, int, int, int | None, int | None]
"""One path of one commit: git's status letter (A, D, M, R, C, T), the path, where it came from (R and
C), the mode (0 usual, 1 mode only, 2 symbolic link, 3 submodule), 1 for binary, lines added and
deleted. A plain tuple, since a history has hundreds of thousands."""

ChangeTouch = tuple[str, RepoPath, RepoPath | None, int, int, int | None, int | None, int | None]
"""One path of a whole change: as `TouchedPath`, white space aside, and the decision tokens."""


class TrailerReview(NamedTuple):
    """Somebody whom a commit message names as its reviewer."""

    reviewer: Signature
    login: str = ""


class CommitMention(NamedTuple):
    """A commit names an earlier one as what it takes back or repairs."""

    sha: str
    kind: str  # reverts, fixes, regression, amends, follow-up


class GitCommit(NamedTuple):
    """A commit of the branch's history."""

    sha: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    authored_at: int
    committed_at: int
    subject: str
    keys: tuple[IssueMention, ...]
    touched: Sequence[TouchedPath]
    """Empty for merges: what they brought stands with the commits that wrote it."""
    reviewers: tuple[TrailerReview, ...]
    co_authors: tuple[Signature, ...]
    mentions: tuple[CommitMention, ...]
    is_counted: bool
    """Whether lines were counted; where not, counts are unknown."""


class GitChange(NamedTuple):
    """One first-parent step with all that it landed; the last commit is the step's own."""

    title: str
    commits: Sequence[GitCommit]
    touched: Sequence[ChangeTouch] | None
    """None: exactly what its only commit touched, and nothing was counted."""
    pull: PullNumber | None
    fix_rule: str
    is_revert: bool
    is_counted: bool
    """Whether lines and decision tokens of the whole change were counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What belongs together: it is saved with its cursors in one transaction, or not at all."""

    source: str
    cursors: tuple[Cursor, ...] = ()
    records: tuple[ApiRecord, ...] = ()
    changes: tuple[GitChange, ...] = ()
    kinds: Mapping[RepoPath, FileKind] = field(default_factory=dict)
    """What each path of `changes` is."""
    counted_since: int | None = None
    """Changes before this time have no counted lines, or lose them now. None: nothing is said."""
    keeps_lines: bool = False
    """Commits keep the counts of their lines whatever their age."""
