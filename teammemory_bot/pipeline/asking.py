"""Each agent is asked alone."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Final

from teammemory_bot.domain.change import PullRequest
from teammemory_bot.domain.finding import Outcome, Report, not_available
from teammemory_bot.domain.ports import Agent, Memory
from teammemory_bot.support.trace import Trace


def ask(
    agents: Sequence[Agent], pr: PullRequest, memory: Memory, *, trace: Trace | None = None
) -> tuple[tuple[Agent, Report], ...]:
    """Ask each agent alone, as long as the run has time."""
    return tuple((agent, ask_one(agent, pr, memory, trace=trace)) for agent in agents)


def ask_one(agent: Agent, pr: PullRequest, memory: Memory, *, trace: Trace | None = None) -> Report:
    """Return an agent's report; a broken agent must not cost the whole comment."""
    if trace is not None and trace.is_over:
        return not_available(agent.NAME, reason=_OUT_OF_TIME)
    try:
        with trace.step(f"ask {agent.NAME}", pr.base, pr.head) if trace else nullcontext():
            return agent.run(pr, memory)
    except Exception as error:  # noqa: BLE001  # one agent's fault must not cost the others' answers
        # Type only, never the message: it may quote a stranger.
        return Report(agent=agent.NAME, outcome=Outcome.FAILED, reason=type(error).__name__)


_OUT_OF_TIME: Final = "the time of this run was used up before it was asked"
