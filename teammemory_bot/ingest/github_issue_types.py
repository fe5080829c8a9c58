"""Of which type is an issue (`Bug`, `Feature`, ...)? REST's list of the issues that have one.

GitHub's published GraphQL schema has no types yet. REST can list the issues of any type, so that where an
organization has no types, this costs one call a run.
"""

from __future__ import annotations

from typing import Final

from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.records import IssueRecord, Tracker
from teammemory_bot.ingest.github_comments import RestUser
from teammemory_bot.ingest.rising import Slice, moment_text
from teammemory_bot.ingest.shape import Line, Moment, Shape, read_shape
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.github_api import PAGE_SIZE, GithubApi

SOURCE: Final = "github-issue-types"
_PATH: Final = "/issues"
_NOTHING: Final = Slice(records=(), last_at=None, is_last=True)


class RestNamed(Shape):
    """A label or a type."""

    name: Line | None = None


class RestIssue(Shape):
    """An issue as REST writes it."""

    number: int
    title: Line
    state: Line
    created_at: Moment
    updated_at: Moment
    closed_at: Moment | None
    user: RestUser | None
    assignee: RestUser | None
    labels: list[RestNamed | Line]
    type: RestNamed | None

    def record(self) -> IssueRecord:
        """Return the record."""
        names = [label if isinstance(label, str) else label.name or "" for label in self.labels]
        return IssueRecord(
            key=IssueKey(f"#{self.number}"),
            tracker=Tracker.GITHUB,
            summary=self.title,
            type=(self.type.name or "") if self.type else "",
            status=self.state.lower(),
            status_category="open" if self.state.lower() == "open" else "closed",
            labels=tuple(name for name in names if name),
            created_at=self.created_at,
            updated_at=self.updated_at,
            resolved_at=self.closed_at,
            reporter=self.user.account() if self.user else None,
            assignee=self.assignee.account() if self.assignee else None,
        )


class GithubIssueTypes:
    """The list of issues that have a type."""

    def __init__(self, api: GithubApi, budget: Budget) -> None:
        self._api = api
        self._budget = budget

    def read(self, since: int, page: int) -> Slice:
        """Return a counted page of what was updated at or after a moment, oldest first."""
        self._budget.take(1)
        documents = self._api.read_page(
            _PATH,
            type="*",
            state="all",
            since=moment_text(since),
            sort="updated",
            direction="asc",
            page=page,
        )
        if any("type" not in document for document in documents):
            return _NOTHING  # a server that has no types lists all issues
        issues = [
            read_shape(RestIssue, document, service="GitHub", call=f"GET {_PATH}")
            for document in documents
            if "pull_request" not in document
        ]
        moments = [
            read_shape(_Moved, document, service="GitHub", call=f"GET {_PATH}").updated_at
            for document in documents
        ]
        return Slice(
            records=tuple(issue.record() for issue in issues),
            last_at=max(moments, default=None),
            is_last=len(documents) < PAGE_SIZE,
        )


class _Moved(Shape):
    """When anything in the list was updated, a pull request too."""

    updated_at: Moment
