"""How does a pull request get exactly one comment of ours?

Ours is a comment by our own account whose whole first line is our marker for this repository, pull
request and instance. All pages are searched; twins are healed to the oldest; an unchanged result
writes nothing; a comment about a commit that is no longer the head is never written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from teammemory_bot.domain.marker import Marker
from teammemory_bot.support.clock import Clock
from teammemory_bot.transport.errors import NotFoundOrPrivate, PermissionMissing
from teammemory_bot.transport.github_api import GithubApi
from teammemory_bot.transport.write_once import create_once

ACTIONS_BOT: Final = "github-actions[bot]"
"""Who writes with the token of a workflow, which may not ask `GET /user`."""


class Receipt(StrEnum):
    """What was done about the comment."""

    CREATED = "created"
    EDITED = "edited"
    UNCHANGED = "unchanged"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The receipt and where the comment is."""

    receipt: Receipt
    url: str = ""


def post_comment(
    api: GithubApi, body: str, marker: Marker, *, head_now: Callable[[], str], clock: Clock
) -> Posted:
    """Create or edit our comment so that there is one, and it says `body`.

    `head_now` tells the pull request's head at the moment of writing.
    """
    me = own_login(api)
    ours = sorted(_ours(api, marker, me), key=lambda row: int(row["id"]))
    for twin in ours[1:]:
        api.delete(f"/issues/comments/{twin['id']}")
    if ours and _says_the_same(ours[0], marker):
        return Posted(receipt=Receipt.UNCHANGED, url=_url(ours[0]))
    if head_now() != marker.head:
        return Posted(receipt=Receipt.OUTDATED)
    if ours:
        edited = api.write("PATCH", f"/issues/comments/{ours[0]['id']}", {"body": body})
        return Posted(receipt=Receipt.EDITED, url=_url(edited))
    created = create_once(
        lambda: next(iter(_ours(api, marker, me)), None),
        lambda: api.write("POST", f"/issues/{marker.pull}/comments", {"body": body}),
        clock=clock,
    )
    return Posted(receipt=Receipt.CREATED, url=_url(created))


def own_login(api: GithubApi) -> str:
    """Return the login of the account that the token writes as."""
    try:
        return str(api.viewer()["login"])
    except (PermissionMissing, NotFoundOrPrivate):
        return ACTIONS_BOT


def _ours(api: GithubApi, marker: Marker, me: str) -> Iterator[dict[str, Any]]:
    for page in api.read_pages(f"/issues/{marker.pull}/comments"):
        for row in page:
            user, found = row.get("user") or {}, Marker.parse(str(row.get("body") or ""))
            if user.get("login") == me and found is not None and _is_same_place(found, marker):
                yield row


def _is_same_place(one: Marker, other: Marker) -> bool:
    return (one.repository, one.pull, one.instance) == (
        other.repository,
        other.pull,
        other.instance,
    )


def _says_the_same(row: dict[str, Any], marker: Marker) -> bool:
    found = Marker.parse(str(row.get("body") or ""))
    return found is not None and found.digest == marker.digest


def _url(row: dict[str, Any]) -> str:
    return str(row.get("html_url") or "")
