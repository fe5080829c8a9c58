"""What did people decide about a pull request? Whom they asked, whom they took back, what they removed.

The timeline is the only place that remembers a decision which left no other trace.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from teammemory_bot.domain.identity import Login, PullNumber
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.github_api import GithubApi


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Decisions about one pull request, logins as GitHub spells them; empty: a deleted account."""

    asked: tuple[tuple[str, str], ...] = ()
    """Who asked for a review, and of whom: a login, or a team's slug."""
    taken_back: frozenset[Login] = frozenset()
    """Whose review is no longer asked for."""
    removed_by: tuple[str, ...] = ()
    """Who deleted a comment. GitHub does not say whose it was."""


def fetch_timeline(api: GithubApi, budget: Budget, number: PullNumber) -> Timeline:
    """Return the decisions about a pull request. One call for a hundred events."""
    asked: list[tuple[str, str]] = []
    taken_back: set[Login] = set()
    removed_by: list[str] = []
    budget.take(1)
    for page in api.read_pages(f"/issues/{number}/timeline"):
        for event in page:
            kind, actor = event.get("event"), _login(event.get("actor"))
            if kind == "review_requested":
                asked.append((actor, _whom(event)))
                taken_back.discard(Login(_whom(event)))
            elif kind == "review_request_removed":
                taken_back.add(Login(_whom(event)))
            elif kind == "comment_deleted":
                removed_by.append(actor)
        budget.take(1)
    return Timeline(
        asked=tuple(asked),
        taken_back=frozenset(taken_back - {Login("")}),
        removed_by=tuple(removed_by),
    )


def _whom(event: dict[str, Any]) -> str:
    team = event.get("requested_team")
    if isinstance(team, dict):
        return str(team.get("slug") or "")
    return _login(event.get("requested_reviewer"))


def _login(account: object) -> str:
    return str(account.get("login") or "") if isinstance(account, dict) else ""
