"""Which answer ends a request how, in which words, after how many tries and waits?"""

from __future__ import annotations

import dataclasses
import io
import json
from typing import Any

import pytest
import requests
from urllib3.connection import HTTPConnection
from urllib3.exceptions import MaxRetryError, NewConnectionError

from teammemory_bot.transport import errors
from teammemory_bot.transport.call import Exchange
from teammemory_bot.transport.github_api import github_service
from teammemory_bot.transport.pace import Pace
from teammemory_bot.transport.validators import Validators
from teammemory_bot.transport.wire import RuledAdapter
from testing.scripted_adapter import ScriptedAdapter, answer
from testing.virtual_clock import VirtualClock

BASE = "https://api.github.com"
LIST = "/repos/o/r/issues/1/comments"
READ = f"GET {LIST}"
CREATE = f"POST {LIST}"
EDIT = "PATCH /repos/o/r/issues/comments/1"
DELETE = "DELETE /repos/o/r/issues/comments/1"
QUERY = "POST /graphql"
BODIES: dict[str, Any] = {"POST": {"body": "x"}, "PATCH": {"body": "x"}}


class _Line:
    """The rules above answers that are played."""

    def __init__(self, *script: Any, **changes: Any) -> None:
        self.clock = VirtualClock()
        self.sent: list[requests.PreparedRequest] = []
        self.exchanges: list[Exchange] = []
        patience = changes.pop("patience_seconds", 10_000)
        self.adapter = RuledAdapter(
            dataclasses.replace(github_service(BASE), **changes),
            clock=self.clock,
            pace=Pace("GitHub", self.clock, patience_seconds=patience),
            inner=ScriptedAdapter(script, on_send=lambda request: self.sent.append(request.copy())),
            validators=Validators(),
            on_exchange=self.exchanges.append,
        )

    def ask(self, call: str, accept: str = "application/json") -> requests.Response:
        method, _, path = call.partition(" ")
        body = {"query": "{ x }"} if path == "/graphql" else BODIES.get(method)
        headers = {"Accept": accept}
        request = requests.Request(method, f"{BASE}{path}", json=body, headers=headers).prepare()
        return self.adapter.send(request)

    def fails(self, call: str) -> str:
        """Return the name of the error that a call ends with, and its sentence."""
        with pytest.raises(errors.TeamMemoryError) as end:
            self.ask(call)
        return f"{type(end.value).__name__}: {end.value}"


def _no_connection() -> requests.exceptions.ConnectionError:
    reason = NewConnectionError(HTTPConnection("github.invalid"), "refused")
    return requests.exceptions.ConnectionError(MaxRetryError(None, "/", reason))  # type: ignore[arg-type]  # no pool


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (lambda: answer(500), "HTTP 500"),
        (lambda: answer(503), "HTTP 503"),
        (lambda: answer(408), "HTTP 408"),
        (lambda: answer(202), "HTTP 202"),
        (requests.exceptions.ReadTimeout, "no answer in time"),
        (requests.exceptions.ConnectTimeout, "no connection"),
        (_no_connection, "no connection"),
        (requests.exceptions.ConnectionError, "the line broke"),
        (requests.exceptions.ChunkedEncodingError, "the line broke"),
    ],
)
def test_read__is_given_up_after_four_tries_with_the_reason(entry: Any, why: str) -> None:
    line = _Line(*(entry() for _ in range(4)))
    assert line.fails(READ) == (
        f"ServiceUnreachable: GitHub did not answer {READ} ({why}, 4 tries); "
        "what was read before is kept, run again later"
    )
    assert line.clock.sleeps == [1, 4, 9]


@pytest.mark.parametrize(("entry", "status"), [(lambda: answer(502), 502), (_no_connection, 0)])
def test_unreachable__keeps_the_status_of_the_last_try(entry: Any, status: int) -> None:
    line = _Line(*(entry() for _ in range(4)))
    with pytest.raises(errors.ServiceUnreachable) as end:
        line.ask(READ)
    assert end.value.status == status


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"", "an empty body"), (b"<html>", "HTML"), (b"[{", "no whole JSON")],
)
def test_body__that_never_heals_is_no_answer(body: bytes, why: str) -> None:
    line = _Line(*(answer(200, body) for _ in range(4)))
    assert line.fails(READ) == (
        f"UnusableAnswer: GitHub answered {READ} with something else than documented ({why}); "
        "nothing of it was stored, run again later"
    )
    assert line.clock.sleeps == [1, 4, 9]


