"""How are suggested people asked for a review? Each alone, once, and only where nobody else has chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from teammemory_bot.domain.identity import Login, PullNumber
from teammemory_bot.transport.errors import CallFailed, PermissionMissing
from teammemory_bot.transport.github_api import GithubApi


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who was asked, and who could not be, with the reason."""

    people: tuple[Login, ...] = ()
    refused: tuple[tuple[Login, str], ...] = ()


def request_reviewers(api: GithubApi, number: PullNumber, people: Sequence[Login]) -> Asked:
    """Ask each person for a review of the pull request.

    GitHub refuses a whole list for one login that cannot review here, so each is asked alone. Where
    the token may ask nobody, the first refusal ends it.
    """
    asked: list[Login] = []
    refused: list[tuple[Login, str]] = []
    for login in people:
        try:
            api.write("POST", f"/pulls/{number}/requested_reviewers", {"reviewers": [login]})
        except PermissionMissing as refusal:
            refused.append((login, str(refusal)))
            break
        except CallFailed as refusal:
            refused.append((login, str(refusal)))
        else:
            asked.append(login)
    return Asked(people=tuple(asked), refused=tuple(refused))
