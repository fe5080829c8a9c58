"""What are parts of the code made of? All files, changes and talk of a time, in one pass each."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import DeveloperId, IssueKey, PullNumber, RepoPath, Sha


class FileNow(NamedTuple):
    """A file that exists."""

    id: int
    path: RepoPath
    kind: FileKind


class Step(NamedTuple):
    """A landed change, without its files."""

    seq: int
    sha: Sha
    at: int
    title: str
    author: DeveloperId
    pull: PullNumber | None
    fix_rule: str  # by which rule it is a bug fix; empty: by none
    is_revert: bool
    n_files: int


class Touch(NamedTuple):
    """A change touched a file."""

    seq: int
    file: int
    added: int | None
    deleted: int | None


class PullTalk(NamedTuple):
    """How much was said about a pull request."""

    reviewers: int
    comments: int


class IssueTalk(NamedTuple):
    """How often somebody commented on an issue, and when last."""

    key: IssueKey
    author: DeveloperId
    comments: int
    last_at: int


class ComponentQuestions(Protocol):
    """What the questions about parts of the code ask; each reads everything once."""

    def files_now(self) -> tuple[FileNow, ...]:
        """Return the files that exist, by number."""
        ...

    def steps_since(self, since: int) -> tuple[Step, ...]:
        """Return the changes since a time, oldest first."""
        ...

    def changes_written_by(self, author: DeveloperId, *, most: int) -> int:
        """Return how many changes somebody wrote, counted up to `most`."""
        ...

    def touches(self, since: int) -> list[Touch]:
        """Return which files the changes since a time touched, in no order."""
        ...

    def keys_by_change(self, since: int) -> dict[int, tuple[IssueKey, ...]]:
        """Return which issues the changes since a time name."""
        ...

    def reviewers_by_change(self, since: int) -> dict[int, tuple[tuple[DeveloperId, int], ...]]:
        """Return who reviewed the changes since a time, and when last."""
        ...

    def joined_by_name(self) -> frozenset[DeveloperId]:
        """Return who holds an identity that nothing but the same full name makes theirs."""
        ...

    def talk_of_pulls(self, *, until: int) -> dict[PullNumber, PullTalk]:
        """Return how much was said about pull requests until a time."""
        ...

    def talk_of_issues(self, *, until: int) -> tuple[IssueTalk, ...]:
        """Return who commented on which issue until a time."""
        ...
