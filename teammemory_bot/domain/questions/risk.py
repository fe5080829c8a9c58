"""What tends to break, and what changes together? The questions behind risk evidence.

"Bug fix" means the same in every answer: a change that one of the rules of `scoring/bug_fix.py` names,
labels and issue types of linked issues first. Counts of lines are None where the memory has not
counted them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import DeveloperId, RepoPath
from teammemory_bot.domain.risk_history import FileId, HistoryStep


class FileTouch(NamedTuple):
    """One change of one file, as far as sentences count it."""

    seq: int
    at: int
    author: DeveloperId
    is_by_bot: bool
    fix_rule: str  # by which rule the change is a bug fix; empty: by none
    is_revert: bool
    n_source_files: int
    added: int | None
    deleted: int | None


class PastStep(NamedTuple):
    """One change of the window that scores look at."""

    seq: int
    at: int
    is_fix: bool
    n_source_files: int


PastTouch = tuple[int, FileId, int]
"""A change of the window touched a file under a path: `seq`, file, number of the path.

A plain tuple: there are tens of thousands.
"""


class RecentFile(NamedTuple):
    """A source file of one of the newest changes, with what that change added to it."""

    seq: int
    file: FileId
    added: int | None
    tokens: int | None


class LivingFile(NamedTuple):
    """A source file that exists. `lines` is None where not every line was seen coming."""

    file: FileId
    path: RepoPath
    lines: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePast:
    """The past of the source files, as far back as scores look."""

    steps: tuple[PastStep, ...]
    """The changes of the window, oldest first."""
    touches: tuple[PastTouch, ...]
    """What they touched, in the same order; within a change by file."""
    source_paths: frozenset[int]
    """The numbers of the paths that are source."""
    recent: tuple[RecentFile, ...]
    """What the newest changes with source files added, oldest first."""
    living: tuple[LivingFile, ...]
    """The source files that exist, by number."""


class Together(NamedTuple):
    """One of the newest small changes of a file, with everything that it touched."""

    seq: int
    at: int
    files: frozenset[FileId]


class FileName(NamedTuple):
    """What a file is called, what it is, and whether it exists."""

    path: RepoPath
    exists: bool
    kind: FileKind = FileKind.OTHER


class RiskQuestions(Protocol):
    """What the risk agent, its command line and its back-tests ask."""

    def file_numbers(self, paths: Iterable[RepoPath]) -> Mapping[RepoPath, FileId]:
        """Return the files that are called so; unknown paths are left out."""
        ...

    def names_of(self, files: Iterable[FileId]) -> Mapping[FileId, FileName]:
        """Return what files are called, or were last."""
        ...

    def touches_of(self, file: FileId, *, since: int = 0) -> tuple[FileTouch, ...]:
        """Return the changes since a time that touched a file, under any of its names, newest first."""
        ...

    def lines_of(self, file: FileId) -> int | None:
        """Return how many lines a file has; None where not every line was seen coming."""
        ...

    def source_past(
        self,
        *,
        since: int,
        most_steps: int,
        recent_since: int,
        least_recent: int,
        most_recent: int,
    ) -> SourcePast:
        """Return the past of the source files since a time, at most the newest `most_steps` changes.

        `recent` holds those of them that touch source files and are no older than `recent_since`:
        `most_recent` at most, and `least_recent` even if they are older.
        """
        ...

    def together_with(self, file: FileId, *, last: int, max_files: int) -> tuple[Together, ...]:
        """Return a file's newest changes of at most `max_files` files, newest first.

        Vendored files are left out of what was touched.
        """
        ...

    def fix_rule_of(self, seq: int) -> str:
        """Return by which rule a change is a bug fix; empty: by none."""
        ...

    def history(self) -> tuple[HistoryStep, ...]:
        """Return the whole branch, oldest first: what a back-test replays."""
        ...
