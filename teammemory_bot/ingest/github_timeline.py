"""What did people decide about a pull request? Whom they asked, whom they took back, what they removed.

The timeline is the only place that remembers a decision which left no other trace.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from teammemory_bot.domain.identity import Login, PullNumber
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.github_api import GithubApi

_REQUESTED: Final = "review_requested"
_REQUESTS: Final = frozenset((_REQUESTED, "review_request_removed"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Decisions about one pull request, logins as GitHub spells them; empty: a deleted account."""

    was_anybody_asked: bool = False
    """Whether somebody ever asked a person or a team for a review."""
    asked: frozenset[Login] = frozenset()
    """Whose review is asked for now."""
    asked_teams: frozenset[str] = frozenset()
    """The slugs of the teams whose review is asked for now."""
    taken_back: frozenset[Login] = frozenset()
    """Whose review is no longer asked for."""
    removed_by: tuple[str, ...] = ()
    """Who deleted a comment. GitHub does not say whose it was."""


def fetch_timeline(api: GithubApi, budget: Budget, number: PullNumber) -> Timeline:
    """Return the decisions about a pull request. One call for a hundred events."""
    asked: dict[tuple[str, bool], bool] = {}
    removed_by: list[str] = []
    for page in budget.each(api.read_pages(f"/issues/{number}/timeline")):
        for event in page:
            kind = event.get("event")
            if kind in _REQUESTS:
                asked[_whom(event)] = kind == _REQUESTED
            elif kind == "comment_deleted":
                removed_by.append(_login(event.get("actor")))
    known = [(name, is_team, is_now) for (name, is_team), is_now in asked.items() if name]
    return Timeline(
        was_anybody_asked=bool(asked),
        asked=frozenset(Login(name) for name, is_team, is_now in known if is_now and not is_team),
        asked_teams=frozenset(name for name, is_team, is_now in known if is_now and is_team),
        taken_back=frozenset(
            Login(name) for name, is_team, is_now in known if not is_now and not is_team
        ),
        removed_by=tuple(removed_by),
    )


def _whom(event: dict[str, Any]) -> tuple[str, bool]:
    """Return who is asked, and whether that is a team."""
    team = event.get("requested_team")
    if isinstance(team, dict):
        return str(team.get("slug") or ""), True
    return _login(event.get("requested_reviewer")), False


def _login(account: object) -> str:
    return str(account.get("login") or "") if isinstance(account, dict) else ""
