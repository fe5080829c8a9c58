"""What does our view of GitHub do with an answer that is allowed, rare, or not what it should be?"""

from __future__ import annotations

from typing import Any

import pytest
import requests

from teammemory_bot.transport import errors, github_api
from teammemory_bot.transport.call import Exchange
from teammemory_bot.transport.github_api import GithubApi
from teammemory_bot.transport.pygithub_line import Connection
from testing.scripted_adapter import ScriptedAdapter, answer
from testing.virtual_clock import VirtualClock


def _api(*script: Any, **options: Any) -> GithubApi:
    return GithubApi(
        "o/r",
        token="t",  # noqa: S106 - any
        clock=VirtualClock(),
        inner=ScriptedAdapter(script, on_send=lambda _: None),
        **options,
    )


def test_points__are_counted_where_the_answer_says_what_it_cost() -> None:
    api = _api(
        answer(200, b'{"data": {"rateLimit": {"cost": 7}}}'),
        answer(200, b'{"data": {"rateLimit": null}}'),
        answer(200, b'{"data": {"rateLimit": {"cost": "x"}}}'),
        answer(200, b'{"data": {"x": 1}}'),
    )
    for _ in range(4):
        api.query("{ x }", {})
    assert api.points == 7
    assert api.calls == 4


def test_listener__hears_of_each_exchange() -> None:
    heard: list[Exchange] = []
    api = _api(answer(200, b'{"login": "ana"}'), on_exchange=heard.append)
    assert api.viewer()["login"] == "ana"
    assert [(one.method, one.path) for one in heard] == [("GET", "/user")]


def test_read__of_a_list_is_no_answer() -> None:
    api = _api(answer(200, b'{"number": 1}'), answer(200, b"[]"))
    assert api.read("/pulls/1")["number"] == 1
    with pytest.raises(errors.UnusableAnswer, match=r"\(no object\)"):
        api.read("/issues/1/comments")


def test_page__with_entries_that_are_no_objects_is_no_answer() -> None:
    api = _api(answer(200, b"[{}, 1]"))
    with pytest.raises(errors.UnusableAnswer, match="entries that are no objects"):
        api.read_page("/issues/1/comments")


def test_list__of_more_pages_than_we_follow_is_said_to_have_no_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(github_api, "MAX_PAGES", 2)
    links = [
        f'<https://api.github.com/repos/o/r/issues/1/comments?page={page}>; rel="next"'
        for page in (2, 3)
    ]
    api = _api(*(answer(200, b"[]", link=link) for link in links))
    pages = api.read_pages("/issues/1/comments")
    assert (next(pages), next(pages)) == ([], [])
    with pytest.raises(errors.UnusableAnswer, match="a list without end"):
        next(pages)


def test_requester__stays_on_our_line_whatever_pygithub_wants_of_it() -> None:
    requester = _api().requester
    assert requester.withLazy(lazy=False) is requester


def test_connection__without_a_request_has_no_answer() -> None:
    with pytest.raises(ValueError, match="no request"):
        Connection(requests.Session(), "https://api.github.com:443").getresponse()
