"""How do we reach GitHub? PyGithub, its requests on our line: our retries, waits, checks and list.

Everything here raises the errors of `transport/errors.py`, PyGithub's objects included.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

from teammemory_bot.support.clock import Clock
from teammemory_bot.transport import errors
from teammemory_bot.transport.answer import Shape
from teammemory_bot.transport.call import CallList, Endpoint, Exchange
from teammemory_bot.transport.github_calls import GITHUB_CALLS, GRAPHQL
from teammemory_bot.transport.graphql_answer import GraphqlErrors, errors_in
from teammemory_bot.transport.pace import DEFAULT_PATIENCE, Pace
from teammemory_bot.transport.service import Service, origin_of
from teammemory_bot.transport.validators import Validators

if TYPE_CHECKING:
    from github.Repository import Repository
    from requests.adapters import BaseAdapter

DEFAULT_URL: Final = "https://api.github.com"
API_VERSION: Final = "2022-11-28"
PAGE_SIZE: Final = 100
"""Entries of one REST page: GitHub gives at most so many."""

MAX_PAGES: Final = 1_000
"""Pages of one list that are followed: 100,000 entries, then the list is said to be endless."""

_NAME: Final = "GitHub"


class GithubApi:
    """One repository of one GitHub, as seen by one token."""

    def __init__(
        self,
        repository: str,
        *,
        token: str,
        clock: Clock,
        base_url: str = DEFAULT_URL,
        patience_seconds: float = DEFAULT_PATIENCE,
        inner: BaseAdapter | None = None,
        on_exchange: Callable[[Exchange], None] | None = None,
        service: Service | None = None,
    ) -> None:
        # Imported here because it costs a sixth of a second that runs without GitHub need not pay.
        import requests  # noqa: PLC0415
        from github.Auth import Token  # noqa: PLC0415

        from teammemory_bot.transport.pygithub_line import (  # noqa: PLC0415
            Connection,
            RuledRequester,
        )
        from teammemory_bot.transport.wire import RuledAdapter  # noqa: PLC0415

        self.name_with_owner = repository
        base_url = base_url.rstrip("/")
        service = service or github_service(base_url)
        self.calls = 0
        """Requests that counted against an allowance so far."""
        self.points = 0
        """GraphQL points that answers said they cost."""
        self._listener = on_exchange
        self._adapter = RuledAdapter(
            service,
            clock=clock,
            pace=Pace(_NAME, clock, patience_seconds=patience_seconds),
            inner=inner,
            validators=Validators(),
            on_exchange=self._count,
        )
        session = requests.Session()
        session.mount("https://", self._adapter)
        session.mount("http://", self._adapter)
        session.auth = RuledRequester.noopAuth  # else `requests` would look into .netrc
        scheme, host, port = origin_of(base_url)
        # PyGithub writes whole answers into its debug log; what people say does not belong there.
        logging.getLogger("github").setLevel(logging.WARNING)
        self.requester = RuledRequester(
            Connection(session, f"{scheme}://{host}:{port}"),
            auth=Token(token) if token else None,
            base_url=base_url,
            timeout=30,
            user_agent="teammemory-bot",
            per_page=PAGE_SIZE,
            verify=True,
            retry=None,
            pool_size=None,
            lazy=True,
            api_version=API_VERSION,
        )

    @property
    def repository(self) -> Repository:
        """PyGithub's view of the repository; nothing is asked until something of it is read."""
        from github.Repository import Repository  # noqa: PLC0415  # see above

        return Repository(
            self.requester, url=f"{self.requester.base_url}/repos/{self.name_with_owner}"
        )

    def close(self) -> None:
        """Close the connections."""
        self._adapter.close()

    def tries(self, count: int) -> AbstractContextManager[None]:
        """Make at most so many tries of each call inside the block."""
        return self._adapter.tries(count)

    def query(
        self, query: str, variables: Mapping[str, Any], *, may_lack: bool = False
    ) -> dict[str, Any]:
        """Return the `data` of a GraphQL query; a part of it is never taken for the whole.

        With `may_lack`, what GitHub does not know is null in it, and no error.
        """
        _, document = self.requester.requestJsonAndCheck(
            "POST", self.requester.graphql_url, input={"query": query, "variables": dict(variables)}
        )
        found = errors_in(document)
        is_whole = may_lack and set(found.kinds) == {"NOT_FOUND"} and bool(document.get("data"))
        if found and not is_whole:
            raise _query_failure(found, document)
        data: dict[str, Any] = document["data"]
        limit = data.get("rateLimit")
        if isinstance(limit, dict) and isinstance(limit.get("cost"), int):
            self.points += limit["cost"]
        return data

    def read(self, path: str) -> dict[str, Any]:
        """Return one thing of the repository."""
        _, document = self._ask(path, {})
        if not isinstance(document, dict):
            raise errors.UnusableAnswer(_NAME, f"GET {path}", why="no object")
        return document

    def read_page(self, path: str, **parameters: str | int) -> list[dict[str, Any]]:
        """Return one page of a list, of at most 100 entries."""
        return _objects(path, self._ask(path, {"per_page": PAGE_SIZE, **parameters})[1])

    def read_pages(self, path: str, **parameters: str | int) -> Iterator[list[dict[str, Any]]]:
        """Yield the pages of a list, following `next`; an address seen before ends in an error."""
        return self._pages(self._url(path), parameters)

    def team_member_pages(self, organisation: str, slug: str) -> Iterator[list[dict[str, Any]]]:
        """Yield the members of a team, those of its child teams included, in pages."""
        return self._pages(f"/orgs/{organisation}/teams/{slug}/members", {})

    def _pages(
        self, path: str, parameters: Mapping[str, str | int]
    ) -> Iterator[list[dict[str, Any]]]:
        seen: set[str] = set()
        url, query = path, {"per_page": PAGE_SIZE, **parameters}
        for _ in range(MAX_PAGES):
            headers, document = self.requester.requestJsonAndCheck("GET", url, query)
            yield _objects(path, document)
            following = next_link(str(headers.get("link", "")))
            if following is None:
                return
            if following in seen:
                break
            seen.add(following)
            url, query = following, dict(parse_qsl(urlsplit(following).query))
        raise errors.UnusableAnswer(_NAME, f"GET {path}", why="a list without end")

    def write(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Create or change something of the repository; return what became of it."""
        _, document = self.requester.requestJsonAndCheck(method, self._url(path), input=dict(body))
        return dict(document)

    def delete(self, path: str) -> None:
        """Delete something of the repository."""
        self.requester.requestJsonAndCheck("DELETE", self._url(path))

    def viewer(self) -> dict[str, Any]:
        """Return the account that the token belongs to; a workflow's own token may not ask."""
        _, document = self.requester.requestJsonAndCheck("GET", "/user")
        return dict(document)

    def _ask(self, path: str, parameters: Mapping[str, Any]) -> tuple[dict[str, Any], Any]:
        return self.requester.requestJsonAndCheck("GET", self._url(path), dict(parameters))

    def _url(self, path: str) -> str:
        return f"/repos/{self.name_with_owner}{path}"

    def _count(self, exchange: Exchange) -> None:
        if not exchange.was_unchanged:
            self.calls += exchange.tries
        if self._listener is not None:
            self._listener(exchange)


def _query_failure(found: GraphqlErrors, document: Mapping[str, Any]) -> errors.CallFailed:
    if set(found.kinds) <= {"FORBIDDEN", "INSUFFICIENT_SCOPES"}:
        return errors.PermissionMissing(_NAME, "ask", needed="", message=found.message)
    data = document.get("data")
    nothing = not isinstance(data, dict) or all(
        value is None for name, value in data.items() if name != "rateLimit"
    )
    if "NOT_FOUND" in found.kinds and nothing:
        return errors.NotFoundOrPrivate(_NAME, "GET this repository")
    return errors.QueryFailed(_NAME, "a query", kinds=found.kinds, message=found.message)


def github_service(base_url: str) -> Service:
    """Return GitHub at an API address: github.com, a subdomain of ghe.com, or an own server."""
    prefix = urlsplit(base_url).path.rstrip("/")
    graphql = Endpoint(
        "POST", f"{prefix.removesuffix('/v3')}/graphql", Shape.OBJECT, GRAPHQL.resource
    )
    return Service(
        name=_NAME,
        base_url=base_url,
        calls=CallList([*_below(prefix), graphql]),
    )


def next_link(header: str) -> str | None:
    """Return the address of the next page that a `Link` header names."""
    from requests.utils import parse_header_links  # noqa: PLC0415  # see above

    for entry in parse_header_links(header) if header else ():
        if entry.get("rel") == "next":
            return entry.get("url")
    return None


def _below(prefix: str) -> list[Endpoint]:
    return [
        Endpoint(known.method, prefix + known.template, known.shape, known.resource)
        for known in GITHUB_CALLS
    ]


def _objects(path: str, document: object) -> list[dict[str, Any]]:
    if not isinstance(document, list) or not all(isinstance(entry, dict) for entry in document):
        raise errors.UnusableAnswer(_NAME, f"GET {path}", why="entries that are no objects")
    return document
