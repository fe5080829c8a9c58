"""Which pull request does a number mean? For events that only name one, and for what they hand over."""

from __future__ import annotations

import re
from typing import Final

from teammemory_bot.domain.event import EventPull, EventUnreadable, pull_of
from teammemory_bot.domain.identity import Login, PullNumber
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import NotFoundOrPrivate, UnusableAnswer
from teammemory_bot.transport.github_api import GithubApi

_LOGIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_WRITERS: Final = frozenset(("admin", "write"))
"""GitHub's words; `maintain` is told as `write`, `triage` as `read`."""


def fetch_pull(api: GithubApi, budget: Budget, number: PullNumber) -> EventPull:
    """Return a pull request as GitHub has it now. One call."""
    budget.take(1)
    call = f"/pulls/{number}"
    try:
        return pull_of(api.read(call), api.name_with_owner)
    except EventUnreadable as error:
        raise UnusableAnswer("GitHub", f"GET {call}", why="no pull request") from error


def may_write(api: GithubApi, budget: Budget, login: Login) -> bool:
    """Tell whether somebody may write to the repository. One call; not known there: may not.

    An app may not either: it would give commands to itself.
    """
    if not _LOGIN.fullmatch(login):
        return False
    budget.take(1)
    try:
        told = api.read(f"/collaborators/{login}/permission")
    except NotFoundOrPrivate:
        return False
    return told.get("permission") in _WRITERS
