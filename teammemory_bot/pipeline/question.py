"""Which change a run is about, and how it is put together from git, or from what GitHub tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from teammemory_bot.agents.registry import AGENTS
from teammemory_bot.domain.identity import PullNumber, Sha
from teammemory_bot.domain.policy import Policy
from teammemory_bot.domain.ports import Agent
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.ingest import local_range
from teammemory_bot.ingest.local_range import LocalRange
from teammemory_bot.ingest.told_change import ToldChange, assemble_told
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.plumbing.errors import HistoryTooShallow
from teammemory_bot.plumbing.history import (
    count_commits,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which change is asked about: a range, a pull request, or the last merged change."""

    base: str | None = None
    head: str | None = None
    number: PullNumber | None = None
    policy_at: Callable[[Sha], Policy] = field(default=lambda _base: Policy())
    """The house rules as they stand at the base: no change decides the rules it is judged by."""
    described: Callable[[PullRequest], PullRequest] = field(default=lambda pr: pr)
    """Adds what git does not know of a pull request: title, body, labels, as GitHub has them."""
    agents: tuple[Agent, ...] = AGENTS
    told: ToldChange | None = None
    """What GitHub tells of the change, where its commits are not at hand."""
    limits: tuple[str, ...] = ()
    """What this run could not read into the memory, each a sentence of our own."""

    @property
    def is_open(self) -> bool:
        """Whether the asker left the choice to us."""
        return self.base is None and self.head is None and self.number is None


def change_asked_about(question: Question, place: Workplace) -> PullRequest:
    """Return the change with all that is known of it, from git, or as GitHub tells it."""
    if question.told is not None:
        policy = question.policy_at(question.told.pull.base)
        return question.described(
            assemble_told(place.own, question.told, policy=policy, kind_of=place.kind_of)
        )
    span = chosen_range(question, place)
    if place.checkout.is_shallow:
        refuse_unless_known(span, place)
    pr = local_range.assemble(
        place.own, span, policy=question.policy_at(span.base), kind_of=place.kind_of
    )
    return question.described(pr)


def chosen_range(question: Question, place: Workplace) -> LocalRange:
    """Return the commits that the question is about."""
    if question.is_open:
        return local_range.last_merged(place.own, place.branch_tip)
    if question.number is not None:
        landing = place.store.memory_at().landing_of(question.number)
        return local_range.pull_range(
            place.checkout,
            place.own,
            question.number,
            branch_tip=place.branch_tip,
            landing=landing,
        )
    return local_range.asked_range(
        place.checkout,
        place.own,
        branch_tip=place.branch_tip,
        base=question.base,
        head=question.head,
    )


def refuse_unless_known(span: LocalRange, place: Workplace) -> None:
    """Refuse a checkout without a past, unless the memory knows the base from an earlier run."""
    if place.store.memory_at().seq_of(span.base) is None:
        raise HistoryTooShallow(count_commits(place.own, span.head))