def test_body__of_another_kind_is_not_asked_for_again() -> None:
    line = _Line(answer(200, b"{}"))
    assert line.fails(READ) == (
        f"UnusableAnswer: GitHub answered {READ} with something else than documented "
        "(an object instead of a list); nothing of it was stored, run again later"
    )
    assert line.clock.sleeps == []


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (lambda: answer(500), "HTTP 500"),
        (lambda: answer(201, b"<html>"), "HTML"),
        (requests.exceptions.ReadTimeout, "no answer in time"),
        (requests.exceptions.ConnectionError, "the line broke"),
        (lambda: answer(503, retry_after="5"), "HTTP 503"),
    ],
)
def test_create__in_doubt_is_told_at_once(entry: Any, why: str) -> None:
    line = _Line(entry())
    assert line.fails(CREATE) == (
        f"WriteInDoubt: GitHub did not confirm {CREATE} ({why}): it may have been done or not"
    )
    assert line.clock.sleeps == []


def test_create__that_never_left_is_tried_again_and_one_that_is_accepted_is_done() -> None:
    line = _Line(_no_connection(), requests.exceptions.ConnectTimeout(), answer(202, b'{"id": 1}'))
    assert line.ask(CREATE).json() == {"id": 1}
    assert line.clock.sleeps == [1, 4]


def test_service__that_asks_for_a_pause_with_503_is_waited_for_where_twice_is_once() -> None:
    line = _Line(answer(503, retry_after="5"), answer(200))
    assert line.ask(EDIT).status_code == 200
    assert 5 in line.clock.sleeps
    line = _Line(answer(429, retry_after="5"), answer(201))
    assert line.ask(CREATE).status_code == 201
    assert 5 in line.clock.sleeps


@pytest.mark.parametrize("status", [204, 205])
def test_nothing__is_an_answer_where_the_status_says_so(status: int) -> None:
    assert _Line(answer(status, b"")).ask(EDIT).content == b""
    assert _Line(answer(status, b"")).ask(DELETE).status_code == status


def test_status__200_without_a_body_is_nothing_only_where_nothing_is_documented() -> None:
    assert _Line(answer(200, b"")).ask(DELETE).content == b""
    assert "UnusableAnswer" in _Line(*(answer(200, b"") for _ in range(4))).fails(EDIT)


@pytest.mark.parametrize("status", [400, 422])
def test_refusal__quotes_the_service(status: int) -> None:
    line = _Line(answer(status, b'{"message": "rate limit of words"}'))
    assert line.fails(READ) == (
        f'RequestRefused: GitHub refused {READ} as invalid (HTTP {status}): "rate limit of words"; '
        "please report this"
    )


def test_line__that_is_not_safe_names_the_service() -> None:
    assert "to GitHub could not" in _Line(requests.exceptions.SSLError()).fails(READ)
    assert "to GitHub refused" in _Line(requests.exceptions.ProxyError()).fails(READ)
    assert _Line(requests.exceptions.ProxyError()).fails(READ).startswith("ProxyRefused")


