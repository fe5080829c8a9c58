"""What is to be done about an event: review, gate, audit, refresh, or nothing, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from teammemory_bot.domain.command import Command, NoSuchCommand, parse_command
from teammemory_bot.domain.event import Event
from teammemory_bot.domain.identity import PullNumber
from teammemory_bot.support.errors import TeamMemoryError


class Mode(StrEnum):
    """What one run of the action is for."""

    REVIEW = "review"
    GATE = "gate"
    AUDIT = "audit"
    REFRESH = "refresh"
    COMMAND = "command"
    """What somebody asked for in a comment; follows from the event alone."""


_FOR_INPUT: Final = (Mode.REVIEW, Mode.GATE, Mode.AUDIT, Mode.REFRESH)

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
    "workflow_run": Mode.REVIEW,
    "issue_comment": Mode.COMMAND,
}


class UnknownMode(TeamMemoryError):
    """The input `mode` has a value that it cannot have."""

    def __init__(self, said: str) -> None:
        known = ", ".join([AUTO, *_FOR_INPUT])
        super().__init__(f"input `mode` is {said[:40]!r}; it can be one of {known}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What to do; without a mode nothing, and `reason` says why."""

    mode: Mode | None
    reason: str = ""
    number: PullNumber | None = None
    command: Command | None = None


def decide(event: Event, *, mode: str = AUTO, number: PullNumber | None = None) -> Activity:
    """Return what an event asks for under the input `mode`.

    `number` is the pull request that the workflow names, for events that name none.
    """
    if mode not in {AUTO, *_FOR_INPUT}:
        raise UnknownMode(mode)
    wanted = _MODE_BY_EVENT.get(event.name) if mode == AUTO else Mode(mode)
    if wanted is None:
        return _nothing(f"nothing is done on the event `{event.name}`")
    if event.name in _PULL_EVENTS:
        return _about_pull(event, wanted)
    if event.name == "workflow_run":
        return _after_run(event, wanted)
    if wanted is Mode.COMMAND:
        return _on_comment(event)
    return _without_pull(event, wanted, number=number, is_own_choice=mode == AUTO)


def _without_pull(
    event: Event, wanted: Mode, *, number: PullNumber | None, is_own_choice: bool
) -> Activity:
    if wanted is Mode.GATE and event.name == "merge_group":
        return Activity(mode=wanted, reason="the pull requests in the queue were checked before")
    if number is not None and is_own_choice and event.name == "workflow_dispatch":
        wanted = Mode.REVIEW
    if wanted in {Mode.REVIEW, Mode.GATE}:
        if number is not None:
            return Activity(mode=wanted, number=number)
        return _nothing(f"the event `{event.name}` names no pull request")
    if event.name == "push" and event.ref != f"refs/heads/{event.default_branch}":
        return _nothing("the memory follows the default branch only")
    return Activity(mode=wanted)


def _about_pull(event: Event, wanted: Mode) -> Activity:
    pull = event.pull
    if pull is None:
        return _nothing("the event names no pull request")
    if event.action not in _PULL_ACTIONS:
        return _nothing(f"nothing is done when a pull request is `{event.action[:40]}`")
    return Activity(mode=wanted, number=pull.number)


def _after_run(event: Event, wanted: Mode) -> Activity:
    if event.run is None or event.run.event != "pull_request":
        return _nothing("the workflow that ended was not about a pull request")
    if wanted is not Mode.REVIEW:
        return _nothing("after another workflow only a review can be posted")
    return Activity(mode=wanted)


def _on_comment(event: Event) -> Activity:
    said = event.comment
    if said is None or not event.is_pull_comment or event.action != "created":
        return _nothing("only a new comment on a pull request can hold a command")
    try:
        command = parse_command(said.body)
    except NoSuchCommand as refusal:
        return _nothing(str(refusal))
    if command is None:
        return _nothing("the comment is no command")
    if not said.author or said.author != event.sender:
        return _nothing("the comment's author is not who sent the event")
    return Activity(mode=Mode.COMMAND, number=event.issue_number, command=command)


def _nothing(reason: str) -> Activity:
    return Activity(mode=None, reason=reason)
