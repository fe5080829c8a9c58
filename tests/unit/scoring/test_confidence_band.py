from __future__ import annotations

from math import e

import pytest

from teammemory_bot.domain.finding import Band
from teammemory_bot.scoring.confidence_band import band_of, standings


def test_standings__are_exponential_and_add_up_to_one() -> None:
    first, second = standings([2.0, 1.0])
    assert first == pytest.approx(e / (e + 1))
    assert first + second == pytest.approx(1.0)


def test_standings__of_huge_scores_do_not_overflow() -> None:
    assert standings([2_000.0, 2_000.0]) == [0.5, 0.5]


def test_standings__of_nobody_are_none() -> None:
    assert standings([]) == []


@pytest.mark.parametrize(
    ("standing", "band"),
    [(0.6, Band.STRONG), (0.59, Band.GOOD), (0.3, Band.GOOD), (0.29, Band.WEAK)],
)
def test_band_of__has_two_borders(standing: float, band: Band) -> None:
    assert band_of(standing) is band
