"""Who said something where, and when? REST's two repository-wide lists, a hundred a call.

GraphQL would hang comments on every pull request and multiply the cost of each page; these two lists
cost one call for a hundred comments. What was said is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic import Field

from teammemory_bot.domain.identity import IssueKey, Login, PullNumber
from teammemory_bot.domain.records import Account, IssueCommentRecord, Tracker
from teammemory_bot.ingest.rising import Slice, moment_text
from teammemory_bot.ingest.shape import Line, Moment, Shape, read_shape
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import UnusableAnswer
from teammemory_bot.transport.github_api import PAGE_SIZE, GithubApi

ON_ISSUES: Final = "github-comments"
ON_LINES: Final = "github-review-comments"
PATHS: Final = {ON_ISSUES: "/issues/comments", ON_LINES: "/pulls/comments"}

_LINE_IDS: Final = ("PRRC_", "MDI0OlB1bGxSZXF1ZXN0UmV2aWV3Q29tbWVu", "line-")
"""How ids of comments on lines begin: now, in GitHub's older form (Base64 of `024:PullRequestReviewComment`), and
by number alone."""
_NUMBER: Final = re.compile(r"/(?:issues|pulls)/([1-9][0-9]{0,9})\Z")
_IS_PULL: Final = re.compile(r"/pull/[0-9]+#")


class RestUser(Shape):
    """An account as REST writes it; null instead of it: a deleted one."""

    login: Line
    type: Line = "User"

    def account(self) -> Account:
        """Return the account."""
        return Account(login=Login(self.login), is_bot=self.type == "Bot")


class RestComment(Shape):
    """A comment on an issue, a pull request or a line of one."""

    id: int
    node_id: str | None = None
    user: RestUser | None
    created_at: Moment
    updated_at: Moment
    html_url: str | None = None
    issue_url: str | None = None
    pull_request_url: str | None = None
    review: int | None = Field(default=None, alias="pull_request_review_id")

    def record(self) -> IssueCommentRecord | None:
        """Return the record; None when the comment does not say where it stands."""
        on_line = self.pull_request_url is not None
        place = _NUMBER.search(self.pull_request_url or self.issue_url or "")
        if place is None:
            return None
        number = int(place[1])
        is_pull = on_line or _IS_PULL.search(self.html_url or "") is not None
        return IssueCommentRecord(
            external_id=self.node_id or f"{'line' if on_line else 'comment'}-{self.id}",
            tracker=Tracker.GITHUB,
            author=self.user.account() if self.user else None,
            created_at=self.created_at,
            issue=None if is_pull else IssueKey(f"#{number}"),
            pull=PullNumber(number) if is_pull else None,
        )


class GithubComments:
    """One of the two lists."""

    def __init__(self, api: GithubApi, budget: Budget, source: str) -> None:
        self._api = api
        self._budget = budget
        self._path = PATHS[source]

    def read(self, since: int, page: int) -> Slice:
        """Return a counted page of what was updated at or after a moment, oldest first."""
        self._budget.take(1)
        documents = self._api.read_page(
            self._path,
            since=moment_text(since),
            sort="updated",
            direction="asc",
            page=page,
        )
        comments = [comment_of(document, self._path) for document in documents]
        records = [comment.record() for comment in comments]
        if None in records:
            raise UnusableAnswer("GitHub", f"GET {self._path}", why="a comment on nothing")
        return Slice(
            records=tuple(record for record in records if record is not None),
            last_at=max((comment.updated_at for comment in comments), default=None),
            is_last=len(documents) < PAGE_SIZE,
        )


def is_on_line(external_id: str) -> bool:
    """Tell, by its id, whether a comment stands on a line."""
    return external_id.startswith(_LINE_IDS)


def comment_of(document: Mapping[str, Any], call: str) -> RestComment:
    """Return a comment as REST writes it."""
    return read_shape(RestComment, document, service="GitHub", call=call)
