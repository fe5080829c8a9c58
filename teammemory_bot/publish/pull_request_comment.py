"""How does a pull request get exactly one comment of ours?

Ours is a comment by our own account whose whole first line is our marker for this repository, pull
request and instance. All pages are searched; twins are healed to the oldest; an unchanged result
writes nothing; a comment about a commit that is no longer the head is never written; a comment that a
person deleted is not written again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
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
    """The pull request has a newer head: the run for that one will speak."""
    UNWANTED = "unwanted"
    """There is no comment, and nothing to say that would need one."""
    REMOVED = "removed"
    """A person deleted it, and that is respected."""
    IGNORED = "ignored"
    """People asked us to leave this pull request alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The receipt and where the comment is."""

    receipt: Receipt
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How much the comment is wanted."""

    may_create: bool = True
    """Else only a comment that is there is kept true."""
    is_asked_for: bool = False
    """Somebody asked for it by a command: what was decided before no longer counts."""
    was_removed: Callable[[], bool] = field(default=lambda: False)
    """Whether a person deleted a comment here; asked only where ours is missing."""


def post_comment(
    api: GithubApi,
    body: str,
    marker: Marker,
    *,
    head_now: Callable[[], str],
    clock: Clock,
    wish: Wish | None = None,
) -> Posted:
    """Create or edit our comment so that there is one, and it says `body`.

    `head_now` tells the pull request's head at the moment of writing. Of runs that write at once the
    oldest comment stays: it is the only one that everybody sees, whoever looks when.
    """
    wish = wish or Wish()
    place = _Place(api, marker, own_login(api), clock)
    ours = place.healed()
    if ours is not None and not wish.is_asked_for and _marker_of(ours).is_ignored:
        return Posted(receipt=Receipt.IGNORED, url=_url(ours))
    if ours is not None and _marker_of(ours).digest == marker.digest:
        return Posted(receipt=Receipt.UNCHANGED, url=_url(ours))
    if ours is None and not wish.may_create:
        return Posted(receipt=Receipt.UNWANTED)
    if ours is None and not wish.is_asked_for and wish.was_removed():
        return Posted(receipt=Receipt.REMOVED)
    if head_now() != marker.head:
        return Posted(receipt=Receipt.OUTDATED)
    return place.created(body) if ours is None else place.edited(ours, body)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where our comment stands: below one pull request, under one marker."""

    api: GithubApi
    marker: Marker
    me: str
    clock: Clock

    def healed(self) -> dict[str, Any] | None:
        """Return our oldest comment after its twins are gone."""
        ours = sorted(self._ours(), key=lambda row: int(row["id"]))
        for twin in ours[1:]:
            with suppress(NotFoundOrPrivate):  # another run was faster
                self.api.delete(f"/issues/comments/{twin['id']}")
        return ours[0] if ours else None

    def edited(self, ours: dict[str, Any], body: str) -> Posted:
        try:
            told = self.api.write("PATCH", f"/issues/comments/{ours['id']}", {"body": body})
        except NotFoundOrPrivate:
            return Posted(receipt=Receipt.REMOVED)  # in this very moment
        return Posted(receipt=Receipt.EDITED, url=_url(told))

    def created(self, body: str) -> Posted:
        path = f"/issues/{self.marker.pull}/comments"
        made = create_once(
            lambda: next(iter(self._ours()), None),
            lambda: self.api.write("POST", path, {"body": body}),
            clock=self.clock,
        )
        kept = self.healed()
        if kept is not None and kept["id"] != made["id"]:
            # Another run was first: its comment stays, with our words if they differ.
            if _marker_of(kept).digest == self.marker.digest:
                return Posted(receipt=Receipt.UNCHANGED, url=_url(kept))
            return self.edited(kept, body)
        return Posted(receipt=Receipt.CREATED, url=_url(made))

    def _ours(self) -> Iterator[dict[str, Any]]:
        for page in self.api.read_pages(f"/issues/{self.marker.pull}/comments"):
            for row in page:
                user, found = row.get("user") or {}, Marker.parse(str(row.get("body") or ""))
                is_ours = user.get("login") == self.me and found is not None
                if is_ours and found is not None and found.is_same_place(self.marker):
                    yield row


def own_login(api: GithubApi) -> str:
    """Return the login of the account that the token writes as."""
    try:
        return str(api.viewer()["login"])
    except (PermissionMissing, NotFoundOrPrivate):
        return ACTIONS_BOT


def _marker_of(row: dict[str, Any]) -> Marker:
    found = Marker.parse(str(row.get("body") or ""))
    assert found is not None  # noqa: S101  # only rows with a marker are ours; tells mypy
    return found


def _url(row: dict[str, Any]) -> str:
    return str(row.get("html_url") or "")
