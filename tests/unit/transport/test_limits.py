"""How long does an answer ask us to wait?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.transport.limits import Pause, allowance_pause, moment_of, pause_of

NOW = 1_792_567_650.0


@pytest.mark.parametrize(
    ("status", "headers", "message", "seconds"),
    [
        (429, {}, "", 60),
        (403, {}, "You have exceeded a secondary rate limit", 60),
        (403, {}, "please wait a few minutes before you try again.", 60),
        (403, {"retry-after": "7"}, "", 7),
        (429, {"retry-after": "0"}, "", 1),
        (429, {"retry-after": "1.5"}, "", 1.5),
        (429, {"retry-after": "-5"}, "", 60),
        (429, {"retry-after": "soon"}, "", 60),
        (429, {"retry-after": "9" * 40}, "", 60),
        (429, {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, "", 30),
        (429, {"retry-after": "Wed, 21 Oct 2020 07:28:00 GMT"}, "", 1),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1792567660"}, "", 11),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1792567640"}, "", 1),
        (429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "later"}, "", 60),
        (429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-10-21T07:27:40Z"}, "", 11),
        (429, {"x-ratelimit-remaining": "5", "x-ratelimit-reset": "1792569999"}, "", 60),
        (503, {"retry-after": "2"}, "", 2),
    ],
)
def test_pause__is_what_the_service_says(
    status: int, headers: dict[str, str], message: str, seconds: float
) -> None:
    pause = pause_of(status, headers, message, now=NOW)
    assert pause is not None
    assert pause.seconds == seconds


def test_pause__of_the_allowance_is_for_calls_of_one_kind_and_any_other_for_all() -> None:
    left = {"x-ratelimit-remaining": " 0 ", "x-ratelimit-reset": " 1792567660 "}
    assert pause_of(403, left, "", now=NOW) == Pause(11, is_primary=True)
    assert pause_of(403, {"retry-after": "3"}, "", now=NOW) == Pause(3)
    assert pause_of(403, {}, "rate limit", now=NOW) == Pause(60, is_told=False)
    assert pause_of(200, {}, "", now=NOW, is_limit=True) == Pause(60, is_told=False)
    assert pause_of(504, {**left, "retry-after": "3"}, "", now=NOW) is None
    assert pause_of(503, left, "", now=NOW) is None


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [("2026-10-21T07:27:30.500Z", 1.5), ("2026-10-21T07:27:29Z", 1), ("1792567650.5", 1.5)],
)
def test_reset__counts_parts_of_a_second_and_never_less_than_one(
    reset: str, seconds: float
) -> None:
    left = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    assert pause_of(429, left, "", now=NOW) == Pause(seconds, is_primary=True)
    assert allowance_pause(left, now=NOW) == Pause(seconds, is_primary=True)


def test_words_of_a_limit__are_looked_for_in_the_first_thousand_characters() -> None:
    assert pause_of(403, {}, "x" * 990 + "rate limit", now=NOW) == Pause(60, is_told=False)
    assert pause_of(403, {}, "x" * 991 + "rate limit", now=NOW) is None


def test_retry_after__that_is_a_date_without_a_time_is_no_stated_wait() -> None:
    assert pause_of(429, {"retry-after": "2026-10-22"}, "", now=NOW) == Pause(60, is_told=False)


def test_pause__takes_the_longer_of_two_told_waits() -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1792567660", "retry-after": "3"}
    assert pause_of(429, headers, "", now=NOW) == Pause(11, is_primary=False)


@pytest.mark.parametrize(
    ("status", "headers", "message"),
    [
        (200, {"retry-after": "5"}, ""),
        (403, {}, "Resource not accessible by integration"),
        (404, {"retry-after": "5"}, "rate limit"),
        (503, {}, ""),
        (500, {"retry-after": "5"}, ""),
    ],
)
def test_pause__is_none_where_none_is_asked_for(
    status: int, headers: dict[str, str], message: str
) -> None:
    assert pause_of(status, headers, message, now=NOW) is None


def test_allowance__used_up_closes_the_gate_before_the_next_refusal() -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1792567660"}
    assert allowance_pause(headers, now=NOW) == Pause(11, is_primary=True)
    assert allowance_pause({**headers, "x-ratelimit-remaining": "1"}, now=NOW) is None
    assert allowance_pause({"x-ratelimit-remaining": "0"}, now=NOW) is None


@given(text=st.text(max_size=40), status=st.sampled_from([403, 429, 503]))
def test_pause__of_any_header_is_positive_and_finite(text: str, status: int) -> None:
    headers = {"retry-after": text, "x-ratelimit-remaining": "0", "x-ratelimit-reset": text}
    pause = pause_of(status, {**headers, "date": text}, text, now=NOW)
    assert pause is None or 1 <= pause.seconds < 10**12


def test_moment__of_nonsense_is_none() -> None:
    assert moment_of("soon") is None
    assert moment_of("") is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-21T07:27:30Z",
        "2026-10-21T09:27:30+02:00",
        " 2026-10-21T07:27:30 ",
        "Wed, 21 Oct 2026 07:27:30 GMT",
        "Wed, 21 Oct 2026 02:27:30 -0500",
        "Wed, 21 Oct 2026 07:27:30 -0000",
    ],
)
def test_moment__is_read_with_its_zone_and_is_utc_without(text: str) -> None:
    assert moment_of(text) == NOW
