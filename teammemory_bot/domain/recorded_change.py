"""What is on record about one change, in a form in which memory and git can be held side by side?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from teammemory_bot.domain.identity import DeveloperId, RepoPath, Sha


class RecordedFile(NamedTuple):
    """One path of a change. Numbers are None where they were not counted, or cannot be."""

    status: str
    """Git's letter."""
    previous: RepoPath | None
    added: int | None = None
    """Lines of the whole change, white space aside."""
    deleted: int | None = None
    tokens: int | None = None
    """Decision tokens on added lines."""
    commit_added: int | None = None
    """Lines as the change's own commit counts them."""
    commit_deleted: int | None = None


class RecordedCommit(NamedTuple):
    """One commit of a change."""

    author: DeveloperId | None
    """None: nobody whom the memory knows."""
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedChange:
    """One change: where it stands, what it landed and what it touched."""

    seq: int
    sha: Sha
    at: int
    commits: Mapping[Sha, RecordedCommit]
    files: Mapping[RepoPath, RecordedFile]
    has_counts: bool
    """Whether its lines were counted as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that the memory says otherwise than git."""

    seq: int
    sha: Sha
    what: str
    """Which statement differs; with the path or commit that it is about."""
    memory: str
    git: str
