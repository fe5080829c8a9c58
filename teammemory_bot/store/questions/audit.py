"""What is in the memory as a whole? Answers for the audit, in one pass each."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from teammemory_bot.domain.identity import DeveloperId, IssueKey, PullNumber, Sha
from teammemory_bot.domain.questions.audit import (
    ActiveDeveloper,
    AuditedCommit,
    AuditedIssue,
    AuditedPull,
    PullReview,
    SourceReading,
)
from teammemory_bot.domain.records import BodyState, PullState, Tracker
from teammemory_bot.store.questions.asked import Asked
from teammemory_bot.store.questions.context import is_done

_API: Final = "api"
_BACK_FILL: Final = "back-fill"


class AuditQuestions(Asked):
    """The questions of `domain/questions/audit.py`."""

    def audited_commits(self) -> list[AuditedCommit]:
        """Return the commits of the branch, oldest change first."""
        keys = self._keys("audit.keys_of_commits")
        return [
            AuditedCommit(
                sha=Sha(sha),
                seq=seq,
                author=DeveloperId(author),
                at=at,
                subject=subject,
                is_merge=bool(is_merge),
                is_own=bool(is_own),
                keys=tuple(keys.get(number, ())),
            )
            for number, sha, seq, author, at, subject, is_merge, is_own in self.rows(
                "audit.commits"
            )
        ]

    def audited_pulls(self) -> list[AuditedPull]:
        """Return the pull requests that landed, by change."""
        keys = self._keys("audit.keys_of_pulls")
        return [
            AuditedPull(
                number=PullNumber(row[0]),
                seq=row[1],
                at=row[2],
                title=row[3],
                is_told=row[4] == _API,
                author=_developer(row[5]),
                merged_by=_developer(row[6]),
                state=PullState(row[7]),
                body=BodyState(row[8]),
                created_at=row[9],
                base_branch=row[10],
                labels=_lines(row[11]),
                keys=tuple(keys.get(row[0], ())),
            )
            for row in self.rows("audit.pulls")
        ]

    def audited_reviews(self) -> list[PullReview]:
        """Return who reviewed landed pull requests, by number."""
        return [
            PullReview(PullNumber(pull), DeveloperId(who), bool(has_approved))
            for pull, who, has_approved in self.rows("audit.reviews")
        ]

    def audited_issues(self) -> list[AuditedIssue]:
        """Return all issues, by key."""
        issues = [
            AuditedIssue(
                key=IssueKey(row[0]),
                tracker=Tracker(row[1]),
                is_known=bool(row[2]),
                status=row[3],
                status_category=row[4],
                components=_lines(row[5]),
                created_at=row[6],
                resolved_at=row[7],
            )
            for row in self.rows("audit.issues")
        ]
        return sorted(issues, key=lambda issue: issue.key)

    def active_developers(self) -> list[ActiveDeveloper]:
        """Return the humans of the memory, by number."""
        written = {row[0]: row for row in self.rows("audit.writers")}
        reviewed = {row[0]: row for row in self.rows("audit.reviewers")}
        nothing = (0, 0, 0)
        return [
            ActiveDeveloper(
                id=DeveloperId(who),
                changes=written.get(who, nothing)[1],
                reviews=reviewed.get(who, nothing)[1],
                last_at=max(written.get(who, nothing)[2], reviewed.get(who, nothing)[2]),
            )
            for who in sorted(written.keys() | reviewed.keys())
        ]

    def readings(self) -> list[SourceReading]:
        """Return how far each source was read, by source and direction."""
        return sorted(
            SourceReading(source, name, is_done(position) if name == _BACK_FILL else None)
            for source, name, position in self.rows("audit.cursors")
        )

    def _keys(self, statement: str) -> dict[int, list[IssueKey]]:
        keys: defaultdict[int, list[IssueKey]] = defaultdict(list)
        for number, key in self.rows(statement):
            keys[number].append(IssueKey(key))
        return keys


def _developer(number: int | None) -> DeveloperId | None:
    return None if number is None else DeveloperId(number)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()
