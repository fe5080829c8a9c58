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
"""One call each; further down the ranking nobody is suggested."""
_NOTHING: Final = "none"


def fetch_without_access(
    api: GithubApi, budget: Budget, logins: Iterable[Login], *, say: Callable[[str], None]
) -> frozenset[Login] | None:
    """Return who of the first eight has no right here at all; None: GitHub does not tell this token.

    Of a public repository everybody can read, so that nobody is without access to it. A login that GitHub
    does not know is left alone: it may have been renamed.
    """
    found = []
    for login in islice(logins, MAX_PEOPLE):
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
