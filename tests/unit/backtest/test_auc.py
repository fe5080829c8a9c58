"""Are the measures of a ranking what they are called?"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.backtest.auc import auc, expected_top_1, share_of_top

PAIRS = st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30)


@given(PAIRS)
def test_auc__is_the_chance_that_a_positive_wins(pairs: list[tuple[int, bool]]) -> None:
    positives = [score for score, label in pairs if label]
    negatives = [score for score, label in pairs if not label]
    result = auc([float(score) for score, _ in pairs], [label for _, label in pairs])
    if not positives or not negatives:
        assert result is None
        return
    wins = sum((a > b) + 0.5 * (a == b) for a, b in product(positives, negatives))
    assert result == pytest.approx(wins / (len(positives) * len(negatives)))


def test_share_of_top__counts_missing_places_as_wrong() -> None:
    assert share_of_top([True, False, True], 2) == 0.5
    assert share_of_top([True], 20) == 0.05


def test_expected_top_1__breaks_ties_by_lot() -> None:
    assert expected_top_1([2.0, 1.0], [True, False]) == 1.0
    assert expected_top_1([1.0, 1.0, 0.0], [True, False, True]) == 0.5
