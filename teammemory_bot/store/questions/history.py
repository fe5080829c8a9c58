"""What happened when? Answers about single commits, changes and files."""

from __future__ import annotations

from typing import Final

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import PullNumber, RepoPath, Sha
from teammemory_bot.domain.questions.history import KnownFile, LandedChange, LandedCommit
from teammemory_bot.store.database import Row
from teammemory_bot.store.questions.asked import Asked

_ALL: Final = 1 << 31


class HistoryQuestions(Asked):
    """Single commits, changes and files."""

    def seq_of(self, sha: Sha) -> int | None:
        """Return the change that landed a commit; None when it never landed."""
        commit = self.commit_of(sha)
        return None if commit is None else commit.change_seq

    def commit_of(self, sha: Sha) -> LandedCommit | None:
        """Return a commit by its full hash."""
        for row in self.rows("history.landed_commit", sha=sha):
            return LandedCommit(
                sha=Sha(row[0]),
                change_seq=row[1],
                author=self.developer(row[2]),
                authored_at=row[3],
                committed_at=row[4],
                subject=row[5],
                is_merge=bool(row[6]),
            )
        return None

    def change_at(self, seq: int) -> LandedChange | None:
        """Return a change by its number."""
        rows = self.rows("history.change", number=seq)
        return self._landed(rows[0]) if rows else None

    def changes_of(
        self, path: RepoPath, *, since: int = 0, limit: int | None = None
    ) -> tuple[LandedChange, ...]:
        """Return the changes that touched a file under any of its names, newest first."""
        most = _ALL if limit is None else limit
        return tuple(
            self._landed(row)
            for file_id in self.file_ids((path,)).values()
            for row in self.rows("history.changes_of_file", file_id=file_id, since=since, most=most)
        )

    def file_of(self, path: RepoPath) -> KnownFile | None:
        """Return the file that has this name."""
        file_id = self.file_ids((path,)).get(path)
        if file_id is None:
            return None
        ((_, born_seq),) = self.rows("history.file", file_id=file_id)
        (_, kind), *former = self.rows("history.names_of_file", file_id=file_id)
        return KnownFile(
            path=path,
            kind=FileKind(kind),
            former_paths=tuple(dict.fromkeys(RepoPath(name) for name, _ in former)),
            born_seq=born_seq,
        )

    def _landed(self, row: Row) -> LandedChange:
        return LandedChange(
            seq=row[0],
            sha=Sha(row[1]),
            at=row[2],
            title=row[3],
            author=self.developer(row[4]),
            pull=None if row[5] is None else PullNumber(row[5]),
            n_files=row[6],
            n_source_files=row[7],
            fix_rule=row[8],
            is_revert=bool(row[9]),
        )
