"""Does the trace say what was done, at what cost, and when there is no time left?"""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from teammemory_bot.domain.finding import Outcome, found
from teammemory_bot.pipeline.asking import ask
from teammemory_bot.support.trace import Trace
from testing.virtual_clock import VirtualClock


def test_trace__notes_each_step_with_its_cost_and_its_end() -> None:
    clock = VirtualClock()
    trace = Trace(clock)
    calls = [3]
    trace.spent = lambda: calls[0]
    with trace.step("first", "a\ud800", 1):
        clock.sleep(1.5)
        calls[0] += 2
    with pytest.raises(KeyError), trace.step("second"):
        raise KeyError("::error::a secret")
    first, second = map(json.loads, trace.lines().splitlines())
    assert (first["step"], first["outcome"], first["milliseconds"], first["points"]) == (
        "first", "done", 1_500, 2,
    )  # fmt: skip
    assert (second["step"], second["outcome"]) == ("second", "KeyError")
    assert "secret" not in trace.lines() + trace.table()
    assert "| first | done | 1,500 | 2 |" in trace.table()


def test_ask__when_the_time_is_used_up_says_so() -> None:
    clock = VirtualClock()
    trace = Trace(clock, total_seconds=10)

    def slow(name: str) -> SimpleNamespace:
        def run(pr: object, memory: object) -> object:
            clock.sleep(8)
            return found(name, ())

        return SimpleNamespace(NAME=name, TITLE=name, run=run)

    agents = [slow("one"), slow("two"), slow("three")]
    reports = [
        report for _, report in ask(agents, SimpleNamespace(base="b", head="h"), None, trace=trace)
    ]
    assert [report.outcome for report in reports] == [
        Outcome.NOTHING_TO_SAY, Outcome.NOTHING_TO_SAY, Outcome.NOT_AVAILABLE,
    ]  # fmt: skip
    assert "time of this run" in reports[2].reason
    assert [step.step for step in trace.steps] == ["ask one", "ask two"]
