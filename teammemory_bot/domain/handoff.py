"""What may a fork's run hand to the workflow that may write? A number and a commit, and nothing else.

Whoever opens the pull request decides what the file says. So its form is strict, and both values
count for nothing until GitHub itself has said the same.
https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from teammemory_bot.domain.event import MAX_NUMBER, EventPull, EventRun
from teammemory_bot.domain.identity import PullNumber, Sha

MAX_BYTES: Final = 512
_SHA: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_NUMBER, _HEAD = "pull_request", "head_sha"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """Which pull request, and which commit of it was looked at."""

    number: PullNumber
    head: Sha

    def text(self) -> str:
        """Return the file's content."""
        return json.dumps({_NUMBER: self.number, _HEAD: self.head}) + "\n"


def parse_handoff(raw: bytes) -> Handoff | None:
    """Return what the file says; None where it is anything else than what we write."""
    try:
        document = json.loads(raw.decode("ascii")) if len(raw) <= MAX_BYTES else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.keys() != {_NUMBER, _HEAD}:
        return None
    number, head = document[_NUMBER], document[_HEAD]
    if type(number) is not int or not 0 < number <= MAX_NUMBER:
        return None
    if not isinstance(head, str) or not _SHA.fullmatch(head):
        return None
    return Handoff(number=PullNumber(number), head=Sha(head))


def objection_to(handoff: Handoff, pull: EventPull, run: EventRun) -> str:
    """Return why a handed-over pull request is not looked at; empty: GitHub confirms it.

    `pull` is what the API says of the number, `run` the run that left the file: it ran for the
    very commit that is the head now, or it is about something else.
    """
    if handoff.head != run.head:
        return "what was handed over names another commit than the run that left it"
    if pull.number != handoff.number or pull.head != handoff.head:
        return (
            "the pull request has a newer head than what was handed over; its own run will answer"
        )
    if not pull.is_from_fork:
        return "the pull request comes from no fork; its own run has answered"
    return "" if pull.is_open else "the pull request is closed"
