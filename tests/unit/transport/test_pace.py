"""May the next request leave now: gates, patience and the second between writes?"""

from __future__ import annotations

import pytest

from teammemory_bot.transport.errors import RateLimitReached
from teammemory_bot.transport.limits import Pause
from teammemory_bot.transport.pace import Pace
from testing.virtual_clock import VirtualClock

PRIMARY = Pause(30, is_primary=True)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


def _pass(pace: Pace, resource: str = "core", *, is_write: bool = False) -> None:
    with pace.turn(resource, is_write=is_write):
        pass


def test_gate__of_one_kind_lets_the_others_through(clock: VirtualClock) -> None:
    pace = Pace("GitHub", clock)
    pace.close("core", PRIMARY)
    _pass(pace, "graphql")
    assert clock.sleeps == []
    _pass(pace, "core")
    assert clock.sleeps == [30]
    _pass(pace, "core")
    assert clock.sleeps == [30]


def test_gate__of_everything_stops_each_kind(clock: VirtualClock) -> None:
    pace = Pace("GitHub", clock)
    pace.close("core", Pause(30))
    _pass(pace, "graphql", is_write=True)
    assert clock.sleeps == [30]


def test_gate__of_one_kind_stops_its_writes_too(clock: VirtualClock) -> None:
    pace = Pace("GitHub", clock)
    pace.close("core", PRIMARY)
    _pass(pace, "core", is_write=True)
    assert clock.sleeps == [30]


def test_gate__stays_closed_for_the_longer_of_two_pauses(clock: VirtualClock) -> None:
    pace = Pace("GitHub", clock)
    pace.close("core", Pause(0.25))
    pace.close("core", Pause(0.125))
    _pass(pace)
    assert clock.sleeps == [0.25]
    pace.close("core", Pause(5))
    pace.close("core", Pause(3, is_primary=True))
    _pass(pace)
    assert clock.sleeps == [0.25, 5]


def test_patience__may_be_spent_to_the_last_second(clock: VirtualClock) -> None:
    pace = Pace("GitHub", clock, patience_seconds=40)
    pace.close("core", PRIMARY)
    _pass(pace)
    pace.close("core", Pause(11))
    with pytest.raises(RateLimitReached, match="GitHub takes") as end:
        _pass(pace)
    assert end.value.until == clock.now() + 11
    clock.push(1)
    _pass(pace)
    assert clock.sleeps == [30, 10]


def test_rest__of_our_own_costs_no_patience(clock: VirtualClock) -> None:
    pace = Pace("GitHub", clock, patience_seconds=0)
    pace.rest(9)
    assert clock.sleeps == [9]


def test_writes__leave_a_second_after_the_end_of_the_last_one(clock: VirtualClock) -> None:
    pace = Pace("GitHub", clock)
    with pace.turn("core", is_write=True):
        clock.push(3)
    _pass(pace)  # a read does not wait
    assert clock.sleeps == []
    _pass(pace, is_write=True)
    assert clock.sleeps == [1]


def test_write__that_failed_counts_too(clock: VirtualClock) -> None:
    pace = Pace("GitHub", clock)
    with pytest.raises(ZeroDivisionError), pace.turn("core", is_write=True):
        _ = 1 / 0
    _pass(pace, is_write=True)
    assert clock.sleeps == [1]


class _Coarse(VirtualClock):
    """A clock whose sleeps end too early."""

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds if seconds < 1 else seconds / 2)


def test_sleep__that_ends_early_is_gone_on_with() -> None:
    clock = _Coarse()
    pace = Pace("GitHub", clock)
    pace.close("core", Pause(2))
    _pass(pace)
    assert clock.monotonic() >= 2
    assert clock.sleeps == [1, 0.5, 0.5]
