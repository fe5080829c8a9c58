"""What happened on GitHub? The event file as typed values; a stranger may have written any of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from teammemory_bot.domain.identity import PullNumber, Sha
from teammemory_bot.support.errors import TeamMemoryError

MAX_BYTES: Final = 26 * 1024 * 1024
"""GitHub caps payloads at 25 MB. https://docs.github.com/webhooks/webhook-events-and-payloads"""
MAX_NUMBER: Final = 2**31 - 1

_FULL_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}")
_SHA: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class EventUnreadable(TeamMemoryError):
    """The event file is not what GitHub writes."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the event cannot be read: {why}; run the workflow again from its event")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPull:
    """The pull request of an event, as it was when the event was sent."""

    number: PullNumber
    base: Sha
    head: Sha
    base_branch: str
    head_branch: str
    title: str
    body: str | None
    labels: tuple[str, ...]
    author: str
    """The login; empty: a deleted account."""
    is_draft: bool
    is_from_fork: bool
    """Also where the fork is gone: what cannot be proved to be ours is a stranger's."""
    is_bot: bool = False
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EventComment:
    """A comment under an issue or pull request."""

    id: int
    body: str
    author: str
    """The login; empty: a deleted account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRun:
    """The run of a workflow that has ended, for the workflow that waits for it."""

    event: str
    head: str
    """The commit that it ran for; what it left behind is about no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of a repository."""

    name: str
    action: str
    repository: str
    repository_id: int
    default_branch: str
    ref: str
    pull: EventPull | None = None
    sender: str = ""
    """The login of whoever caused it."""
    comment: EventComment | None = None
    issue_number: PullNumber | None = None
    """The pull request or issue that a comment stands under."""
    is_pull_comment: bool = False
    run: EventRun | None = None


def parse_event(name: str, raw: bytes) -> Event:
    """Return the event; raises EventUnreadable for what GitHub never writes."""
    document = _document(raw)
    repository = _mapping(document, "repository")
    full_name = _text(repository, "full_name")
    if not _FULL_NAME.fullmatch(full_name) or set(full_name.split("/")) & {".", ".."}:
        raise EventUnreadable("it names no repository")
    return Event(
        name=name,
        action=_text(document, "action"),
        repository=full_name,
        repository_id=_number(repository, "id"),
        default_branch=_text(repository, "default_branch"),
        ref=_text(document, "ref"),
        pull=_pull(document, full_name) if document.get("pull_request") is not None else None,
        sender=_text(_mapping(document, "sender"), "login"),
        comment=_comment(document) if name == "issue_comment" else None,
        issue_number=_issue_number(document),
        is_pull_comment=bool(_mapping(_mapping(document, "issue"), "pull_request")),
        run=_run(document) if name == "workflow_run" else None,
    )


def pull_of(document: Mapping[str, Any], repository: str) -> EventPull:
    """Return a pull request as an event or GitHub's REST API describes it.

    Raises EventUnreadable for what GitHub never writes, or for one of another repository.
    """
    base, head = _mapping(document, "base"), _mapping(document, "head")
    if _text(_mapping(base, "repo"), "full_name") != repository:
        raise EventUnreadable("its pull request belongs to another repository")
    return EventPull(
        number=PullNumber(_number(document, "number")),
        base=_sha(base),
        head=_sha(head),
        base_branch=_text(base, "ref"),
        head_branch=_text(head, "ref"),
        title=_text(document, "title"),
        body=_text(document, "body"),
        labels=_labels(document),
        author=_text(_mapping(document, "user"), "login"),
        is_bot=_text(_mapping(document, "user"), "type") == "Bot",
        is_draft=document.get("draft") is True,
        is_open=_text(document, "state") in {"", "open"},
        is_from_fork=_text(_mapping(head, "repo"), "full_name") != repository,
    )


def _document(raw: bytes) -> Mapping[str, Any]:
    if len(raw) > MAX_BYTES:
        raise EventUnreadable(f"it is larger than {MAX_BYTES >> 20} MiB")
    try:
        document = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise EventUnreadable(f"it is no JSON ({type(error).__name__})") from error
    if not isinstance(document, dict):
        raise EventUnreadable("it is no JSON object")
    return document


def _pull(document: Mapping[str, Any], full_name: str) -> EventPull:
    pull = pull_of(_mapping(document, "pull_request"), full_name)
    if "number" in document and document["number"] != pull.number:
        raise EventUnreadable("it names two different pull requests")
    return pull


def _comment(document: Mapping[str, Any]) -> EventComment:
    comment = _mapping(document, "comment")
    return EventComment(
        id=_number(comment, "id"),
        body=_text(comment, "body"),
        author=_text(_mapping(comment, "user"), "login"),
    )


def _run(document: Mapping[str, Any]) -> EventRun:
    run = _mapping(document, "workflow_run")
    return EventRun(event=_text(run, "event"), head=_text(run, "head_sha"))


def _issue_number(document: Mapping[str, Any]) -> PullNumber | None:
    issue = document.get("issue")
    return PullNumber(_number(issue, "number")) if isinstance(issue, dict) else None


def _labels(pull: Mapping[str, Any]) -> tuple[str, ...]:
    labels = pull.get("labels")
    rows = labels if isinstance(labels, list) else []
    return tuple(_text(row, "name") for row in rows[:100] if isinstance(row, dict))


def _sha(side: Mapping[str, Any]) -> Sha:
    text = _text(side, "sha")
    if not _SHA.fullmatch(text):
        raise EventUnreadable("it names no full commit hash")
    return Sha(text)


def _mapping(outer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return an object of the payload; an empty one where it is null or missing (deleted things)."""
    value = outer.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise EventUnreadable(f"`{name}` is no object")
    return value


def _text(outer: Mapping[str, Any], name: str) -> str:
    value = outer.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise EventUnreadable(f"`{name}` is no text")
    return value.encode("utf-8", "replace").decode("utf-8")  # lone surrogates cannot be stored


def _number(outer: Mapping[str, Any], name: str) -> int:
    value = outer.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= 2**53:
        raise EventUnreadable(f"`{name}` is no number")
    if name == "number" and value > MAX_NUMBER:
        raise EventUnreadable("`number` is larger than any pull request's")
    return value
