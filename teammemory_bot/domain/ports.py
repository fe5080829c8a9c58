"""Which shapes do the rooms expect of each other? Protocols only."""

from __future__ import annotations

from typing import Protocol

from teammemory_bot.domain.finding import Report
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.questions.audit import AuditQuestions
from teammemory_bot.domain.questions.component import ComponentQuestions
from teammemory_bot.domain.questions.context import ContextQuestions
from teammemory_bot.domain.questions.history import HistoryQuestions
from teammemory_bot.domain.questions.hygiene import HygieneQuestions
from teammemory_bot.domain.questions.risk import RiskQuestions
from teammemory_bot.domain.questions.risk_signals import RiskSignalQuestions
from teammemory_bot.domain.questions.routing import RoutingQuestions
from teammemory_bot.domain.questions.second_look import SecondLookQuestions


class Memory(
    HistoryQuestions,
    HygieneQuestions,
    ContextQuestions,
    ComponentQuestions,
    AuditQuestions,
    RiskQuestions,
    RiskSignalQuestions,
    RoutingQuestions,
    SecondLookQuestions,
    Protocol,
):
    """The read side of the memory, as of one point of its branch: the families of questions."""


class Agent(Protocol):
    """A small deterministic expert: a module with these three names (see `agents/registry.py`)."""

    NAME: str
    TITLE: str

    def run(self, pr: PullRequest, memory: Memory) -> Report:
        """Answer for one pull request; pure: same arguments, equal report."""
        ...
