"""How much may this run spend, and is each page paid for before it is asked for?"""

from __future__ import annotations

import pytest

from teammemory_bot.transport.budget import UNLIMITED, Budget
from teammemory_bot.transport.errors import BudgetSpent
from testing.virtual_clock import VirtualClock


def test_points__may_be_spent_to_the_last_one_and_a_refused_call_costs_none() -> None:
    budget = Budget(VirtualClock(), points=3)
    budget.take(1)
    with pytest.raises(BudgetSpent, match=r"is used up \(calls\)"):
        budget.take(3)
    budget.take(2)
    with pytest.raises(BudgetSpent):
        budget.take(1)
    budget.take(0)


def test_time__is_over_at_its_end_and_not_before() -> None:
    clock = VirtualClock()
    budget = Budget(clock, points=9, seconds=60)
    clock.push(59.5)
    budget.take(1)
    clock.push(0.5)
    with pytest.raises(BudgetSpent, match=r"is used up \(time\)"):
        budget.take(1)


def test_budget__without_bounds_ends_by_neither() -> None:
    clock = VirtualClock()
    budget = Budget(clock)
    clock.push(UNLIMITED - 1)
    budget.take(UNLIMITED)
    with pytest.raises(BudgetSpent, match="calls"):
        budget.take(1)
    clock.push(1)
    with pytest.raises(BudgetSpent, match="time"):
        budget.take(0)


def test_pages__are_each_paid_for_before_they_are_asked_for() -> None:
    asked: list[int] = []

    def pages():
        for number in range(10):
            asked.append(number)
            yield number

    read = []
    with pytest.raises(BudgetSpent, match="calls"):
        read.extend(Budget(VirtualClock(), points=3).each(pages()))
    assert asked == [0, 1, 2]
    asked.clear()
    with pytest.raises(BudgetSpent):
        next(Budget(VirtualClock(), points=0).each(pages()))
    assert asked == []
    assert list(Budget(VirtualClock(), points=3).each("ab")) == ["a", "b"]
