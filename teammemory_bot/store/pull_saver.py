"""How does a pull request become rows, when not every record carries all of it?

An export may hold a pull request's newest title without its files, and an older one the files. So each
part of it is as new as the newest record that told the part, and the order of delivery says nothing. Of
which moment a part is stands in `pull_parts`, but only for parts that are older than the row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from teammemory_bot.domain.identity import PullNumber
from teammemory_bot.domain.records import (
    BodyState,
    PullRequestRecord,
)
from teammemory_bot.store.database import Database
from teammemory_bot.store.issues import IssueNumbers
from teammemory_bot.store.people import People

_ALWAYS_TOLD: Final = ("title", "state", "created_at", "updated_at")
"""What no record is without."""
_COLUMNS: Final = {
    "author": "author_id",
    "merged_by": "merged_by_id",
    "is_draft": "is_draft",
    "body": "body_state",
    "merged_at": "merged_at",
    "closed_at": "closed_at",
    "base_branch": "base_branch",
    "head_branch": "head_branch",
    "head_sha": "head_sha",
    "merge_commit_sha": "merge_commit_sha",
    "labels": "labels",
    "n_files": "n_files",
}
"""Parts of a record that are one column of its row."""
_TOLD_IF_PRESENT: Final = ("merged_by", "head_sha", "merge_commit_sha", "n_files")
"""Parts whose absence says nothing: they are not asked for, or not there yet."""
_LISTS: Final = ("requested_reviewers", "files", "commits", "issues")
"""Parts that are rows of their own."""
PARTS: Final = (*_COLUMNS, *_LISTS)
NEVER: Final = 0

_NEW: Final = (
    "INSERT INTO pull_requests (number, origin, title, state) VALUES (?, 'api', '', 'OPEN') "
    "ON CONFLICT (number) DO UPDATE SET origin = 'api', author_id = NULL, merged_at = NULL"
)
"""Of what git said of it only the commit stays: an API knows the rest better."""


class PullSaver:
    """Writes pull requests."""

    def __init__(self, database: Database, people: People, issues: IssueNumbers) -> None:
        self._database = database
        self._people = people
        self._issues = issues

    def save(self, pull: PullRequestRecord) -> None:
        """Write what a record tells, as far as nothing newer is known; belongs into a transaction."""
        row_at = self._row_moment(pull.number)
        if row_at is None:
            self._database.execute(_NEW, (pull.number,))
        before = self._moments(pull.number, NEVER if row_at is None else row_at)
        told = set(PARTS) - untold_parts(pull)
        fresh = {part for part in told if before[part] <= pull.updated_at}
        is_newest = row_at is None or row_at <= pull.updated_at
        if is_newest and before["issues"] == NEVER:
            fresh.add("issues")  # a title's keys are better than none
        self._write_columns(pull, fresh, is_newest=is_newest)
        for part in _LISTS:
            if part in fresh:
                self._write_list(pull, part)
        row_now = pull.updated_at if is_newest else row_at or NEVER
        after = before | dict.fromkeys(fresh & told, pull.updated_at)
        self._note_moments(pull.number, before, after, row_before=row_at, row_now=row_now)

    def _row_moment(self, number: PullNumber) -> int | None:
        """Return the moment of the state that the row holds; None: no API has told of it."""
        rows = self._database.execute(
            "SELECT updated_at FROM pull_requests WHERE number = ? AND origin = 'api'", (number,)
        )
        return next((int(at) for (at,) in rows), None)

    def _moments(self, number: PullNumber, row_at: int) -> dict[str, int]:
        rows = self._database.execute(
            "SELECT part, told_at FROM pull_parts WHERE pull_number = ?", (number,)
        )
        return dict.fromkeys(PARTS, row_at) | {str(part): int(at) for part, at in rows}

    def _note_moments(
        self,
        number: PullNumber,
        before: Mapping[str, int],
        after: Mapping[str, int],
        *,
        row_before: int | None,
        row_now: int,
    ) -> None:
        older = {part: at for part, at in after.items() if at != row_now}
        noted = {part: at for part, at in before.items() if at != (row_before or NEVER)}
        if older == noted:
            return
        self._database.execute("DELETE FROM pull_parts WHERE pull_number = ?", (number,))
        self._database.insert(
            "pull_parts",
            ("pull_number", "part", "told_at"),
            [(number, part, at) for part, at in sorted(older.items())],
        )

    def _write_columns(self, pull: PullRequestRecord, fresh: set[str], *, is_newest: bool) -> None:
        names = [*_ALWAYS_TOLD] if is_newest else []
        values: list[Any] = [getattr(pull, name) for name in names]
        for part, column in _COLUMNS.items():
            if part in fresh:
                names.append(column)
                values.append(self._value(pull, part))
        if names:
            columns = ", ".join(f"{name} = ?" for name in names)
            self._database.execute(
                f"UPDATE pull_requests SET {columns} WHERE number = ?",  # noqa: S608  # our names
                (*values, pull.number),
            )

    def _value(self, pull: PullRequestRecord, part: str) -> Any:  # noqa: ANN401  # of any column
        match part:
            case "author":
                return self._people.saved(pull.author)
            case "merged_by":
                return self._people.saved(pull.merged_by)
            case "is_draft":
                return int(pull.is_draft)
            case "body":
                return pull.body_state
            case "labels":
                return lines(pull.labels)
            case _:
                return getattr(pull, part)

    def _write_list(self, pull: PullRequestRecord, part: str) -> None:
        match part:
            case "requested_reviewers":
                asked = dict.fromkeys(map(self._people.saved, pull.requested_reviewers))
                rows: list[tuple[object, ...]] = [(who,) for who in asked if who]
                self._replace("pr_requested_reviewers", "developer_id", pull.number, rows)
            case "files":
                by_path = {f.path: (f.path, f.added, f.deleted) for f in pull.files or ()}
                self._replace("pr_files", "path, added, deleted", pull.number, [*by_path.values()])
            case "commits":
                rows = list(enumerate(pull.commits or ()))
                self._replace("pr_commits", "position, sha", pull.number, rows)
            case _:
                self._write_issues(pull)

    def _write_issues(self, pull: PullRequestRecord) -> None:
        self._database.execute(
            "DELETE FROM pr_issues WHERE pull_number = ? AND origin = 'api'", (pull.number,)
        )
        rows = {self._issues.saved(issue): int(issue.closes) for issue in pull.issues}
        self._database.insert(
            "pr_issues",
            ("pull_number", "issue_id", "origin", "closes"),
            [(pull.number, issue, "api", closes) for issue, closes in rows.items()],
        )

    def _replace(
        self, table: str, columns: str, number: PullNumber, rows: Sequence[tuple[object, ...]]
    ) -> None:
        self._database.execute(f"DELETE FROM {table} WHERE pull_number = ?", (number,))  # noqa: S608  # our names
        names = ("pull_number", *columns.split(", "))
        self._database.insert(table, names, [(number, *row) for row in rows])


def untold_parts(pull: PullRequestRecord) -> frozenset[str]:
    """Return the parts of a pull request that a record says nothing about."""
    untold = {part for part in _TOLD_IF_PRESENT if getattr(pull, part) is None}
    untold |= {part for part in ("files", "commits") if getattr(pull, part) is None}
    if pull.body_state is BodyState.UNKNOWN:
        untold |= {"body", "issues"}
    return frozenset(untold | pull.untold)


def lines(words: Sequence[str]) -> str:
    """Return words as the store keeps a set of them: one a line, sorted."""
    return "\n".join(sorted({" ".join(word.split()) for word in words}))
