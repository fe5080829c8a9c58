"""Who is asked, who answered, who was taken back? The live half of a suggestion."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from teammemory_bot.domain.identity import Login
from teammemory_bot.domain.live_review import LiveReview
from teammemory_bot.ingest.github_live import LivePull
from teammemory_bot.ingest.github_reviews_asked import fetch_reviews_asked
from teammemory_bot.ingest.github_timeline import Timeline
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import CallFailed
from teammemory_bot.transport.github_api import GithubApi

T = TypeVar("T")


def with_state(
    known: LiveReview,
    api: GithubApi,
    budget: Budget,
    live: LivePull,
    *,
    timeline: Timeline | None,
    say: Callable[[str], None],
) -> LiveReview:
    """Return what is known with what GitHub says now; what it does not say stays unknown.

    One point for each 99 open pull requests, at most three.
    """
    number = live.record.number
    known = replace(
        known,
        reviewed=_logins(one.reviewer.login for one in live.reviews if one.reviewer is not None),
        open_requests=_asked(lambda: fetch_reviews_asked(api, budget, without=number), say),
    )
    if timeline is None:
        return known
    owner = api.name_with_owner.partition("/")[0]
    return replace(
        known,
        requested=timeline.asked,
        requested_teams=frozenset(f"{owner}/{slug}" for slug in timeline.asked_teams),
        asked_before=timeline.taken_back,
    )


def _logins(names: Iterable[str | None]) -> frozenset[Login]:
    return frozenset(Login(name) for name in names if name)


def _asked(ask: Callable[[], T], say: Callable[[str], None]) -> T | None:
    try:
        return ask()
    except CallFailed as error:
        say(f"how many reviews people are asked for is not known: {error}")
        return None
