"""What is known of an issue, and what hangs on it? Answers for the context agent."""

from __future__ import annotations

import json
from typing import Final

from teammemory_bot.domain.identity import Developer, IssueKey, PullNumber, RepoPath, Sha
from teammemory_bot.domain.questions.context import (
    KnownIssue,
    KnownPull,
    PullPath,
    RelatedCommit,
    RelatedPull,
    TrackerReading,
)
from teammemory_bot.domain.records import MOVED, PullState, Tracker
from teammemory_bot.store.database import Row
from teammemory_bot.store.questions.asked import Asked

_OWN_ISSUES: Final = "#"
_SOURCES: Final = {Tracker.GITHUB: "github-issues", Tracker.JIRA: "jira"}


class ContextQuestions(Asked):
    """Issues and what hangs on them."""

    def issue_of(self, key: IssueKey) -> KnownIssue | None:
        """Return an issue as its tracker told of it; None where only others name it, or nobody."""
        for row in self.rows("context.issue", key=key, moved=MOVED):
            return KnownIssue(
                key=IssueKey(row[0]),
                tracker=Tracker(row[1]),
                summary=row[2],
                status=row[3],
                status_category=row[4],
                priority=row[5],
                type=row[6],
                components=tuple(row[7].split("\n")) if row[7] else (),
                created_at=row[8],
                updated_at=row[9],
                resolved_at=row[10],
                moved_to=None if row[11] is None else IssueKey(row[11]),
            )
        return None

    def reading_of(self, tracker: Tracker, *, project: str = "") -> TrackerReading:
        """Return how far a tracker has been read, of Jira: for one project."""
        prefix = f"{project}-" if project else _OWN_ISSUES
        ((issues, highest, read_until),) = self.rows(
            "context.reading", tracker=tracker.value, prefix=prefix
        )
        back_fill = self.rows("context.back_fill", source=_SOURCES.get(tracker, ""))
        return TrackerReading(
            tracker=tracker,
            issues=issues,
            highest=highest or 0,
            read_until=read_until,
            is_complete=any(is_done(position) for (position,) in back_fill),
        )

    def pulls_naming(self, key: IssueKey, *, until: int) -> tuple[RelatedPull, ...]:
        """Return the pull requests that name an issue, the highest number first."""
        return tuple(
            RelatedPull(
                number=PullNumber(row[0]),
                title=row[1],
                state=PullState(row[2]),
                author=self._somebody(row[3]),
                closes=bool(row[4]),
                seq=row[5],
            )
            for row in self.rows("context.pulls_of_issue", key=key, until=until)
        )

    def commits_naming(self, key: IssueKey) -> tuple[RelatedCommit, ...]:
        """Return the commits that name an issue, the newest change first."""
        return tuple(
            RelatedCommit(
                sha=Sha(row[0]),
                seq=row[1],
                subject=row[2],
                author=self.developer(row[3]),
                at=row[4],
                closes=bool(row[5]),
                is_merge=bool(row[6]),
            )
            for row in self.rows("context.commits_of_issue", key=key)
        )

    def paths_of_issue(self, key: IssueKey) -> tuple[tuple[RepoPath, int], ...]:
        """Return what the commits naming an issue touched, most of them first, then by path."""
        rows = self.rows("context.paths_of_issue", key=key)
        ranked = sorted(rows, key=lambda row: (-row[1], row[0]))
        return tuple((RepoPath(path), commits) for path, commits in ranked)

    def commenters_of_issue(self, key: IssueKey, *, until: int) -> tuple[Developer, ...]:
        """Return who commented on an issue until a time, most comments first."""
        return self._ranked(self.rows("context.commenters_of_issue", key=key, until=until))

    def pull_of(self, number: PullNumber) -> KnownPull | None:
        """Return a pull request by its number."""
        for row in self.rows("context.pull", number=number):
            return KnownPull(
                number=PullNumber(row[0]),
                title=row[1],
                state=PullState(row[2]),
                author=self._somebody(row[3]),
                created_at=row[4],
                merged_at=row[5],
            )
        return None

    def paths_of_pull(self, number: PullNumber) -> tuple[PullPath, ...]:
        """Return which paths a pull request changes, by path."""
        rows = self.rows("context.paths_of_pull", number=number)
        return tuple(PullPath(RepoPath(path), *lines) for path, *lines in sorted(rows, key=_first))

    def reviewers_of_pull(self, number: PullNumber) -> tuple[Developer, ...]:
        """Return who reviewed a pull request, most reviews first."""
        return self._ranked(self.rows("context.reviewers_of_pull", number=number))

    def issues_of_pull(self, number: PullNumber) -> tuple[IssueKey, ...]:
        """Return which issues a pull request and its commits name, by key."""
        return tuple(IssueKey(key) for (key,) in self.rows("context.issues_of_pull", number=number))

    def _somebody(self, number: int | None) -> Developer | None:
        return None if number is None else self.developer(number)

    def _ranked(self, rows: list[Row]) -> tuple[Developer, ...]:
        ranked = sorted((-count, self.developer(who).name, who) for who, count in rows)
        return tuple(self.developer(who) for _, _, who in ranked)


def _first(row: Row) -> str:
    return str(row[0])


def is_done(position: str) -> bool:
    """Tell whether a back-fill reached the beginning: both kinds of walks say so in JSON."""
    document = json.loads(position)
    return bool(document["done"] if isinstance(document, dict) else document[-1])
