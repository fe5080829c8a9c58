"""Each agent is asked alone, and within its time."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Final

from teammemory_bot.domain.finding import Outcome, Report, not_available
from teammemory_bot.domain.ports import Agent, Memory
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.support.garbage import no_search_for_cycles
from teammemory_bot.support.time_limit import STEP_SECONDS, run_at_most
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

    def run() -> Report:
        step = trace.step(f"ask {agent.NAME}", pr.base, pr.head) if trace else nullcontext()
        with step, no_search_for_cycles():  # a search takes a tenth of the time, and finds nothing
            return agent.run(pr, memory)

    left = STEP_SECONDS if trace is None else min(STEP_SECONDS, trace.seconds_left)
    try:
        report = run_at_most(left, run)
    except Exception as error:  # noqa: BLE001  # one agent's fault must not cost the others' answers
        # Type only, never the message: it may quote a stranger.
        return Report(agent=agent.NAME, outcome=Outcome.FAILED, reason=type(error).__name__)
    return not_available(agent.NAME, reason=_TOO_LONG) if report is None else report


def was_cut_short(report: Report) -> bool:
    """Tell whether an agent broke or was stopped, so that its rules have no result."""
    return report.outcome is Outcome.FAILED or report.reason in {_OUT_OF_TIME, _TOO_LONG}


def unproved(reports: Sequence[Report]) -> Sequence[Report]:
    """Return the reports without what nobody could derive again; what became of each rule stays."""
    return [
        replace(
            report,
            outcome=Outcome.NOT_AVAILABLE,
            findings=(),
            summary=(),
            level="",
            reason=_NOT_DERIVED,
        )
        if report.findings
        else report
        for report in reports
    ]


_OUT_OF_TIME: Final = "the time of this run was used up before it was asked"
_TOO_LONG: Final = "it took longer than one question may take and was stopped"
_NOT_DERIVED: Final = "the time was used up before its claims could be derived again"
