"""What is known of an issue, and what hangs on it? Answers for the context agent."""

from __future__ import annotations

import json
from typing import Final

from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.questions.context import KnownIssue, TrackerReading
from teammemory_bot.domain.records import Tracker
from teammemory_bot.store.questions.asked import Asked

_OWN_ISSUES: Final = "#"
_SOURCES: Final = {Tracker.GITHUB: "github-issues", Tracker.JIRA: "jira"}


class ContextQuestions(Asked):
    """Issues and what hangs on them."""

    def issue_of(self, key: IssueKey) -> KnownIssue | None:
        """Return an issue as its tracker told of it; None where only others name it, or nobody."""
        for row in self.rows("context.issue", key=key):
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
            is_complete=any(_is_done(position) for (position,) in back_fill),
        )


def _is_done(position: str) -> bool:
    """Tell whether a back-fill reached the beginning: both kinds of walks say so in JSON."""
    document = json.loads(position)
    return bool(document["done"] if isinstance(document, dict) else document[-1])
