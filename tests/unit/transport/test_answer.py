"""Is a body read to its end and not further, and does a refusal say what came instead?"""

from __future__ import annotations

import io

import pytest
import requests

from teammemory_bot.transport.answer import (
    BodyTooBig,
    BodyTooSlow,
    NotAsDocumented,
    Shape,
    checked_json,
    read_body,
    storable,
    with_body,
)
from testing.scripted_adapter import answer
from testing.virtual_clock import VirtualClock

CHUNK = 64 * 1024


class _Dripping(io.BytesIO):
    """A body of which each piece takes a second."""

    def __init__(self, body: bytes, clock: VirtualClock) -> None:
        super().__init__(body)
        self._clock = clock

    def read(self, size: int | None = -1, /) -> bytes:
        self._clock.push(1)
        return super().read(size)


def _response(body: bytes, clock: VirtualClock) -> requests.Response:
    response = answer(200)
    response.raw = _Dripping(body, clock)
    return response


def test_body__of_exactly_the_size_that_is_allowed_is_read() -> None:
    clock = VirtualClock()
    body = b"x" * (2 * CHUNK + 1)
    response = _response(body, clock)
    assert read_body(response, clock=clock, deadline=60, max_body=len(body)) == body
    response = _response(body, clock)
    with pytest.raises(BodyTooBig):
        read_body(response, clock=clock, deadline=60, max_body=len(body) - 1)
    assert response.raw.closed


def test_body__is_over_when_its_time_is_over_and_not_before() -> None:
    clock = VirtualClock()
    body = b"x" * (3 * CHUNK)
    assert read_body(_response(body, clock), clock=clock, deadline=3) == body
    clock = VirtualClock()
    response = _response(body, clock)
    with pytest.raises(BodyTooSlow):
        read_body(response, clock=clock, deadline=2.5)
    assert clock.monotonic() == 3
    assert response.raw.closed


def test_with_body__hands_on_status_headers_reason_address_and_request() -> None:
    old = answer(201, b"compressed", content_encoding="gzip", etag='"1"')
    old.reason, old.url = "Created", "https://a.test/x"
    old.request = requests.Request("GET", old.url).prepare()
    new = with_body(old, "é".encode())
    assert (new.status_code, new.reason, new.url) == (201, "Created", "https://a.test/x")
    assert new.request is old.request
    assert dict(new.headers) == {"etag": '"1"'}
    assert (new.text, new.encoding) == ("é", "utf-8")
    assert with_body(answer(200), b"").headers == {}


@pytest.mark.parametrize("body", [b"", b" \n"])
def test_nothing__is_an_answer_where_nothing_is_documented(body: bytes) -> None:
    assert checked_json(body, Shape.NOTHING) == b""
    with pytest.raises(NotAsDocumented, match="an empty body") as fault:
        checked_json(body, Shape.OBJECT)
    assert (fault.value.may_heal, fault.value.is_html) == (True, False)


@pytest.mark.parametrize("body", [b"{}", b"[]", b'"text"'])
def test_something__is_taken_where_nothing_is_documented(body: bytes) -> None:
    assert checked_json(body, Shape.NOTHING) == body
    with pytest.raises(NotAsDocumented):
        checked_json(b"{", Shape.NOTHING)


@pytest.mark.parametrize(
    ("body", "shape", "why"),
    [
        (b"null", Shape.OBJECT, "null instead of an object"),
        (b"[]", Shape.OBJECT, "a list instead of an object"),
        (b'"x"', Shape.OBJECT, "a text instead of an object"),
        (b"true", Shape.OBJECT, "a truth value instead of an object"),
        (b"1", Shape.LIST, "a number instead of a list"),
        (b"1.5", Shape.LIST, "a number instead of a list"),
        (b"{}", Shape.LIST, "an object instead of a list"),
    ],
)
def test_refusal__says_what_came_instead(body: bytes, shape: Shape, why: str) -> None:
    with pytest.raises(NotAsDocumented) as fault:
        checked_json(body, shape)
    assert str(fault.value) == fault.value.why == why
    assert (fault.value.may_heal, fault.value.is_html) == (False, False)


@pytest.mark.parametrize(
    ("body", "why", "is_html"),
    [
        (b" \n<html>", "HTML", True),
        (b"<", "HTML", True),
        (b"x<", "no whole JSON", False),
        (b'{"a"', "no whole JSON", False),
    ],
)
def test_html__is_told_from_other_nonsense(body: bytes, why: str, *, is_html: bool) -> None:
    with pytest.raises(NotAsDocumented) as fault:
        checked_json(body, Shape.OBJECT)
    assert (fault.value.why, fault.value.is_html, fault.value.may_heal) == (why, is_html, True)


def test_body__without_half_characters_stays_as_it_was_to_the_byte() -> None:
    body = b'{ "emoji":  "\xf0\x9f\x98\x80 \\u00e9" }'
    assert checked_json(body, Shape.OBJECT) == body


@pytest.mark.parametrize("half", ["\\ud83d", "\\uD83D", "\\udbff", "\\uDFFF", "\\udc00"])
def test_half_character__however_written_is_replaced(half: str) -> None:
    body = checked_json(f'["{half}"]'.encode(), Shape.LIST)
    assert body == b'["\\ufffd"]'
    assert storable({"a": [True, None, 1.5]}) == {"a": [True, None, 1.5]}
