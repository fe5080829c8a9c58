"""Is something created once, with a look before every second try?"""

from __future__ import annotations

import pytest

from teammemory_bot.transport.errors import WriteInDoubt
from teammemory_bot.transport.write_once import create_once
from testing.virtual_clock import VirtualClock

DOUBT = WriteInDoubt("GitHub", "POST /x", why="HTTP 502")


class _Play:
    """Writes down what is asked in which order; finds and creates by a script."""

    def __init__(self, *, found_at_look: int = 0, doubts: int = 0) -> None:
        self.clock = VirtualClock()
        self.steps: list[str] = []
        self._found_at_look = found_at_look
        self._doubts = doubts

    def find(self) -> str | None:
        self.steps.append("look")
        return "found" if self.steps.count("look") == self._found_at_look else None

    def create(self) -> str:
        self.steps.append("create")
        if self.steps.count("create") <= self._doubts:
            raise DOUBT
        return "made"

    def run(self) -> str:
        return create_once(self.find, self.create, clock=self.clock)


def test_thing__that_is_there_is_not_created() -> None:
    play = _Play(found_at_look=1)
    assert (play.run(), play.steps, play.clock.sleeps) == ("found", ["look"], [])


def test_thing__that_is_not_there_is_created_at_once() -> None:
    play = _Play()
    assert (play.run(), play.steps, play.clock.sleeps) == ("made", ["look", "create"], [])


def test_doubt__is_looked_into_after_a_while() -> None:
    play = _Play(found_at_look=2, doubts=1)
    assert play.run() == "found"
    assert (play.steps, play.clock.sleeps) == (["look", "create", "look"], [2])
    play = _Play(doubts=3)
    assert play.run() == "made"
    assert play.steps == ["look", *["create", "look"] * 3, "create"]
    assert play.clock.sleeps == [2, 5, 10]


def test_doubt__without_end_is_told_after_four_tries() -> None:
    play = _Play(doubts=9)
    with pytest.raises(WriteInDoubt):
        play.run()
    assert play.steps == ["look", *["create", "look"] * 3, "create"]
