"""How does one request get its answer? Tries, waits, redirects and checks, one after the other.

| what happened | what follows |
|---|---|
| 5xx, no connection, half or foreign body | 1, 4, 9 s, then `ServiceUnreachable` / `UnusableAnswer` |
| the same after a request that must not happen twice (POST) | `WriteInDoubt`, at once |
| limit with a stated wait | exactly that wait, if the run's patience covers it; else `RateLimitReached` |
| limit without | 60, 120, ... seconds |
| redirect | followed for reads, on the same host only |
| 304 | the kept answer; none kept: asked again without condition |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import BaseAdapter
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError

from teammemory_bot.support.clock import Clock
from teammemory_bot.transport import errors
from teammemory_bot.transport.answer import (
    BodyTooBig,
    BodyTooSlow,
    NotAsDocumented,
    Shape,
    checked_json,
    message_in,
    read_body,
    with_body,
)
from teammemory_bot.transport.call import Call
from teammemory_bot.transport.graphql_answer import graphql_errors
from teammemory_bot.transport.limits import DEFAULT_PAUSE, Pause, allowance_pause, pause_of
from teammemory_bot.transport.pace import Pace
from teammemory_bot.transport.refusal import error_of
from teammemory_bot.transport.service import Service, origin_of
from teammemory_bot.transport.validators import KeptAnswer, Validators

WAITS: Final = (1.0, 4.0, 9.0)
"""Seconds before the second, third and fourth try."""

MAX_LIMIT_WAITS: Final = 4
"""How often one call may be told to wait: five tries in all."""

MAX_REDIRECTS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What all requests to one service share."""

    service: Service
    clock: Clock
    pace: Pace
    inner: BaseAdapter
    validators: Validators | None = None


class _Again(Exception):
    """This try gave nothing; another one may."""

    def __init__(self, why: str, *, status: int = 0, was_sent: bool = True) -> None:
        super().__init__(why)
        self.why = why
        self.status = status
        self.was_sent = was_sent


