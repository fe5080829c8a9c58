"""Do the rules hold over very many calls: spacing, patience, and never twice?"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
import requests

from teammemory_bot.transport import errors
from teammemory_bot.transport.answer import (
    NotAsDocumented,
    Shape,
    checked_json,
    message_in,
    storable,
)
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.call import CallList, Endpoint
from teammemory_bot.transport.github_api import GithubApi, next_link
from teammemory_bot.transport.validators import KeptAnswer, Validators
from teammemory_bot.transport.write_once import create_once
from testing.scripted_adapter import ScriptedAdapter, answer
from testing.virtual_clock import VirtualClock


def _broken() -> BaseException:
    return requests.exceptions.ReadTimeout()


def _any_answer(chance: random.Random, clock: VirtualClock, told: list[float]) -> Any:
    """Return an answer by lot; write down until when it tells us to stay away."""

    def play(request: Any) -> Any:
        kind = chance.randrange(8)
        wait = chance.randrange(1, 40)
        if kind == 0:
            told.append(clock.monotonic() + wait)
            return answer(429, retry_after=str(wait))
        if kind == 1:
            told.append(clock.monotonic() + 60)
            return answer(403, b'{"message": "You have exceeded a secondary rate limit"}')
        if kind == 2:
            return answer(502)
        if kind == 3:
            return _broken()
        clock.push(chance.random() * 3)  # answers take time
        return answer(200, b"[]" if request.method == "GET" else b"{}")

    return play


def test_thousand_mixed_calls__never_leave_early_and_writes_are_a_second_apart() -> None:
    chance, clock = random.Random(20_261_021), VirtualClock()  # noqa: S311 - a lot, no secret
    told: list[float] = []
    sent: list[tuple[float, str]] = []

    def note(request: Any) -> None:
        moment = clock.monotonic()
        assert all(moment >= until - 1e-6 for until in told), "a request left earlier than told"
        sent.append((moment, request.method))

    def script() -> Iterator[Any]:
        while True:
            yield _any_answer(chance, clock, told)

    api = GithubApi(
        "o/r",
        token="t",  # noqa: S106 - any
        clock=clock,
        patience_seconds=10**9,
        inner=ScriptedAdapter(script(), on_send=note),
    )
    for _ in range(1_000):
        method, path = chance.choice(
            [
                ("GET", "/issues/1/comments"),
                ("POST", "/issues/1/comments"),
                ("PATCH", "/issues/comments/1"),
            ]
        )
        body = None if method == "GET" else {"body": "x"}
        with suppress(errors.CallFailed):
            api.requester.requestJsonAndCheck(method, f"/repos/o/r{path}", input=body)
    writes = [moment for moment, method in sent if method != "GET"]
    assert len(writes) > 500
    gaps = [later - earlier for earlier, later in pairwise(writes)]
    assert min(gaps) >= 1 - 1e-6


def test_thousand_doubtful_creates__make_exactly_one_each() -> None:
    succeeded = 0
    chance, clock = random.Random(7), VirtualClock()  # noqa: S311 - a lot, no secret
    for _ in range(1_000):
        made: list[int] = []

        def create(made: list[int] = made) -> int:
            fate = chance.randrange(3)
            if fate:
                made.append(1)
            if fate != 2:
                raise errors.WriteInDoubt("GitHub", "POST x", why="no answer in time")
            return 1

        def find(made: list[int] = made) -> int | None:
            return next(iter(made), None)

        with suppress(errors.WriteInDoubt):  # four times in doubt: said, not tried again
            assert create_once(find, create, clock=clock) == 1
            succeeded += 1
            assert made == [1]
        assert len(made) <= 1
    assert succeeded > 950


def test_budget__ends_by_calls_and_by_time() -> None:
    clock = VirtualClock()
    budget = Budget(clock, points=3, seconds=60)
    budget.take(2)
    with pytest.raises(errors.BudgetSpent, match="calls"):
        budget.take(2)
    budget.take(1)
    late = Budget(clock, seconds=60)
    clock.push(60)
    with pytest.raises(errors.BudgetSpent, match="time"):
        late.take(1)


@pytest.mark.parametrize(
    ("body", "shape", "may_heal"),
    [
        (b"", Shape.OBJECT, True),
        (b"<html>", Shape.LIST, True),
        (b'{"a": ', Shape.OBJECT, True),
        (b"[" * 100_000, Shape.LIST, True),
        (b"null", Shape.OBJECT, False),
        (b"[]", Shape.OBJECT, False),
        (b"{}", Shape.LIST, False),
        (b'"text"', Shape.LIST, False),
        (b"true", Shape.OBJECT, False),
        (b"1", Shape.OBJECT, False),
    ],
)
def test_answer__of_another_kind_is_refused(body: bytes, shape: Shape, *, may_heal: bool) -> None:
    with pytest.raises(NotAsDocumented) as fault:
        checked_json(body, shape)
    assert fault.value.may_heal is may_heal


def test_answer__with_half_a_character_becomes_storable() -> None:
    body = checked_json(b'{"title": "half \\ud83d", "whole": "\\ud83d\\ude00"}', Shape.OBJECT)
    assert json.loads(body) == {"title": "half \ufffd", "whole": "\U0001f600"}
    assert storable(["\udfff", 3, None, {"\ud800": True}]) == ["\ufffd", 3, None, {"\ufffd": True}]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"message": "a", "errors": [{"message": "b"}, {"code": "c"}, "d"]}', "a; b; c; d"),
        (b'{"errorMessages": ["x"], "errors": {}}', "x"),
        (b"<html>", ""),
        (b"[]", ""),
        (b'{"message": 3, "errors": 4}', ""),
    ],
)
def test_message__is_found_in_either_services_errors(body: bytes, message: str) -> None:
    assert message_in(body) == message


@pytest.mark.parametrize(
    "text", ["\n::error::x", 'quote "', "\x1b[31mred", "ünïcode\u202e", "x" * 10_000]
)
def test_message__of_a_stranger_is_one_short_printable_line(text: str) -> None:
    said = str(errors.PermissionMissing("GitHub", "POST /x", needed=text, message=text))
    assert said.isprintable()
    assert said.isascii()
    assert len(said) < 500


@pytest.mark.parametrize(
    ("header", "following"),
    [
        ('<https://a.test/x?page=2>; rel="next", <https://a.test/x?page=9>; rel="last"', "page=2"),
        ('<https://a.test/x?page=1>; rel="prev"', None),
        ("", None),
        ("nonsense", None),
    ],
)
def test_next__is_read_from_the_link_header(header: str, following: str | None) -> None:
    found = next_link(header)
    assert found is None if following is None else found is not None and following in found


def test_calls__prefer_the_more_literal_template() -> None:
    calls = CallList([Endpoint("GET", "/issues/{number}"), Endpoint("GET", "/issues/comments")])
    request = requests.Request("GET", "https://a.test/issues/comments").prepare()
    call = calls.call_of(request)
    assert call is not None
    assert call.endpoint.template == "/issues/comments"
    assert calls.call_of(requests.Request("POST", "https://a.test/issues/1").prepare()) is None
    assert calls.call_of(requests.Request("GET", "https://a.test/issues/1/2").prepare()) is None


@pytest.mark.parametrize(
    ("query", "is_write"),
    [
        ("query { viewer { login } }", False),
        ("{ viewer { login } }", False),
        ("# a comment\n mutation M { x }", True),
        ("mutation { x }", True),
        (7, True),
    ],
)
def test_graphql__mutations_are_writes(query: object, *, is_write: bool) -> None:
    calls = CallList([Endpoint("POST", "/graphql", resource="graphql")])
    request = requests.Request("POST", "https://a.test/graphql", json={"query": query}).prepare()
    call = calls.call_of(request)
    assert call is not None
    assert call.is_write is is_write
    assert call.is_repeatable is not is_write


def test_validators__forget_the_least_used_when_full() -> None:
    kept = Validators(max_bytes=10)
    for name in "abc":
        kept.keep(name, KeptAnswer("tag", b"1234", ""))
    assert kept.find("a") is None
    assert kept.find("b") is not None
    kept.keep("d", KeptAnswer("tag", b"1234", ""))
    assert (kept.find("b") is not None, kept.find("c")) == (True, None)
    kept.keep("huge", KeptAnswer("tag", b"x" * 11, ""))
    assert kept.find("huge") is None
