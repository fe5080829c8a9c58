"""Does this answer ask us to wait, and how long? Pure reading of status, headers and message.

GitHub's order: `Retry-After` first; else `X-RateLimit-Reset` when nothing remains; else at least a
minute, growing. Where both are given, the longer one counts: never a request earlier than told.
Moments are compared with the service's own clock (its `Date` header), not with ours.
https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

DEFAULT_PAUSE: Final = 60.0
"""Seconds to wait when a service says "too fast" without saying how long."""

_MARGIN: Final = 1.0
"""Seconds after a reset before we ask again: clocks tick in whole seconds."""

_LIMIT_WORDS: Final = re.compile(
    r"rate limit|abuse|retry your request again later|wait a few minutes|too many requests",
    re.IGNORECASE,
)
_SECONDS: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Pause:
    """How long to wait, and whether the service said so or we assume."""

    seconds: float
    is_told: bool = True
    is_primary: bool = False
    """The hourly allowance of one kind of calls; other kinds may go on."""


def pause_of(
    status: int, headers: Mapping[str, str], message: str, *, now: float, is_limit: bool = False
) -> Pause | None:
    """Return the wait that an answer asks for; None when it asks for none.

    `now` is our clock's UTC seconds, used where the service does not send its own. `is_limit` says
    that the body itself names a rate limit (GraphQL answers these with status 200).
    """
    if status not in {403, 429, 503} and not is_limit:
        return None
    service_now = moment_of(headers.get("date", "")) or now
    after = _retry_after(headers.get("retry-after", ""), now=service_now)
    if status == 503:
        return None if after is None else Pause(max(after, _MARGIN))
    reset = _reset(headers, now=service_now) if _is_used_up(headers) else None
    told = [seconds for seconds in (after, reset) if seconds is not None]
    if told:
        return Pause(max(told), is_primary=after is None)
    if status == 429 or is_limit or _LIMIT_WORDS.search(message[:1_000]):
        return Pause(DEFAULT_PAUSE, is_told=False)
    return None


def allowance_pause(headers: Mapping[str, str], *, now: float) -> Pause | None:
    """Return the wait before the next call of the same kind, when this good answer was the last."""
    if not _is_used_up(headers):
        return None
    reset = _reset(headers, now=moment_of(headers.get("date", "")) or now)
    return None if reset is None else Pause(reset, is_primary=True)


def moment_of(text: str) -> float | None:
    """Return the UTC seconds of an HTTP date or an ISO 8601 moment; None when it is neither."""
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = parse(text.strip())
        except (TypeError, ValueError, IndexError, OverflowError):
            continue
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return None


def _retry_after(text: str, *, now: float) -> float | None:
    if _SECONDS.fullmatch(text.strip()):
        return max(float(text), _MARGIN)
    moment = moment_of(text) if any(letter.isalpha() for letter in text) else None
    return None if moment is None else max(moment - now, _MARGIN)


def _is_used_up(headers: Mapping[str, str]) -> bool:
    return headers.get("x-ratelimit-remaining", "").strip() == "0"


def _reset(headers: Mapping[str, str], *, now: float) -> float | None:
    text = headers.get("x-ratelimit-reset", "").strip()
    if re.fullmatch(r"[0-9]{1,12}(?:\.[0-9]{1,6})?", text):
        return max(float(text) - now, 0.0) + _MARGIN
    moment = moment_of(text)  # Jira sends an ISO moment
    return None if moment is None else max(moment - now, 0.0) + _MARGIN
