"""Which commits does a pull request's number mean, and what was known before them?"""

from __future__ import annotations

from dataclasses import dataclass

from teammemory_bot.bootstrap import choices_at
from teammemory_bot.domain.identity import PullNumber
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.entrypoints.cli.desk import Desk
from teammemory_bot.ingest.local_range import PullRequestNotFound, assemble
from teammemory_bot.pipeline.question import Question, chosen_range
from teammemory_bot.pipeline.story import memory_before
from teammemory_bot.store.memory import StoredMemory


@dataclass(frozen=True, slots=True, kw_only=True)
class PullChange:
    """A pull request as the agents are asked about it, and the memory as of its base."""

    pr: PullRequest
    memory: StoredMemory


def change_of(desk: Desk, number: PullNumber) -> PullChange:
    """Return the change of a pull request: as it landed, else as its reference in the checkout."""
    span = chosen_range(Question(number=number), desk.place)
    policy = choices_at(desk.place, span.base, config=desk.session.config).policy
    pr = assemble(desk.place.own, span, policy=policy, kind_of=desk.place.kind_of)
    return PullChange(pr=pr, memory=memory_before(pr, desk.place))


def find_change(desk: Desk, number: PullNumber) -> PullChange | None:
    """Return the change of a pull request; None where no commit here belongs to it."""
    try:
        return change_of(desk, number)
    except PullRequestNotFound:
        return None
