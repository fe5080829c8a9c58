"""What do git and GitHub say of a change whose commits are not at hand? For those who doubt.

Everything about the base comes from git. What the change itself holds is read once more from what
GitHub listed, another way than it was read for the agents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from teammemory_bot.domain.change import ChangeStatus, LineRange
from teammemory_bot.domain.git_facts import GitFacts, RawCommit, RawStep
from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.ingest.told_change import ToldChange, told_path
from teammemory_bot.ingest.told_patch import last_line, signed_lines


class ToldFacts:
    """`domain.git_facts.GitFacts` where the head is known from the API alone."""

    def __init__(self, inner: GitFacts, told: ToldChange) -> None:
        """Take the facts of the base from `inner`, whose own head is the merge base."""
        self._inner = inner
        self._told = told
        self._files = {told_path(entry): entry for entry in told.files}

    def steps(self, *, since: int) -> Sequence[RawStep]:
        """Return the steps that landed since a time, newest first."""
        return self._inner.steps(since=since)

    def steps_touching(
        self, path: RepoPath, *, since: int = 0, last: int | None = None
    ) -> Sequence[RawStep]:
        """Return the steps whose diff holds the file under any of its names, newest first."""
        return self._inner.steps_touching(path, since=since, last=last)

    def look_ahead(self, paths: Iterable[RepoPath], *, since: int) -> None:
        """Announce the files whose steps will be asked for."""
        self._inner.look_ahead(paths, since=since)

    def paths_of(self, step: RawStep) -> Sequence[RepoPath]:
        """Return the paths in a step's diff."""
        return self._inner.paths_of(step)

    def lines_added_by(
        self, shas: Sequence[Sha]
    ) -> Mapping[Sha, Mapping[RepoPath, Sequence[bytes]]]:
        """Return the lines that steps add to each file."""
        return self._inner.lines_added_by(shas)

    def lines_of(self, path: RepoPath, *, at: Sha | None = None) -> int | None:
        """Return how many lines the file has at a commit; at the head, as many as a patch shows."""
        if at != self._told.pull.head:
            return self._inner.lines_of(path, at=at)
        patch = self._patch(path)
        return last_line(patch) if patch is not None else None

    def line_counts(self) -> dict[RepoPath, tuple[int | None, int | None]]:
        """Return the lines added and removed in each file; None where GitHub shows none."""
        return {path: self._counts(path) for path in self._files}

    def added_lines(self, path: RepoPath) -> Sequence[bytes] | None:
        """Return the lines that the change adds to one of its files."""
        patch = self._patch(path)
        return None if patch is None else signed_lines(patch, "+")

    def writers_of(self, path: RepoPath, ranges: Sequence[LineRange]) -> Sequence[RawCommit] | None:
        """Return who last wrote each line of some ranges, as of the merge base."""
        return self._inner.writers_of(path, ranges)

    def commits_of_change(self) -> Sequence[RawCommit]:
        """Return the commits that GitHub lists, newest first."""
        return self._told.commits

    def commits_saying(self, text: str) -> Sequence[RawCommit]:
        """Return the commits of the base's history whose message holds a text."""
        return self._inner.commits_saying(text)

    def step_of(self, sha: Sha) -> RawStep | None:
        """Return the step of the branch that a commit is itself."""
        return self._inner.step_of(sha)

    def has_landed(self, sha: Sha) -> bool:
        """Tell whether a commit is part of the base's history or of the change."""
        return any(commit.sha == sha for commit in self._told.commits) or self._inner.has_landed(
            sha
        )

    def has_file(self, path: RepoPath, *, at: Sha) -> bool:
        """Tell whether a commit holds a file of that name."""
        if at != self._told.pull.head:
            return self._inner.has_file(path, at=at)
        entry = self._files.get(path)
        if entry is None:
            return self._inner.has_file(path, at=self._told.merge_base)
        return entry.get("status") != ChangeStatus.REMOVED

    def _patch(self, path: RepoPath) -> str | None:
        patch = self._files.get(path, {}).get("patch")
        return patch if isinstance(patch, str) else None

    def _counts(self, path: RepoPath) -> tuple[int | None, int | None]:
        patch, entry = self._patch(path), self._files[path]
        if patch is not None:
            return len(signed_lines(patch, "+")), len(signed_lines(patch, "-"))
        added, deleted = entry.get("additions"), entry.get("deletions")
        return (added, deleted) if added or deleted else (None, None)