class Journey:
    """One request on its way to an answer: counts its tries and waits."""

    def __init__(
        self, line: Line, call: Call, *, waits: tuple[float, ...], options: Mapping[str, Any]
    ) -> None:
        self.tries = 0
        self.status = 0
        self.was_unchanged = False
        self._call = call
        self._options = options
        self._limit_waits = 0
        self._redirects = 0
        self._service = line.service
        self._clock = line.clock
        self._pace = line.pace
        self._inner = line.inner
        self._validators = line.validators
        self._waits = waits

    def travel(self, request: requests.PreparedRequest) -> requests.Response:
        """Try until there is an answer or no sense in another try."""
        request = request.copy()
        kept = self._condition(request)
        failures = 0
        while True:
            try:
                response = self._answer(request, kept)
            except _Again as failure:
                self._give_up_or_rest(failure, failures)
                failures += 1
                if failure.status == 304:
                    request.headers.pop("If-None-Match", None)
                continue
            if response is not None:
                return response

    def _answer(
        self, request: requests.PreparedRequest, kept: KeptAnswer | None
    ) -> requests.Response | None:
        """Return the answer of one try; None when the next try may follow at once."""
        response, body = self._one_try(request)
        if response.status_code == 304:
            if kept is None:
                raise _Again("unchanged since never", status=304)
            self.was_unchanged = True
            return _revived(response, kept)
        if response.status_code in {301, 302, 303, 307, 308}:
            request.url = self._followed(request, response)
            request.headers.pop("If-None-Match", None)
            return None
        if self._waited_for_limit(response, body):
            return None
        return self._finished(request, response, body)

    def _condition(self, request: requests.PreparedRequest) -> KeptAnswer | None:
        if self._validators is None or self._call.method != "GET":
            return None
        kept = self._validators.find(_key(request))
        if kept is not None:
            request.headers["If-None-Match"] = kept.etag
        return kept

    def _one_try(self, request: requests.PreparedRequest) -> tuple[requests.Response, bytes]:
        with self._pace.turn(self._call.endpoint.resource, is_write=self._call.is_write):
            self.tries += 1
            self.status = 0
            deadline = self._clock.monotonic() + self._service.answer_seconds
            try:
                response = self._inner.send(
                    request,
                    stream=True,
                    timeout=(self._service.connect_seconds, self._service.read_seconds),
                    **self._options,
                )
                self.status = response.status_code
                body = read_body(
                    response,
                    clock=self._clock,
                    deadline=deadline,
                    max_body=self._service.max_body,
                )
            except BodyTooBig:
                raise errors.AnswerTooBig(
                    self._service.name, str(self._call), limit=self._service.max_body
                ) from None
            except BodyTooSlow:
                raise _Again("too slow") from None
            except requests.exceptions.RequestException as failure:
                raise self._broken_line(failure) from None
        spent = allowance_pause(response.headers, now=self._clock.now())
        if spent is not None:
            self._pace.close(self._call.endpoint.resource, spent)
        return response, body

    def _broken_line(self, failure: requests.exceptions.RequestException) -> Exception:
        if isinstance(failure, requests.exceptions.SSLError):
            return errors.UnsafeConnection(self._service.name)
        if isinstance(failure, requests.exceptions.ProxyError):
            return errors.ProxyRefused(self._service.name)
        if isinstance(failure, requests.exceptions.ReadTimeout):
            return _Again("no answer in time")
        return _Again(*_reason(failure), was_sent=not _never_left(failure))

    def _followed(self, request: requests.PreparedRequest, response: requests.Response) -> str:
        location = response.headers.get("location", "")
        target = urljoin(request.url or "", location)
        self._redirects += 1
        is_elsewhere = origin_of(target) != origin_of(self._service.base_url)
        if is_elsewhere and self._service.has_login_pages:
            raise errors.CredentialsRefused(self._service.name, str(self._call))
        if not location or is_elsewhere or self._call.is_write:
            raise errors.ForeignAddress(self._service.name, str(self._call), address=target)
        if self._redirects > MAX_REDIRECTS:
            raise errors.UnusableAnswer(
                self._service.name, str(self._call), why="redirects without end"
            )
        probe = request.copy()
        probe.url = target
        if self._service.calls.call_of(probe) is None:
            # The service's own pointer, and no defect of ours: it is not followed, and no more.
            why = f"a redirect to {errors.said(urlsplit(target).path)}, which is no call of this program"
            raise errors.UnusableAnswer(self._service.name, str(self._call), why=why)
        return target

    def _waited_for_limit(self, response: requests.Response, body: bytes) -> bool:
        is_limit = self._is_graphql_answer(response, body) and graphql_errors(body).is_limit
        pause = pause_of(
            response.status_code,
            response.headers,
            message_in(body) if response.status_code >= 400 else "",
            now=self._clock.now(),
            is_limit=is_limit,
        )
        if pause is None:
            return False
        if pause.is_told is False:
            pause = Pause(DEFAULT_PAUSE * 2**self._limit_waits, is_told=False)
        # First the gate, whatever follows: the next call, too, may not leave earlier than told.
        self._pace.close(self._call.endpoint.resource, pause)
        if self._limit_waits == MAX_LIMIT_WAITS:
            raise errors.RateLimitReached(
                self._service.name, until=self._clock.now() + pause.seconds
            )
        if response.status_code == 503 and not self._call.is_repeatable:
            raise errors.WriteInDoubt(self._service.name, str(self._call), why="HTTP 503")
        self._limit_waits += 1
        return True

    def _is_graphql_answer(self, response: requests.Response, body: bytes) -> bool:
        if self._call.endpoint.resource != "graphql" or response.status_code != 200:
            return False
        try:
            checked_json(body, Shape.OBJECT)
        except NotAsDocumented:
            return False
        return True

    def _finished(
        self, request: requests.PreparedRequest, response: requests.Response, body: bytes
    ) -> requests.Response:
        status = response.status_code
        if status >= 500 or status == 408 or (status == 202 and self._call.method == "GET"):
            raise _Again(f"HTTP {status}", status=status)
        if status >= 400:
            raise error_of(
                self._service.name, str(self._call), status, response.headers, message_in(body)
            )
        shape = Shape.NOTHING if status in {204, 205} else self._call.endpoint.shape
        try:
            body = checked_json(body, shape)
        except NotAsDocumented as fault:
            if fault.is_html and self._service.has_login_pages:
                raise errors.CredentialsRefused(self._service.name, str(self._call)) from None
            if fault.may_heal:
                raise _Again(fault.why, status=status) from None
            raise errors.UnusableAnswer(
                self._service.name, str(self._call), why=fault.why
            ) from None
        if self._call.endpoint.resource == "graphql" and graphql_errors(body).is_passing:
            raise _Again("GraphQL could not finish", status=status)
        self._keep(request, response, body)
        return with_body(response, body)

    def _keep(
        self, request: requests.PreparedRequest, response: requests.Response, body: bytes
    ) -> None:
        etag = response.headers.get("etag", "")
        if self._validators is not None and self._call.method == "GET" and etag:
            link = response.headers.get("link", "")
            self._validators.keep(_key(request), KeptAnswer(etag, body, link))

    def _give_up_or_rest(self, failure: _Again, failures: int) -> None:
        name, call = self._service.name, str(self._call)
        if failure.was_sent and not self._call.is_repeatable:
            raise errors.WriteInDoubt(name, call, why=failure.why) from None
        if failures >= len(self._waits):
            if failure.status == 200:
                raise errors.UnusableAnswer(name, call, why=failure.why) from None
            raise errors.ServiceUnreachable(
                name, call, why=failure.why, tries=self.tries, status=failure.status
            ) from None
        self._pace.rest(self._waits[failures])


def _revived(response: requests.Response, kept: KeptAnswer) -> requests.Response:
    revived = with_body(response, kept.body)
    revived.status_code = 200
    if kept.link:
        revived.headers["link"] = kept.link
    return revived


def _key(request: requests.PreparedRequest) -> str:
    return f"{request.headers.get('Accept', '')!s} {request.url}"


def _never_left(failure: requests.exceptions.RequestException) -> bool:
    """Tell whether the request cannot have reached the service: there was no connection."""
    if isinstance(failure, requests.exceptions.ConnectTimeout):
        return True
    cause = failure.args[0] if failure.args else None
    return isinstance(cause, MaxRetryError) and isinstance(
        cause.reason, NewConnectionError | NameResolutionError
    )


def _reason(failure: requests.exceptions.RequestException) -> tuple[str]:
    if isinstance(failure, requests.exceptions.ConnectTimeout) or _never_left(failure):
        return ("no connection",)
    return ("the line broke",)
