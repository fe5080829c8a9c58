"""How is a person placed right now? In coarse steps, since this changes by the hour."""

from __future__ import annotations

from typing import Final

from teammemory_bot.agents.review_evidence.case import RoutingCase
from teammemory_bot.agents.review_evidence.eligible import Eligibility
from teammemory_bot.domain.finding import Phrase, phrase
from teammemory_bot.domain.identity import Developer

_ACTIVE: Final = ((7, "active this week"), (30, "active this month"))
_REQUESTS: Final = (
    (0, "no open reviews"),
    (2, "one or two open reviews"),
    (5, "three to five open reviews"),
)


def status_of(case: RoutingCase, eligibility: Eligibility, person: Developer) -> Phrase:
    """Return what is known of the person's time: open reviews, and last activity here."""
    requests = eligibility.requests(person)
    said = [] if requests is None else [_step(requests, _REQUESTS, "many open reviews")]
    idle = case.lift.idle_days(person.id)
    if idle is not None:
        said.append(_step(idle, _ACTIVE, "last active longer ago"))
    return phrase(" · ".join(said)) if said else ()


def _step(value: float, steps: tuple[tuple[int, str], ...], beyond: str) -> str:
    return next((words for most, words in steps if value <= most), beyond)
