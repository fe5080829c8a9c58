"""How do we reach Jira? A maintained client over a session of our own: our waits, checks and list.

Jira Cloud searches at `/rest/api/3/search/jql` by page tokens, Data Center at `/rest/api/2/search` by
counts. Everything here raises the errors of `transport/errors.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from teammemory_bot.support.clock import Clock
from teammemory_bot.support.errors import TeamMemoryError
from teammemory_bot.transport import errors
from teammemory_bot.transport.call import CallList, Endpoint, Exchange
from teammemory_bot.transport.pace import DEFAULT_PATIENCE, Pace
from teammemory_bot.transport.service import Service

if TYPE_CHECKING:
    from requests import PreparedRequest
    from requests.adapters import BaseAdapter

PAGE_SIZE: Final = 100

_NAME: Final = "Jira"
_CLOUD_HOSTS: Final = (".atlassian.net", ".jira.com", ".jira-dev.com")
_CALLS: Final = (
    Endpoint("GET", "/rest/api/3/search/jql"),
    Endpoint("GET", "/rest/api/2/search"),
    Endpoint("GET", "/rest/api/2/issue/{key}"),
    Endpoint("GET", "/rest/api/3/issue/{key}"),
)


class Deployment(StrEnum):
    """The two kinds of Jira, which answer differently."""

    CLOUD = "cloud"
    DATA_CENTER = "data center"


class JiraAddressUnsafe(TeamMemoryError):
    """A token would travel in the open."""

    def __init__(self) -> None:
        super().__init__(
            "the address of Jira must begin with https://, since a token is sent to it"
        )


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of a search."""

    issues: list[Any]
    following: str | None
    """What to ask the next page with; None: there is none."""


class JiraApi:
    """One Jira, as seen by one account."""

    def __init__(
        self,
        base_url: str,
        *,
        user: str,
        token: str,
        clock: Clock,
        deployment: Deployment | None = None,
        patience_seconds: float = DEFAULT_PATIENCE,
        inner: BaseAdapter | None = None,
        on_exchange: Callable[[Exchange], None] | None = None,
    ) -> None:
        # Imported here because it costs a sixth of a second that runs without Jira need not pay.
        import requests  # noqa: PLC0415
        from atlassian.jira import JiraCloud, JiraServer  # noqa: PLC0415

        from teammemory_bot.transport.wire import RuledAdapter  # noqa: PLC0415

        base_url = base_url.rstrip("/")
        parts = urlsplit(base_url)
        host = (parts.hostname or "").lower()
        if token and parts.scheme != "https" and host not in {"127.0.0.1", "localhost", "::1"}:
            raise JiraAddressUnsafe
        is_cloud = host.endswith(_CLOUD_HOSTS)
        self.deployment = deployment or (Deployment.CLOUD if is_cloud else Deployment.DATA_CENTER)
        self.calls = 0
        self._listener = on_exchange
        adapter = RuledAdapter(
            Service(
                name=_NAME,
                base_url=base_url,
                calls=CallList(_CALLS, prefix=parts.path),
                has_login_pages=True,
            ),
            clock=clock,
            pace=Pace(_NAME, clock, patience_seconds=patience_seconds),
            inner=inner,
            on_exchange=self._count,
        )
        session = requests.Session()
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        session.auth = _Credentials(user, token)
        # The client writes whole answers into its debug log; tickets do not belong there.
        logging.getLogger("atlassian").setLevel(logging.WARNING)
        self._cloud = JiraCloud(base_url, session=session)
        self._server = JiraServer(base_url, session=session, cloud=False)

    def search(self, jql: str, fields: Sequence[str], following: str | None = None) -> SearchPage:
        """Return a page of the issues that a query finds, as this account sees them."""
        if self.deployment is Deployment.DATA_CENTER:
            try:
                return self._search_by_count(jql, fields, int(following or "0"))
            except errors.NotServed:
                # Cloud under a name of its own: it has given up this address (HTTP 410).
                self.deployment = Deployment.CLOUD
        answer = self._cloud.enhanced_jql(
            jql, fields=list(fields), nextPageToken=following, limit=PAGE_SIZE
        )
        answer = answer or {}
        issues, token = _issues(answer), answer.get("nextPageToken")
        is_last = answer.get("isLast") is True or not isinstance(token, str) or not token
        if not is_last and token == following:
            raise errors.UnusableAnswer(_NAME, "a search", why="the same page token again")
        return SearchPage(issues, None if is_last else token)

    def issue(self, key: str, fields: Sequence[str]) -> Mapping[str, Any]:
        """Return one issue, under whatever key it has now."""
        client = self._cloud if self.deployment is Deployment.CLOUD else self._server
        answer: dict[str, Any] | None = client.get(
            client.resource_url(f"issue/{key}"), params={"fields": ",".join(fields)}
        )
        return answer or {}

    def _search_by_count(self, jql: str, fields: Sequence[str], start: int) -> SearchPage:
        answer = self._server.jql(jql, fields=list(fields), start=start, limit=PAGE_SIZE) or {}
        issues, total = _issues(answer), answer.get("total")
        if not isinstance(total, int):
            raise errors.UnusableAnswer(_NAME, "a search", why="no total")
        # The server may give fewer than it was asked for: what came decides where the next begins.
        end = start + len(issues)
        return SearchPage(issues, str(end) if issues and end < total else None)

    def _count(self, exchange: Exchange) -> None:
        self.calls += exchange.tries
        if self._listener is not None:
            self._listener(exchange)


class _Credentials:
    """User and token for Cloud, a bare token for Data Center; nothing from .netrc, ever."""

    def __init__(self, user: str, token: str) -> None:
        self._user = user
        self._token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        from requests.auth import HTTPBasicAuth  # noqa: PLC0415  # see above

        if self._user and self._token:
            return HTTPBasicAuth(self._user, self._token)(request)
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _issues(answer: Mapping[str, Any]) -> list[Any]:
    issues = answer.get("issues")
    if not isinstance(issues, list):
        raise errors.UnusableAnswer(_NAME, "a search", why="no list of issues")
    return issues
