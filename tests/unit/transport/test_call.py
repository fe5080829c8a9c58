"""Which request is which call, and is it a write that must not happen twice?"""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from teammemory_bot.transport.answer import Shape
from teammemory_bot.transport.call import Call, CallList, Endpoint


def _request(method: str | None, url: str | None, body: Any = None) -> requests.PreparedRequest:
    request = requests.PreparedRequest()
    request.method, request.url, request.body = method, url, body
    return request


@pytest.mark.parametrize(
    ("template", "path", "matches"),
    [
        ("/issues/{number}", "/issues/1", True),
        ("/issues/{number}", "/issues/", False),
        ("/issues/{number}", "/issues/1/2", False),
        ("/issues/{number}", "/xissues/1", False),
        ("/a+b/{team_slug}", "/a+b/x", True),
        ("/a+b/{team_slug}", "/aab/x", False),
        ("/x.y", "/x.y", True),
        ("/x.y", "/xzy", False),
    ],
)
def test_template__stands_for_one_segment_and_is_else_taken_literally(
    template: str, path: str, *, matches: bool
) -> None:
    found = Endpoint("GET", template).pattern().fullmatch(path)
    assert (found is not None) is matches


@pytest.mark.parametrize(
    ("method", "is_write", "is_repeatable"),
    [
        ("GET", False, True),
        ("HEAD", False, True),
        ("PATCH", True, True),
        ("PUT", True, True),
        ("DELETE", True, True),
        ("POST", True, False),
    ],
)
def test_method__says_what_is_a_write_and_what_is_done_twice_alike(
    method: str, *, is_write: bool, is_repeatable: bool
) -> None:
    endpoint = Endpoint(method, "/x", Shape.LIST, "search")
    call = CallList([endpoint]).call_of(_request(method, "https://a.test/x?q=1"))
    assert call == Call(method, "/x", endpoint, is_write, is_repeatable)
    assert str(call) == f"{method} /x"


def test_prefix__of_an_own_server_is_left_out_of_the_templates() -> None:
    calls = CallList([Endpoint("GET", "/x")], prefix="/jira")
    assert calls.call_of(_request("GET", "https://a.test/jira/x")) is not None
    assert calls.call_of(_request("GET", "https://a.test/x")) is not None
    assert calls.call_of(_request("GET", "https://a.test/jira/jira/x")) is None
    assert calls.call_of(_request("GET", "https://a.test/x/jira")) is None
    assert calls.call_of(_request("POST", "https://a.test/jira/x")) is None


def test_request__without_method_or_address_is_no_call() -> None:
    calls = CallList([Endpoint("GET", "/x")])
    assert calls.call_of(_request(None, "https://a.test/x")) is None
    assert calls.call_of(_request("GET", None)) is None


@pytest.mark.parametrize(
    ("body", "is_write"),
    [
        (b'{"query": "{ x }"}', False),
        ('{"query": "{ x }"}', False),
        (b'{"query": "mutation { x }"}', True),
        (json.dumps({"query": " # y\n\n#z\nsubscription { x }"}), True),
        (json.dumps({"query": "# mutation\nquery { mutation }"}), False),
        (json.dumps({"query": "mutations { x }"}), False),
        (b'{"query": "\xff { x }"}', False),
        (b'{"query": ', True),
        (b'["query"]', True),
        (b"{}", True),
        (None, True),
        (7, True),
    ],
)
def test_graphql__what_is_not_known_to_be_a_query_is_a_write(body: Any, *, is_write: bool) -> None:
    endpoint = Endpoint("POST", "/graphql", resource="graphql")
    call = CallList([endpoint]).call_of(_request("POST", "https://a.test/graphql", body))
    assert call == Call("POST", "/graphql", endpoint, is_write, not is_write)
