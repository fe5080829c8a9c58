"""Which questions does the stored memory answer? All families in one value."""

from __future__ import annotations

from teammemory_bot.store.questions.audit import AuditQuestions
from teammemory_bot.store.questions.component import ComponentQuestions
from teammemory_bot.store.questions.context import ContextQuestions
from teammemory_bot.store.questions.history import HistoryQuestions
from teammemory_bot.store.questions.holdings import HoldingsQuestions
from teammemory_bot.store.questions.hygiene import HygieneQuestions
from teammemory_bot.store.questions.risk import RiskQuestions
from teammemory_bot.store.questions.risk_signals import RiskSignalQuestions
from teammemory_bot.store.questions.routing import RoutingQuestions
from teammemory_bot.store.questions.second_look import SecondLookQuestions


class StoredMemory(
    HistoryQuestions,
    HoldingsQuestions,
    HygieneQuestions,
    ContextQuestions,
    ComponentQuestions,
    AuditQuestions,
    RiskQuestions,
    RiskSignalQuestions,
    RoutingQuestions,
    SecondLookQuestions,
):
    """The memory as of one change of its branch (`domain/ports.py: Memory`)."""
