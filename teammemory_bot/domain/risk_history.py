"""What of the branch's past does risk look at? One value a landed change, one row a file of it.

Unlike a `GitChange`, which a source yields, this is what the memory answers: files by their number,
which follows renames, and every rule about bug fixes already applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath, Sha

FileId = int
"""The memory's own number of a file: one line of descent across renames."""


class StepFile(NamedTuple):
    """One file of a landed change. Counts are None where they are not known."""

    file: FileId
    path: RepoPath  # as it was called then
    kind: FileKind
    status: str  # git's letter: A, D, M, R, C, T
    added: int | None = None
    deleted: int | None = None
    tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryStep:
    """One first-parent step of the branch."""

    seq: int
    sha: Sha
    at: int
    author: int
    files: tuple[StepFile, ...]
    is_fix: bool = False
    is_revert: bool = False
    takes_back: tuple[int, ...] = ()
    """The changes whose commits its message says it reverts."""

    @property
    def source_files(self) -> tuple[StepFile, ...]:
        """The files that are source: what scores and labels count."""
        return tuple(file for file in self.files if file.kind is FileKind.SOURCE)
