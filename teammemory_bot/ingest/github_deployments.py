"""Which commits were deployed where, and how did it go? GraphQL, the newest first.

GitHub orders deployments by creation alone, so that a later status moves nothing: each run looks at
the newest hundred again, and the rest is read once.
"""

from __future__ import annotations

from typing import Final

from teammemory_bot.ingest.github_list import GithubList
from teammemory_bot.ingest.github_shape import Deployment, Nodes
from teammemory_bot.ingest.shape import read_shape
from teammemory_bot.ingest.sweep import Page
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.github_api import GithubApi

SOURCE: Final = "github-deployments"
PAGE_SIZE: Final = 100


class GithubDeployments:
    """The list of deployments with their last status."""

    def __init__(self, api: GithubApi, budget: Budget) -> None:
        self._list = GithubList(
            api,
            budget,
            query="deployments",
            field="deployments",
            largest=PAGE_SIZE,
            points=lambda _: 1,
        )

    def read(self, after: str | None, *, is_first_look: bool) -> Page:
        """Return the records of one page."""
        del is_first_look  # a hundred cost no more than ten
        document, _ = self._list.read(after)
        page = read_shape(Nodes[Deployment], document, service="GitHub", call="deployments")
        moments = [deployment.created_at for deployment in page.present]
        return Page(
            records=tuple(deployment.record() for deployment in page.present),
            newest_at=max(moments, default=None),
            oldest_at=min(moments, default=None),
            end=page.page.end if page.page else None,
            has_more=page.page.has_next if page.page else False,
        )
