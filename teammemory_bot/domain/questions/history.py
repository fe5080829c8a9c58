"""What happened when? The questions about single commits, changes and files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from teammemory_bot.domain.change import FileKind, Identity
from teammemory_bot.domain.identity import Developer, PullNumber, RepoPath, Sha


@dataclass(frozen=True, slots=True, kw_only=True)
class LandedChange:
    """A first-parent step of the branch."""

    seq: int
    sha: Sha
    at: int
    title: str
    author: Developer
    pull: PullNumber | None
    n_files: int
    n_source_files: int
    fix_rule: str
    """By which rule its text is a bug fix; empty: by none."""
    is_revert: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LandedCommit:
    """A commit of the branch and the change that landed it."""

    sha: Sha
    change_seq: int
    author: Developer
    authored_at: int
    committed_at: int
    subject: str
    is_merge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFile:
    """A file by its present name, with what it was called before."""

    path: RepoPath
    kind: FileKind
    former_paths: tuple[RepoPath, ...]
    born_seq: int


class HistoryQuestions(Protocol):
    """Single commits, changes and files."""

    @property
    def seq(self) -> int:
        """The newest change that exists for the one who asks; -1: none."""
        ...

    def developer_of(self, identity: Identity) -> Developer | None:
        """Return the developer behind a (name, e-mail) pair; None: nobody whom the memory knows."""
        ...

    def seq_of(self, sha: Sha) -> int | None:
        """Return the change that landed a commit; None when it never landed."""
        ...

    def commit_of(self, sha: Sha) -> LandedCommit | None:
        """Return a commit by its full hash."""
        ...

    def change_at(self, seq: int) -> LandedChange | None:
        """Return a change by its number."""
        ...

    def changes_of(
        self, path: RepoPath, *, since: int = 0, limit: int | None = None
    ) -> tuple[LandedChange, ...]:
        """Return the changes that touched a file under any of its names, newest first."""
        ...

    def file_of(self, path: RepoPath) -> KnownFile | None:
        """Return the file that has this name."""
        ...
