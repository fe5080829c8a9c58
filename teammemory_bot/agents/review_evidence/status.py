"""How is a person placed right now? In coarse steps, since this changes by the hour."""

from __future__ import annotations

from typing import Final

from teammemory_bot.agents.review_evidence.case import RoutingCase
from teammemory_bot.agents.review_evidence.eligible import Eligibility
from teammemory_bot.domain import claims
from teammemory_bot.domain.finding import Phrase, Words
from teammemory_bot.domain.identity import Developer
from teammemory_bot.support.clock import SECONDS_PER_DAY

_ACTIVE: Final = ((7, "active this week"), (30, "active this month"))
_REQUESTS: Final = (
    (0, "no open reviews"),
    (2, "one or two open reviews"),
    (5, "three to five open reviews"),
)


def status_of(case: RoutingCase, eligibility: Eligibility, person: Developer) -> Phrase:
    """Return what is known of the person's time: open reviews, and last activity here."""
    requests = eligibility.requests(person)
    said = [] if requests is None else [Words(_step(requests, _REQUESTS, "many open reviews"))]
    idle = case.lift.idle_days(person.id)
    if idle is not None:
        said.append(_activity(case, person, idle))
    parts = [part for word in said for part in (Words(" · "), word)]
    return tuple(parts[1:])


def _activity(case: RoutingCase, person: Developer, idle_days: float) -> Words:
    days, words = next(((d, w) for d, w in _ACTIVE if idle_days <= d), (_ACTIVE[-1][0], ""))
    since = case.pr.as_of - days * SECONDS_PER_DAY
    claim = claims.active_since(person, since=since, value=int(bool(words)))
    return Words(words or "last active longer ago", claim)


def _step(value: float, steps: tuple[tuple[int, str], ...], beyond: str) -> str:
    return next((words for most, words in steps if value <= most), beyond)
