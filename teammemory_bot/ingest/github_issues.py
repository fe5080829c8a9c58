"""Which issues does GitHub's own tracker hold? GraphQL, what was updated last first."""

from __future__ import annotations

from typing import Final

from teammemory_bot.ingest.github_list import GithubList
from teammemory_bot.ingest.github_shape import Issue, Nodes
from teammemory_bot.ingest.shape import read_shape
from teammemory_bot.ingest.sweep import Page
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.github_api import GithubApi

SOURCE: Final = "github-issues"
PAGE_SIZE: Final = 99
"""(1 + 2 x 99) / 100 requests: two points, whether GitHub rounds to the nearest or up."""


class GithubIssues:
    """The list of issues. Pull requests are not among them."""

    def __init__(self, api: GithubApi, budget: Budget) -> None:
        self._list = GithubList(
            api,
            budget,
            query="issues",
            field="issues",
            largest=PAGE_SIZE,
            points=lambda size: max(1, round((1 + 2 * size) / 100)),
        )

    def read(self, after: str | None, *, is_first_look: bool) -> Page:
        """Return the records of one page."""
        document, _ = self._list.read(after, is_first_look=is_first_look)
        page = read_shape(Nodes[Issue], document, service="GitHub", call="issues")
        moments = [issue.updated_at for issue in page.present]
        return Page(
            records=tuple(issue.record() for issue in page.present),
            newest_at=max(moments, default=None),
            oldest_at=min(moments, default=None),
            end=page.page.end if page.page else None,
            has_more=page.page.has_next if page.page else False,
        )
