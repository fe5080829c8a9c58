"""Who is in a team? Asked with the token that may read teams, of the repository's own organisation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Final

from teammemory_bot.domain.identity import Login
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import CallFailed, PermissionMissing
from teammemory_bot.transport.github_api import PAGE_SIZE, GithubApi

MAX_TEAMS: Final = 5
MAX_PAGES: Final = 3
MAX_MEMBERS: Final = MAX_PAGES * PAGE_SIZE
"""A team of so many people names nobody."""

_SLUG: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")


def fetch_teams(
    api: GithubApi, budget: Budget, teams: Iterable[str], *, say: Callable[[str], None]
) -> Mapping[str, frozenset[Login]]:
    """Return the members of the first five teams (`organisation/team`), by their names as given.

    One call for each hundred members. A team that the token may not see is missing, and so is one of
    another organisation: GitHub takes none of these for an owner, and the token is not shown around.
    """
    found: dict[str, frozenset[Login]] = {}
    owner = api.name_with_owner.partition("/")[0].lower()
    for team in islice(teams, MAX_TEAMS):
        organisation, _, slug = team.partition("/")
        if organisation.lower() != owner or not _SLUG.fullmatch(slug):
            continue
        try:
            members = _members(api, budget, organisation, slug)
        except PermissionMissing as error:
            say(f"who is in the teams is not known: {error}")
            break
        except CallFailed as error:
            say(f"who is in a team is not known: {error}")
            continue
        if members is not None:
            found[team] = members
    return found


def _members(
    api: GithubApi, budget: Budget, organisation: str, slug: str
) -> frozenset[Login] | None:
    """Return everybody in a team; None: it is larger than what is read."""
    members: set[Login] = set()
    for page in budget.each(islice(api.team_member_pages(organisation, slug), MAX_PAGES)):
        members.update(Login(str(one["login"])) for one in page if one.get("login"))
    return frozenset(members) if len(members) < MAX_MEMBERS else None