class _Dripping(io.BytesIO):
    """A body of which each piece takes half a minute."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(b" " * 1_000_000)
        self._clock = clock

    def read(self, size: int | None = -1, /) -> bytes:
        self._clock.push(30)
        return super().read(size)


def test_answer__that_is_too_slow_is_asked_for_again() -> None:
    def drip(_: Any) -> requests.Response:
        response = answer(200)
        response.raw = _Dripping(line.clock)
        return response

    line = _Line(drip, drip, drip, drip)
    assert f"did not answer {READ} (too slow, 4 tries)" in line.fails(READ)
    assert line.clock.monotonic() == 4 * 90 + 14


def test_answer__that_is_too_big_names_call_and_limit() -> None:
    assert _Line(answer(200, b"[" + b" " * 99), max_body=99).fails(READ) == (
        f"AnswerTooBig: GitHub answered {READ} with more than 0 MiB; nothing of it was stored"
    )


# --- Limits ---------------------------------------------------------------------------------------


def test_limit__without_a_stated_wait_doubles_it_each_time_and_says_until_when() -> None:
    line = _Line(*(answer(429) for _ in range(5)))
    with pytest.raises(errors.RateLimitReached, match="GitHub takes no further") as end:
        line.ask(READ)
    assert line.clock.sleeps == [60, 120, 240, 480]
    assert end.value.until == line.clock.now() + 960


def test_limit__that_is_given_up_keeps_the_next_call_waiting() -> None:
    line = _Line(*(answer(429, retry_after="7") for _ in range(5)), answer(200, b"[]"))
    line.fails(READ)
    assert line.clock.sleeps == [7] * 4
    assert line.ask(READ).json() == []
    assert line.clock.sleeps == [7] * 5


def test_limit__beyond_the_patience_names_service_and_moment() -> None:
    line = _Line(answer(429, retry_after="11"), patience_seconds=10)
    with pytest.raises(errors.RateLimitReached, match="GitHub takes no further") as end:
        line.ask(READ)
    assert end.value.until == line.clock.now() + 11


def test_words_of_a_limit__count_in_refusals_only() -> None:
    said = b'{"message": "You have exceeded a secondary rate limit"}'
    line = _Line(answer(200, said))
    assert line.ask(EDIT).status_code == 200
    assert line.clock.sleeps == []
    line = _Line(answer(403, said), answer(200, b"[]"))
    line.ask(READ)
    assert line.clock.sleeps == [60]


def test_reset__without_the_services_clock_is_compared_with_ours() -> None:
    line = _Line()
    left = {"x_ratelimit_remaining": "0", "x_ratelimit_reset": str(int(line.clock.now()) + 30)}
    line = _Line(answer(403, **left), answer(200, b"[]"))
    line.ask(READ)
    assert line.clock.sleeps == [31]


def test_allowance__used_up_by_a_good_answer_stops_calls_of_its_kind_only() -> None:
    until = str(int(VirtualClock().now()) + 30)
    left = {"x_ratelimit_remaining": "0", "x_ratelimit_reset": until}
    line = _Line(answer(200, b"[]", **left), answer(200, b'{"data": {}}'), answer(200, b"[]"))
    line.ask(READ)
    line.ask(QUERY)
    assert line.clock.sleeps == []
    line.ask(READ)
    assert line.clock.sleeps == [31]


def test_secondary_limit__stops_calls_of_every_kind() -> None:
    line = _Line(answer(429, retry_after="500"), answer(200, b'{"data": {}}'), patience_seconds=400)
    line.fails(READ)
    with pytest.raises(errors.RateLimitReached):
        line.ask(QUERY)


# --- GraphQL --------------------------------------------------------------------------------------

LIMITED = json.dumps({"data": {}, "errors": [{"type": "RATE_LIMITED", "message": "x"}]}).encode()
PASSING = json.dumps({"errors": [{"message": "timedout"}]}).encode()


def test_graphql__limit_is_looked_for_in_good_answers_to_queries_only() -> None:
    line = _Line(answer(200, LIMITED), answer(200, b'{"data": {}}'))
    assert line.ask(QUERY).json() == {"data": {}}
    assert line.clock.sleeps == [60]
    line = _Line(answer(200, LIMITED))
    assert line.ask(EDIT).content == LIMITED
    line = _Line(answer(400, LIMITED))
    assert line.fails(QUERY).startswith("RequestRefused")
    assert line.clock.sleeps == []


def test_graphql__answer_that_is_no_document_is_asked_for_again() -> None:
    line = _Line(answer(200, b"<html>"), answer(200, b'{"data": {}}'))
    assert line.ask(QUERY).json() == {"data": {}}
    assert line.clock.sleeps == [1]


def test_graphql__passing_failure_that_stays_is_told() -> None:
    line = _Line(*(answer(200, PASSING) for _ in range(4)))
    assert line.fails(QUERY) == (
        "UnusableAnswer: GitHub answered POST /graphql with something else than documented "
        "(GraphQL could not finish); nothing of it was stored, run again later"
    )
    assert _Line(answer(200, PASSING)).ask(EDIT).content == PASSING


# --- Redirects ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect__of_a_read_is_followed_without_its_condition(status: int) -> None:
    line = _Line(
        answer(200, b"[]", etag='"1"'),
        answer(status, location="/repos/o/new/issues/1/comments"),
        answer(200, b"[1]"),
    )
    line.ask(READ)
    assert line.ask(READ).json() == [1]
    assert [request.headers.get("If-None-Match") for request in line.sent] == [None, '"1"', None]
    assert line.sent[-1].url == f"{BASE}/repos/o/new/issues/1/comments"
    assert line.clock.sleeps == []


def test_redirect__may_lead_on_five_times() -> None:
    there, back = answer, f"{BASE}{LIST}"
    line = _Line(*(there(302, location=back) for _ in range(5)), answer(200, b"[]"))
    assert line.ask(READ).json() == []
    line = _Line(*(there(302, location=back) for _ in range(6)))
    assert line.fails(READ) == (
        f"UnusableAnswer: GitHub answered {READ} with something else than documented "
        "(redirects without end); nothing of it was stored, run again later"
    )


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("https://evil.test/x", "https://evil.test/x"),
        ("http://api.github.com/x", "http://api.github.com/x"),
        ("https://api.github.com:444/x", "https://api.github.com/x"),
        ("", f"{BASE}{LIST}"),
    ],
)
def test_redirect__to_elsewhere_or_nowhere_is_refused(location: str, place: str) -> None:
    headers = {"location": location} if location else {}
    line = _Line(answer(302, **headers))
    assert line.fails(READ).startswith(
        f"ForeignAddress: GitHub answered {READ} with a pointer to {place}, which"
    )
    assert len(line.sent) == 1


def test_redirect__of_a_write_is_refused() -> None:
    line = _Line(answer(307, location="/repositories/1/issues/1/comments"))
    assert f"answered {CREATE} with a pointer to {BASE}/repositories/1" in line.fails(CREATE)


def test_redirect__to_a_call_that_is_not_on_the_list_is_refused() -> None:
    line = _Line(answer(302, location="/admin/users?token=s3cret"))
    assert line.fails(READ) == (
        f"UnusableAnswer: GitHub answered {READ} with something else than documented (a redirect to "
        "/admin/users, which is no call of this program); nothing of it was stored, run again later"
    )
    assert len(line.sent) == 1


def test_login_page__where_there_are_some_is_a_refusal_of_the_credentials() -> None:
    sentence = f"CredentialsRefused: GitHub refused the credentials at {READ}; check that"
    elsewhere = answer(302, location="https://login.test/")
    assert _Line(elsewhere, has_login_pages=True).fails(READ).startswith(sentence)
    page = answer(200, b"<html>")
    assert _Line(page, has_login_pages=True).fails(READ).startswith(sentence)
    line = _Line(answer(200, b"[{"), answer(200, b"[]"), has_login_pages=True)
    assert line.ask(READ).json() == []


# --- Conditional requests -------------------------------------------------------------------------


def test_unchanged__answer_comes_back_whole_with_its_link() -> None:
    link = '<https://api.github.com/x?page=2>; rel="next"'
    line = _Line(answer(200, b"[1]", etag='"1"', link=link), answer(304, b"", link="other"))
    line.ask(READ)
    again = line.ask(READ)
    assert (again.status_code, again.json(), again.headers["link"]) == (200, [1], link)
    assert [exchange.was_unchanged for exchange in line.exchanges] == [False, True]
    assert [exchange.status for exchange in line.exchanges] == [200, 304]


def test_unchanged__answer_without_a_link_has_none() -> None:
    line = _Line(answer(200, b"[1]", etag='"1"'), answer(304, b""))
    line.ask(READ)
    assert "link" not in line.ask(READ).headers


def test_condition__is_for_the_same_address_and_form_of_a_read_with_a_tag() -> None:
    line = _Line(
        answer(200, b"[]", etag='"1"'), answer(200, b"[]"),
        answer(200, b"{}", etag='"2"'), answer(200, b"{}"),
    )  # fmt: skip
    line.ask(READ)
    line.ask(READ, accept="application/xml")
    line.ask(EDIT)
    line.ask(EDIT)
    assert not any("If-None-Match" in request.headers for request in line.sent)
    line = _Line(answer(200, b"[]"), answer(200, b"[]"))
    line.ask(READ)
    line.ask(READ)
    assert "If-None-Match" not in line.sent[1].headers


def test_unchanged__since_what_only_the_caller_knows_is_asked_again_without_condition() -> None:
    line = _Line(answer(304, b""), answer(304, b""), answer(200, b"[]"))
    headers = {"If-None-Match": '"theirs"'}
    request = requests.Request("GET", f"{BASE}{LIST}", headers=headers).prepare()
    assert line.adapter.send(request).json() == []
    assert [sent.headers.get("If-None-Match") for sent in line.sent] == ['"theirs"', None, None]
    line = _Line(answer(500), answer(200, b"[]"))
    line.adapter.send(request)
    assert line.sent[1].headers["If-None-Match"] == '"theirs"'


def test_unchanged__since_never_is_asked_again_and_given_up() -> None:
    line = _Line(*(answer(304, b"") for _ in range(4)))
    assert "(unchanged since never, 4 tries)" in line.fails(READ)


# --- The adapter ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "waits"), [(1, []), (2, [1]), (3, [1, 4])])
def test_tries__are_bounded_inside_the_block_only(count: int, waits: list[float]) -> None:
    line = _Line(*(answer(500) for _ in range(count + 4)))
    with line.adapter.tries(count):
        assert f"{count} tries" in line.fails(READ)
    assert line.clock.sleeps == waits
    line.clock.sleeps.clear()
    line.fails(READ)
    assert line.clock.sleeps == [1, 4, 9]


def test_exchange__tells_what_the_call_cost_also_where_it_failed() -> None:
    line = _Line(answer(500), answer(404))
    line.clock.push(100)
    line.fails(READ)
    assert line.exchanges == [
        Exchange(service="GitHub", method="GET", path=LIST, status=404, tries=2, seconds=1.0)
    ]
    line = _Line(*(requests.exceptions.ReadTimeout() for _ in range(4)))
    line.fails(READ)
    assert (line.exchanges[0].status, line.exchanges[0].tries) == (0, 4)


@pytest.mark.parametrize(
    "url", ["https://evil.test" + LIST, f"http://api.github.com{LIST}", f"{BASE}/admin"]
)
def test_call__to_another_place_or_off_the_list_never_leaves(url: str) -> None:
    line = _Line()
    path = url.partition("//")[2].partition("/")[2]
    with pytest.raises(errors.CallNotAllowed, match=f"ask GitHub for GET /{path}: it"):
        line.adapter.send(requests.Request("GET", f"{url}?q=s3cret").prepare())
    assert (line.sent, line.exchanges) == ([], [])


def test_options_of_the_line__are_handed_on_and_the_rules_have_their_own_times() -> None:
    seen: list[dict[str, Any]] = []

    class _Inner(ScriptedAdapter):
        def send(self, request: Any, *args: Any, **options: Any) -> requests.Response:
            seen.append(options)
            return super().send(request, *args, **options)

    clock = VirtualClock()
    adapter = RuledAdapter(
        github_service(BASE),
        clock=clock,
        pace=Pace("GitHub", clock),
        inner=_Inner([answer(200, b"[]", etag='"1"'), answer(200, b"[]")], on_send=lambda _: None),
        on_exchange=lambda _: None,
    )
    request = requests.Request("GET", f"{BASE}{LIST}").prepare()
    adapter.send(
        request, stream=False, timeout=1, verify="ca.pem", cert="me.pem", proxies={"a": "b"}
    )
    assert seen == [
        {
            "stream": True, "timeout": (10.0, 30.0),
            "verify": "ca.pem", "cert": "me.pem", "proxies": {"a": "b"},
        }
    ]  # fmt: skip
    adapter.send(request)
    assert (seen[1]["verify"], seen[1]["cert"], seen[1]["proxies"]) == (True, None, None)
    assert "If-None-Match" not in request.headers
