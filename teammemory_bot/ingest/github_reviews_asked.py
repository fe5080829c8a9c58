"""Who has how many reviews waiting right now? Live by nature; never part of the memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from pydantic import Field

from teammemory_bot.domain.identity import Login, PullNumber
from teammemory_bot.ingest.github_list import GithubList
from teammemory_bot.ingest.github_shape import Nodes
from teammemory_bot.ingest.shape import Line, Shape, read_shape
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.github_api import GithubApi

PAGE_SIZE: Final = 99
MAX_PAGES: Final = 3
"""The 297 open pull requests updated last: a wait in older ones is no load."""


class Requested(Shape):
    """A person or a team."""

    login: Line | None = None


class Request(Shape):
    """A review that is asked for; null instead of the person: deleted."""

    reviewer: Requested | None = Field(alias="requestedReviewer")


class OpenPull(Shape):
    """An open pull request with the reviews that are asked for."""

    number: int
    requests: Nodes[Request] | None = Field(alias="reviewRequests")


def fetch_reviews_asked(
    api: GithubApi, budget: Budget, *, without: PullNumber | None = None
) -> Mapping[Login, int]:
    """Return how many reviews each person is asked for, that of one pull request not counted."""
    pages = GithubList(
        api,
        budget,
        query="open_reviews",
        field="pullRequests",
        largest=PAGE_SIZE,
        points=lambda size: max(1, round((1 + size) / 100)),
    )
    counts: Counter[Login] = Counter()
    after: str | None = None
    for _ in range(MAX_PAGES):
        document, _skipped = pages.read(after)
        page = read_shape(Nodes[OpenPull], document, service="GitHub", call="open reviews")
        for pull in page.present:
            if pull.number == without or pull.requests is None:
                continue
            counts.update(
                Login(request.reviewer.login)
                for request in pull.requests.present
                if request.reviewer is not None and request.reviewer.login
            )
        if page.page is None or not page.page.has_next:
            break
        after = page.page.end
    return dict(counts)
