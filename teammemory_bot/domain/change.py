"""What is a commit, a file change, a change? The records that sources yield and the store saves.

A *commit* is git's. A *change* is one first-parent step of the branch that the memory follows, with
the whole step's diff: a merged pull request is one change, a direct commit is one change. Risk,
co-change and review routing are defined on changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from teammemory_bot.domain.identity import RepoPath, Sha


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
    """A (name, e-mail) pair as a commit or trailer carries it, after the mailmap."""

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
