"""What does a review history consist of? One value per landed change, and the question asked of it."""

from __future__ import annotations

from dataclasses import dataclass

from teammemory_bot.domain.identity import DeveloperId, RepoPath

FileKey = int | str
"""Identity of a file across renames: the memory's file number, or the path where none is known."""

MAX_FILES = 200
"""Changes of more files are neither evidence nor evaluated: they are moves, imports, reformatting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastChange:
    """A landed change as evidence of who writes and who reviews what.

    `reviewers` are distinct and hold neither the author nor a bot. `paths` are as they were at the
    time and `files` their identities across renames, in the same order. `n_files` is the true
    number of files, also where fewer are listed. `churn` (lines added + deleted per path) may be
    empty where it is not known.
    """

    at: int
    author: DeveloperId | None
    reviewers: tuple[DeveloperId, ...]
    title: str
    n_files: int
    paths: tuple[RepoPath, ...]
    files: tuple[FileKey, ...]
    churn: tuple[int | None, ...] = ()
    author_is_bot: bool = False

    @property
    def writer(self) -> DeveloperId | None:
        """The author as far as a human: bots write, but know nothing."""
        return None if self.author_is_bot else self.author


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewQuestion:
    """The change that needs a reviewer: its author, its title, its files, and when it is asked.

    `now` is what decays and idle days count to, in UTC seconds.
    """

    now: int
    author: DeveloperId | None
    title: str
    paths: tuple[RepoPath, ...]
    files: tuple[FileKey, ...]
