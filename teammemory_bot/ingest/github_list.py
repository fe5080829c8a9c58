"""How is one page of a GraphQL list read when the service may not cope with its size?

GitHub answers a page that is too much work with 502, a time-out, or data and errors side by side.
A smaller page gets through; a single entry that never does is stepped over, counted, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from teammemory_bot.ingest.github_query import query_text
from teammemory_bot.ingest.page_size import PageSize
from teammemory_bot.ingest.shape import Moment, Shape, read_shape
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import (
    CallFailed,
    NotFoundOrPrivate,
    QueryFailed,
    ServiceUnreachable,
    UnusableAnswer,
)
from teammemory_bot.transport.github_api import GithubApi

FIRST_LOOK: Final = 15
"""Entries of the first page of a later run: mostly nothing, or little, is new."""

_SMALL: Final = 4
_TOO_MUCH_WORK: Final = (ServiceUnreachable, UnusableAnswer, QueryFailed)


class Place(Shape):
    """The number and moment of an entry that is stepped over."""

    number: int
    updatedAt: Moment  # noqa: N815 - GitHub's name


class GithubList:
    """The pages of one list of a repository."""

    def __init__(
        self,
        api: GithubApi,
        budget: Budget,
        *,
        query: str,
        field: str,
        largest: int,
        points: Callable[[int], int],
    ) -> None:
        self._api = api
        self._budget = budget
        self._query = query
        self._field = field
        self._size = PageSize(largest)
        self._points = points
        self.visibility = ""
        """`PUBLIC`, `PRIVATE` or `INTERNAL`, as the last answer said."""

    def read(
        self, after: str | None, *, is_first_look: bool = False
    ) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """Return the list's page after a cursor, and the numbers of entries stepped over."""
        while True:
            size = min(self._size.current, FIRST_LOOK if is_first_look else self._size.current)
            try:
                with self._api.tries(2 if size > _SMALL else 4):
                    page = self._ask(self._query, first=size, after=after)
            except _TOO_MUCH_WORK as failure:
                if not self._size.failed():
                    return self._stepped_over(after, failure)
                continue
            self._size.worked()
            return page, ()

    def _ask(self, query: str, **variables: str | int | None) -> Mapping[str, Any]:
        first = variables.get("first")
        self._budget.take(self._points(first) if isinstance(first, int) else 1)
        owner, _, name = self._api.name_with_owner.partition("/")
        data = self._api.query(query_text(query), {"owner": owner, "name": name, **variables})
        repository = data.get("repository")
        if not isinstance(repository, dict):
            raise NotFoundOrPrivate("GitHub", f"GET {self._api.name_with_owner}")
        self.visibility = str(repository.get("visibility") or self.visibility)
        page = repository.get(self._field)
        if not isinstance(page, dict):
            raise UnusableAnswer("GitHub", "a query", why=f"no {self._field}")
        return page

    def _stepped_over(
        self, after: str | None, failure: CallFailed
    ) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """Return an empty page behind the one entry that cannot be read."""
        if not isinstance(failure, QueryFailed) or self._query != "pulls":
            raise failure
        page = dict(self._ask("pull_next", after=after))
        nodes = [node for node in page.get("nodes") or () if isinstance(node, dict)]
        places = [read_shape(Place, node, service="GitHub", call="a query") for node in nodes]
        if not places:
            raise failure
        return {**page, "nodes": []}, tuple(place.number for place in places)
