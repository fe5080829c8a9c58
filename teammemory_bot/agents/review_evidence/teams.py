"""Who is in a team? A team is called `organisation/team`, in whatever case, and known as far as GitHub said."""

from __future__ import annotations

from collections.abc import Iterable

from teammemory_bot.domain.identity import Developer
from teammemory_bot.domain.live_review import LiveReview


def members_of(state: LiveReview, team: str) -> frozenset[str] | None:
    """Return the logins of a team's members in lower case; None: they could not be read."""
    for name, logins in (state.teams or {}).items():
        if name.lower() == team.lower():
            return frozenset(login.lower() for login in logins)
    return None


def team_of(person: Developer, teams: Iterable[str], state: LiveReview) -> str | None:
    """Return the first of the teams that the person is known to be in."""
    if person.login is None:
        return None
    login = person.login.lower()
    return next((team for team in teams if login in (members_of(state, team) or ())), None)
