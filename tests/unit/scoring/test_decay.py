from __future__ import annotations

from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.scoring.decay import DecayedSums, halved

DAY = 86_400
SOMEBODY = DeveloperId(1)

events = st.lists(
    st.tuples(st.integers(0, 60 * 365 * DAY), st.floats(0.1, 2.0)), min_size=1, max_size=20
).map(sorted)


def test_halved__is_a_half_after_one_half_life() -> None:
    assert halved(14 * DAY, 14) == 0.5


@given(events)
def test_decayed_sums__equal_the_sum_of_decayed_events_over_sixty_years(
    happened: list[tuple[int, float]],
) -> None:
    sums = DecayedSums[str](14)
    for at, amount in happened:
        weight = sums.weight(at)
        sums.add(["k"], [(SOMEBODY, amount * weight)])
    now = happened[-1][0] + 3 * DAY
    expected = fsum(amount * halved(now - at, 14) for at, amount in happened)
    assert sums.combined({"k": 2.0}, now=now) == {SOMEBODY: pytest.approx(2 * expected, rel=1e-9)}
    assert sums.total("k", now=now) == pytest.approx(expected, rel=1e-9)


def test_decayed_sums__of_an_unknown_key_are_empty() -> None:
    assert DecayedSums[str](14).total("k", now=0) == 0.0
