"""Who is busy by their own word, and who can surely see the repository? Live, and never in the memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from pydantic import Field

from teammemory_bot.domain.identity import Login
from teammemory_bot.ingest.github_query import people_query
from teammemory_bot.ingest.github_shape import Nodes
from teammemory_bot.ingest.shape import Line, Moment, Shape, read_shape
from teammemory_bot.transport.budget import Budget
from teammemory_bot.transport.errors import CallFailed
from teammemory_bot.transport.github_api import GithubApi

MAX_PEOPLE: Final = 20
"""All in one query; further down the ranking nobody is suggested."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleNow:
    """What GitHub says of some people, by their logins."""

    busy: Mapping[Login, int | None] | None = None
    """Who is busy, and until when (UTC seconds; None: no end is set); None: GitHub does not tell."""
    assignable: frozenset[Login] = frozenset()
    """Who may be given an issue here, and so has access. Who is missing may have access all the same."""


class Status(Shape):
    """What somebody set as their status, as far as it is about time."""

    is_limited: bool = Field(alias="indicatesLimitedAvailability")
    until: Moment | None = Field(alias="expiresAt")


class Person(Shape):
    """An account; null instead of the status: none, or shown to members of an organisation only."""

    login: Line
    status: Status | None


class Account(Shape):
    """Somebody on a list."""

    login: Line


def fetch_people_now(
    api: GithubApi,
    budget: Budget,
    logins: Iterable[Login],
    *,
    now: float,
    say: Callable[[str], None],
) -> PeopleNow:
    """Return what GitHub says of the first twenty people. One point.

    A status whose time is over says nothing, and neither does a login that GitHub does not know.
    """
    asked = list(islice(logins, MAX_PEOPLE))
    if not asked:
        return PeopleNow(busy={})
    budget.take(1)
    owner, _, name = api.name_with_owner.partition("/")
    variables = {f"login{index}": login for index, login in enumerate(asked)}
    try:
        data = api.query(
            people_query(len(asked)), {"owner": owner, "name": name, **variables}, may_lack=True
        )
        people = [
            read_shape(Person, document, service="GitHub", call="people")
            for document in (data.get(f"u{index}") for index in range(len(asked)))
            if document is not None
        ]
        assignable = frozenset(_assignable(data.get("repository") or {}))
    except CallFailed as error:
        say(f"who is busy is not known: {error}")
        return PeopleNow()
    return PeopleNow(
        busy={
            Login(person.login): person.status.until
            for person in people
            if person.status is not None
            and person.status.is_limited
            and (person.status.until is None or person.status.until > now)
        },
        assignable=assignable,
    )


def _assignable(repository: Mapping[str, Any]) -> Iterable[Login]:
    for document in repository.values():
        if isinstance(document, dict):
            found = read_shape(Nodes[Account], document, service="GitHub", call="people")
            yield from (Login(one.login) for one in found.present)
