"""What is to be done about an event: review, gate, audit, refresh, or nothing, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from teammemory_bot.domain.event import Event
from teammemory_bot.domain.identity import PullNumber
from teammemory_bot.support.errors import TeamMemoryError


class Mode(StrEnum):
    """What one run of the action is for."""

    REVIEW = "review"
    GATE = "gate"
    AUDIT = "audit"
    REFRESH = "refresh"


AUTO: Final = "auto"
_PULL_EVENTS: Final = frozenset(("pull_request", "pull_request_target"))
_PULL_ACTIONS: Final = frozenset(
    (
        "opened",
        "reopened",
        "synchronize",
        "edited",
        "ready_for_review",
        "labeled",
        "unlabeled",
    )
)
_MODE_BY_EVENT: Final = {
    "pull_request": Mode.REVIEW,
    "pull_request_target": Mode.REVIEW,
    "merge_group": Mode.GATE,
    "push": Mode.REFRESH,
    "schedule": Mode.REFRESH,
    "workflow_dispatch": Mode.AUDIT,
}


class UnknownMode(TeamMemoryError):
    """The input `mode` has a value that it cannot have."""

    def __init__(self, said: str) -> None:
        known = ", ".join([AUTO, *Mode])
        super().__init__(f"input `mode` is {said[:40]!r}; it can be one of {known}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What to do; without a mode nothing, and `reason` says why."""

    mode: Mode | None
    reason: str = ""
    number: PullNumber | None = None


def decide(event: Event, *, mode: str = AUTO, reviews_drafts: bool = True) -> Activity:
    """Return what an event asks for under the input `mode`."""
    if mode not in {AUTO, *Mode}:
        raise UnknownMode(mode)
    wanted = _MODE_BY_EVENT.get(event.name) if mode == AUTO else Mode(mode)
    if wanted is None:
        return _nothing(f"nothing is done on the event `{event.name}`")
    if event.name in _PULL_EVENTS:
        return _about_pull(event, wanted, reviews_drafts=reviews_drafts)
    if wanted is Mode.GATE and event.name == "merge_group":
        return Activity(mode=wanted, reason="the pull requests in the queue were checked before")
    if wanted in {Mode.REVIEW, Mode.GATE}:
        return _nothing(f"the event `{event.name}` names no pull request")
    if event.name == "push" and event.ref != f"refs/heads/{event.default_branch}":
        return _nothing("the memory follows the default branch only")
    return Activity(mode=wanted)


def _about_pull(event: Event, wanted: Mode, *, reviews_drafts: bool) -> Activity:
    pull = event.pull
    if pull is None:
        return _nothing("the event names no pull request")
    if event.action not in _PULL_ACTIONS:
        return _nothing(f"nothing is done when a pull request is `{event.action[:40]}`")
    if pull.is_draft and not reviews_drafts:
        return _nothing("the pull request is a draft")
    return Activity(mode=wanted, number=pull.number)


def _nothing(reason: str) -> Activity:
    return Activity(mode=None, reason=reason)
