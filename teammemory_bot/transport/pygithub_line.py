"""Where does PyGithub hand its requests over to our line?

PyGithub lets every request be given the connection to use; ours is a session with `RuledAdapter`.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import requests
from github.Requester import Requester, RequestsResponse

from teammemory_bot.transport import errors
from teammemory_bot.transport.service import origin_of

_Anything: TypeAlias = Any
"""What PyGithub itself leaves untyped."""


class Connection:
    """What PyGithub takes for a connection: one request, one answer, on our line."""

    def __init__(self, session: requests.Session, origin: str) -> None:
        self._session = session
        self._origin = origin
        self._pending: tuple[str, str, Any, dict[str, str]] | None = None

    def request(
        self,
        verb: str,
        url: str,
        input: _Anything,  # noqa: A002 - PyGithub's name
        headers: dict[str, str],
        stream: bool = False,  # noqa: FBT001, FBT002 - PyGithub's signature
    ) -> None:
        del stream
        self._pending = (verb, url, input, headers)

    def getresponse(self) -> RequestsResponse:
        if self._pending is None:
            raise ValueError("there is no request to answer")
        verb, url, body, headers = self._pending
        response = self._session.request(
            verb, self._origin + url, data=body, headers=headers, allow_redirects=False
        )
        return RequestsResponse(response)


class RuledRequester(Requester):
    """PyGithub's requester, every request of it on our line and to the configured host only."""

    def __init__(self, connection: Connection, **kwargs: _Anything) -> None:
        super().__init__(**kwargs)
        self._connection = connection

    def requestJsonAndCheck(  # noqa: N802 - PyGithub's name
        self,
        verb: str,
        url: str,
        parameters: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        input: _Anything = None,  # noqa: A002 - PyGithub's name
        follow_302_redirect: bool = False,  # noqa: FBT001, FBT002 - PyGithub's signature
    ) -> tuple[dict[str, Any], Any]:
        """Send a request; refuse, before PyGithub sees it, an address of another host."""
        if not url.startswith("/") and origin_of(url) != origin_of(self.base_url):
            raise errors.ForeignAddress("GitHub", f"{verb} of a further page", address=url)
        return super().requestJsonAndCheck(
            verb, url, parameters, headers, input, follow_302_redirect
        )

    def requestJson(  # noqa: N802, PLR0917 - PyGithub's name and signature
        self,
        verb: str,
        url: str,
        parameters: dict[str, Any] | None = None,
        headers: dict[str, Any] | None = None,
        input: _Anything = None,  # noqa: A002 - PyGithub's name
        cnx: _Anything = None,
        follow_302_redirect: bool = False,  # noqa: FBT001, FBT002 - PyGithub's signature
    ) -> tuple[int, dict[str, Any], str]:
        """Send the request on our line, whatever connection PyGithub would have taken."""
        del cnx, follow_302_redirect
        line: _Anything = self._connection  # PyGithub knows its two own classes only
        return super().requestJson(verb, url, parameters, headers, input, line)

    def withLazy(self, lazy: _Anything) -> Requester:  # noqa: N802 - PyGithub's name
        """Return this requester: a copy would lose the line."""
        del lazy
        return self
