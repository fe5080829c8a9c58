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
    requested: frozenset[Login] | None = None
    before: frozenset[Login] | None = None
    if timeline is not None:
        before = timeline.taken_back
        requested = _logins(whom for _, whom in timeline.asked) - before
    return replace(
        known,
        requested=requested,
        reviewed=_logins(one.reviewer.login for one in live.reviews if one.reviewer is not None),
        asked_before=before,
        open_requests=_asked(lambda: fetch_reviews_asked(api, budget, without=number), say),
    )


def _logins(names: Iterable[str | None]) -> frozenset[Login]:
    return frozenset(Login(name) for name in names if name)


def _asked(ask: Callable[[], T], say: Callable[[str], None]) -> T | None:
    try:
        return ask()
    except CallFailed as error:
        say(f"how many reviews people are asked for is not known: {error}")
        return None
