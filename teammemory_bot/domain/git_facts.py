"""What does git itself say? The second source, asked by those who doubt the memory.

Nothing here comes from the memory: a wrong row in it cannot confirm itself. Implemented in
`plumbing/git_facts.py`; everything is as of the base commit or about the change under review.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from teammemory_bot.domain.change import Identity, LineRange
from teammemory_bot.domain.identity import RepoPath, Sha


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCommit:
    """A commit in git's own words; the author as the base's mailmap has it."""

    sha: Sha
    author: Identity
    message: str
    is_merge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RawStep:
    """A first-parent step: when it landed (UTC seconds, non-decreasing), and with which commits.

    The last commit is the step's own.
    """

    sha: Sha
    at: int
    commits: tuple[RawCommit, ...]

    @property
    def own(self) -> RawCommit:
        """The commit on the branch itself."""
        return self.commits[-1]


class GitFacts(Protocol):
    """Questions to git's objects. None: git cannot say."""

    def steps(self, *, since: int) -> Sequence[RawStep]:
        """Return the steps that landed since a time, newest first."""
        ...

    def steps_touching(
        self, path: RepoPath, *, since: int = 0, last: int | None = None
    ) -> Sequence[RawStep]:
        """Return the steps whose diff holds the file under any of its names, newest first.

        A path that ends with `/` is a folder: the steps that touched anything below it.
        """
        ...

    def look_ahead(self, paths: Iterable[RepoPath], *, since: int) -> None:
        """Announce the files whose steps will be asked for: finding them together is cheaper."""
        ...

    def paths_of(self, step: RawStep) -> Sequence[RepoPath]:
        """Return the paths in a step's diff, by the names they had then."""
        ...

    def lines_added_by(
        self, shas: Sequence[Sha]
    ) -> Mapping[Sha, Mapping[RepoPath, Sequence[bytes]]]:
        """Return the lines that steps add to each file, white space aside."""
        ...

    def lines_of(self, path: RepoPath, *, at: Sha | None = None) -> int | None:
        """Return how many lines the text file has at a commit; at the base where none is named."""
        ...

    def line_counts(self) -> dict[RepoPath, tuple[int | None, int | None]]:
        """Return the lines added and removed by the change in each of its files, white space aside.

        None where git counts no lines.
        """
        ...

    def added_lines(self, path: RepoPath) -> Sequence[bytes] | None:
        """Return the lines that the change adds to one of its files."""
        ...

    def writers_of(self, path: RepoPath, ranges: Sequence[LineRange]) -> Sequence[RawCommit] | None:
        """Return who last wrote each line of some ranges, in their order, as of the merge base."""
        ...

    def commits_of_change(self) -> Sequence[RawCommit]:
        """Return the commits that head has and the merge base has not, newest first."""
        ...

    def commits_saying(self, text: str) -> Sequence[RawCommit]:
        """Return the commits of the base's history whose message holds a text, newest first."""
        ...

    def step_of(self, sha: Sha) -> RawStep | None:
        """Return the step of the branch that a commit is itself; None where it is none."""
        ...

    def has_landed(self, sha: Sha) -> bool:
        """Tell whether a commit is part of the base's history or of the change under review."""
        ...

    def has_file(self, path: RepoPath, *, at: Sha) -> bool:
        """Tell whether a commit holds a file of that name."""
        ...
