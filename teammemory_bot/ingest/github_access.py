"""Who of some people cannot see this repository, and so cannot review here?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Final

from teammemory_bot.domain.identity import Login
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import CallFailed, NotFoundOrPrivate
from teammemory_bot.transport.github_api import GithubApi

MAX_PEOPLE: Final = 8
"""Further down the ranking nobody is suggested."""
MAX_CALLS: Final = 3
_NOTHING: Final = "none"


def fetch_without_access(
    api: GithubApi,
    budget: Budget,
    logins: Iterable[Login],
    *,
    has_access: frozenset[Login],
    say: Callable[[str], None],
) -> frozenset[Login] | None:
    """Return who of the first eight has no right here at all; None: GitHub does not tell this token.

    `has_access` are people who surely have: each of the others costs a call, and three are made. A
    login that GitHub does not know is left alone: it may have been renamed.
    """
    surely = {login.lower() for login in has_access}
    doubtful = (one for one in islice(logins, MAX_PEOPLE) if one.lower() not in surely)
    found = []
    for login in islice(doubtful, MAX_CALLS):
        budget.take(1)
        try:
            told = api.read(f"/collaborators/{login}/permission")
        except NotFoundOrPrivate:
            continue
        except CallFailed as error:
            say(f"who may review here is not known: {error}")
            return None
        if told.get("permission") == _NOTHING:
            found.append(login)
    return frozenset(found)
