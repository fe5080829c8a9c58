"""Where do the rules sit? One adapter of `requests`, below PyGithub and below the Jira client.

What comes back up is either a whole, checked answer or one of the errors of `transport/errors.py`;
the libraries' own retries are off. The rules themselves: `transport/journey.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter

from teammemory_bot.support.clock import Clock
from teammemory_bot.transport import errors
from teammemory_bot.transport.call import Call, Exchange
from teammemory_bot.transport.journey import WAITS, Journey, Line
from teammemory_bot.transport.pace import Pace
from teammemory_bot.transport.service import Service, origin_of
from teammemory_bot.transport.validators import Validators


class RuledAdapter(BaseAdapter):
    """The rules, as an adapter that any `requests.Session` can mount."""

    def __init__(
        self,
        service: Service,
        *,
        clock: Clock,
        pace: Pace,
        on_exchange: Callable[[Exchange], None],
        inner: BaseAdapter | None = None,
        validators: Validators | None = None,
    ) -> None:
        super().__init__()
        self._line = Line(
            service=service,
            clock=clock,
            pace=pace,
            inner=inner or HTTPAdapter(max_retries=0),
            validators=validators,
        )
        self._on_exchange = on_exchange
        self._waits: tuple[float, ...] = WAITS

    @contextmanager
    def tries(self, count: int) -> Iterator[None]:
        """Make at most so many tries inside the block: the caller has a better idea than waiting."""
        before, self._waits = self._waits, WAITS[: count - 1]
        try:
            yield
        finally:
            self._waits = before

    def close(self) -> None:
        """Close the connections."""
        self._line.inner.close()

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002 - requests' own signature
        timeout: object = None,
        verify: bool | str = True,  # noqa: FBT001, FBT002 - requests' own signature
        cert: str | tuple[str, str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Return a whole, checked, successful answer, or raise why there is none."""
        del stream, timeout  # the rules have their own
        call = self._call_of(request)
        started = self._line.clock.monotonic()
        options = {"verify": verify, "cert": cert, "proxies": proxies}
        journey = Journey(self._line, call, waits=self._waits, options=options)
        try:
            return journey.travel(request)
        finally:
            self._on_exchange(
                Exchange(
                    service=self._line.service.name,
                    method=call.method,
                    path=call.path,
                    status=journey.status,
                    tries=journey.tries,
                    seconds=self._line.clock.monotonic() - started,
                    was_unchanged=journey.was_unchanged,
                )
            )

    def _call_of(self, request: requests.PreparedRequest) -> Call:
        service, asked = self._line.service, request.url or ""
        call = service.calls.call_of(request)
        if origin_of(service.base_url) != origin_of(asked) or call is None:
            raise errors.CallNotAllowed(
                service.name, f"{request.method} {urlsplit(asked).path[:200]}"
            )
        return call
